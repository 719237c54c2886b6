package index

import (
	"cmp"
	"strings"
	"unsafe"

	"probity.example/probity/internal/match/lexicon"
)

// info is what is known of a term beside its text and its concept: kind (3 bits), open (1 bit), class (2 bits).
type info uint8

// The classes of terms. Words have postings by their text or concept, acronyms those of the names they abbreviate, contraction
// keys those of the names of whose letters they are; legal forms are kept to give a name back.
const (
	classWord info = iota << 4
	classAcronym
	classForm
	classKey
	classMask info = 3 << 4
	openBit   info = 1 << 3
)

func wordInfo(k lexicon.Kind, open bool) info {
	in := classWord | info(k)&7
	if open {
		in |= openBit
	}
	return in
}

func (in info) kind() lexicon.Kind { return lexicon.Kind(in & 7) }
func (in info) open() bool         { return in&openBit != 0 }
func (in info) class() info        { return in & classMask }

// term is a distinct word: the same letters may be several, as words of the lexicon and as a name.
type term struct {
	text    string
	concept lexicon.ID
	info    info
}

// list names the postings of a term: those of its concept, if it has one, so that translations share them.
type list struct {
	id      uint32
	concept bool
}

// span is a row of terms, the last one excluded.
type span struct{ from, to uint32 }

// rows is the number of terms in spans.
func rows(all []span) (n int) {
	for _, s := range all {
		n += int(s.to - s.from)
	}
	return n
}

const noTerm = ^uint32(0)

// terms numbers distinct terms in the order of their coming.
type terms struct {
	blob    []byte
	off     []uint32 // one more than there are terms
	concept []lexicon.ID
	info    []info
	slots   []uint32 // open addressing by hash: number + 1
}

func (t *terms) len() int { return len(t.info) }

func (t *terms) at(id uint32) term {
	b := t.blob[t.off[id]:t.off[id+1]]
	return term{text: unsafe.String(unsafe.SliceData(b), len(b)), concept: t.concept[id], info: t.info[id]}
}

func (x term) hash() uint64 {
	return mix(hashKey(byte(x.info), x.text) + uint64(x.concept)*0x9e3779b97f4a7c15)
}

// intern gives the number of a term, and whether it is new.
func (t *terms) intern(x term) (id uint32, fresh bool) {
	if t.len()*2 >= len(t.slots) {
		t.grow()
	}
	mask := uint64(len(t.slots) - 1)
	for i := x.hash() & mask; ; i = (i + 1) & mask {
		if t.slots[i] == 0 {
			id = uint32(t.len())
			t.slots[i] = id + 1
			t.blob = append(t.blob, x.text...)
			t.off = append(t.off, uint32(len(t.blob)))
			t.concept = append(t.concept, x.concept)
			t.info = append(t.info, x.info)
			return id, true
		}
		if id = t.slots[i] - 1; t.at(id) == x {
			return id, false
		}
	}
}

func (t *terms) grow() {
	if len(t.off) == 0 {
		t.off = append(t.off, 0)
	}
	t.slots = make([]uint32, max(64, 2*len(t.slots)))
	mask := uint64(len(t.slots) - 1)
	for id := range uint32(t.len()) {
		i := t.at(id).hash() & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = id + 1
	}
}

// compare orders terms: those with a concept first, then by text.
func (x term) compare(y term) int {
	if (x.concept != 0) != (y.concept != 0) {
		if x.concept != 0 {
			return -1
		}
		return 1
	}
	return cmp.Or(strings.Compare(x.text, y.text), cmp.Compare(x.concept, y.concept), cmp.Compare(x.info, y.info))
}
