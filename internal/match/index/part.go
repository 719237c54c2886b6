package index

import "probity.example/probity/internal/match/lexicon"

// part is a body of names with its own numbers for terms, names and documents: a file, or what came since.
type part interface {
	size() int // names, of dead documents too
	term(id uint32) term
	concept(id uint32) lexicon.ID // as in term, but quick
	// bucket appends terms that may have the key, and at most maxBucket of them.
	bucket(key uint64, ids []uint32) []uint32
	// starting appends words that begin with s and are longer, if they are few.
	starting(s string, ids []uint32) []uint32
	df(l list) int            // names under a list
	weight(id uint32) float32 // what a term is worth in a name
	postings(l list) []uint32
	record(name uint32) record
	norm(name uint32) float32 // the weight of a name: the root of the sum of squares of the weights of its words
	ascending() bool          // whether names are numbered from light to heavy
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

// frequency is how many names of a part hold a word.
func frequency(p part, x term, ids []uint32) int {
	if x.concept != 0 {
		return p.df(listOf(0, x.concept))
	}
	if id, ok := exactly(p, x, ids); ok {
		return p.df(list{id: id})
	}
	return 0
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
