package index

import (
	"math/bits"
	"sync/atomic"

	"probity.example/probity/internal/match/text"
)

// Held is a name of the index as it was taken in. The same one may be met by many searches at a time and must not be changed.
type Held struct {
	Ordinal uint16 // which of the record's names it is
	Name    text.Name

	number uint32
	note   atomic.Value
}

// Note is what the caller put down about the name, nil if nothing, or if the name was met too long ago.
func (h *Held) Note() any { return h.note.Load() }

// SetNote puts something down about the name, for searches that meet it later. It is of the same type every time, and safe
// for concurrent use.
func (h *Held) SetNote(v any) { h.note.Store(v) }

// recent keeps names that were met: the same ones are met again and again, and to make them from their records costs more
// than to find them. Of names that share a place it keeps the last.
type recent struct{ slots []atomic.Pointer[Held] }

// Places for names that were met. A name with what is noted of it takes about a kilobyte.
const (
	mostRecent  = 1 << 16
	deltaRecent = 1 << 12
)

// newRecent makes room for the names of a part, at most so many.
func newRecent(names, most int) recent {
	return recent{make([]atomic.Pointer[Held], min(most, 1<<bits.Len(uint(max(0, names-1)))))}
}

// held gives a name of a part.
func (r *recent) held(p part, name uint32) *Held {
	slot := &r.slots[name&uint32(len(r.slots)-1)]
	if h := slot.Load(); h != nil && h.number == name {
		return h
	}
	e := p.record(name).entry(p.term)
	h := &Held{Ordinal: e.Ordinal, Name: e.Name, number: name}
	slot.Store(h)
	return h
}
