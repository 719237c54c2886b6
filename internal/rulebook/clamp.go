package rulebook

import (
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
)

// Note is the mildest outcome of a rule; the others, Barred and Ask, are answers too.
const Note = "note"

// outcomes of a rule, worst first.
var outcomes = []string{Barred, Ask, Note}

// clamps hold whatever a policy says. Each lowers the outcome of a rule for a record that it applies to, and is named in
// the match. The list is part of the published evaluation: docs/format-policy.md, "Clamps".
var clamps = []struct {
	code    string
	atMost  string
	reason  string
	applies func(r *record, identity string) bool
}{
	{"never_adverse", Note, "what this record states is not adverse", func(r *record, _ string) bool {
		return slices.Contains(neverAdverse, r.view.Kind) || slices.Contains([]string{"IDN", "DUE"}, r.view.Kind.Family())
	}},
	{"identity_name", Ask, "the organisation was found by its name alone", func(_ *record, id string) bool { return id == IdentityName }},
	{"identity_possible", Ask, "it is only possible that this is the organisation", func(_ *record, id string) bool { return id == IdentityPossible }},
	{"state_unstated", Ask, "the source does not say that the decision is in force", func(r *record, _ string) bool { return r.view.State == "" }},
	{"state_proposed", Ask, "the decision is only proposed", stateIs("proposed")},
	{"state_stayed", Ask, "the effect of the decision is stayed", stateIs("stayed")},
	{"state_under_dispute", Ask, "the record is under dispute", stateIs("under_dispute")},
	{"state_under_appeal", Ask, "the decision is under appeal", stateIs("under_appeal")},
	{"not_final", Ask, "the decision is not final", func(r *record, _ string) bool { return r.view.Finality == "not_final" }},
	{"status_uncertain", Ask, "whether the record held on the day is not known", func(r *record, _ string) bool { return r.view.Status == StatusUncertain }},
	{"national_grounds", Ask, "its only grounds are national, security or misconduct in general", func(r *record, _ string) bool { return broadGroundsOnly(r.view.Grounds) }},
	{"licence", Ask, "a licence matter never bars by itself", familyIs("LIC")},
	{"ownership", Ask, "ownership never bars by itself", familyIs("OWN")},
	{"red_flag", Ask, "a red flag is never a finding", familyIs("FLG")},
	{"compiled", Ask, "the record comes from a compilation, not from the authority's publication or a copy of it", func(r *record, _ string) bool { return r.source.compiled() }},
	{clampUndated, Ask, "the day from which the rule's period runs is not known", nil},
	{clampPartial, Ask, "the day from which the rule's period runs is known to the month or year only", nil},
	{"history", Note, "the record no longer counts", func(r *record, _ string) bool { return !counts(r.view) }},
}

// The clamps that a rule's own period applies; see within.
const (
	clampUndated = "period_undated"
	clampPartial = "period_partial"
)

// neverAdverse are the kinds that speak for an organisation or about nothing bad: they are at most noted.
var neverAdverse = []claim.Kind{"PRO.AWARD", "AUD.CLEAN", "LIC.GRANT", "LIC.CERT", "INS.END", "JUD.QUASH"}

func stateIs(s string) func(*record, string) bool {
	return func(r *record, _ string) bool { return r.view.State == s }
}

func familyIs(f string) func(*record, string) bool {
	return func(r *record, _ string) bool { return r.view.Kind.Family() == f }
}

func broadGroundsOnly(grounds []string) bool {
	return len(grounds) > 0 && !slices.ContainsFunc(grounds, func(g string) bool { return g != "G.NATL" && g != "G.NATSEC" && g != "G.MISC" })
}

// canBar reports whether a decision in this state can bar: docs/format-policy.md, "Clamps".
func canBar(state string) bool {
	return state == "in_force" || state == "interim" || state == "conditional"
}

// overStates are the states of decisions that count for nothing any more.
var overStates = []string{"released", "repaired", "expired", "quashed", "withdrawn", "superseded"}

// counts reports whether a record counts on the day: otherwise it is history, and only rules about history see it.
func counts(v *View) bool {
	return (v.Status == StatusActive || v.Status == StatusUncertain) && !slices.Contains(overStates, v.State)
}

// lower gives the outcome of a rule for a record after every clamp, with the codes of those that lowered it.
func lower(outcome string, r *record, identity string, period []string) (string, []string) {
	out := outcome
	var why []string
	for _, c := range clamps {
		hit := slices.Contains(period, c.code) || (c.applies != nil && c.applies(r, identity))
		if hit && slices.Index(outcomes, c.atMost) > slices.Index(outcomes, outcome) {
			why = append(why, c.code)
			if slices.Index(outcomes, c.atMost) > slices.Index(outcomes, out) {
				out = c.atMost
			}
		}
	}
	return out, why
}

// ClampReason is the sentence behind a code of Match.Clamped, empty for an unknown code.
func ClampReason(code string) string {
	for _, c := range clamps {
		if c.code == code {
			return strings.ToUpper(c.reason[:1]) + c.reason[1:] + "."
		}
	}
	return ""
}

func (s *Source) compiled() bool {
	return s.Entry.Origin == "compiled" || (s.Snapshot != nil && s.Snapshot.Claim.Snapshot.Origin == "compiled")
}
