package lexicon

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed abbreviations.txt
var abbreviationsText string

var abbreviations = sync.OnceValue(func() map[string][]ID {
	m, err := readAbbreviations(abbreviationsText)
	if err != nil {
		panic(err) // a mistake in an embedded table
	}
	return m
})

// readAbbreviations reads lines of an abbreviation, a tab, and the names of concepts, with _ for a blank.
func readAbbreviations(text string) (map[string][]ID, error) {
	names := map[string]ID{}
	for id, c := range concepts().concepts {
		names[c.name] = ID(id)
	}
	out := map[string][]ID{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		short, long, ok := strings.Cut(line, "\t")
		if !ok || out[short] != nil {
			return nil, fmt.Errorf("abbreviations: %q has no meaning, or two", short)
		}
		for word := range strings.FieldsSeq(long) {
			id, ok := names[strings.ReplaceAll(word, "_", " ")]
			if !ok {
				return nil, fmt.Errorf("abbreviations: %q: there is no concept %q", short, word)
			}
			out[short] = append(out[short], id)
		}
	}
	return out, nil
}

// Expand is what an abbreviation of a kind of body stands for, in order; nil for any other word. It may stand for something else in
// the name at hand: who expands it compares the name as it is written too.
func Expand(word string) []ID { return abbreviations()[word] }
