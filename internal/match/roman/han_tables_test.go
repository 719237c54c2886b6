package roman

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

const asTyped = "abcdefghijklmnopqrstuvwxyz"

// TestHanTablesAreSound: readings are letters, characters are Han, and no table says a thing twice.
func TestHanTablesAreSound(t *testing.T) {
	for _, table := range []string{"on", "kun", "affixes", "words", "pinyin"} {
		seen := map[string]bool{}
		eachLine(table, func(line []string, below int) {
			if len(line) < 2 {
				t.Fatalf("%s: a line without what it reads: %q", table, line)
			}
			if reading := line[0]; strings.Trim(reading, asTyped+",/'-") != "" {
				t.Errorf("%s: reading %q is not written as one types it", table, reading)
			}
			for _, written := range line[1:] {
				if table == "words" || strings.Contains(line[0], "-") {
					if seen[written] {
						t.Errorf("%s: %s has two lines", table, written)
					}
					seen[written] = true
					continue
				}
				for _, r := range written {
					key := string(rune('0'+below)) + string(r)
					if below == 0 && seen[key] {
						t.Errorf("%s: %c has two first readings", table, r)
					}
					seen[key] = true
					if !unicode.Is(unicode.Han, r) {
						t.Errorf("%s: %q is no Han character", table, r)
					}
				}
			}
		})
	}
}

func TestPinyinLinesHaveASyllableForEachCharacter(t *testing.T) {
	eachLine("pinyin", func(line []string, _ int) {
		if syllables := strings.Split(line[0], "-"); len(syllables) > 1 {
			for _, w := range line[1:] {
				if utf8.RuneCountInString(w) != len(syllables) {
					t.Errorf("%s has %d syllables", w, len(syllables))
				}
			}
		}
	})
}

func TestVariantsAreGroupsThatDoNotMeet(t *testing.T) {
	group := map[rune]string{}
	eachLine("variants", func(groups []string, _ int) {
		for _, g := range groups {
			if utf8.RuneCountInString(g) < 3 {
				t.Errorf("group %s lacks a form", g)
			}
			for _, r := range g {
				if other, taken := group[r]; taken && other != g {
					t.Errorf("%c is in %s and in %s", r, other, g)
				}
				group[r] = g
			}
		}
	})
}
