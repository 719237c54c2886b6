package rulebook_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
)

// drawDay gives days, months and years around 2024, or nothing.
func drawDay(t *rapid.T, label string) claim.Date {
	d := claim.Date("2018-01-01").AddDays(rapid.IntRange(0, 3600).Draw(t, label))
	switch rapid.IntRange(0, 9).Draw(t, label+" precision") {
	case 0:
		return d[:4]
	case 1:
		return d[:7]
	case 2:
		return ""
	}
	return d
}

func drawDecision(t *rapid.T) claim.Claim {
	d := claim.Decision{
		State:    rapid.SampledFrom(append([]string{"", "in_force", "in_force", "in_force"}, claim.States...)).Draw(t, "state"),
		Finality: rapid.SampledFrom([]string{"", "final", "not_final"}).Draw(t, "finality"),
		Grounds:  []string{rapid.SampledFrom(claim.Grounds).Draw(t, "ground")},
		Decided:  drawDay(t, "decided"), From: drawDay(t, "from"), Until: drawDay(t, "until"),
	}
	if d.From != "" && d.Until != "" && d.From.First() > d.Until.Last() {
		d.Until = ""
	}
	kinds := []claim.Kind{
		"SAN.BLOCK", "SAN.SECT", "EXC.DEBAR", "EXC.SUSP", "EXC.REPR", "JUD.CONV", "JUD.CIVIL", "REG.FINE", "REG.WARN", "INS.BANKR", "INS.END",
		"ARR.TAX", "PRO.TERM", "LIC.REVOKE", "AUD.ADV", "FLG.R018", "OWN.SHARE",
	}
	return decision(rapid.SampledFrom(kinds).Draw(t, "kind"), d)
}

// drawQuestion gives an organisation with some chains, each with withdrawals, changes and corrections, on three sources.
func drawQuestion(t *rapid.T) rulebook.Input {
	var claims []rulebook.Known
	for chain := range rapid.IntRange(0, 4).Draw(t, "chains") {
		day := claim.Date("2018-01-01").AddDays(rapid.IntRange(0, 2500).Draw(t, "first"))
		var before claim.Claim
		for v := range rapid.IntRange(1, 4).Draw(t, "versions") {
			next := day.AddDays(rapid.IntRange(0, 500).Draw(t, "gap"))
			c := drawDecision(t)
			if v > 0 {
				switch rapid.IntRange(0, 4).Draw(t, "step") {
				case 0:
					c = claim.Claim{Kind: claim.KindWithdraw, Of: before.Kind, Cause: "vanished", Ended: &claim.Interval{After: day, Before: next}}
				case 1:
					c.Kind, c.Of, c.Cause = claim.KindAmend, before.Kind, "parser"
				case 2:
					c = claim.Claim{Kind: rapid.SampledFrom([]claim.Kind{"COR.MISATTR", "COR.DUP", "DUE.DISPUTE", "DUE.REPAIR", "DUE.RULING"}).Draw(t, "correction")}
				}
			}
			if c.Of == "" && c.Kind.Family() != "COR" && c.Kind.Family() != "DUE" {
				before = c
			}
			day = next
			claims = append(claims, known(len(claims), fmt.Sprint(chain), v+1, day, c))
		}
	}
	asOf := claim.Date("2018-06-01").AddDays(rapid.IntRange(0, 3200).Draw(t, "as of"))
	q := ask(asOf, claims...)
	q.Subjects[0].Identity = rapid.SampledFrom([]string{"same", "chosen", "name_country", "name", "possible"}).Draw(t, "identity")
	q.Sources[0].Entry.Jurisdiction = rapid.SampledFrom([]string{"US", "EU", "GB", "UN", "XX"}).Draw(t, "jurisdiction")
	for i, criterion := range []string{"exclusion", "judgment", "insolvency", "arrears", "penalty"} {
		s := list("other-"+criterion, "XX", criterion, asOf.AddDays(-rapid.IntRange(0, 60).Draw(t, "age")))
		if i == 0 && rapid.Bool().Draw(t, "next") {
			s.Next = read(s.ID, asOf.AddDays(rapid.IntRange(1, 90).Draw(t, "until next")))
		}
		q.Sources = append(q.Sources, s)
	}
	return q
}

func policies(t testing.TB) []*rulebook.Policy {
	t.Helper()
	all, err := rulebook.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func eval(t *rapid.T, p *rulebook.Policy, q rulebook.Input) *rulebook.Result {
	res, err := p.Evaluate(q)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func worse(a, b string) bool { return a != b && rulebook.Worst(a, b) == a }

func TestAnotherSanctionInForceNeverHelps(t *testing.T) {
	all := policies(t)
	rapid.Check(t, func(t *rapid.T) {
		p, q := all[rapid.IntRange(0, len(all)-1).Draw(t, "policy")], drawQuestion(t)
		before := eval(t, p, q).Answer
		q.Subjects[0].Claims = append(q.Subjects[0].Claims, known(1000, "more", 1, "2018-01-01", block("2018-01-01")))
		if after := eval(t, p, q).Answer; worse(before, after) {
			t.Fatalf("%s: %s became %s", p.ID, before, after)
		}
	})
}

func TestABetterKnownOrganisationIsNeverAnsweredMoreMildly(t *testing.T) {
	all := policies(t)
	rapid.Check(t, func(t *rapid.T) {
		p, q := all[rapid.IntRange(0, len(all)-1).Draw(t, "policy")], drawQuestion(t)
		q.Subjects[0].Identity = "possible"
		possible := eval(t, p, q).Answer
		q.Subjects[0].Identity = "same"
		same := eval(t, p, q).Answer
		if possible == rulebook.Barred || worse(possible, same) {
			t.Fatalf("%s: possible %s, same %s", p.ID, possible, same)
		}
	})
}

// TestTheAnswerStandsUntilItsLastDay checks valid_until against asking again on every day that could be wrong.
func TestTheAnswerStandsUntilItsLastDay(t *testing.T) {
	all := policies(t)
	rapid.Check(t, func(t *rapid.T) {
		p, q := all[rapid.IntRange(0, len(all)-1).Draw(t, "policy")], drawQuestion(t)
		q.Today = "2040-01-01"
		first := eval(t, p, q)
		later := func(day claim.Date) *rulebook.Result {
			r := q
			r.AsOf = day
			return eval(t, p, r)
		}
		last := first.ValidUntil
		if last == "" {
			last = q.AsOf.AddDays(9000)
		} else if next := later(last.AddDays(1)); agree(first, next) {
			t.Fatalf("%s: valid until %s, but the day after answers the same", p.ID, last)
		}
		if last < q.AsOf {
			t.Fatalf("valid until %s, before %s", last, q.AsOf)
		}
		span := last.DaysSince(q.AsOf)
		days := []int{1, 2, span / 2, span - 1, span}
		for range 6 {
			days = append(days, rapid.IntRange(0, span).Draw(t, "day"))
		}
		for _, n := range days {
			if n < 0 || n > span {
				continue
			}
			if next := later(q.AsOf.AddDays(n)); !agree(first, next) {
				t.Fatalf("%s: %s on %s, valid until %s, but %s on %s", p.ID, first.Answer, q.AsOf, first.ValidUntil, next.Answer, q.AsOf.AddDays(n))
			}
		}
	})
}

func agree(a, b *rulebook.Result) bool {
	return a.Answer == b.Answer && slices.EqualFunc(a.Subjects, b.Subjects, func(x, y rulebook.SubjectResult) bool {
		return x.Answer == y.Answer && reflect.DeepEqual(x.Matches, y.Matches)
	})
}

func TestEveryBarNamesItsLaw(t *testing.T) {
	for _, p := range policies(t) {
		for _, r := range p.Rules {
			if r.Law == "" || r.Basis == "" || r.Lifts == "" {
				t.Errorf("%s, rule %s: law %q, basis %q, lifts %q", p.ID, r.ID, r.Law, r.Basis, r.Lifts)
			}
		}
	}
}
