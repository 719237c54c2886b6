package matchbench

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestJudge(t *testing.T) {
	pairs := []scored{{0.9, true}, {0.8, false}, {0.7, true}, {0.6, true}, {0.2, false}}
	for _, c := range []struct {
		threshold             float64
		want                  confusion
		precision, recall, f1 float64
	}{
		{0.95, confusion{0, 0, 3, 2}, 0, 0, 0},
		{0.9, confusion{1, 0, 2, 2}, 1, 1.0 / 3, 0.5},
		{0.7, confusion{2, 1, 1, 1}, 2.0 / 3, 2.0 / 3, 2.0 / 3},
		{0, confusion{3, 2, 0, 0}, 0.6, 1, 0.75},
	} {
		got := judge(pairs, c.threshold)
		if got != c.want || !near(got.precision(), c.precision) || !near(got.recall(), c.recall) || !near(got.f1(), c.f1) {
			t.Errorf("at %v: %+v, precision %v, recall %v, F1 %v", c.threshold, got, got.precision(), got.recall(), got.f1())
		}
	}
}

func TestBestF1(t *testing.T) {
	for _, c := range []struct {
		name      string
		pairs     []scored
		threshold float64
		f1        float64
	}{
		{"apart", []scored{{0.9, true}, {0.8, true}, {0.3, false}}, 0.8, 1},
		{"level scores go together", []scored{{0.5, true}, {0.5, false}, {0.5, false}}, 0.5, 0.5},
		{"of equals the highest threshold", []scored{{0.9, true}, {0.4, false}}, 0.9, 1},
		{"nothing to find", []scored{{0.9, false}}, 0, 0},
		{"no pairs", nil, 0, 0},
	} {
		if threshold, at := bestF1(c.pairs); threshold != c.threshold || !near(at.f1(), c.f1) {
			t.Errorf("%s: F1 %v at %v, want %v at %v", c.name, at.f1(), threshold, c.f1, c.threshold)
		}
	}
}

func TestBestF1IsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var pairs []scored
		for range rapid.IntRange(1, 30).Draw(t, "n") {
			pairs = append(pairs, scored{float64(rapid.IntRange(0, 10).Draw(t, "score")) / 10, rapid.Bool().Draw(t, "match")})
		}
		threshold, at := bestF1(pairs)
		if got := judge(pairs, threshold); at.f1() > 0 && got != at {
			t.Fatalf("at %v: %+v, said %+v", threshold, got, at)
		}
		for i := range 11 {
			if f1 := judge(pairs, float64(i)/10).f1(); f1 > at.f1()+1e-12 {
				t.Fatalf("F1 %v at %v is better than %v at %v", f1, float64(i)/10, at.f1(), threshold)
			}
		}
	})
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		sorted []int
		q      float64
		want   int
	}{
		{[]int{1, 2, 3, 4}, 0.5, 2},
		{[]int{1, 2, 3, 4}, 0.51, 3},
		{[]int{1, 2, 3, 4}, 0, 1},
		{[]int{1, 2, 3, 4}, 1, 4},
		{[]int{7}, 0.99, 7},
		{nil, 0.5, 0},
	} {
		if got := quantile(c.sorted, c.q); got != c.want {
			t.Errorf("quantile %v of %v: %d, want %d", c.q, c.sorted, got, c.want)
		}
	}
}

func TestBootstrap(t *testing.T) {
	mean := func(values []float64) func([]int) float64 {
		return func(sample []int) float64 {
			sum := 0.0
			for _, i := range sample {
				sum += values[i]
			}
			return sum / float64(len(sample))
		}
	}
	if low, high := bootstrap(4, 100, 1, mean([]float64{2, 2, 2, 2})); low != 2 || high != 2 {
		t.Errorf("of a constant: %v to %v", low, high)
	}
	values := make([]float64, 400)
	for i := range values {
		values[i] = float64(i % 2)
	}
	low, high := bootstrap(len(values), 2000, 1, mean(values)) // the normal approximation: 0.5 ± 1.96·0.5/20
	if math.Abs(low-0.451) > 0.01 || math.Abs(high-0.549) > 0.01 {
		t.Errorf("of a fair coin: %v to %v", low, high)
	}
	if again, _ := bootstrap(len(values), 2000, 1, mean(values)); again != low {
		t.Error("the same seed gave another interval")
	}
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		hits, n   int
		low, high float64
	}{{8, 10, 0.4902, 0.9433}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {0, 0, 0, 1}} {
		low, high := wilson(c.hits, c.n)
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.hits, c.n, low, high, c.low, c.high)
		}
	}
}

func TestRanks(t *testing.T) {
	r := ranks{1, 2, 0, 6, 1}
	for k, want := range map[int]float64{1: 0.4, 5: 0.6, 10: 0.8} {
		if got := r.hit(k); !near(got, want) {
			t.Errorf("hit@%d: %v, want %v", k, got, want)
		}
	}
	hits := []hit{{entity: 4}, {entity: 9}}
	if got := rankOf(hits, func(e int) bool { return e == 9 }); got != 2 {
		t.Errorf("rank %d, want 2", got)
	}
	if got := rankOf(hits, func(int) bool { return false }); got != 0 {
		t.Errorf("rank %d of what is not there", got)
	}
}

func TestFiguresWithGoals(t *testing.T) {
	var s Section
	s.want(Figure{Value: 0.92}, ">=", 0.92)
	s.want(Figure{Value: 0.02}, "<=", 0.01)
	s.want(Figure{Value: milliseconds(2 * time.Millisecond)}, "<", 2)
	for i, want := range []bool{true, false, false} {
		if f := s.Figures[i]; f.Met == nil || *f.Met != want {
			t.Errorf("figure %d: %+v, want met %v", i, f, want)
		}
	}
	if s.Figures[0].Goal != ">= 0.92" {
		t.Errorf("goal %q", s.Figures[0].Goal)
	}
}
