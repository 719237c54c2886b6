package index

import (
	"cmp"
	"slices"
)

// candidate is a name that was scored.
type candidate struct {
	ref   int64
	score float32
	at    int // layer
	name  uint32
}

// top keeps the best names of the best references.
type top struct {
	limit int
	floor float32 // what a name must exceed to get in
	best  float32 // best score that was left out
	kept  []candidate
	room  int // names to hold before the worst are dropped
	refs  map[int64]int
}

func (t *top) reset(opt Options) {
	t.limit = min(opt.Limit, MaxLimit)
	if t.limit <= 0 {
		t.limit = DefaultLimit
	}
	t.floor = opt.MinScore
	if opt.MinScore == 0 {
		t.floor = DefaultMinScore
	}
	t.best, t.kept, t.room = 0, t.kept[:0], 2*t.limit
	if t.refs == nil {
		t.refs = map[int64]int{}
	}
}

func (t *top) add(c candidate) {
	t.kept = append(t.kept, c)
	if len(t.kept) >= t.room {
		t.trim()
		t.room = len(t.kept) + t.limit
	}
}

// full reports whether there are as many references as wanted, all of them better than a score.
func (t *top) full(least float32) bool {
	if len(t.kept) < t.limit {
		return false
	}
	t.trim()
	return t.floor >= least
}

// trim orders the names and drops those of references beyond the limit, repeated ones, and many of one reference.
func (t *top) trim() {
	slices.SortFunc(t.kept, func(a, b candidate) int {
		switch {
		case a.score != b.score:
			return cmp.Compare(b.score, a.score)
		case a.ref != b.ref:
			return cmp.Compare(a.ref, b.ref)
		}
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.name, b.name))
	})
	clear(t.refs)
	kept := t.kept[:0]
	for _, c := range t.kept {
		n := t.refs[c.ref]
		if n == 0 && len(t.refs) == t.limit {
			t.best = max(t.best, c.score)
			continue
		}
		if n >= maxPerRef || n > 0 && slices.ContainsFunc(kept, func(k candidate) bool { return k.name == c.name && k.at == c.at }) {
			continue
		}
		t.refs[c.ref]++
		if kept = append(kept, c); len(t.refs) == t.limit && n == 0 {
			t.floor = max(t.floor, c.score)
		}
	}
	t.kept = kept
}
