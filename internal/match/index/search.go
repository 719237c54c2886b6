package index

import (
	"cmp"
	"slices"
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
	kinds    [8]uint32 // words of the question by kind
	said     uint32    // all of them
	form     string    // class of the legal form of the question
	norm     float32
	runs     float32 // of three letters in the question
	order    []int
	vague    []int    // words that may be met by words in none of their lists
	short    []int    // words that may be the first letters of neighbours
	vouchers uint32   // words that vouch for those
	places   []uint32 // while a name is scored: its terms, if there are such words
	meetings []meeting
	acronyms []acronym
	table    table
	probes   []probe
	probed   []probed
	parts    parts
	forms    []knownForm
	pairs    []pair
	half     *meeting // while a name is scored: the first half of a word that was cut in two
	whole    float32  // and what it is worth as the acronym of the question
	seen     numbers
	top      top
	stats    Stats
	below    int64   // references that are searched; 0 for all
	least    float32 // what a name must exceed to be scored in this pass
	read     int     // postings read and names scored in this pass
	scored   int
	upTo     int         // names that may have been scored after the list that is read
	cut      []remainder // of the lists in this pass
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

// search looks for one reading in one part.
func (s *searcher) search(q *text.Name, p *layer, at int) {
	if p.size() == 0 {
		return
	}
	if s.ask(q); s.norm == 0 {
		return
	}
	s.expand(p, q)
	s.rank()
	s.gather(p)
	s.seen.reset()
	for i, ps := range passes(p.blocks() != nil) {
		s.goThrough(p, at, ps)
		if i == 0 {
			s.goOn(p, at, ps.room)
		}
		if s.top.full(ps.least) {
			break
		}
	}
	if s.top.floor < worthLongAcronym {
		s.contracted(p, at)
		s.abbreviates(p, at)
	}
}

// abbreviates scores the names of which the question may be the acronym.
func (s *searcher) abbreviates(p *layer, at int) {
	s.upTo = s.scored + maxContracted
	for _, a := range s.acronyms {
		for _, name := range p.postings(list{id: a.id}) {
			if a.score <= s.top.floor || !s.visit(p, at, name, p.shape(name)) {
				break
			}
		}
	}
}

// pass is one way through the lists.
type pass struct {
	least float32 // what a name must exceed to be scored
	room  int     // names that are scored at most
}

// passes go first for names that are like the question, so that many that are less so do not take up the work that is allowed, and
// then for others, as long as there are too few. Where names are in no order, one pass does.
func passes(ordered bool) []pass {
	all := [...]pass{{0.78, maxScored}, {0.55, maxScored / 16}, {-1, maxScored / 64}}
	if !ordered {
		all[2].room = maxScored
		return all[2:]
	}
	return all[:]
}

// goThrough scores the names of all lists in one pass. A long list leaves half of the work that is allowed for those after it.
func (s *searcher) goThrough(p *layer, at int, ps pass) {
	s.begin(ps.least)
	s.cut = s.cut[:0]
	for k, i := range s.order {
		for _, src := range s.words[i].lists {
			s.upTo = s.scored + (ps.room-s.scored)/2
			if left := s.scan(p, at, p.postings(src.list), src.share, k); len(left) > 0 {
				s.cut = append(s.cut, remainder{left, src.share, k})
			}
		}
	}
	s.stats.Cut = s.stats.Cut || len(s.cut) > 0
}

func (s *searcher) begin(least float32) { s.least, s.read, s.scored = least, 0, 0 }

// remainder is the part of a list of the k-th word that a bound on work has left.
type remainder struct {
	names []uint32
	share
	k int
}

// worthShowing is the estimate of names that a person would be shown: package similar has it as its threshold.
const worthShowing = 0.83

// goOn scores what the first pass had no room for, where it may be worth showing. The names of a list go from light to heavy: those
// that contain the whole question and more come last.
func (s *searcher) goOn(p *layer, at, room int) {
	s.begin(worthShowing)
	for _, r := range s.cut {
		s.upTo = s.scored + (room-s.scored)/2
		s.scan(p, at, r.names, r.share, r.k)
	}
}

// floor is what a name must exceed to be scored.
func (s *searcher) floor() float32 { return max(s.least, s.top.floor) }

// rank puts the words in the order in which they are looked up, the rarest first, and works out what the rest can add.
func (s *searcher) rank() {
	s.order = s.order[:0]
	for i := range s.words {
		s.order = append(s.order, i)
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(s.words[a].names, s.words[b].names) })
	var rest share
	for _, i := range slices.Backward(s.order) {
		w := &s.words[i]
		w.rest = rest
		rest = rest.plus(w.most)
	}
	var before share
	s.vague = s.vague[:0]
	for _, i := range s.order {
		w := &s.words[i]
		if w.vague.gain > 0 {
			s.vague = append(s.vague, i)
		}
		w.before = before
		before = before.plus(w.vague.most())
	}
}

// scan scores names of a list of the k-th word as far as they can reach the result, and gives those that are left if a bound on
// work was reached.
func (s *searcher) scan(p *layer, at int, names []uint32, has share, k int) (left []uint32) {
	blocks := p.blocks()
	if blocks == nil {
		for i, name := range names {
			if !s.visit(p, at, name, p.shape(name)) {
				return names[i:]
			}
		}
		return nil
	}
	w := &s.words[s.order[k]]
	vouched := len(s.short) > 0 && has.same > 0 && has.words&s.vouchers != 0
	has = has.plus(w.before)
	s.probe(p, s.order[k+1:])
	for first := true; len(names) > 0; first = false {
		var sh shape
		blocks, sh = blockOf(blocks, names[0], first)
		n := len(names)
		if len(blocks) > 1 {
			n = max(1, ahead(names, blocks[1].first))
		}
		most := has
		if vouched {
			most = most.plus(s.mostInitials(sh))
		}
		if s.bound(most.plus(w.rest), sh) > s.floor() {
			if !s.scanBlock(p, at, most, names[:n], sh) {
				return names
			}
		} else if !vouched && s.bound(has.plus(w.rest), shape{sh.norm, leastLetters}) <= s.floor() {
			return nil // the names that follow are no lighter
		}
		if s.read++; s.read > maxPostings {
			return names
		}
		names = names[n:]
	}
	return nil
}

// scanBlock scores names of one shape; false if a bound on work is reached.
func (s *searcher) scanBlock(p *layer, at int, has share, names []uint32, sh shape) bool {
	alone := s.bound(has, sh)
	for _, name := range names {
		if alone <= s.floor() && !s.reaches(name, has, sh) {
			if s.read++; s.read > maxPostings {
				return false
			}
			s.stats.Postings++
			continue
		}
		if !s.visit(p, at, name, sh) {
			return false
		}
	}
	return true
}

// visit scores a name unless it has been; false if a bound on work is reached.
func (s *searcher) visit(p *layer, at int, name uint32, sh shape) bool {
	if s.read++; s.read > maxPostings {
		return false
	}
	s.stats.Postings++
	if s.left(p, name) || !s.seen.add(name) {
		return true
	}
	if s.scored++; s.scored > s.upTo {
		return false
	}
	s.offer(p, at, name, s.estimate(p, name, sh))
	return true
}

// left reports whether a name is left out of the search.
func (s *searcher) left(p *layer, name uint32) bool {
	if len(p.dead.chunks) == 0 && s.below <= 0 {
		return false
	}
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

// Places of the set: a power of two, and more than names are scored for one reading.
const (
	numberBits  = 16
	numberSlots = 1 << numberBits
)

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
	for i := x * 0x9e3779b1 >> (32 - numberBits); ; i = (i + 1) % numberSlots {
		switch have := n.slots[i]; {
		case have == want:
			return false
		case have>>32 != n.round:
			n.slots[i] = want
			return true
		}
	}
}
