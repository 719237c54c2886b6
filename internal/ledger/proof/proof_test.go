package proof_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"probity.example/probity/internal/ledger/proof"
)

const origin = "log.example/test"

// naiveRoot is RFC 6962 section 2.1, word by word.
func naiveRoot(entries []proof.Hash) proof.Hash {
	switch len(entries) {
	case 0:
		return proof.EmptyRoot()
	case 1:
		return proof.LeafHash(entries[0])
	}
	k := split(len(entries))
	return proof.NodeHash(naiveRoot(entries[:k]), naiveRoot(entries[k:]))
}

// naivePath is PATH(m, D[n]) of RFC 6962 section 2.1.1.
func naivePath(m int, entries []proof.Hash) []proof.Hash {
	if len(entries) == 1 {
		return nil
	}
	k := split(len(entries))
	if m < k {
		return append(naivePath(m, entries[:k]), naiveRoot(entries[k:]))
	}
	return append(naivePath(m-k, entries[k:]), naiveRoot(entries[:k]))
}

// naiveGrowth is SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2.
func naiveGrowth(m int, entries []proof.Hash, whole bool) []proof.Hash {
	n := len(entries)
	if m == n {
		if whole {
			return nil
		}
		return []proof.Hash{naiveRoot(entries)}
	}
	k := split(n)
	if m <= k {
		return append(naiveGrowth(m, entries[:k], whole), naiveRoot(entries[k:]))
	}
	return append(naiveGrowth(m-k, entries[k:], false), naiveRoot(entries[:k]))
}

// split is the largest power of two below n.
func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

func entries(n int) []proof.Hash {
	out := make([]proof.Hash, n)
	for i := range out {
		out[i] = proof.LeafHash(proof.Hash{byte(i), byte(i >> 8), 7})
	}
	return out
}

const smallTrees = 20

func TestAllInclusionProofsOfSmallTrees(t *testing.T) {
	for n := 1; n <= smallTrees; n++ {
		es := entries(n)
		root := naiveRoot(es)
		for m := range n {
			path := naivePath(m, es)
			if err := proof.VerifyInclusion(es[m], int64(m), int64(n), root, path); err != nil {
				t.Fatalf("entry %d of %d: %v", m, n, err)
			}
			for other := range n {
				if other != m && proof.VerifyInclusion(es[m], int64(other), int64(n), root, path) == nil {
					t.Fatalf("entry %d of %d was proved at index %d", m, n, other)
				}
			}
			mutateHashes(t, path, func(p []proof.Hash) error {
				return proof.VerifyInclusion(es[m], int64(m), int64(n), root, p)
			})
		}
	}
}

func TestAllConsistencyProofsOfSmallTrees(t *testing.T) {
	for n := range smallTrees {
		es := entries(n)
		root2 := naiveRoot(es)
		for m := range n + 1 {
			root1 := naiveRoot(es[:m])
			var path []proof.Hash
			if m > 0 {
				path = naiveGrowth(m, es, true)
			}
			verify := func(p []proof.Hash) error {
				return proof.VerifyConsistency(int64(m), int64(n), root1, root2, p)
			}
			if err := verify(path); err != nil {
				t.Fatalf("%d to %d: %v", m, n, err)
			}
			mutateHashes(t, path, verify)
			// With m = 0 nothing is claimed of the second tree.
			bad1, bad2 := root1, root2
			bad1[3] ^= 1
			bad2[3] ^= 1
			if proof.VerifyConsistency(int64(m), int64(n), bad1, root2, path) == nil {
				t.Fatalf("%d to %d: a wrong first root passed", m, n)
			}
			if m > 0 && proof.VerifyConsistency(int64(m), int64(n), root1, bad2, path) == nil {
				t.Fatalf("%d to %d: a wrong second root passed", m, n)
			}
		}
	}
}

// mutateHashes flips every bit of a proof, shortens and lengthens it: none may pass.
func mutateHashes(t *testing.T, path []proof.Hash, verify func([]proof.Hash) error) {
	t.Helper()
	for i := range path {
		for bit := range 256 {
			path[i][bit/8] ^= 1 << (bit % 8)
			if err := verify(path); !errors.Is(err, proof.ErrInvalid) {
				t.Fatalf("bit %d of hash %d flipped: %v", bit, i, err)
			}
			path[i][bit/8] ^= 1 << (bit % 8)
		}
	}
	longer := append(append([]proof.Hash(nil), path...), proof.Hash{})
	if err := verify(longer); !errors.Is(err, proof.ErrInvalid) {
		t.Fatalf("a hash too many: %v", err)
	}
	if len(path) > 0 {
		if err := verify(path[:len(path)-1]); !errors.Is(err, proof.ErrInvalid) {
			t.Fatalf("a hash missing: %v", err)
		}
	}
}

func TestRangesAreChecked(t *testing.T) {
	es := entries(3)
	root := naiveRoot(es)
	for _, c := range [][2]int64{{-1, 3}, {3, 3}, {0, 0}, {0, -1}, {0, 1<<62 + 1}, {1 << 62, 1<<62 + 1}} {
		if err := proof.VerifyInclusion(es[0], c[0], c[1], root, nil); !errors.Is(err, proof.ErrInvalid) {
			t.Errorf("index %d of %d: %v", c[0], c[1], err)
		}
	}
	for _, c := range [][2]int64{{-1, 3}, {4, 3}, {1, 1<<62 + 1}} {
		if err := proof.VerifyConsistency(c[0], c[1], root, root, nil); !errors.Is(err, proof.ErrInvalid) {
			t.Errorf("%d to %d: %v", c[0], c[1], err)
		}
	}
}

func TestAgainstChecksumDatabase(t *testing.T) {
	es := entries(100)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	for i, e := range es {
		hashes, err := tlog.StoredHashes(int64(i), e[:], reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(100, reader)
	if err != nil || proof.Hash(root) != naiveRoot(es) {
		t.Fatalf("root %v, %v", root, err)
	}
	for m := range es {
		path, err := tlog.ProveRecord(100, int64(m), reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes := make([]proof.Hash, len(path))
		for i := range path {
			hashes[i] = proof.Hash(path[i])
		}
		if err := proof.VerifyInclusion(es[m], int64(m), 100, proof.Hash(root), hashes); err != nil {
			t.Fatal(err)
		}
	}
}

func signed(t testing.TB, text string) (msg []byte, vkey string) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	msg, err = note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		t.Fatal(err)
	}
	return msg, vkey
}

func TestCheckpoint(t *testing.T) {
	want := proof.Checkpoint{Origin: origin, Size: 1234, Root: naiveRoot(entries(5))}
	msg, vkey := signed(t, want.Text())
	got, err := proof.VerifyCheckpoint(msg, vkey)
	if err != nil || got.Origin != origin || got.Size != 1234 || got.Root != want.Root || !bytes.Equal(got.Note, msg) {
		t.Fatalf("%+v, %v", got, err)
	}
	_, other := signed(t, want.Text())
	for i := range msg {
		for bit := range 8 {
			bad := bytes.Clone(msg)
			bad[i] ^= 1 << bit
			cp, err := proof.VerifyCheckpoint(bad, vkey)
			if err == nil {
				t.Fatalf("bit %d of byte %d flipped: accepted as %+v", bit, i, cp)
			}
		}
	}
	for name, key := range map[string]string{"another key": other, "no key": "", "a broken key": vkey[:len(vkey)-2]} {
		if _, err := proof.VerifyCheckpoint(msg, key); !errors.Is(err, proof.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckpointTexts(t *testing.T) {
	root := "GNe5/u7TA9LuFPmNnTh1Cj7G60/xUiXNwHCYHvWYJ5E="
	empty := "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	for text, ok := range map[string]bool{
		origin + "\n5\n" + root + "\n":                                        true,
		origin + "\n0\n" + empty + "\n":                                       true,
		origin + "\n0\n" + root + "\n":                                        false,
		"other.example\n5\n" + root + "\n":                                    false,
		origin + "\n05\n" + root + "\n":                                       false,
		origin + "\n+5\n" + root + "\n":                                       false,
		origin + "\n-5\n" + root + "\n":                                       false,
		origin + "\n9223372036854775807\n" + root + "\n":                      false,
		origin + "\n5\n" + root[:40] + "\n":                                   false,
		origin + "\n5\n" + strings.Replace(root, "E=", "F=", 1) + "\n":        false,
		origin + "\n5\n" + root + "\nextension\n":                             false,
		origin + "\n5\n":                                                      false,
		fmt.Sprintf("%s\r\n5\r\n%s\r\n", origin, root):                        false,
		"probity.example/answer/v1\n" + origin + "\n5\n" + root + "\n":        false,
		origin + "\n5\n" + strings.TrimRight(root, "=") + "\n":                false,
		origin + "\n5\n" + root + " \n":                                       false,
		origin + "\n0x5\n" + root + "\n":                                      false,
		origin + "\n5\n" + strings.NewReplacer("/", "_").Replace(root) + "\n": false,
	} {
		msg, vkey := signed(t, text)
		_, err := proof.VerifyCheckpoint(msg, vkey)
		if (err == nil) != ok || (err != nil && !errors.Is(err, proof.ErrInvalid)) {
			t.Errorf("%q: %v; want accepted %v", text, err, ok)
		}
	}
}

func FuzzParseText(f *testing.F) {
	f.Add(origin + "\n5\nGNe5/u7TA9LuFPmNnTh1Cj7G60/xUiXNwHCYHvWYJ5E=\n")
	f.Add(origin + "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
	f.Add("\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		cp, err := proof.ParseText(text)
		if err == nil && cp.Text() != text {
			t.Fatalf("%q is read and written as %q", text, cp.Text())
		}
	})
}

func FuzzVerifyCheckpoint(f *testing.F) {
	msg, vkey := signed(f, proof.Checkpoint{Origin: origin, Size: 9, Root: proof.Hash{1}}.Text())
	f.Add(msg)
	f.Fuzz(func(t *testing.T, msg []byte) {
		cp, err := proof.VerifyCheckpoint(msg, vkey)
		if err == nil && (cp.Size != 9 || cp.Root != proof.Hash{1}) {
			t.Fatalf("accepted %+v, which was never signed", cp)
		}
	})
}

func FuzzProofs(f *testing.F) {
	es := entries(21)
	root, root13 := naiveRoot(es), naiveRoot(es[:13])
	f.Add(int64(3), int64(21), flat(naivePath(3, es)))
	f.Add(int64(13), int64(21), flat(naiveGrowth(13, es, true)))
	f.Fuzz(func(t *testing.T, a, b int64, raw []byte) {
		hashes := make([]proof.Hash, len(raw)/32)
		for i := range hashes {
			hashes[i] = proof.Hash(raw[i*32:])
		}
		if proof.VerifyInclusion(es[3], a, b, root, hashes) == nil && b == 21 && (a != 3 || !bytes.Equal(flat(hashes), flat(naivePath(3, es)))) {
			t.Fatalf("entry 3 of 21 was proved at index %d of %d", a, b)
		}
		if proof.VerifyConsistency(a, b, root13, root, hashes) == nil && b == 21 && a != 13 && a != 0 {
			t.Fatalf("13 to 21 was proved as %d to %d", a, b)
		}
	})
}

func flat(hashes []proof.Hash) []byte {
	var out []byte
	for _, h := range hashes {
		out = append(out, h[:]...)
	}
	return out
}

func BenchmarkVerifyInclusion(b *testing.B) {
	es := entries(1 << 14)
	root, path := naiveRoot(es), naivePath(4711, es)
	for b.Loop() {
		if err := proof.VerifyInclusion(es[4711], 4711, 1<<14, root, path); err != nil {
			b.Fatal(err)
		}
	}
}
