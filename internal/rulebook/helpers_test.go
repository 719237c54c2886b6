package rulebook_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
)

// header is a policy without rules; tests add them.
const header = `id: test
version: "1"
title: Test
context: Tests of the evaluation.
law: XV
families: [SAN, EXC, JUD, REG, LIC, OWN, FLG, PRO, AUD, INS, DUE, IDN]
no_records: clear
max_age_days: 10
sources: [{name: the list, any: [list]}]
`

const barAll = `rules: [{id: all, sentence: Bars all., basis: none, outcome: barred, when: "c.kind != 'IDN.NAME'"}]
`

func load(t testing.TB, text string) *rulebook.Policy {
	t.Helper()
	p, err := rulebook.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func builtin(t testing.TB, id string) *rulebook.Policy {
	t.Helper()
	b, ok := rulebook.BuiltinText(id)
	if !ok {
		t.Fatalf("no built-in policy %s", id)
	}
	return load(t, string(b))
}

// known makes a claim of source list under a key; index, id and version come from n and version.
func known(n int, key string, version int, published claim.Date, c claim.Claim) rulebook.Known {
	c.V, c.Source, c.Record, c.Key, c.Version = claim.Version, "list", "list:1", "list:1#"+key, version
	return rulebook.Known{
		Index: int64(n), ID: sha256.Sum256(fmt.Appendf(nil, "claim %d", n)), Claim: &c, KnownAt: "2024-01-01T00:00:00Z", Published: published,
	}
}

func decision(kind claim.Kind, d claim.Decision) claim.Claim {
	return claim.Claim{Kind: kind, Decision: d}
}

func block(from claim.Date) claim.Claim {
	return decision("SAN.BLOCK", claim.Decision{State: "in_force", From: from})
}

func withdraw(after, before claim.Date) claim.Claim {
	return claim.Claim{Kind: claim.KindWithdraw, Of: "SAN.BLOCK", Cause: "vanished", Ended: &claim.Interval{After: after, Before: before}}
}

func read(id string, published claim.Date) *rulebook.Known {
	return &rulebook.Known{Published: published, Claim: &claim.Claim{
		Kind: claim.KindSnapshot, Source: id, Snapshot: &claim.Snapshot{Origin: "official", Published: published},
	}}
}

func list(id, jurisdiction, criterion string, published claim.Date) rulebook.Source {
	return rulebook.Source{
		ID: id, Entry: claim.SourceEntry{Origin: "official", Jurisdiction: jurisdiction, Criterion: criterion}, Snapshot: read(id, published),
	}
}

// ask is a question about one organisation with these claims, found without doubt, on a fresh list.
func ask(asOf claim.Date, claims ...rulebook.Known) rulebook.Input {
	return rulebook.Input{
		AsOf: asOf, KnownAt: "2026-01-01T00:00:00Z", Today: asOf,
		Subjects: []rulebook.Subject{{Org: "o", Records: []string{"list:1"}, Claims: claims, Identity: rulebook.IdentitySame}},
		Sources:  []rulebook.Source{list("list", "XV", "sanction", asOf)},
	}
}

func evaluate(t testing.TB, p *rulebook.Policy, in rulebook.Input) *rulebook.Result {
	t.Helper()
	res, err := p.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error %q does not say %q", err, p)
		}
	}
}

// golden compares with a file under testdata; UPDATE_GOLDEN=1 writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(got) {
		t.Errorf("%s differs; if that is meant, UPDATE_GOLDEN=1. Got:\n%s", name, got)
	}
}
