package source

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/testkit"
)

func under(dir string, names ...string) []string {
	for i := range names {
		names[i] = filepath.Join(dir, names[i])
	}
	return names
}

var ofacLayouts = []struct {
	name  string
	files []string
}{
	{"triple", []string{"alt.csv", "sdn.csv", "add.csv"}}, // in any order
	{"sdn.xml", []string{"sdn.xml"}},
	{"enhanced", []string{"enhanced.xml"}},
}

// One list in three layouts gives the same parties under the same keys, with the same numbers and names.
func TestOFACLayoutsAgree(t *testing.T) {
	for _, layout := range ofacLayouts {
		t.Run(layout.name, func(t *testing.T) {
			rec := read(t, "us-ofac-sdn", under("testdata/ofac", slices.Clone(layout.files)...)...)
			if rec.types[claim.Organisation] != 2 || rec.types[claim.Person] != 1 || rec.types[claim.Craft] < 1 {
				t.Errorf("types %v", rec.types)
			}
			p := rec.parties["90001"]
			if p == nil || rec.parties["90004"] == nil {
				t.Fatalf("parties %v", rec.parties)
			}
			want := map[string][]string{
				"primary": {"NORTHLAKE TRADING LLC"}, "former": {"SOUTHLAKE TRADING LLC"}, "weak": {"NLT"},
				"alias": {"NORTHLAKE NOW LLC", "NORTHLAKE TRADE HOUSE"},
			}
			for kind, values := range want {
				got := slices.DeleteFunc(names(p, kind), func(s string) bool { return s[0] >= 0x80 }) // the enhanced layout has Cyrillic too
				slices.Sort(got)
				if diff := cmp.Diff(values, got); diff != "" {
					t.Errorf("%s names: %s", kind, diff)
				}
			}
			var ids []string
			for _, id := range p.Identifiers {
				ids = append(ids, id.Scheme+":"+id.Value)
			}
			slices.Sort(ids)
			if diff := cmp.Diff([]string{"RU-INN:9900000017", "RU-OGRN:1999900000000", "X-BIC:NLTRRUMM", "X-OFAC:90001"}, ids); diff != "" {
				t.Error(diff)
			}
			slices.Sort(p.Countries)
			if diff := cmp.Diff([]string{"CY", "RU"}, p.Countries); diff != "" {
				t.Error(diff)
			}
			if len(p.Addresses) != 2 || !strings.HasPrefix(p.Addresses[0].Text, "1 Example Street, Suite 2") || p.Addresses[0].Country != "CY" || p.Addresses[1] != (claim.Address{Country: "KP"}) {
				t.Errorf("addresses %+v", p.Addresses)
			}
			s := p.Statements[0]
			if len(p.Statements) != 1 || s.Key != "listing" || s.Kind != "SAN.BLOCK" || !slices.Equal(s.Decision.Programmes, []string{"EXAMPLE-ONE", "EXAMPLE-TWO"}) {
				t.Errorf("statements %+v", p.Statements)
			}
			if got := names(rec.parties["90004"], "primary"); !slices.Equal(got, []string{`SOCIÉTÉ SPECIMEN "DEUX" S.A.`}) {
				t.Errorf("accents and quotes: %q", got)
			}
			for _, d := range rec.drafts {
				b, err := d.Canonical()
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(strings.ToUpper(string(b)), "JANE") {
					t.Errorf("a claim names a person: %s", b)
				}
			}
		})
	}
}

// What is wrong with the fixtures is counted, by rule, without a value of the row.
func TestOFACRejects(t *testing.T) {
	want := map[string][]string{
		"triple":   {"columns", "type", "duplicate", "orphan"},
		"sdn.xml":  {"type", "key"},
		"enhanced": {"type"},
	}
	for _, layout := range ofacLayouts {
		rec := read(t, "us-ofac-sdn", under("testdata/ofac", slices.Clone(layout.files)...)...)
		var rules []string
		for _, e := range rec.rejects {
			rules = append(rules, e.Rule)
			if s := strings.ToUpper(e.Error()); strings.Contains(s, "SPECIMEN") || strings.Contains(s, "LLC") || strings.Contains(s, "FEW") {
				t.Errorf("%s: the message holds a value: %v", layout.name, e)
			}
		}
		if diff := cmp.Diff(want[layout.name], rules); diff != "" {
			t.Errorf("%s: %s", layout.name, diff)
		}
	}
}

func TestOFACEnhancedDates(t *testing.T) {
	rec := read(t, "us-ofac-sdn", "testdata/ofac/enhanced.xml")
	if rec.published != "2031-03-18" {
		t.Errorf("published %q", rec.published)
	}
	if got := rec.parties["90001"].Statements[0].Decision.From; got != "2030-01-02" {
		t.Errorf("from %q, want the day on which this list published the party", got)
	}
	e, _ := Find("us-ofac-cons")
	err := readInto(newRecorder(t, e), e, "testdata/ofac/enhanced.xml")
	if err == nil || !strings.Contains(err.Error(), "does not hold") {
		t.Errorf("the other list was read: %v", err)
	}
}

func TestOFACIncompleteTriple(t *testing.T) {
	e, _ := Find("us-ofac-sdn")
	for _, files := range [][]string{{"sdn.csv"}, {"sdn.csv", "add.csv"}, {"sdn.csv", "add.csv", "add.csv"}} {
		if err := readInto(newRecorder(t, e), e, under("testdata/ofac", files...)...); err == nil {
			t.Errorf("%v was read", files)
		}
	}
}

func TestOFACCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	e, _ := Find("us-ofac-sdn")
	for _, layout := range ofacLayouts {
		paths := under("testdata/ofac", slices.Clone(layout.files)...)
		if err := accepting(e, paths...).Read(ctx, fileList(paths), newRecorder(t, e)); err == nil {
			t.Errorf("%s: read to the end", layout.name)
		}
	}
}

func TestConsolidatedStatements(t *testing.T) {
	for _, c := range []struct {
		programmes []string
		want       string // kind programmes/effects; …
		known      bool
	}{
		{[]string{"UKRAINE-EO13662", "SDGT"}, "SAN.SECT UKRAINE-EO13662/financial_restriction,sectoral", true},
		{[]string{"CMIC-EO13959"}, "SAN.INVEST CMIC-EO13959/investment_ban", true},
		{[]string{"FSE-SY", "SYRIA"}, "SAN.SERVICE FSE-SY/services_ban", true},
		{[]string{"561-Related"}, "SAN.SECT 561-Related/financial_restriction", true},
		{[]string{"UKRAINE-EO13662", "FSE-IR"}, "SAN.SECT UKRAINE-EO13662/financial_restriction,sectoral; SAN.SERVICE FSE-IR/services_ban", true},
		{[]string{"NEVER-SEEN"}, "SAN.SECT NEVER-SEEN/", false},
	} {
		list, known := consStatements(c.programmes, "")
		var got []string
		for _, s := range list {
			got = append(got, string(s.Kind)+" "+strings.Join(s.Decision.Programmes, ",")+"/"+strings.Join(s.Decision.Effects, ","))
		}
		if s := strings.Join(got, "; "); s != c.want || known != c.known {
			t.Errorf("%v: %s %v, want %s %v", c.programmes, s, known, c.want, c.known)
		}
	}
}

func TestOFACNumbers(t *testing.T) {
	for _, c := range []struct{ remark, want string }{
		{"Tax ID No. 9900000017 (Russia).", "RU-INN:9900000017"},
		{"Tax ID No. 990000001712 (Russia).", ""}, // twelve digits: a person's
		{"Registration Number 1999900000000 (Russia)", "RU-OGRN:1999900000000"},
		{"Registration Number 319990000000001 (Russia)", ""}, // fifteen digits: a sole trader's
		{"NIT # 899999999-1 (Colombia); all offices worldwide", "CO-NIT:8999999991"},
		{"NIT # 19999999-1 (Colombia)", ""}, // a natural person's
		{"RUC # 1-2-3 (Panama)", "PA-TAX:1-2-3"},
		{"Unified Social Credit Code (USCC) 92000000000000000A (China)", ""},
		{"US FEIN 99-0000001", "US-EIN:990000001"},
		{"US FEIN CH-000-0-000-000-0 (United States)", ""},
		{"UK Company Number 01234567 (United Kingdom)", "GB-COH:01234567"},
		{"Company Number 1234567 (United Kingdom)", "GB-COH:01234567"},
		{"Company Number IMO 1234567.", ""},
		{"Vessel Registration Identification IMO 1234567", ""},
		{"SWIFT/BIC ABCDCY2N", "X-BIC:ABCDCY2N"},
		{"Legal Entity Number 123456789 (Netherlands)", ""},
		{"Registration ID 12345", ""}, // no country
		{"Registration ID 12345 (Freedonia)", ""},
		{"Registration ID 12345 (Panama) issued 28 Feb 1992", "PA-REG:12345"},
		{"National ID No. 12345 (Panama)", ""}, // people have those
		{"Linked To: SPECIMEN, Jane (Panama)", ""},
	} {
		p := &claim.Party{}
		ofacRemarks(p, c.remark)
		want := ""
		if scheme, value, ok := strings.Cut(c.want, ":"); ok {
			norm, err := ident.Normalise(scheme, value)
			if err != nil {
				t.Fatalf("%s: %v", c.want, err)
			}
			want = scheme + ":" + norm
		}
		got := ""
		for _, id := range p.Identifiers {
			got += id.Scheme + ":" + id.Value
		}
		if got != want {
			t.Errorf("%q: %q, want %q", c.remark, got, want)
		}
	}
}

// The counts of the real files, as shared/data/README.md and the files themselves have them.
func TestOFACRealCounts(t *testing.T) {
	dir := testkit.SharedData(t)
	cons := func(s string) []string {
		return under(dir, "us-ofac-consolidated/csv-2025-12/cons_"+s+".csv")
	}
	for _, c := range []struct {
		name, id              string
		paths                 []string
		published             claim.Date
		rows                  int64
		orgs, persons, craft  int
		block, sect, inv, srv int
	}{
		{"sdn csv 2019-01", "us-ofac-sdn", under(dir, "us-ofac-sdn/sdn.csv", "us-ofac-sdn/add.csv", "us-ofac-sdn/alt.csv"), "", 7379 + 11696 + 9682, 2994, 3845, 540, 2994, 0, 0, 0},
		{"cons csv 2025-12", "us-ofac-cons", slices.Concat(cons("alt"), cons("prim"), cons("add")), "", 442 + 574 + 1073, 363, 79, 0, 0, 294, 68, 1},
		{"cons xml 2020-03", "us-ofac-cons", under(dir, "us-ofac-consolidated/xml-2020-03/consolidated_sdnformat_2020-03.xml"), "2020-03-17", 375, 293, 82, 0, 0, 291, 0, 2},
		{"cons enhanced 2025-01", "us-ofac-cons", under(dir, "us-ofac-consolidated/xml-enhanced-2025-01/CONS_ENHANCED_2025-01.ZIP"), "2025-01-10", 443, 363, 80, 0, 0, 294, 68, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := read(t, c.id, c.paths...)
			kinds := rec.kinds()
			if rec.rows != c.rows || rec.published != c.published || len(rec.rejects)+len(rec.refusals) != 0 ||
				rec.types[claim.Organisation] != c.orgs || rec.types[claim.Person] != c.persons || rec.types[claim.Craft] != c.craft ||
				kinds["SAN.BLOCK"] != c.block || kinds["SAN.SECT"] != c.sect || kinds["SAN.INVEST"] != c.inv || kinds["SAN.SERVICE"] != c.srv {
				t.Errorf("%s", rec.summary())
			}
		})
	}
}

// 4,297 rows of alt.csv belong to organisations; one alias of them stands there twice.
func TestOFACRealAliases(t *testing.T) {
	dir := testkit.SharedData(t)
	rec := read(t, "us-ofac-sdn", under(dir, "us-ofac-sdn/sdn.csv", "us-ofac-sdn/add.csv", "us-ofac-sdn/alt.csv")...)
	n := 0
	for _, p := range rec.parties {
		n += len(names(p, "alias")) + len(names(p, "former"))
	}
	if n != 4296 {
		t.Errorf("%d aliases of organisations, want 4296", n)
	}
}

// Nearly all numbers of one edition stand in the next, whatever its layout.
func TestOFACRealLayoutsShareKeys(t *testing.T) {
	dir := testkit.SharedData(t)
	csv := read(t, "us-ofac-cons", under(dir+"/us-ofac-consolidated/csv-2025-12", "cons_prim.csv", "cons_add.csv", "cons_alt.csv")...)
	enhanced := read(t, "us-ofac-cons", dir+"/us-ofac-consolidated/xml-enhanced-2025-01/CONS_ENHANCED_2025-01.ZIP")
	shared, sameNumbers := 0, 0
	for key, p := range enhanced.parties {
		q := csv.parties[key]
		if q == nil {
			continue
		}
		shared++
		if firstPrimary(p) == firstPrimary(q) {
			sameNumbers++
		}
	}
	if shared < 355 || sameNumbers < shared-15 {
		t.Errorf("%d of %d keys in both editions, %d with the same name", shared, len(enhanced.parties), sameNumbers)
	}
	t.Logf("%d keys in both, %d with the same name", shared, sameNumbers)
}

func TestAcceptsOnlyOwnFormat(t *testing.T) {
	own := map[string][]string{
		"us-ofac-sdn":       {"testdata/ofac/sdn.csv", "testdata/ofac/alt.csv", "testdata/ofac/add.csv", "testdata/ofac/sdn.xml", "testdata/ofac/enhanced.xml"},
		"us-csl":            {"testdata/csl/csl.csv"},
		"us-ofac-penalties": {"testdata/penalties/penalties.csv"},
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for id := range own {
		e, ok := Find(id)
		if !ok {
			t.Fatal(id)
		}
		for owner, files := range own {
			for _, f := range files {
				if got := accepting(e, f) != nil; got != (id == owner) {
					t.Errorf("%s accepts %s: %v", id, f, got)
				}
			}
		}
		if accepting(e, empty) != nil || accepting(e) != nil {
			t.Errorf("%s accepts an empty file or none", id)
		}
	}
}
