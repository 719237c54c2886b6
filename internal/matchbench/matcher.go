package matchbench

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// entity is one organisation under all the names by which it may be found, the first of them its own.
type entity struct {
	id      string
	names   []string
	country string // ISO 3166-1 alpha-2, if the list says
}

// hit is an organisation found: its place among those indexed, and the name that was met.
type hit struct {
	entity int
	name   string
	score  float64
}

// finder answers questions about one set of organisations; search is safe for concurrent use, gives each organisation once, and
// the most alike first.
type finder interface {
	search(name string, k int) []hit
	close() error
}

// matcher is one way to compare names and to find them.
type matcher struct {
	name      string
	threshold float64 // of compare, from which on two names may be of one organisation; 0 if the matcher has none
	compare   func(a, b string) float64
	index     func(ctx context.Context, all []entity) (finder, error)
	slow      bool // its search compares with every name
}

// matchers are all that are measured here. corpus gives 3-grams their rarity where two names are compared without an index.
func matchers(corpus []entity) []matcher {
	return append([]matcher{exhaustive()}, baselines(corpus)...)
}

// quick leaves out matchers whose search would take hours on large lists.
func quick(all []matcher) []matcher {
	return slices.DeleteFunc(all, func(m matcher) bool { return m.slow })
}

// scan is the exhaustive search that an index is measured against: it compares with every name.
type scan[T any] struct {
	names   []T
	texts   []string
	owner   []int
	prepare func(string) T
	compare func(a, b T) float64
}

func newScan[T any](all []entity, prepare func(string) T, compare func(a, b T) float64) *scan[T] {
	s := &scan[T]{prepare: prepare, compare: compare}
	for i, e := range all {
		for _, n := range e.names {
			s.names, s.texts, s.owner = append(s.names, prepare(n)), append(s.texts, n), append(s.owner, i)
		}
	}
	return s
}

func (s *scan[T]) search(name string, k int) []hit {
	q := s.prepare(name)
	best := map[int]hit{}
	for i, n := range s.names {
		score := s.compare(q, n)
		if old, ok := best[s.owner[i]]; score > 0 && (!ok || score > old.score) {
			best[s.owner[i]] = hit{s.owner[i], s.texts[i], score}
		}
	}
	return top(best, k)
}

func (s *scan[T]) close() error { return nil }

// top gives the k best, and of equals those that were indexed first.
func top(best map[int]hit, k int) []hit {
	out := make([]hit, 0, len(best))
	for _, h := range best {
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entity, b.entity))
	})
	return out[:min(k, len(out))]
}

// each runs f for 0 to n-1 on all processors. f must be safe for concurrent use.
func each(ctx context.Context, n int, f func(i int)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// rankOf is the place of an organisation among the hits, from 1; 0 if it is not there.
func rankOf(hits []hit, right int) int {
	return 1 + slices.IndexFunc(hits, func(h hit) bool { return h.entity == right })
}

// ranksOf asks every question and gives the place of the right organisation.
func ranksOf(ctx context.Context, f finder, questions []string, right []int, k int) (ranks, error) {
	out := make(ranks, len(questions))
	err := each(ctx, len(questions), func(i int) { out[i] = rankOf(f.search(questions[i], k), right[i]) })
	return out, err
}
