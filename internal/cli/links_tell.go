package cli

import (
	"fmt"
	"strings"

	"probity.example/probity/internal/links"
)

func (a *app) tellLinks(list []links.Proposal, ids bool) error {
	if ids {
		for i := range list {
			fmt.Fprintln(a.Out, list[i].ID)
		}
		return nil
	}
	if a.json {
		return a.print(list)
	}
	for i := range list {
		a.tellLink(&list[i])
	}
	fmt.Fprintf(a.Out, "%d proposals\n", len(list))
	return nil
}

// tellSuggestion says what could be accepted, and how sure that is. With ids, standard output holds them and nothing else.
func (a *app) tellSuggestion(s *links.Suggestion, ids bool) error {
	if a.json && !ids {
		return a.print(s)
	}
	if err := a.tellLinks(s.Proposals, ids); err != nil {
		return err
	}
	w := a.Out
	if ids {
		w = a.Err
	}
	e := s.Estimate
	measured := fmt.Sprintf("of pairs with at least %d points whose truth is known, %d of %d are right: precision %.4f, 95 %% interval %.4f to %.4f",
		e.From, e.Same, e.Pairs, e.Precision, e.Low, e.High)
	switch {
	case s.Enough && !ids:
		fmt.Fprintf(w, "How sure: %s; %v was asked for.\n", measured, s.Precision)
	case !s.Enough && e.Pairs == 0:
		fmt.Fprintf(w, "Nothing is suggested: no precision is measured, and %v is asked for.\n", s.Precision)
	case !s.Enough:
		fmt.Fprintf(w, "Nothing is suggested: the evidence is too thin for a precision of %v.\nHow sure: %s.\nThe most that this supports is --precision %v.\n",
			s.Precision, measured, s.Supported)
	}
	return nil
}

func (a *app) tellLink(p *links.Proposal) {
	w := a.Out
	fmt.Fprintf(w, "%s  %s, %d points, %s\n", p.ID, p.State, p.Points, precisionOf(p.Estimate))
	for _, s := range []links.Side{p.A, p.B} {
		fmt.Fprintf(w, "  %s  %s", s.Record, s.Caption)
		if len(s.Countries) > 0 {
			fmt.Fprintf(w, "  [%s]", strings.Join(s.Countries, " "))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "  %s\n", because(&p.Why))
	for _, c := range p.Contradictions {
		fmt.Fprintf(w, "  contradicted: %s\n", c)
	}
}

func precisionOf(e links.Estimate) string {
	if e.Pairs == 0 {
		return "precision not measured"
	}
	return fmt.Sprintf("precision %.3f (%.3f to %.3f, n %d)", e.Precision, e.Low, e.High, e.Pairs)
}

// because says in one line what speaks for and against a pair.
func because(f *links.Features) string {
	parts := []string{fmt.Sprintf("names alike %.3f: %q, %q", f.Similarity, f.NameA, f.NameB)}
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if f.WeakName {
		add("by an acronym or weak alias only")
	}
	if f.Shared > 1 {
		add("%d names shared", f.Shared)
	}
	for _, fact := range []struct{ what, how string }{{"country", f.Country}, {"address", f.Address}} {
		if fact.how != "" {
			add("%s %s", fact.what, fact.how)
		}
	}
	if len(f.Apart) > 0 {
		add("names differ in %s", strings.Join(f.Apart, ", "))
	}
	if len(f.Agreeing) > 0 {
		add("weak identifiers agree: %s", strings.Join(f.Agreeing, ", "))
	}
	if len(f.Differing) > 0 {
		add("weak identifiers differ: %s", strings.Join(f.Differing, ", "))
	}
	switch {
	case f.Beaten:
		add("another record matches better")
	case f.Rivals > 0:
		add("%d other records match as well", f.Rivals)
	}
	if f.Common {
		add("names of words that many bear")
	}
	if f.OneList {
		add("both of one list")
	}
	return strings.Join(parts, "; ")
}

// decisionOf is how a decision is printed with --json.
type decisionOf struct {
	links.Decision
	DryRun bool `json:"dry_run,omitzero"`
}

func (a *app) tellPlan(plan *links.Plan, f linkDecideFlags) error {
	out := []decisionOf{}
	for _, d := range plan.Decisions {
		out = append(out, decisionOf{d, f.dryRun})
	}
	if a.json {
		return a.print(out)
	}
	verb := map[bool]string{true: "joined", false: "held apart"}[f.same]
	for _, d := range plan.Decisions {
		how := verb
		switch {
		case d.Done:
			how = "already " + verb
		case f.dryRun:
			how = "would be " + verb
		}
		fmt.Fprintf(a.Out, "%s  %s: %s and %s (%s)\n", d.ID, how, d.A.Record, d.B.Record, d.Reason)
		for _, c := range d.Contradictions {
			fmt.Fprintf(a.Out, "  although contradicted: %s\n", c)
		}
		if d.Connected {
			fmt.Fprintln(a.Out, "  still connected through other records: answers about this organisation are at most \"ask\"")
		}
	}
	return nil
}
