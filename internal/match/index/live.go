package index

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"probity.example/probity/internal/match/text"
)

// Live is an index that changes while it is searched: a segment on disk, and what came since in memory.
type Live struct {
	mu      sync.RWMutex       // held for the work on delta only: a search reads the other layers without it
	lower   layers             // replaced, never changed: the segment, and while Compact runs what it is writing
	delta   layer              // what came since
	changed map[int64]struct{} // references put and deleted since Compact began; nil when it does not run

	compacting sync.Mutex
}

// NewLive makes an index of base, which may be nil.
func NewLive(base *Segment) *Live {
	l := &Live{}
	if base != nil {
		l.lower = layers{{part: base}}
	}
	l.delta.part = newMem()
	return l
}

// Put takes d in, in the place of all that was known of its reference.
func (l *Live) Put(d Doc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kill(d.Ref)
	l.delta.part.(*mem).add(&d)
}

// Delete takes a reference out.
func (l *Live) Delete(ref int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kill(ref)
}

func (l *Live) kill(ref int64) {
	if l.changed != nil {
		l.changed[ref] = struct{}{}
	}
	if doc, ok := l.delta.find(ref); ok && !l.delta.dead.has(doc) {
		l.delta.dead = l.delta.dead.with(doc)
	}
	for i := range l.lower {
		if doc, ok := l.lower[i].find(ref); ok && !l.lower[i].dead.has(doc) {
			lower := slices.Clone(l.lower)
			lower[i].dead = lower[i].dead.with(doc)
			l.lower = lower
		}
	}
}

// Search finds the names most like the readings of a name, best first.
func (l *Live) Search(q []text.Name, opt Options) ([]Hit, Stats) {
	s := newSearcher(opt)
	defer s.done()
	q = q[:min(len(q), maxReadings)]

	l.mu.RLock()
	lower := l.lower
	delta := l.delta
	for i := range q {
		s.search(&q[i], &delta, len(lower))
	}
	s.top.trim()
	recent := make(map[uint32]Hit, len(s.top.kept)) // given back now: delta may change as soon as it is unlocked
	for _, c := range s.top.kept {
		recent[c.name] = l.delta.hit(c)
	}
	l.mu.RUnlock()

	for at := range lower {
		for i := range q {
			s.search(&q[i], &lower[at], at)
		}
	}
	s.top.trim()
	hits := make([]Hit, 0, len(s.top.kept))
	for _, c := range s.top.kept {
		if c.at == len(lower) {
			hits = append(hits, recent[c.name])
		} else {
			hits = append(hits, lower[c.at].hit(c))
		}
	}
	runtime.KeepAlive(lower)
	slices.SortStableFunc(hits, func(a, b Hit) int {
		if a.Score != b.Score {
			return cmp.Compare(b.Score, a.Score)
		}
		return cmp.Or(cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Ordinal, b.Ordinal))
	})
	s.stats.Floor = s.top.best
	return hits, s.stats
}

func (l *layer) hit(c candidate) Hit {
	return Hit{Ref: c.ref, Score: c.score, Held: l.held(c.name)}
}

// ByIdentifier gives the references that have an identifier of the key, and in the rarest of cases one that has not: the
// caller compares.
func (l *Live) ByIdentifier(key string) []int64 {
	k := hashKey(keyExact, key)
	var refs []int64
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, p := range append(l.lower[:len(l.lower):len(l.lower)], l.delta) {
		for _, doc := range p.identified(k) {
			if !p.dead.has(doc) {
				refs = append(refs, p.ref(doc))
			}
		}
	}
	return refs
}

// Size is the number of names, those of records that were replaced or deleted among them, and how many of them are in memory
// and not in the file yet.
func (l *Live) Size() (names, recent int) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	recent = l.delta.size()
	names = recent
	for i, p := range l.lower {
		names += p.size()
		if i > 0 {
			recent += p.size()
		}
	}
	return names, recent
}
