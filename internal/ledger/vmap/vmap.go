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

// Map is the map in memory: arrays without pointers, about 115 bytes a key. Its methods are for one goroutine at a time, but any number may
// read while none writes.
type Map struct {
	inner  []inner
	hashes []Hash // of the inner nodes; the zero value where it must be made anew
	keys   []Hash
	leaves []leaf
	tails  map[uint32][]Hash // peaks of the trees under keys, where they are more than the root
	top    ref
}

// inner is an inner node: the number of the bit in which keys below it differ, and the nodes below.
type inner struct {
	left, right ref
	bit         uint8
}

// leaf is what stands under a key.
type leaf struct {
	count uint32
	root  Hash
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
func (m *Map) Keys() int { return len(m.keys) }

// New is a map without keys.
func New() *Map { return &Map{tails: map[uint32][]Hash{}, top: none} }

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
	if len(m.keys) == 0 {
		m.top = m.put(key, entry)
		return nil
	}
	// Down to the leaf that shares most with the key, then the node where they part.
	at := m.top
	for !at.leaf() {
		at = m.inner[at.n()].child(bitAt(key, m.inner[at.n()].bit))
	}
	near := at.n()
	differ := proof.MapDiffer(key, &m.keys[near])
	if differ == 8*len(key) {
		m.dirty(key, differ)
		return m.extend(near, entry)
	}
	if len(m.keys) > maxNodes {
		return errors.New("it has too many keys for its numbers")
	}
	place := m.dirty(key, differ)
	old := *place
	fresh := inner{left: old, right: leafRef(len(m.keys)), bit: uint8(differ)}
	if bitAt(key, fresh.bit) == 0 {
		fresh.left, fresh.right = fresh.right, fresh.left
	}
	*place = ref(len(m.inner)) // before the arrays move
	m.put(key, entry)
	m.inner, m.hashes = append(m.inner, fresh), append(m.hashes, Hash{})
	return nil
}

// dirty walks to the place of a key above the bit in which it parts from all others, and forgets the hashes on the way.
func (m *Map) dirty(key *Hash, differ int) *ref {
	place := &m.top
	for !place.leaf() {
		n := place.n()
		if int(m.inner[n].bit) > differ {
			break
		}
		m.hashes[n] = Hash{}
		if bitAt(key, m.inner[n].bit) == 0 {
			place = &m.inner[n].left
		} else {
			place = &m.inner[n].right
		}
	}
	return place
}

func (n inner) child(side int) ref {
	if side == 0 {
		return n.left
	}
	return n.right
}

func (m *Map) put(key *Hash, entry Hash) ref {
	m.keys, m.leaves = append(m.keys, *key), append(m.leaves, leaf{1, entry})
	return leafRef(len(m.keys) - 1)
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
	l, err := tail.Leaf()
	if err != nil {
		return err
	}
	m.leaves[n] = leaf{uint32(l.Count), l.Root}
	if len(tail.Peaks) > 1 {
		m.tails[n] = tail.Peaks
	} else {
		delete(m.tails, n)
	}
	return nil
}

func (m *Map) tail(n uint32) proof.MapTail {
	l := &m.leaves[n]
	t := proof.MapTail{Count: int64(l.count), Peaks: m.tails[n]}
	if bits.OnesCount32(l.count) == 1 {
		t.Peaks = []Hash{l.root}
	}
	return t
}

// Tail is what must be known of the tree under a key to go on with it; its zero value where the key is not in the map.
func (m *Map) Tail(key Hash) proof.MapTail {
	n, ok := m.find(&key)
	if !ok {
		return proof.MapTail{}
	}
	t := m.tail(n)
	t.Peaks = slices.Clone(t.Peaks)
	return t
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
	return proof.MapLeaf{Count: int64(m.leaves[n].count), Root: m.leaves[n].root}
}

func (m *Map) find(key *Hash) (uint32, bool) {
	if m.top == none {
		return 0, false
	}
	at := m.top
	for !at.leaf() {
		at = m.inner[at.n()].child(bitAt(key, m.inner[at.n()].bit))
	}
	return at.n(), m.keys[at.n()] == *key
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
		return proof.MapLeafHash(&m.keys[n], &l), r
	}
	if m.hashes[n] != (Hash{}) {
		return m.hashes[n], none
	}
	in := m.inner[n]
	left, below := m.made(in.left)
	right, other := m.made(in.right)
	if below == none {
		below = other
	}
	if below == none {
		below = m.first(in.left)
	}
	prefix := proof.MapPrefix(m.keys[below.n()], int(in.bit))
	m.hashes[n] = proof.MapNodeHash(in.bit, &prefix, &left, &right)
	return m.hashes[n], below
}

// first is the first leaf below a node.
func (m *Map) first(r ref) ref {
	for !r.leaf() {
		r = m.inner[r.n()].left
	}
	return r
}
