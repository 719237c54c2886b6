// Package find finds the organisations of a register that a question may mean: it keeps an index of all names in the log, and
// ranks what it finds by similarity, with the reasons.
//
// What never lives here: whether a candidate is the organisation (match), what follows (rulebook), any memory of who asked.
package find

import (
	"cmp"
	"context"
	"slices"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// Query is what is looked for.
type Query struct {
	Name  string
	Limit int   // most candidates in the result; 0 is DefaultLimit
	Size  int64 // only claims before this index of the log are seen; 0 sees all that is indexed
}

// DefaultLimit is the number of candidates where a query names none.
const DefaultLimit = 10

// Candidate is a claim of the log in which a name like the one asked for stands.
type Candidate struct {
	Claim int64 // index in the log of the claim that holds the name
	Name  int   // which of the claim's names it is
	similar.Score
}

// Result is what a search found, best first, and what it looked at.
type Result struct {
	Candidates []Candidate
	Indexed    int64 // claims of the log that were searched
	Names      int64 // names that they hold
	Looked     int   // names that were compared
	Cut        bool  // a bound on work was reached: names may have been missed
}

// Search finds the names most like the one asked for, by falling similarity. A claim stands in the result once, with the
// name that is most alike.
func (f *Finder) Search(_ context.Context, q Query) Result {
	readings := text.Parse(q.Name)
	if len(readings) == 0 {
		return Result{Indexed: f.Size(), Names: f.names.Load()}
	}
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	hits, stats := f.live.Search(readings, index.Options{Limit: max(breadth, limit+limit/2), MinScore: -1, Below: q.Size})
	r := Result{Indexed: f.Size(), Names: f.names.Load(), Looked: len(hits), Cut: stats.Cut}
	r.Candidates = rank(readings, hits)
	if len(r.Candidates) > limit {
		r.Candidates = r.Candidates[:limit]
	}
	return r
}

// breadth is the number of claims that the index proposes for comparison.
const breadth = 64

// rank compares the readings of a name with what the index proposes.
func rank(readings []text.Name, hits []index.Hit) []Candidate {
	asked := make([]*similar.Prepared, len(readings))
	for i := range readings {
		asked[i] = similar.Prepare(&readings[i])
	}
	best := make(map[int64]int, len(hits))
	out := make([]Candidate, 0, len(hits))
	for i := range hits {
		h := &hits[i]
		c := Candidate{Claim: h.Ref, Name: int(h.Ordinal), Score: similar.Score{Similarity: -1}}
		held := prepared(h.Held)
		for _, a := range asked {
			if s := a.Compare(held); s.Similarity > c.Similarity {
				c.Score = s
			}
		}
		at, seen := best[h.Ref]
		switch {
		case !seen:
			best[h.Ref] = len(out)
			out = append(out, c)
		case c.Similarity > out[at].Similarity:
			out[at] = c
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		if a.Similarity != b.Similarity {
			return cmp.Compare(b.Similarity, a.Similarity)
		}
		return cmp.Compare(a.Claim, b.Claim)
	})
	return out
}

// prepared makes a name of the index ready for comparison, once for all searches that meet it.
func prepared(h *index.Held) *similar.Prepared {
	if p, ok := h.Note().(*similar.Prepared); ok {
		return p
	}
	p := similar.Prepare(&h.Name).Share()
	h.SetNote(p)
	return p
}

// Compare says how alike a question and a name are, over all readings of both.
func Compare(asked, held string) similar.Score {
	var best similar.Score
	for _, a := range text.Parse(asked) {
		for _, b := range text.Parse(held) {
			if s := similar.Compare(&a, &b); s.Similarity > best.Similarity {
				best = s
			}
		}
	}
	return best
}
