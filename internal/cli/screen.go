package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/manifest"
	"probity.example/probity/internal/screen/rows"
)

// screenFlags are the flags of screen as they are typed.
type screenFlags struct {
	checkFlags
	maps                           []string
	inFormat, outFormat, delimiter string
	decisions, answers, failOn     string
	top                            int
	rejected, raw, answersAll      bool
	restart, dryRun                bool
}

func (a *app) screenCmd() *cobra.Command {
	var f screenFlags
	c := &cobra.Command{
		Use: "screen IN", Short: "Ask about many organisations at once, from a CSV or NDJSON file into another", Args: cobra.ExactArgs(1),
		Long: `Asks about every row of IN under one policy, at one moment, and writes the answers in the order of the rows: one row a candidate,
at least one a query. Killed or interrupted, the same command goes on where it was. A manifest beside the output binds input, output and the
state of the register by digest and signature; "probity verify" checks it.

Which column means what is guessed from the headings; --dry-run shows it, --map says it: name, country, query_id, id (SCHEME:VALUE),
id:SCHEME, org (an organisation's id), person (true or false), type (a word such as person).`,
		Example: `  probity screen suppliers.csv --policy supplier-baseline --dry-run
  probity screen suppliers.csv --policy supplier-baseline --map name=Supplier,country=Land,id:GB-COH=CompanyNo,query_id=Nr -o answers.csv
  probity screen suppliers.csv --policy supplier-baseline --decisions decisions.ndjson --fail-on ask -o answers.csv`,
		RunE: func(c *cobra.Command, args []string) error { return a.screen(c.Context(), &f, args[0]) },
	}
	fl := c.Flags()
	fl.StringVarP(&f.policy, "policy", "p", "", "id of a built-in policy; `probity policy list` shows them")
	fl.StringVar(&f.policyFile, "policy-file", "", "a policy of your own; it is not in the log, and the manifest says so")
	fl.StringVarP(&f.out, "output", "o", "", "write the answers here")
	fl.StringArrayVar(&f.maps, "map", nil, "TARGET=COLUMN,…: what the columns mean; an empty COLUMN means none; may be repeated")
	fl.StringVar(&f.inFormat, "in-format", "", "csv or ndjson (default: by the ending of IN)")
	fl.StringVar(&f.outFormat, "out-format", "", "csv or ndjson (default: by the ending of the output)")
	fl.StringVar(&f.delimiter, "delimiter", "", "separator of a CSV, one character or \"tab\" (default: found out)")
	fl.StringVar(&f.asOf, "as-of", "", "what was true on this day, YYYY-MM-DD (default: today)")
	fl.StringVar(&f.knownAt, "known-at", "", "of what the register knew then, a day or RFC 3339 time (default: now)")
	fl.IntVar(&f.top, "top", 0, "show at most this many candidates a query; the answer counts all (default: all)")
	fl.BoolVar(&f.rejected, "rejected", false, "also show candidates that are not meant, and why")
	fl.BoolVar(&f.raw, "raw", false, "do not guard texts against spreadsheets that take them for formulas")
	fl.StringVar(&f.decisions, "decisions", "", "file of earlier decisions, which need not be there yet; it stays private")
	fl.StringVar(&f.answers, "answers", "", "write the answer file of each row that is not clear into this directory")
	fl.BoolVar(&f.answersAll, "answers-all", false, "with --answers: of clear rows too")
	fl.BoolVar(&f.restart, "restart", false, "begin anew and write over what is there")
	fl.BoolVar(&f.dryRun, "dry-run", false, "show what the columns mean and the first rows, and ask nothing")
	fl.StringVar(&f.failOn, "fail-on", "", "end with the code of the worst answer if one is this bad: barred, ask, stale or unknown_subject")
	c.AddCommand(a.decideCaseCmd())
	return c
}

// answersByBadness are the answers that --fail-on knows, worst first.
var answersByBadness = []string{rulebook.Barred, rulebook.Ask, rulebook.Stale, rulebook.UnknownSubject}

func (a *app) screen(ctx context.Context, f *screenFlags, in string) error {
	b, err := f.batch(in)
	if err != nil {
		return err
	}
	if f.dryRun {
		return a.preview(b)
	}
	switch {
	case f.out == "":
		return usage("-o is needed: the file that the answers go to")
	case f.policy == "" && f.policyFile == "":
		return usage("--policy or --policy-file is needed: without one there are no answers")
	}
	r, err := a.openAsking(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.needsKey("the manifest of a screening is signed by the register"); err != nil {
		return err
	}
	a.tellUnread(b)
	if b.NoDecisionsYet() {
		fmt.Fprintf(a.Err, "probity: %s is not there yet: no earlier decisions; `probity screen decide` makes it with the first one\n", b.Decisions)
	}
	bar := newProgress(a.Err)
	defer bar.close()
	b.Answers = r.answers
	b.Progress = func(done, bytes, all int64) { bar.report("screening", done, expected(done, bytes, all)) }
	m, err := b.Run(ctx)
	bar.close()
	if err != nil {
		return screenError(err)
	}
	a.code = screenCode(&m.Counts, f.failOn)
	if a.json {
		return a.print(m)
	}
	a.screened(m, f.out)
	return nil
}

// expected is how many rows the whole input may have, by the bytes read so far.
func expected(done, bytes, all int64) int64 {
	if bytes <= 0 || bytes >= all {
		return done
	}
	return max(done+1, int64(float64(done)*float64(all)/float64(bytes)))
}

// batch reads the flags.
func (f *screenFlags) batch(in string) (*screen.Batch, error) {
	if in == f.out {
		return nil, usage("input and output are the same file")
	}
	if f.top < 0 {
		return nil, usage("--top %d: want a number from 1", f.top)
	}
	if f.failOn != "" && !slices.Contains(answersByBadness, f.failOn) {
		return nil, usage("--fail-on %q: want one of %s", f.failOn, strings.Join(answersByBadness, ", "))
	}
	if f.answersAll && f.answers == "" {
		return nil, usage("--answers-all goes with --answers")
	}
	b := &screen.Batch{
		In: in, Out: f.out, InFormat: f.inFormat, OutFormat: f.outFormat, Decisions: f.decisions, Top: f.top, Rejected: f.rejected, Raw: f.raw,
		AnswersDir: f.answers, AnswersAll: f.answersAll, Restart: f.restart, Tool: tool(),
	}
	for flag, into := range map[string]*string{"--in-format": &b.InFormat, "--out-format": &b.OutFormat} {
		if !slices.Contains([]string{"", "csv", "ndjson"}, *into) {
			return nil, usage("%s %q: want csv or ndjson", flag, *into)
		}
	}
	if b.InFormat == "" {
		b.InFormat = screen.FormatOf(in)
	}
	if b.OutFormat == "" {
		b.OutFormat = screen.FormatOf(f.out)
	}
	switch {
	case f.delimiter == "tab":
		b.Comma = '\t'
	case len(f.delimiter) == 1:
		b.Comma = rune(f.delimiter[0])
	case f.delimiter != "":
		return nil, usage("--delimiter %q: want one character, or tab", f.delimiter)
	}
	var err error
	if b.Mapping, err = rows.ParseMapping(f.maps); err != nil {
		return nil, usage("--map: %w", err)
	}
	b.Question, err = question(f.checkFlags, "")
	return b, err
}

// tool is the program and its version.
func tool() string {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				version += " " + s.Value
			}
		}
	}
	return strings.TrimSpace("probity " + version)
}

// screenError gives errors of the input and of the command line their exit codes.
func screenError(err error) error {
	var encoding *rows.EncodingError
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("interrupted: the same command goes on where it was (%w)", err)
	case errors.Is(err, screen.ErrExists), errors.Is(err, screen.ErrChanged):
		return usage("%w; --restart begins anew", err)
	case errors.Is(err, rows.ErrHeader), errors.Is(err, answer.ErrFuture):
		return &exitError{ExitUsage, err}
	case errors.As(err, &encoding), errors.Is(err, os.ErrNotExist), errors.Is(err, screen.ErrDecisions):
		return &exitError{ExitInput, err}
	}
	return err
}

func screenCode(c *manifest.Counts, failOn string) int {
	for _, answer := range answersByBadness {
		if failOn != "" && c.Answers[answer] > 0 {
			return answerCode(answer)
		}
		if answer == failOn {
			break
		}
	}
	if c.Errors > 0 {
		return ExitInput
	}
	return ExitDone
}

// screened prints what came of a batch; nothing of what was asked.
func (a *app) screened(m *manifest.Manifest, out string) {
	w, c := a.Out, &m.Counts
	fmt.Fprintf(w, "%d queries under %s %s as of %s, known at %s\n", c.Queries, m.Policy.ID, m.Policy.Version, m.AsOf, m.KnownAt)
	known := []string{rulebook.Barred, rulebook.Ask, rulebook.Stale, rulebook.UnknownSubject, rulebook.ClearWithNotes, rulebook.Clear, rulebook.OutOfScopePerson}
	for _, answer := range known {
		if n := c.Answers[answer]; n > 0 {
			fmt.Fprintf(w, "  %-20s %8d\n", answer, n)
		}
	}
	for _, l := range []struct {
		what string
		n    int64
	}{{"rows with an error", c.Errors}, {"cleared before", c.Cleared}, {"to look at again", c.Again}, {"answer files", c.AnswerFiles}} {
		if l.n > 0 {
			fmt.Fprintf(w, "  %-20s %8d\n", l.what, l.n)
		}
	}
	fmt.Fprintf(w, "Output: %s, %d rows\nVerify with: probity verify %s --key %s\n", out, m.Output.Rows, out+manifest.Suffix, m.Log.VKey)
}

// previewed is one row of a dry run.
type previewed struct {
	Row         int64              `json:"row"`
	QueryID     string             `json:"query_id"`
	Name        string             `json:"name,omitempty"`
	Country     string             `json:"country,omitempty"`
	Identifiers []claim.Identifier `json:"identifiers,omitempty"`
	Org         string             `json:"org,omitempty"`
	Person      bool               `json:"person,omitzero"`
	Error       string             `json:"error,omitempty"`
}

const previewRows = 5

func (a *app) preview(b *screen.Batch) error {
	p, err := b.Preview(previewRows)
	if err != nil {
		return screenError(err)
	}
	list := make([]previewed, len(p.First))
	for i := range p.First {
		r := &p.First[i]
		q := &r.Query
		list[i] = previewed{r.Number, q.ID, q.Name, q.Country, q.Identifiers, q.Organisation, q.Person, r.Problem}
	}
	if a.json {
		return a.print(map[string]any{"columns": p.Columns, "unread": append([]string{}, p.Unread...), "rows": list})
	}
	fmt.Fprintf(a.Out, "Columns of %s that are read:\n", filepath.Base(b.In))
	for column, target := range sortedMap(p.Columns) {
		fmt.Fprintf(a.Out, "  %-12s from %q\n", target, column)
	}
	if len(p.Unread) > 0 {
		fmt.Fprintf(a.Out, "Columns that are not read: %s\n", shortList(p.Unread))
	}
	for _, r := range list {
		fmt.Fprintf(a.Out, "Row %d: query_id %q", r.Row, r.QueryID)
		switch {
		case r.Error != "":
			fmt.Fprintf(a.Out, ", error: %s\n", r.Error)
			continue
		case r.Person:
			fmt.Fprint(a.Out, ", a person: nothing will be looked up\n")
			continue
		}
		fmt.Fprintf(a.Out, ", name %q, country %q", r.Name, r.Country)
		for _, id := range r.Identifiers {
			fmt.Fprintf(a.Out, ", %s %s", id.Scheme, id.Value)
		}
		if r.Org != "" {
			fmt.Fprintf(a.Out, ", org %s", r.Org)
		}
		fmt.Fprintln(a.Out)
	}
	return nil
}

// tellUnread names the columns that a run passes over: a heading that is misspelt is no error, and not what was meant. An input
// that cannot be read is the run's to report.
func (a *app) tellUnread(b *screen.Batch) {
	if p, err := b.Preview(0); err == nil && len(p.Unread) > 0 {
		fmt.Fprintf(a.Err, "probity: columns of %s that are not read: %s (--dry-run shows what is, --map says it)\n", filepath.Base(b.In), shortList(p.Unread))
	}
}

// shortList quotes the first of a list, which may be long.
func shortList(list []string) string {
	const most = 20
	var out []string
	for _, s := range list[:min(len(list), most)] {
		out = append(out, fmt.Sprintf("%q", s))
	}
	if n := len(list) - most; n > 0 {
		out = append(out, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(out, ", ")
}
