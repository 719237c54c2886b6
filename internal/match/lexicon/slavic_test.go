package lexicon_test

import (
	"strings"
	"testing"

	"probity.example/probity/internal/match/lexicon"
)

func TestRomanisedSlavicWords(t *testing.T) {
	for _, c := range []struct {
		words, concept string
		n              int
	}{
		{"nauchno issledovatelskii institut", "research", 2},
		{"nauchno issledovatel'skij institut", "research", 2},
		{"konstruktorskoe bjuro", "design bureau", 2},
		{"vneshnei torgovli", "foreign trade", 2},
		{"vnutrennikh del", "interior", 2},
		{"avtomobilnye dorogi", "road", 2},
		{"gosudarstvennyj", "state", 1},
		// What a firm is called is no word for what it does.
		{"energomash", "", 0},
		{"oboronlogistika", "", 0},
		{"оборонрегистр", "", 0},
		{"oboronnaya", "defence", 1},
		{"технологического", "technology", 1},
		// A short code is no proof: these are words of other languages.
		{"liberty", "", 0},
		{"sewer", "", 0},
		{"rosa", "", 0},
	} {
		id, n := lexicon.Match(strings.Fields(c.words))
		if id.Name() != c.concept || n != c.n {
			t.Errorf("Match(%q) = %q, %d; want %q, %d", c.words, id.Name(), n, c.concept, c.n)
		}
	}
}

func TestExpand(t *testing.T) {
	for word, want := range map[string]string{
		"tsnii": "central science research institute", "gok": "mining and processing works", "okbm": "", "": "",
	} {
		var got []string
		for _, id := range lexicon.Expand(word) {
			got = append(got, id.Name())
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q stands for %q, want %q", word, s, want)
		}
	}
}
