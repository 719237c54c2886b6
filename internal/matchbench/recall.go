package matchbench

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"

	"probity.example/probity/internal/match/similar"
)

// recallDepth is the number of organisations that a search and a scan are compared on.
const recallDepth = 50

// scanAll compares every name of a register with every question, and gives for each question the organisations most alike.
// Names are made, compared and forgotten, so that it needs little memory whatever the register's size.
func scanAll(ctx context.Context, r register, questions []question, k int) ([][]hit, error) {
	workers := runtime.GOMAXPROCS(0)
	parts := make([][][]hit, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			asked, best, least := make([]readings, len(questions)), make([][]hit, len(questions)), make([]float64, len(questions))
			for i, q := range questions {
				asked[i] = prepare(q.name)
			}
			for i := w; i < r.size && ctx.Err() == nil; i += workers {
				for _, n := range r.names(i) {
					name := prepare(n)
					for j := range asked {
						if score := alike(asked[j], name); score > least[j] { // of equals, those that come first stay
							if best[j] = keep(best[j], hit{i, score}, k); len(best[j]) == k {
								least[j] = slices.MinFunc(best[j], byScore).score
							}
						}
					}
				}
			}
			parts[w] = best
		})
	}
	wg.Wait()
	out := make([][]hit, len(questions))
	for i := range out {
		for _, p := range parts {
			for _, h := range p[i] {
				out[i] = keep(out[i], h, 2*k)
			}
		}
		out[i] = top(out[i], k)
	}
	return out, context.Cause(ctx)
}

func byScore(a, b hit) int { return cmp.Compare(a.score, b.score) }

// keep adds an organisation to the best known, once, and lets the worst go when there are more than twice as many as wanted.
func keep(best []hit, h hit, k int) []hit {
	if i := slices.IndexFunc(best, func(b hit) bool { return b.entity == h.entity }); i >= 0 {
		best[i].score = max(best[i].score, h.score)
		return best
	}
	if best = append(best, h); len(best) > 2*k {
		best = top(best, k)
	}
	return best
}

// measureRecall compares a search with a scan of everything: whether the organisation that was meant stands among the first 50
// of both, and whether everything that a person would be shown is found.
func measureRecall(ctx context.Context, s *Section, f *found, questions []question) error {
	truth, err := scanAll(ctx, f.register, questions, recallDepth)
	if err != nil {
		return err
	}
	meant, also, shown, seen, all, both := 0, 0, 0, 0, 0, 0
	for i, q := range questions {
		hits := f.search(q.name, recallDepth)
		has := func(e int) bool { return slices.ContainsFunc(hits, func(h hit) bool { return h.entity == e }) }
		least := 0.0
		if len(hits) == recallDepth {
			least = hits[recallDepth-1].score
		}
		for _, t := range truth[i] {
			ok := has(t.entity) || t.score <= least // level with the last: which of them are shown is chance
			if t.entity == q.right {
				meant++
				if ok {
					also++
				} else {
					s.list("the organisation meant is lost", "%s: %.4f %s (%s)", q.name, t.score, f.names(t.entity)[0], q.kind)
				}
			}
			if t.score >= similar.Threshold {
				shown++
				if ok {
					seen++
				} else {
					s.list("similar enough to be shown, and lost", "%s: %.4f %v (%s)", q.name, t.score, f.names(t.entity), q.kind)
				}
			}
			all++
			if ok {
				both++
			}
		}
	}
	add := func(what string, part, whole int) {
		fig := Figure{What: what, Of: oursName, Value: share(part, whole), N: whole}
		fig.Low, fig.High = wilson(part, whole)
		s.want(fig, ">=", 0.99)
	}
	add("recall@50: the organisation meant, if a scan of everything has it", also, meant)
	add("recall@50: candidates at the threshold or above", seen, shown)
	s.add(Figure{What: "recall@50: all of the first 50, however unlike", Of: oursName, Value: share(both, all), N: all})
	return nil
}
