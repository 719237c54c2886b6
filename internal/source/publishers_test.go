package source

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/testkit"
)

// fixture is a file of our own in a publisher's layout, with what must come of it beside it in want.txt.
type fixture struct {
	source, path string
	entry        Entry
}

func fixtures(t *testing.T) []fixture {
	own := Entry{ID: "rur-debarred", StatedBasis: "publisher_statement", Readers: ProbityReaders()}
	list := []fixture{
		{"uk-ofsi", "ofsi/ConList_2020.csv", Entry{}},
		{"uk-ofsi", "ofsi/ConList_2022.csv", Entry{}},
		{"eu-fsf", "eufsf/fsf.csv", Entry{}},
		{"un-sc", "unsc/consolidated.xml", Entry{}},
		{"gleif-lei", "gleif/lei.xml", Entry{}},
		{"gleif-rr", "gleif/rr.xml", Entry{}},
		{"ftm", "ftm/entities.ftm.json", Entry{}},
		{own.ID, "probity/claims.ndjson", own},
		{own.ID, "probity/claims.csv", own},
		{own.ID, "probity/semicolon.csv", own},
	}
	for i := range list {
		if list[i].entry.ID == "" {
			e, ok := Find(list[i].source)
			if !ok {
				t.Fatalf("no source %q", list[i].source)
			}
			list[i].entry = e
		}
		list[i].path = filepath.Join("testdata", list[i].path)
	}
	return list
}

// account writes everything that a reading gave: counts, rows refused, and the content of every claim.
func account(t *testing.T, r *recorder) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(strings.SplitAfter(r.summary(), "\n  ")[0])
	b.WriteString("\n")
	for _, e := range r.rejects {
		b.WriteString(e.Error() + "\n")
	}
	for _, e := range r.refusals {
		b.WriteString(e.Rule + ": " + e.Err.Error() + "\n")
	}
	slices.SortFunc(r.drafts, func(a, b claim.Draft) int { return strings.Compare(a.Key, b.Key) })
	for _, d := range r.drafts {
		d.Normalise()
		content, err := d.Content()
		if err != nil {
			t.Fatal(err)
		}
		b.Write(content)
		b.WriteString("\n")
	}
	return b.String()
}

// TestFixtures compares every fixture with its golden account. PROBITY_GOLDEN=write writes them anew.
func TestFixtures(t *testing.T) {
	for _, f := range fixtures(t) {
		t.Run(f.path, func(t *testing.T) {
			rec := newRecorder(t, f.entry)
			if err := readInto(rec, f.entry, f.path); err != nil {
				t.Fatal(err)
			}
			got := account(t, rec)
			golden := f.path + ".want.txt"
			if os.Getenv("PROBITY_GOLDEN") == "write" {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// people are the invented persons of the fixtures. Nothing that leaves a reader names one: no claim, no message.
var people = []string{"zenda", "hentzau, ", "rischenheim", "rupert", "mixed person"}

func TestNoPersonLeavesAReader(t *testing.T) {
	for _, f := range fixtures(t) {
		b, err := os.ReadFile(f.path + ".want.txt")
		if err != nil {
			t.Fatal(err)
		}
		low := bytes.ToLower(b)
		// "Zenda Holdings Limited" is a company.
		low = bytes.ReplaceAll(low, []byte("zenda holdings limited"), nil)
		for _, p := range people {
			if bytes.Contains(low, []byte(p)) {
				t.Errorf("%s: the account of the reading holds %q", f.path, p)
			}
		}
	}
}

// TestAcceptsOnlyItsOwn reads each file with the readers of all sources: one source only may take it.
func TestAcceptsOnlyItsOwn(t *testing.T) {
	for _, f := range fixtures(t) {
		var takers []string
		for _, e := range Catalogue() {
			if accepting(e, f.path) != nil {
				takers = append(takers, e.ID)
			}
		}
		if accepting(Entry{Readers: ProbityReaders()}, f.path) != nil {
			takers = append(takers, "rur-debarred")
		}
		if !slices.Equal(takers, []string{f.source}) {
			t.Errorf("%s is taken by %v, want %s only", f.path, takers, f.source)
		}
		if accepting(f.entry, f.path, f.path) != nil {
			t.Errorf("%s: two files are taken for one", f.path)
		}
		if accepting(f.entry, "testdata/none") != nil {
			t.Errorf("%s: a file that is not there is accepted", f.source)
		}
	}
}

// stopper is a sink that says stop at the first party or at the first row refused.
type stopper struct{ recorder }

var errStop = errors.New("stop")

func (stopper) Put(*claim.Party) error   { return errStop }
func (stopper) Reject(e *RowError) error { return errStop }

// TestReadersStopWhenTold ends readings by a cancelled context and by a sink that says stop.
func TestReadersStopWhenTold(t *testing.T) {
	for _, f := range fixtures(t) {
		r := accepting(f.entry, f.path)
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if err := r.Read(cancelled, fileList([]string{f.path}), newRecorder(t, f.entry)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled, it ends with %v", f.path, err)
		}
		if err := r.Read(t.Context(), fileList([]string{f.path}), &stopper{*newRecorder(t, f.entry)}); !errors.Is(err, errStop) {
			t.Errorf("%s: told to stop, it ends with %v", f.path, err)
		}
	}
}

// TestCutOff reads files that end too early: never a panic, and an XML or compressed file is never taken for whole.
func TestCutOff(t *testing.T) {
	for _, f := range fixtures(t) {
		whole, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{len(whole) / 3, len(whole) * 3 / 4, len(whole) - 9} {
			cut := filepath.Join(t.TempDir(), filepath.Base(f.path))
			if err := os.WriteFile(cut, whole[:n], 0o600); err != nil {
				t.Fatal(err)
			}
			r := accepting(f.entry, cut)
			if r == nil {
				continue
			}
			err = r.Read(t.Context(), fileList([]string{cut}), newRecorder(t, f.entry))
			if strings.HasSuffix(f.path, ".xml") && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s cut off at %d ends with %v", f.path, n, err)
			}
		}
	}
}

// TestHeadersRefused holds files that are refused whole, with an error that says why.
func TestHeadersRefused(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"column.csv", "party,type,name,colour\n1,organisation,A Ltd,red\n", `"colour"`},
		{"twice.csv", "party,type,name,name\n1,organisation,A Ltd,B\n", "twice"},
		{"day.csv", "probity,claims/1,published,01/11/2026\nparty,type,name\n1,organisation,A Ltd\n", "YYYY-MM-DD"},
		{"version.ndjson", `{"probity":"claims/9"}`, "claims/1"},
		{"day.ndjson", `{"probity":"claims/1","published":"soon"}`, "published"},
		{"member.ndjson", `{"probity":"claims/1","colour":"red"}`, "colour"},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		e := Entry{ID: "rur-debarred", Readers: ProbityReaders()}
		if err := readInto(newRecorder(t, e), e, path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error about %s", c.name, err, c.want)
		}
	}
}

// TestLongLine passes over a line that is longer than the format allows, and reads on.
func TestLongLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "long.ndjson")
	long := `{"party":"L","type":"organisation","names":[{"value":"` + strings.Repeat("x", maxOwnLine) + `"}]}`
	text := `{"party":"A","type":"organisation","names":[{"value":"A Ltd"}]}` + "\n" + long + "\n" +
		`{"party":"B","type":"organisation","names":[{"value":"B Ltd"}]}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	e := Entry{ID: "rur-debarred", Readers: ProbityReaders()}
	rec := newRecorder(t, e)
	if err := readInto(rec, e, path); err != nil {
		t.Fatal(err)
	}
	if len(rec.parties) != 2 || len(rec.rejects) != 1 || rec.rejects[0].Rule != "line.size" || rec.rejects[0].Place != "line 2" {
		t.Errorf("%s", rec.summary())
	}
}

// TestRealCounts pins what the real lists hold, counted from the files themselves.
func TestRealCounts(t *testing.T) {
	dir := testkit.SharedData(t)
	for _, c := range []struct {
		source, path  string
		rows          int64
		published     claim.Date
		orgs, persons int
		craft         int
		kinds         map[claim.Kind]int
	}{
		{"uk-ofsi", "uk-ofsi/ConList_2020-04.csv", 9492, "2020-04-27", 591, 1523, 0, map[claim.Kind]int{"IDN.DESC": 591, "SAN.BLOCK": 591}},
		{"uk-ofsi", "uk-ofsi/ConList_2022-11.csv.gz", 16155, "2022-11-14", 669, 2972, 15, map[claim.Kind]int{"IDN.DESC": 669, "SAN.BLOCK": 669}},
		{"eu-fsf", "eu-fsf/eu_fsf_2022-10.csv.gz", 22619, "2022-10-28", 660, 2909, 0, map[claim.Kind]int{"IDN.DESC": 660, "SAN.BLOCK": 660}},
		{"un-sc", "un-sc/UN_consolidated_2026-02.xml", 1003, "2026-02-27", 273, 730, 0, map[claim.Kind]int{"IDN.DESC": 273, "SAN.BLOCK": 273}},
		{"gleif-lei", "gleif/cdf-xml/lei-data.xml", 13, "2023-06-05", 13, 0, 0, map[claim.Kind]int{"IDN.DESC": 13, "IDN.REG": 13}},
		{"gleif-lei", "gleif/cdf-xml/lei-updates-data2.xml", 12, "2023-11-06", 12, 0, 0, map[claim.Kind]int{"IDN.DESC": 12, "IDN.REG": 12}},
		{"gleif-lei", "gleif/cdf-xml/lei-updates-data2-new.xml", 12, "2023-11-06", 12, 0, 0, map[claim.Kind]int{"IDN.DESC": 12, "IDN.REG": 12}},
		{"gleif-rr", "gleif/cdf-xml/rr-data.xml", 10, "2023-06-05", 0, 0, 0, map[claim.Kind]int{"OWN.CONS": 2, "OWN.CTRL": 8}},
		{"gleif-rr", "gleif/cdf-xml/rr-updates-data2.xml", 11, "2023-11-06", 0, 0, 0, map[claim.Kind]int{"OWN.CONS": 7, "OWN.CTRL": 4}},
		{"gleif-rr", "gleif/cdf-xml/rr-updates-data2-new.xml", 10, "2023-11-06", 0, 0, 0, map[claim.Kind]int{"OWN.CONS": 4, "OWN.CTRL": 5}},
	} {
		t.Run(c.path, func(t *testing.T) {
			r := read(t, c.source, filepath.Join(dir, c.path))
			if r.rows != c.rows || r.published != c.published {
				t.Errorf("%d rows published on %s, want %d on %s", r.rows, r.published, c.rows, c.published)
			}
			if r.types[claim.Organisation] != c.orgs || r.types[claim.Person] != c.persons || r.types[claim.Craft] != c.craft {
				t.Errorf("types %v, want %d organisations, %d persons, %d craft", r.types, c.orgs, c.persons, c.craft)
			}
			if len(r.parties) != c.orgs || !maps.Equal(r.kinds(), c.kinds) {
				t.Errorf("%d admitted, claims %v, want %d and %v", len(r.parties), r.kinds(), c.orgs, c.kinds)
			}
			if len(r.rejects) > 0 || len(r.refusals) > 0 {
				t.Errorf("rows refused: %s %v", r.summary(), r.refusals)
			}
		})
	}
}

// TestRealReferences pins how many parties of each list carry which reference: those are what joins the lists.
func TestRealReferences(t *testing.T) {
	dir := testkit.SharedData(t)
	for _, c := range []struct {
		source, path string
		want         map[string]int
	}{
		{"uk-ofsi", "uk-ofsi/ConList_2020-04.csv", map[string]int{"X-UKOFSI": 591, "X-UNSC": 98}},
		{"uk-ofsi", "uk-ofsi/ConList_2022-11.csv.gz", map[string]int{"X-UKOFSI": 669, "X-UKSL": 669, "X-UNSC": 251}},
		{"eu-fsf", "eu-fsf/eu_fsf_2022-10.csv.gz", map[string]int{"X-EUFSF": 660, "X-UNSC": 20}},
		{"un-sc", "un-sc/UN_consolidated_2026-02.xml", map[string]int{"X-UNSC": 273}},
	} {
		got := map[string]int{}
		for _, p := range read(t, c.source, filepath.Join(dir, c.path)).parties {
			for _, id := range p.Identifiers {
				if strings.HasPrefix(id.Scheme, "X-") {
					got[id.Scheme]++
				}
			}
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.path, got, c.want)
		}
	}
}

// TestOFSIGone pins that 100 of the organisations of 2020 are not in the list of 2022.
func TestOFSIGone(t *testing.T) {
	dir := testkit.SharedData(t)
	old := read(t, "uk-ofsi", filepath.Join(dir, "uk-ofsi/ConList_2020-04.csv"))
	young := read(t, "uk-ofsi", filepath.Join(dir, "uk-ofsi/ConList_2022-11.csv.gz"))
	gone := 0
	for key := range old.parties {
		if young.parties[key] == nil {
			gone++
		}
	}
	if gone != 100 {
		t.Errorf("%d of %d organisations are gone, want 100", gone, len(old.parties))
	}
}
