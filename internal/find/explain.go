package find

import (
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// Explain says why a question and a name are as alike as Compare says, of the readings that are most alike.
func Explain(asked, held string) similar.Explanation {
	var best similar.Explanation
	for _, a := range text.Parse(asked) {
		for _, b := range text.Parse(held) {
			if e := similar.Explain(&a, &b); best.Basis == "" || e.Similarity > best.Similarity {
				best = e
			}
		}
	}
	return best
}
