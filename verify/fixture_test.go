package verify_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/adversary"
	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/register/org"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// fixture is the register that all tests of this package ask; tests do not write to it.
type fixture struct {
	dir     string
	vkey    string
	builder *answer.Builder
}

var (
	shared  fixture
	private []byte // a policy of the asker's own
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "probity-verify-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = build(context.Background(), dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fixture:", err)
		return 1
	}
	return m.Run()
}

// build makes the adversary's honest register, and takes one body out of it.
func build(ctx context.Context, dir string) error {
	data := filepath.Join(dir, "data")
	if err := adversary.Build(ctx, data, dir); err != nil {
		return err
	}
	day := time.Date(2026, 10, 21, 6, 0, 0, 0, time.UTC)
	w, err := datadir.OpenWriter(ctx, datadir.Config{Dir: data, Now: func() time.Time { return day }})
	if err != nil {
		return err
	}
	if err := errors.Join(remove(ctx, w), w.Close()); err != nil {
		return err
	}
	return open(ctx, data)
}

// remove takes away the first description of the glassworks.
func remove(ctx context.Context, w *datadir.Writer) error {
	m, err := w.Register.Now(ctx)
	if err != nil {
		return err
	}
	o, err := w.Register.ByRecord(ctx, "vf-board:B4", m)
	if err != nil {
		return err
	}
	known, err := w.Register.Claims(ctx, o, m)
	if err != nil {
		return err
	}
	for _, k := range known {
		if k.Claim.Kind != claim.KindDesc {
			return w.Intake.Remove(ctx, k.Index, "Sample Data Act, section 1")
		}
	}
	return fmt.Errorf("the glassworks have no decision")
}

func open(ctx context.Context, data string) error {
	b, _, err := adversary.Builder(ctx, data)
	if err != nil {
		return err
	}
	shared = fixture{dir: data, vkey: b.Log.VKey(), builder: b}
	text, _ := rulebook.BuiltinText("supplier-baseline")
	private = []byte(strings.Replace(string(text), "id: supplier-baseline", "id: house-rules", 1))
	return nil
}

// ask answers a question under a built-in policy, or none.
func ask(t testing.TB, policy string, q answer.Question) []byte {
	t.Helper()
	if policy == "house-rules" {
		q.PolicyText, q.Private = private, true
	} else if policy != "" {
		text, ok := rulebook.BuiltinText(policy)
		if !ok {
			t.Fatalf("no policy %s", policy)
		}
		q.PolicyText = text
	}
	if policy != "" {
		p, err := rulebook.Load(q.PolicyText)
		if err != nil {
			t.Fatal(err)
		}
		q.Policy = p
	}
	a, err := shared.builder.Answer(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	file, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func options(policy string) verify.Options {
	opt := verify.Options{VKey: shared.vkey}
	if policy == "house-rules" {
		opt.Policy = private
	}
	return opt
}

// sample is one answer of the fixture.
type sample struct {
	name   string
	policy string
	q      answer.Question
	want   string // the answer
	shape  string // subjects with their identities and removals, rejected candidates; ~ if all that was found is names to leave out
}

var samples = []sample{
	{"barred", "eu-procurement", answer.Question{Name: "Amberfield Timber Ltd", Country: "XV"}, "barred", "name_country/4 -different/1"},
	{"rejected", "supplier-baseline", answer.Question{Name: "Amberfield Timber Ltd", Country: "XS"}, "stale", "name_country/1 -different/4"},
	{"two", "supplier-baseline", answer.Question{Name: "Amberfield  Timber Ltd"}, "ask", "name/1 name/4"},
	{"identifier", "eu-procurement", answer.Question{Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "100001"}}}, "barred", "same/4"},
	{"folded", "eu-procurement", answer.Question{Name: "Lantern Hill Foods Limited"}, "stale", "possible/1"},
	{"stale", "sanctions-un", answer.Question{Name: "Amberfield Timber Ltd", Country: "XV"}, "stale", "name_country/4 -different/1"},
	{"nobody", "supplier-baseline", answer.Question{Name: "Nobody Of This Name"}, "stale", ""},
	{"clear", "sanctions-eu", answer.Question{Name: "Nobody Of This Name", AsOf: "2026-10-02"}, "clear", ""},
	{"private", "house-rules", answer.Question{Name: "Hollow Quarry s.r.o.", Country: "XV"}, "stale", "name_country/1"},
	{"merged", "supplier-baseline", answer.Question{Organisation: org.ID("vf-board:B3")}, "ask", "chosen/2"},
	{"past", "sanctions-eu", answer.Question{Name: "Grünwald Sample Shipping A.S.", Country: "XV", AsOf: "2026-06-20", KnownAt: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}, "barred", "name_country/1"},
	{"relisted", "sanctions-eu", answer.Question{Name: "Grünwald Sample Shipping A.S.", Country: "XV"}, "barred", "name_country/1"},
	{"removed", "supplier-baseline", answer.Question{Name: "Lost Meadow Glass Ltd", Country: "XV"}, "stale", "name_country/1 (removed 1)"},
	{"removed later", "sanctions-eu", answer.Question{Name: "Lost Meadow Glass Ltd", Country: "XV", AsOf: "2026-06-05", KnownAt: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}, "clear_with_notes", "name_country/1 (removed 1)"},
	{"records", "", answer.Question{Name: "Copperwell Mines GmbH"}, "", "name/2"},
	{"similar", "sanctions-eu", answer.Question{Name: "Gruenwald Sampel Shipping", Country: "XV"}, "ask", "possible/1"},
	{"apart", "supplier-baseline", answer.Question{Name: "Pebblecross Harbour Fund III"}, "stale", "-different/1"},
	{"left out", "", answer.Question{Name: "Lantern Printing", Country: "XV"}, "", "~"},
	{"two ways", "sanctions-eu", answer.Question{Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "100004"}}, Name: "Gruenwald Sampel Shipping"}, "ask", "possible/1 same/1"},
	{"person", "eu-procurement", answer.Question{Name: "Ann Other", Person: true}, "out_of_scope_person", ""},
	{"person-records", "", answer.Question{Person: true}, "", ""},
}

func shapeOf(a *verify.Answer) string {
	var out []string
	for _, s := range a.Subjects {
		out = append(out, fmt.Sprintf("%s/%d", s.Identity, len(s.Records)))
		if s.Removed > 0 {
			out = append(out, fmt.Sprintf("(removed %d)", s.Removed))
		}
	}
	for _, s := range a.Rejected {
		out = append(out, fmt.Sprintf("-%s/%d", s.Identity, len(s.Records)))
	}
	if a.Search != nil && len(a.Search.Left) > 0 && len(out) == 0 {
		return "~"
	}
	return strings.Join(out, " ")
}

// TestSamples: every answer verifies, and is what its question should get.
func TestSamples(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			a, err := verify.Verify(ask(t, s.policy, s.q), options(s.policy))
			if err != nil {
				t.Fatal(err)
			}
			if shape := shapeOf(a); a.Answer != s.want || shape != s.shape {
				t.Errorf("%s with %q, want %s with %q: %s", a.Answer, shape, s.want, s.shape, a.Sentence)
			}
		})
	}
}

// another is a register's key that nobody trusts, under the trusted one's name.
func another(t testing.TB) note.Signer {
	t.Helper()
	skey, _, err := note.GenerateKey(nil, "fictional.example/verify")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
