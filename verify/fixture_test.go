package verify_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/register/org"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/verify"
)

// The fixture is a small register of invented organisations in Verdania (XV) with everything that an answer can show:
// namesakes, an organisation that two lists know and that was joined later, one that was listed, delisted and listed
// again, a removed body, names that are like others.

// edition is one file of one list.
type edition struct {
	list, published string
	parties         []string
}

func party(key, name, rest string) string {
	return fmt.Sprintf(`{"party":%q,"type":"organisation","names":[{"value":%q,"kind":"primary"}],%s}`, key, name, rest)
}

const debarment = `"statements":[{"key":"1","kind":"EXC.DEBAR","state":"in_force","finality":"final","grounds":["G.FRAUD"],"effects":["no_award"],"from":"2026-01-01","until":"2028-12-31","authority":"Sample Board"}]`

var (
	amberfield = party("B1", "Amberfield Timber Ltd", `"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"countries":["XV"],`+debarment)
	grunwald   = party("S1", "Grünwald Sample Shipping A.S.", `"countries":["XV"],"statements":[{"key":"1","kind":"SAN.BLOCK","state":"in_force","effects":["asset_freeze"],"from":"2026-01-01","indefinite":true}]`)
	other      = party("S2", "Orrin Sample Freight", `"countries":["XV"],"statements":[{"key":"1","kind":"SAN.BLOCK","state":"in_force","effects":["asset_freeze"],"from":"2026-01-01","indefinite":true}]`)
	glass      = party("B4", "Lost Meadow Glass Ltd", `"countries":["XV"],`+debarment)
	quarry     = party("B5", "Hollow Quarry s.r.o.", `"countries":["XV"],`+debarment)
)

var editions = []edition{
	{"vf-register", "2026-06-01", []string{
		party("A1", "Amberfield Timber Ltd", `"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"countries":["XV"],"addresses":[{"text":"Harbour Road 1","city":"Port Sample","country":"XV"}],"legal_form":"Ltd"`),
		party("A2", "Amberfield Timber Ltd", `"identifiers":[{"scheme":"XS-VAT","value":"200002"}],"countries":["XS"]`),
		party("A3", "Copperwell Mines GmbH", `"identifiers":[{"scheme":"XV-VAT","value":"100003"}],"countries":["XV"]`),
		party("A4", "Lantern Hill Foods Ltd", `"identifiers":[{"scheme":"XV-VAT","value":"100004"}],"countries":["XV"]`),
		party("A5", "Pebblecross Harbour Fund II", `"countries":["XV"]`),
	}},
	{"vf-board", "2026-06-02", []string{amberfield, party("B3", "Copperwell Mines", `"identifiers":[{"scheme":"XV-TAX","value":"555"}],"countries":["XV"],`+debarment), glass, quarry}},
	{"vf-courts", "2026-06-02", []string{party("C1", "Amberfield Timber Limited", `"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"countries":["XV"],"statements":[{"key":"1","kind":"JUD.CONV","state":"in_force","finality":"final","grounds":["G.CORR"],"decided":"2025-03-04","from":"2025-03-04","amount":{"value":"1200.50","currency":"EUR"},"title":"Case 7"}]`)}},
	{"vf-sanctions", "2026-06-02", []string{grunwald, other}},
	{"vf-penalties", "2026-06-02", []string{party("P1", "Amberfield Timber Ltd", `"identifiers":[{"scheme":"XV-VAT","value":"100001"}],"countries":["XV"],"statements":[{"key":"1","kind":"REG.FINE","state":"in_force","finality":"final","grounds":["G.ENV"],"decided":"2026-02","amount":{"value":"10","currency":"EUR"}}]`)}},
	{"vf-insolvency", "2026-06-02", []string{party("I1", "Sunken Barge Works", `"countries":["XV"],"statements":[{"key":"1","kind":"INS.INSOL","state":"in_force","decided":"2026-02-03"}]`)}},
	{"vf-arrears", "2026-06-02", []string{party("R1", "Sunken Barge Works", `"countries":["XV"],"statements":[{"key":"1","kind":"ARR.TAX","state":"in_force","grounds":["G.TAX"],"from":"2026-02-03"}]`)}},
	{"vf-sanctions", "2026-08-01", []string{other}},
	{"vf-board", "2026-08-02", []string{amberfield, party("B3", "Copperwell Mines", `"identifiers":[{"scheme":"XV-TAX","value":"555"},{"scheme":"XV-VAT","value":"100003"}],"countries":["XV"],`+debarment), glass}},
	{"vf-sanctions", "2026-10-01", []string{grunwald, other}},
	{"vf-board", "2026-10-20", []string{amberfield, party("B3", "Copperwell Mines", `"identifiers":[{"scheme":"XV-TAX","value":"555"},{"scheme":"XV-VAT","value":"100003"}],"countries":["XV"],`+debarment), glass}},
}

var listCriteria = map[string]string{
	"vf-register": "registration", "vf-board": "exclusion", "vf-courts": "judgment", "vf-sanctions": "sanction", "vf-penalties": "penalty",
	"vf-insolvency": "insolvency", "vf-arrears": "arrears",
}

func entryOf(list string) source.Entry {
	e := claim.SourceEntry{Title: "FICTIONAL " + list, Publisher: "FICTIONAL office", Origin: "official", Jurisdiction: "XV", Criterion: listCriteria[list], Persons: "type column"}
	if list == "vf-sanctions" {
		e.Jurisdiction = "EU"
	}
	return source.Entry{ID: list, SourceEntry: e, Readers: source.ProbityReaders()}
}

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

// now is when questions are asked.
var now = time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)

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

func build(ctx context.Context, dir string) error {
	clock := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	data := filepath.Join(dir, "data")
	w, err := datadir.OpenWriter(ctx, datadir.Config{Dir: data, Origin: "fictional.example/verify", Now: func() time.Time { return clock }})
	if err != nil {
		return err
	}
	var acts []intake.Act
	for _, list := range slices.Sorted(maps.Keys(listCriteria)) {
		acts = append(acts, intake.AdmitSource(entryOf(list)))
	}
	policies, err := rulebook.Builtin()
	if err != nil {
		return err
	}
	for _, p := range policies {
		text, _ := rulebook.BuiltinText(p.ID)
		acts = append(acts, intake.PublishPolicy(claim.Policy{ID: p.ID, Version: p.Version, Digest: p.Digest(), Text: string(text)}))
	}
	if _, err := w.Intake.Sync(ctx, append(acts, intake.AddKey(w.Log.VKey()))); err != nil {
		return err
	}
	for i, e := range editions {
		path := filepath.Join(dir, fmt.Sprintf("%02d.ndjson", i))
		text := fmt.Sprintf(`{"probity":"claims/1","source":%q,"published":%q}`+"\n%s\n", e.list, e.published, strings.Join(e.parties, "\n"))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
		day, err := time.Parse(time.DateOnly, e.published)
		if err != nil {
			return err
		}
		clock = day.Add(30 * time.Hour) // every list is read on the day after
		res, err := w.Intake.File(ctx, entryOf(e.list), []*format.File{{Path: path}}, intake.Options{Confirm: true})
		if err != nil {
			return err
		}
		if n := len(res.Snapshot.Refused); n > 0 {
			return fmt.Errorf("%s: refused: %v", e.list, res.Snapshot.Refused)
		}
	}
	if err := remove(ctx, w); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
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
	r, err := datadir.OpenReader(ctx, data)
	if err != nil {
		return err
	}
	signer, err := ledger.OpenSigner(data)
	if err != nil {
		return err
	}
	names, err := r.Names(ctx, nil)
	if err != nil {
		return err
	}
	b := &answer.Builder{Log: r.Log, Signer: signer, Register: r.Register, Epochs: r.Epochs, Names: names, Now: func() time.Time { return now }}
	shared = fixture{dir: data, vkey: r.Log.VKey(), builder: b}
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
