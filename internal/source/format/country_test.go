package format

import (
	"errors"
	"io"
	"path/filepath"
	"testing"

	"probity.example/probity/internal/testkit"
)

func TestCountry(t *testing.T) {
	for name, want := range map[string]string{
		"Panama": "PA", "France": "FR", "Korea, North": "KP", "North Korea": "KP", "Korea, South": "KR",
		"Democratic People's Republic of Korea": "KP", "Democratic People’s Republic of Korea": "KP", "Republic of Korea": "KR",
		"Burma": "MM", "Myanmar": "MM", "Russia": "RU", "Russian Federation": "RU", "RUSSIA": "RU",
		"Iran": "IR", "Iran (Islamic Republic of)": "IR", "Islamic Republic of Iran": "IR",
		"UK": "GB", "United Kingdom": "GB", "England": "GB", "USA": "US", "U.S.A.": "US", "United States of America": "US",
		"Turkiye": "TR", "Türkiye": "TR", "Turkey": "TR", "Côte d'Ivoire": "CI", "Cote d’Ivoire": "CI", "Ivory Coast": "CI",
		"Palestinian": "PS", "Region: Gaza": "PS", "Hong Kong": "HK", "Kosovo": "XK", "Macau": "MO", "Taiwan": "TW",
		"Congo, Democratic Republic of the": "CD", "Republic of the Congo": "CG", "The Gambia": "GM", "Bahamas, The": "BS",
		"Saint Kitts & Nevis": "KN", "St. Lucia": "LC", "Virgin Islands, British": "VG", "Viet Nam": "VN",
		"Kingdom of Saudi Arabia": "SA", "In Syria as at June 2013": "SY", "\u00a0Malta ": "MT",
		"DE": "DE", "DEU": "DE", "XK": "XK", "IRN": "IR",
		"": "", "XX": "", "XA": "", "QM": "", "UNKNOWN": "", "undetermined": "", "Africa": "", "Korea": "", "Medellin": "",
		"EU": "", "PZ": "", "AN": "", "SU": "", "de": "", "Afghanistan/Pakistan border region": "", "Indonesia Indonesia": "",
	} {
		if got := Country(name); got != want {
			t.Errorf("Country(%q) = %q, want %q", name, got, want)
		}
	}
}

// Of the country cells in the real files, more than 99 in 100 are understood; what is left names no one country.
func TestCountryReal(t *testing.T) {
	dir := testkit.SharedData(t)
	var all, understood int
	note := func(s string) {
		switch s = Line(s); s {
		case "", "-0-", "-0", "UNKNOWN", "undetermined":
			return
		}
		all++
		if Country(s) != "" {
			understood++
		}
	}
	for _, c := range []struct {
		path   string
		o      CSVOptions
		field  int
		column string
	}{
		{"us-ofac-sdn/add.csv", CSVOptions{}, 4, ""},
		{"us-ofac-consolidated/csv-2025-12/cons_add.csv", CSVOptions{}, 4, ""},
		{"uk-ofsi/ConList_2020-04.csv", CSVOptions{SkipLines: 1, Header: true}, 0, "Country"},
		{"uk-ofsi/ConList_2022-11.csv.gz", CSVOptions{HeaderContains: []string{"Country", "Group ID"}}, 0, "Country"},
		{"eu-fsf/eu_fsf_2022-10.csv.gz", CSVOptions{Comma: ';', Header: true}, 0, "Address_CountryDescription"},
		{"ebrd/ebrd_ineligible.csv", CSVOptions{Header: true}, 0, "Nationality"},
	} {
		f := &File{Path: filepath.Join(dir, c.path)}
		eachRow(t, f, c.o, func(r *Row) {
			if c.column != "" {
				note(r.Get(c.column))
			} else {
				note(r.Fields[c.field])
			}
		})
	}
	f := &File{Path: filepath.Join(dir, "un-sc/UN_consolidated_2026-02.xml")}
	for _, n := range allElements(t, f, "COUNTRY") {
		note(n.Text)
	}
	err := XLSX(&File{Path: filepath.Join(dir, "world-bank/world_bank_listing_of_ineligible_firms_and_individuals.xlsx")}, 0, func(row int, cells []string) error {
		if row > 3 && len(cells) > 3 {
			note(cells[3])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d country cells understood", understood, all)
	if all < 29000 || float64(understood) < 0.998*float64(all) {
		t.Errorf("%d of %d country cells understood", understood, all)
	}
}

// eachRow reads a whole file in which every row must be good.
func eachRow(t *testing.T, f *File, o CSVOptions, each func(*Row)) {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c, err := NewCSV(f, r, o)
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := c.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", f.Name(), err)
		}
		each(row)
	}
}

func allElements(t *testing.T, f *File, local ...string) []*Node {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	x := NewXML(f, r)
	var out []*Node
	for {
		n, err := x.Next(local...)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
}
