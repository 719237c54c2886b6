package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/decisions"
	"probity.example/probity/internal/screen/manifest"
	"probity.example/probity/verify"
)

type caseFlags struct {
	decisions, query, org, verdict, role, reason, reviewBy string
	rank                                                   int
}

func (a *app) decideCaseCmd() *cobra.Command {
	var f caseFlags
	c := &cobra.Command{
		Use: "decide OUTPUT", Short: "Write down that a candidate is, or is not, the organisation asked for", Args: cobra.ExactArgs(1),
		Long: `Takes one candidate out of the output of a screening and adds a decision about it to a private file. Later screenings with that file
show a candidate that is not the same as cleared, and leave it out of the answer, until the query row, the record's names, identifiers,
addresses or state change, its identity rises to "same", or the day of --review-by has passed.`,
		Example: `  probity screen decide answers.csv --decisions decisions.ndjson --query-id 1042 --rank 1 --verdict not_same \
    --role "compliance analyst" --reason "other country, other business" --review-by 2027-05-31`,
		RunE: func(_ *cobra.Command, args []string) error { return a.decideCase(&f, args[0]) },
	}
	fl := c.Flags()
	fl.StringVar(&f.decisions, "decisions", "", "the file to add to; it is made if it is not there")
	fl.StringVar(&f.query, "query-id", "", "query_id of the row; every row with it")
	fl.IntVar(&f.rank, "rank", 0, "rank of the candidate")
	fl.StringVar(&f.org, "org", "", "org_id of the candidate")
	fl.StringVar(&f.verdict, "verdict", "", "same or not_same")
	fl.StringVar(&f.role, "role", "", "the office of who decides, not a name")
	fl.StringVar(&f.reason, "reason", "", "why")
	fl.StringVar(&f.reviewBy, "review-by", "", "last day on which the decision stands, YYYY-MM-DD (default: no end)")
	return c
}

func (a *app) decideCase(f *caseFlags, output string) error {
	reviewBy, err := claim.ParseDate(f.reviewBy)
	switch {
	case f.decisions == "" || f.query == "" || f.role == "" || f.reason == "":
		return usage("--decisions, --query-id, --role and --reason are needed")
	case (f.rank == 0) == (f.org == ""):
		return usage("which candidate: give either --rank or --org")
	case f.verdict != decisions.Same && f.verdict != decisions.NotSame:
		return usage("--verdict %q: want same or not_same", f.verdict)
	case err != nil || reviewBy != "" && len(reviewBy) != len("2006-01-02"):
		return usage("--review-by %q: want a day, YYYY-MM-DD", f.reviewBy)
	}
	in, err := os.Open(output)
	if err != nil {
		return &exitError{ExitInput, err}
	}
	defer in.Close()
	var list []decisions.Decision
	seen := map[string]bool{} // a query that stands in the input twice is decided once
	err = screen.ReadCases(in, screen.FormatOf(output), func(r screen.Row) error {
		if r.QueryID != f.query || f.rank != 0 && r.Rank != f.rank || f.org != "" && r.OrgID != f.org || seen[r.Case] {
			return nil
		}
		seen[r.Case] = true
		c, err := screen.ParseCase(r.Case, r.RecordKeys)
		if err != nil {
			return err
		}
		d := decisions.Decision{Verdict: f.verdict, Role: f.role, Reason: f.reason, Date: claim.Day(a.now()), ReviewBy: reviewBy}
		if r.Named() {
			d.QueryID = r.QueryID
		}
		list = append(list, c.Decide(d)...)
		return nil
	})
	if err != nil {
		return &exitError{ExitInput, fmt.Errorf("%s: %w", output, err)}
	}
	if len(list) == 0 {
		return &exitError{ExitInput, fmt.Errorf("%s has no such candidate", output)}
	}
	if err := decisions.Append(f.decisions, list); err != nil {
		return err
	}
	if a.json {
		return a.print(list)
	}
	for _, d := range list {
		fmt.Fprintf(a.Out, "%s: %s\n", d.Record, d.Verdict)
	}
	return nil
}

// verifyScreening checks a manifest with the output that it stands beside, and with the input, where that is there too.
func (a *app) verifyScreening(path string, text []byte, key, input string) error {
	output, err := os.Open(strings.TrimSuffix(path, manifest.Suffix))
	if err != nil {
		return &exitError{ExitInput, err}
	}
	defer output.Close()
	files := manifest.Files{Output: output}
	if input != "" {
		f, err := os.Open(input)
		if err != nil {
			return &exitError{ExitInput, err}
		}
		defer f.Close()
		files.Input = f
	}
	m, err := manifest.Verify(text, key, files)
	if err != nil {
		var check *verify.CheckError
		if errors.As(err, &check) {
			return a.refused(err)
		}
		return err
	}
	if a.json {
		return a.print(map[string]any{
			"verified": true, "queries": m.Counts.Queries, "answers": m.Counts.Answers, "as_of": m.AsOf, "known_at": m.KnownAt, "log_size": m.Log.Size, "input_checked": input != "",
		})
	}
	fmt.Fprintf(a.Out, "Verified: %d answers to %d queries under %s %s as of %s, known at %s, are those that the register signed.\n",
		m.Counts.Queries-m.Counts.Errors, m.Counts.Queries, m.Policy.ID, m.Policy.Version, m.AsOf, m.KnownAt)
	if input == "" {
		fmt.Fprintln(a.Out, "The input was not checked: --input FILE gives it.")
	}
	fmt.Fprintln(a.Out, "A manifest says what the register answered, not that the answers are right: answer files prove single answers.")
	return nil
}
