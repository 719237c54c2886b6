package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/links"
	"probity.example/probity/internal/register"
)

func (a *app) linksCmd() *cobra.Command {
	c := &cobra.Command{
		Use: "links", Short: "Which records are one organisation: list, show, accept, reject, suggest, calibrate", Args: cobra.NoArgs,
		Long: `Records that agree in a strong identifier are joined when they are taken in. All other joining is the operator's work: list and
suggest propose pairs of records, accept and reject state in the log, for everybody to see, that two records are one organisation or
are not. Either undoes the other. Proposals are derived from the register; the file links.queue that keeps them may be deleted.`,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.linksListCmd(), a.linksShowCmd(), a.linksDecideCmd(true), a.linksDecideCmd(false), a.linksSuggestCmd(), a.linksCalibrateCmd())
	return c
}

// desk opens the desk of a register.
func (a *app) desk(ctx context.Context, reg *register.Register) (*links.Desk, error) {
	return links.Open(ctx, reg, filepath.Join(a.dir, links.QueueFile), func(err error) { fmt.Fprintln(a.Err, "probity: "+err.Error()) })
}

// withDesk opens the register for reading, with a desk.
func (a *app) withDesk(ctx context.Context, do func(*links.Desk) error) error {
	r, err := datadir.OpenReader(ctx, a.dir)
	if err != nil {
		return err
	}
	defer r.Close()
	d, err := a.desk(ctx, r.Register)
	if err != nil {
		return err
	}
	return do(d)
}

// linkFilter are the flags that narrow a list of proposals.
type linkFilter struct {
	sources []string
	limit   int
	ids     bool
}

func (f *linkFilter) flags(c *cobra.Command, limit int) {
	c.Flags().StringArrayVar(&f.sources, "source", nil, "a source of one of the two records; given twice, of each")
	c.Flags().IntVar(&f.limit, "limit", limit, "show at most so many; 0 for all")
	c.Flags().BoolVar(&f.ids, "ids", false, "print ids only, one a line, as accept and reject read them with -")
}

func (f *linkFilter) filter() (links.Filter, error) {
	if len(f.sources) > 2 {
		return links.Filter{}, usage("--source is given %d times: a pair has two", len(f.sources))
	}
	if f.limit < 0 {
		return links.Filter{}, usage("--limit %d: want 0 or more", f.limit)
	}
	s := make([]string, 2)
	copy(s, f.sources)
	return links.Filter{SourceA: s[0], SourceB: s[1], Limit: f.limit}, nil
}

func (a *app) linksListCmd() *cobra.Command {
	var f linkFilter
	c := &cobra.Command{
		Use: "list", Short: "List pairs of records that may be one organisation, the surest first", Args: cobra.NoArgs,
		Long: `Pairs that are joined, held apart or contradicted by strong identifiers are left out. Points are evidence and no probability; the
precision beside them is what became of such pairs where the lists themselves give the truth, with its 95 % interval.`,
		Example: "  probity links list --source un-sc --source uk-ofsi --limit 50\n  probity links list --json",
		RunE: func(c *cobra.Command, _ []string) error {
			want, err := f.filter()
			if err != nil {
				return err
			}
			return a.withDesk(c.Context(), func(d *links.Desk) error {
				list, err := d.List(c.Context(), want)
				if err != nil {
					return err
				}
				return a.tellLinks(list, f.ids)
			})
		},
	}
	f.flags(c, 20)
	return c
}

func (a *app) linksSuggestCmd() *cobra.Command {
	var f linkFilter
	precision := links.DefaultPrecision
	c := &cobra.Command{
		Use: "suggest", Short: "Say which proposals could be accepted at a precision, and how sure that is", Args: cobra.NoArgs,
		Long: `Nothing is written: read the list, then give its ids to accept. The precision is measured on pairs of which the lists themselves give
the truth (docs/decisions/0018-links-are-the-operators-work.md); on other lists it may be another. What was measured has an interval: pairs are
suggested only if its lower bound reaches the precision. If the evidence is too thin for that, nothing is suggested, the highest precision that it
supports is named, and the command ends with 10: a person must decide.`,
		Example: "  probity links suggest --precision 0.95\n  probity links suggest --ids | probity links accept --reason suggested -",
		RunE: func(c *cobra.Command, _ []string) error {
			want, err := f.filter()
			if err != nil {
				return err
			}
			if precision <= 0 || precision > 1 {
				return usage("--precision %v: want more than 0, at most 1", precision)
			}
			return a.withDesk(c.Context(), func(d *links.Desk) error {
				s, err := d.Suggest(c.Context(), precision, want)
				if err != nil {
					return err
				}
				if !s.Enough {
					a.code = ExitAsk
				}
				return a.tellSuggestion(s, f.ids)
			})
		},
	}
	f.flags(c, 0)
	c.Flags().Float64Var(&precision, "precision", precision, "share of right pairs that is wanted of all that is suggested; the lower bound of what was measured must reach it")
	return c
}

func (a *app) linksShowCmd() *cobra.Command {
	return &cobra.Command{
		Use: "show PAIR", Short: "Show one pair of records: what speaks for and against it, and how it stands", Args: cobra.RangeArgs(1, 2),
		Long: "PAIR is an id that list prints, or two record keys (SOURCE:PARTY), proposed or not.",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withDesk(c.Context(), func(d *links.Desk) error {
				list, err := pairs(c.Context(), d, args)
				if err != nil {
					return err
				}
				if a.json {
					return a.print(list[0])
				}
				a.tellLink(list[0])
				return nil
			})
		},
	}
}

// pairs finds what a command line names: ids, or two record keys.
func pairs(ctx context.Context, d *links.Desk, args []string) ([]*links.Proposal, error) {
	var out []*links.Proposal
	add := func(p *links.Proposal, err error) error {
		if errors.Is(err, links.ErrUnknown) {
			return &exitError{ExitUnknown, err}
		}
		out = append(out, p)
		return err
	}
	if len(args) == 2 && strings.Contains(args[0], ":") && strings.Contains(args[1], ":") {
		return out, add(d.Pair(ctx, args[0], args[1]))
	}
	for _, id := range args {
		if strings.Contains(id, ":") {
			return nil, usage("%q is a record: give ids, or two records", id)
		}
		if err := add(d.Get(ctx, id)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// linkDecideFlags are the flags of accept and reject.
type linkDecideFlags struct {
	same            bool
	reason          string
	dryRun, confirm bool
}

func (a *app) linksDecideCmd(same bool) *cobra.Command {
	f := linkDecideFlags{same: same}
	c := &cobra.Command{
		Use: "accept PAIR...", Short: "State that two records are one organisation; undoes reject", Args: cobra.MinimumNArgs(1),
		Example: "  probity links accept 3f0c9d1e2b4a5768\n  probity links accept board:B9 registry:A2 --reason same_registration",
		RunE:    func(c *cobra.Command, args []string) error { return a.decideLinks(c.Context(), f, args) },
	}
	if !same {
		c.Use, c.Short = "reject PAIR...", "State that two records are not one organisation; undoes accept"
		c.Example = "  probity links reject 3f0c9d1e2b4a5768 --reason namesake"
	}
	c.Long = "PAIR is an id that list prints, or two record keys (SOURCE:PARTY); - reads ids from standard input. Each decision is a claim in the\n" +
		"public log, with one of these reasons:\n\n"
	for _, r := range links.Reasons {
		if r.Same == same {
			c.Long += fmt.Sprintf("  %-26s %s\n", r.Word, r.Meaning)
		}
	}
	standard := ""
	if same {
		standard = "reviewed"
		c.Flags().BoolVar(&f.confirm, "confirm", false, "join although something contradicts it: strong identifiers that differ, records held apart")
	}
	c.Flags().StringVar(&f.reason, "reason", standard, "a word of the list; it is published")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would happen, write nothing")
	return c
}

func (a *app) decideLinks(ctx context.Context, f linkDecideFlags, args []string) error {
	if f.reason == "" {
		return usage("--reason is needed: a word of the list that --help prints")
	}
	if len(args) == 1 && args[0] == "-" {
		args = nil
		for lines := bufio.NewScanner(a.In); lines.Scan(); {
			args = append(args, strings.Fields(lines.Text())...)
		}
	}
	if f.dryRun {
		return a.withDesk(ctx, func(d *links.Desk) error {
			plan, err := planLinks(ctx, d, f, args)
			if err != nil {
				return err
			}
			return a.tellPlan(plan, f)
		})
	}
	if !datadir.Exists(a.dir) {
		return fmt.Errorf("%s: %w", a.dir, datadir.ErrNone)
	}
	w, err := a.openWriter(ctx, "", nil)
	if err != nil {
		return err
	}
	defer w.Close()
	d, err := a.desk(ctx, w.Register)
	if err != nil {
		return err
	}
	plan, err := planLinks(ctx, d, f, args)
	if err != nil {
		return err
	}
	if _, err := w.Intake.Sync(ctx, plan.Acts); err != nil {
		return fmt.Errorf("state the links: %w", err)
	}
	if err := a.tellPlan(plan, f); err != nil {
		return err
	}
	return w.Close()
}

func planLinks(ctx context.Context, d *links.Desk, f linkDecideFlags, args []string) (*links.Plan, error) {
	list, err := pairs(ctx, d, args)
	if err != nil {
		return nil, err
	}
	plan, err := d.Decide(ctx, list, f.same, f.reason, f.confirm)
	switch {
	case errors.Is(err, links.ErrReason):
		return nil, &exitError{ExitUsage, err}
	case errors.Is(err, links.ErrContradicted):
		return nil, &exitError{ExitInput, fmt.Errorf("nothing is written: %w (--confirm)", err)}
	}
	return plan, err
}

func (a *app) linksCalibrateCmd() *cobra.Command {
	var sources []string
	c := &cobra.Command{
		Use: "calibrate", Short: "Measure the matcher on lists that name each other's entries, and print the table of precisions", Args: cobra.NoArgs,
		Long: `Two records are one organisation if they share a strong identifier, which is hidden from the matcher; a proposed pair is wrong if
one of its records shares such an identifier with another record of the other's source. Name only sources that hold each organisation once.`,
		Example: "  probity links calibrate --source un-sc --source uk-ofsi --source eu-fsf --source us-ofac-sdn",
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := datadir.OpenReader(c.Context(), a.dir)
			if err != nil {
				return err
			}
			defer r.Close()
			m, err := r.Register.Now(c.Context())
			if err != nil {
				return err
			}
			t, err := links.Calibrate(c.Context(), r.Register, m, sources)
			if err != nil {
				return err
			}
			return a.print(t)
		},
	}
	c.Flags().StringArrayVar(&sources, "source", nil, "a source that counts (default: all)")
	return c
}
