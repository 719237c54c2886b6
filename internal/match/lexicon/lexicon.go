// Package lexicon knows the words that organisations are made of, whatever the language: bank, ministry, trading, national;
// names of countries and cities with their adjectives; numbers in words. Words that translate each other share a concept.
//
// The tables are our own: words.d holds one line a concept. What never lives here: legal forms (package legalform), brands,
// and how much a word is worth (package similar).
package lexicon

import "unicode/utf8"

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

// Name is the concept's English lemma ("bank", "place:IR", "city:tehran"), or "" for none.
func (id ID) Name() string { return concepts().of(id).name }

// Kind is the concept's kind.
func (id ID) Kind() Kind { return concepts().of(id).kind }

// Country is the ISO 3166-1 alpha-2 code of a country, or of the country a region or city lies in, as far as it is certain.
func (id ID) Country() string { return concepts().of(id).country }

// Digits is the number in digits that a concept of kind Number means, or "".
func Digits(id ID) string {
	if c := concepts().of(id); c.kind == Number {
		return c.name
	}
	return ""
}

// Digest is the SHA-256 of the tables in hex: equal digests mean equal concept numbers.
func Digest() string { return digest() }

// Match returns the longest entry that begins at the first word and the number of words it takes, or 0, 0. Words are in lower
// case and NFKC, in their own script, marks and all; Match ignores what writers leave out (see fold.go). Of entries of equal
// length, one written in full wins over a stem, and a longer stem over a shorter. East Slavic words are also known in Latin letters,
// however they are romanised. Numbers are left to Numeral.
func Match(words []string) (id ID, n int) {
	if len(words) == 0 {
		return 0, 0
	}
	t := concepts()
	id, n = t.match(0, words)
	if slavic, m := t.matchSlavic(words); m > n {
		id, n = slavic, m
	}
	if id.Kind() == Number {
		return 0, 0
	}
	return id, n
}

// Piece is a part of a run of letters. ID is 0 for what stands between the words that are known.
type Piece struct {
	Text string
	ID   ID
}

// Cut takes apart a run of letters of a script that writes no blanks (Han, Kana, Thai, Hangul): from the left, always the
// longest entry. The pieces put together are the run. Entries so short that they are found in any brand (see short) count only
// where another entry or the end of the run vouches for them.
func Cut(run string) []Piece {
	if run == "" {
		return nil
	}
	t := concepts()
	var out []Piece
	rest := 0
	for i := 0; i < len(run); {
		id, size := t.longest(run[i:])
		if id == 0 || short(run[i:i+size]) {
			_, size = utf8.DecodeRuneInString(run[i:])
			i += size
			continue
		}
		if rest < i {
			out = t.trim(out, run[rest:i], false)
		}
		out = append(out, Piece{run[i : i+size], id})
		i += size
		rest = i
	}
	if rest < len(run) {
		out = t.trim(out, run[rest:], true)
	}
	return out
}

// trim appends an unknown rest without the short entries at its ends. At its beginning they need an entry before them; at its
// end they have one behind, or the end of the run.
func (t *table) trim(out []Piece, rest string, last bool) []Piece {
	if len(out) > 0 {
		if id, size := t.longest(rest); id != 0 && (size < len(rest) || !last) {
			out = append(out, Piece{rest[:size], id})
			rest = rest[size:]
		}
	}
	tail := len(rest)
	var end Piece
	for i, n := len(rest), 0; i > 0 && n < maxShort; n++ {
		_, size := utf8.DecodeLastRuneInString(rest[:i])
		i -= size
		if id, size := t.longest(rest[i:]); id != 0 && i+size == len(rest) {
			end, tail = Piece{rest[i:], id}, i
		}
	}
	if tail > 0 {
		out = append(out, Piece{Text: rest[:tail]})
	}
	if end.ID != 0 {
		out = append(out, end)
	}
	return out
}
