package audit_test

import (
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

// TestMirrorOfRealLists: a mirror of all real lists audits clean, and its state is the register's.
func TestMirrorOfRealLists(t *testing.T) {
	lists := testkit.SharedData(t)
	dir := t.TempDir()
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "lists.probity.local/log", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, l := range testkit.Lists {
		entry, ok := source.Find(l.Source)
		if !ok {
			t.Fatalf("no source %q", l.Source)
		}
		var files []*format.File
		for _, f := range l.Files {
			files = append(files, &format.File{Path: filepath.Join(lists, f)})
		}
		if _, err := w.Intake.File(t.Context(), entry, files, intake.Options{Published: claim.Date(l.Published), Confirm: true}); err != nil {
			t.Fatalf("%s: %v", l.Source, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	copied := mirrored(t, dir)
	took := time.Since(begun)
	begun = time.Now()
	rep := run(t, copied)
	t.Logf("%d claims, %d keys, %d epochs: mirrored in %s, audited in %s", rep.Claims, rep.Keys, rep.Epochs, took, time.Since(begun))
	if want := digest(t, dir); !rep.Clean || rep.Digest != want {
		t.Errorf("%v; digest %s, the register's is %s", rep.Difference, rep.Digest, want)
	}
	if rep.Epochs < int64(len(testkit.Lists)) {
		t.Errorf("%d epochs of %d lists", rep.Epochs, len(testkit.Lists))
	}
}
