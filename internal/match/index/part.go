package index

import "probity.example/probity/internal/match/lexicon"

// part is a body of names with its own numbers for terms, names and documents: a file, or what came since.
type part interface {
	size() int // names, of dead documents too
	term(id uint32) term
	concept(id uint32) lexicon.ID // as in term, but quick
	kind(id uint32) lexicon.Kind  // likewise
	// bucket appends terms that may have the key, and at most maxBucket of them.
	bucket(key uint64, ids []uint32) []uint32
	// starting appends words that begin with s and are longer; where they are many, some of them, and all as spans.
	starting(s string, ids []uint32, all []span) ([]uint32, []span)
	df(l list) int // names under a list
	postings(l list) []uint32
	record(name uint32) record
	shape(name uint32) shape
	blocks() []block // the names of each shape, which follow each other from light to heavy; nil if names are in no order
	doc(name uint32) uint32
	ref(doc uint32) int64
	find(ref int64) (doc uint32, ok bool)
	docs() int
	identified(key uint64) []uint32 // documents with an identifier of that key, perhaps
	identifiers(visit func(key uint64, doc uint32))
	held(name uint32) *Held
}

// listOf names the postings of a term.
func listOf(id uint32, concept lexicon.ID) list {
	if concept != 0 {
		return list{id: uint32(concept), concept: true}
	}
	return list{id: id}
}

// exactly gives the number of a word in a part.
func exactly(p part, x term, ids []uint32) (uint32, bool) {
	kind := byte(keyExact)
	switch x.info.class() {
	case classAcronym:
		kind = keyAcronym
	case classKey:
		kind = keyLetterKey
	}
	for _, id := range p.bucket(hashKey(kind, x.text), ids[:0]) {
		if p.term(id) == x {
			return id, true
		}
	}
	return 0, false
}

// bitset is a set of documents that is copied where it changes, so that who holds one sees it unchanged.
type bitset struct{ chunks []*[chunkWords]uint64 }

const chunkWords = 64

func (b bitset) has(i uint32) bool {
	c := i / (64 * chunkWords)
	return int(c) < len(b.chunks) && b.chunks[c] != nil && b.chunks[c][i/64%chunkWords]>>(i%64)&1 != 0
}

func (b bitset) with(i uint32) bitset {
	c := int(i / (64 * chunkWords))
	chunks := make([]*[chunkWords]uint64, max(len(b.chunks), c+1))
	copy(chunks, b.chunks)
	chunk := new([chunkWords]uint64)
	if chunks[c] != nil {
		*chunk = *chunks[c]
	}
	chunk[i/64%chunkWords] |= 1 << (i % 64)
	chunks[c] = chunk
	return bitset{chunks}
}
