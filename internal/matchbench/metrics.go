package matchbench

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// scored is a labelled pair with the score that a matcher gave it.
type scored struct {
	score float64
	match bool
}

// confusion counts what a threshold does to labelled pairs.
type confusion struct{ tp, fp, fn, tn int }

// judge takes pairs that score at least the threshold for matches.
func judge(pairs []scored, threshold float64) confusion {
	var c confusion
	for _, p := range pairs {
		switch {
		case p.match && p.score >= threshold:
			c.tp++
		case p.match:
			c.fn++
		case p.score >= threshold:
			c.fp++
		default:
			c.tn++
		}
	}
	return c
}

// The shares are 0 where nothing is to be divided by.
func (c confusion) precision() float64 { return share(c.tp, c.tp+c.fp) }
func (c confusion) recall() float64    { return share(c.tp, c.tp+c.fn) }
func (c confusion) f1() float64        { return share(2*c.tp, 2*c.tp+c.fp+c.fn) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// bestF1 tries every score as the threshold. Of equals it gives the highest threshold.
func bestF1(pairs []scored) (threshold float64, at confusion) {
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var c confusion
	for _, p := range sorted {
		if p.match {
			c.fn++
		} else {
			c.tn++
		}
	}
	at = c
	for i, p := range sorted {
		if p.match {
			c.tp, c.fn = c.tp+1, c.fn-1
		} else {
			c.fp, c.tn = c.fp+1, c.tn-1
		}
		if last := i+1 == len(sorted) || sorted[i+1].score < p.score; last && c.f1() > at.f1() {
			threshold, at = p.score, c
		}
	}
	return threshold, at
}

// bootstrap gives the 95 % percentile interval (Efron) of a statistic over samples of n cases drawn with replacement.
func bootstrap(n, rounds int, seed uint64, statistic func(sample []int) float64) (low, high float64) {
	if n == 0 {
		return 0, 0
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	values, sample := make([]float64, rounds), make([]int, n)
	for r := range values {
		for i := range sample {
			sample[i] = rng.IntN(n)
		}
		values[r] = statistic(sample)
	}
	slices.Sort(values)
	return quantile(values, 0.025), quantile(values, 0.975)
}

// quantile is the smallest value with at least this share of the sorted values at or below it (nearest rank).
func quantile[T cmp.Ordered](sorted []T, q float64) T {
	if len(sorted) == 0 {
		var zero T
		return zero
	}
	i := int(math.Ceil(q*float64(len(sorted)))) - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}

// wilson is the 95 % score interval of a share (Wilson 1927).
func wilson(hits, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, m := float64(hits)/float64(n), float64(n)
	mid, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, (mid-half)/(1+z*z/m)), min(1, (mid+half)/(1+z*z/m))
}

// ranks are the places, from 1, at which the right organisation stood; 0 where it was not found.
type ranks []int

// hits counts the questions whose right organisation stood among the first k.
func (r ranks) hits(k int) int {
	n := 0
	for _, at := range r {
		if at > 0 && at <= k {
			n++
		}
	}
	return n
}

func (r ranks) hit(k int) float64 { return share(r.hits(k), len(r)) }

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(max(1, len(v)))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// sorted gives a count's entries, most first.
func sorted(counts map[string]int) iter.Seq2[string, int] {
	keys := slices.Collect(maps.Keys(counts))
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return func(yield func(string, int) bool) {
		for _, k := range keys {
			if !yield(k, counts[k]) {
				return
			}
		}
	}
}
