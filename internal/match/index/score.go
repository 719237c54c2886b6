package index

// pair is a word of a name, or one and its next, that meets words of the question.
type pair struct {
	*meeting
	gain   float32
	same   bool
	places uint64 // bits of the words of the name that it takes up
}

// The most of a name that is scored: what lies beyond adds nothing.
const (
	maxPlaces = 63
	maxPairs  = 96
)

// pair notes what the word of a name at a place meets by a key; alt if that is another spelling of it.
func (s *searcher) pair(key uint32, place int, alt bool) {
	for i := s.table.first(key); i != 0; i = s.table.all[i-1].next {
		switch m := &s.table.all[i-1]; {
		case place > maxPlaces:
		case m.words == 0:
			s.whole = max(s.whole, m.gain)
		case alt:
			s.note(pair{m, m.gain * worthSpelling, false, 1 << place})
		case m.follow == noTerm:
			s.note(pair{m, m.gain, m.same, 1 << place})
		case s.half == nil || m.gain > s.half.gain:
			s.half = m // the next word decides
		}
	}
}

// note puts a pair among the others: the same words first, and then the one that is worth most. Where there are too many the least
// goes: a long name may have the same word many times.
func (s *searcher) note(p pair) {
	if len(s.pairs) == maxPairs {
		if !p.before(&s.pairs[maxPairs-1]) {
			return
		}
		s.pairs = s.pairs[:maxPairs-1]
	}
	i := len(s.pairs)
	s.pairs = append(s.pairs, p)
	for i > 0 && p.before(&s.pairs[i-1]) {
		s.pairs[i] = s.pairs[i-1]
		i--
	}
	s.pairs[i] = p
}

func (p *pair) before(q *pair) bool {
	if p.same != q.same {
		return p.same
	}
	return p.gain > q.gain
}
