package source

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"probity.example/probity/internal/claim"
)

// TestRowOrder shuffles the rows of lists whose rows may be scattered: the claims stay the same. Rows that are refused by
// their order alone (a party of unknown type, two forms of one decision) are not among them.
func TestRowOrder(t *testing.T) {
	own := Entry{ID: "rur-debarred", Readers: ProbityReaders()}
	ofsi, _ := Find("uk-ofsi")
	for _, c := range []struct {
		entry  Entry
		path   string
		header int
		leave  []string // rows with these texts stay out
	}{
		{ofsi, "testdata/ofsi/ConList_2020.csv", 2, nil},
		{ofsi, "testdata/ofsi/ConList_2022.csv", 2, nil},
		{own, "testdata/probity/claims.csv", 2, []string{"U-1", "R-004", "R-007", "break", "Line"}},
	} {
		whole, err := os.ReadFile(c.path)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.SplitAfter(whole, []byte("\r\n"))
		head, rows := lines[:c.header], slices.DeleteFunc(lines[c.header:], func(row []byte) bool {
			return len(row) == 0 || slices.ContainsFunc(c.leave, func(s string) bool { return bytes.Contains(row, []byte(s)) })
		})
		path := filepath.Join(t.TempDir(), "rows.csv")
		contents := func(t testing.TB, rows [][]byte) []string {
			if err := os.WriteFile(path, bytes.Join(append(slices.Clone(head), rows...), nil), 0o600); err != nil {
				t.Fatal(err)
			}
			rec := newRecorder(t, c.entry)
			if err := readInto(rec, c.entry, path); err != nil {
				t.Fatal(err)
			}
			return draftContents(t, rec.drafts)
		}
		want := contents(t, rows)
		rapid.Check(t, func(r *rapid.T) {
			got := contents(t, rapid.Permutation(rows).Draw(r, "rows"))
			if !slices.Equal(got, want) {
				r.Fatalf("%s: another order of rows gives other claims:\n%q\n%q", c.path, want, got)
			}
		})
	}
}

func draftContents(t testing.TB, drafts []claim.Draft) []string {
	t.Helper()
	var out []string
	for _, d := range drafts {
		d.Normalise()
		b, err := d.Content()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	slices.Sort(out)
	return out
}
