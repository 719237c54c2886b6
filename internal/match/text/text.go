// Package text takes the name of an organisation apart into words that can be compared whatever the script, spelling or
// language: folded, romanised, with organisation words, places and numbers recognised and the legal form set aside.
//
// What never lives here: comparison (package similar), postings (package index), identity (package match).
package text

import (
	"strings"

	"probity.example/probity/internal/match/lexicon"
)

// Name is one reading of a name. Two organisations may be compared by any pair of their names.
type Name struct {
	Words []Word
	Form  string // class of the legal form (package legalform), empty if none
	Tail  string // the words of the form after the name, Latin ones: acronyms take them in ("Quorra Oil and Gas Company", QOGC)
}

// Word is one word of a name.
type Word struct {
	Text    string     // Latin letters a–z and digits, lower case; a number in digits; the words of a phrase joined by hyphens
	Alts    []string   // other romanisations of the same written word
	Concept lexicon.ID // words of one concept translate each other; 0 for a name proper
	Kind    lexicon.Kind
	Open    bool // Text lacks vowels, because its script does not write them
}

// Limits that keep the work bounded whatever is given as a name. Real names stay far below them.
const (
	maxRunes = 400 // of a name that are read
	maxWords = 32  // of a reading
	maxAlts  = 6   // spellings of a word beside the first
)

// Key is the name as one string without blanks: two names with the same key differ in blanks, punctuation and legal form
// at most.
func (n *Name) Key() string {
	var b strings.Builder
	for i := range n.Words {
		b.WriteString(strings.ReplaceAll(n.Words[i].Text, "-", ""))
	}
	return b.String()
}

// Acronym is made of the first letters of the words that are not function words; empty for fewer than two of them. The
// legal form has no part in it.
func (n *Name) Acronym() string {
	var b strings.Builder
	for i := range n.Words {
		if n.Words[i].Kind == lexicon.Function {
			continue
		}
		for part := range strings.SplitSeq(n.Words[i].Text, "-") {
			b.WriteString(part[:min(1, len(part))])
		}
	}
	if b.Len() < 2 {
		return ""
	}
	return b.String()
}

// Parse takes a name apart. The first reading is the name as a whole; further ones stand for what the name says it is also
// called ("… formerly …", "… a.k.a. …"), and for what its abbreviations may mean ("NPP X", research and production enterprise X).
// A name without letters or digits has no reading.
func Parse(name string) []Name {
	var out []Name
	for _, part := range alternatives(cut(name)) {
		if n := parse(part); len(n.Words) > 0 {
			out = append(out, n)
		}
	}
	for i := range out {
		if n, ok := expand(&out[i]); ok {
			out = append(out, n)
		}
	}
	return out
}

// cut takes at most maxRunes off the beginning.
func cut(name string) string {
	if len(name) <= maxRunes {
		return name
	}
	n := 0
	for i := range name {
		if n++; n > maxRunes {
			return name[:i]
		}
	}
	return name
}
