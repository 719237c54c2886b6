package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

func (a *app) initCmd() *cobra.Command {
	var origin string
	c := &cobra.Command{
		Use: "init", Short: "Make a new register: keys, an empty log, the catalogue and the policies", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			w, err := a.openWriter(c.Context(), origin, nil)
			if err != nil {
				return err
			}
			defer w.Close()
			head, err := w.Log.Head()
			if err != nil {
				return err
			}
			if a.json {
				return a.print(map[string]any{"directory": a.dir, "vkey": w.Log.VKey(), "size": head.Size})
			}
			fmt.Fprintf(a.Out, "Register in %s\nKey to verify with: %s\n", a.dir, w.Log.VKey())
			return w.Close()
		},
	}
	c.Flags().StringVar(&origin, "origin", "", "name of a new log: a host and path without scheme that stays the same for ever")
	return c
}

func (a *app) ingestCmd() *cobra.Command {
	var opt intake.Options
	var published string
	c := &cobra.Command{
		Use: "ingest SOURCE FILE...", Short: "Take in the official file of a source, as a delta against what is known", Args: cobra.MinimumNArgs(2),
		Long: `Reads the official file of a source of the catalogue and adds to the log what is new, changed or gone. Files may be plain or
compressed (.gz, .zip, .zst, by content). Rows about natural persons are refused, counted, and neither stored nor logged.
The batch is acknowledged when its closing claim is durable; an interrupted one leaves nothing behind.`,
		Example: "  probity ingest us-ofac-sdn sdn.csv add.csv alt.csv --published 2019-01-30\n  probity ingest un-sc consolidated.xml --dry-run",
		RunE: func(c *cobra.Command, args []string) error {
			day, err := claim.ParseDate(published)
			if err != nil || (day != "" && len(day) != 10) {
				return usage("--published %q: want a day, YYYY-MM-DD", published)
			}
			opt.Published = day
			return a.ingest(c, args[0], args[1:], opt)
		},
	}
	f := c.Flags()
	f.StringVar(&published, "published", "", "publication day of the file (default: the file's own, else today)")
	f.BoolVar(&opt.Backfill, "backfill", false, "the file is older than the last snapshot, on purpose")
	f.BoolVar(&opt.Strict, "strict", false, "stop at the first refused row, take in nothing")
	f.BoolVar(&opt.Confirm, "confirm", false, "take in a file that lost more than a quarter of its subjects")
	f.BoolVar(&opt.DryRun, "dry-run", false, "say what would happen, write nothing")
	return c
}

func (a *app) ingest(c *cobra.Command, id string, paths []string, opt intake.Options) error {
	entry, err := a.source(id)
	if err != nil {
		return err
	}
	files, err := openFiles(paths)
	if err != nil {
		return err
	}
	bar := newProgress(a.Err)
	defer bar.close()
	w, err := a.openWriter(c.Context(), "", bar)
	if err != nil {
		return err
	}
	defer w.Close()
	told := &notices{w: a.Err}
	opt.Progress = bar.report
	if !opt.Strict { // the one row at which it stops is its error
		opt.Refused = func(e *source.RowError) { told.add(e) }
	}
	res, err := w.Intake.File(c.Context(), entry, files, opt)
	if err == nil && !opt.DryRun {
		err = w.SaveNames(c.Context(), bar.report)
	}
	bar.close()
	told.end()
	if err != nil {
		return inputError(err)
	}
	if len(res.Snapshot.Refused) > 0 {
		a.code = ExitInput
	}
	if a.json {
		return a.print(res)
	}
	summary(a.Out, res, opt.DryRun)
	return w.Close()
}

// inputError gives errors of the file, as against those of the machine, their exit code.
func inputError(err error) error {
	var path *os.PathError
	if errors.As(err, &path) && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, known := range []error{intake.ErrOlder, intake.ErrHeld, intake.ErrNone, intake.ErrFuture, io.ErrUnexpectedEOF, os.ErrNotExist} {
		if errors.Is(err, known) {
			return &exitError{ExitInput, err}
		}
	}
	return err
}

func openFiles(paths []string) ([]*format.File, error) {
	var out []*format.File
	for _, p := range paths {
		fi, err := os.Stat(p)
		if err != nil {
			return nil, &exitError{ExitInput, err}
		}
		if fi.IsDir() {
			return nil, &exitError{ExitInput, fmt.Errorf("%s is a directory, not a file", p)}
		}
		out = append(out, &format.File{Path: p})
	}
	return out, nil
}

func summary(w io.Writer, r *intake.Result, dry bool) {
	s := &r.Snapshot
	verb := "Taken in"
	if dry {
		verb = "Dry run, nothing written"
	}
	fmt.Fprintf(w, "%s: %s, published %s, read by %s, origin %s\n", verb, r.Source, s.Published, s.Parser, s.Origin)
	fmt.Fprintf(w, "  rows            %8d\n", s.Rows)
	fmt.Fprintf(w, "  organisations   %8d%s\n", s.Organisations, parts(s.DecidedBy))
	fmt.Fprintf(w, "  persons refused %8d%s\n", total(s.Persons), parts(s.Persons))
	for what, n := range sortedMap(s.OutOfScope) {
		fmt.Fprintf(w, "  out of scope    %8d  %s\n", n, what)
	}
	fmt.Fprintf(w, "  undetermined    %8d\n", s.Undetermined)
	fmt.Fprintf(w, "  rows refused    %8d%s\n", total(s.Refused), parts(s.Refused))
	if n := total(s.LeftOut); n > 0 {
		fmt.Fprintf(w, "  cells left out  %8d%s (their rows stand)\n", n, parts(s.LeftOut))
	}
	if s.Unsettled > 0 {
		fmt.Fprintf(w, "  kept standing   %8d  statements that the file does not make: the rows refused may be theirs; mend the file, or --confirm withdraws them\n", s.Unsettled)
	}
	if r.WouldHold {
		fmt.Fprintln(w, "  the file lost more than a quarter of its subjects: it would be held for confirmation (--confirm)")
	}
	if r.Assumed {
		fmt.Fprintln(w, "  the file does not say when it was published: today was taken; --published says better")
	}
	fmt.Fprintf(w, "  claims: %d new, %d changed, %d withdrawn, %d unchanged; %d links made, %d held back\n", s.Added, s.Changed, s.Withdrawn, s.Unchanged, r.Links, r.Held)
	if !dry {
		fmt.Fprintf(w, "Acknowledged at %s; the log holds %d claims\n", r.Recorded, r.Size)
	}
}

func total(m map[string]int64) (n int64) {
	for _, v := range m {
		n += v
	}
	return n
}

func parts(m map[string]int64) string {
	s := ""
	for k, v := range sortedMap(m) {
		s += fmt.Sprintf("  %s %d", k, v)
	}
	return s
}

func sortedMap[K cmp.Ordered, V any](m map[K]V) func(func(K, V) bool) {
	return func(yield func(K, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
