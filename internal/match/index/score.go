package index

// pair is a word of a name, or one and its next, that meets words of the question.
type pair struct {
	*meeting
	places uint64 // bits of the words of the name that it takes up
}

// The most of a name that is scored: what lies beyond adds nothing.
const (
	maxPlaces = 63
	maxPairs  = 48
)

// score is the weight that the words of a name share with the question, by the weight of both. Each word counts once, the
// pairs that are worth most first.
func (s *searcher) score(p *layer, name uint32) float32 {
	norm := p.norm(name)
	if norm == 0 {
		return 0
	}
	c := cursor{p.record(name)}
	s.pairs, s.half, s.whole = s.pairs[:0], nil, 0
	for place := range c.count() {
		id, alts := c.word()
		half := s.half
		s.half = nil
		if half != nil && half.follow == id {
			s.note(half, 3<<(place-1))
		}
		s.pair(id, place)
		if concept := p.concept(id); concept != 0 {
			s.pair(uint32(concept)|conceptKey, place)
		}
		for range alts {
			s.pair(uint32(c.next()), place)
		}
	}
	score := min(1, max(s.gained(), s.whole)/(s.norm*norm))
	if len(s.acronyms) == 0 && score < nearlySame {
		return score
	}
	rest := c.tail()
	for _, a := range s.acronyms {
		if rest.acronym == a.id {
			score = max(score, a.score)
		}
	}
	if score >= nearlySame && !s.sameForm(p, rest.form) {
		score *= nearlySame
	}
	return score
}

// nearlySame is the share of its score that a name keeps that has another legal form than the question: of many names of one
// organisation, the one that is asked for comes first.
const nearlySame = 0.999

func (s *searcher) sameForm(p part, form uint32) bool {
	if form == noTerm {
		return s.form == ""
	}
	return p.term(form).text == s.form
}

// pair notes what the word of a name at a place meets by a key.
func (s *searcher) pair(key uint32, place int) {
	for i := s.table.first(key); i != 0; i = s.table.all[i-1].next {
		switch m := &s.table.all[i-1]; {
		case place > maxPlaces:
		case m.words == 0:
			s.whole = max(s.whole, m.gain)
		case m.follow == noTerm:
			s.note(m, 1<<place)
		case s.half == nil || m.gain > s.half.gain:
			s.half = m // the next word decides
		}
	}
}

// note puts a pair among the others, the one that is worth most first.
func (s *searcher) note(m *meeting, places uint64) {
	if len(s.pairs) == maxPairs {
		return
	}
	i := len(s.pairs)
	s.pairs = append(s.pairs, pair{})
	for i > 0 && s.pairs[i-1].gain < m.gain {
		s.pairs[i] = s.pairs[i-1]
		i--
	}
	s.pairs[i] = pair{m, places}
}

// gained adds up the pairs of words that are not in another pair yet.
func (s *searcher) gained() (sum float32) {
	var asked uint32
	var places uint64
	for _, pr := range s.pairs {
		if pr.words&asked == 0 && pr.places&places == 0 {
			asked |= pr.words
			places |= pr.places
			sum += pr.gain
		}
	}
	return sum
}
