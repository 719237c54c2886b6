package intake_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/xml"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/testkit"
)

// TestNoPersonIsStored ingests every real list, holds the account of each against the file's own counts, and then looks, byte by byte, through every file of the data directory for
// every name of a natural person in the OFAC, OFSI, EU and UN lists and of every clinical investigator in the FDA letters,
// unless the name is also part of an organisation's name. The names are taken from the raw files by this test alone, not by
// the readers under test.
func TestNoPersonIsStored(t *testing.T) {
	shared := testkit.SharedData(t)
	persons, organisations := namesInLists(t, shared)
	dir := t.TempDir()
	w := openRegister(t, dir, &clock{time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)})
	for _, l := range testkit.Lists {
		res := ingestList(t.Context(), t, w, shared, l)
		checkAccount(t, l, &res.Snapshot)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var wanted []string
	all := strings.Join(organisations, "\n")
	for _, p := range persons {
		if len(p) >= 8 && strings.Contains(p, " ") && !strings.Contains(all, p) {
			wanted = append(wanted, p)
		}
	}
	if len(wanted) < 15000 {
		t.Fatalf("only %d names of persons to look for: the lists were not read as they should be", len(wanted))
	}
	f := newFinder(wanted)
	files, found := 0, 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, hit := range f.find(b) {
			found++
			t.Errorf("%s holds the name of a person (%d bytes long), in: …%s…", strings.TrimPrefix(path, dir), len(hit.name), hit.around)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d names of persons looked for in %d files, %d found", len(wanted), files, found)
}

// namesInLists reads the raw files: the names of persons, and the names of organisations in capitals and as written.
func namesInLists(t *testing.T, shared string) (persons, organisations []string) {
	t.Helper()
	add := func(person bool, names ...string) {
		for _, n := range names {
			n = strings.Join(strings.Fields(n), " ")
			if person {
				persons = append(persons, n)
			} else {
				organisations = append(organisations, n)
			}
		}
	}
	types := map[string]string{}
	for _, r := range table(t, shared, "us-ofac-sdn/sdn.csv", ',', 0) {
		if len(r) > 2 {
			types[r[0]] = strings.TrimSpace(r[2])
			add(types[r[0]] == "individual", r[1])
		}
	}
	for _, r := range table(t, shared, "us-ofac-sdn/alt.csv", ',', 0) {
		if len(r) > 3 {
			add(types[r[0]] == "individual", r[3])
		}
	}
	for _, file := range []string{"uk-ofsi/ConList_2020-04.csv", "uk-ofsi/ConList_2022-11.csv.gz"} {
		rows := table(t, shared, file, ',', 1)
		typ, native := slices.Index(rows[0], "Group Type"), slices.Index(rows[0], "Name Non-Latin Script")
		for _, r := range rows[1:] {
			person := r[typ] == "Individual"
			given := strings.Join(strings.Fields(strings.Join(r[1:6], " ")), " ")
			add(person, given+" "+r[0], r[0]+" "+given, r[0]+", "+given)
			if native >= 0 {
				add(person, r[native])
			}
			if !person {
				add(false, r[0])
			}
		}
	}
	rows := table(t, shared, "eu-fsf/eu_fsf_2022-10.csv.gz", ';', 0)
	typ, whole := slices.Index(rows[0], "Entity_SubjectType"), slices.Index(rows[0], "NameAlias_WholeName")
	for _, r := range rows[1:] {
		add(r[typ] == "P", r[whole])
	}
	unNames(t, shared, add)
	rows = table(t, shared, "us-fda-warning-letters/fda_warning_letters.csv", ',', 0)
	for _, r := range rows[1:] {
		if strings.Contains(r[5], "Clinical Investigator") {
			name, _, _ := strings.Cut(r[3], "/")
			add(strings.Contains(name, "M.D") || strings.Contains(name, "D.O."), name)
		} else {
			add(false, r[3])
		}
	}
	slices.Sort(persons)
	return slices.Compact(persons), organisations
}

func unNames(t *testing.T, shared string, add func(bool, ...string)) {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, "un-sc/UN_consolidated_2026-02.xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	type party struct {
		First   string   `xml:"FIRST_NAME"`
		Second  string   `xml:"SECOND_NAME"`
		Third   string   `xml:"THIRD_NAME"`
		Fourth  string   `xml:"FOURTH_NAME"`
		Native  string   `xml:"NAME_ORIGINAL_SCRIPT"`
		Aliases []string `xml:"INDIVIDUAL_ALIAS>ALIAS_NAME"`
		Others  []string `xml:"ENTITY_ALIAS>ALIAS_NAME"`
	}
	d := xml.NewDecoder(f)
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok || (start.Name.Local != "INDIVIDUAL" && start.Name.Local != "ENTITY") {
			continue
		}
		var p party
		if err := d.DecodeElement(&p, &start); err != nil {
			t.Fatal(err)
		}
		person := start.Name.Local == "INDIVIDUAL"
		add(person, strings.Join([]string{p.First, p.Second, p.Third, p.Fourth}, " "), p.Native)
		add(person, p.Aliases...)
		add(person, p.Others...)
	}
}

func table(t *testing.T, shared, name string, comma rune, skip int) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	for range skip {
		_, b, _ = bytes.Cut(b, []byte("\n"))
	}
	c := csv.NewReader(bytes.NewReader(b))
	c.Comma, c.FieldsPerRecord, c.LazyQuotes = comma, -1, true
	rows, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// finder looks for many names at once, by their first five bytes.
type finder struct{ byPrefix map[[5]byte][]string }

type hit struct{ name, around string }

func newFinder(names []string) *finder {
	f := &finder{map[[5]byte][]string{}}
	for _, n := range names {
		k := [5]byte([]byte(n)[:5])
		f.byPrefix[k] = append(f.byPrefix[k], n)
	}
	return f
}

// find returns the names that occur in b as whole words.
func (f *finder) find(b []byte) (hits []hit) {
	letter := func(i int) bool {
		return i >= 0 && i < len(b) && (b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z' || b[i] >= 0x80)
	}
	for i := 0; i+5 <= len(b); i++ {
		for _, n := range f.byPrefix[[5]byte(b[i:i+5])] {
			if bytes.HasPrefix(b[i:], []byte(n)) && !letter(i-1) && !letter(i+len(n)) {
				hits = append(hits, hit{n, string(b[max(0, i-60):min(len(b), i+len(n)+60)])})
			}
		}
	}
	return hits
}
