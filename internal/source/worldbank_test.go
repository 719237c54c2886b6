package source

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/testkit"
)

// worldBankFile writes a workbook in the layout of the list.
func worldBankFile(t *testing.T, rows ...[]string) string {
	t.Helper()
	head := [][]string{
		{"Downloaded on: 07/01/2025 10:37"},
		{"Firm Name", "Additional Firm Info", "Address", "Country", "Ineligibility Period", "", "Grounds"},
		{"", "", "", "", "From Date", "To Date"},
	}
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range append(head, rows...) {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "list.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func bankParty(t *testing.T, r *recorder, name string) *claim.Party {
	t.Helper()
	for _, p := range r.parties {
		if slices.Contains(names(p, "primary"), name) {
			return p
		}
	}
	t.Fatalf("%q was not admitted: %s", name, r.summary())
	return nil
}

func TestWorldBank(t *testing.T) {
	r := read(t, "world-bank", worldBankFile(t,
		[]string{"LARKMOOR TECHNICAL SERVICES JSC (LTS) *123", "(Reg. No. 0101397873)*617", "12 HERON STREET", "Viet Nam", "2021-06-14", "2027-07-22", "Fraudulent and Corrupt Practices"},
		[]string{"LARKMOOR TECHNICAL SERVICES JSC (LTS) *123", "", "14 HERON STREET", "Viet Nam", "2021-06-14", "2027-07-22", "Fraudulent and Corrupt Practices"},
		[]string{"HERON BRIDGES LIMITED (FORMERLY HERON TUNNELS PTE LTD.)", "(河道苍鹭工程有限公司) *5", "", "China", "08-Apr-1999", "2999-12-31", "Procurement Guidelines, 1.14(a)(ii)-(iii)"},
		[]string{"M/S. HERON TRADERS", "(AKA MR. TOBIAS LARKMOOR)", "", "Nepal", "2012-01-01", "Ongoing", "Cross Debarment: ADB"},
		[]string{"MR. TOBIAS LARKMOOR", "", "", "Nepal", "2012-01-01", "Ongoing", "Corrupt Practice"},
		[]string{"ZUMBELQUAX", "(NATIONAL ID: 8192223142650)", "", "Nepal", "2012-01-01", "2019-01-01", "Corrupt Practice"},
		[]string{"HERON WORKS LTD", "", "", "Nepal", "soon", "Ongoing", "Corrupt Practice"},
		[]string{"HERON MILLS LTD", "", "", "Nepal", "2012-01-01", "2019-01-01", "IFC Anti-Corruption Guidelines"},
	))
	if r.published != "2025-01-07" || r.rows != 8 || len(r.rejects) != 1 || r.rejects[0].Column != "From Date" {
		t.Errorf("published %s, %d rows, rejects %v", r.published, r.rows, r.rejects)
	}
	if r.verdicts["person honorific"] != 1 || r.verdicts["person personal_data"] != 1 {
		t.Errorf("verdicts %v", r.verdicts)
	}
	jsc := bankParty(t, r, "LARKMOOR TECHNICAL SERVICES JSC")
	if !slices.Equal(names(jsc, "acronym"), []string{"LTS"}) {
		t.Errorf("acronyms %v", names(jsc, "acronym"))
	}
	if n := r.tally(func(d claim.Draft) bool {
		return slices.Contains(d.Identifiers, claim.Identifier{Scheme: "VN-REG", Value: "0101397873"})
	}); n != 1 {
		t.Errorf("%d descriptions carry the registration number, want 1", n)
	}
	bridges := bankParty(t, r, "HERON BRIDGES LIMITED")
	d := bridges.Statements[0]
	if !slices.Equal(names(bridges, "former"), []string{"HERON TUNNELS PTE LTD."}) || !slices.Equal(names(bridges, "alias"), []string{"河道苍鹭工程有限公司"}) {
		t.Errorf("names %v", bridges.Names)
	}
	if d.Kind != "EXC.DEBAR" || !d.Decision.Indefinite || d.Decision.Until != "" || d.Decision.From != "1999-04-08" || !slices.Equal(d.Decision.Grounds, []string{"G.FRAUD", "G.CARTEL"}) {
		t.Errorf("statement %+v", d)
	}
	traders := bankParty(t, r, "M/S. HERON TRADERS")
	if d := traders.Statements[0]; d.Kind != "EXC.CROSS" || d.Decision.Authority != "Asian Development Bank" || len(traders.Names) != 1 {
		t.Errorf("names %v, statement %+v", traders.Names, d)
	}
	if g := bankParty(t, r, "HERON MILLS LTD").Statements[0].Decision.Grounds; len(g) != 0 {
		t.Errorf("grounds %v from the title of guidelines", g)
	}
}

func TestWorldBankNotThisList(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	path := filepath.Join(t.TempDir(), "other.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	e, _ := Find("world-bank")
	if err := readInto(newRecorder(t, e), e, path); err == nil || !strings.Contains(err.Error(), "Firm Name") {
		t.Errorf("another workbook gave %v", err)
	}
}

func TestEBRD(t *testing.T) {
	r := read(t, "ebrd", filepath.Join("testdata", "ebrd", "ineligible.csv"))
	if r.rows != 7 || len(r.rejects) != 1 || r.rejects[0].Column != "Ineligible From" || len(r.parties) != 4 {
		t.Fatalf("%s", r.summary())
	}
	if r.verdicts["person honorific"] != 1 || r.verdicts["undetermined"] != 1 {
		t.Errorf("verdicts %v", r.verdicts)
	}
	tunnels := bankParty(t, r, "Ganz Bridges LLC")
	d := tunnels.Statements[0]
	if d.Kind != "EXC.CROSS" || d.Decision.From != "2019-12-27" || !d.Decision.Indefinite || len(d.Decision.Grounds) != 3 || tunnels.Countries[0] != "LK" {
		t.Errorf("%+v", tunnels)
	}
	if a := tunnels.Addresses[0].Text; a != "1 Quay" {
		t.Errorf("address %q holds a care-of line", a)
	}
	own := bankParty(t, r, "Larkmoor Construction Group Co., Ltd.").Statements[0]
	if own.Kind != "EXC.DEBAR" || own.Decision.Until != "2025-05-31" || own.Decision.Indefinite {
		t.Errorf("%+v", own)
	}
	if keys := r.kinds(); keys["IDN.DESC"] != 4 {
		t.Errorf("%v: the same name twice wants an ordinal", keys)
	}
}

func TestFDA(t *testing.T) {
	r := read(t, "us-fda-warning-letters", filepath.Join("testdata", "fda", "letters.csv"))
	if r.published != "2026-03-17" || len(r.rejects) != 1 || len(r.parties) != 4 {
		t.Fatalf("%s", r.summary())
	}
	if r.types[claim.Person] != 1 || r.verdicts["person honorific"] != 1 || r.verdicts["person personal_name"] != 1 || r.verdicts["undetermined"] != 1 {
		t.Errorf("verdicts %v", r.verdicts)
	}
	foods := bankParty(t, r, "Heron Foods Inc.")
	d := foods.Statements[0].Decision
	if !slices.Equal(names(foods, "trade"), []string{"Heron Honey"}) || d.Decided != "2026-02-03" || d.URL != fdaSite+"/inspections/warning-letters/heron-foods-700003-02032026" || d.Title == "" {
		t.Errorf("%+v", foods)
	}
	if d := bankParty(t, r, "Heron Vapors LLC").Statements[0].Decision; d.Title != "" {
		t.Errorf("a title that names a person stayed: %q", d.Title)
	}
}

func TestPublicBodies(t *testing.T) {
	dir := filepath.Join("testdata", "publicbodies")
	r := read(t, "public-bodies", filepath.Join(dir, "org.csv"), filepath.Join(dir, "agencies.csv"), filepath.Join(dir, "dotgov.csv"))
	if len(r.rejects) != 3 || len(r.parties) != 6 || r.verdicts["admitted register_of_organisations"] != 6 {
		t.Fatalf("%s", r.summary())
	}
	rivers := r.parties["de/rivers"]
	if got := rivers.Addresses[0].Text; got != "Reihergasse 3 10115 Strelsau" {
		t.Errorf("address %q, want it without telephones and e-mail", got)
	}
	if s := rivers.Statements[0]; s.Kind != "IDN.REG" || s.Decision.From != "1949" || s.Decision.URL != "http://www.fluesse.example" || !rivers.PublicBody {
		t.Errorf("%+v", rivers)
	}
	if s := r.parties["eu/herons"].Statements[0].Decision; s.Until != "2011-03-31" || s.State != "expired" || s.URL != "" {
		t.Errorf("%+v", s)
	}
	if r.parties["us-agency/department-of-herons/office-of-the-secretary"] == nil || r.parties["us-agency/department-of-rivers/office-of-the-secretary"] == nil {
		t.Error("two offices of one name are one party")
	}
	for _, d := range r.drafts {
		if b, err := d.Canonical(); err != nil || strings.Contains(string(b), "obias") {
			t.Errorf("a contact stayed in a claim (%v)", err)
		}
	}
}

// TestRealBanks pins what the real lists give. They have no type column: the split is by evidence and may only improve.
func TestRealBanks(t *testing.T) {
	dir := testkit.SharedData(t)
	in := func(parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	for _, c := range []struct {
		id           string
		files        []string
		rows         int64
		orgs         int // at least
		undetermined int // at most
	}{
		{"world-bank", []string{in("world-bank", "world_bank_listing_of_ineligible_firms_and_individuals.xlsx")}, 1285, 985, 70},
		{"ebrd", []string{in("ebrd", "ebrd_ineligible.csv")}, 1322, 1065, 65},
		{"us-fda-warning-letters", []string{in("us-fda-warning-letters", "fda_warning_letters.csv")}, 3374, 3080, 230},
		{"public-bodies", []string{
			in("public-bodies", "gb.csv"), in("public-bodies", "us.csv"), in("public-bodies", "eu.csv"), in("public-bodies", "de.csv"),
			in("public-bodies", "br.csv"), in("public-bodies", "us_agencies-and-subs.csv"), in("public-bodies", "us_dotgov_current-full.csv"),
		}, 24077, 24072, 0},
	} {
		r := read(t, c.id, c.files...)
		if r.rows != c.rows || len(r.parties) < c.orgs || r.verdicts["undetermined"] > c.undetermined || len(r.rejects)+len(r.refusals) > 0 {
			t.Errorf("%s: want %d rows, %d organisations, %d undetermined:\n%s", c.id, c.rows, c.orgs, c.undetermined, r.summary())
		}
	}
}
