package index

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"sync"

	"probity.example/probity/internal/match/text"
)

// layer is a part with the documents of it that no longer hold.
type layer struct {
	part
	dead bitset
}

// searcher is the memory of one search.
type searcher struct {
	words    []asked
	norm     float32
	order    []int
	meetings []meeting
	acronyms []acronym
	table    table
	probes   []probe
	probed   []probed
	seen     numbers
	top      top
	stats    Stats
	read     int // postings read and names scored for this reading in this part
	scored   int
	keys     []uint64
	ids      []uint32
}

var searchers = sync.Pool{New: func() any { return new(searcher) }}

func newSearcher(opt Options) *searcher {
	s := searchers.Get().(*searcher)
	s.stats = Stats{}
	s.top.reset(opt)
	return s
}

// search looks for one reading in one part. All parts weigh the words.
func (s *searcher) search(q *text.Name, p *layer, at int, all []layer) {
	s.ask(q, all)
	if s.norm == 0 || p.size() == 0 {
		return
	}
	s.expand(p)
	s.seen.reset()
	s.read, s.scored = 0, 0
	for _, a := range s.acronyms {
		for _, name := range p.postings(list{id: a.id}) {
			if !s.visit(p, at, name) {
				break
			}
		}
	}
	s.rank()
	for k, i := range s.order {
		w := &s.words[i]
		if min(w.tail/s.norm, 1) <= s.top.floor {
			break
		}
		for _, src := range w.lists {
			if !s.scan(p, at, src, k) {
				s.stats.Cut = true
				return
			}
		}
	}
}

// rank puts the words in the order in which they are looked up, the one that says most first, and works out what the rest
// can add.
func (s *searcher) rank() {
	s.order = s.order[:0]
	for i := range s.words {
		s.order = append(s.order, i)
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(s.words[b].weight, s.words[a].weight) })
	var rest float32
	var squares float64
	for _, i := range slices.Backward(s.order) {
		w := &s.words[i]
		w.rest = rest
		rest += w.most
		squares += float64(w.weight) * float64(w.weight)
		w.tail = float32(math.Sqrt(squares))
	}
}

// scan scores the names of a list of the k-th word as far as they can reach the result; false if a bound on work was reached.
func (s *searcher) scan(p *layer, at int, src source, k int) bool {
	names := p.postings(src.list)
	if !p.ascending() {
		for _, name := range names {
			if !s.visit(p, at, name) {
				return false
			}
		}
		return true
	}
	if k == 0 && len(names) > 2*s.top.limit && !s.scanEqual(p, at, names) {
		return false
	}
	rest := s.words[s.order[k]].rest
	s.probe(p, s.order[k+1:])
	for _, name := range names {
		need := s.top.floor * s.norm * p.norm(name)
		if src.gain+rest <= need {
			break
		}
		if src.gain <= need && !s.reaches(name, src.gain, need) {
			if s.read++; s.read > maxPostings {
				return false
			}
			s.stats.Postings++
			continue
		}
		if !s.visit(p, at, name) {
			return false
		}
	}
	return true
}

// scanEqual scores the names that weigh as much as the question: the same name is among them, however long the list.
func (s *searcher) scanEqual(p *layer, at int, names []uint32) bool {
	const width = 5e-3
	from := sort.Search(len(names), func(i int) bool { return p.norm(names[i]) >= s.norm*(1-width) })
	for _, name := range names[from:min(len(names), from+maxScored/4)] {
		if p.norm(name) > s.norm*(1+width) {
			break
		}
		if !s.visit(p, at, name) {
			return false
		}
	}
	return true
}

// visit scores a name unless it has been; false if a bound on work is reached.
func (s *searcher) visit(p *layer, at int, name uint32) bool {
	if s.read++; s.read > maxPostings {
		return false
	}
	s.stats.Postings++
	if p.dead.has(p.doc(name)) || !s.seen.add(name) {
		return true
	}
	if s.scored++; s.scored > maxScored {
		return false
	}
	s.stats.Candidates++
	if score := s.score(p, name); score > s.top.floor {
		s.top.add(candidate{ref: p.ref(p.doc(name)), score: score, at: at, name: name})
	} else {
		s.top.best = max(s.top.best, score)
	}
	return true
}

// score is the weight that the words of a name share with the question, by the weight of both. Each word of the question
// counts once.
func (s *searcher) score(p *layer, name uint32) float32 {
	norm := p.norm(name)
	if norm == 0 {
		return 0
	}
	c := cursor{p.record(name)}
	var sum, least float32
	var used uint32
	var half *meeting // waits for the second half of a word that was cut in two
	for range c.count() {
		id, alts := c.word()
		if half != nil && half.follow == id && used&half.words == 0 {
			used |= half.words
			sum += half.gain
			half = nil
			for range alts {
				c.next()
			}
			continue
		}
		half = nil
		best := s.best(id, used, &half, nil)
		if concept := p.concept(id); concept != 0 {
			best = s.best(uint32(concept)|conceptKey, used, &half, best)
		}
		for range alts {
			best = s.best(uint32(c.next()), used, &half, best)
		}
		if best != nil {
			used |= best.words
			sum += best.gain
		}
	}
	if len(s.acronyms) > 0 {
		own := c.tail().acronym
		for _, a := range s.acronyms {
			if own == a.id {
				least = max(least, a.score)
			}
		}
	}
	return max(least, min(1, sum/(s.norm*norm)))
}

// best is the meeting of a key that is worth most and takes up no word that is taken, if it is worth more than best.
func (s *searcher) best(key, used uint32, half **meeting, best *meeting) *meeting {
	for i := s.table.first(key); i != 0; i = s.table.all[i-1].next {
		m := &s.table.all[i-1]
		switch {
		case m.words&used != 0:
		case m.follow != noTerm:
			if *half == nil || m.gain > (*half).gain {
				*half = m
			}
		case best == nil || m.gain > best.gain:
			best = m
		}
	}
	return best
}

// numbers is a set of numbers that is emptied at no cost.
type numbers struct {
	slots []uint64 // round and number
	round uint64
}

const numberSlots = 4 * maxScored

func (n *numbers) reset() {
	if n.slots == nil {
		n.slots = make([]uint64, numberSlots)
	}
	if n.round++; n.round >= 1<<31 {
		clear(n.slots)
		n.round = 1
	}
}

// add reports whether the number was not in the set.
func (n *numbers) add(x uint32) bool {
	want := n.round<<32 | uint64(x)
	for i := x * 0x9e3779b1 >> 17; ; i = (i + 1) % numberSlots {
		switch have := n.slots[i]; {
		case have == want:
			return false
		case have>>32 != n.round:
			n.slots[i] = want
			return true
		}
	}
}
