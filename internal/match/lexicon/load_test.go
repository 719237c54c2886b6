package lexicon

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestTablesAreSound: no form is claimed by two concepts, and no concept has two kinds or countries.
func TestTablesAreSound(t *testing.T) {
	if _, err := load(files); err != nil {
		t.Error(err)
	}
}

// TestTablesAreWide holds the breadth that matching is built on.
func TestTablesAreWide(t *testing.T) {
	count := map[Kind]int{}
	for _, c := range concepts().concepts {
		count[c.kind]++
	}
	for kind, atLeast := range map[Kind]int{Function: 10, Generic: 60, Quality: 90, Field: 350, Place: 400, Number: 28} {
		if count[kind] < atLeast {
			t.Errorf("%d concepts of kind %d, want %d", count[kind], kind, atLeast)
		}
	}
}

func tables(lines ...string) fstest.MapFS {
	return fstest.MapFS{"words.d/a.txt": {Data: []byte(strings.Join(lines, "\n"))}}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"bank\tfield", "2 columns"},
		{"bank\tbody\tbank", `kind "body"`},
		{"\tfield\tbank", "not a name"},
		{"place:FRA\tplace\tfrance", "two letters"},
		{"city:tehran@IRN\tplace\ttehran", "two letters"},
		{"twelve\tnumber\ttwelve", "not a number"},
		{"-4\tnumber\tfour", "not a number"},
		{"bank\tfield\tba*", "fewer than 3 letters"},
		{"bank\tfield\treal__bank", "empty"},
		{"bank\tfield\tba*nk", "no word may have"},
		{"bank\tfield\ta_b_c_d_e_f_g_h_i_j_k", "more than 10 words"},
	} {
		table, err := load(tables("# a comment", "", c.line))
		if table != nil || err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "a.txt:3") {
			t.Errorf("load(%q) = %v, %v; want an error with %q and the line", c.line, table, err, c.want)
		}
	}
}

func TestLoadReportsWhatIsSaidTwice(t *testing.T) {
	table, err := load(tables("bank\tfield\tbank banka", "shore\tplace\tcoast bánka", "bank\tgeneric\tbanque", "coast\tfield\tcoast"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`a.txt:2: "banka" of "shore" already means "bank" in words.d/a.txt:1`,
		`a.txt:3: "bank" differs in kind`,
		`a.txt:4: "coast" of "coast" already means "shore"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q lacks %q", err, want)
		}
	}
	if id, n := table.match(0, []string{"banka"}); n != 1 || table.of(id).name != "bank" || table.of(id).kind != Field {
		t.Errorf("the first claim does not count: %v", table.of(id))
	}
}

func TestConceptsMergeOverFiles(t *testing.T) {
	table, err := load(fstest.MapFS{
		"words.d/a.txt": {Data: []byte("city:atlantis\tplace\tatlantis\n")},
		"words.d/b.txt": {Data: []byte("city:atlantis@GR\tplace\tatlantida atlantis\r\n")},
		"words.d/c.md":  {Data: []byte("not a table")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"atlantis", "atlantida"} {
		if id, _ := table.match(0, []string{w}); table.of(id) != (concept{name: "city:atlantis", country: "GR", kind: Place}) {
			t.Errorf("%q means %v", w, table.of(id))
		}
	}
}

func TestDigestChangesWithTheTables(t *testing.T) {
	seen := map[string]string{}
	for _, line := range []string{"a\tfield\tbank", "b\tfield\tbank", "a\tplace\tbank", "a\tfield\tbanks", "a\tfield\tbank*", "a@GR\tfield\tbank"} {
		table, err := load(tables(line))
		if err != nil {
			t.Fatal(err)
		}
		if old := seen[table.sum()]; old != "" {
			t.Errorf("%q and %q have one digest", old, line)
		}
		seen[table.sum()] = line
	}
	if again, _ := load(files); again.sum() != Digest() {
		t.Error("equal tables have two digests")
	}
}

func TestStems(t *testing.T) {
	table, err := load(tables("ship\tfield\tship* shipp_yard", "shipment\tfield\tshipment", "fleet\tfield\tflo* flott*",
		"people's fleet\tfield\tpopul*_flo*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		words, concept string
		n              int
	}{
		{"ship", "ship", 1},
		{"ships", "ship", 1},
		{"shi", "", 0},
		{"shipment", "shipment", 1},
		{"shipments", "ship", 1},
		{"flotten", "fleet", 1},
		{"popular", "", 0},
		{"popular flotilla first", "people's fleet", 2},
		{"shipp yard", "ship", 2},
		{"shipp yards", "ship", 1},
		{"ship*", "ship", 1},
		{"flo ", "fleet", 1},
	} {
		words := strings.Split(c.words, " ")
		if id, n := table.match(0, words); table.of(id).name != c.concept || n != c.n {
			t.Errorf("match(%q) = %q, %d; want %q, %d", c.words, table.of(id).name, n, c.concept, c.n)
		}
	}
}
