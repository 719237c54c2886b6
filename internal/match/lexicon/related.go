package lexicon

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed related.txt
var relatedText string

// related holds, by concept, a bit for each group of concepts near it in meaning.
var related = sync.OnceValue(func() []groups {
	m, err := readRelated(relatedText)
	if err != nil {
		panic(err) // a mistake in an embedded table
	}
	return m
})

// groups is a set of groups.
type groups [maxGroups / 64]uint64

const maxGroups = 128

// readRelated reads the groups. Concepts are given by name, with _ for a blank.
func readRelated(text string) ([]groups, error) {
	names := map[string]ID{}
	for id, c := range concepts().concepts {
		names[c.name] = ID(id)
	}
	out := make([]groups, len(concepts().concepts))
	n := 0
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			id, ok := names[strings.ReplaceAll(word, "_", " ")]
			if !ok {
				return nil, fmt.Errorf("related concepts: there is no concept %q", word)
			}
			out[id][n/64] |= 1 << (n % 64)
		}
		if n++; n == maxGroups {
			return nil, fmt.Errorf("related concepts: %d groups or more", maxGroups)
		}
	}
	return out, nil
}

// Related reports whether two concepts are near each other in meaning, so that one body may be called by either: a factory and
// a plant, oil and petroleum. Every concept is related to itself.
func Related(a, b ID) bool {
	if a == b {
		return true
	}
	all := related()
	if int(a) >= len(all) || int(b) >= len(all) {
		return false
	}
	x, y := &all[a], &all[b]
	for i := range x {
		if x[i]&y[i] != 0 {
			return true
		}
	}
	return false
}
