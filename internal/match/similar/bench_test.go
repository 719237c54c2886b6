package similar_test

import (
	"testing"

	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

func BenchmarkCompare(b *testing.B) {
	asked := text.Parse("Orlan Shipping and Trading Company Limited")
	var held []text.Name
	for _, n := range []string{"Orlann Shiping Trading", "Vexel General Trading LLC", "Bank of Quorra", "National Orlan Petroleum Company", "Arlan Construction Group"} {
		held = append(held, text.Parse(n)...)
	}
	p := similar.Prepare(&asked[0])
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Compare(similar.Prepare(&held[i%len(held)]))
	}
}

func BenchmarkParse(b *testing.B) {
	for _, name := range []string{"Orlan Shipping and Trading Company Limited", "ОАО «Орлан Шиппинг»", "شركة أورلان", "オルラン株式会社"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				text.Parse(name)
			}
		})
	}
}
