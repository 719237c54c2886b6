package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/proofbench"
	"probity.example/probity/internal/rulebook"
)

func (a *app) benchProofsCmd() *cobra.Command {
	var sizes, registerDir string
	c := &cobra.Command{
		Use: "proofs", Short: "Measure the verifiable map: sizes and times of proofs, of a witness's step, of building it", Args: cobra.NoArgs,
		Long: `Builds maps of so many keys in memory and measures proofs of one key and of an answer, what a witness is sent and does for a batch, and the
building. A map of 10,000,000 keys takes about 2 GB. With --register, it also times the map of a register, made from its log alone, and
measures and verifies whole answers about some 200 of its organisations.`,
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

// benchAnswers asks a register under the policy for suppliers.
func (a *app) benchAnswers(ctx context.Context, dir string) (_ *proofbench.Answers, err error) {
	of := *a
	of.dir = dir
	r, err := of.openReading(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if err := r.needsKey("bench proofs"); err != nil {
		return nil, err
	}
	text, _ := rulebook.BuiltinText(benchPolicy)
	p, err := rulebook.Load(text)
	if err != nil {
		return nil, err
	}
	return proofbench.OfRegister(ctx, r.answers, answer.Question{Policy: p, PolicyText: text}, 200, time.Now)
}

const benchPolicy = "sanctions-us"

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
	Claims  int64               `json:"claims"`
	Keys    int64               `json:"keys"`
	Seconds float64             `json:"seconds"`
	Answers *proofbench.Answers `json:"answers"`
}

func (a *app) benchProofs(ctx context.Context, sizes []int, registerDir string) error {
	var made *ofRegister
	if registerDir != "" {
		start := time.Now()
		claims, keys, err := datadir.MakeMap(ctx, registerDir)
		if err != nil {
			return err
		}
		made = &ofRegister{Claims: claims, Keys: keys, Seconds: time.Since(start).Seconds()}
		if made.Answers, err = a.benchAnswers(ctx, registerDir); err != nil {
			return err
		}
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
		tellAnswers(a.Out, made.Answers)
	}
	fmt.Fprintf(a.Out, "\n%s, %d processors, peak memory %d MB\n", r.Go, r.CPUs, peakMemory()>>20)
	return nil
}

func tellAnswers(w io.Writer, r *proofbench.Answers) {
	fmt.Fprintf(w, "%d answers about its organisations, on average: %.1f claims, %.1f records, %.1f keys; %.0f B in the file, of them %.0f B proofs, heads and epochs\n",
		r.N, r.Claims, r.Records, r.Keys, r.File, r.Beside)
	fmt.Fprintf(w, "  at most %d B and %d B a key beside claims, policy and words: %.1f %% of the answers; of the %d about %d records or more: %.1f %%\n",
		r.Goal[0], r.Goal[1], 100*r.Within, r.Large, proofbench.Several, 100*r.LargeWithin)
	fmt.Fprintf(w, "  verified in %.1f ms, p99 %.1f ms (goal <= %g)\n", r.VerifyMean, r.VerifyP99, r.VerifyGoal)
}
