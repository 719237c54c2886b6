package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"probity.example/probity/internal/legalform"
)

// fields folds a name (width, case, apostrophes, ampersands, initials) and splits it at blanks and punctuation. Words keep
// their script and their marks.
func fields(s string) []string {
	s = unglue(s)
	if !ascii(s) {
		s = norm.NFKC.String(s)
		s = norm.NFKC.String(cases.Fold().String(s)) // a folded letter may compose anew
	} else {
		s = strings.ToLower(s)
	}
	var words []written
	var b strings.Builder
	blank := true // since the last word
	flush := func() {
		if b.Len() > 0 {
			words = append(words, written{b.String(), blank})
			b.Reset()
			blank = false
		}
	}
	for i, r := range s {
		switch {
		case apostrophe(r):
			if english(s, i+utf8.RuneLen(r)) { // "Bank's" is "Bank": the letter after it is not part of the name
				b.WriteString(genitive)
			}
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case r == '&' || r == '+':
			flush()
			words = append(words, written{"and", true})
		case unicode.Is(unicode.Cf, r): // joiners and direction marks are not seen and separate nothing
		default:
			flush()
			blank = blank || unicode.IsSpace(r)
		}
	}
	flush()
	for i := range words {
		words[i].text, _, _ = strings.Cut(words[i].text, genitive)
	}
	return initials(words)
}

// unglue parts a legal form in capitals from the word to which it was glued ("OrlanAG").
func unglue(s string) string {
	for i := 1; i+1 < len(s); i++ {
		if s[i-1] < 'a' || s[i-1] > 'z' || !capital(s[i]) || !capital(s[i+1]) {
			continue
		}
		end := i + 2
		for end < len(s) && capital(s[end]) {
			end++
		}
		if end-i <= 4 && (end == len(s) || s[end] == ' ' || s[end] == ',') && legalform.Is(strings.ToLower(s[i:end])) {
			return s[:i] + " " + s[i:]
		}
	}
	return s
}

func capital(c byte) bool { return c >= 'A' && c <= 'Z' }

// written is a word as it stands in a name.
type written struct {
	text  string
	blank bool // a blank stands before it, and not only a point or a hyphen
}

// genitive marks where the s of a genitive begins; it is no letter of any name.
const genitive = "\x00"

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', '`', '´', 'ʼ', 'ʻ', 'ʾ', 'ʿ', 'ˈ', '′', '‛', '＇':
		return true
	}
	return false
}

// english reports whether what follows an apostrophe is the s of a genitive.
func english(s string, at int) bool {
	if !strings.HasPrefix(s[at:], "s") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[at+1:])
	return at+1 == len(s) || !unicode.IsLetter(r)
}

// initials joins runs of single letters that are set apart alike: "a b c company" is "abc company", "fund v l.p." is "fund v lp".
// A single one stays what it is.
func initials(words []written) []string {
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); {
		j := i + 1
		for j < len(words) && single(words[i].text) && single(words[j].text) && words[j].blank == words[i+1].blank && !tight(words, j) {
			j++
		}
		w := ""
		for _, x := range words[i:j] {
			w += x.text
		}
		out = append(out, w)
		i = j
	}
	return out
}

// tight reports whether a word that a blank parts from what is before it begins a run of letters without blanks.
func tight(words []written, i int) bool {
	return words[i].blank && i+1 < len(words) && !words[i+1].blank && single(words[i+1].text)
}

// single reports a word of one letter in a script that writes words of several.
func single(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return n == len(w) && unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek)
}

// alternatives splits a name at the words by which it says that it has another: "X (formerly Y)", "X a.k.a. Y".
func alternatives(s string) []string {
	low := strings.ToLower(s)
	if len(low) != len(s) { // rare letters change their length with case: such a name is read as one
		return []string{s}
	}
	var out []string
	for {
		at, n := -1, 0
		for _, m := range markers {
			if i := strings.Index(low, m); i > 0 && boundary(low, i, len(m)) && (at < 0 || i < at) {
				at, n = i, len(m)
			}
		}
		if at < 0 || len(out) == maxAlts {
			return append(out, s)
		}
		out = append(out, s[:at])
		s, low = s[at+n:], low[at+n:]
	}
}

// markers announce another name. They stand for themselves: no organisation is called by them.
var markers = []string{
	"a.k.a.", "a/k/a", "f.k.a.", "f/k/a", "n.k.a.", "d/b/a", "d.b.a.", "formerly known as", "also known as", "previously known as",
	"(formerly", "trading as", "t/a ", "doing business as", "anciennement connue sous le nom", "formerly:",
}

// boundary reports whether what stands at s[i:i+n] is not part of a longer word.
func boundary(s string, i, n int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+n:])
	return !unicode.IsLetter(before) && (i+n == len(s) || !unicode.IsLetter(after) || s[i+n-1] == '.' || s[i+n-1] == ' ')
}
