package cli

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/audit"
	"probity.example/probity/internal/datadir"
)

func (a *app) auditCmd() *cobra.Command {
	var key, work, against string
	c := &cobra.Command{
		Use: "audit DIR", Short: "Replay a register or a mirror from its first claim, and tell the first difference", Args: cobra.ExactArgs(1),
		Long: `Checks every file of both logs, makes the map and the state of every epoch anew from the claims, compares them with what the epochs and the
published checkpoints say, and prints the digest of the state, the same that probity rebuild --digest prints for the register itself. It reads no map and
no store that are there. The first thing that is not as it follows from the claims is printed with what was expected and what was found; the exit code is
then 4.`,
		Example: "  probity audit mirror --key example.org/log+c1d2e3f4+AV… --against other-mirror",
		RunE: func(c *cobra.Command, args []string) error {
			if !datadir.Exists(args[0]) {
				return fmt.Errorf("%s: %w", args[0], datadir.ErrNone)
			}
			bar := newProgress(a.Err)
			defer bar.close()
			rep, err := audit.Run(c.Context(), audit.Config{Dir: args[0], VKey: key, Work: work, Reader: datadir.Claims(), Progress: bar.report})
			bar.close()
			if err != nil {
				return err
			}
			if err := a.against(c, rep, against); err != nil {
				return err
			}
			return a.audited(rep)
		},
	}
	f := c.Flags()
	f.StringVarP(&key, "key", "k", "", "the verifier key that the register must have")
	f.StringVar(&against, "against", "", "a digest, or the directory of another register or mirror, that the state must be equal to")
	f.StringVar(&work, "work", "", "where the state is made anew (default: the system's temporary directory)")
	return c
}

var digestText = regexp.MustCompile(`^[0-9a-f]{64}$`)

// against compares the state with that of another register.
func (a *app) against(c *cobra.Command, rep *audit.Report, other string) error {
	if other == "" || !rep.Clean {
		return nil
	}
	want := other
	if !digestText.MatchString(other) {
		r, err := datadir.OpenReader(c.Context(), other)
		if err != nil {
			return err
		}
		defer r.Close()
		state, err := r.Register.State(c.Context())
		if err != nil {
			return err
		}
		if state.Size != rep.Claims {
			return &exitError{ExitVerify, fmt.Errorf("%s has %d claims, and %d were audited: bring both to the same epoch first", other, state.Size, rep.Claims)}
		}
		if want, err = r.Register.Digest(c.Context()); err != nil {
			return err
		}
	}
	if want != rep.Digest {
		rep.Clean, rep.Difference = false, &audit.Difference{Check: "digest", Where: "state against " + other, Expected: want, Found: rep.Digest}
	}
	return nil
}

func (a *app) audited(rep *audit.Report) error {
	var failed error
	if rep.Difference != nil {
		failed = &exitError{ExitVerify, rep.Difference}
	}
	if a.json {
		return errors.Join(a.print(rep), failed)
	}
	if d := rep.Difference; d != nil {
		fmt.Fprintf(a.Out, "Not clean. The first difference, found by the check %s:\n  %s\n  expected  %s\n  found     %s\n", d.Check, d.Where, d.Expected, d.Found)
		return failed
	}
	fmt.Fprintf(a.Out, "Clean: %d claims, %d bodies removed, %d epochs, %d keys; published up to epoch %d", rep.Claims, rep.Removed, rep.Epochs, rep.Keys, rep.Published)
	if rep.Unpublished > 0 {
		fmt.Fprintf(a.Out, ", with %d claims beyond it", rep.Unpublished)
	}
	fmt.Fprintf(a.Out, "\nKey: %s\nState: %s\n", rep.VKey, rep.Digest)
	return nil
}
