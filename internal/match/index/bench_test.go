package index_test

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/text"
)

// The sizes that are measured: the lists of the world today, and a register of companies. PROBITY_BENCH_NAMES chooses another.
func benchSizes() []int {
	if n, err := strconv.Atoi(os.Getenv("PROBITY_BENCH_NAMES")); err == nil {
		return []int{n}
	}
	return []int{60_000, 3_000_000}
}

// questions are names of the index as they are and changed, and one in five that is not in it. They are taken from the
// documents as these pass by.
func questions(docs, n int) (passing iter.Seq2[index.Doc, error], asked *[][]text.Name) {
	known, g := newGenerator(1, docs), newGenerator(2, docs)
	asked = new([][]text.Name)
	return func(yield func(index.Doc, error) bool) {
		for d := range known.docs(docs) {
			if d.Ref%int64(max(1, docs/n)) == 0 {
				q := g.change(d.Names[0].Name)
				if len(*asked)%5 == 0 {
					q = g.name()
				}
				*asked = append(*asked, []text.Name{q})
			}
			if !yield(d, nil) {
				return
			}
		}
	}, asked
}

// memory is what the process holds, in bytes, as the system counts it.
func memory(field string) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kb, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return float64(kb) * 1024
		}
	}
	return 0
}

// processor is the time in ms that the process has had a processor: on a busy machine it says more than the clock.
func processor() float64 {
	stat, err := os.ReadFile("/proc/self/stat")
	_, after, ok := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if err != nil || !ok || len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return 10 * (user + system)
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range benchSizes() {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "names")
			start := time.Now()
			docs, asked := questions(n, 20_000)
			if err := index.Build(context.Background(), path, "", docs); err != nil {
				b.Fatal(err)
			}
			built := time.Since(start)
			peak := memory("VmHWM")
			runtime.GC()
			start = time.Now()
			seg, err := index.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			opened := time.Since(start)
			live := index.NewLive(seg)
			qs := *asked
			for _, q := range qs { // touches the pages, as a server that has run for a minute
				live.Search(q, index.Options{})
			}
			var took []time.Duration
			var terms, postings, candidates, cut int
			busy := processor()
			b.ResetTimer()
			for i := range b.N {
				start := time.Now()
				_, st := live.Search(qs[i%len(qs)], index.Options{})
				took = append(took, time.Since(start))
				terms, postings, candidates = terms+st.Terms, postings+st.Postings, candidates+st.Candidates
				if st.Cut {
					cut++
				}
			}
			b.StopTimer()
			b.ReportMetric(1000*(processor()-busy)/float64(b.N), "cpu-µs/op")
			slices.Sort(took)
			at := func(share float64) float64 { return float64(took[int(share*float64(len(took)-1))].Microseconds()) }
			b.ReportMetric(at(.5), "p50-µs")
			b.ReportMetric(at(.95), "p95-µs")
			b.ReportMetric(at(.99), "p99-µs")
			b.ReportMetric(float64(terms)/float64(b.N), "terms/op")
			b.ReportMetric(float64(postings)/float64(b.N), "postings/op")
			b.ReportMetric(float64(candidates)/float64(b.N), "candidates/op")
			b.ReportMetric(100*float64(cut)/float64(b.N), "%cut")
			b.ReportMetric(built.Seconds(), "build-s")
			b.ReportMetric(opened.Seconds()*1000, "open-ms")
			fi, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(fi.Size())/float64(seg.Names()), "bytes/name")
			b.ReportMetric(peak/1e6, "build-MB")
			b.ReportMetric(memory("VmRSS")/1e6, "RSS-MB")
		})
	}
}
