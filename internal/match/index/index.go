// Package index finds the few names that may be like a name among millions. It holds parsed names and postings in flat
// arrays that are memory-mapped, with a small part in memory for what came since.
//
// A name is found by its words: each word of the question is looked up in the vocabulary (as it is written, with a letter or
// two changed, by sound, as an abbreviation, joined with its neighbour or cut in two, by concept), and the names that hold
// such a word are scored by all their words, which estimates their similarity. Names are numbered by weight and length, so that
// a long list of postings is read only where a name in it can still reach the result.
//
// What never lives here: how alike two names are (package similar), organisations and their history (package register), the meaning of a
// reference.
package index

import "probity.example/probity/internal/match/text"

// Doc is everything under which one record is found.
type Doc struct {
	Ref         int64    // the caller's number; unique
	Names       []Entry  // at most maxNames are kept
	Identifiers []string // normalised keys, such as "XI-LEI:5299…"; found only as a whole
}

// Entry is one name of a record.
type Entry struct {
	Ordinal uint16 // which of the record's names it is, for the caller
	Name    text.Name
	Acronym string // of the whole name, lower case; empty if it has none
}

// Options bound a search. The zero value asks for the defaults.
type Options struct {
	Limit    int     // most references in the result; 0 is DefaultLimit, more than MaxLimit is MaxLimit
	MinScore float32 // hits below are left out; 0 is DefaultMinScore, negative leaves nothing out
	Below    int64   // only references below are searched; 0 searches all
}

// The bounds of Options.
const (
	DefaultLimit    = 64
	MaxLimit        = 4096
	DefaultMinScore = 0.1
)

// Hit is a name that may be like the one asked for.
type Hit struct {
	Ref   int64
	Score float32 // about how alike the names are, 0..1; orders hits, and no more than that
	*Held
}

// Stats says what a search looked at.
type Stats struct {
	Terms      int     // words of the vocabulary that the words of the question met
	Postings   int     // postings read
	Candidates int     // names scored
	Floor      float32 // best score that was left out; 0 if nothing was
	Cut        bool    // a bound on work was reached: names may have been missed
}

// Bounds on the work of a search and the size of a record, whatever is asked.
const (
	maxWords     = 32      // words of a question: as many as text reads
	maxReadings  = 6       // readings of a question
	maxSpellings = 6       // spellings of one word of a question
	maxTerms     = 64      // words of the vocabulary for one word of a question
	maxBucket    = 512     // entries read under one key of the vocabulary
	maxPostings  = 200_000 // postings read in one pass over the lists of a reading
	maxScored    = 16_384  // names scored in the first pass; in the others, fewer
	maxPerRef    = 8       // names of one reference in a result
	maxNames     = 1024    // names of one record
	maxNameWords = 64      // words of one name under which it is found
)
