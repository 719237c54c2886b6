package vmap_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

// said is what a proof of a prefix says.
type said struct {
	root, prefix hash
	bits         int
	keys         []hash
	leaves       []leaf
	tree         []byte
}

// prefixSaid is what a map says of a prefix.
func prefixSaid(m *vmap.Map, prefix hash, bits int) *said {
	s := &said{root: m.Root(), prefix: prefix, bits: bits}
	s.keys, s.leaves, s.tree = m.ProvePrefix(prefix, bits)
	return s
}

func (s *said) verify() error {
	return proof.VerifyMapPrefix(s.root, s.prefix, s.bits, s.keys, s.leaves, s.tree)
}

// failer is what *testing.T and *rapid.T have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// wantTruth verifies, and fails where that accepts what the map does not say, or says in other bytes: there is one proof of one thing.
func (s *said) wantTruth(t failer, m *vmap.Map, what string, args ...any) {
	t.Helper()
	err := s.verify()
	if err != nil {
		if !errors.Is(err, proof.ErrInvalid) {
			t.Fatalf(what+": %v", append(args, err)...)
		}
		return
	}
	if s.bits < 0 || s.bits > 256 || proof.MapPrefix(s.prefix, s.bits) != s.prefix {
		t.Fatalf(what+": verified for a prefix that is none", args...)
	}
	truth := prefixSaid(m, s.prefix, s.bits)
	if s.root != truth.root || !slices.Equal(s.keys, truth.keys) || !slices.Equal(s.leaves, truth.leaves) || !bytes.Equal(s.tree, truth.tree) {
		t.Fatalf(what+": verified, and the map does not say that", args...)
	}
}

// prefixOf draws a prefix: of a key of the map or of one asked for, short or of any length.
func prefixOf(rng *rand.Rand, keys, asked []hash) (hash, int) {
	k := asked[rng.IntN(len(asked))]
	if len(keys) > 0 && rng.IntN(3) > 0 {
		k = keys[rng.IntN(len(keys))]
	}
	bits := rng.IntN(16)
	if rng.IntN(3) == 0 {
		bits = rng.IntN(257)
	}
	return proof.MapPrefix(k, bits), bits
}

// TestNarrowProofOfAWidePrefix: what is proved of a prefix is no proof of a wider one, unless that has no other keys and no other proof.
func TestNarrowProofOfAWidePrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 6))
		ref, m, asked := world(rng, someSize(rng))
		prefix, bits := prefixOf(rng, ref.keys(), asked)
		narrow := prefixSaid(m, prefix, bits)
		if err := narrow.verify(); err != nil {
			t.Fatal(err)
		}
		for wider := bits - 1; wider >= 0 && wider > bits-24; wider-- {
			s := *narrow
			s.prefix, s.bits = proof.MapPrefix(prefix, wider), wider
			s.wantTruth(t, m, "the proof of %d bits, for %d", bits, wider)
		}
	})
}

// TestKeyPassedOver: a proof in which a key of the prefix stands as one that nobody asked for is refused. A proof that another key, which differs in
// the last bit, is absent shows it so.
func TestKeyPassedOver(t *testing.T) {
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 7))
		ref, m, asked := world(rng, someSize(rng))
		prefix, bits := prefixOf(rng, ref.keys(), asked)
		s := prefixSaid(m, prefix, bits)
		if len(s.keys) == 0 || bits == 256 {
			return
		}
		hidden := rng.IntN(len(s.keys))
		question := slices.Clone(s.keys)
		question[hidden][31] ^= 1
		if !slices.IsSortedFunc(question, compare) || slices.Contains(s.keys, question[hidden]) {
			return
		}
		leaves, tree := m.Prove(question)
		if err := proof.VerifyMap(s.root, question, leaves, tree); err != nil {
			t.Fatal(err)
		}
		s.keys, s.leaves, s.tree = slices.Delete(slices.Clone(s.keys), hidden, hidden+1), slices.Delete(leaves, hidden, hidden+1), tree
		s.wantTruth(t, m, "a key of %d passed over", len(question))
		tried++
	})
	if tried < 5 { // of 100, or of the 20 under the race detector
		t.Errorf("%d tries", tried)
	}
}

// TestMoreThanAsked: a proof that shows more of the map than the question needs is refused at each of the three doors.
func TestMoreThanAsked(t *testing.T) {
	more := 0
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 8))
		ref, m, asked := world(rng, someSize(rng))
		if len(ref.keys()) == 0 {
			return
		}
		other := ref.keys()[rng.IntN(len(ref.keys()))]
		other[31] ^= 1
		if _, in := ref.under[other]; in {
			return
		}
		// with is a proof of the keys of a question and of the absence of another.
		with := func(keys []hash) []byte {
			all := append(slices.Clone(keys), other)
			slices.SortFunc(all, compare)
			_, tree := m.Prove(slices.Compact(all))
			return tree
		}
		prefix, bits := prefixOf(rng, ref.keys(), asked)
		s := prefixSaid(m, prefix, bits)
		s.tree = with(s.keys)
		s.wantTruth(t, m, "with one more of a prefix of %d bits", bits)

		leaves, tree := m.Prove(asked)
		if wide := with(asked); !bytes.Equal(wide, tree) {
			more++
			if err := proof.VerifyMap(s.root, asked, leaves, wide); !errors.Is(err, proof.ErrInvalid) {
				t.Fatalf("%d keys with one more: %v", len(asked), err)
			}
			changes, _ := m.Change([]vmap.Entry{ref.claim(asked[0])})
			if _, err := proof.UpdateMap(s.root, changes, with(asked[:1])); !bytes.Equal(with(asked[:1]), proofOf(m, asked[:1])) && !errors.Is(err, proof.ErrInvalid) {
				t.Fatalf("a step with one key more: %v", err)
			}
		}
	})
	if more < 5 { // as above
		t.Errorf("%d tries", more)
	}
}

func proofOf(m *vmap.Map, keys []hash) []byte {
	_, tree := m.Prove(keys)
	return tree
}

func compare(a, b hash) int { return bytes.Compare(a[:], b[:]) }

// TestEveryBitOfAPrefixProofCounts changes proof, root, prefix, its length, keys and leaves, a bit at a time: all bits of the proof, the root and
// the prefix, and of each key and leaf some.
func TestEveryBitOfAPrefixProofCounts(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 5))
		ref, m, asked := world(rng, rng.IntN(60))
		prefix, bits := prefixOf(rng, ref.keys(), asked)
		everyBit(t, m, prefixSaid(m, prefix, bits), rng, 1<<16)
	}
}

// everyBit changes the bits of what a map says of a prefix, one at a time, and at most so many of each part, which are drawn.
func everyBit(t *testing.T, m *vmap.Map, s *said, rng *rand.Rand, most int) {
	t.Helper()
	if err := s.verify(); err != nil {
		t.Fatal(err)
	}
	flip := func(what string, b []byte, most int) {
		t.Helper()
		for n, i := range rng.Perm(8 * len(b)) {
			if n == most {
				break
			}
			b[i/8] ^= 1 << (i % 8)
			s.wantTruth(t, m, "prefix of %d bits with %d keys, bit %d of %s", s.bits, len(s.keys), i, what)
			b[i/8] ^= 1 << (i % 8)
		}
	}
	flip("the proof", s.tree, most)
	flip("the root", s.root[:], most)
	flip("the prefix", s.prefix[:], most)
	for bit := range 10 {
		s.bits ^= 1 << bit
		s.wantTruth(t, m, "%d bits instead of another number", s.bits)
		s.bits ^= 1 << bit
	}
	for n, i := range rng.Perm(len(s.keys)) {
		if n == most {
			break
		}
		flip("a key", s.keys[i][:], min(most, 24))
		flip("the root of a leaf", s.leaves[i].Root[:], min(most, 24))
		for bit := range 64 {
			s.leaves[i].Count ^= 1 << bit
			s.wantTruth(t, m, "bit %d of a count", bit)
			s.leaves[i].Count ^= 1 << bit
		}
	}
	if err := s.verify(); err != nil {
		t.Fatalf("it was not put back: %v", err)
	}
}

// TestLargeRandomMap: all of it at a size where the way to a key is long.
func TestLargeRandomMap(t *testing.T) {
	if testing.Short() {
		t.Skip("100,000 keys: not with -short")
	}
	rng := rand.New(rand.NewPCG(7, 7))
	ref, m, absent := world(rng, 100_000)
	if m.Root() != ref.root() {
		t.Fatal("another root than the definition's")
	}
	keys := ref.keys()
	t.Run("keys", func(t *testing.T) {
		for range 200 {
			asked := someOf(rng, keys)
			leaves, tree := m.Prove(asked)
			if err := proof.VerifyMap(m.Root(), asked, leaves, tree); err != nil {
				t.Fatal(err)
			}
			for range 20 {
				i := rng.IntN(8 * len(tree))
				tree[i/8] ^= 1 << (i % 8)
				if err := proof.VerifyMap(m.Root(), asked, leaves, tree); !errors.Is(err, proof.ErrInvalid) {
					t.Fatalf("bit %d of the proof: %v", i, err)
				}
				tree[i/8] ^= 1 << (i % 8)
			}
		}
	})
	t.Run("prefixes", func(t *testing.T) {
		for range 200 {
			prefix, bits := prefixOf(rng, keys, absent)
			bits = max(bits, 4) // of fewer bits there is a proof of all
			prefix = proof.MapPrefix(prefix, bits)
			s := prefixSaid(m, prefix, bits)
			from, _ := slices.BinarySearchFunc(keys, prefix, compare)
			to := from
			for to < len(keys) && proof.MapPrefix(keys[to], bits) == prefix {
				to++
			}
			if !slices.Equal(s.keys, keys[from:to]) {
				t.Fatalf("%d keys under a prefix of %d bits, not %d", len(s.keys), bits, to-from)
			}
			if len(s.keys) > 2000 {
				continue
			}
			everyBit(t, m, s, rng, 3)
			for wider := bits - 1; wider >= max(0, bits-3); wider-- {
				w := *s
				w.prefix, w.bits = proof.MapPrefix(prefix, wider), wider
				w.wantTruth(t, m, "the proof of %d bits, for %d", bits, wider)
			}
		}
	})
	t.Run("steps", func(t *testing.T) {
		for range 12 {
			var batch []vmap.Entry
			for range 1 + rng.IntN(3000) {
				k := keys[rng.IntN(len(keys))]
				k[rng.IntN(32)] ^= byte(rng.IntN(2))
				batch = append(batch, ref.claim(k))
			}
			root := m.Root()
			changes, tree := m.Change(batch)
			after, err := proof.UpdateMap(root, changes, tree)
			if err != nil {
				t.Fatal(err)
			}
			for range 10 {
				i := rng.IntN(8 * len(tree))
				tree[i/8] ^= 1 << (i % 8)
				if _, err := proof.UpdateMap(root, changes, tree); !errors.Is(err, proof.ErrInvalid) {
					t.Fatalf("bit %d of a step's proof: %v", i, err)
				}
				tree[i/8] ^= 1 << (i % 8)
			}
			if err := m.Add(batch); err != nil {
				t.Fatal(err)
			}
			for _, e := range batch {
				ref.add(e)
			}
			if after != m.Root() {
				t.Fatal("the witness and the map have different roots")
			}
		}
		if m.Root() != ref.root() {
			t.Fatal("another root than the definition's")
		}
	})
}

// someOf are some of these keys and others beside them, sorted.
func someOf(rng *rand.Rand, keys []hash) []hash {
	var out []hash
	for range 1 + rng.IntN(20) {
		k := keys[rng.IntN(len(keys))]
		if rng.IntN(3) == 0 {
			k[31] ^= 1
		}
		out = append(out, k)
	}
	slices.SortFunc(out, compare)
	return slices.Compact(out)
}
