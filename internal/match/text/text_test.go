package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// show writes a reading: its words, and its form after a slash.
func show(n *text.Name) string {
	var words []string
	for _, w := range n.Words {
		words = append(words, w.Text)
	}
	s := strings.Join(words, " ")
	if n.Form != "" {
		s += " /" + n.Form
	}
	return s
}

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		want []string
	}{
		{"ORLAN Shipping", []string{"orlan shipping"}},
		{"Orlan Shipping Aktiengesellschaft", []string{"orlan shipping /ag"}},
		{"Orlan Shipping Aktiengeselschaft", []string{"orlan shipping /ag"}},
		{"3V Vexel AR16", []string{"3v vexel ar16"}},
		{"Орлан7", []string{"orlan7"}},
		{"OrlanAG", []string{"orlan /ag"}},
		{"OrlanVEX", []string{"orlanvex"}},
		{"OOO Орлан", []string{"orlan /ooo"}},
		{"O.R.L. Vexel", []string{"orl vexel"}},
		{"O-R-L Vexel", []string{"orl vexel"}},
		{"O R L Vexel", []string{"orl vexel"}},
		{"O. R. L. Vexel", []string{"orl vexel"}},
		{"Vexel Fund V L.P.", []string{"vexel fund 5 /lp"}},
		{"Orlan's Shipping", []string{"orlan shipping"}},
		{"Q'orlan", []string{"qorlan"}},
		{"Orlan & Vexel", []string{"orlan and vexel"}},
		{"Orlan a.k.a. Vexel", []string{"orlan", "vexel"}},
		{"Orlan (formerly Vexel Ltd)", []string{"orlan", "vexel /ltd"}},
		{"Fund III", []string{"fund 3"}},
		{"Fund 007", []string{"fund 7"}},
		{"Ｏｒｌａｎ", []string{"orlan"}},
		{"Orl\u00e4n", []string{"orlan"}},
		{"Orla\u0308n", []string{"orlan"}},
		{"Or\u00adl\u200ban", []string{"orlan"}},
		{"OBSCHESTVO S OGRANICHENNOJ OTVETSTVENNOSTJU ORLAN", []string{"orlan /ooo"}},
		{"Orlan, aktsionernoye obshchestvo otkrytogo tipa", []string{"orlan aktsionernoye obshchestvo otkrytogo tipa"}},
		{"Adkrytae aktsyyanernae tavarystva Orlan", []string{"orlan /oao"}},
		{"Общество с ограниченной ответственностью МТВ", []string{"mtv /ooo"}},
		{"NPP Orlan", []string{"npp orlan", "science production enterprise orlan"}},
		{"НПП Орлан", []string{"npp orlan", "science production enterprise orlan"}},
		{"AO KB Orlan", []string{"kb orlan /ao", "designbureau orlan /ao"}},
		{"KB Orlan GmbH", []string{"kb orlan /gmbh"}},
		{"NPP", []string{"npp"}},
		{"NPP Company", []string{"npp /co"}},
		{"Limited", []string{"limited"}},
		{"", nil},
		{"!?  —", nil},
		{"\u0301\u0301\u0301", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, n := range text.Parse(tt.name) {
			got = append(got, show(&n))
		}
		if strings.Join(got, "; ") != strings.Join(tt.want, "; ") {
			t.Errorf("Parse(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestAdjectivesHaveTheirPlace(t *testing.T) {
	for name, want := range map[string]string{"Orlanovskiy zavod": "orlanov", "Vexelskaya": "vexel", "Orlski": "", "Orlan": ""} {
		w := text.Parse(name)[0].Words[0]
		if got := strings.Join(w.Alts, " "); got != want {
			t.Errorf("%q is also spelled %q, want %q", name, got, want)
		}
	}
}

func TestAcronym(t *testing.T) {
	for name, want := range map[string]string{
		"Orlan Mining and Vexel Company": "omv", "Orlan": "", "Bank of Quorra": "bq",
	} {
		n := text.Parse(name)
		if got := n[0].Acronym(); got != want {
			t.Errorf("acronym of %q = %q, want %q", name, got, want)
		}
	}
}

// checkName holds whatever the name was.
func checkName(t interface{ Fatalf(string, ...any) }, name string) {
	for _, n := range text.Parse(name) {
		if len(n.Words) == 0 || len(n.Words) > 32 {
			t.Fatalf("%.200q: %d words", name, len(n.Words))
		}
		for _, w := range n.Words {
			for _, s := range append([]string{w.Text}, w.Alts...) {
				if s == "" || len(s) > 64 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || w.Concept == 0 && strings.Contains(s, "-") {
					t.Fatalf("%.200q: the word %q", name, s)
				}
			}
			if (w.Concept == 0) != (w.Kind == lexicon.None || w.Kind == lexicon.Number) && w.Kind != lexicon.Number {
				t.Fatalf("%q: the word %q has concept %d and kind %d", name, w.Text, w.Concept, w.Kind)
			}
		}
	}
}

func TestParseAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkName(t, rapid.String().Draw(t, "name")) })
	for _, huge := range []string{
		strings.Repeat("a", 1<<20), strings.Repeat("a ", 1<<19), strings.Repeat("\u0301", 1<<19), strings.Repeat("中", 1<<18),
		strings.Repeat("bank ", 1<<17), strings.Repeat("a.k.a. x ", 1<<16), strings.Repeat("\xff", 1<<20), strings.Repeat("\u202eש", 1<<17),
	} {
		checkName(t, huge)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Orlan (formerly Vexel) Ltd")
	f.Add("株式会社オルラン")
	f.Fuzz(func(t *testing.T, name string) {
		if utf8.RuneCountInString(name) < 1000 {
			checkName(t, name)
		}
	})
}
