package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

func (a *app) showCmd() *cobra.Command {
	var asOf, knownAt string
	c := &cobra.Command{
		Use: "show ORG", Short: "Show an organisation: its names, numbers and every record, history included", Args: cobra.ExactArgs(1),
		Long:    "ORG is an organisation's id, a record key (SOURCE:PARTY) or an identifier (SCHEME:VALUE).",
		Example: "  probity show X-OFAC:12345\n  probity show us-ofac-sdn:12345 --known-at 2026-01-01",
		RunE: func(c *cobra.Command, args []string) error {
			q, err := question(checkFlags{asOf: asOf, knownAt: knownAt}, "")
			if err != nil {
				return err
			}
			if q.AsOf == "" {
				q.AsOf = claim.Day(a.now())
			}
			if q.KnownAt.IsZero() {
				q.KnownAt = a.now()
			}
			r, err := a.openReading(c.Context())
			if err != nil {
				return err
			}
			defer r.Close()
			m, err := r.Register.At(c.Context(), q.KnownAt)
			if err != nil {
				return err
			}
			orgs, err := findOrganisations(c.Context(), r.Register, args[0], m)
			if err != nil {
				return err
			}
			if len(orgs) == 0 {
				return &exitError{ExitUnknown, fmt.Errorf("nothing is known of %q", args[0])}
			}
			return a.show(c.Context(), r.Register, orgs, m, q.AsOf)
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", "what was true on this day, YYYY-MM-DD (default: today)")
	c.Flags().StringVar(&knownAt, "known-at", "", "of what the register knew then, a day or RFC 3339 time (default: now)")
	return c
}

func findOrganisations(ctx context.Context, reg *register.Register, what string, m register.Moment) ([]register.Organisation, error) {
	first, rest, colon := strings.Cut(what, ":")
	if !colon {
		o, err := reg.ByID(ctx, what, m)
		return one(o), err
	}
	if norm, err := ident.Normalise(first, rest); err == nil {
		return reg.ByIdentifier(ctx, claim.Identifier{Scheme: first, Value: norm}, m)
	}
	o, err := reg.ByRecord(ctx, what, m)
	return one(o), err
}

func one(o *register.Organisation) []register.Organisation {
	if o == nil {
		return nil
	}
	return []register.Organisation{*o}
}

// shown is how an organisation is printed with --json.
type shown struct {
	ID          string             `json:"id"`
	Caption     string             `json:"caption"`
	Records     []string           `json:"records"`
	Names       []claim.Name       `json:"names"`
	Identifiers []claim.Identifier `json:"identifiers"`
	AsOf        claim.Date         `json:"as_of"`
	KnownAt     string             `json:"known_at"`
	Statements  []rulebook.View    `json:"statements"`
}

func (a *app) show(ctx context.Context, reg *register.Register, orgs []register.Organisation, m register.Moment, asOf claim.Date) error {
	var out []shown
	for i := range orgs {
		known, err := reg.Claims(ctx, &orgs[i], m)
		if err != nil {
			return err
		}
		s := shown{ID: orgs[i].ID, Records: orgs[i].Records, AsOf: asOf, KnownAt: m.Recorded}
		var claims []*claim.Claim
		var views []rulebook.Known
		gathered := &claim.Claim{}
		for _, k := range known {
			claims = append(claims, k.Claim)
			views = append(views, rulebook.Known{Index: k.Index, ID: k.ID, Claim: k.Claim, KnownAt: k.KnownAt, Published: verify.Published(k.Claim, k.Published)})
			gathered.Names = append(gathered.Names, k.Claim.Names...)
			gathered.Identifiers = append(gathered.Identifiers, k.Claim.Identifiers...)
		}
		gathered.Normalise()
		s.Caption, s.Names, s.Identifiers = verify.Caption(claims), gathered.Names, gathered.Identifiers
		for _, v := range rulebook.ViewAt(views, asOf) {
			if !v.Describes() {
				s.Statements = append(s.Statements, v)
			}
		}
		out = append(out, s)
	}
	if a.json {
		return a.print(out)
	}
	for _, s := range out {
		a.tellShown(&s)
	}
	return nil
}

func (a *app) tellShown(s *shown) {
	w := a.Out
	fmt.Fprintf(w, "%s  %s\n", s.ID, s.Caption)
	fmt.Fprintf(w, "  as of %s, known at %s; records: %s\n", s.AsOf, s.KnownAt, strings.Join(s.Records, ", "))
	for _, n := range s.Names {
		fmt.Fprintf(w, "  name  %s (%s)\n", n.Value, n.Kind)
	}
	for _, i := range s.Identifiers {
		fmt.Fprintf(w, "  id    %s:%s\n", i.Scheme, i.Value)
	}
	for _, v := range s.Statements {
		fmt.Fprintf(w, "  %-9s %s, %s, %s", v.Status, v.Kind, v.Kind.Meaning(), cmp.Or(v.State, "state not given"))
		if v.From != "" || v.Until != "" {
			fmt.Fprintf(w, ", %s to %s", cmp.Or(string(v.From), "?"), cmp.Or(string(v.Until), "no end given"))
		}
		fmt.Fprintf(w, " [%s, claim %d]\n", v.Source, v.Index)
	}
}
