package rulebook_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
)

// chains are histories of one statement; every row asks how it stands on some days: which version's content shows, and
// its status.
func TestViewAtGivesTheVersionAndStatusOfEachDay(t *testing.T) {
	type on struct {
		day     claim.Date
		version int // whose content shows, by its place in the chain from 1
		status  string
	}
	state := func(s string, d claim.Decision) claim.Claim {
		d.State = s
		return decision("SAN.BLOCK", d)
	}
	amend := func(c claim.Claim) claim.Claim {
		c.Of, c.Kind, c.Cause = c.Kind, claim.KindAmend, "parser"
		return c
	}
	cor := func(kind claim.Kind) claim.Claim { return claim.Claim{Kind: kind} }
	type version struct {
		published claim.Date
		claim     claim.Claim
	}
	for _, c := range []struct {
		name  string
		chain []version
		days  []on
	}{
		{
			"its own from-date decides before it was published",
			[]version{{"2020-04-27", block("2012-01-01")}},
			[]on{{"2011-12-31", 1, "future"}, {"2012-01-01", 1, "active"}, {"2020-04-26", 1, "active"}, {"2030-01-01", 1, "active"}},
		},
		{
			"no date: before it was published nobody knows",
			[]version{{"2020-04-27", block("")}},
			[]on{{"2020-04-26", 1, "uncertain"}, {"2020-04-27", 1, "active"}},
		},
		{
			"decided is its beginning where from is not given",
			[]version{{"2020-04-27", decision("JUD.CONV", claim.Decision{State: "in_force", Decided: "2020-03"})}},
			[]on{{"2020-02-29", 1, "future"}, {"2020-03-01", 1, "active"}},
		},
		{
			"months and years count from their first to their last day",
			[]version{{"2019-01-05", state("in_force", claim.Decision{From: "2019", Until: "2020-02"})}},
			[]on{{"2018-12-31", 1, "future"}, {"2019-01-01", 1, "active"}, {"2020-02-29", 1, "active"}, {"2020-03-01", 1, "ended"}},
		},
		{
			"listed, delisted, listed again",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2021-03-01", withdraw("2021-02-01", "2021-03-01")}, {"2022-05-01", block("2022-04-20")}},
			[]on{
				{"2019-11-30", 1, "future"},
				{"2019-12-01", 1, "active"},
				{"2021-02-01", 1, "active"},
				{"2021-02-02", 1, "uncertain"},
				{"2021-02-28", 1, "uncertain"},
				{"2021-03-01", 1, "ended"},
				{"2022-04-30", 1, "ended"},
				{"2022-05-01", 3, "active"},
			},
		},
		{
			"a backfill saw it once, in a file older than the next",
			[]version{{"2020-04-27", block("2015-01-01")}, {"2020-04-27", withdraw("2020-04-27", "2022-11-15")}},
			[]on{{"2020-04-27", 1, "active"}, {"2020-04-28", 1, "uncertain"}, {"2022-11-14", 1, "uncertain"}, {"2022-11-15", 1, "ended"}},
		},
		{
			"withdrawn by the source, without saying since when",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2021-03-01", claim.Claim{Kind: claim.KindWithdraw, Of: "SAN.BLOCK", Cause: "source"}}},
			[]on{{"2020-01-10", 1, "active"}, {"2020-01-11", 1, "uncertain"}, {"2021-02-28", 1, "uncertain"}, {"2021-03-01", 1, "ended"}},
		},
		{
			"a better reading of the first version holds from that version's day on",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2024-01-01", amend(block("2018-12-01"))}},
			[]on{{"2018-11-30", 2, "future"}, {"2019-01-01", 2, "active"}, {"2021-01-01", 2, "active"}},
		},
		{
			"a better reading of the second version leaves the first alone",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2021-01-10", block("2021-01-01")}, {"2024-01-01", amend(block("2021-01-02"))}},
			[]on{{"2021-01-09", 1, "active"}, {"2021-01-10", 3, "active"}},
		},
		{
			"misread by a parser: it never stood",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2024-01-01", claim.Claim{Kind: claim.KindWithdraw, Of: "SAN.BLOCK", Cause: "parser"}}},
			[]on{{"2019-12-01", 1, "corrected"}, {"2020-02-01", 1, "corrected"}, {"2025-01-01", 1, "corrected"}},
		},
		{
			"wrong organisation, then rightly listed",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2020-02-01", cor("COR.MISATTR")}, {"2023-01-01", block("2022-12-31")}},
			[]on{{"2020-01-20", 1, "corrected"}, {"2022-12-31", 1, "corrected"}, {"2023-01-01", 3, "active"}},
		},
		{
			"a duplicate",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2020-02-01", cor("COR.DUP")}},
			[]on{{"2020-01-20", 1, "corrected"}, {"2025-01-01", 1, "corrected"}},
		},
		{
			"released, the source does not say when",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2021-01-10", state("released", claim.Decision{From: "2019-12-01"})}},
			[]on{{"2020-01-10", 1, "active"}, {"2020-01-11", 1, "uncertain"}, {"2021-01-09", 1, "uncertain"}, {"2021-01-10", 2, "active"}},
		},
		{
			"released, and the source says when",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2021-01-10", state("released", claim.Decision{Decided: "2020-11-01"})}},
			[]on{{"2020-10-31", 1, "active"}, {"2020-11-01", 1, "uncertain"}, {"2021-01-10", 2, "active"}},
		},
		{
			"an end that became known after it",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2021-01-10", state("in_force", claim.Decision{From: "2019-12-01", Until: "2020-06-30"})}},
			[]on{{"2020-06-30", 1, "active"}, {"2020-07-01", 1, "uncertain"}, {"2021-01-10", 2, "ended"}},
		},
		{
			"a dispute and its ruling take effect on their days",
			[]version{{"2020-01-10", block("2019-12-01")}, {"2021-01-10", cor("DUE.DISPUTE")}, {"2021-02-10", decision("DUE.RULING", claim.Decision{State: "in_force"})}},
			[]on{{"2021-01-09", 1, "active"}, {"2021-01-10", 1, "active"}, {"2021-02-10", 1, "active"}},
		},
		{
			"nothing but a withdrawal",
			[]version{{"2021-03-01", withdraw("2021-02-01", "2021-03-01")}},
			[]on{{"2021-02-15", 1, "ended"}, {"2021-04-01", 1, "ended"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var claims []rulebook.Known
			for i, v := range c.chain {
				claims = append(claims, known(i, "a", i+1, v.published, v.claim))
			}
			for _, d := range c.days {
				views := rulebook.ViewAt(claims, d.day)
				if len(views) != 1 {
					t.Fatalf("%s: %d views, want 1", d.day, len(views))
				}
				if got := views[0]; got.Index+1 != int64(d.version) || got.Status != d.status {
					t.Errorf("%s: version %d is %s, want version %d %s", d.day, got.Index+1, got.Status, d.version, d.status)
				}
				shuffled := append([]rulebook.Known(nil), claims...)
				rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
				if again := rulebook.ViewAt(shuffled, d.day); !reflect.DeepEqual(views, again) {
					t.Errorf("%s: another order of claims gives %+v, not %+v", d.day, again, views)
				}
			}
		})
	}
}

func TestViewAtShowsTheStateThatDueProcessGave(t *testing.T) {
	chain := []rulebook.Known{
		known(0, "a", 1, "2020-01-10", block("2019-12-01")),
		known(1, "a", 2, "2021-01-10", claim.Claim{Kind: "DUE.DISPUTE"}),
		known(2, "a", 3, "2021-02-10", decision("DUE.RULING", claim.Decision{State: "in_force"})),
		known(3, "a", 4, "2021-03-10", claim.Claim{Kind: "DUE.REPAIR"}),
	}
	for day, want := range map[claim.Date]string{
		"2021-01-09": "in_force", "2021-01-10": "under_dispute", "2021-02-10": "in_force", "2021-03-10": "repaired",
	} {
		v := rulebook.ViewAt(chain, day)[0]
		if v.State != want || v.Kind != "SAN.BLOCK" || v.Versions != 4 {
			t.Errorf("%s: %s in state %s with %d versions, want SAN.BLOCK %s 4", day, v.Kind, v.State, v.Versions, want)
		}
	}
}

func TestViewAtNamesWhatChangedARecord(t *testing.T) {
	chain := []rulebook.Known{known(0, "a", 1, "2020-01-10", block("")), known(1, "a", 2, "2021-03-01", withdraw("2021-02-01", "2021-03-01"))}
	v := rulebook.ViewAt(chain, "2021-02-15")[0]
	if v.Changed != chain[1].ID.String() || v.Claim != chain[0].ID.String() || v.Gone != "" {
		t.Errorf("between: %+v", v)
	}
	v = rulebook.ViewAt(chain, "2021-03-01")[0]
	if v.Changed != chain[1].ID.String() || v.Claim != chain[0].ID.String() || v.Gone != "2021-03-01" {
		t.Errorf("after: %+v", v)
	}
}

func TestViewAtOrdersByKeyAndLeavesOutTheRegistersOwnClaims(t *testing.T) {
	claims := []rulebook.Known{
		known(0, "b", 1, "2020-01-10", block("")), known(1, "a", 1, "2020-01-10", block("")), known(1, "a", 1, "2020-01-10", block("")),
		known(2, "z", 1, "2020-01-10", claim.Claim{Kind: claim.KindRemove}), known(3, "y", 1, "2020-01-10", claim.Claim{Kind: claim.KindSnapshot}),
		{Index: 9},
	}
	views := rulebook.ViewAt(claims, "2021-01-01")
	if len(views) != 2 || views[0].Key != "list:1#a" || views[1].Key != "list:1#b" || views[0].Versions != 1 {
		t.Errorf("got %+v", views)
	}
}
