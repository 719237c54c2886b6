package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// A map proof is the map without what nobody asked for: a tree in which whole branches stand as their hash alone. One form serves
// one key, many (their paths share what they have in common), keys that are absent, all keys of a prefix, and the step from one
// root to the next. docs/format-map.md gives it byte by byte.

// The tags of the nodes of a proof.
const (
	tagStub  = 0 // a branch by its hash
	tagAsked = 1 // the leaf of a key that was asked for
	tagNext  = 2 // an inner node at the bit after its parent's
	tagOther = 3 // one of the next kinds
)

// The kinds of a node with tagOther.
const (
	kindSkip    = 0 // an inner node at a later bit
	kindForeign = 1 // the leaf of a key that was not asked for
)

// VerifyMap checks that the map of this root has exactly these leaves under these keys; the leaf of a key that is not in it is the
// zero value. Keys are sorted and each stands once.
func VerifyMap(root Hash, keys []Hash, leaves []MapLeaf, tree []byte) error {
	v, err := readMap(root, keys, leaves, tree)
	if err != nil {
		return err
	}
	for i := range keys {
		leaf, err := v.find(&keys[i])
		if err != nil {
			return err
		}
		if leaf != leaves[i] {
			return fmt.Errorf("%w: the map does not say of key %x what is claimed", ErrInvalid, keys[i][:8])
		}
	}
	return v.nothingElse()
}

// VerifyMapPrefix checks that the keys of the map of this root that begin with these bits are exactly keys, in their order, with these
// leaves.
func VerifyMapPrefix(root, prefix Hash, bits int, keys []Hash, leaves []MapLeaf, tree []byte) error {
	if bits < 0 || bits > 8*sha256.Size || MapPrefix(prefix, bits) != prefix {
		return fmt.Errorf("%w: a prefix of %d bits with more than that", ErrInvalid, bits)
	}
	for i := range leaves {
		if leaves[i].Count == 0 || MapPrefix(keys[i], bits) != prefix {
			return fmt.Errorf("%w: key %x is no key of the prefix", ErrInvalid, keys[i][:8])
		}
	}
	v, err := readMap(root, keys, leaves, tree)
	if err != nil {
		return err
	}
	found, err := v.below(&prefix, bits)
	if err != nil {
		return err
	}
	if found != len(keys) {
		return fmt.Errorf("%w: the prefix has %d keys, not %d", ErrInvalid, found, len(keys))
	}
	return v.nothingElse()
}

// mapView is a proof that was read: nodes in preorder, so that a child has a higher number than its parent.
type mapView struct {
	nodes []viewNode
}

type viewNode struct {
	hash        Hash
	key         Hash // of a leaf; of an inner node its prefix
	leaf        MapLeaf
	left, right int32 // of an inner node; 0 for none: the root is nobody's child
	bit         uint8 // of an inner node
	kind        viewKind
	used        bool // a question needed it
}

type viewKind uint8

const (
	viewStub viewKind = iota
	viewLeaf
	viewInner
)

// readMap reads a proof and checks that it is of this root.
func readMap(root Hash, keys []Hash, leaves []MapLeaf, tree []byte) (*mapView, error) {
	if len(keys) != len(leaves) {
		return nil, fmt.Errorf("%w: %d keys with %d leaves", ErrInvalid, len(keys), len(leaves))
	}
	for i := range keys {
		if i > 0 && bytes.Compare(keys[i-1][:], keys[i][:]) >= 0 {
			return nil, fmt.Errorf("%w: the keys of a map proof are not sorted", ErrInvalid)
		}
		if leaves[i].Count < 0 || leaves[i].Count == 0 && leaves[i].Root != (Hash{}) {
			return nil, fmt.Errorf("%w: key %x has a leaf without claims", ErrInvalid, keys[i][:8])
		}
	}
	r := mapReader{keys: keys, leaves: leaves}
	if err := r.open(tree); err != nil {
		return nil, err
	}
	if r.count == 0 {
		if root != MapEmptyRoot() {
			return nil, fmt.Errorf("%w: the map is not empty", ErrInvalid)
		}
	} else if _, err := r.node(-1, &Hash{}); err != nil {
		return nil, err
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	if r.count > 0 && r.nodes[0].hash != root {
		return nil, fmt.Errorf("%w: the map proof is not of this root", ErrInvalid)
	}
	return &mapView{r.nodes}, nil
}

// find looks a key up. The error says that the proof does not tell.
func (v *mapView) find(key *Hash) (MapLeaf, error) {
	if len(v.nodes) == 0 {
		return MapLeaf{}, nil
	}
	for at := int32(0); ; {
		n := &v.nodes[at]
		n.used = true
		switch {
		case n.kind == viewStub:
			return MapLeaf{}, fmt.Errorf("%w: the map proof says nothing of key %x", ErrInvalid, key[:8])
		case n.kind == viewLeaf && n.key == *key:
			return n.leaf, nil
		case n.kind == viewLeaf || MapPrefix(*key, int(n.bit)) != n.key:
			return MapLeaf{}, nil
		}
		at = n.child(bitOf(key, int(n.bit)))
	}
}

func (n *viewNode) child(side int) int32 {
	if side == 0 {
		return n.left
	}
	return n.right
}

// below counts the leaves under a prefix, all of which must be in the proof.
func (v *mapView) below(prefix *Hash, bits int) (int, error) {
	if len(v.nodes) == 0 {
		return 0, nil
	}
	at := int32(0)
	for {
		n := &v.nodes[at]
		n.used = true
		switch {
		case n.kind == viewStub:
			return 0, fmt.Errorf("%w: the map proof says nothing of the prefix", ErrInvalid)
		case n.kind == viewLeaf || int(n.bit) >= bits:
			if MapPrefix(n.key, bits) != *prefix {
				return 0, nil
			}
			return v.all(at)
		case MapPrefix(*prefix, int(n.bit)) != n.key:
			return 0, nil
		}
		at = n.child(bitOf(prefix, int(n.bit)))
	}
}

func (v *mapView) all(at int32) (int, error) {
	n := &v.nodes[at]
	n.used = true
	switch n.kind {
	case viewStub:
		return 0, fmt.Errorf("%w: the map proof leaves out keys of the prefix", ErrInvalid)
	case viewLeaf:
		return 1, nil
	}
	left, err := v.all(n.left)
	if err != nil {
		return 0, err
	}
	right, err := v.all(n.right)
	return left + right, err
}

// nothingElse refuses a proof with more than the questions needed, so that there is one proof of one thing.
func (v *mapView) nothingElse() error {
	for i := range v.nodes {
		if n := &v.nodes[i]; !n.used && n.kind != viewStub {
			return fmt.Errorf("%w: the map proof holds what nobody asked for", ErrInvalid)
		}
	}
	return nil
}

// mapReader reads the bytes of a proof.
type mapReader struct {
	keys    []Hash
	leaves  []MapLeaf
	next    int // the first key whose leaf was not met yet
	tags    []byte
	payload []byte
	count   int
	nodes   []viewNode
}

func (r *mapReader) open(tree []byte) error {
	n, k := binary.Uvarint(tree)
	// Of n nodes (n + 1) / 2 end a branch: as leaves that were asked for, or in 32 bytes or more.
	most := 2 * (uint64(len(r.keys)) + uint64(len(tree))/sha256.Size)
	if k <= 0 || n > most || k != uvarintLen(n) {
		return fmt.Errorf("%w: the map proof has no count of nodes", ErrInvalid)
	}
	r.count = int(n)
	size := (r.count + 3) / 4
	if len(tree)-k < size {
		return fmt.Errorf("%w: the map proof is cut off", ErrInvalid)
	}
	r.tags, r.payload = tree[k:k+size], tree[k+size:]
	r.nodes = make([]viewNode, 0, r.count)
	return nil
}

func uvarintLen(n uint64) int { return len(binary.AppendUvarint(nil, n)) }

// node reads the next node and what is below it. parent is the bit of its parent, -1 for none, and prefix what its keys share by
// its place.
func (r *mapReader) node(parent int, prefix *Hash) (at int32, err error) {
	i := len(r.nodes)
	if i >= r.count {
		return 0, fmt.Errorf("%w: the map proof has too few nodes", ErrInvalid)
	}
	r.nodes = append(r.nodes, viewNode{})
	at = int32(i)
	switch r.tags[i/4] >> (6 - 2*(i%4)) & 3 {
	case tagStub:
		return at, r.take(r.nodes[i].hash[:])
	case tagAsked:
		return at, r.asked(i, parent, prefix)
	case tagNext:
		return at, r.inner(i, parent+1, prefix)
	}
	var kind [1]byte
	if err := r.take(kind[:]); err != nil {
		return 0, err
	}
	switch kind[0] {
	case kindSkip:
		return at, r.skip(i, parent, prefix)
	case kindForeign:
		return at, r.foreign(i, parent, prefix)
	}
	return 0, fmt.Errorf("%w: the map proof has a node of unknown kind %d", ErrInvalid, kind[0])
}

// asked reads the leaf of the next key that is in the map.
func (r *mapReader) asked(i, parent int, prefix *Hash) error {
	for r.next < len(r.keys) && r.leaves[r.next].Count == 0 {
		r.next++
	}
	if r.next == len(r.keys) {
		return fmt.Errorf("%w: the map proof has leaves of more keys than were asked for", ErrInvalid)
	}
	r.next++
	return r.leaf(i, parent, prefix, r.keys[r.next-1], r.leaves[r.next-1])
}

func (r *mapReader) leaf(i, parent int, prefix *Hash, key Hash, leaf MapLeaf) error {
	if MapPrefix(key, parent+1) != *prefix {
		return fmt.Errorf("%w: key %x stands in the wrong place of the map", ErrInvalid, key[:8])
	}
	n := &r.nodes[i]
	n.kind, n.key, n.leaf = viewLeaf, key, leaf
	n.hash = MapLeafHash(&key, &leaf)
	return nil
}

func (r *mapReader) foreign(i, parent int, prefix *Hash) error {
	var key Hash
	if err := r.take(key[:]); err != nil {
		return err
	}
	count, k := binary.Uvarint(r.payload)
	if k <= 0 || k != uvarintLen(count) || count == 0 || count > maxSize {
		return fmt.Errorf("%w: a leaf of the map proof has no count", ErrInvalid)
	}
	r.payload = r.payload[k:]
	leaf := MapLeaf{Count: int64(count)}
	if err := r.take(leaf.Root[:]); err != nil {
		return err
	}
	return r.leaf(i, parent, prefix, key, leaf)
}

// skip reads an inner node at a later bit, with the bits between.
func (r *mapReader) skip(i, parent int, prefix *Hash) error {
	var at [1]byte
	if err := r.take(at[:]); err != nil {
		return err
	}
	bit := int(at[0])
	if bit <= parent+1 {
		return fmt.Errorf("%w: a node of the map proof skips no bit", ErrInvalid)
	}
	between := make([]byte, (bit-parent-1+7)/8)
	if err := r.take(between); err != nil {
		return err
	}
	full := *prefix
	for n := parent + 1; n < bit; n++ {
		k := n - parent - 1
		if between[k/8]>>(7-k%8)&1 != 0 {
			full[n/8] |= 0x80 >> (n % 8)
			between[k/8] &^= 0x80 >> (k % 8)
		}
	}
	if len(bytes.Trim(between, "\x00")) > 0 {
		return fmt.Errorf("%w: a node of the map proof has bits beyond those that it skips", ErrInvalid)
	}
	return r.inner(i, bit, &full)
}

func (r *mapReader) inner(i, bit int, prefix *Hash) error {
	if bit >= 8*sha256.Size {
		return fmt.Errorf("%w: a node of the map proof is deeper than a key", ErrInvalid)
	}
	left, err := r.node(bit, prefix)
	if err != nil {
		return err
	}
	below := *prefix
	below[bit/8] |= 0x80 >> (bit % 8)
	right, err := r.node(bit, &below)
	if err != nil {
		return err
	}
	n := &r.nodes[i]
	n.kind, n.key, n.bit, n.left, n.right = viewInner, *prefix, uint8(bit), left, right
	n.hash = MapNodeHash(n.bit, prefix, &r.nodes[left].hash, &r.nodes[right].hash)
	return nil
}

func (r *mapReader) take(into []byte) error {
	if len(r.payload) < len(into) {
		return fmt.Errorf("%w: the map proof is cut off", ErrInvalid)
	}
	r.payload = r.payload[copy(into, r.payload):]
	return nil
}

// end checks that everything was read and nothing is left.
func (r *mapReader) end() error {
	for ; r.next < len(r.keys); r.next++ {
		if r.leaves[r.next].Count > 0 {
			return fmt.Errorf("%w: the map proof has no leaf of key %x", ErrInvalid, r.keys[r.next][:8])
		}
	}
	unused := byte(0)
	if r.count%4 != 0 {
		unused = r.tags[len(r.tags)-1] & (0xff >> (2 * (r.count % 4)))
	}
	if len(r.nodes) != r.count || len(r.payload) > 0 || unused != 0 {
		return fmt.Errorf("%w: the map proof has more than its nodes", ErrInvalid)
	}
	return nil
}
