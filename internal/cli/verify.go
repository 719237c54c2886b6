package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/screen/manifest"
	"probity.example/probity/verify"
)

func (a *app) verifyCmd() *cobra.Command {
	var key, policyFile, input string
	var demands witnessed
	c := &cobra.Command{
		Use: "verify FILE", Short: "Check an answer file, or the manifest of a screening; needs no register and no network", Args: cobra.ExactArgs(1),
		Long: `Checks an answer file with nothing but the register's public key. Claims are re-hashed and proved to be in the log, the organisation
is put together again, and the policy is evaluated anew. A check that fails is named; the exit code is then 4. Of a screening's manifest,
signature, output and, with --input, input are checked.`,
		Example: "  probity verify answer.probity --key example.org/log+c1d2e3f4+AV…",
		RunE: func(_ *cobra.Command, args []string) error {
			if key == "" {
				return usage("--key is needed: the register prints it (`probity log key`); without it nothing can be believed")
			}
			b, err := os.ReadFile(args[0])
			if err != nil {
				return &exitError{ExitInput, err}
			}
			if manifest.Is(b) && demands.file != "" {
				return usage("--witness-policy is of an answer: a manifest proves no log")
			}
			if manifest.Is(b) {
				return a.verifyScreening(args[0], b, key, input)
			}
			opt := verify.Options{VKey: key}
			if policyFile != "" {
				if opt.Policy, err = os.ReadFile(policyFile); err != nil {
					return &exitError{ExitInput, err}
				}
			}
			if opt.Witnesses, err = demands.check(key, a.now()); err != nil {
				return err
			}
			ans, err := verify.Verify(b, opt)
			if err != nil {
				return a.refused(err)
			}
			if a.json {
				return a.print(map[string]any{
					"verified": true, "answer": ans.Answer, "as_of": ans.Question.AsOf, "known_at": ans.Question.KnownAt,
					"claims": len(ans.Claims), "log_size": ans.LogSize(), "completeness": ans.Completeness, "cosigned": listed(demands.seen),
				})
			}
			follows := "the policy gives this answer for them"
			if ans.Policy == nil {
				follows = "no policy was asked"
			}
			fmt.Fprintf(a.Out, "Verified: %d claims are in the log of %d, and %s.\nAs of %s, from what was known at %s.\n%s\n%s\n",
				len(ans.Claims), ans.LogSize(), follows, ans.Question.AsOf, ans.Question.KnownAt, demands.tell(), ans.Sentence)
			for _, n := range ans.Notes {
				fmt.Fprintln(a.Out, n)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&key, "key", "k", "", "the register's verifier key (C2SP signed note)")
	c.Flags().StringVar(&policyFile, "policy-file", "", "the policy that you expect, if it is not built in")
	demands.flags(c)
	c.Flags().StringVar(&input, "input", "", "of a screening: the file that was screened")
	return c
}

// refused prints, with --json, the check that failed.
func (a *app) refused(err error) error {
	var check *verify.CheckError
	if a.json && errors.As(err, &check) {
		return errors.Join(a.print(map[string]any{"verified": false, "check": check.Check, "error": check.Err.Error()}), err)
	}
	return err
}
