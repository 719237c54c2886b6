package vmap_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"probity.example/probity/internal/ledger/vmap"
)

// uneven is a map of keys with one to eleven claims, so that trees of several peaks stand under them.
func uneven(t testing.TB, keys int) *vmap.Map {
	t.Helper()
	m := vmap.New()
	index := int64(0)
	for round := range 11 {
		for i := range keys {
			if i%11 < round {
				continue
			}
			if err := m.Add([]vmap.Entry{entry(i, index)}); err != nil {
				t.Fatal(err)
			}
			index++
		}
	}
	return m
}

func written(t testing.TB, m *vmap.Map) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readBack(t testing.TB, file []byte) (*vmap.Map, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "map")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return vmap.ReadFile(name)
}

func TestFileGoesOnAsTheMapItself(t *testing.T) {
	for _, keys := range []int{0, 1, 2, 300, 9000} {
		m := uneven(t, keys)
		back, err := readBack(t, written(t, m))
		if err != nil {
			t.Fatalf("%d keys: %v", keys, err)
		}
		for i := range keys + 5 {
			e := []vmap.Entry{entry(i, int64(1e6+i))}
			if err := errors.Join(m.Add(e), back.Add(e)); err != nil {
				t.Fatal(err)
			}
		}
		if m.Root() != back.Root() || m.Keys() != back.Keys() {
			t.Errorf("%d keys: the map that was read goes on to another root", keys)
		}
	}
}

// TestFileDamaged: a digest refuses what is damaged; what was made to bear the digest of a damaged file must at least not bring the
// process down.
func TestFileDamaged(t *testing.T) {
	m := uneven(t, 40)
	whole, root := written(t, m), m.Root()
	body := len(whole) - sha256.Size
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 3000 {
		at, bit := n%len(whole), byte(1)<<random.IntN(8)
		file := bytes.Clone(whole)
		file[at] ^= bit
		if _, err := readBack(t, file); !errors.Is(err, vmap.ErrFile) {
			t.Fatalf("byte %d: %v", at, err)
		}
		sum := sha256.Sum256(file[:body])
		copy(file[body:], sum[:])
		bad, err := readBack(t, file)
		if err != nil {
			continue
		}
		e := []vmap.Entry{entry(n, 1e6)}
		bad.Change(e)
		if err := bad.Add(e); err != nil {
			t.Fatal(err)
		}
		bad.Root()
	}
	for size := range body {
		if _, err := readBack(t, whole[:size]); !errors.Is(err, vmap.ErrFile) {
			t.Fatalf("the first %d bytes: %v", size, err)
		}
	}
	if back, err := readBack(t, whole); err != nil || back.Root() != root {
		t.Errorf("the whole file: %v", err)
	}
}
