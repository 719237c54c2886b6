package similar_test

import (
	"testing"

	"pgregory.net/rapid"

	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

func compare(a, b string) similar.Score {
	var best similar.Score
	for _, x := range text.Parse(a) {
		for _, y := range text.Parse(b) {
			if s := similar.Compare(&x, &y); s.Similarity > best.Similarity {
				best = s
			}
		}
	}
	return best
}

func TestAlike(t *testing.T) {
	for _, pair := range [][2]string{
		{"Orlan Shipping Co., Ltd.", "ORLAN SHIPPING COMPANY LIMITED"},
		{"Orlan Shipping", "Shipping Orlan"},
		{"Orlan Shiping", "Orlann Shipping"},
		{"OrlanBank", "Orlan Bank"},
		{"Orlan & Sons", "Orlan and Sons"},
		{"ОАО Орлан", "Orlan JSC"},
		{"Orlan Aktiengeselschaft", "Orlan AG"},
		{"VESTRA", "Verdania Export Shipping Trading and Research Agency"},
		{"Orlan Engineering Vestra", "ORLAN ENGG VESTRA"},
		{"NPP Orlan", "Nauchno-proizvodstvennoe predpriyatie Orlan"},
		{"OOO Vexel Tekhnologii", "Obschestvo s ogranichennoj otvetstvennostju Vexel Technologies"},
	} {
		if s := compare(pair[0], pair[1]); s.Similarity < similar.Threshold {
			t.Errorf("%q and %q: %.4f, below the threshold", pair[0], pair[1], s.Similarity)
		}
	}
}

func TestUnlike(t *testing.T) {
	for _, pair := range [][2]string{
		{"Orlan Shipping", "Vexel Shipping"},
		{"Orlan Bank", "Bank"},
		{"Trading Company Limited", "General Trading LLC"},
		{"Orlan Mining", "Quorra Orlan Vexel Petroleum"},
		{"OBC", "OBD"},
		{"Bank", "MB Bank"},
		{"Shipping", "IR Shipping"},
		{"DCMHL", "Quorrustpru Dygux Clutkind Management Holdings Pvt Ltd"}, // a form does not make up for a first word that is missing
	} {
		if s := compare(pair[0], pair[1]); s.Similarity >= similar.Threshold {
			t.Errorf("%q and %q: %.4f, above the threshold", pair[0], pair[1], s.Similarity)
		}
	}
}

func TestFirstAmongAlike(t *testing.T) {
	for _, c := range []struct{ asked, first, second string }{
		{"DP Orlan LLC", "Design Partner Orlan LLC", "Orlan Catering LLC"},
		{"Orlan Vexel Bank", "Orlan Vexel", "Orlan Vexel Bank Mining Shipping Verdania Quorra"},
		{"Samusskiy Zavod", "Samus Works", "Samara Works"},
		{"NPP Orlan", "Scientific Production Enterprise Orlan", "NPP Vexel"},
	} {
		if a, b := compare(c.asked, c.first).Similarity, compare(c.asked, c.second).Similarity; a <= b {
			t.Errorf("%q: %q has %.4f, and %q %.4f", c.asked, c.first, a, c.second, b)
		}
	}
}

func TestNamesProperLeftOverAreNotContained(t *testing.T) {
	if s := compare("Science Production Technology Centre", "Orlan Vexel Science Production Technology Centre Quorra"); s.Similarity >= similar.Threshold {
		t.Errorf("similarity %.4f", s.Similarity)
	}
}

func TestContradictions(t *testing.T) {
	tests := []struct {
		a, b string
		want similar.Contra
	}{
		{"Orlan Fund III", "Orlan Fund IV", similar.NumbersDiffer},
		{"Orlan Fund 3", "Orlan Fund III", 0},
		{"Orlan Fund II", "Orlan Fund", similar.NumberExtra},
		{"Orlan Fund I", "Orlan Fund", 0},
		{"Orlan (France)", "Orlan (Germany)", similar.PlacesDiffer},
		{"Orlan France", "Orlan", similar.PlaceExtra},
		{"Orlan AG", "Orlan GmbH", similar.FormsDiffer},
	}
	for _, tt := range tests {
		if got := compare(tt.a, tt.b).Contra; got != tt.want {
			t.Errorf("%q, %q: %v, want %v", tt.a, tt.b, got.Words(), tt.want.Words())
		}
	}
}

func TestExplain(t *testing.T) {
	a, b := text.Parse("Orlann Shipping III"), text.Parse("ORLAN SHIPPING IV LTD")
	e := similar.Explain(&a[0], &b[0])
	if e.Score != similar.Compare(&a[0], &b[0]) {
		t.Errorf("explained %v, compared %v", e.Score, similar.Compare(&a[0], &b[0]))
	}
	if len(e.Pairs) != 2 || len(e.Asked) != 1 || len(e.Held) != 1 || e.Asked[0].Word != "3" || e.Held[0].Word != "4" {
		t.Errorf("%+v", e)
	}
	sum := 0.0
	for _, p := range e.Pairs {
		sum += p.Alike * p.Share
	}
	if f := e.Similarity / sum; f > 1.1 || f < 0.5 { // what is left is the letters in common, and the factor for the numbers
		t.Errorf("the pairs add up to %v, the similarity is %v", sum, e.Similarity)
	}
}

// name draws names of all kinds: words of several scripts, numbers, forms, nonsense.
func name() *rapid.Generator[string] {
	word := rapid.OneOf(
		rapid.SampledFrom([]string{"Orlan", "Bank", "of", "III", "Ltd", "ГмбХ", "Орлан", "中国", "银行", "شركة", "A.B.C.", "&", "株式会社", "4", "(France)", "a.k.a."}),
		rapid.StringN(0, 12, 40),
	)
	return rapid.Custom(func(t *rapid.T) string {
		s := ""
		for _, w := range rapid.SliceOfN(word, 0, 8).Draw(t, "words") {
			s += w + " "
		}
		return s
	})
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := name().Draw(t, "a"), name().Draw(t, "b")
		s, back := compare(a, b), compare(b, a)
		if s.Similarity < 0 || s.Similarity > 1 {
			t.Fatalf("%q, %q: %v", a, b, s)
		}
		if s.Similarity != back.Similarity {
			t.Fatalf("%q, %q: %v one way, %v the other", a, b, s.Similarity, back.Similarity)
		}
		if again := compare(a, b); again != s {
			t.Fatalf("%q, %q: %v, then %v", a, b, s, again)
		}
		if len(text.Parse(a)) > 0 {
			if self := compare(a, a); self.Similarity != 1 || self.Contra != 0 {
				t.Fatalf("%q and itself: %v", a, self)
			}
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("Orlan Shipping Co., Ltd.", "ORLAN SHIPPING")
	f.Add("\u0301\u0301\u0301", "a\u202eb")
	f.Fuzz(func(t *testing.T, a, b string) {
		if s := compare(a, b); s.Similarity < 0 || s.Similarity > 1 {
			t.Fatalf("%q, %q: %v", a, b, s)
		}
	})
}
