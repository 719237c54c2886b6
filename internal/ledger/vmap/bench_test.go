package vmap_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"testing"

	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
	"probity.example/probity/internal/ledger/vmap"
)

// BenchmarkStep is what a step of a batch costs a completeness witness: bytes and time for a changed key, in maps of several sizes.
// PROBITY_MAP_KEYS adds one, say of 10000000.
func BenchmarkStep(b *testing.B) {
	sizes := []int{100_000, 1_000_000}
	if n, err := strconv.Atoi(os.Getenv("PROBITY_MAP_KEYS")); err == nil {
		sizes = append(sizes, n)
	}
	for _, size := range sizes {
		m := vmap.New()
		for i := range size {
			if err := m.Add([]vmap.Entry{entry(i, int64(i))}); err != nil {
				b.Fatal(err)
			}
		}
		root := m.Root()
		for _, batch := range []int{100, 1000, 16000} {
			b.Run(fmt.Sprintf("%d-of-%d", batch, size), func(b *testing.B) {
				var entries []vmap.Entry
				for i := range batch { // half of the keys are new
					entries = append(entries, entry(i*(size/batch)*(1-i%2)+(size+i)*(i%2), int64(size+i)))
				}
				changes, tree := m.Change(entries)
				bytes := len(step.AppendChange(nil, changes, tree))
				for b.Loop() {
					if _, err := proof.UpdateMap(root, changes, tree); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(bytes)/float64(len(changes)), "B/key")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/1000/float64(b.N)/float64(len(changes)), "µs/key")
			})
		}
	}
}

func entry(key int, index int64) vmap.Entry {
	k := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(key)))
	return vmap.Entry{Key: k, Index: index, ID: sha256.Sum256(k[:])}
}
