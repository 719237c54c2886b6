package index_test

import (
	"math"
	"slices"
	"testing"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// scan is what the index is measured by: every name is compared with the question, word by word.
type scan struct {
	docs []index.Doc
	df   map[string]int
	n    int
}

func scanOf(docs []index.Doc) *scan {
	s := &scan{docs: docs, df: map[string]int{}}
	for _, d := range docs {
		for _, e := range d.Names {
			s.n++
			seen := map[string]bool{}
			for _, w := range e.Name.Words {
				if k := key(w); !seen[k] {
					seen[k] = true
					s.df[k]++
				}
			}
		}
	}
	return s
}

func key(w text.Word) string {
	if w.Concept != 0 {
		return "concept " + string(rune(w.Concept))
	}
	return w.Text
}

func (s *scan) weight(w text.Word) float64 {
	share := map[lexicon.Kind]float64{
		lexicon.None: 1, lexicon.Generic: .3, lexicon.Quality: .5, lexicon.Field: .7, lexicon.Place: .7, lexicon.Number: .6,
	}
	return share[w.Kind] * math.Log1p(float64(s.n)/float64(max(1, s.df[key(w)])))
}

func (s *scan) norm(n text.Name) float64 {
	var sum float64
	for _, w := range n.Words {
		sum += s.weight(w) * s.weight(w)
	}
	return math.Sqrt(sum)
}

// score lets each word of a name take the word of the question that it is most like.
func (s *scan) score(q, n text.Name) float64 {
	taken := make([]bool, len(q.Words))
	var sum float64
	for _, w := range n.Words {
		best, at := 0.0, -1
		for i, v := range q.Words {
			m := min(s.weight(v), s.weight(w))
			if g := alike(v, w) * m * m; !taken[i] && g > best {
				best, at = g, i
			}
		}
		if at >= 0 {
			taken[at] = true
			sum += best
		}
	}
	if sum == 0 {
		return 0
	}
	return sum / (s.norm(q) * s.norm(n))
}

// alike is what two words have in common, from 0 to 1: by meaning, or by the letters that would have to be changed.
func alike(v, w text.Word) float64 {
	if key(v) == key(w) {
		return 1
	}
	if v.Concept != 0 {
		return 0
	}
	most := 0
	if n := min(len(v.Text), len(w.Text)); n >= 8 {
		most = 2
	} else if n >= 4 {
		most = 1
	}
	if d := levenshtein(v.Text, w.Text); d <= most {
		return 1 - float64(d)/float64(max(len(v.Text), len(w.Text)))
	}
	return 0
}

func levenshtein(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		left := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := left
			if a[i] != b[j] {
				d = 1 + min(left, row[j], row[j+1])
			}
			left, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}

// TestRecall compares what the index gives with what looking at every name gives.
func TestRecall(t *testing.T) {
	const docs, asked, top = 2000, 60, 50
	g := newGenerator(3, docs)
	var all []index.Doc
	for d := range g.docs(docs) {
		all = append(all, d)
	}
	reference, lives := scanOf(all), both(t, all)
	found, wanted := map[string]int{}, 0
	for i := range asked {
		q := g.change(all[i*docs/asked].Names[0].Name)
		best := map[int64]float64{}
		var scores []float64
		for _, d := range all {
			for _, e := range d.Names {
				best[d.Ref] = max(best[d.Ref], reference.score(q, e.Name))
			}
			if v := best[d.Ref]; v > index.DefaultMinScore {
				scores = append(scores, v)
			}
		}
		slices.Sort(scores)
		scores = scores[max(0, len(scores)-top):]
		wanted += len(scores)
		for where, live := range lives {
			hits, _ := live.Search([]text.Name{q}, index.Options{})
			got := 0
			for _, ref := range refs(hits) {
				if best[ref] >= scores[0]-1e-6 {
					got++
				}
			}
			found[where] += min(got, len(scores))
		}
	}
	for where, n := range found {
		if share := float64(n) / float64(wanted); share < .99 {
			t.Errorf("%s: %.4f of the %d best names that an exhaustive scan finds", where, share, wanted)
		}
	}
}
