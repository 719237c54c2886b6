package rulebook_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
)

func TestClampsHoldWhateverAPolicySays(t *testing.T) {
	p := load(t, header+barAll)
	in := func(state string) claim.Decision { return claim.Decision{State: state, From: "2020-01-01"} }
	d := in("in_force")
	grounds := func(g ...string) claim.Decision { return claim.Decision{State: "in_force", Grounds: g} }
	for _, c := range []struct {
		name     string
		kind     claim.Kind
		d        claim.Decision
		identity string
		origin   string
		want     string
		clamped  []string
	}{
		{"in force", "SAN.BLOCK", d, "same", "official", "barred", nil},
		{"interim", "EXC.SUSP", in("interim"), "same", "official", "barred", nil},
		{"conditional", "EXC.COND", in("conditional"), "same", "official", "barred", nil},
		{"proposed", "EXC.PROP", in("proposed"), "same", "official", "ask", []string{"state_proposed"}},
		{"stayed", "EXC.DEBAR", in("stayed"), "same", "official", "ask", []string{"state_stayed"}},
		{"under dispute", "EXC.DEBAR", in("under_dispute"), "same", "official", "ask", []string{"state_under_dispute"}},
		{"under appeal", "JUD.CONV", in("under_appeal"), "same", "official", "ask", []string{"state_under_appeal"}},
		{"state not stated", "SAN.BLOCK", in(""), "same", "official", "ask", []string{"state_unstated"}},
		{"not final", "JUD.CONV", claim.Decision{State: "in_force", Finality: "not_final"}, "same", "official", "ask", []string{"not_final"}},
		{"final", "JUD.CONV", claim.Decision{State: "in_force", Finality: "final"}, "same", "official", "barred", nil},
		{"released", "EXC.DEBAR", in("released"), "same", "official", "clear", nil},
		{"repaired", "EXC.DEBAR", in("repaired"), "same", "official", "clear", nil},
		{"expired", "EXC.DEBAR", in("expired"), "same", "official", "clear", nil},
		{"quashed", "JUD.CONV", in("quashed"), "same", "official", "clear", nil},
		{"withdrawn", "EXC.DEBAR", in("withdrawn"), "same", "official", "clear", nil},
		{"superseded", "EXC.DEBAR", in("superseded"), "same", "official", "clear", nil},
		{"national ground alone", "EXC.DEBAR", grounds("G.NATL"), "same", "official", "ask", []string{"national_grounds"}},
		{"broad grounds together", "EXC.DEBAR", grounds("G.MISC", "G.NATL", "G.NATSEC"), "same", "official", "ask", []string{"national_grounds"}},
		{"broad ground beside another", "EXC.DEBAR", grounds("G.CORR", "G.NATSEC"), "same", "official", "barred", nil},
		{"licence", "LIC.REVOKE", d, "same", "official", "ask", []string{"licence"}},
		{"ownership", "OWN.SHARE", d, "same", "official", "ask", []string{"ownership"}},
		{"red flag", "FLG.R018", d, "same", "official", "ask", []string{"red_flag"}},
		{"chosen", "SAN.BLOCK", d, "chosen", "official", "barred", nil},
		{"name and country", "SAN.BLOCK", d, "name_country", "official", "barred", nil},
		{"name alone", "SAN.BLOCK", d, "name", "official", "ask", []string{"identity_name"}},
		{"possible", "SAN.BLOCK", d, "possible", "official", "ask", []string{"identity_possible"}},
		{"mirror", "SAN.BLOCK", d, "same", "mirror", "barred", nil},
		{"compiled", "SAN.BLOCK", d, "same", "compiled", "ask", []string{"compiled"}},
		{"two reasons", "EXC.PROP", in("proposed"), "name", "official", "ask", []string{"identity_name", "state_proposed"}},
		{"award", "PRO.AWARD", d, "same", "official", "clear_with_notes", []string{"never_adverse"}},
		{"clean audit", "AUD.CLEAN", d, "same", "official", "clear_with_notes", []string{"never_adverse"}},
		{"registration", "IDN.REG", d, "same", "official", "clear_with_notes", []string{"never_adverse"}},
		{"reply", "DUE.REPLY", d, "same", "official", "clear_with_notes", []string{"never_adverse"}},
		{"insolvency ended", "INS.END", d, "same", "official", "clear_with_notes", []string{"never_adverse"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := ask("2024-06-01", known(0, "a", 1, "2024-01-01", decision(c.kind, c.d)))
			q.Subjects[0].Identity, q.Sources[0].Entry.Origin = c.identity, c.origin
			res := evaluate(t, p, q)
			if res.Answer != c.want {
				t.Errorf("answer %s, want %s", res.Answer, c.want)
			}
			if c.want == "clear" {
				return
			}
			m := res.Subjects[0].Matches
			if len(m) != 1 || !slices.Equal(m[0].Clamped, c.clamped) {
				t.Fatalf("matches %+v, want clamped %v", m, c.clamped)
			}
			for _, code := range m[0].Clamped {
				if rulebook.ClampReason(code) == "" {
					t.Errorf("clamp %s has no sentence", code)
				}
			}
		})
	}
}

func TestHistoryIsNotedByItsOwnRulesOnly(t *testing.T) {
	p := load(t, header+`rules:
  - {id: now, sentence: S., basis: B, outcome: barred, when: "true"}
  - {id: past, sentence: S., basis: B, outcome: note, history: true, when: "true"}
`)
	over := known(0, "a", 1, "2020-01-01", decision("EXC.DEBAR", claim.Decision{State: "in_force", From: "2020-01-01", Until: "2021-01-01"}))
	res := evaluate(t, p, ask("2024-06-01", over))
	if res.Answer != rulebook.ClearWithNotes || res.Subjects[0].Matches[0].Rule != "past" || len(res.Subjects[0].Records) != 1 {
		t.Errorf("ended: %+v", res)
	}
	future := known(0, "a", 1, "2020-01-01", decision("EXC.DEBAR", claim.Decision{State: "in_force", From: "2030-01-01"}))
	if res := evaluate(t, p, ask("2024-06-01", future)); res.Answer != rulebook.Clear || len(res.Subjects[0].Records) != 1 {
		t.Errorf("future: %+v", res)
	}
	struck := []rulebook.Known{known(0, "a", 1, "2020-01-01", block("2020-01-01")), known(1, "a", 2, "2020-02-01", claim.Claim{Kind: "COR.MISATTR"})}
	if res := evaluate(t, p, ask("2024-06-01", struck...)); res.Answer != rulebook.Clear || res.Subjects[0].Records[0].Status != "corrected" {
		t.Errorf("corrected: %+v", res)
	}
}

// TestRemovedStatements: what is gone may have been a bar, so its organisation is not clear; what is left counts as ever.
func TestRemovedStatements(t *testing.T) {
	for want, left := range map[string][]rulebook.Known{
		rulebook.ClearWithNotes: nil,
		rulebook.Barred:         {known(0, "a", 1, "2024-01-01", block("2020-01-01"))},
	} {
		q := ask("2024-06-01", left...)
		q.Subjects[0].Removed = 1
		if res := evaluate(t, load(t, header+barAll), q); res.Answer != want || res.Subjects[0].Answer != want {
			t.Errorf("with %d claims left: %+v, want %s", len(left), res, want)
		}
	}
}

// TestRecordsHeldApart: where it is in dispute which records belong together, nothing is clear, whatever they hold.
func TestRecordsHeldApart(t *testing.T) {
	for name, left := range map[string][]rulebook.Known{"nothing": nil, "a record that bars": {known(0, "a", 1, "2024-01-01", block("2020-01-01"))}} {
		q := ask("2024-06-01", left...)
		q.Subjects[0].Apart, q.Subjects[0].Identity = true, rulebook.IdentityPossible
		if res := evaluate(t, load(t, header+barAll), q); res.Answer != rulebook.Ask || res.Subjects[0].Answer != rulebook.Ask {
			t.Errorf("%s: %+v", name, res)
		}
	}
}

func TestWorst(t *testing.T) {
	order := []string{"barred", "ask", "stale", "unknown_subject", "clear_with_notes", "clear"}
	for i, a := range order {
		for j, b := range order {
			if got, want := rulebook.Worst(a, b), order[min(i, j)]; got != want {
				t.Errorf("worst of %s and %s: %s, want %s", a, b, got, want)
			}
			for _, c := range order {
				if rulebook.Worst(a, rulebook.Worst(b, c)) != rulebook.Worst(rulebook.Worst(a, b), c) {
					t.Errorf("%s %s %s: not associative", a, b, c)
				}
			}
		}
	}
	if rulebook.Worst() != "clear" || rulebook.Worst("clear", "fine") != "ask" || rulebook.Worst("barred", "out_of_scope_person") != "out_of_scope_person" {
		t.Error("nothing, a word that is no answer, or a person")
	}
}

func TestAPersonIsNotEvaluated(t *testing.T) {
	q := ask("2024-06-01", known(0, "a", 1, "2024-01-01", block("2020-01-01")))
	q.Person = true
	res := evaluate(t, load(t, header+barAll), q)
	if res.Answer != rulebook.OutOfScopePerson || res.Subjects != nil || res.Examined != nil {
		t.Errorf("got %+v", res)
	}
}

func TestEvaluateRefusesWhatNoRegisterCanMean(t *testing.T) {
	p := load(t, header+barAll)
	good := known(0, "a", 1, "2024-01-01", block("2020-01-01"))
	for _, c := range []struct {
		name   string
		change func(*rulebook.Input)
		want   string
	}{
		{"no day", func(q *rulebook.Input) { q.AsOf = "" }, "full days"},
		{"a month", func(q *rulebook.Input) { q.Today = "2024-06" }, "full days"},
		{"known at", func(q *rulebook.Input) { q.KnownAt = "yesterday" }, "RFC 3339"},
		{"known later", func(q *rulebook.Input) { q.KnownAt = "2023-12-31T00:00:00Z" }, "became known"},
		{"identity", func(q *rulebook.Input) { q.Subjects[0].Identity = "sure" }, "identity"},
		{"source twice", func(q *rulebook.Input) { q.Sources = append(q.Sources, q.Sources[0]) }, "twice"},
		{"source missing", func(q *rulebook.Input) { q.Sources = nil }, "not among the sources"},
		{"organisation twice", func(q *rulebook.Input) { q.Subjects = append(q.Subjects, q.Subjects[0]) }, "twice"},
		{"no body", func(q *rulebook.Input) { q.Subjects[0].Claims[0].Claim = nil }, "without its body"},
		{"no publication day", func(q *rulebook.Input) { q.Subjects[0].Claims[0].Published = "" }, "publication day"},
		{"not a snapshot", func(q *rulebook.Input) { q.Sources[0].Snapshot = &good }, "SRC.SNAPSHOT"},
		{"withdrawal of a missing source", func(q *rulebook.Input) {
			q.Subjects[0].Claims = []rulebook.Known{known(0, "a", 1, "2024-01-01", withdraw("2023-01-01", "2024-01-01"))}
			q.Sources = nil
		}, "not among the sources"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := ask("2024-06-01", known(0, "a", 1, "2024-01-01", block("2020-01-01")))
			c.change(&q)
			_, err := p.Evaluate(q)
			wantError(t, err, "policy test", c.want)
		})
	}
}

func TestEvaluationIsDeterministic(t *testing.T) {
	p := builtin(t, "eu-procurement")
	q := busy()
	want := evaluate(t, p, q)
	if len(want.Subjects[0].Matches) < 4 {
		t.Fatalf("the question is too simple: %+v", want.Subjects[0].Matches)
	}
	bytes, err := json.Marshal(want, jsontext.Multiline(true))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		for i := range q.Subjects {
			c := q.Subjects[i].Claims
			rng.Shuffle(len(c), func(i, j int) { c[i], c[j] = c[j], c[i] })
		}
		rng.Shuffle(len(q.Sources), func(i, j int) { q.Sources[i], q.Sources[j] = q.Sources[j], q.Sources[i] })
		rng.Shuffle(len(q.Subjects), func(i, j int) { q.Subjects[i], q.Subjects[j] = q.Subjects[j], q.Subjects[i] })
		got := evaluate(t, p, q)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("another evaluation differs:\n%+v\n%+v", got, want)
		}
		again, err := json.Marshal(got, jsontext.Multiline(true))
		if err != nil || string(again) != string(bytes) {
			t.Fatalf("other bytes (%v):\n%s\n%s", err, again, bytes)
		}
	}
}

// busy is a question with two organisations, several records of each and five sources.
func busy() rulebook.Input {
	claims := []rulebook.Known{
		known(0, "a", 1, "2024-01-01", decision("JUD.CONV", claim.Decision{State: "in_force", Finality: "final", Grounds: []string{"G.CORR"}, Decided: "2022-03-04"})),
		known(1, "b", 1, "2024-01-01", decision("JUD.CONV", claim.Decision{State: "in_force", Finality: "final", Grounds: []string{"G.FRAUD"}, Decided: "2021"})),
		known(2, "c", 1, "2024-01-01", decision("REG.FINE", claim.Decision{State: "in_force", Grounds: []string{"G.CARTEL", "G.ENV"}, Decided: "2024-02"})),
		known(3, "d", 1, "2024-01-01", decision("INS.BANKR", claim.Decision{State: "in_force", From: "2024-02-02"})),
		known(4, "d", 2, "2024-03-01", claim.Claim{Kind: claim.KindWithdraw, Of: "INS.BANKR", Ended: &claim.Interval{After: "2024-02-20", Before: "2024-03-01"}}),
		known(5, "e", 1, "2024-01-01", decision("EXC.DEBAR", claim.Decision{State: "in_force", From: "2023-01-01", Until: "2026-12"})),
		known(6, "f", 1, "2024-01-01", decision("PRO.PERF", claim.Decision{State: "under_dispute", Decided: "2023-01-01"})),
		known(7, "desc", 1, "2024-01-01", claim.Claim{Kind: claim.KindDesc, Names: []claim.Name{{Value: "Verdania Widgets Ltd", Kind: "primary"}}}),
	}
	q := ask("2024-06-01", claims...)
	q.Subjects = append(q.Subjects, rulebook.Subject{Org: "p", Claims: slices.Clone(claims[:3]), Identity: rulebook.IdentityPossible})
	for i, c := range []string{"judgment", "exclusion", "insolvency", "arrears", "penalty"} {
		q.Sources = append(q.Sources, list("list-"+string(rune('a'+i)), "XV", c, claim.Date("2024-05-20").AddDays(3*i)))
	}
	return q
}

// TestResultHasStableNames pins the JSON of a result: it is part of the answer file.
func TestResultHasStableNames(t *testing.T) {
	p := load(t, header+barAll)
	q := ask("2024-06-01",
		known(0, "a", 1, "2024-01-01", block("2020-01-01")),
		known(1, "a", 2, "2024-06-20", withdraw("2024-05-30", "2024-06-20")))
	q.Private = true
	q.Sources[0].Snapshot.Published = "2024-05-01"
	q.Sources[0].Snapshot.Claim.Snapshot.Undetermined = 3
	q.Sources[0].Snapshot.Claim.Snapshot.Refused = map[string]int64{"date": 1, "columns": 1}
	got, err := json.Marshal(evaluate(t, p, q), jsontext.Multiline(true), jsontext.WithIndent("  "))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "result.json", got)
}
