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
	form     string // class of the legal form of the question
	norm     float32
	order    []int
	meetings []meeting
	acronyms []acronym
	table    table
	probes   []probe
	probed   []probed
	parts    parts
	pairs    []pair
	half     *meeting // while a name is scored: the first half of a word that was cut in two
	whole    float32  // and what it is worth as the acronym of the question
	seen     numbers
	top      top
	stats    Stats
	below    int64 // references that are searched; 0 for all
	read     int   // postings read and names scored for this reading in this part
	scored   int
	keys     []uint64
	ids      []uint32
}

var searchers = sync.Pool{New: func() any { return new(searcher) }}

func newSearcher(opt Options) *searcher {
	s := searchers.Get().(*searcher)
	s.stats, s.below = Stats{}, opt.Below
	s.top.reset(opt)
	return s
}

// done gives the memory back, without what was asked.
func (s *searcher) done() {
	clear(s.words)
	s.form = ""
	searchers.Put(s)
}

// search looks for one reading in one part. All parts weigh the words.
func (s *searcher) search(q *text.Name, p *layer, at int, all []layer) {
	if p.size() == 0 {
		return
	}
	if s.ask(q, all); s.norm == 0 {
		return
	}
	s.expand(p, q)
	s.seen.reset()
	s.read, s.scored = 0, 0
	s.contracted(p, at)
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
	if s.left(p, name) || !s.seen.add(name) {
		return true
	}
	if s.scored++; s.scored > maxScored {
		return false
	}
	s.offer(p, at, name, s.score(p, name))
	return true
}

// left reports whether a name is left out of the search.
func (s *searcher) left(p *layer, name uint32) bool {
	doc := p.doc(name)
	return p.dead.has(doc) || s.below > 0 && p.ref(doc) >= s.below
}

// offer puts a name into the result if it is good enough.
func (s *searcher) offer(p *layer, at int, name uint32, score float32) {
	s.stats.Candidates++
	if score > s.top.floor {
		s.top.add(candidate{ref: p.ref(p.doc(name)), score: score, at: at, name: name})
	} else {
		s.top.best = max(s.top.best, score)
	}
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
	for i := x * 0x9e3779b1 >> 18; ; i = (i + 1) % numberSlots {
		switch have := n.slots[i]; {
		case have == want:
			return false
		case have>>32 != n.round:
			n.slots[i] = want
			return true
		}
	}
}
