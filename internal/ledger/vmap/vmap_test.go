package vmap_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

type (
	hash = proof.Hash
	leaf = proof.MapLeaf
)

// naiveRoot is the definition of the map's root, word by word: keys sorted, with what stands under each.
func naiveRoot(keys []hash, leaves map[hash]leaf) hash {
	switch len(keys) {
	case 0:
		return sha256.Sum256([]byte{4})
	case 1:
		l := leaves[keys[0]]
		b := append([]byte{2}, keys[0][:]...)
		b = binary.BigEndian.AppendUint64(b, uint64(l.Count))
		return sha256.Sum256(append(b, l.Root[:]...))
	}
	at := func(k hash, n int) bool { return k[n/8]&(1<<(7-n%8)) != 0 }
	bit := 0
	for at(keys[0], bit) == at(keys[len(keys)-1], bit) {
		bit++
	}
	mid := slices.IndexFunc(keys, func(k hash) bool { return at(k, bit) })
	left, right := naiveRoot(keys[:mid], leaves), naiveRoot(keys[mid:], leaves)
	var prefix hash
	for n := range bit {
		if at(keys[0], n) {
			prefix[n/8] |= 1 << (7 - n%8)
		}
	}
	b := append([]byte{3, byte(bit)}, prefix[:]...)
	return sha256.Sum256(append(append(b, left[:]...), right[:]...))
}

// naiveLeaf is the leaf of a key: RFC 6962 section 2.1 over its claims.
func naiveLeaf(entries []vmap.Entry) leaf {
	var all [][]byte
	for _, e := range entries {
		all = append(all, append(binary.BigEndian.AppendUint64(nil, uint64(e.Index)), e.ID[:]...))
	}
	return leaf{Count: int64(len(all)), Root: naiveTree(all)}
}

func naiveTree(d [][]byte) hash {
	if len(d) == 1 {
		return sha256.Sum256(append([]byte{0}, d[0]...))
	}
	k := 1
	for k*2 < len(d) {
		k *= 2
	}
	left, right := naiveTree(d[:k]), naiveTree(d[k:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// model is a map as its definition has it.
type model struct {
	under map[hash][]vmap.Entry
	next  int64
}

func newModel() *model { return &model{under: map[hash][]vmap.Entry{}} }

// claim is the next claim of the log under a key.
func (m *model) claim(key hash) vmap.Entry {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(m.next))
	e := vmap.Entry{Key: key, Index: m.next, ID: sha256.Sum256(b[:])}
	m.next++
	return e
}

func (m *model) add(e vmap.Entry) { m.under[e.Key] = append(m.under[e.Key], e) }

func (m *model) keys() []hash {
	var keys []hash
	for k := range m.under {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b hash) int { return bytes.Compare(a[:], b[:]) })
	return keys
}

func (m *model) leaves() map[hash]leaf {
	out := map[hash]leaf{}
	for k, es := range m.under {
		out[k] = naiveLeaf(es)
	}
	return out
}

func (m *model) root() hash { return naiveRoot(m.keys(), m.leaves()) }

// short is a key whose first bits are those of a small number and whose rest is a constant: prefixes are then shared at any depth.
func short(n, bits int) hash {
	var k hash
	k[0] = byte(n << (8 - bits))
	k[31] = byte(n) // and they differ at the end, whatever the beginning
	return k
}

// TestAllSmallTrees builds every map of up to six of the keys of four bits, and of keys that differ in their last bits alone, and
// proves every key and every prefix.
func TestAllSmallTrees(t *testing.T) {
	universe := make([]hash, 16)
	for i := range universe {
		universe[i] = short(i, 4)
	}
	for set := range 1 << len(universe) {
		if n := onesCount(set); n > 6 {
			continue
		}
		checkTree(t, universe, set)
	}
	deep := make([]hash, 6)
	for i := range deep {
		deep[i][31] = byte(i)
	}
	for set := range 1 << len(deep) {
		checkTree(t, deep, set)
	}
}

func onesCount(set int) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}

func checkTree(t *testing.T, universe []hash, set int) {
	t.Helper()
	ref, m := newModel(), vmap.New()
	for i, k := range universe {
		if set>>i&1 != 0 {
			e := ref.claim(k)
			ref.add(e)
			if err := m.Add([]vmap.Entry{e}); err != nil {
				t.Fatal(err)
			}
		}
	}
	root := m.Root()
	if root != ref.root() {
		t.Fatalf("set %x: another root than the definition's", set)
	}
	leaves, tree := m.Prove(universe)
	if err := proof.VerifyMap(root, universe, leaves, tree); err != nil {
		t.Fatalf("set %x: %v", set, err)
	}
	all := ref.leaves()
	for i, k := range universe {
		if leaves[i] != all[k] {
			t.Fatalf("set %x: key %d has another leaf than the definition's", set, i)
		}
		one, path := m.Prove(universe[i : i+1])
		if err := proof.VerifyMap(root, universe[i:i+1], one, path); err != nil {
			t.Fatalf("set %x, key %d: %v", set, i, err)
		}
	}
	for bits := range 5 {
		for n := range 1 << bits {
			prefix := proof.MapPrefix(short(n, max(bits, 1)), bits)
			keys, leaves, tree := m.ProvePrefix(prefix, bits)
			if err := proof.VerifyMapPrefix(root, prefix, bits, keys, leaves, tree); err != nil {
				t.Fatalf("set %x, prefix %d of %d bits: %v", set, n, bits, err)
			}
			if len(keys) > 0 && proof.VerifyMapPrefix(root, prefix, bits, keys[1:], leaves[1:], tree) == nil {
				t.Fatalf("set %x, prefix %d of %d bits: verified with a key left out", set, n, bits)
			}
		}
	}
}

// world is a random map with some keys that are in it and some that are not.
func world(rng *rand.Rand, size int) (*model, *vmap.Map, []hash) {
	ref, m := newModel(), vmap.New()
	var asked []hash
	draw := func() (k hash) {
		for i := range k {
			k[i] = byte(rng.Uint32())
		}
		if rng.IntN(4) == 0 { // long common beginnings
			clear(k[:rng.IntN(32)])
		}
		return k
	}
	var keys []hash
	for len(keys) < size {
		keys = append(keys, draw())
	}
	var entries []vmap.Entry
	for range size + size/2 {
		if len(keys) == 0 {
			break
		}
		e := ref.claim(keys[rng.IntN(len(keys))])
		ref.add(e)
		entries = append(entries, e)
	}
	if err := m.Add(entries); err != nil {
		panic(err)
	}
	for range 1 + rng.IntN(6) {
		k := draw()
		if len(keys) > 0 && rng.IntN(2) == 0 {
			k = keys[rng.IntN(len(keys))]
			k[rng.IntN(32)] ^= byte(rng.IntN(2))
		}
		asked = append(asked, k)
	}
	slices.SortFunc(asked, func(a, b hash) int { return bytes.Compare(a[:], b[:]) })
	return ref, m, slices.Compact(asked)
}

// someSize is the size of a random map: a small one mostly, in which everything is a special case, or one of up to a few thousand keys.
func someSize(rng *rand.Rand) int {
	if rng.IntN(3) > 0 {
		return rng.IntN(61)
	}
	return 61 + rng.IntN(3000)
}

func TestRandomMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		ref, m, asked := world(rng, someSize(rng))
		root := m.Root()
		if root != ref.root() {
			t.Fatal("another root than the definition's")
		}
		leaves, tree := m.Prove(asked)
		all := ref.leaves()
		for i, k := range asked {
			if leaves[i] != all[k] {
				t.Fatalf("key %x: %+v", k[:4], leaves[i])
			}
		}
		if err := proof.VerifyMap(root, asked, leaves, tree); err != nil {
			t.Fatal(err)
		}
		bits := rng.IntN(20)
		prefix := proof.MapPrefix(asked[0], bits)
		keys, under, tree := m.ProvePrefix(prefix, bits)
		if err := proof.VerifyMapPrefix(root, prefix, bits, keys, under, tree); err != nil {
			t.Fatal(err)
		}
		var want []hash
		for _, k := range ref.keys() {
			if proof.MapPrefix(k, bits) == prefix {
				want = append(want, k)
			}
		}
		if !slices.Equal(keys, want) {
			t.Fatalf("%d keys under the prefix, not %d", len(keys), len(want))
		}
	})
}

func TestOrderOfInsertionNeverMatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		ref, m, _ := world(rng, someSize(rng))
		var keys []hash
		for k := range ref.under {
			keys = append(keys, k)
		}
		rng.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		other := vmap.New()
		for _, k := range keys {
			if err := other.Add(ref.under[k]); err != nil {
				t.Fatal(err)
			}
			other.Root() // hashes made on the way are not kept where they no longer hold
		}
		if m.Root() != other.Root() {
			t.Fatal("the order of keys changes the root")
		}
	})
}

func TestTransitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		ref, m, asked := world(rng, someSize(rng))
		root := m.Root()
		var batch []vmap.Entry
		candidates := append(ref.keys(), asked...)
		for range 1 + rng.IntN(8+len(candidates)/2) {
			batch = append(batch, ref.claim(candidates[rng.IntN(len(candidates))]))
		}
		changes, tree := m.Change(batch)
		next, err := proof.UpdateMap(root, changes, tree)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Add(batch); err != nil {
			t.Fatal(err)
		}
		for _, e := range batch {
			ref.add(e)
		}
		if next != m.Root() || next != ref.root() {
			t.Fatal("the witness, the map and the definition have different roots")
		}
		// A batch with a claim swapped for another gives another root.
		changes[0].Added[0][3] ^= 1
		if other, err := proof.UpdateMap(root, changes, tree); err == nil && other == next {
			t.Fatal("another batch gives the same root")
		}
	})
}

// TestEveryBitCounts changes every bit of proofs, keys, leaves and roots, one at a time.
func TestEveryBitCounts(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 4))
		_, m, asked := world(rng, rng.IntN(40))
		root := m.Root()
		leaves, tree := m.Prove(asked)
		check := func() error { return proof.VerifyMap(root, asked, leaves, tree) }
		if err := check(); err != nil {
			t.Fatal(err)
		}
		flip := func(what string, b []byte) {
			for i := range 8 * len(b) {
				b[i/8] ^= 1 << (i % 8)
				if err := check(); !errors.Is(err, proof.ErrInvalid) {
					t.Fatalf("seed %d: bit %d of %s changed, and %v", seed, i, what, err)
				}
				b[i/8] ^= 1 << (i % 8)
			}
		}
		flip("the proof", tree)
		flip("the root", root[:])
		for i := range asked {
			if leaves[i].Count > 0 { // that another absent key is absent may be shown by the same proof
				flip("a key", asked[i][:])
				flip("the root of a leaf", leaves[i].Root[:])
			}
			for bit := range 40 {
				leaves[i].Count ^= 1 << bit
				if check() == nil {
					t.Fatalf("seed %d: another count verifies", seed)
				}
				leaves[i].Count ^= 1 << bit
			}
		}
		for cut := range tree {
			if proof.VerifyMap(root, asked, leaves, tree[:cut]) == nil {
				t.Fatalf("seed %d: a proof cut off at %d verifies", seed, cut)
			}
		}
		if proof.VerifyMap(root, asked, leaves, append(slices.Clone(tree), 0)) == nil {
			t.Fatalf("seed %d: a proof with a byte more verifies", seed)
		}
	}
}

func FuzzVerifyMap(f *testing.F) {
	rng := rand.New(rand.NewPCG(9, 9))
	_, m, asked := world(rng, 20)
	leaves, tree := m.Prove(asked)
	root := m.Root()
	f.Add(tree)
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if proof.VerifyMap(root, asked, leaves, b) == nil && !bytes.Equal(b, tree) {
			t.Fatalf("another proof verifies: %x", b)
		}
	})
}
