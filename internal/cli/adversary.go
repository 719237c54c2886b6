package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/adversary"
)

func (a *app) adversaryCmd() *cobra.Command {
	return &cobra.Command{
		Use: "adversary [CHEAT DIR]", Short: "Write down a register that lies, to try a verifier, a witness or an audit against", Hidden: true,
		Long: `Without arguments, lists the ways in which the register lies, and the check that catches each at a completeness witness, at a verifier and at an
auditor. With them, writes one lie of a FICTIONAL register into the new directory DIR: the data directory, an answer, the requests that a
witness is sent, and the key that all of it is signed with.`,
		Example: "  probity adversary omit-claim lie",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				return errors.New("a cheat needs a directory to be written to")
			}
			return cobra.MaximumNArgs(2)(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.cheats()
			}
			cheat, ok := adversary.Find(args[0])
			if !ok {
				return usage("no cheat %q; `probity adversary` lists them", args[0])
			}
			if err := a.lie(c.Context(), &cheat, args[1]); err != nil {
				return err
			}
			return a.tryLie(&cheat, args[1])
		},
	}
}

// cheats lists them all.
func (a *app) cheats() error {
	if a.json {
		return a.print(map[string]any{"cheats": adversary.Cheats()})
	}
	fmt.Fprintf(a.Out, "%-20s %-10s %-14s %-16s %s\n", "CHEAT", "WITNESS", "VERIFIER", "AUDITOR", "WHAT IT DOES")
	for _, c := range adversary.Cheats() {
		fmt.Fprintf(a.Out, "%-20s %-10s %-14s %-16s %s\n", c.Name, cmp.Or(c.Witness, "-"), cmp.Or(c.Verifier, "-"), cmp.Or(c.Auditor, "-"), c.Says)
	}
	return nil
}

// lie writes a cheat into a directory that is not there yet, or empty.
func (a *app) lie(ctx context.Context, cheat *adversary.Cheat, dir string) error {
	there, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return usage("%s cannot be written to: %w", dir, err)
	case len(there) > 0:
		return usage("%s is not empty: a lie is written into a new directory", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making a directory for the lie: %w", err)
	}
	tmp, err := os.MkdirTemp("", "probity-adversary-")
	if err != nil {
		return fmt.Errorf("making a directory for the honest register: %w", err)
	}
	defer os.RemoveAll(tmp)
	w, err := adversary.NewWorld(ctx, tmp)
	if err != nil {
		return err
	}
	return errors.Join(w.Commit(ctx, cheat, dir), w.Close())
}

// tryLie says how each side is tried.
func (a *app) tryLie(c *adversary.Cheat, dir string) error {
	at := func(name string) string { return filepath.Join(dir, name) }
	key := fmt.Sprintf(`"$(cat %s)"`, at(adversary.KeyFile))
	demand := ""
	if c.NeedsWitnesses() {
		demand = " --witness-policy " + at(adversary.PolicyFile)
	}
	post := "curl --data-binary @%s http://127.0.0.1:8700/probity/v1/add-epoch"
	tries := map[string][]string{
		"verifier": {fmt.Sprintf("probity verify %s --key %s%s", at(adversary.AnswerFile), key, demand)},
		"auditor":  {fmt.Sprintf("probity audit %s --key %s", at(adversary.RegisterDir), key)},
		"witness": {
			fmt.Sprintf("probity witness --log-key %s --state %s --complete", key, at("witness")),
			fmt.Sprintf(post, at(adversary.BeforeFile)), fmt.Sprintf(post, at(adversary.RequestFile)),
		},
	}
	if a.json {
		return a.print(map[string]any{"fictional": true, "cheat": c, "directory": dir, "try": tries})
	}
	fmt.Fprintf(a.Out, "A FICTIONAL register that lies: %s. To see who notices:\n", c.Says)
	for _, side := range []struct{ name, check string }{{"verifier", c.Verifier}, {"auditor", c.Auditor}, {"witness", c.Witness}} {
		says := "refuses it by the check " + side.check
		if side.check == "" {
			says = "cannot see it"
		}
		fmt.Fprintf(a.Out, "\nThe %s %s:\n  %s\n", side.name, says, strings.Join(tries[side.name], "\n  "))
	}
	if c.Blind != "" {
		fmt.Fprintf(a.Out, "\nWhy not all: %s.\n", c.Blind)
	}
	return nil
}
