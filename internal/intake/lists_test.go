package intake_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/testkit"
)

// clock is a clock that a test moves.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { c.t = c.t.Add(time.Second); return c.t }

func openRegister(t testing.TB, dir string, c *clock) *datadir.Writer {
	t.Helper()
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "test.probity.local/log", Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func ingestList(ctx context.Context, t testing.TB, w *datadir.Writer, shared string, l testkit.List) *intake.Result {
	t.Helper()
	entry, ok := source.Find(l.Source)
	if !ok {
		t.Fatalf("no source %q in the catalogue", l.Source)
	}
	var files []*format.File
	for _, f := range l.Files {
		files = append(files, &format.File{Path: filepath.Join(shared, f)})
	}
	res, err := w.Intake.File(ctx, entry, files, intake.Options{Published: claim.Date(l.Published), Confirm: true})
	if err != nil {
		t.Fatalf("ingest %s as %s: %v", l.Files, l.Source, err)
	}
	return res
}

// account is what must come of a real file, as counted in the file itself.
type account struct{ organisations, persons, outOfScope, undecidable int64 }

// accounts by the last file of each list; undecidable is how many rows have no type, for the door to decide by evidence.
var accounts = map[string]account{
	"us-ofac-sdn/alt.csv":               {2994, 3845, 540, 0},
	"us-csl/csl_2020-07.csv":            {3667, 4335, 665, 2831},
	"uk-ofsi/ConList_2020-04.csv":       {591, 2114 - 591, 0, 0},
	"uk-ofsi/ConList_2022-11.csv.gz":    {669, 3656 - 669 - 15, 15, 0},
	"eu-fsf/eu_fsf_2022-10.csv.gz":      {660, 3569 - 660, 0, 0},
	"un-sc/UN_consolidated_2026-02.xml": {273, 1003 - 273, 0, 0},
}

func checkAccount(t *testing.T, l testkit.List, s *claim.Snapshot) {
	t.Helper()
	persons, out, refused := sum(s.Persons), sum(s.OutOfScope), sum(s.Refused)
	t.Logf("%s %s: rows %d, organisations %d %v, persons %d %v, out of scope %d, undetermined %d, refused %v",
		l.Source, l.Files[0], s.Rows, s.Organisations, s.DecidedBy, persons, s.Persons, out, s.Undetermined, s.Refused)
	want, ok := accounts[l.Files[len(l.Files)-1]]
	if !ok {
		return
	}
	if want.undecidable == 0 {
		if s.Organisations != want.organisations || persons != want.persons || out != want.outOfScope || s.Undetermined+refused != 0 {
			t.Errorf("%s: %d organisations, %d persons, %d out of scope; the file has %+v", l.Files[0], s.Organisations, persons, out, want)
		}
		return
	}
	typed, decided := s.DecidedBy["type_column"], s.Organisations-s.DecidedBy["type_column"]
	other := persons - s.Persons["type_column"]
	if typed != want.organisations || s.Persons["type_column"] != want.persons || out != want.outOfScope || decided+other+s.Undetermined != want.undecidable {
		t.Errorf("%s: %d typed organisations, %d persons, %d out of scope, and %d+%d+%d decided by evidence or held out; the file has %+v",
			l.Files[0], typed, s.Persons["type_column"], out, decided, other, s.Undetermined, want)
	}
}

func sum(m map[string]int64) (n int64) {
	for _, v := range m {
		n += v
	}
	return n
}
