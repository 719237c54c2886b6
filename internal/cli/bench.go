package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

func (a *app) benchCmd() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "Measure this machine: ingest, match, proofs", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	var claims int64
	var dir string
	ingest := &cobra.Command{
		Use: "ingest", Short: "Time the way from a file to durable, acknowledged claims", Args: cobra.NoArgs,
		Long: `Generates a file of invented organisations in Probity's own layout, ingests it into a fresh register, and prints claims per second from
the first byte read to the acknowledgement, by phase, with the peak of the process's memory.`,
		RunE: func(c *cobra.Command, _ []string) error { return a.benchIngest(c.Context(), claims, dir) },
	}
	ingest.Flags().Int64Var(&claims, "claims", 1_000_000, "number of claims")
	ingest.Flags().StringVar(&dir, "dir", "", "where to work (default: a temporary directory); the disk decides the result")
	c.AddCommand(ingest, a.benchMatchCmd(), a.benchProofsCmd())
	return c
}

// benchmark is how a run is printed with --json.
type benchmark struct {
	Claims     int64              `json:"claims"`
	Seconds    float64            `json:"seconds"`
	PerSecond  float64            `json:"claims_per_second"`
	Phases     map[string]float64 `json:"phase_seconds"`
	PeakMemory int64              `json:"peak_memory_bytes"`
	FileBytes  int64              `json:"file_bytes"`
	CPUs       int                `json:"cpus"`
}

func (a *app) benchIngest(ctx context.Context, claims int64, dir string) error {
	tmp, err := os.MkdirTemp(dir, "probity-bench-")
	if err != nil {
		return fmt.Errorf("make a directory for the benchmark: %w", err)
	}
	defer os.RemoveAll(tmp)
	path := filepath.Join(tmp, "bench.ndjson")
	if err := writeBench(path, claims); err != nil {
		return err
	}
	w, err := openDir(ctx, datadir.Config{Dir: filepath.Join(tmp, "data"), Origin: "bench.probity.local/ingest", Now: a.now})
	if err != nil {
		return err
	}
	defer w.Close()
	bar := newProgress(a.Err)
	defer bar.close()
	entry := source.Entry{ID: "bench", SourceEntry: claim.SourceEntry{Title: "FICTIONAL benchmark", Origin: "official", Criterion: "registration"}, Readers: source.ProbityReaders()}
	out := benchmark{Phases: map[string]float64{}, CPUs: runtime.GOMAXPROCS(0)}
	start := time.Now()
	phase, since := "reading", start
	progress := func(name string, done, total int64) {
		if name != phase {
			out.Phases[phase] += time.Since(since).Seconds()
			phase, since = name, time.Now()
		}
		bar.report(name, done, total)
	}
	res, err := w.Intake.File(ctx, entry, []*format.File{{Path: path}}, intake.Options{Progress: progress})
	if err != nil {
		return err
	}
	out.Seconds = time.Since(start).Seconds()
	out.Phases[phase] += time.Since(since).Seconds()
	bar.close()
	out.Claims, out.FileBytes, out.PeakMemory = res.Snapshot.Added, res.Snapshot.Bytes, peakMemory()
	out.PerSecond = float64(out.Claims) / out.Seconds
	if a.json {
		return a.print(out)
	}
	fmt.Fprintf(a.Out, "%d claims from %d bytes in %.1f s: %.0f claims/s, durable and acknowledged; %d CPUs, peak memory %d MB\n",
		out.Claims, out.FileBytes, out.Seconds, out.PerSecond, out.CPUs, out.PeakMemory>>20)
	for name, s := range sortedMap(out.Phases) {
		fmt.Fprintf(a.Out, "  %-10s %6.1f s\n", name, s)
	}
	return nil
}

// writeBench writes organisations with one description and two decisions each, every one different.
func writeBench(path string, claims int64) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the benchmark's file: %w", err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	places := []string{"Harbour", "Meadow", "Granite", "Lantern", "Willow", "Copper", "Saffron", "Juniper", "Cobalt", "Marble", "Thistle"}
	trades := []string{"Trading", "Shipping", "Construction", "Foods", "Energy", "Textiles", "Chemicals", "Logistics", "Machinery", "Timber", "Glass", "Mining", "Printing"}
	for i := int64(0); i*3 < claims; i++ {
		name := fmt.Sprintf("FICTIONAL %s %s %d Ltd", places[i%11], trades[i%13], i)
		statements := []string{
			fmt.Sprintf(`{"key":"reg","kind":"IDN.REG","state":"in_force","from":"%d-0%d-1%d"}`, 1980+i%40, 1+i%9, i%10),
			fmt.Sprintf(`{"key":"fine-%d","kind":"REG.FINE","state":"in_force","finality":"final","grounds":["G.ENV"],"decided":"%d-0%d-2%d","amount":{"value":"%d.00","currency":"EUR"},"authority":"FICTIONAL Office of Works"}`, i, 2005+i%20, 1+i%9, i%9, 1000+i),
		}
		left := min(claims-i*3-1, 2)
		fmt.Fprintf(w, `{"party":"%d","type":"organisation","names":[{"value":%q,"kind":"primary"}],"identifiers":[{"scheme":"XV-REG","value":"V%09d"}],"countries":["XV"],"addresses":[{"text":"%d Harbour Road","city":"Port Sample","country":"XV"}],"statements":[%s]}`+"\n",
			i, name, i, 1+i%300, strings.Join(statements[:left], ","))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the benchmark's file: %w", err)
	}
	return f.Close()
}

// peakMemory is the largest resident set of this process so far, 0 where the system does not say.
func peakMemory() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10
		}
	}
	return 0
}
