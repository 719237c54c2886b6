package index

import (
	"math"
	"slices"
	"strings"

	"probity.example/probity/internal/match/lexicon"
)

// A word of the question may be made of the first letters of neighbours in a name: "SS" of "Orlan Systems Services". So few letters
// are met by chance. A name proper must vouch for them, and leads to the name.

// Lengths of words that may be such, and the least of one that vouches for them. Names of which the longer ones are made are too few
// to be looked for: such a name is met by its other words, or not at all.
const (
	minInitials = 2
	soughtFor   = 3
	maxInitials = 6
	minVoucher  = 4
)

// askInitials finds the words of the question that may be the first letters of neighbours, and those that may vouch for them.
func (s *searcher) askInitials() {
	s.vouchers, s.short = 0, s.short[:0]
	for i := range s.words {
		if w := &s.words[i]; w.term.info.kind() == lexicon.None && len(w.word.Text) >= minVoucher {
			s.vouchers |= 1 << i
		}
	}
	for i := range s.words {
		w := &s.words[i]
		w.spelt = meeting{follow: noTerm}
		n := len(w.word.Text)
		if w.term.concept == 0 && w.term.info.kind() != lexicon.Number && n >= minInitials && n <= maxInitials && s.vouchers&^(1<<i) != 0 {
			w.spelt.words = 1 << i
			s.short = append(s.short, i)
		}
	}
}

// mostInitials is the most that such words add to a name of a shape that has one which vouches for them.
func (s *searcher) mostInitials(sh shape) (most share) {
	left := float64(max(0, sh.norm*sh.norm-1)) // a name proper vouches
	for _, i := range s.short {
		if w := &s.words[i]; len(w.word.Text) <= soughtFor {
			squares := min(left, float64(len(w.word.Text)))
			most = most.plus(share{gain: worthAcronym * w.weight * float32(math.Sqrt(squares)), words: 1 << i})
		}
	}
	return most
}

// initialsOf notes the words of the question that are the first letters of neighbours in the name that is laid out.
func (s *searcher) initialsOf(p part) {
	if !slices.ContainsFunc(s.pairs, func(pr pair) bool { return pr.same && pr.words&s.vouchers != 0 }) {
		return
	}
	for _, i := range s.short {
		w := &s.words[i]
		for from := range s.places {
			if n, squares := spells(p, w.word.Text, s.places[from:]); n > 0 {
				s.note(pair{&w.spelt, worthAcronym * w.weight * float32(math.Sqrt(squares)), false, (1<<n - 1) << from})
			}
		}
	}
}

// spells is how many of the terms, with function words between them, have short for their first letters, and the sum of the
// squares of their weights.
func spells(p part, short string, terms []uint32) (n int, squares float64) {
	at := 0
	for ; at < len(short); n++ {
		if n == len(terms) {
			return 0, 0
		}
		x := p.term(terms[n])
		switch {
		case strings.HasPrefix(x.text, short[at:at+1]):
			at++
		case x.info.kind() != lexicon.Function || at == 0:
			return 0, 0
		}
		squares += float64(x.weight()) * float64(x.weight())
	}
	return n, squares
}
