package index

import "slices"

// probe looks a name up in the lists of a word. Names are asked for in ascending order.
type probe struct {
	lists []probed
	gain  float32 // the most that the word can add
	rest  float32 // the most that the words after it can add
}

type probed struct {
	names []uint32 // those that were not passed yet
	gain  float32
}

// maxProbed is the number of lists up to which it is quicker to look a name up in them than to score it.
const maxProbed = 6

// probe prepares to look names up in the lists of words.
func (s *searcher) probe(p part, words []int) {
	s.probes, s.probed = s.probes[:0], s.probed[:0]
	for _, i := range words {
		w := &s.words[i]
		pr := probe{gain: w.most, rest: w.rest}
		if len(w.lists) <= maxProbed {
			from := len(s.probed)
			for _, src := range w.lists {
				s.probed = append(s.probed, probed{p.postings(src.list), src.gain})
			}
			pr.lists = s.probed[from:len(s.probed):len(s.probed)]
		}
		s.probes = append(s.probes, pr)
	}
}

// reaches reports whether a name that has gained so much may gain what it needs by the words that are probed.
func (s *searcher) reaches(name uint32, gained, need float32) bool {
	for i := range s.probes {
		pr := &s.probes[i]
		if gained+pr.gain+pr.rest <= need {
			return false
		}
		if pr.lists == nil {
			gained += pr.gain
		}
		for k := range pr.lists {
			if pr.lists[k].has(name) {
				gained += pr.lists[k].gain
				break
			}
		}
		if gained > need {
			return true
		}
	}
	return gained > need
}

// has reports whether the list holds a name, and passes all before it.
func (l *probed) has(name uint32) bool {
	step := 1
	for step < len(l.names) && l.names[step] < name {
		step *= 2
	}
	lo := step / 2
	if lo >= len(l.names) {
		l.names = nil
		return false
	}
	i, found := slices.BinarySearch(l.names[lo:min(step+1, len(l.names))], name)
	l.names = l.names[lo+i:]
	return found
}
