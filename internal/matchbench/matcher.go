package matchbench

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"probity.example/probity/internal/match"
)

// entity is one organisation under all the names by which it may be found, the first of them its own.
type entity struct {
	id    string
	names []string
	known match.Candidate // what a list says of it; empty where only names are needed
}

// hit is an organisation found: its place among those indexed, and how alike the name is that was met.
type hit struct {
	entity int
	score  float64
}

// finder answers questions about one set of organisations; search is safe for concurrent use, gives each organisation once, and
// the most alike first.
type finder interface {
	search(name string, k int) []hit
	close()
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
	return append([]matcher{ours()}, baselines(corpus)...)
}

// quick leaves out matchers whose search would take hours on large lists.
func quick(all []matcher) []matcher {
	return slices.DeleteFunc(all, func(m matcher) bool { return m.slow })
}

// scan is the exhaustive search that an index is measured against: it compares with every name. Each shard of the names is
// looked at by one goroutine at a time, because a prepared name need not be safe for concurrent use.
type scan[T any] struct {
	mu      sync.Mutex
	shards  []shard[T]
	prepare func(string) T
	compare func(a, b T) float64
}

type shard[T any] struct {
	names []T
	owner []int
}

func newScan[T any](all []entity, prepare func(string) T, compare func(a, b T) float64) *scan[T] {
	s := &scan[T]{shards: make([]shard[T], runtime.GOMAXPROCS(0)), prepare: prepare, compare: compare}
	for i, e := range all {
		h := &s.shards[i%len(s.shards)]
		for _, n := range e.names {
			h.names, h.owner = append(h.names, prepare(n)), append(h.owner, i)
		}
	}
	return s
}

func (s *scan[T]) search(name string, k int) []hit {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := make([][]hit, len(s.shards))
	var wg sync.WaitGroup
	for i := range s.shards {
		wg.Go(func() { found[i] = s.shards[i].search(s.prepare(name), s.compare, k) })
	}
	wg.Wait()
	return top(slices.Concat(found...), k)
}

func (h *shard[T]) search(q T, compare func(a, b T) float64, k int) []hit {
	best := map[int]hit{}
	for i, n := range h.names {
		score := compare(q, n)
		if old, ok := best[h.owner[i]]; score > 0 && (!ok || score > old.score) {
			best[h.owner[i]] = hit{h.owner[i], score}
		}
	}
	return top(slices.Collect(maps.Values(best)), k)
}

func (s *scan[T]) close() {}

// top gives the k best, and of equals those that were indexed first.
func top(hits []hit, k int) []hit {
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entity, b.entity))
	})
	return hits[:min(k, len(hits))]
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

// rankOf is the place, from 1, of the first organisation that will do; 0 if there is none.
func rankOf(hits []hit, right func(entity int) bool) int {
	return 1 + slices.IndexFunc(hits, func(h hit) bool { return right(h.entity) })
}

// ranksOf asks every question and gives the place of the right organisation.
func ranksOf(ctx context.Context, f finder, questions []string, right []int, k int) (ranks, error) {
	out := make(ranks, len(questions))
	err := each(ctx, len(questions), func(i int) {
		out[i] = rankOf(f.search(questions[i], k), func(e int) bool { return e == right[i] })
	})
	return out, err
}
