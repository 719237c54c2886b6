package index_test

import (
	"slices"
	"testing"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// compared are the records most similar to a question, by comparison with every name, and the least of their similarities.
func compared(q text.Name, docs []index.Doc, most int) (best map[int64]float64, least float64) {
	best = map[int64]float64{}
	asked := similar.Prepare(&q)
	var all []float64
	for _, d := range docs {
		for i := range d.Names {
			best[d.Ref] = max(best[d.Ref], asked.Compare(similar.Prepare(&d.Names[i].Name)).Similarity)
		}
		all = append(all, best[d.Ref])
	}
	slices.Sort(all)
	return best, all[max(0, len(all)-most)]
}

// TestRecall asks whether what is most similar is among what the index proposes: where most words are in few names, and where
// every word is in so many that most names that are like the question are level with others.
func TestRecall(t *testing.T) {
	t.Run("rare words", func(t *testing.T) { recall(t, 3000, 3000, 100) })
	t.Run("common words", func(t *testing.T) { recall(t, 12_000, 60, 40) })
}

func recall(t *testing.T, docs, vocabulary, asked int) {
	const proposed = 100
	g := newGenerator(3, vocabulary)
	var all []index.Doc
	for d := range g.docs(docs) {
		all = append(all, d)
	}
	lives := both(t, all)
	found, wanted := map[string]int{}, 0
	for i := range asked {
		q := g.change(all[i*docs/asked].Names[0].Name)
		best := mostLike(q, all)
		wanted += best.n
		for where, live := range lives {
			hits, _ := live.Search([]text.Name{q}, index.Options{Limit: proposed})
			found[where] += best.among(hits)
		}
	}
	for where, n := range found {
		if share := float64(n) / float64(wanted); share < .99 {
			t.Errorf("%s: %.4f of the %d most similar records", where, share, wanted)
		}
	}
}

// top is how many of the most similar are looked for.
const top = 50

// likest are the references that a comparison with every name puts first, at the threshold or above.
type likest struct {
	scores map[int64]float64
	least  float64
	n      int // of those that are level with the last, any will do
}

func mostLike(q text.Name, docs []index.Doc) likest {
	scores, least := compared(q, docs, top)
	l := likest{scores: scores, least: max(least, similar.Threshold)}
	for _, s := range scores {
		if s >= l.least {
			l.n++
		}
	}
	l.n = min(l.n, top)
	return l
}

// among is how many of them an index proposes.
func (l *likest) among(hits []index.Hit) (found int) {
	for _, ref := range refs(hits) {
		if l.scores[ref] >= l.least {
			found++
		}
	}
	return min(found, l.n)
}
