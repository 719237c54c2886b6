package index

import (
	"math/bits"
	"slices"

	"probity.example/probity/internal/legalform"
	"probity.example/probity/internal/match/lexicon"
)

// What the similarity of two names is made of, as in package similar.
const (
	worthLetters   = 0.56  // share of what is left to 1 that names gain if all their letters, by threes, are the same
	worthContained = 0.84  // all words of one that say something stand in the other
	containedRest  = 0.02  // and share of what else is alike that is added
	otherForm      = 0.99  // the most for a name with another legal form than the question: the very name comes first
	otherKind      = 0.988 // the same for a form of another kind
)

// factors for what sets names apart: both have something of a kind that the other has not, or one of them has.
var (
	bothLeft = [8]float32{lexicon.Number: 0.95, lexicon.Place: 0.6, lexicon.Field: 0.9}
	oneLeft  = [8]float32{lexicon.Number: 0.8, lexicon.Place: 0.87, lexicon.Field: 0.89}
	// commonMet are those for names of which only words like "bank" met, by how many.
	commonMet = [4]float32{0.8, 0.8, 0.85, 0.95}
)

const formsDiffer = 0.8

// estimated is a name of the index laid beside the question: its words in bits, and those of the question.
type estimated struct {
	places  [8]uint64 // words of the name by kind
	asked   uint32    // words of the question that met
	met     uint64    // words of the name that met
	asExact uint32    // those of both that met the same word
	exact   uint64
	gain    float32
	runs    int    // runs of three letters in common
	number  uint32 // the last number in the name
}

// letterShare is the share of runs of three letters that two names have in common, of which one has n letters.
func (s *searcher) letterShare(runs float32, letters uint32) float32 {
	all := s.runs + float32(max(letters, 3)-2)
	return min(1, 2*runs/all)
}

// bound is the most that a name of a shape can be estimated at which shares so much with the question.
func (s *searcher) bound(most share, sh shape) float32 {
	if most.gain <= 0 || sh.norm == 0 {
		return 0
	}
	c := min(1, most.gain/(s.norm*sh.norm))
	b := c + worthLetters*s.letterShare(most.runs, sh.letters)*(1-c)
	if c < 0.99 {
		b *= s.without(most.words)
	}
	if b < worthContained {
		if least := min(sh.norm*sh.norm, s.norm*s.norm); least >= leastContained && most.same >= 0.9*least {
			return worthContained + containedRest*b
		}
	}
	return b
}

// without is the most that is left of a score if no more than these words of the question met.
func (s *searcher) without(words uint32) float32 {
	f := float32(1)
	for _, k := range [...]lexicon.Kind{lexicon.Number, lexicon.Place, lexicon.Field} {
		if s.kinds[k]&^words != 0 {
			f *= max(bothLeft[k], oneLeft[k])
		}
	}
	if words&(s.kinds[lexicon.None]|properMet) == 0 {
		f *= commonMet[min(bits.OnesCount32(words), len(commonMet)-1)]
	}
	return f
}

// leastLetters stands for a name as short as can be.
const leastLetters = 3

// leastContained is the square of the weight of the lightest name that can be contained in another: three places.
const leastContained = 1.04

// estimate says how alike a name and the question are, nearly as package similar does.
func (s *searcher) estimate(p *layer, name uint32, sh shape) float32 {
	if sh.norm == 0 {
		return 0
	}
	var e estimated
	c := cursor{p.record(name)}
	s.lay(p, &c, &e)
	if len(s.short) > 0 {
		s.initialsOf(p)
	}
	s.choose(&e)
	cos := min(1, e.gain/(s.norm*sh.norm))
	score := cos + worthLetters*s.letterShare(float32(e.runs), sh.letters)*(1-cos)
	score = max(score*s.apart(p, &e)*s.grounds(&e), s.whole)
	if whole := worthContained + containedRest*score; score < whole && s.contained(p, &e) {
		score = whole
	}
	if score <= s.top.floor && len(s.acronyms) == 0 {
		return score // the rest does not make it more
	}
	rest := c.tail()
	for _, a := range s.acronyms {
		if rest.acronym == a.id {
			score = max(score, a.score)
		}
	}
	form := s.formOf(p, rest.form)
	return min(score*form.factor, form.most)
}

// lay reads the words of a name and notes what they meet.
func (s *searcher) lay(p *layer, c *cursor, e *estimated) {
	s.pairs, s.places, s.half, s.whole = s.pairs[:0], s.places[:0], nil, 0
	for place := range c.count() {
		id, alts := c.word()
		half := s.half
		s.half = nil
		if half != nil && half.follow == id {
			s.note(pair{half, half.gain, false, 3 << (place - 1)})
		}
		if place <= maxPlaces {
			k := p.kind(id)
			if e.places[k] |= 1 << place; k == lexicon.Number {
				e.number = id
			}
			s.places = append(s.places, id)
		}
		n, concept := len(s.pairs), p.concept(id)
		s.pair(id, place, false)
		if concept != 0 {
			s.pair(uint32(concept)|conceptKey, place, false)
		}
		for range alts {
			s.pair(uint32(c.next()), place, true)
		}
		if n == len(s.pairs) && place <= maxPlaces {
			s.vaguely(p, id, concept, place)
		}
	}
}

// vaguely notes the words of the question that a word may stand for although it is in none of their lists: those of a concept
// near its own, those that begin it, and those that are made of its consonants.
func (s *searcher) vaguely(p part, id uint32, concept lexicon.ID, place int) {
	for _, i := range s.vague {
		w := &s.words[i]
		switch {
		case w.term.concept != 0:
			if concept != 0 && lexicon.Related(w.term.concept, concept) {
				s.note(pair{&w.vague, w.vague.gain, false, 1 << place})
			}
		case concept != 0 && w.bare && madeOf(w.word.Text, p.term(id).text),
			slices.ContainsFunc(w.begun, func(b span) bool { return b.from <= id && id < b.to }):
			s.note(pair{&w.vague, w.vague.gain, false, 1 << place})
		}
	}
}

// madeOf reports whether a word begins with the first letter of another and has the others in their order.
func madeOf(short, long string) bool {
	if long == "" || short[0] != long[0] {
		return false
	}
	at := 0
	for i := 0; at < len(short) && i < len(long); i++ {
		if short[at] == long[i] {
			at++
		}
	}
	return at == len(short)
}

// choose takes the pairs of words that are not in another pair yet, the one that is worth most first.
func (s *searcher) choose(e *estimated) {
	for _, pr := range s.pairs {
		if pr.words&e.asked != 0 || pr.places&e.met != 0 {
			continue
		}
		e.asked |= pr.words
		e.met |= pr.places
		e.gain += pr.gain
		e.runs += int(pr.runs)
		if pr.same {
			e.asExact |= pr.words
			e.exact |= pr.places
		}
	}
	// where neighbours met neighbours, the runs across the gap are the same too
	if both := bits.OnesCount64(e.exact & (e.exact << 1)); both > 0 {
		e.runs += 2 * min(both, bits.OnesCount32(e.asExact&(e.asExact<<1)))
	}
}

// apart is what is left of a score for the words of both that met none.
func (s *searcher) apart(p *layer, e *estimated) float32 {
	f := float32(1)
	for _, k := range [...]lexicon.Kind{lexicon.Number, lexicon.Place, lexicon.Field} {
		left, right := s.kinds[k]&^e.asked, e.places[k]&^e.met
		switch {
		case left != 0 && right != 0:
			f *= bothLeft[k]
		case k == lexicon.Number && !s.series(p, left, right, e.number):
		case left != 0 || right != 0:
			f *= oneLeft[k]
		}
	}
	return f
}

// series reports whether a number that one name has alone sets it apart: the first of a series needs none.
func (s *searcher) series(p part, asked uint32, held uint64, number uint32) bool {
	if asked != 0 {
		return s.words[bits.TrailingZeros32(asked)].word.Text != "1"
	}
	return held != 0 && p.term(number).text != "1"
}

// numbered reports whether numbers set the two names apart.
func (s *searcher) numbered(p part, e *estimated) bool {
	left, right := s.kinds[lexicon.Number]&^e.asked, e.places[lexicon.Number]&^e.met
	return left != 0 && right != 0 || s.series(p, left, right, e.number)
}

// grounds is what is left of a score that rests on common words alone.
func (s *searcher) grounds(e *estimated) float32 {
	if e.asked&s.kinds[lexicon.None] != 0 || e.met&e.places[lexicon.None] != 0 {
		return 1
	}
	if e.asked == s.said && e.met|e.places[lexicon.Function] == e.all() {
		return 1
	}
	return commonMet[min(bits.OnesCount32(e.asked), len(commonMet)-1)]
}

func (e *estimated) all() (all uint64) {
	for _, k := range e.places {
		all |= k
	}
	return all
}

// contained reports whether all words of one name that say something stand in the other.
func (s *searcher) contained(p part, e *estimated) bool {
	said := s.said &^ s.kinds[lexicon.Generic]
	met := e.asExact & said
	n := bits.OnesCount32(met)
	proper := met&s.kinds[lexicon.None] != 0
	if n < 2 || n == 2 && !proper {
		return false
	}
	if !proper && (s.kinds[lexicon.None]&^e.asked != 0 || e.places[lexicon.None]&^e.met != 0) {
		return false
	}
	if s.numbered(p, e) {
		return false
	}
	saying := e.all() &^ (e.places[lexicon.Generic] | e.places[lexicon.Function])
	return met == said || e.exact&saying == saying
}

// knownForm is what a legal form of the index leaves of a score.
type knownForm struct {
	id     uint32
	factor float32
	most   float32 // whatever the words are
}

// formOf is what the legal form of a name leaves of its score.
func (s *searcher) formOf(p part, id uint32) knownForm {
	for _, known := range s.forms {
		if known.id == id {
			return known
		}
	}
	text := ""
	if id != noTerm {
		text = p.term(id).text
	}
	f := knownForm{id, 1, 1}
	switch {
	case legalform.Contradict(s.form, text):
		f.factor = formsDiffer
	case legalform.KindOf(text) != legalform.KindOf(s.form):
		f.most = otherKind
	case text != s.form:
		f.most = otherForm
	}
	s.forms = append(s.forms, f)
	return f
}
