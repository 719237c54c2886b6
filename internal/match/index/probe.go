package index

import "slices"

// probe looks a name up in the lists of a word. Names are asked for in ascending order.
type probe struct {
	lists []probed
	most  share // that the word can add
	rest  share // that the words after it can add
	vague share // that it adds where no list has the name
}

type probed struct {
	names []uint32 // those that were not passed yet
	share
}

// probe prepares to look names up in the lists of words.
func (s *searcher) probe(p part, words []int) {
	s.probes, s.probed = s.probes[:0], s.probed[:0]
	for _, i := range words {
		w := &s.words[i]
		pr := probe{most: w.most, rest: w.rest, vague: w.vague.most()}
		if len(w.probed) > 0 {
			from := len(s.probed)
			for _, src := range w.probed {
				s.probed = append(s.probed, probed{p.postings(src.list), src.share})
			}
			if len(w.rare) > 0 {
				s.probed = append(s.probed, probed{w.rare, w.rarely})
			}
			pr.lists = s.probed[from:len(s.probed):len(s.probed)]
		} else if len(w.lists) == 0 {
			pr.most = pr.vague
		}
		s.probes = append(s.probes, pr)
	}
}

// reaches reports whether a name of a shape that has so much may get into the result by the words that are probed.
func (s *searcher) reaches(name uint32, got share, sh shape) bool {
	for i := range s.probes {
		pr := &s.probes[i]
		if s.bound(got.plus(pr.most).plus(pr.rest), sh) <= s.floor() {
			return false
		}
		adds := pr.vague
		if pr.lists == nil {
			adds = pr.most
		}
		s.read += len(pr.lists) / 2
		for k := range pr.lists {
			if pr.lists[k].has(name) {
				adds = pr.lists[k].share
				break
			}
		}
		got = got.plus(adds)
	}
	return s.bound(got, sh) > s.floor()
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

// block is where the names of a shape begin.
type block struct {
	first uint32
	shape
}

// blockOf gives the blocks from the one on that a name is in, and its shape; far if that may be anywhere, else it is soon.
func blockOf(blocks []block, name uint32, far bool) ([]block, shape) {
	lo, hi := 0, len(blocks)
	if !far {
		step := 1
		for step < len(blocks) && blocks[step].first <= name {
			step *= 2
		}
		lo, hi = step/2, min(step, len(blocks))
	}
	for lo+1 < hi {
		if mid := (lo + hi) / 2; blocks[mid].first <= name {
			lo = mid
		} else {
			hi = mid
		}
	}
	if lo >= len(blocks) {
		return nil, shape{}
	}
	return blocks[lo:], blocks[lo].shape
}

// ahead is the number of names before a certain one.
func ahead(names []uint32, before uint32) int {
	step := 1
	for step < len(names) && names[step] < before {
		step *= 2
	}
	i, _ := slices.BinarySearch(names[step/2:min(step+1, len(names))], before)
	return step/2 + i
}
