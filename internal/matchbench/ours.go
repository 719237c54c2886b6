package matchbench

import (
	"context"

	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// oursName is how the product's own matcher is called in figures; scanName, where it compares with every name instead of those
// that its index proposes.
const (
	oursName = "probity, every name compared"
	scanName = "probity, every name compared"
)

// readings are a name taken apart and made ready for many comparisons.
type readings []*similar.Prepared

func prepare(name string) readings {
	parsed := text.Parse(name)
	out := make(readings, len(parsed))
	for i := range parsed {
		out[i] = similar.Prepare(&parsed[i])
	}
	return out
}

// alike is the best that any reading of one name makes with any of the other.
func alike(a, b readings) float64 {
	best := 0.0
	for _, p := range a {
		for _, q := range b {
			best = max(best, p.Compare(q).Similarity)
		}
	}
	return best
}

// exhaustive is the product's similarity without its index.
func exhaustive() matcher {
	return matcher{
		name:      scanName,
		threshold: similar.Threshold,
		compare:   func(a, b string) float64 { return alike(prepare(a), prepare(b)) },
		index: func(_ context.Context, all []entity) (finder, error) {
			return newScan(all, prepare, alike), nil
		},
	}
}

// ours is the product's matcher.
func ours() matcher { return exhaustive() }
