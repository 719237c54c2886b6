package rulebook_test

import (
	"fmt"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
)

func BenchmarkLoad(b *testing.B) {
	text, _ := rulebook.BuiltinText("eu-procurement")
	for b.Loop() {
		if _, err := rulebook.Load(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	for _, id := range []string{"sanctions-us", "eu-procurement"} {
		for _, n := range []int{0, 1, 12, 200} {
			b.Run(fmt.Sprintf("%s/%d", id, n), func(b *testing.B) {
				p := builtin(b, id)
				var claims []rulebook.Known
				for i := range n {
					claims = append(claims, known(i, fmt.Sprint(i), 1, "2024-01-01", decision("JUD.CONV", claim.Decision{
						State: "in_force", Finality: "final", Grounds: []string{"G.CORR"}, Decided: claim.Date("2020-01-01").AddDays(i),
					})))
				}
				q := ask("2024-06-01", claims...)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := p.Evaluate(q); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
