package links_test

import (
	"path/filepath"
	"slices"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/links"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/testkit"
)

// measured are the lists from which the shipped table was made: each holds an organisation once.
var measured = []string{"un-sc", "uk-ofsi", "eu-fsf", "us-ofac-sdn"}

// TestOnTheOfficialLists measures the matcher against what the lists say of each other and holds it to its goal: of the
// organisations that the UK list joins with the UN's by their reference number, which is hidden, at least 98 % are among what
// suggest proposes at its default precision, and at least 99 % of that is right. The shipped table must say what is measured.
func TestOnTheOfficialLists(t *testing.T) {
	shared := testkit.SharedData(t)
	f := newFixture(t)
	for _, l := range testkit.Lists {
		entry, _ := source.Find(l.Source)
		older := l.Source == "uk-ofsi" && l.Files[0] == "uk-ofsi/ConList_2020-04.csv"
		if !slices.Contains(measured, l.Source) || older {
			continue
		}
		if _, err := f.Intake.Sync(t.Context(), []intake.Act{intake.AdmitSource(entry)}); err != nil {
			t.Fatal(err)
		}
		var files []*format.File
		for _, name := range l.Files {
			files = append(files, &format.File{Path: filepath.Join(shared, filepath.FromSlash(name))})
		}
		if _, err := f.Intake.File(t.Context(), entry, files, intake.Options{Published: claim.Date(l.Published)}); err != nil {
			t.Fatal(err)
		}
	}
	m, err := f.Register.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := links.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	table, err := links.Calibrate(t.Context(), f.Register, m, measured)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range table.Bands {
		t.Logf("%3d to %3d points: %4d of %4d right, %.4f (%.4f to %.4f)", got.From, got.To, got.Same, got.Pairs, got.Precision, got.Low, got.High)
		if i >= len(shipped.Bands) || shipped.Bands[i].From != got.From {
			t.Fatal("the shipped table has other bands")
		}
		// The lists are those of the table, so figures move only with the matcher: the table describes it while they stay inside
		// its intervals. Bands of a few pairs say nothing either way.
		want := shipped.Bands[i]
		if min(got.Pairs, want.Pairs) >= 30 && (got.Precision < want.Low || got.Precision > want.High) {
			t.Errorf("%d to %d points: the shipped table says %.4f to %.4f: make it anew with `probity links calibrate`", got.From, got.To, want.Low, want.High)
		}
	}
	at := slices.IndexFunc(table.Truth, func(x links.Truth) bool { return x.A == "uk-ofsi" && x.B == "un-sc" })
	if at < 0 {
		t.Fatal("nothing is known of the lists of the UK and the UN")
	}
	got := table.Truth[at]
	precision := float64(got.Right) / float64(got.Suggested)
	t.Logf("UK and UN: %d pairs, %d suggested, %d right: recall %.4f, precision %.4f", got.Same, got.Suggested, got.Right, got.Recall, precision)
	if got.Same < 249 || got.Recall < 0.98 || precision < 0.99 {
		t.Errorf("UK and UN: want at least 249 pairs, recall 0.98, precision 0.99")
	}
}
