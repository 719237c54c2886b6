// Package roman writes words of other scripts in Latin letters, in the ways that are in use: a passport, a library and a
// newspaper spell one name differently, and official lists hold all of them.
//
// What never lives here: translation (package lexicon), comparison of spellings (package similar), names as wholes (package text).
package roman

import (
	"strings"
	"unicode"
)

// Script is the writing system of a letter, as far as it decides how a word is romanised.
type Script uint8

// The scripts.
const (
	Other Script = iota
	Latin
	Cyrillic
	Greek
	Armenian
	Georgian
	Arabic
	Hebrew
	Thai
	Hangul
	Kana // hiragana and katakana
	Han
)

// Spelling is one way to write a word in Latin letters.
type Spelling struct {
	Latin  string // a–z only, lower case, no blanks
	Open   bool   // vowels are missing because the script does not write them (Arabic, Hebrew): compare consonants
	System string // the table it was made by: "BGN", "ISO 9", "Pinyin", "Hepburn", …
}

// maxRunes bounds the work on one word: no word of a name is longer, and what is longer is not a word.
const maxRunes = 64

// maxSpellings bounds the answer of Word.
const maxSpellings = 6

// ScriptOf tells the writing system of a letter. Digits, marks, punctuation and scripts that are not romanised are Other.
func ScriptOf(r rune) Script {
	switch {
	case r < 0x80:
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return Latin
		}
		return Other
	case !unicode.IsLetter(r):
		// Vowels of Thai are marks, and the lengthening stroke of kana is a letter modifier: both belong to their words.
		if unicode.Is(unicode.Thai, r) && unicode.Is(unicode.Mn, r) {
			return Thai
		}
		return Other
	case r < 0x250 || 0x1E00 <= r && r < 0x1F00:
		return Latin
	}
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.script
		}
	}
	return Other
}

var scripts = []struct {
	table  *unicode.RangeTable
	script Script
}{
	{unicode.Cyrillic, Cyrillic},
	{unicode.Greek, Greek},
	{unicode.Han, Han},
	{unicode.Hangul, Hangul},
	{unicode.Hiragana, Kana},
	{unicode.Katakana, Kana},
	{unicode.Arabic, Arabic},
	{unicode.Hebrew, Hebrew},
	{unicode.Thai, Thai},
	{unicode.Georgian, Georgian},
	{unicode.Armenian, Armenian},
	{unicode.Latin, Latin},
}

// Word romanises one word of one script, given without blanks, in lower case and in NFKC. The first spelling is the one most
// usual in passports, newspapers and official lists; the others are in use too and differ from it. A word that holds no letter
// that can be romanised has no spelling. Only the first 64 characters of a word are read.
//
// A word in which single letters of another alphabet stand for letters of its own that look the same is read as meant.
func Word(w string) []Spelling {
	w = cut(w)
	if isPlain(w) {
		return []Spelling{{Latin: w, System: "Latin"}}
	}
	w = strings.ToLower(w)
	s := scriptOfWord(w)
	var found []Spelling
	switch s {
	case Latin:
		found = latinSpellings(unmask(w, toLatin))
	case Cyrillic:
		found = cyrillicSpellings(unmask(w, toCyrillic))
	case Greek:
		found = greekSpellings(unmask(w, toGreek))
	case Armenian:
		found = armenianSpellings(w)
	case Georgian:
		found = georgianSpellings(w)
	case Arabic:
		found = arabicSpellings(w)
	case Hebrew:
		found = hebrewSpellings(w)
	case Thai:
		found = thaiSpellings(w)
	case Hangul, Kana, Han:
		found = cjkSpellings(w, s)
	}
	return distinct(found)
}

// cut returns at most maxRunes characters of w.
func cut(w string) string {
	if len(w) <= maxRunes {
		return w
	}
	n := 0
	for i := range w {
		if n == maxRunes {
			return w[:i]
		}
		n++
	}
	return w
}

// isPlain tells that w is its own spelling.
func isPlain(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return w != ""
}

// scriptOfWord is the script of most letters; where one is of a script without an alphabet, that of the first such letter.
func scriptOfWord(w string) Script {
	var count [Han + 1]int
	best := Other
	for _, r := range w {
		s := ScriptOf(r)
		if s >= Hangul {
			return s
		}
		if s == Other {
			continue
		}
		count[s]++
		if best == Other || count[s] > count[best] {
			best = s
		}
	}
	return best
}

// distinct reduces spellings to the letters a–z and drops those that are empty or repeated.
func distinct(all []Spelling) []Spelling {
	out := all[:0]
next:
	for _, s := range all {
		s.Latin = onlyLetters(s.Latin)
		if s.Latin == "" {
			continue
		}
		for _, o := range out {
			if o.Latin == s.Latin {
				continue next
			}
		}
		if out = append(out, s); len(out) == maxSpellings {
			break
		}
	}
	return out
}

// onlyLetters folds what is Latin in s and drops the rest.
func onlyLetters(s string) string {
	if isPlain(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, FoldLatin(s))
}

// alphabet holds the spelling of letters that lie near each other in Unicode; "" is no entry, "-" is no sound.
type alphabet struct {
	low   rune
	spelt []string
}

// table reads pairs of letters and their spelling, separated by blanks.
func table(pairs string) alphabet {
	f := strings.Fields(pairs)
	low, high := rune(unicode.MaxRune), rune(0)
	for i := 0; i < len(f); i += 2 {
		for _, r := range f[i] {
			low, high = min(low, r), max(high, r)
		}
	}
	a := alphabet{low, make([]string, high-low+1)}
	for i := 0; i+1 < len(f); i += 2 {
		for _, r := range f[i] {
			a.spelt[r-low] = f[i+1]
		}
	}
	return a
}

// of returns the spelling of a letter.
func (a *alphabet) of(r rune) (string, bool) {
	if r < a.low || int(r-a.low) >= len(a.spelt) {
		return "", false
	}
	switch s := a.spelt[r-a.low]; s {
	case "":
		return "", false
	case "-":
		return "", true
	default:
		return s, true
	}
}

// latinise writes a word letter by letter.
func latinise(w []rune, tables ...alphabet) string {
	var b strings.Builder
	b.Grow(2 * len(w))
	for _, r := range w {
		b.WriteString(latinOf(r, tables...))
	}
	return b.String()
}

// latinOf writes a letter by the first of the tables that has it; a letter in none of them stays.
func latinOf(r rune, tables ...alphabet) string {
	for i := range tables {
		if v, ok := tables[i].of(r); ok {
			return v
		}
	}
	return string(r)
}
