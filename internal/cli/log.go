package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger"
)

func (a *app) rebuildCmd() *cobra.Command {
	var digest bool
	c := &cobra.Command{
		Use: "rebuild", Short: "Make the register's store anew from the log", Args: cobra.NoArgs,
		Long: `Deletes what is derived and folds the whole log again. With --digest it prints a digest of the state: the same for every register
that took in the same files in the same order, whatever was killed in between.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if !datadir.Exists(a.dir) {
				return fmt.Errorf("%s: %w", a.dir, datadir.ErrNone)
			}
			bar := newProgress(a.Err)
			defer bar.close()
			if err := datadir.Rebuild(c.Context(), datadir.Config{Dir: a.dir, Now: a.now, Progress: bar.report}); err != nil {
				return err
			}
			bar.close()
			r, err := datadir.OpenReader(c.Context(), a.dir)
			if err != nil {
				return err
			}
			defer r.Close()
			return a.rebuilt(c, r, digest)
		},
	}
	c.Flags().BoolVar(&digest, "digest", false, "print the digest of the state")
	return c
}

func (a *app) rebuilt(c *cobra.Command, r *datadir.Reader, digest bool) error {
	n, err := r.Register.Counts(c.Context())
	if err != nil {
		return err
	}
	sum := ""
	if digest {
		if sum, err = r.Register.Digest(c.Context()); err != nil {
			return err
		}
	}
	if a.json {
		out := map[string]any{"claims": n.Claims, "records": n.Records, "batches": n.Batches, "removed": n.Removed}
		if digest {
			out["digest"] = sum
		}
		return a.print(out)
	}
	if digest {
		_, err := fmt.Fprintln(a.Out, sum)
		return err
	}
	fmt.Fprintf(a.Out, "Rebuilt: %d claims, %d records, %d batches, %d bodies removed\n", n.Claims, n.Records, n.Batches, n.Removed)
	return nil
}

func (a *app) logCmd() *cobra.Command {
	c := &cobra.Command{Use: "log", Short: "The claim log: fsck, checkpoint, key, proof, cosign, remove", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(a.fsckCmd(), a.logProofCmd(), a.cosignCmd(), a.removeCmd(),
		&cobra.Command{Use: "checkpoint", Short: "Print the signed checkpoint", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
			return a.withLog(func(l *ledger.Reader) error {
				head, err := l.Head()
				if err != nil {
					return err
				}
				if a.json {
					return a.print(map[string]any{"origin": head.Origin, "size": head.Size, "root": fmt.Sprintf("%x", head.Root), "note": string(head.Note)})
				}
				_, err = a.Out.Write(head.Note)
				return err
			})
		}},
		&cobra.Command{Use: "key", Short: "Print the key to verify with", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
			return a.withLog(func(l *ledger.Reader) error {
				if a.json {
					return a.print(map[string]any{"vkey": l.VKey()})
				}
				_, err := fmt.Fprintln(a.Out, l.VKey())
				return err
			})
		}})
	return c
}

func (a *app) withLog(do func(*ledger.Reader) error) error {
	if !datadir.Exists(a.dir) {
		return fmt.Errorf("%s: %w", a.dir, datadir.ErrNone)
	}
	l, err := ledger.OpenReader(a.dir)
	if err != nil {
		return err
	}
	return do(l)
}

func (a *app) fsckCmd() *cobra.Command {
	return &cobra.Command{
		Use: "fsck", Short: "Check the whole log: every hash, every body, the signature", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !datadir.Exists(a.dir) {
				return fmt.Errorf("%s: %w", a.dir, datadir.ErrNone)
			}
			bar := newProgress(a.Err)
			defer bar.close()
			rep, err := ledger.Fsck(c.Context(), a.dir, func(done, total int64) { bar.report("checking", done, total) })
			bar.close()
			if err != nil && !errors.Is(err, ledger.ErrDamaged) {
				return err
			}
			return a.checkedLog(rep, err)
		},
	}
}

func (a *app) checkedLog(rep ledger.Report, damage error) error {
	if damage != nil {
		damage = &exitError{ExitVerify, damage}
	}
	if a.json {
		problems := make([]string, len(rep.Problems))
		for i, p := range rep.Problems {
			problems[i] = p.String()
		}
		return errors.Join(a.print(map[string]any{
			"clean": damage == nil, "size": rep.Checkpoint.Size, "removed": rep.Removed, "pending": rep.PendingCount, "leftovers": rep.Leftovers, "problems": problems,
		}), damage)
	}
	for _, p := range rep.Problems {
		fmt.Fprintln(a.Out, p)
	}
	if damage == nil {
		fmt.Fprintf(a.Out, "Clean: %d entries, every hash and body agrees with the signed checkpoint; %d bodies removed\n", rep.Checkpoint.Size, len(rep.Removed))
	}
	if rep.Leftovers > 0 {
		fmt.Fprintf(a.Out, "%d files lie beyond the end of the log, of a batch that was interrupted; the next command that writes takes them away\n", rep.Leftovers)
	}
	return damage
}
