package similar_test

import (
	"sync"
	"testing"

	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// TestShare compares shared names in many goroutines, as the race detector would have it, and gets what unshared ones give.
func TestShare(t *testing.T) {
	names := []string{"Zarvany Trading", "Zarvani Trading Company", "محمد للتجارة", "Mohamed Trading", "Quorra Oil and Gas", "QOG", "Kworra Oyl"}
	var shared []*similar.Prepared
	var parsed []text.Name
	for _, s := range names {
		parsed = append(parsed, text.Parse(s)[0])
	}
	for i := range parsed {
		shared = append(shared, similar.Prepare(&parsed[i]).Share())
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, a := range shared {
				for j, b := range shared {
					if got, want := a.Compare(b), similar.Compare(&parsed[i], &parsed[j]); got != want {
						t.Errorf("%s, %s: %v shared, %v not", names[i], names[j], got, want)
					}
				}
			}
		})
	}
	wg.Wait()
}
