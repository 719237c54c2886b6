package lexicon_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"probity.example/probity/internal/match/lexicon"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		words, concept string
		n              int
	}{
		{"bank of utopia", "bank", 1},
		{"bankruptcy", "", 0},
		{"banque", "bank", 1},
		{"банковский", "bank", 1},
		{"τραπεζας", "bank", 1},
		{"τράπεζας", "bank", 1},
		{"ministarstva", "ministry", 1},
		{"gosudarstvennoye", "state", 1},
		{"predpriyatiye", "enterprise", 1},
		{"organizzazzjoni", "organisation", 1},
		{"εθνικής", "national", 1},
		{"natl", "national", 1},
		{"int'l", "international", 1},
		{"svcs", "service", 1},
		{"Bank", "", 0}, // words are in lower case

		// The longest phrase wins over its first word, and a phrase over nothing where its words are not there.
		{"import export ltd", "import and export", 2},
		{"import ltd", "import", 1},
		{"real estate", "real estate", 2},
		{"real betis", "", 0},
		{"объединенные арабские эмираты", "place:AE", 3},
		{"democratic peoples republic of korea", "place:KP", 5},
		{"democratic party", "democratic", 1},

		// One letter in two spellings.
		{"straße", "road", 1},
		{"strasse", "road", 1},
		{"öffentliche", "public", 1},
		{"oeffentliche", "public", 1},
		{"offentliche", "public", 1},
		{"инженёрная", "engineering", 1},
		{"d'investissement", "investment", 1},
		{"dinvestissement", "investment", 1},
		{"dell'industria", "industry", 1},
		{"l’aviation", "aviation", 1},
		{"dubai", "city:dubai", 1},

		// Entries written in full win over stems of others.
		{"industrial", "industrial", 1},
		{"islamabad", "city:islamabad", 1},

		{"iranian", "place:IR", 1},
		{"иранская", "place:IR", 1},
		{"crimean", "region:crimea", 1},
		{"moskovskiy", "city:moscow", 1},
		{"of", "of", 1},

		// Numbers are left to Numeral.
		{"first", "", 0},
		{"forty four", "", 0},

		// What brands and people are called is no concept.
		{"shell", "", 0},
		{"total", "", 0},
		{"mobil", "", 0},
		{"securitas", "", 0},
		{"carrier", "", 0},
		{"dell", "", 0},
	} {
		id, n := lexicon.Match(strings.Fields(c.words))
		if id.Name() != c.concept || n != c.n {
			t.Errorf("Match(%q) = %q, %d; want %q, %d", c.words, id.Name(), n, c.concept, c.n)
		}
	}
	if id, n := lexicon.Match(nil); id != 0 || n != 0 {
		t.Errorf("Match(nil) = %v, %d", id, n)
	}
}

func TestConceptsSayWhatTheyAre(t *testing.T) {
	for _, c := range []struct {
		word    string
		kind    lexicon.Kind
		country string
	}{
		{"of", lexicon.Function, ""},
		{"company", lexicon.Generic, ""},
		{"northern", lexicon.Quality, ""},
		{"shipping", lexicon.Field, ""},
		{"française", lexicon.Place, "FR"},
		{"tehran", lexicon.Place, "IR"},
		{"texas", lexicon.Place, "US"},
		{"korea", lexicon.Place, ""}, // either half
		{"zzzz", lexicon.None, ""},
	} {
		id, _ := lexicon.Match([]string{c.word})
		if id.Kind() != c.kind || id.Country() != c.country {
			t.Errorf("%q is of kind %d in %q, want %d in %q", c.word, id.Kind(), id.Country(), c.kind, c.country)
		}
		if lexicon.Digits(id) != "" {
			t.Errorf("%q has digits %q", c.word, lexicon.Digits(id))
		}
	}
	if lexicon.ID(65535).Name() != "" {
		t.Error("a number beyond the tables has a name")
	}
}

func TestNumeral(t *testing.T) {
	for _, c := range []struct {
		words  string
		inside bool
		digits string
		n      int
	}{
		{"44", false, "44", 1},
		{"007", false, "7", 1},
		{"000", false, "0", 1},
		{"٤٤", false, "44", 1},
		{"４４", false, "44", 1},
		{"a320", false, "", 0},
		{"3d", false, "", 0},

		{"1st", false, "1", 1},
		{"2st", false, "", 0},
		{"111th", false, "111", 1},
		{"11 th", false, "11", 2},
		{"5 st", false, "5", 1},
		{"3e", false, "3", 1},
		{"1er", false, "1", 1},
		{"4-й цех", false, "4", 1},
		{"4 й", false, "4", 2},
		{"5 de", false, "5", 1},

		{"first", false, "1", 1},
		{"zweite", false, "2", 1},
		{"третий", false, "3", 1},
		{"δεύτερη", false, "2", 1},
		{"twelve", false, "12", 1},
		{"forty four", false, "44", 2},
		{"fourty four", false, "44", 2},
		{"forty 4", false, "44", 2},
		{"forty 44", false, "40", 1},
		{"forty and four", false, "44", 3},
		{"one hundred and five", false, "105", 4},
		{"two thousand twenty four", false, "2024", 4},
		{"thousand million", false, "1000", 1},
		{"vierundvierzig", false, "44", 1},
		{"vierenveertig", false, "44", 1},
		{"einundzwanzig", false, "21", 1},
		{"enogtyve", false, "21", 1},
		{"dreihundert", false, "300", 1},
		{"quarantaquattro", false, "44", 1},
		{"negyvennégy", false, "44", 1},
		{"quarante quatre", false, "44", 2},
		{"quatre vingt dix", false, "90", 3},
		{"soixante treize", false, "73", 2},
		{"quatre vingt treize", false, "93", 3},
		{"cuarenta y cuatro", false, "44", 3},
		{"сорок четыре", false, "44", 2},
		{"двести двадцать второй", false, "222", 3},
		{"seven eleven", false, "7", 1},
		{"one two", false, "1", 1},
		{"one and two", false, "1", 1},
		{"oneness", false, "", 0},

		{"ii", false, "2", 1},
		{"xvi", false, "16", 1},
		{"xxxix", false, "39", 1},
		{"xl", true, "", 0},
		{"iiii", true, "", 0},
		{"iix", true, "", 0},
		{"mix", true, "", 0},
		{"civil", true, "", 0},
		{"x", false, "", 0},
		{"x", true, "10", 1},
		{"", true, "", 0},
	} {
		digits, n := lexicon.Numeral(append(strings.Fields(c.words), ""), c.inside)
		if digits != c.digits || n != c.n {
			t.Errorf("Numeral(%q, %v) = %q, %d; want %q, %d", c.words, c.inside, digits, n, c.digits, c.n)
		}
	}
}

// words draws words that the tables know, halves of them, and anything.
func words() *rapid.Generator[[]string] {
	known := rapid.SampledFrom([]string{
		"bank", "united", "arab", "emirates", "import", "export", "and", "forty", "four", "hundred", "vierund", "en", "xx", "4-",
		"российск", "нефте", "ال", "و", "中国", "銀行", "한국", "d'", "'", "*", " ", "\xff", "\xd8",
	})
	word := rapid.OneOf(known, rapid.String(), rapid.Map(rapid.SliceOfN(known, 1, 6), func(s []string) string {
		return strings.Join(s, "")
	}))
	return rapid.SliceOfN(word, 0, 8)
}

func TestAnyWordsAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := words().Draw(t, "words")
		if id, n := lexicon.Match(w); n < 0 || n > len(w) || (n == 0) != (id == 0) || id.Kind() == lexicon.Number {
			t.Fatalf("Match = %d (%q), %d of %d words", id, id.Name(), n, len(w))
		}
		digits, n := lexicon.Numeral(w, rapid.Bool().Draw(t, "inside"))
		if n < 0 || n > len(w) || (n == 0) != (digits == "") || strings.Trim(digits, "0123456789") != "" {
			t.Fatalf("Numeral = %q, %d of %d words", digits, n, len(w))
		}
	})
}

func TestCutLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		run := strings.Join(words().Draw(t, "parts"), "")
		var whole strings.Builder
		for _, p := range lexicon.Cut(run) {
			if p.Text == "" {
				t.Fatal("a piece is empty")
			}
			whole.WriteString(p.Text)
		}
		if whole.String() != run {
			t.Fatalf("the pieces of %q make %q", run, whole.String())
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("bank of utopia")
	f.Add("vierundvierzig en en")
	f.Add("国立銀行")
	f.Fuzz(func(t *testing.T, name string) {
		w := strings.Split(name, " ")
		if _, n := lexicon.Match(w); n > len(w) {
			t.Errorf("Match takes %d of %d words", n, len(w))
		}
		if _, n := lexicon.Numeral(w, true); n > len(w) {
			t.Errorf("Numeral takes %d of %d words", n, len(w))
		}
		lexicon.Cut(name)
	})
}
