package answer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/verify"
)

// TestRemovals: whatever is removed of an organisation that two lists know, the answer about it verifies, and the store is
// the one that a rebuild makes.
func TestRemovals(t *testing.T) {
	for name, c := range map[string]struct {
		gone    func(*claim.Claim) bool
		removed string // of asking, by question: removals/records of each organisation found
	}{
		"nothing":               {func(*claim.Claim) bool { return false }, "0/2; 0/2; 0/2; 0/2; "},
		"a description":         {func(c *claim.Claim) bool { return c.Kind == claim.KindDesc && c.Source == "one" }, "1/2; 1/2; 1/2; 1/2; "},
		"a decision":            {func(c *claim.Claim) bool { return c.Kind == "EXC.DEBAR" && c.Source == "one" }, "1/2; 1/2; 1/2; 1/2; "},
		"the older record":      {func(c *claim.Claim) bool { return c.Source == "one" }, "2/2; 2/2; 2/2; 2/2; "},
		"the younger record":    {func(c *claim.Claim) bool { return c.Source == "two" }, "2/2; 2/2; 2/2; 2/2; "},
		"the link":              {func(c *claim.Claim) bool { return c.Kind == claim.KindSame }, "1/1 1/1; 1/1 1/1; 1/1; 1/1; "},
		"both, but their link":  {func(c *claim.Claim) bool { return c.Kind != claim.KindSame }, "; ; 4/2; 4/2; "},
		"older record and link": {func(c *claim.Claim) bool { return c.Source == "one" || c.Kind == claim.KindSame }, "1/1; 1/1; 1/1; "},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, dir := t.Context(), t.TempDir()
			w := twoLists(t, dir)
			before, err := w.Register.Now(ctx)
			if err != nil {
				t.Fatal(err)
			}
			o, err := w.Register.ByRecord(ctx, "one:A1", before)
			if err != nil {
				t.Fatal(err)
			}
			known, err := w.Register.Claims(ctx, o, before)
			if err != nil || len(o.Records) != 2 || len(known) != 5 {
				t.Fatalf("%v: %d records, %d claims", err, len(o.Records), len(known))
			}
			for _, k := range known {
				if c.gone(k.Claim) {
					if err := w.Intake.Remove(ctx, k.Index, "Sample Data Act, section 1"); err != nil {
						t.Fatal(err)
					}
				}
			}
			live, err := w.Register.Digest(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			first := asked(t, dir)
			if err := datadir.Rebuild(ctx, datadir.Config{Dir: dir, Now: time.Now}); err != nil {
				t.Fatal(err)
			}
			if first.removed != c.removed {
				t.Errorf("removed of each: %q, want %q", first.removed, c.removed)
			}
			if again := asked(t, dir); again.digest != live || again.organisations != first.organisations {
				t.Errorf("rebuilt: %+v, before: %s, %+v", again, live, first)
			}
		})
	}
}

// twoLists makes a register in which two lists know one organisation.
func twoLists(t *testing.T, dir string) *datadir.Writer {
	t.Helper()
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "fictional.example/removals", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var acts []intake.Act
	for _, id := range []string{"one", "two"} {
		acts = append(acts, intake.AdmitSource(entry(id)))
	}
	if _, err := w.Intake.Sync(t.Context(), append(acts, intake.AddKey(w.Log.VKey()))); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"one", "two"} {
		path := filepath.Join(t.TempDir(), id+".ndjson")
		text := `{"party":"A1","type":"organisation","names":[{"value":"Amberfield Timber Ltd"}],"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"statements":[{"key":"1","kind":"EXC.DEBAR","state":"in_force"}]}` + "\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Intake.File(t.Context(), entry(id), []*format.File{{Path: path}}, intake.Options{Published: "2026-06-01"}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func entry(id string) source.Entry {
	return source.Entry{ID: id, SourceEntry: claim.SourceEntry{Title: "FICTIONAL", Origin: "official", Criterion: "exclusion"}, Readers: source.ProbityReaders()}
}

// asking is the state of the register, whom the questions found, and how much of each was removed, in how many records.
type asking struct{ digest, organisations, removed string }

// asked asks about the organisation by its number and by its records, and verifies every answer.
func asked(t *testing.T, dir string) asking {
	t.Helper()
	ctx := t.Context()
	r, err := datadir.OpenReader(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	signer, err := ledger.OpenSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	b := &answer.Builder{Log: r.Log, Signer: signer, Register: r.Register, Epochs: r.Epochs, Now: time.Now}
	questions := []answer.Question{{Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "100001"}}}, {Name: "Amberfield Timber Ltd"}}
	m, err := r.Register.Now(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range []string{"one:A1", "two:A1"} {
		o, err := r.Register.ByRecord(ctx, record, m)
		if err != nil {
			t.Fatal(err)
		}
		if o != nil {
			questions = append(questions, answer.Question{Organisation: o.ID})
		}
	}
	var out asking
	for _, q := range questions {
		a, err := b.Answer(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		file, err := a.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verify.Verify(file, verify.Options{VKey: r.Log.VKey()}); err != nil {
			t.Errorf("%+v: %v", q, err)
		}
		var counts []string
		for _, s := range a.Subjects {
			out.organisations += s.Organisation + " " + s.Caption + "\n"
			counts = append(counts, fmt.Sprintf("%d/%d", s.Removed, len(s.Records)))
		}
		out.removed += strings.Join(counts, " ") + "; "
	}
	if out.digest, err = r.Register.Digest(ctx); err != nil {
		t.Fatal(err)
	}
	return out
}
