// Package similar says how alike two names are, from 0 to 1, and why, word by word. It is pure and deterministic: the same
// two names give the same figure on every machine and in every register. It never says whether two organisations are one
// (package match): a similarity is not a probability and not an identity.
package similar

import (
	"math"
	"math/bits"
	"slices"

	"probity.example/probity/internal/legalform"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// Score is the outcome of a comparison.
type Score struct {
	Similarity float64 // 0 to 1, in steps of 1/10,000; 1 only for names whose words and legal form are the same
	Contra     Contra  // what sets the two apart whatever their similarity
}

// Contra is a set of contradictions between two names.
type Contra uint8

// The contradictions. Of each pair, the first is one that names of two organisations have, and the second may be an omission.
const (
	NumbersDiffer Contra = 1 << iota // Fund III, Fund IV
	NumberExtra                      // Fund II, and the same without a number; a first one needs none
	PlacesDiffer                     // X (France), X (Germany)
	PlaceExtra                       // X (Germany), and the same without a place
	FieldsDiffer                     // X Oil, X Gas
	FieldExtra                       // X Oil, and the same without a field
	FormsDiffer                      // AG, GmbH
	WordsDiffer                      // a name proper that has nothing like it in the other name
)

// Prepared is a name made ready for many comparisons. It is not safe for concurrent use: a comparison works out what it needs.
type Prepared struct {
	c      *Calibration
	words  []word
	weight float64 // of all words: the root of the sum of their squares
	form   string
	tail   string
	key    string
	grams  []uint32 // of key, sorted
}

type word struct {
	*text.Word
	weight   float64
	letters  uint32 // a bit for each letter that occurs
	sound    codes
	skeleton codes
}

// Prepare makes a name ready for many comparisons. The name must not change while the result is in use.
func Prepare(n *text.Name) *Prepared { return shipped.Prepare(n) }

// Prepare makes a name ready to be compared by a calibration of one's own.
func (c *Calibration) Prepare(n *text.Name) *Prepared {
	p := &Prepared{c: c, words: make([]word, len(n.Words)), form: n.Form, tail: n.Tail, key: n.Key()}
	for i := range n.Words {
		w := &n.Words[i]
		p.words[i] = word{Word: w, weight: c.weight(w), letters: letters(w.Text)}
		p.weight += p.words[i].weight * p.words[i].weight
	}
	p.weight = math.Sqrt(p.weight)
	p.grams = grams(p.key)
	return p
}

// Compare compares two names.
func Compare(a, b *text.Name) Score {
	return Prepare(a).Compare(Prepare(b))
}

// Compare compares two names.
func (p *Prepared) Compare(q *Prepared) Score {
	if len(p.words) == 0 || len(q.words) == 0 {
		return Score{}
	}
	var m matching
	m.align(p, q)
	return m.score(p, q)
}

// score turns an alignment into a figure.
func (m *matching) score(p, q *Prepared) Score {
	var s Score
	sum := 0.0
	for _, l := range m.links {
		sum += l.alike * l.weight
	}
	sim := sum / (p.weight * q.weight)
	sim += p.c.Letters * shared(p.grams, q.grams) * (1 - min(sim, 1)) // what no rule about words has seen
	s.Contra = m.contradictions(p, q)
	ground := m.grounds(p, q)
	sim *= p.c.factor(s.Contra) * p.c.grounds(ground)
	if ground != 1 && s.Contra&(NumbersDiffer|NumberExtra) == 0 {
		sim = max(sim, p.c.factor(s.Contra&FormsDiffer)*max(whole(p, q), acronyms(p, q)))
		if m.contains(p, q) {
			whole := p.c.Contained + containedRest*sim // of two that are contained, the one with less beside it is more alike
			sim = max(sim, p.c.factor(s.Contra&(FormsDiffer|PlacesDiffer))*whole)
		}
	}
	if sim > p.c.NotExact && !(p.key == q.key && p.form == q.form) {
		sim = p.c.NotExact
		if legalform.KindOf(p.form) != legalform.KindOf(q.form) { // of two that would be the same, the one with the like form comes first
			sim -= otherKind
		}
	}
	s.Similarity = math.Round(sim*1e4) / 1e4
	return s
}

// factor is what contradictions leave of a similarity.
func (c *Calibration) factor(contra Contra) float64 {
	f := 1.0
	for i, x := range [...]float64{c.NumbersDiffer, c.NumberExtra, c.PlacesDiffer, c.PlaceExtra, c.FieldsDiffer, c.FieldExtra, c.FormsDiffer} {
		if contra&(1<<i) != 0 {
			f *= x
		}
	}
	return f
}

// otherKind is what two names lose that differ in the kind of their legal forms alone.
const otherKind = 0.002

// containedRest is how much of what else two names share is added where one contains the other.
const containedRest = 0.02

// contains reports whether all words of one name stand in the other, and are enough to tell whom they name: two of them that
// say something with a name proper among them, or three where no name proper is left over.
func (m *matching) contains(p, q *Prepared) bool {
	n, proper := 0, false
	for _, l := range m.links {
		a := &p.words[bits.TrailingZeros32(l.a)]
		if l.how != sameText && l.how != sameConcept || a.Kind == lexicon.Function || a.Kind == lexicon.Generic {
			continue
		}
		n++
		proper = proper || a.Kind == lexicon.None && len(a.Text) >= 3
	}
	if n < 2 || n == 2 && !proper {
		return false
	}
	if !proper && (m.rest(p, 0).proper || m.rest(q, 1).proper) {
		return false
	}
	return m.covered(p, 0) || m.covered(q, 1)
}

// covered reports whether every word of a name that says something met the same word.
func (m *matching) covered(p *Prepared, side int) bool {
	for i := range p.words {
		if k := p.words[i].Kind; k == lexicon.Function || k == lexicon.Generic {
			continue
		}
		if !slices.ContainsFunc(m.links, func(l link) bool {
			return [2]uint32{l.a, l.b}[side]&(1<<i) != 0 && (l.how == sameText || l.how == sameConcept)
		}) {
			return false
		}
	}
	return true
}

// grounds says what a similarity rests on: the number of common words that met, or -1 if a name proper met or nothing was left
// to meet. Generic words alone never carry a match.
func (m *matching) grounds(p, q *Prepared) int {
	n, same := 0, true
	for _, l := range m.links {
		a, b := &p.words[bits.TrailingZeros32(l.a)], &q.words[bits.TrailingZeros32(l.b)]
		if a.Kind == lexicon.None || b.Kind == lexicon.None {
			return -1
		}
		if a.Kind != lexicon.Function {
			n++
			same = same && l.how == sameText
		}
	}
	switch {
	case n == 1 && (p.key != q.key || p.form != q.form): // "Bank" says nothing of MB Bank
		return n
	case same && m.rest(p, 0) == (leftover{}) && m.rest(q, 1) == (leftover{}):
		return -1
	}
	return n
}

// grounds is what is left of a similarity that rests on n common words.
func (c *Calibration) grounds(n int) float64 {
	switch n {
	case -1:
		return 1
	case 0, 1:
		return c.OneCommon
	case 2:
		return c.TwoCommon
	}
	return c.MoreCommon
}

// whole compares the names as strings without blanks: it catches names cut into words in different ways.
func whole(p, q *Prepared) float64 {
	if p.key == q.key {
		return 1
	}
	if len(p.words) == len(q.words) || min(len(p.key), len(q.key)) < 6 {
		return 0
	}
	return p.c.Whole * p.c.spelled(p.key, q.key)
}

// acronyms compares a name of one word with the beginnings of the words of the other.
func acronyms(p, q *Prepared) float64 {
	if len(p.words) == 1 && p.words[0].Concept == 0 {
		return contracted(p.words[0].Text, q)
	}
	if len(q.words) == 1 && q.words[0].Concept == 0 {
		return contracted(q.words[0].Text, p)
	}
	return 0
}

// contradictions looks at what was left over.
func (m *matching) contradictions(p, q *Prepared) Contra {
	var c Contra
	if legalform.Contradict(p.form, q.form) {
		c |= FormsDiffer
	}
	if p.key == q.key {
		return c
	}
	left, right := m.rest(p, 0), m.rest(q, 1)
	c |= either(left.numbers, right.numbers, NumbersDiffer, NumberExtra)
	if c&NumberExtra != 0 && !left.series && !right.series {
		c &^= NumberExtra
	}
	c |= either(left.places, right.places, PlacesDiffer, PlaceExtra)
	c |= either(left.fields, right.fields, FieldsDiffer, FieldExtra)
	if left.proper || right.proper {
		c |= WordsDiffer
	}
	return c
}

// either chooses between what both names have and what one has.
func either(left, right bool, both, one Contra) Contra {
	switch {
	case left && right:
		return both
	case left || right:
		return one
	}
	return 0
}

// leftover says what kinds of words met none. A series is a number that is not 1.
type leftover struct{ numbers, series, places, fields, others, proper bool }

func (m *matching) rest(p *Prepared, side int) leftover {
	var l leftover
	for i := range p.words {
		if m.taken[side]&(1<<i) != 0 {
			continue
		}
		switch p.words[i].Kind {
		case lexicon.Number:
			l.numbers, l.series = true, l.series || p.words[i].Text != "1"
		case lexicon.Place:
			l.places = true
		case lexicon.Field:
			l.fields = true
		case lexicon.Quality, lexicon.Generic:
			l.others = true
		case lexicon.None:
			l.proper = true
		}
	}
	return l
}
