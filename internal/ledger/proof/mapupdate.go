package proof

import (
	"fmt"
	"math/bits"
)

// MapTail is what must be known of the tree under a key to go on with it: how many claims stand in it and the roots of its largest
// full subtrees, the largest first (the compact range of [0, Count) of RFC 6962 trees): one hash for each bit set in Count.
type MapTail struct {
	Count int64
	Peaks []Hash
}

// Leaf is the leaf of a tree that ends so.
func (t MapTail) Leaf() (MapLeaf, error) {
	if t.Count < 0 || t.Count > maxSize || len(t.Peaks) != bits.OnesCount64(uint64(t.Count)) {
		return MapLeaf{}, fmt.Errorf("%w: a tree of %d claims with %d peaks", ErrInvalid, t.Count, len(t.Peaks))
	}
	if t.Count == 0 {
		return MapLeaf{}, nil
	}
	root := t.Peaks[len(t.Peaks)-1]
	for i := len(t.Peaks) - 2; i >= 0; i-- {
		root = NodeHash(t.Peaks[i], root)
	}
	return MapLeaf{Count: t.Count, Root: root}, nil
}

// Append is the tree with more claims, each as MapEntry writes it.
func (t MapTail) Append(entries ...Hash) (MapTail, error) {
	if _, err := t.Leaf(); err != nil {
		return MapTail{}, err
	}
	peaks := append(make([]Hash, 0, len(t.Peaks)+1), t.Peaks...)
	count := t.Count
	for _, e := range entries {
		for n := count; n&1 != 0; n >>= 1 { // every full subtree that the new one fills up
			e = NodeHash(peaks[len(peaks)-1], e)
			peaks = peaks[:len(peaks)-1]
		}
		peaks, count = append(peaks, e), count+1
	}
	return MapTail{Count: count, Peaks: peaks}, nil
}

// MapChange is what a batch adds under one key.
type MapChange struct {
	Key   Hash
	Old   MapTail // before; its zero value where the key was not in the map
	Added []Hash  // the claims, as MapEntry writes them, in the order of the log; at least one
}

// UpdateMap checks that the map of this root has under the keys of changes what they say it had, and returns the root of the map with
// what they add. Nothing else of the map is needed: a proof of the changed keys takes its place. Changes are sorted by key, each
// key once.
func UpdateMap(root Hash, changes []MapChange, tree []byte) (Hash, error) {
	keys, leaves, after := make([]Hash, len(changes)), make([]MapLeaf, len(changes)), make([]MapLeaf, len(changes))
	for i, c := range changes {
		if len(c.Added) == 0 {
			return Hash{}, fmt.Errorf("%w: a change of key %x adds nothing", ErrInvalid, c.Key[:8])
		}
		old, err := c.Old.Leaf()
		if err != nil {
			return Hash{}, err
		}
		tail, err := c.Old.Append(c.Added...)
		if err != nil {
			return Hash{}, err
		}
		keys[i], leaves[i] = c.Key, old
		if after[i], err = tail.Leaf(); err != nil {
			return Hash{}, err
		}
	}
	v, err := readMap(root, keys, leaves, tree)
	if err != nil {
		return Hash{}, err
	}
	for i := range keys {
		leaf, err := v.find(&keys[i])
		if err != nil {
			return Hash{}, err
		}
		if leaf != leaves[i] {
			return Hash{}, fmt.Errorf("%w: the map does not say of key %x what is claimed", ErrInvalid, keys[i][:8])
		}
	}
	if err := v.nothingElse(); err != nil {
		return Hash{}, err
	}
	for i := range keys {
		v.put(keys[i], after[i])
	}
	return v.root(), nil
}

// put sets the leaf of a key that find has found, or found absent.
func (v *mapView) put(key Hash, leaf MapLeaf) {
	fresh := viewNode{kind: viewLeaf, key: key, leaf: leaf, hash: MapLeafHash(&key, &leaf)}
	if len(v.nodes) == 0 {
		v.nodes = append(v.nodes, fresh)
		return
	}
	at := int32(0)
	for {
		n := &v.nodes[at]
		d := min(MapDiffer(&key, &n.key), n.end())
		switch {
		case d < n.end():
			v.fork(at, d, fresh)
			return
		case n.kind == viewLeaf:
			*n = fresh
			return
		}
		n.used = false // its hash is to be made anew
		at = n.child(bitOf(&key, d))
	}
}

// end is the number of bits that all keys below a node share.
func (n *viewNode) end() int {
	if n.kind == viewLeaf {
		return 8 * len(n.key)
	}
	return int(n.bit)
}

// fork puts an inner node at a bit in the place of a node, with that and a leaf below it.
func (v *mapView) fork(at int32, bit int, leaf viewNode) {
	v.nodes = append(v.nodes, v.nodes[at], leaf)
	moved, added := int32(len(v.nodes)-2), int32(len(v.nodes)-1)
	n := viewNode{kind: viewInner, key: MapPrefix(leaf.key, bit), bit: uint8(bit), left: moved, right: added}
	if bitOf(&leaf.key, bit) == 0 {
		n.left, n.right = added, moved
	}
	v.nodes[at] = n
}

// root is the root of a view that was changed.
func (v *mapView) root() Hash {
	if len(v.nodes) == 0 {
		return MapEmptyRoot()
	}
	return v.rehash(0)
}

func (v *mapView) rehash(at int32) Hash {
	n := &v.nodes[at]
	if n.kind == viewInner && !n.used {
		left, right := v.rehash(n.left), v.rehash(n.right)
		n.hash = MapNodeHash(n.bit, &n.key, &left, &right)
	}
	return n.hash
}
