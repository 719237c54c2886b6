// Package vmap keeps the verifiable map of a register: for every key, how many claims stand under it and the root over them, in a
// binary Patricia trie whose root commits all of it. It makes the proofs that package proof checks. What it holds follows from the
// log: it can be made anew at any time.
//
// What never lives here: which keys a claim stands under (package claim), any checking of proofs (package proof), and files of the
// log.
package vmap

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"probity.example/probity/internal/ledger/proof"
)

// Hash is a SHA-256 value.
type Hash = proof.Hash

// Map is the map in memory: rows without pointers, 116 bytes a key and 36 for each further peak of the tree under it. Its methods are for one
// goroutine at a time, but any number may read while none writes and Root was called after the last write.
type Map struct {
	inner  rows[inner]
	leaves rows[leaf]
	peaks  peaks
	top    ref
}

// inner is an inner node: the number of the bit in which keys below it differ, the nodes below, and its hash, zero where it must be made
// anew.
type inner struct {
	left, right ref
	bit         uint8
	hash        Hash
}

// leaf is what stands under a key: the number of claims and the roots of the full trees that they make, the smallest here and the others
// in a chain.
type leaf struct {
	key   Hash
	count uint32
	more  uint32
	last  Hash
}

// ref names a node: the number of an inner node, or with leafBit that of a leaf.
type ref uint32

const (
	leafBit  ref = 1 << 31
	none     ref = 1<<31 - 1
	maxNodes     = 1<<31 - 2
)

func (r ref) leaf() bool { return r&leafBit != 0 }
func (r ref) n() uint32  { return uint32(r &^ leafBit) }
func leafRef(n int) ref  { return ref(n) | leafBit }

func bitAt(k *Hash, n uint8) int { return int(k[n/8]>>(7-n%8)) & 1 }

// Keys is the number of keys in the map.
func (m *Map) Keys() int { return m.leaves.n }

// New is a map without keys.
func New() *Map { return &Map{top: none} }

// Entry is a claim under a key.
type Entry struct {
	Key   Hash
	Index int64 // in the log
	ID    Hash
}

// Add puts claims under their keys. Under one key they must come in the order of the log, here and from call to call.
func (m *Map) Add(entries []Entry) error {
	for i := range entries {
		e := &entries[i]
		if err := m.add(&e.Key, proof.MapEntry(e.Index, e.ID)); err != nil {
			return fmt.Errorf("adding claim %d to the map: %w", e.Index, err)
		}
	}
	return nil
}

func (m *Map) add(key *Hash, entry Hash) error {
	if m.top == none {
		m.top = m.put(key, entry)
		return nil
	}
	near := m.near(key)
	differ := proof.MapDiffer(key, &m.leaves.at(near).key)
	if differ == 8*len(key) {
		m.dirty(key, differ)
		return m.extend(near, entry)
	}
	if m.leaves.n > maxNodes {
		return errors.New("it has too many keys for its numbers")
	}
	place := m.dirty(key, differ)
	fresh := inner{left: *place, right: leafRef(m.leaves.n), bit: uint8(differ)}
	if bitAt(key, fresh.bit) == 0 {
		fresh.left, fresh.right = fresh.right, fresh.left
	}
	*place = ref(m.inner.n) // before rows move
	m.put(key, entry)
	m.inner.add(fresh)
	return nil
}

// near is the leaf that shares most with a key, of a map that is not empty.
func (m *Map) near(key *Hash) uint32 {
	at := m.top
	for !at.leaf() {
		in := m.inner.at(at.n())
		at = in.child(bitAt(key, in.bit))
	}
	return at.n()
}

// dirty walks to the place of a key above the bit in which it parts from all others, and forgets the hashes on the way.
func (m *Map) dirty(key *Hash, differ int) *ref {
	place := &m.top
	for !place.leaf() {
		in := m.inner.at(place.n())
		if int(in.bit) > differ {
			break
		}
		in.hash = Hash{}
		if bitAt(key, in.bit) == 0 {
			place = &in.left
		} else {
			place = &in.right
		}
	}
	return place
}

func (n *inner) child(side int) ref {
	if side == 0 {
		return n.left
	}
	return n.right
}

func (m *Map) put(key *Hash, entry Hash) ref {
	m.leaves.add(leaf{key: *key, count: 1, last: entry})
	return leafRef(m.leaves.n - 1)
}

// extend appends a claim to the tree under a key.
func (m *Map) extend(n uint32, entry Hash) error {
	tail, err := m.tail(n).Append(entry)
	if err != nil {
		return err
	}
	if tail.Count > 1<<32-1 {
		return errors.New("a key has too many claims")
	}
	l := m.leaves.at(n)
	m.peaks.drop(l.more)
	chain, last := uint32(0), len(tail.Peaks)-1
	for _, h := range tail.Peaks[:last] {
		chain = m.peaks.put(h, chain)
	}
	l.count, l.more, l.last = uint32(tail.Count), chain, tail.Peaks[last]
	return nil
}

func (m *Map) tail(n uint32) proof.MapTail {
	l := m.leaves.at(n)
	list := append(make([]Hash, 0, bits.OnesCount32(l.count)), l.last)
	for at := l.more; at != 0; at = m.peaks.rows.at(at - 1).next {
		list = append(list, m.peaks.rows.at(at-1).hash)
	}
	slices.Reverse(list)
	return proof.MapTail{Count: int64(l.count), Peaks: list}
}

// Tail is what must be known of the tree under a key to go on with it; its zero value where the key is not in the map.
func (m *Map) Tail(key Hash) proof.MapTail {
	n, ok := m.find(&key)
	if !ok {
		return proof.MapTail{}
	}
	return m.tail(n)
}

// Leaf is what the map says of a key.
func (m *Map) Leaf(key Hash) proof.MapLeaf {
	n, ok := m.find(&key)
	if !ok {
		return proof.MapLeaf{}
	}
	return m.leafAt(n)
}

func (m *Map) leafAt(n uint32) proof.MapLeaf {
	l := m.leaves.at(n)
	if l.more == 0 {
		return proof.MapLeaf{Count: int64(l.count), Root: l.last}
	}
	whole, err := m.tail(n).Leaf()
	if err != nil {
		panic(fmt.Sprintf("the map's own leaf %d: %v", n, err)) // neither add nor read lets such a leaf in
	}
	return whole
}

func (m *Map) find(key *Hash) (uint32, bool) {
	if m.top == none {
		return 0, false
	}
	n := m.near(key)
	return n, m.leaves.at(n).key == *key
}

// Root is the root of the map. It makes the hashes that changes left to be made.
func (m *Map) Root() Hash {
	if m.top == none {
		return proof.MapEmptyRoot()
	}
	return m.hash(m.top)
}

// hash is the hash of a node, made if it must be.
func (m *Map) hash(r ref) Hash {
	h, _ := m.made(r)
	return h
}

// made is the hash of a node and, where it had to be made, a leaf below it; otherwise none.
func (m *Map) made(r ref) (Hash, ref) {
	n := r.n()
	if r.leaf() {
		l := m.leafAt(n)
		return proof.MapLeafHash(&m.leaves.at(n).key, &l), r
	}
	in := m.inner.at(n)
	if in.hash != (Hash{}) {
		return in.hash, none
	}
	left, below := m.made(in.left)
	right, other := m.made(in.right)
	if below == none {
		below = other
	}
	if below == none {
		below = m.first(in.left)
	}
	prefix := proof.MapPrefix(m.leaves.at(below.n()).key, int(in.bit))
	in.hash = proof.MapNodeHash(in.bit, &prefix, &left, &right)
	return in.hash, below
}

// first is the first leaf below a node.
func (m *Map) first(r ref) ref {
	for !r.leaf() {
		r = m.inner.at(r.n()).left
	}
	return r
}
