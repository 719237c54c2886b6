package lexicon

import (
	"cmp"
	"slices"
	"strings"

	"probity.example/probity/internal/match/roman"
)

// Words of Russian, Ukrainian and Belarusian stand in the tables in their own letters; lists write them in Latin ones by a dozen
// systems. Each is also found by the code that its romanisations share (roman.Slavic), where the code is so long that a word of
// another language hardly has it by chance.
const (
	minSlavic       = 6 // letters of the code of one word, or of a stem
	minSlavicPhrase = 9 // of all words of a phrase
)

// slavic gathers the entries written in East Slavic letters by their codes. Where two concepts share a code the earlier line keeps
// it.
func (l *loader) slavic() []entry {
	var out []entry
	for _, e := range l.all {
		if k := l.of(e.concept).kind; k == Number || k == Function {
			continue
		}
		if key := slavicKey(e.key); key != "" {
			out = append(out, entry{key, head(key), e.seq, e.concept})
		}
	}
	slices.SortFunc(out, func(a, b entry) int { return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.seq, b.seq)) })
	return slices.CompactFunc(out, func(a, b entry) bool { return a.key == b.key })
}

// slavicKey is the code of an entry as the tables' trie has it, "" for one of other letters or too short.
func slavicKey(key string) string {
	words := strings.Split(key, " ")
	letters := 0
	for i, w := range words {
		stem, star := strings.CutSuffix(w, "*")
		if stem == "" || stem[0] < 0x80 {
			return ""
		}
		code := roman.Slavic(stem)
		if star {
			code = strings.TrimRight(code, "it") // what follows may change them
		}
		if letters += len(code); code == "" || star && len(code) < minSlavic {
			return ""
		}
		if star {
			code += "*"
		}
		words[i] = code
	}
	if letters < minSlavic || len(words) > 1 && letters < minSlavicPhrase {
		return ""
	}
	return strings.Join(words, " ")
}

// matchSlavic is match for words of Latin letters by their codes.
func (t *table) matchSlavic(words []string) (id ID, n int) {
	if len(words[0]) < 2 || words[0][0] < 'a' || words[0][0] > 'z' {
		return 0, 0
	}
	var codes [maxPhrase]string
	for i, w := range words[:min(len(words), maxPhrase)] {
		if codes[i] = roman.Slavic(w); codes[i] == "" {
			return t.romanised.below(0, codes[:i])
		}
	}
	return t.romanised.below(0, codes[:min(len(words), maxPhrase)])
}
