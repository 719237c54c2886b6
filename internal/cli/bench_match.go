package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/matchbench"
)

func (a *app) benchMatchCmd() *cobra.Command {
	var c matchbench.Config
	var lists bool
	var calibrate string
	var peerFiles string
	cmd := &cobra.Command{
		Use: "match", Short: "Measure the matching of names on official lists, beside baselines and a peer", Args: cobra.NoArgs,
		Long: `Reads the official lists and labelled pairs below --lists-dir (by default $PROBITY_SHARED, else shared/data beside this
directory), measures, and prints a table, or JSON with --json. docs/benchmarks.md says what is measured and how to get a peer's figures.
The sub-benchmarks are ` + strings.Join(matchbench.Names(), ", ") + `.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range c.Only {
				if !slices.Contains(matchbench.Names(), name) {
					return usage("no benchmark %q: there are %s", name, strings.Join(matchbench.Names(), ", "))
				}
			}
			c.Data = cmp.Or(c.Data, os.Getenv("PROBITY_SHARED"), filepath.Join("..", "shared", "data"))
			c.Say = func(format string, args ...any) { fmt.Fprintf(a.Err, format+"\n", args...) }
			if peerFiles != "" {
				taken, err := matchbench.WritePeerFiles(c.Data, peerFiles)
				if err != nil {
					return err
				}
				fmt.Fprintf(a.Out, "%s holds OFAC's organisations without %d of their aliases, in OFAC's layout\n", peerFiles, taken)
				return nil
			}
			if calibrate != "" {
				b, err := matchbench.Calibrate(cmd.Context(), c)
				if err != nil {
					return err
				}
				return durable.WriteFile(calibrate, b, 0o644)
			}
			start := a.now().UTC().Format(time.RFC3339)
			r, err := matchbench.Run(cmd.Context(), c)
			if err != nil {
				return err
			}
			r.When = start
			if a.json {
				return a.print(r)
			}
			return a.printMatchBench(r, lists)
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.Data, "lists-dir", "", "directory of the official lists")
	f.StringSliceVar(&c.Only, "only", nil, "sub-benchmarks to run, separated by commas (default: all)")
	f.StringVar(&c.Dir, "dir", "", "where large indexes are built (default: a temporary directory)")
	f.IntVar(&c.Scale, "scale", 3_000_000, "generated organisations of the sub-benchmark scale")
	f.IntVar(&c.Seeds, "seeds", 5, "random splits of the hold-out of aliases")
	f.StringVar(&c.Peer, "peer", "", "base address of a running watchman that has loaded the files of --peer-files")
	f.StringVar(&peerFiles, "peer-files", "", "only write the files of the first split of the hold-out to this directory, for a peer to load")
	f.StringVar(&calibrate, "calibrate", "", "measure nothing: fit the weights of the matcher to the labelled pairs and write them to this file")
	f.BoolVar(&lists, "cases", false, "print the cases behind the figures too")
	return cmd
}

func (a *app) printMatchBench(r *matchbench.Report, lists bool) error {
	fmt.Fprintf(a.Out, "%s, %s, %d CPUs\n", r.When, r.Go, r.CPUs)
	for _, s := range r.Sections {
		fmt.Fprintf(a.Out, "\n%s: %s (%.1f s)\n", s.Name, s.Title, s.Seconds)
		w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "  what\tof\tvalue\t95 % interval\tn\tgoal\t")
		for _, f := range s.Figures {
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%d\t%s\t\n", f.What, f.Of, figure(f.Value, f.Unit), interval(f), f.N, goal(f))
		}
		if err := w.Flush(); err != nil {
			return fmt.Errorf("print: %w", err)
		}
		for _, n := range s.Notes {
			fmt.Fprintln(a.Out, "  "+n)
		}
		if !lists {
			continue
		}
		for under, cases := range sortedMap(s.Lists) {
			fmt.Fprintf(a.Out, "  %s:\n    %s\n", under, strings.Join(cases, "\n    "))
		}
	}
	return nil
}

// figure prints shares with three decimals and everything else as large as it is.
func figure(v float64, unit string) string {
	switch {
	case unit == "":
		return fmt.Sprintf("%.3f", v)
	case v >= 100 || v == float64(int64(v)):
		return fmt.Sprintf("%.0f %s", v, unit)
	}
	return fmt.Sprintf("%.3g %s", v, unit)
}

func interval(f matchbench.Figure) string {
	if f.Low == 0 && f.High == 0 {
		return ""
	}
	return fmt.Sprintf("%.3f–%.3f", f.Low, f.High)
}

func goal(f matchbench.Figure) string {
	switch {
	case f.Met == nil:
		return ""
	case *f.Met:
		return f.Goal + " met"
	}
	return f.Goal + " NOT MET"
}
