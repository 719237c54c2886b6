package cli

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/rulebook"
)

func (a *app) policyCmd() *cobra.Command {
	c := &cobra.Command{Use: "policy", Short: "Policies: list, show, test", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the built-in policies", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.policyList() }},
		&cobra.Command{Use: "show POLICY", Short: "Print the text of a built-in policy", Args: cobra.ExactArgs(1), RunE: func(_ *cobra.Command, args []string) error {
			text, ok := rulebook.BuiltinText(args[0])
			if !ok {
				return usage("no built-in policy %q; `probity policy list` shows them", args[0])
			}
			if a.json {
				p, err := rulebook.Load(text)
				if err != nil {
					return err
				}
				return a.print(map[string]any{"id": p.ID, "version": p.Version, "title": p.Title, "digest": p.Digest(), "text": string(text)})
			}
			_, err := a.Out.Write(text)
			return err
		}},
		&cobra.Command{Use: "test FILE...", Short: "Run a policy's own cases", Args: cobra.MinimumNArgs(1), RunE: func(_ *cobra.Command, args []string) error { return a.policyTest(args) }},
	)
	return c
}

func (a *app) policyList() error {
	all, err := rulebook.Builtin()
	if err != nil {
		return err
	}
	if a.json {
		out := []map[string]any{}
		for _, p := range all {
			out = append(out, map[string]any{"id": p.ID, "version": p.Version, "title": p.Title, "law": p.Law, "digest": p.Digest()})
		}
		return a.print(out)
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tVERSION\tLAW\tTITLE")
	for _, p := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.ID, p.Version, p.Law, p.Title)
	}
	return w.Flush()
}

// caseOf is how the outcome of a case is printed with --json.
type caseOf struct {
	File string `json:"file"`
	rulebook.CaseResult
}

func (a *app) policyTest(paths []string) error {
	failed, ran := 0, 0
	var out []caseOf
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return &exitError{ExitInput, err}
		}
		p, err := rulebook.Load(text)
		if err != nil {
			return &exitError{ExitInput, fmt.Errorf("%s: %w", path, err)}
		}
		for _, r := range p.RunCases() {
			ran++
			if !r.OK {
				failed++
				if !a.json {
					fmt.Fprintf(a.Out, "%s: case %q failed: want %s, got %s: %s\n", path, r.Name, r.Want, r.Got, strings.Join(r.Why, "; "))
				}
			}
			out = append(out, caseOf{path, r})
		}
	}
	if a.json {
		if err := a.print(out); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(a.Out, "%d cases, %d failed\n", ran, failed)
	}
	if failed > 0 {
		return &exitError{ExitVerify, fmt.Errorf("%d of %d cases failed", failed, ran)}
	}
	return nil
}
