package source

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/testkit"
)

// byName finds an admitted party by its primary name; only the first one of a name that stands twice.
func byName(rec *recorder, name string) *claim.Party {
	var found *claim.Party
	for _, p := range rec.parties {
		if firstPrimary(p) == name && (found == nil || p.Key < found.Key) {
			found = p
		}
	}
	return found
}

func TestCSL(t *testing.T) {
	rec := read(t, "us-csl", "testdata/csl/csl.csv")
	if diff := cmp.Diff(map[claim.PartyType]int{claim.Organisation: 4, claim.Person: 1, claim.Craft: 1, claim.Unstated: 7}, rec.types); diff != "" {
		t.Error(diff)
	}
	if rec.rows != 15 {
		t.Errorf("%d rows", rec.rows)
	}
	var rules []string
	for _, e := range rec.rejects {
		rules = append(rules, e.Rule)
		if strings.Contains(strings.ToUpper(e.Error()), "SPECIMEN") {
			t.Errorf("the message holds a value: %v", e)
		}
	}
	if diff := cmp.Diff([]string{"date", "list", "key"}, rules); diff != "" {
		t.Error(diff)
	}
	for _, want := range []struct {
		name, kind, effects, country string
		from, until                  claim.Date
	}{
		{"NORTHLAKE TRADING LLC", "SAN.BLOCK", "asset_freeze", "CY", "", ""},
		{"SPECIMEN BANK LTD.", "SAN.SECT", "financial_restriction", "CN", "", ""},
		{"SPECIMEN ENERGY LLC", "SAN.SECT", "financial_restriction", "", "", ""},
		{"Specimen Institute", "SAN.EXPORT", "export_control", "IL", "", ""},
		{"Quoted Newline Works Ltd.", "SAN.EXPORT", "export_control", "US", "2015-11-12", ""},
		{"SPECIMEN AVIATION LTD", "SAN.EXPORT", "export_control", "AE", "2019-01-02", "2029-01-02"},
		{"Specimen Components Co., Ltd.", "SAN.EXPORT", "monitor", "HK", "", ""},
		{"Specimen Dynamics Corp.", "SAN.EXPORT", "export_control,no_award", "", "2018-02-03", ""},
	} {
		p := byName(rec, want.name)
		if p == nil {
			t.Errorf("%s: not admitted", want.name)
			continue
		}
		s := p.Statements[0]
		country := ""
		if len(p.Addresses) > 0 {
			country = p.Addresses[0].Country
		}
		if string(s.Kind) != want.kind || strings.Join(s.Decision.Effects, ",") != want.effects || country != want.country ||
			s.Decision.From != want.from || s.Decision.Until != want.until {
			t.Errorf("%s: %+v %v", want.name, s, p.Addresses)
		}
	}
	if p := byName(rec, "JANE SPECIMEN"); p != nil {
		t.Error("someone in prison was taken for an organisation")
	}
}

func TestCSLNamesAndText(t *testing.T) {
	rec := read(t, "us-csl", "testdata/csl/csl.csv")
	p := byName(rec, "Specimen Institute")
	if diff := cmp.Diff([]string{"SI", "One", "Two", "Three Ltd."}, names(p, "alias")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Old Institute Ltd."}, names(p, "former")); diff != "" {
		t.Error(diff)
	}
	if got := p.Addresses[0].Text; got != "HA’Example 19–21, Binyamina" {
		t.Errorf("Windows-1252 inside UTF-8: %q", got)
	}
	if got := p.Statements[0].Decision.Title; got != "Federal Register: 80 FR 69852; 81 FR 1 (no. 2)" {
		t.Errorf("title %q", got)
	}
	if got := byName(rec, "SPECIMEN AVIATION LTD").Statements[0].Decision.Title; got != "" {
		t.Errorf("free text became a title: %q", got)
	}
	if d := byName(rec, "Quoted Newline Works Ltd.").Statements[0].Decision; !d.Indefinite {
		t.Error("9999-99-99 is no end")
	}
	n := byName(rec, "NORTHLAKE TRADING LLC")
	if n.Key != "SDN-90001" || !slices.Contains(n.Identifiers, claim.Identifier{Scheme: "X-OFAC", Value: "90001"}) ||
		!slices.Contains(n.Identifiers, claim.Identifier{Scheme: "RU-INN", Value: "9900000017"}) || len(n.Identifiers) != 3 {
		t.Errorf("%s %v", n.Key, n.Identifiers)
	}
	if rec.parties["CAP-90010"] == nil || rec.parties["CAP-90010-2"] == nil {
		t.Error("a party that stands twice lost its second row")
	}
}

func TestCSLRealCounts(t *testing.T) {
	rec := read(t, "us-csl", testkit.SharedData(t)+"/us-csl/csl_2020-07.csv")
	want := map[claim.PartyType]int{claim.Organisation: 3667, claim.Person: 4335, claim.Craft: 665, claim.Unstated: 2831}
	if diff := cmp.Diff(want, rec.types); diff != "" || rec.rows != 11498 || len(rec.refusals) != 0 {
		t.Errorf("%s\n%s", diff, rec.summary())
	}
	// Two listings of the Entity List begin on 0097-06-30: counted, and kept without that date.
	if len(rec.rejects) != 2 || rec.rejects[0].Rule != "date" || !rec.rejects[0].Kept {
		t.Errorf("rejects %v", rec.rejects)
	}
	for _, p := range rec.parties {
		for _, n := range p.Names {
			if strings.ContainsFunc(n.Value, func(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfffd }) {
				t.Errorf("%s: control character in a name", p.Place)
			}
		}
	}
	t.Log(rec.summary())
}

func TestSplitKnownAs(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Specimen Institute [aka Specimen Centre]", "Specimen Institute|alias:Specimen Centre"},
		{"Specimen Ltd., a.k.a. Other Ltd. (City)", "Specimen Ltd.|alias:Other Ltd. (City)"},
		{"Specimen, OOO (f.k.a., Old Specimen)", "Specimen, OOO|former:Old Specimen"},
		{"Specimen Inc. (a.k.a. A; B and C)", "Specimen Inc.|alias:A|alias:B and C"},
		{"Specimen (a.k.a. S; f.k.a., Old) Ltd.", "Specimen Ltd.|alias:S|former:Old"},
		{"Specimen (doing business as Y (Z) Ltd.) Inc.", "Specimen Inc.|trade:Y (Z) Ltd."},
		{"Specimen, Inc. d/b/a Beach", "Specimen, Inc.|trade:Beach"},
		{"Specimen Bank fka Old Bank", "Specimen Bank|former:Old Bank"},
		{"Specimen, Inc. (formerly Old [City] Inc.)", "Specimen, Inc.|former:Old [City] Inc."},
		{"AKA Limited", "AKA Limited"},
		{"YK-AKA", "YK-AKA"},
		{"Barakat Trading", "Barakat Trading"},
		{"a.k.a. Alone", "a.k.a. Alone"},
		{"", ""},
	} {
		head, more := splitKnownAs(c.name)
		for _, n := range more {
			head += "|" + n.Kind + ":" + n.Value
		}
		if head != c.want {
			t.Errorf("%q: %q, want %q", c.name, head, c.want)
		}
	}
}
