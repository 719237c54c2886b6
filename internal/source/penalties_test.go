package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/testkit"
)

func TestPenalties(t *testing.T) {
	rec := read(t, "us-ofac-penalties", "testdata/penalties/penalties.csv")
	if rec.rows != 16 || rec.types[claim.Person] != 2 {
		t.Errorf("rows %d types %v", rec.rows, rec.types)
	}
	var got []string
	for _, d := range rec.drafts {
		if d.Kind == claim.KindDesc {
			continue
		}
		p := rec.parties[strings.TrimPrefix(d.Record, "us-ofac-penalties:")]
		amount := ""
		if d.Amount != nil {
			amount = d.Amount.Value + " " + d.Amount.Currency
		}
		got = append(got, strings.Join([]string{firstPrimary(p), string(d.Kind), string(d.Decided), amount, d.Title}, "|"))
	}
	want := []string{
		"Specimen Worldwide Inc.|REG.FINE|2031-12-05|3978.0 USD|",
		"Specimen Labs, Inc.|REG.FINE|2031-12-05|1234.50 USD|Specimen Labs, Inc. on behalf of Example Labs Ltd.",
		"Specimen One, Inc.|REG.FINE|2031-12-05|700.0 USD|Specimen One, Inc. and Specimen Two Ltd.",
		"Specimen Two Ltd.|REG.FINE|2031-12-05|700.0 USD|Specimen One, Inc. and Specimen Two Ltd.",
		"Specimen Travel, LLC|REG.FINE|2031-12-05|200.0 USD|",
		"Specimen Tours Inc.|REG.FINE|2031-12-05|200.0 USD|",
		"Specimen Beach Inc.|REG.WARN|2031-12-05||",
		"Specimen Worldwide Inc.|REG.FINE|2031-12-05|5.0 USD|",
		"Specimen Freight Inc.|REG.FINE|2031-12-05|5.0 USD|",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Beach Works"}, names(byName(rec, "Specimen Beach Inc."), "trade")); diff != "" {
		t.Error(diff)
	}
	var rules []string
	for _, e := range rec.rejects {
		rules = append(rules, e.Column+" "+e.Rule)
	}
	if diff := cmp.Diff([]string{"date date", "usd_total decimal", " columns"}, rules); diff != "" {
		t.Error(diff)
	}
	for _, d := range rec.drafts {
		b, err := d.Canonical()
		if err != nil || strings.Contains(string(b), "Jane") {
			t.Errorf("%v: a claim names a person: %s", err, b)
		}
	}
}

func TestPenaltiesRealCounts(t *testing.T) {
	rec := read(t, "us-ofac-penalties", testkit.SharedData(t)+"/us-ofac-penalties/ofac_penalties.csv")
	// 1,046 rows: 4 say "None", 1 counts no penalty, 227 are about unnamed individuals; 814 rows about 830 payers remain.
	if rec.rows != 1046 || rec.types[claim.Person] != 227 || rec.types[claim.Unstated] != 830 || len(rec.rejects) != 0 || len(rec.refusals) != 0 {
		t.Errorf("%s", rec.summary())
	}
	t.Log(rec.summary())
}
