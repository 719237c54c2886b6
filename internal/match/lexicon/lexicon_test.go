package lexicon_test

import (
	"strings"
	"testing"

	"probity.example/probity/internal/match/lexicon"
)

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
		{"4-й цех", false, "4", 1},
		{"1st", false, "1", 1},
		{"2st", false, "", 0},
		{"11 th", false, "11", 2},
		{"5 st", false, "5", 1},
		{"٤٤", false, "44", 1},
		{"a320", false, "", 0},
		{"forty four", false, "44", 2},
		{"forty 4", false, "44", 2},
		{"forty and four", false, "44", 3},
		{"vierundvierzig", false, "44", 1},
		{"one two", false, "1", 1},
		{"xvi", false, "16", 1},
		{"iiii", false, "", 0},
		{"mix", true, "", 0},
		{"x", false, "", 0},
		{"x", true, "10", 1},
	} {
		digits, n := lexicon.Numeral(strings.Fields(c.words), c.inside)
		if digits != c.digits || n != c.n {
			t.Errorf("Numeral(%q, %v) = %q, %d; want %q, %d", c.words, c.inside, digits, n, c.digits, c.n)
		}
	}
}
