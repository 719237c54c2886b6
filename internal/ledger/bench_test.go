package ledger

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
)

// BenchmarkCommit measures a batch from the first Add to the visible checkpoint, and the commit alone, at several batch
// sizes and bodies of 700 bytes. PROBITY_BENCH_ENTRIES adds one more size, PROBITY_BENCH_DIR says on which disk.
func BenchmarkCommit(b *testing.B) {
	sizes := []int64{1, 100, 1000, 10_000, 100_000}
	if n, err := strconv.ParseInt(os.Getenv("PROBITY_BENCH_ENTRIES"), 10, 64); err == nil {
		sizes = append(sizes, n)
	}
	for _, n := range sizes {
		b.Run(fmt.Sprintf("entries=%d", n), func(b *testing.B) { benchmarkCommit(b, n, appendChunk) })
	}
}

// BenchmarkChunk measures how the number of entries given to Tessera at a time matters.
func BenchmarkChunk(b *testing.B) {
	for _, chunk := range []int64{256, 1024, 4096, 16384, 65536} {
		b.Run(fmt.Sprintf("chunk=%d", chunk), func(b *testing.B) { benchmarkCommit(b, 131_072, chunk) })
	}
}

func benchmarkCommit(b *testing.B, n, chunk int64) {
	dir, err := os.MkdirTemp(os.Getenv("PROBITY_BENCH_DIR"), "ledger-*")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	l := openTest(b, dir)
	l.log.(*tesseraLog).chunk = chunk
	pad := make([]byte, 690)
	for i := range pad {
		pad[i] = 'x'
	}
	var peak uint64
	for b.Loop() {
		batch, err := l.Begin(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for i := range n {
			if _, _, err := batch.Add(strconv.AppendInt(pad, batch.Start()+i, 10)); err != nil {
				b.Fatal(err)
			}
		}
		added := b.Elapsed()
		_, err = batch.Commit(b.Context(), func(int64, int64) {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapSys+m.StackSys)
		})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n)/(b.Elapsed()-added).Seconds(), "commit-entries/s")
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64(peak)/(1<<20), "peak-heap-MiB")
}

// BenchmarkProof measures an inclusion proof, with its body, at random places of a log.
func BenchmarkProof(b *testing.B) {
	l := openTest(b, b.TempDir())
	head := commit(b, l, 100_000)
	index := int64(0)
	for b.Loop() {
		index = (index + 31_337) % head.Size
		if _, err := l.InclusionProof(index, head.Size); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBody measures reading one body.
func BenchmarkBody(b *testing.B) {
	l := openTest(b, b.TempDir())
	head := commit(b, l, 100_000)
	index := int64(0)
	for b.Loop() {
		index = (index + 31_337) % head.Size
		if _, err := l.Body(index); err != nil {
			b.Fatal(err)
		}
	}
}
