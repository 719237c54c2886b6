package text

import (
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/legalform"
	"probity.example/probity/internal/match/lexicon"
)

// placeholders stand where there is no name, in lower case without punctuation.
var placeholders = []string{
	"na", "n a", "none", "nil", "null", "nan", "unknown", "undefined", "tbd", "tba", "xx", "xxx", "xxxx", "not available", "not applicable",
	"not known", "no name", "name", "inconnu", "unbekannt", "desconocido", "неизвестно", "нет",
}

// Says reports whether a name tells one organisation from another at all: it has letters or digits, is no placeholder, and is
// more than a legal form and words like "the" and "company".
func Says(name string) bool {
	fp := claim.Fingerprint(cut(name))
	if fp == "" || slices.Contains(placeholders, fp) || formAlone(fp) {
		return false
	}
	for _, n := range Parse(name) {
		if slices.ContainsFunc(n.Words, func(w Word) bool { return w.Kind != lexicon.Function && w.Kind != lexicon.Generic }) {
			return true
		}
	}
	return false
}

// formAlone reports whether a fingerprint is a legal form and nothing else, behind or before a name.
func formAlone(fp string) bool {
	for _, with := range []string{"qq " + fp, fp + " qq", "qq" + fp, fp + "qq"} {
		if folded, class := legalform.Fold(with); class != "" && strings.HasPrefix(folded, "qq /") {
			return true
		}
	}
	return false
}
