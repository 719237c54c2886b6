package text

import (
	"strings"
	"sync"

	"probity.example/probity/internal/legalform"
	"probity.example/probity/internal/match/roman"
)

// romanisedForms are the legal forms of East Slavic languages in full, by the code that their romanisations share: there are more
// of those ("obshchestvo s ogranichennoi otvetstvennostyu", "obschestvo s ogranichennoj otvetstvennostju") than a table can list.
var romanisedForms = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for spelling, class := range legalform.Phrases {
		code := slavicPhrase(strings.Fields(spelling))
		if old, ok := m[code]; spelling[0] >= 0x80 && len(code) >= shortestForm && (!ok || class < old) {
			m[code] = class
		}
	}
	return m
})

const (
	longestForm  = 7  // words
	shortestForm = 12 // letters of a code that no other words have by chance
)

// foldRomanised takes a romanised legal form off either end of a name, and writes what is left as legalform.Fold does.
func foldRomanised(name string) (folded, class string) {
	words := strings.Fields(name)
	for n := min(longestForm, len(words)-1); n >= 2; n-- {
		if class := romanisedForms()[slavicPhrase(words[:n])]; class != "" {
			return strings.Join(words[n:], " ") + " /" + class, class
		}
		if class := romanisedForms()[slavicPhrase(words[len(words)-n:])]; class != "" {
			return strings.Join(words[:len(words)-n], " ") + " /" + class, class
		}
	}
	return name, ""
}

// slavicPhrase is the code of words, "" if one has none.
func slavicPhrase(words []string) string {
	codes := make([]string, len(words))
	for i, w := range words {
		if codes[i] = roman.Slavic(w); codes[i] == "" {
			return ""
		}
	}
	return strings.Join(codes, " ")
}
