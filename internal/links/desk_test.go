package links_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/links"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// register is a register of invented organisations with a moving clock.
type fixture struct {
	*datadir.Writer
	t   *testing.T
	dir string
	now time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: f.dir, Origin: "test.probity.local/log", Now: f.tick})
	if err != nil {
		t.Fatal(err)
	}
	f.Writer = w
	t.Cleanup(func() { w.Close() })
	return f
}

func (f *fixture) tick() time.Time { f.now = f.now.Add(time.Second); return f.now }

// org is a line of a list in Probity's own layout.
type org struct {
	key, name, country, address string
	ids                         []string // SCHEME:VALUE
}

func (o org) line() string {
	var ids []string
	for _, id := range o.ids {
		scheme, value, _ := strings.Cut(id, ":")
		ids = append(ids, fmt.Sprintf(`{"scheme":%q,"value":%q}`, scheme, value))
	}
	countries, addresses := "", ""
	if o.country != "" {
		countries = fmt.Sprintf(`,"countries":[%q]`, o.country)
	}
	if o.address != "" {
		addresses = fmt.Sprintf(`,"addresses":[{"text":%q}]`, o.address)
	}
	return fmt.Sprintf(`{"party":%q,"type":"organisation","names":[{"value":%q,"kind":"primary"}],"identifiers":[%s]%s%s}`,
		o.key, o.name, strings.Join(ids, ","), countries, addresses)
}

// ingest takes a list in.
func (f *fixture) ingest(id, jurisdiction string, orgs ...org) {
	f.t.Helper()
	entry := source.Entry{ID: id, Readers: source.ProbityReaders(), SourceEntry: claim.SourceEntry{
		Title: "FICTIONAL list", Publisher: "FICTIONAL office", Origin: "official", Jurisdiction: jurisdiction, Criterion: "exclusion", Persons: "type column",
	}}
	text := fmt.Sprintf(`{"probity":"claims/1","source":%q,"published":"2026-02-01"}`, id) + "\n"
	for _, o := range orgs {
		text += o.line() + "\n"
	}
	path := filepath.Join(f.t.TempDir(), id+".ndjson")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.Intake.Sync(f.t.Context(), []intake.Act{intake.AdmitSource(entry)}); err != nil {
		f.t.Fatal(err)
	}
	res, err := f.Intake.File(f.t.Context(), entry, []*format.File{{Path: path}}, intake.Options{})
	if err != nil {
		f.t.Fatal(err)
	}
	if int(res.Snapshot.Organisations) != len(orgs) {
		f.t.Fatalf("%s: %d of %d organisations taken in: %v", id, res.Snapshot.Organisations, len(orgs), res.Snapshot.Refused)
	}
}

func (f *fixture) desk(t fataler) *links.Desk {
	d, err := links.Open(f.t.Context(), f.Register, filepath.Join(f.dir, links.QueueFile), func(err error) { f.t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	return d
}

type fataler interface{ Fatal(args ...any) }

func (f *fixture) list(t fataler) []links.Proposal {
	list, err := f.desk(t).List(f.t.Context(), links.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// decide takes a decision about two records and writes it.
func (f *fixture) decide(t fataler, a, b string, same, insist bool) (*links.Plan, error) {
	d := f.desk(t)
	p, err := d.Pair(f.t.Context(), a, b)
	if err != nil {
		t.Fatal(err)
	}
	reason := "namesake"
	if same {
		reason = "reviewed"
	}
	plan, err := d.Decide(f.t.Context(), []*links.Proposal{p}, same, reason, insist)
	if err != nil {
		return nil, err
	}
	if _, err := f.Intake.Sync(f.t.Context(), plan.Acts); err != nil {
		t.Fatal(err)
	}
	return plan, nil
}

func (f *fixture) organisation(t fataler, record string) []string {
	m, err := f.Register.Now(f.t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o, err := f.Register.ByRecord(f.t.Context(), record, m)
	if err != nil || o == nil {
		t.Fatal(record, err)
	}
	return o.Records
}

// town and harbour are two lists that have three organisations in common, in two scripts, and three traps.
var (
	town = []org{
		{key: "T1", name: "Varnelin Rope Works Ltd", country: "XV"},
		{key: "T2", name: "Торговый дом Дельмаровия", country: "XV", address: "12 Pier Street, Osk"},
		{key: "T3", name: "Brivonda Timber Fund III", country: "XV"},
		{key: "T4", name: "Keldovar Mills Ltd", country: "XV", ids: []string{"XV-VAT:4001"}},
		{key: "T5", name: "Skovrin Glass GmbH", country: "XV", ids: []string{"XV-VAT:5001"}},
		{key: "T6", name: "Oskavia Freight", country: "XV"},
	}
	harbour = []org{
		{key: "H1", name: "VARNELIN ROPE WORKS LIMITED", country: "XV"},
		{key: "H2", name: "Trading House Delmaroviya", country: "XV", address: "Pier Street 12, Osk"},
		{key: "H3", name: "Brivonda Timber Fund IV", country: "XV"},
		{key: "H4", name: "Keldovar Mills Ltd", country: "XV", ids: []string{"XV-VAT:4002"}},
		{key: "H5", name: "Skovrin Glass GmbH", country: "XV", ids: []string{"XV-VAT:5001"}},
		{key: "H6", name: "Oskavia Freight", country: "XN"},
	}
)

func twoLists(t *testing.T) *fixture {
	f := newFixture(t)
	f.ingest("xv-town", "XV", town...)
	f.ingest("xs-harbour", "XS", harbour...)
	return f
}

// TestTheOrderOfListsDoesNotMatter: the same lists read in another order give the same pairs with the same evidence.
func TestTheOrderOfListsDoesNotMatter(t *testing.T) {
	points := func(f *fixture) map[string]int {
		out := map[string]int{}
		for _, p := range f.list(t) {
			out[p.ID] = p.Points
		}
		return out
	}
	other := newFixture(t)
	other.ingest("xs-harbour", "XS", reversed(harbour)...)
	other.ingest("xv-town", "XV", town...)
	if diff := cmp.Diff(points(twoLists(t)), points(other)); diff != "" {
		t.Error(diff)
	}
}

func reversed(list []org) []org {
	out := slices.Clone(list)
	slices.Reverse(out)
	return out
}

func pairsOf(list []links.Proposal) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.A.Record+" "+p.B.Record)
	}
	return out
}

func TestProposalsAreOpenPairsThatNothingContradicts(t *testing.T) {
	f := twoLists(t)
	list := f.list(t)
	if !slices.IsSortedFunc(list, func(a, b links.Proposal) int { return b.Points - a.Points }) {
		t.Error("not the surest first")
	}
	got := pairsOf(list)
	for _, want := range []string{"xv-town:T1 xs-harbour:H1", "xv-town:T2 xs-harbour:H2"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not proposed: %v", want, got)
		}
	}
	for _, no := range []string{"xv-town:T4 xs-harbour:H4", "xv-town:T5 xs-harbour:H5"} {
		if slices.Contains(got, no) {
			t.Errorf("%s is proposed: it is contradicted, or joined already", no)
		}
	}
	s, err := f.desk(t).Suggest(t.Context(), links.DefaultPrecision, links.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if got := pairsOf(s.Proposals); !slices.Contains(got, "xv-town:T1 xs-harbour:H1") || slices.Contains(got, "xv-town:T3 xs-harbour:H3") || slices.Contains(got, "xv-town:T6 xs-harbour:H6") {
		t.Errorf("suggested: %v; want the rope works, and neither another fund nor a namesake registered abroad", got)
	}
	for _, p := range s.Proposals {
		if p.Points < s.Estimate.From || p.Estimate.Precision < 0.99 {
			t.Errorf("%s is suggested with %d points, %+v", p.ID, p.Points, p.Estimate)
		}
	}
}

// TestSuggestionsCanAllBeAccepted: of two that together would join numbers that differ, one is suggested.
func TestSuggestionsCanAllBeAccepted(t *testing.T) {
	f := newFixture(t)
	f.ingest("xv-town", "XV", org{key: "T1", name: "Pellvane Cement Ltd", country: "XV"})
	f.ingest("xs-harbour", "XS", org{key: "H1", name: "Pellvane Cement Ltd", country: "XV", ids: []string{"XV-VAT:7001"}})
	f.ingest("xn-mill", "XN", org{key: "M1", name: "Pellvane Cement Ltd", country: "XV", ids: []string{"XV-VAT:7002"}})
	d := f.desk(t)
	open, err := d.List(t.Context(), links.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Suggest(t.Context(), links.DefaultPrecision, links.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(open) != 2 || len(s.Proposals) != 1 {
		t.Fatalf("%d proposals, %d suggested: want 2 and 1", len(open), len(s.Proposals))
	}
	if _, err := d.Decide(t.Context(), []*links.Proposal{&s.Proposals[0]}, true, "suggested", false); err != nil {
		t.Errorf("accepting it: %v", err)
	}
	if _, err := f.desk(t).Decide(t.Context(), []*links.Proposal{&open[0], &open[1]}, true, "reviewed", false); !errors.Is(err, links.ErrContradicted) {
		t.Errorf("accepting both: %v", err)
	}
}

func TestDecisionsAreLoggedAndUndone(t *testing.T) {
	f := twoLists(t)
	a, b := "xv-town:T1", "xs-harbour:H1"
	steps := []struct {
		same bool
		want []string
		kind claim.Kind
	}{{true, []string{a, b}, claim.KindSame}, {false, []string{a}, claim.KindNotSame}, {true, []string{a, b}, claim.KindSame}}
	for i, s := range steps {
		plan, err := f.decide(t, a, b, s.same, false)
		if err != nil || len(plan.Acts) != 1 {
			t.Fatalf("step %d: %v", i, err)
		}
		if diff := cmp.Diff(s.want, f.organisation(t, a)); diff != "" {
			t.Errorf("step %d: %s", i, diff)
		}
		if slices.Contains(pairsOf(f.list(t)), a+" "+b) {
			t.Errorf("step %d: it is proposed again", i)
		}
		m, err := f.Register.Now(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		k, err := f.Register.Claim(t.Context(), m.Size-1)
		if err != nil {
			t.Fatal(err)
		}
		if c := k.Claim; c.Kind != s.kind || c.Version != i+1 || c.Source != claim.RegisterSource || !strings.HasPrefix(c.Method, "operator/1 "+links.Matcher+" ") {
			t.Errorf("step %d: %+v", i, c)
		}
		if plan, err = f.decide(t, a, b, s.same, false); err != nil || len(plan.Acts) != 0 || !plan.Decisions[0].Done {
			t.Errorf("step %d: deciding the same again: %+v, %v", i, plan, err)
		}
	}
}

func TestContradictedPairsNeedInsistence(t *testing.T) {
	f := twoLists(t)
	if _, err := f.decide(t, "xv-town:T4", "xs-harbour:H4", true, false); !errors.Is(err, links.ErrContradicted) {
		t.Errorf("two VAT numbers: %v", err)
	}
	for _, step := range []struct {
		a, b string
		same bool
	}{{"xv-town:T1", "xs-harbour:H1", true}, {"xv-town:T1", "xv-town:T6", false}} {
		if _, err := f.decide(t, step.a, step.b, step.same, false); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.decide(t, "xs-harbour:H1", "xv-town:T6", true, false); !errors.Is(err, links.ErrContradicted) {
		t.Errorf("joining what a link holds apart, through a third record: %v", err)
	}
	plan, err := f.decide(t, "xs-harbour:H1", "xv-town:T6", true, true)
	if err != nil || len(plan.Decisions[0].Contradictions) != 1 {
		t.Errorf("insisting: %+v, %v", plan, err)
	}
	if plan, err = f.decide(t, "xv-town:T1", "xs-harbour:H1", false, false); err != nil || plan.Decisions[0].Connected {
		t.Errorf("undoing the first link leaves them connected: %+v, %v", plan, err)
	}
}

func TestStrongIdentifiersThatAPersonSeparatedStayApart(t *testing.T) {
	f := twoLists(t)
	if got := f.organisation(t, "xv-town:T5"); len(got) != 2 {
		t.Fatalf("a shared VAT number joins by itself: %v", got)
	}
	if _, err := f.decide(t, "xv-town:T5", "xs-harbour:H5", false, false); err != nil {
		t.Fatal(err)
	}
	f.ingest("xs-harbour", "XS", org{key: "H5", name: "Skovrin Glass", country: "XV", ids: []string{"XV-VAT:5001"}}, // read anew, changed
		org{key: "H1", name: "VARNELIN ROPE WORKS LIMITED", country: "XV"}, org{key: "H2", name: "Trading House Delmaroviya", country: "XV"},
		org{key: "H3", name: "Brivonda Timber Fund IV", country: "XV"}, org{key: "H4", name: "Keldovar Mills Ltd", country: "XV"},
		org{key: "H6", name: "Oskavia Freight", country: "XN"})
	if got := f.organisation(t, "xv-town:T5"); len(got) != 1 {
		t.Errorf("the link came back: %v", got)
	}
}

// TestAnyDecisions takes decisions at random and holds the promises after each: what is decided is not proposed, the log is
// whole, and a register rebuilt from it is the same.
func TestAnyDecisions(t *testing.T) {
	f := twoLists(t)
	records := []string{"xv-town:T1", "xv-town:T2", "xv-town:T3", "xs-harbour:H1", "xs-harbour:H2", "xs-harbour:H3"}
	last := map[[2]string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(records).Draw(t, "a")
		b := rapid.SampledFrom(slices.DeleteFunc(slices.Clone(records), func(r string) bool { return r == a })).Draw(t, "b")
		same := rapid.Bool().Draw(t, "same")
		if _, err := f.decide(t, a, b, same, true); err != nil {
			t.Fatal(err)
		}
		pair := [2]string{min(a, b), max(a, b)}
		last[pair] = same
		joined := slices.Contains(f.organisation(t, a), b)
		if same && !joined {
			t.Fatalf("%s and %s are not one organisation", a, b)
		}
		for _, p := range f.list(t) {
			if _, decided := last[[2]string{min(p.A.Record, p.B.Record), max(p.A.Record, p.B.Record)}]; decided {
				t.Fatalf("%s and %s are decided and proposed", p.A.Record, p.B.Record)
			}
		}
		d := f.desk(t)
		p, err := d.Get(f.t.Context(), links.ID(a, b))
		if err != nil || p.State != map[bool]links.State{true: links.StateJoined, false: links.StateRejected}[same] {
			t.Fatalf("%+v, %v", p, err)
		}
	})
	before, err := f.Register.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if rep, err := ledger.Fsck(t.Context(), f.dir, nil); err != nil {
		t.Errorf("fsck: %v %v", rep.Problems, err)
	}
	if err := datadir.Rebuild(t.Context(), datadir.Config{Dir: f.dir, Now: f.tick}); err != nil {
		t.Fatal(err)
	}
	r, err := datadir.OpenReader(t.Context(), f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if after, err := r.Register.Digest(t.Context()); err != nil || after != before {
		t.Errorf("rebuilt: digest %s, want %s (%v)", after, before, err)
	}
}

// TestTheQueueIsDerived: whatever stands in the file of the queue, the list is the same, and the file names nobody.
func TestTheQueueIsDerived(t *testing.T) {
	f := twoLists(t)
	want := f.list(t)
	file := filepath.Join(f.dir, links.QueueFile)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Varnelin", "VARNELIN", "T1", "xv-town"} {
		if strings.Contains(string(text), name) {
			t.Errorf("the queue holds %q", name)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	broken := [][]byte{nil, []byte("{}"), text[:len(text)-3], append(slices.Clone(text), "more\n"...)}
	for range 50 {
		b := slices.Clone(text)
		b[rng.IntN(len(b))] ^= byte(1 << rng.IntN(7))
		broken = append(broken, b)
	}
	for i, b := range broken {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, f.list(t)); diff != "" {
			t.Errorf("damage %d: %s", i, diff)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, f.list(t)); diff != "" {
		t.Errorf("derived anew: %s", diff)
	}
}
