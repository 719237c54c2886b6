// Package lexicon knows the words that organisations are made of, whatever the language: bank, ministry, trading, national;
// names of countries and cities with their adjectives; numbers in words. Words that translate each other share a concept.
//
// The tables are our own: words.d holds one line a concept. What never lives here: legal forms (package legalform), brands,
// and how much a word is worth (package similar).
package lexicon

// ID is a concept; 0 is none. Numbers change between versions of the tables: keep them out of files that outlive a binary,
// or keep Digest beside them.
type ID uint16

// Kind is what sort of word a concept is.
type Kind uint8

// The kinds, from the words that say least about which organisation is meant to those that say most.
const (
	None     Kind = iota
	Function      // of, the, and, formerly: says nothing
	Generic       // company, group, organisation, office: a body, no more
	Quality       // national, international, general, new, first: sets siblings apart at most
	Field         // bank, oil, shipping, ministry, university, army: what it does
	Place         // a country, region or city, or the adjective of one
	Number        // a number in words: its concept's name is its digits
)
