package legalform

import (
	"strings"
	"sync"
)

// FoldMisspelt folds a name as Fold does after mending one letter in each of the last words where that makes a legal form of
// them ("joynt stock company", "aktiengeselschaft"). It is for comparing names, not for telling an organisation from a person.
// A word that is mended and does not become part of the form stays as it was: then nothing is folded.
func FoldMisspelt(fingerprint string) (folded, class string) {
	written := strings.Fields(fingerprint)
	mended := make([]string, len(written))
	copy(mended, written)
	found := false
	for i := max(1, len(written)-4); i < len(written); i++ {
		if m, ok := spelling().mend(written[i]); ok {
			mended[i], found = m, true
		}
	}
	if !found {
		return fingerprint, ""
	}
	folded, class = Fold(strings.Join(mended, " "))
	rest, _, _ := strings.Cut(folded, " /")
	if class == "" || !strings.Contains(" "+fingerprint+" ", " "+rest+" ") { // a mended word is left over
		return fingerprint, ""
	}
	return folded, class
}

// mender knows the long words of which legal forms are made.
type mender struct {
	words   map[string]bool
	without map[string]string // a word with one letter taken out, and the word
}

// A shorter word has too many neighbours one letter away.
const mendable = 5

// spelling is made when it is first needed: a program that only verifies never mends a name.
var spelling = sync.OnceValue(func() *mender { return newMender(forms) })

func newMender(forms []form) *mender {
	m := &mender{words: map[string]bool{}, without: map[string]string{}}
	for _, f := range forms {
		for _, w := range strings.FieldsFunc(strings.ToLower(f.spellings), func(r rune) bool { return r == ' ' || r == '|' || r == '^' || r == '~' }) {
			if len(w) < mendable || !letters(w) {
				continue
			}
			m.words[w] = true
			for i := range len(w) {
				m.without[w[:i]+w[i+1:]] = w
			}
		}
	}
	return m
}

func letters(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// mend finds the word that differs from w in one letter.
func (m *mender) mend(w string) (string, bool) {
	if len(w) < mendable-1 || len(w) > 40 || m.words[w] || !letters(w) {
		return "", false
	}
	if full, ok := m.without[w]; ok {
		return full, true
	}
	for i := range len(w) {
		less := w[:i] + w[i+1:]
		if m.words[less] {
			return less, true
		}
		if full, ok := m.without[less]; ok && len(full) == len(w) {
			return full, true
		}
	}
	return "", false
}
