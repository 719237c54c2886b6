package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/proofbench"
)

func (a *app) benchProofsCmd() *cobra.Command {
	var sizes, registerDir string
	c := &cobra.Command{
		Use: "proofs", Short: "Measure the verifiable map: sizes and times of proofs, of a witness's step, of building it", Args: cobra.NoArgs,
		Long: `Builds maps of so many keys in memory and measures proofs of one key and of an answer, what a witness is sent and does for a batch, and the
building. A map of 10,000,000 keys takes about 2 GB. With --register, it also times the map of a register, made from its log alone.`,
		RunE: func(c *cobra.Command, _ []string) error {
			counts, err := parseCounts(sizes)
			if err != nil {
				return err
			}
			return a.benchProofs(c.Context(), counts, registerDir)
		},
	}
	c.Flags().StringVar(&sizes, "keys", "100000,1000000,10000000", "numbers of keys, separated by commas")
	c.Flags().StringVar(&registerDir, "register", "", "directory of a register whose map is made from its log")
	return c
}

func parseCounts(text string) ([]int, error) {
	var out []int
	for s := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(s), "_", ""))
		if err != nil || n < 100 || n > 100_000_000 {
			return nil, usage("--keys %q: want numbers from 100 to 100000000, separated by commas", text)
		}
		out = append(out, n)
	}
	return out, nil
}

// ofRegister is the map of a whole register.
type ofRegister struct {
	Claims  int64   `json:"claims"`
	Keys    int64   `json:"keys"`
	Seconds float64 `json:"seconds"`
}

func (a *app) benchProofs(ctx context.Context, sizes []int, registerDir string) error {
	var made *ofRegister
	if registerDir != "" {
		start := time.Now()
		claims, keys, err := datadir.MakeMap(ctx, registerDir)
		if err != nil {
			return err
		}
		made = &ofRegister{claims, keys, time.Since(start).Seconds()}
	}
	say := func(format string, args ...any) { fmt.Fprintf(a.Err, format+"\n", args...) }
	r, err := proofbench.Run(ctx, proofbench.Config{Sizes: sizes, Now: time.Now, Say: say})
	if err != nil {
		return err
	}
	if a.json {
		return a.print(struct {
			*proofbench.Report
			Register *ofRegister `json:"register,omitempty"`
		}{r, made})
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	keys := 0
	for _, f := range r.Figures {
		if f.Keys != keys {
			keys = f.Keys
			fmt.Fprintf(w, "\n%d keys\t\t\n", keys)
		}
		goal := ""
		if f.Met != nil {
			goal = fmt.Sprintf("goal <= %g: reached", f.Goal)
			if !*f.Met {
				goal = fmt.Sprintf("goal <= %g: NOT REACHED", f.Goal)
			}
		}
		fmt.Fprintf(w, "  %s\t%.4g %s\t%s\n", f.What, f.Value, f.Unit, goal)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if made != nil {
		fmt.Fprintf(a.Out, "\nThe map of %s: %d claims, %d keys, made from the log in %.2f s\n", registerDir, made.Claims, made.Keys, made.Seconds)
	}
	fmt.Fprintf(a.Out, "\n%s, %d processors, peak memory %d MB\n", r.Go, r.CPUs, peakMemory()>>20)
	return nil
}
