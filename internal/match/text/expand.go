package text

import (
	"slices"

	"probity.example/probity/internal/match/lexicon"
)

// expand reads a name with its abbreviations of kinds of bodies in full, if it has any and is more than that.
func expand(n *Name) (Name, bool) {
	full, more, names := Name{Form: n.Form, Tail: n.Tail}, false, false
	for i := range n.Words {
		w := &n.Words[i]
		long := meaning(w, n.Form)
		if long == nil {
			names = names || w.Kind != lexicon.Function && w.Kind != lexicon.Generic
			full.Words = append(full.Words, *w)
			continue
		}
		more = true
		for _, id := range long {
			full.Words = append(full.Words, Word{Text: fold(id.Name()), Concept: id, Kind: id.Kind()})
		}
	}
	if len(full.Words) > maxWords {
		full.Words = full.Words[:maxWords]
	}
	return full, more && names
}

// meaning is what a word abbreviates. Two letters stand for too much: they are believed beside a legal form that is Russian, or what
// one is translated by.
func meaning(w *Word, form string) []lexicon.ID {
	if w.Concept != 0 || len(w.Text) == 2 && !slices.Contains(russianForms, form) {
		return nil
	}
	return lexicon.Expand(w.Text)
}

var russianForms = []string{"ooo", "oao", "zao", "pao", "ao", "fgup", "ano", "jsc", "ojsc", "cjsc", "pjsc"}
