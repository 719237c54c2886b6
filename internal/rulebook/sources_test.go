package rulebook_test

import (
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
)

const needs = `id: needs
version: "1"
title: Needs
context: Tests of needed sources.
law: XV
families: [SAN]
no_records: clear
max_age_days: 10
sources:
  - {name: first need, any: [one, two]}
  - {name: second need, criteria: [exclusion], jurisdictions: [XV, XX], except: [never], max_age_days: 30}
rules: [{id: all, sentence: Bars., basis: none, outcome: barred, when: "true"}]
`

func TestNeedsAndAges(t *testing.T) {
	const day = claim.Date("2024-06-01")
	src := func(id, jurisdiction, criterion string, age int) rulebook.Source {
		return list(id, jurisdiction, criterion, day.AddDays(-age))
	}
	with := func(s rulebook.Source, change func(*rulebook.Source)) rulebook.Source { change(&s); return s }
	excl := src("excl", "XX", "exclusion", 3)
	for _, c := range []struct {
		name        string
		sources     []rulebook.Source
		want        string
		stale       []string
		notExamined []string
	}{
		{"both met", []rulebook.Source{src("one", "US", "sanction", 0), excl}, "clear", nil, nil},
		{"the other id", []rulebook.Source{src("two", "", "", 10), excl}, "clear", nil, nil},
		{"nothing read", nil, "stale", nil, []string{"first need: no source was read", "second need: no source was read"}},
		{"in the catalogue, never read", []rulebook.Source{with(src("one", "US", "sanction", 0), func(s *rulebook.Source) { s.Snapshot = nil }), excl}, "stale", nil, []string{"first need: no source was read"}},
		{"too old", []rulebook.Source{src("one", "US", "sanction", 11), excl}, "stale", []string{"one"}, nil},
		{"one too old, another fresh", []rulebook.Source{src("one", "US", "sanction", 11), src("two", "", "", 1), excl}, "clear_with_notes", []string{"one"}, nil},
		{"the need's own age", []rulebook.Source{src("one", "US", "sanction", 0), src("excl", "XV", "exclusion", 30)}, "clear", nil, nil},
		{"older than the need's own age", []rulebook.Source{src("one", "US", "sanction", 0), src("excl", "XV", "exclusion", 31)}, "stale", []string{"excl"}, nil},
		{"another jurisdiction", []rulebook.Source{src("one", "US", "sanction", 0), src("excl", "US", "exclusion", 3)}, "stale", nil, []string{"second need"}},
		{"another criterion", []rulebook.Source{src("one", "US", "sanction", 0), src("excl", "XX", "warning", 3)}, "stale", nil, []string{"second need"}},
		{"excepted", []rulebook.Source{src("one", "US", "sanction", 0), src("never", "XX", "exclusion", 3)}, "stale", nil, []string{"second need"}},
		{"a compilation", []rulebook.Source{src("one", "US", "sanction", 0), with(excl, func(s *rulebook.Source) { s.Entry.Origin = "compiled" })}, "stale", nil, []string{"second need"}},
		{"read before and soon after", []rulebook.Source{with(src("one", "US", "sanction", 4), func(s *rulebook.Source) { s.Next = read("one", day.AddDays(4)) }), excl}, "clear", nil, nil},
		{"read long before and long after", []rulebook.Source{with(src("one", "US", "sanction", 400), func(s *rulebook.Source) { s.Next = read("one", day.AddDays(4)) }), excl}, "clear_with_notes", nil, []string{"one: what was listed and taken off again between 2023-04-28 and 2024-06-05"}},
		{"first read after", []rulebook.Source{with(src("one", "US", "sanction", 0), func(s *rulebook.Source) { s.Snapshot, s.Next = nil, read("one", day.AddDays(4)) }), excl}, "stale", nil, []string{"first need: no source was read for this day (the first reading is of 2024-06-05)"}},
		{"a snapshot of a later day counts as the next", []rulebook.Source{src("one", "US", "sanction", -4), excl}, "stale", nil, []string{"first need: no source was read for this day"}},
		{"undetermined rows", []rulebook.Source{with(src("one", "US", "sanction", 0), func(s *rulebook.Source) { s.Snapshot.Claim.Snapshot.Undetermined = 7 }), excl}, "clear_with_notes", nil, nil},
		{"refused rows", []rulebook.Source{with(src("one", "US", "sanction", 0), func(s *rulebook.Source) {
			s.Snapshot.Claim.Snapshot.Refused = map[string]int64{"date": 7}
		}), excl}, "clear_with_notes", nil, nil},
		{"refused persons are no doubt", []rulebook.Source{with(src("one", "US", "sanction", 0), func(s *rulebook.Source) {
			s.Snapshot.Claim.Snapshot.Persons = map[string]int64{"type_column": 7}
		}), excl}, "clear", nil, nil},
		{"undetermined rows of a source nobody needs", []rulebook.Source{src("one", "US", "sanction", 0), excl, with(src("far", "US", "warning", 0), func(s *rulebook.Source) { s.Snapshot.Claim.Snapshot.Undetermined = 7 })}, "clear", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := load(t, needs)
			q := rulebook.Input{AsOf: day, Today: day, Sources: c.sources}
			res := evaluate(t, p, q)
			if res.Answer != c.want {
				t.Errorf("answer %s, want %s", res.Answer, c.want)
			}
			var stale []string
			for _, s := range res.Stale {
				stale = append(stale, s.ID)
			}
			if !slices.Equal(stale, c.stale) {
				t.Errorf("stale %v, want %v", stale, c.stale)
			}
			for _, want := range c.notExamined {
				if !slices.ContainsFunc(res.NotExamined, func(s string) bool { return strings.HasPrefix(s, want) }) {
					t.Errorf("not examined %q, want %q", res.NotExamined, want)
				}
			}
			if c.want == "clear" && len(res.NotExamined) != 3 {
				t.Errorf("not examined %q, want persons, ownership and families", res.NotExamined)
			}
		})
	}
}

func TestStalenessStandsBesideABar(t *testing.T) {
	q := ask("2024-06-01", known(0, "a", 1, "2024-01-01", block("2020-01-01")))
	q.Sources[0].Snapshot = read("list", "2024-01-01")
	res := evaluate(t, load(t, header+barAll), q)
	if res.Answer != rulebook.Barred || len(res.Stale) != 1 || res.Stale[0].AgeDays != 152 || res.Stale[0].MaxDays != 10 {
		t.Errorf("got %s, stale %+v", res.Answer, res.Stale)
	}
}

func TestLookBack(t *testing.T) {
	p := load(t, header+"look_back_years: 7\nlook_back_years_by_family: {INS: 10}\n"+`rules: [{id: all, sentence: S., basis: B, outcome: note, when: "true"}]`)
	in := func(d claim.Decision) claim.Decision { d.State = "in_force"; return d }
	for _, c := range []struct {
		name  string
		kind  claim.Kind
		d     claim.Decision
		want  string
		until claim.Date
	}{
		{"an act on its last day", "REG.FINE", in(claim.Decision{Decided: "2017-06-01"}), "clear_with_notes", "2024-06-01"},
		{"an act a day older", "REG.FINE", in(claim.Decision{Decided: "2017-05-31"}), "clear", "2024-06-11"},
		{"an act of a year", "REG.FINE", in(claim.Decision{Decided: "2017"}), "clear_with_notes", "2024-12-31"},
		{"an act without a date", "REG.FINE", in(claim.Decision{}), "clear_with_notes", ""},
		{"an old listing that stands", "EXC.DEBAR", in(claim.Decision{From: "1999-01-01"}), "clear_with_notes", ""},
		{"a family of its own", "INS.BANKR", in(claim.Decision{Decided: "2014-06-01"}), "clear_with_notes", "2024-06-01"},
		{"leap day", "REG.FINE", in(claim.Decision{Decided: "2020-02-29"}), "clear_with_notes", "2027-02-28"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := ask("2024-06-01", known(0, "a", 1, "2024-01-01", decision(c.kind, c.d)))
			res := evaluate(t, p, q)
			until := res.ValidUntil
			if c.until != "2024-06-11" { // the list's own age is the next change otherwise
				q.Sources[0].Snapshot = read("list", "2024-06-01")
				q.Sources[0].Next = read("list", "2090-01-01")
				until = evaluate(t, p, q).ValidUntil
				if until > "2080" {
					until = ""
				}
			}
			if want := c.want; res.Answer != want || until != c.until {
				t.Errorf("got %s until %s, want %s until %s", res.Answer, until, want, c.until)
			}
		})
	}
}
