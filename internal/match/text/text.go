// Package text takes the name of an organisation apart into words that can be compared whatever the script, spelling or
// language: folded, romanised, with organisation words, places and numbers recognised and the legal form set aside.
//
// What never lives here: comparison (package similar), postings (package index), identity (package match).
package text

import "probity.example/probity/internal/match/lexicon"

// Name is one reading of a name. Two organisations may be compared by any pair of their names.
type Name struct {
	Words []Word
	Form  string // class of the legal form (package legalform), empty if none
}

// Word is one word of a name.
type Word struct {
	Text    string     // Latin letters a–z and digits, lower case; a number is written in digits
	Alts    []string   // other romanisations of the same written word
	Concept lexicon.ID // words of one concept translate each other; 0 for a name proper
	Kind    lexicon.Kind
	Open    bool // Text lacks vowels, because its script does not write them
}
