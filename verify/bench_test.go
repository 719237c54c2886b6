package verify_test

import (
	"testing"

	"probity.example/probity/verify"
)

// BenchmarkVerify is the whole check of an answer file, from its bytes: of several records and of none.
func BenchmarkVerify(b *testing.B) {
	for _, s := range samples {
		if s.name != "barred" && s.name != "nobody" && s.name != "records" {
			continue
		}
		file := ask(b, s.policy, s.q)
		b.Run(s.name, func(b *testing.B) {
			var a *verify.Answer
			for b.Loop() {
				var err error
				if a, err = verify.Verify(file, options(s.policy)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(file)), "B/file")
			b.ReportMetric(float64(len(a.Claims)), "claims")
		})
	}
}
