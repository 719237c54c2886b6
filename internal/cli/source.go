package cli

import (
	"errors"
	"fmt"
	"net/http"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/source"
)

func (a *app) sourceCmd() *cobra.Command {
	c := &cobra.Command{Use: "source", Short: "The catalogue of sources: list, show, fetch, check", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the catalogue, refused sources included", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.sourceList() }},
		&cobra.Command{Use: "show SOURCE", Short: "Show one catalogue entry", Args: cobra.ExactArgs(1), RunE: func(_ *cobra.Command, args []string) error { return a.sourceShow(args[0]) }},
		a.sourceFetchCmd(), a.sourceCheckCmd(), a.sourceEvidenceCmd(),
	)
	return c
}

// catalogueEntry is how an entry is printed with --json.
type catalogueEntry struct {
	ID string `json:"id"`
	claim.SourceEntry
	Admitted bool     `json:"admitted"`
	Parsers  []string `json:"parsers,omitempty"`
}

func entryOf(e source.Entry) catalogueEntry {
	out := catalogueEntry{ID: e.ID, SourceEntry: e.SourceEntry, Admitted: claim.AdmitCriterion(e.Criterion) == nil}
	for _, r := range e.Readers {
		out.Parsers = append(out.Parsers, r.Parser)
	}
	return out
}

func (a *app) sourceList() error {
	all, err := a.sources()
	if err != nil {
		return err
	}
	var out []catalogueEntry
	for _, e := range append(all, source.Refused()...) {
		out = append(out, entryOf(e))
	}
	if a.json {
		return a.print(out)
	}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tLAW\tCRITERION\tORIGIN\tTITLE")
	for _, e := range out {
		criterion := e.Criterion
		if !e.Admitted {
			criterion += " (refused)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", e.ID, e.Jurisdiction, criterion, e.Origin, e.Title)
	}
	return w.Flush()
}

func (a *app) sourceShow(id string) error {
	all, err := a.sources()
	if err != nil {
		return err
	}
	for _, e := range append(all, source.Refused()...) {
		if e.ID != id {
			continue
		}
		out := entryOf(e)
		if a.json {
			return a.print(out)
		}
		w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
		for _, f := range [][2]string{
			{"id", out.ID},
			{"title", out.Title},
			{"publisher", out.Publisher},
			{"origin", out.Origin},
			{"jurisdiction", out.Jurisdiction},
			{"criterion", out.Criterion},
			{"licence", out.Licence},
			{"official file", out.URL},
			{"cadence", out.Cadence},
			{"persons told apart by", out.Persons},
			{"refused because", out.Reason},
			{"read by", fmt.Sprint(out.Parsers)},
		} {
			if f[1] != "" && f[1] != "[]" {
				fmt.Fprintf(w, "%s\t%s\n", f[0], f[1])
			}
		}
		return w.Flush()
	}
	return usage("no source %q in the catalogue; `probity source list` shows it", id)
}

func (a *app) sourceFetchCmd() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: "fetch SOURCE", Short: "Download the official file of a source, where there is a network", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.source(args[0])
			if err != nil {
				return err
			}
			files, err := source.Fetch(c.Context(), &http.Client{Timeout: 30 * time.Minute}, e, dir)
			if err != nil {
				return err
			}
			if a.json {
				return a.print(map[string]any{"source": e.ID, "files": files})
			}
			for _, f := range files {
				fmt.Fprintln(a.Out, f)
			}
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "dir", "d", ".", "directory to download into")
	return c
}

func (a *app) sourceCheckCmd() *cobra.Command {
	var id string
	c := &cobra.Command{
		Use: "check FILE...", Short: "Read an official file again and compare with what the log held after its snapshot", Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			files, err := openFiles(args)
			if err != nil {
				return err
			}
			r, err := a.openReading(c.Context())
			if err != nil {
				return err
			}
			defer r.Close()
			all, err := a.sources()
			if err != nil {
				return err
			}
			bar := newProgress(a.Err)
			defer bar.close()
			for _, e := range all {
				if id != "" && e.ID != id {
					continue
				}
				res, err := intake.Check(c.Context(), r.Register, e, files, bar.report)
				if errors.Is(err, intake.ErrNoSnapshot) {
					continue
				}
				if err != nil {
					return inputError(err)
				}
				bar.close()
				return a.checked(res)
			}
			return &exitError{ExitVerify, fmt.Errorf("%v: %w", args, intake.ErrNoSnapshot)}
		},
	}
	c.Flags().StringVar(&id, "source", "", "only this source (default: whichever has a snapshot of the file)")
	return c
}

func (a *app) checked(res *intake.CheckResult) error {
	if a.json {
		if err := a.print(res); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(a.Out, "%s, snapshot at index %d, published %s, recorded %s\n", res.Source, res.Index, res.Published, res.Recorded)
		fmt.Fprintf(a.Out, "  reproduced %d, different %d, missing from the log %d, in the log only %d, counts agree: %v\n",
			res.Reproduced, res.Different, res.Missing, res.Extra, res.Counts)
	}
	if !res.Agrees() {
		err := errors.New("the file does not give the claims of its snapshot")
		if res.Parser != res.ParserThen {
			err = fmt.Errorf("%w; it was read by %s then and by %s now", err, res.ParserThen, res.Parser)
		}
		return &exitError{ExitVerify, err}
	}
	return nil
}

func (a *app) sourceEvidenceCmd() *cobra.Command {
	return &cobra.Command{
		Use: "evidence SOURCE FILE...", Short: "Measure the door: decide without the type column and compare with it", Args: cobra.MinimumNArgs(2),
		Long: `Reads a file twice in memory: once with its type column, once with that column hidden, and counts how the door decides each
party. Nothing is written, and no name is printed.`,
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.source(args[0])
			if err != nil {
				return err
			}
			files, err := openFiles(args[1:])
			if err != nil {
				return err
			}
			m, err := intake.Measure(c.Context(), e, files)
			if err != nil {
				return inputError(err)
			}
			if a.json {
				return a.print(m)
			}
			w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "STATED\tPARTIES\tORGANISATION\tPERSON\tUNDETERMINED")
			for _, row := range m.Rows {
				fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", row.Stated, row.Parties, row.Organisation, row.Person, row.Undetermined)
			}
			for basis, n := range sortedMap(m.Evidence) {
				fmt.Fprintf(w, "by %s\t%d\t\t\t\n", basis, n)
			}
			return w.Flush()
		},
	}
}
