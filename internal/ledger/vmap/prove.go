package vmap

import (
	"bytes"
	"encoding/binary"
	"slices"

	"probity.example/probity/internal/ledger/proof"
)

// Prove gives what the map says of keys, which are sorted and stand once each, and the proof of it as proof.VerifyMap reads it. A key
// that is not in the map has the zero leaf.
func (m *Map) Prove(keys []Hash) (leaves []proof.MapLeaf, tree []byte) {
	leaves = make([]proof.MapLeaf, len(keys))
	w := treeWriter{m: m}
	if m.top != none {
		w.keys(m.top, -1, keys, leaves)
	}
	return leaves, w.bytes()
}

// ProvePrefix gives all keys of the map that begin with these bits, what the map says of them, and the proof of it as
// proof.VerifyMapPrefix reads it.
func (m *Map) ProvePrefix(prefix Hash, bits int) (keys []Hash, leaves []proof.MapLeaf, tree []byte) {
	w := treeWriter{m: m}
	if m.top != none {
		w.prefix(m.top, -1, &prefix, bits)
	}
	for _, n := range w.found {
		keys, leaves = append(keys, m.leaves.at(n).key), append(leaves, m.leafAt(n))
	}
	return keys, leaves, w.bytes()
}

// Change gives the step that a batch makes, as proof.UpdateMap checks it: what stands now under each key that it touches, and the proof
// of it. It does not change the map: Add does.
func (m *Map) Change(entries []Entry) (changes []proof.MapChange, tree []byte) {
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b Entry) int { return bytes.Compare(a.Key[:], b.Key[:]) })
	var keys []Hash
	for i := range sorted {
		e := &sorted[i]
		if n := len(changes); n == 0 || changes[n-1].Key != e.Key {
			keys = append(keys, e.Key)
			changes = append(changes, proof.MapChange{Key: e.Key, Old: m.Tail(e.Key)})
		}
		c := &changes[len(changes)-1]
		c.Added = append(c.Added, proof.MapEntry(e.Index, e.ID))
	}
	_, tree = m.Prove(keys)
	return changes, tree
}

// treeWriter writes a proof: tags of two bits, then what belongs to each node, both in preorder. See package proof.
type treeWriter struct {
	m       *Map
	tags    []byte // one each, packed at the end
	payload []byte
	found   []uint32 // leaves under a prefix
}

// The tags and kinds of package proof.
const (
	tagStub, tagAsked, tagNext, tagOther = 0, 1, 2, 3
	kindSkip, kindForeign                = 0, 1
)

// keys writes what is needed of a node for the keys that lead to it, and notes their leaves. parent is the bit of its parent.
func (w *treeWriter) keys(r ref, parent int, keys []Hash, leaves []proof.MapLeaf) {
	switch {
	case len(keys) == 0:
		w.stub(r)
		return
	case r.leaf():
		if at, ok := slices.BinarySearchFunc(keys, w.m.leaves.at(r.n()).key, compare); ok {
			leaves[at] = w.m.leafAt(r.n())
			w.tags = append(w.tags, tagAsked)
		} else {
			w.foreign(r)
		}
		return
	}
	prefix := w.node(r, parent)
	in := w.m.inner.at(r.n())
	bit := int(in.bit)
	// Of the sorted keys those with the prefix stand together; the others are shown absent by the node itself.
	from, _ := slices.BinarySearchFunc(keys, prefix, compare)
	to := from
	for to < len(keys) && proof.MapPrefix(keys[to], bit) == prefix {
		to++
	}
	half := prefix
	half[bit/8] |= 0x80 >> (bit % 8)
	mid, _ := slices.BinarySearchFunc(keys[from:to], half, compare)
	mid += from
	w.keys(in.left, bit, keys[from:mid], leaves[from:mid])
	w.keys(in.right, bit, keys[mid:to], leaves[mid:to])
}

func compare(a, b Hash) int { return bytes.Compare(a[:], b[:]) }

// prefix writes the way to a prefix and all that is below it.
func (w *treeWriter) prefix(r ref, parent int, prefix *Hash, bits int) {
	if r.leaf() {
		if proof.MapPrefix(w.m.leaves.at(r.n()).key, bits) == *prefix {
			w.found = append(w.found, r.n())
			w.tags = append(w.tags, tagAsked)
		} else {
			w.foreign(r)
		}
		return
	}
	own := w.node(r, parent)
	in := w.m.inner.at(r.n())
	switch bit := int(in.bit); {
	case proof.MapPrefix(own, min(bit, bits)) != proof.MapPrefix(*prefix, min(bit, bits)):
		w.stub(in.left)
		w.stub(in.right)
	case bit >= bits:
		w.prefix(in.left, bit, prefix, bits)
		w.prefix(in.right, bit, prefix, bits)
	case bitAt(prefix, in.bit) == 0:
		w.prefix(in.left, bit, prefix, bits)
		w.stub(in.right)
	default:
		w.stub(in.left)
		w.prefix(in.right, bit, prefix, bits)
	}
}

func (w *treeWriter) stub(r ref) {
	h := w.m.hash(r)
	w.tags, w.payload = append(w.tags, tagStub), append(w.payload, h[:]...)
}

func (w *treeWriter) foreign(r ref) {
	l := w.m.leafAt(r.n())
	w.tags = append(w.tags, tagOther)
	w.payload = append(append(w.payload, kindForeign), w.m.leaves.at(r.n()).key[:]...)
	w.payload = append(binary.AppendUvarint(w.payload, uint64(l.Count)), l.Root[:]...)
}

// node writes an inner node and returns the prefix of the keys below it.
func (w *treeWriter) node(r ref, parent int) Hash {
	bit := int(w.m.inner.at(r.n()).bit)
	prefix := proof.MapPrefix(w.m.leaves.at(w.m.first(r).n()).key, bit)
	if bit == parent+1 {
		w.tags = append(w.tags, tagNext)
		return prefix
	}
	between := make([]byte, (bit-parent-1+7)/8)
	for n := parent + 1; n < bit; n++ {
		if bitAt(&prefix, uint8(n)) != 0 {
			k := n - parent - 1
			between[k/8] |= 0x80 >> (k % 8)
		}
	}
	w.tags = append(w.tags, tagOther)
	w.payload = append(append(w.payload, kindSkip, byte(bit)), between...)
	return prefix
}

func (w *treeWriter) bytes() []byte {
	out := binary.AppendUvarint(nil, uint64(len(w.tags)))
	for i := 0; i < len(w.tags); i += 4 {
		b := byte(0)
		for k, t := range w.tags[i:min(i+4, len(w.tags))] {
			b |= t << (6 - 2*k)
		}
		out = append(out, b)
	}
	return append(out, w.payload...)
}
