package intake_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// town is a source in Probity's own layout; all its organisations are invented.
var town = source.Entry{
	ID: "xv-town",
	SourceEntry: claim.SourceEntry{
		Title: "Debarred suppliers of a town that does not exist", Publisher: "Town Hall", Origin: "official", Jurisdiction: "XV",
		Criterion: "exclusion", Persons: "type column",
	},
	Readers: source.ProbityReaders(),
}

// fixture is a register with a moving clock.
type fixture struct {
	t   *testing.T
	dir string
	clock
	*datadir.Writer
}

func newFixture(t *testing.T) *fixture {
	f := &fixture{t: t, dir: t.TempDir(), clock: clock{time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}}
	f.Writer = openRegister(t, f.dir, &f.clock)
	if _, err := f.Intake.Sync(t.Context(), []intake.Act{intake.AdmitSource(town)}); err != nil {
		t.Fatal(err)
	}
	return f
}

func party(key, name string, statements ...string) string {
	return fmt.Sprintf(`{"party":%q,"type":"organisation","names":[{"value":%q,"kind":"primary"}],"countries":["XV"],"statements":[%s]}`,
		key, name, strings.Join(statements, ","))
}

func debarred(until string) string {
	return fmt.Sprintf(`{"key":"debarment","kind":"EXC.DEBAR","grounds":["G.FRAUD"],"effects":["no_award"],"state":"in_force","finality":"final","from":"2025-02-01","until":%q}`, until)
}

func (f *fixture) write(day string, lines ...string) []*format.File {
	f.t.Helper()
	path := filepath.Join(f.t.TempDir(), "town.ndjson")
	head := fmt.Sprintf(`{"probity":"claims/1","source":"xv-town","published":%q}`, day)
	if err := os.WriteFile(path, []byte(head+"\n"+strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		f.t.Fatal(err)
	}
	return []*format.File{{Path: path}}
}

func (f *fixture) ingest(files []*format.File, opt intake.Options) *intake.Result {
	f.t.Helper()
	res, err := f.Intake.File(f.t.Context(), town, files, opt)
	if err != nil {
		f.t.Fatal(err)
	}
	return res
}

// kinds are the claims under the debarment of a party, in log order.
func (f *fixture) kinds(party, statement string) string {
	f.t.Helper()
	var out []string
	for _, k := range f.claims(party) {
		if k.Claim.Key == claim.StatementKey("xv-town", party, statement) {
			out = append(out, string(k.Claim.Kind))
		}
	}
	return strings.Join(out, " ")
}

func (f *fixture) claims(party string) []register.Known {
	f.t.Helper()
	m, err := f.Register.Now(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	o, err := f.Register.ByRecord(f.t.Context(), claim.RecordKey("xv-town", party), m)
	if err != nil || o == nil {
		return nil
	}
	known, err := f.Register.Claims(f.t.Context(), o, m)
	if err != nil {
		f.t.Fatal(err)
	}
	return known
}

func (f *fixture) size() int64 {
	f.t.Helper()
	head, err := f.Log.Head()
	if err != nil {
		f.t.Fatal(err)
	}
	return head.Size
}

func (f *fixture) digest() string {
	f.t.Helper()
	d, err := f.Register.Digest(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return d
}

func TestSameFileTwice(t *testing.T) {
	f := newFixture(t)
	files := f.write("2026-01-01", party("1", "Alder Works Ltd", debarred("2027-01-31")), party("2", "Birch Works Ltd"))
	first := f.ingest(files, intake.Options{})
	before, digest := f.size(), f.digest()
	second := f.ingest(files, intake.Options{})
	if got := f.size() - before; got != 1 {
		t.Errorf("the second reading added %d claims, want its snapshot alone", got)
	}
	if s := second.Snapshot; s.Added+s.Changed+s.Withdrawn != 0 || s.Unchanged != first.Snapshot.Added {
		t.Errorf("second reading: %+v", s)
	}
	if f.digest() != digest {
		t.Error("reading the same file twice moved the state")
	}
	if second.Recorded <= first.Recorded {
		t.Errorf("recorded %s, then %s", first.Recorded, second.Recorded)
	}
}

func TestListedDelistedAndListedAgain(t *testing.T) {
	f := newFixture(t)
	others := []string{party("2", "Birch Works Ltd"), party("3", "Cedar Works Ltd"), party("4", "Damson Works Ltd")}
	alder := party("1", "Alder Works Ltd", debarred("2027-01-31"))
	f.ingest(f.write("2026-01-01", append(others, alder)...), intake.Options{})
	f.ingest(f.write("2026-01-08", others...), intake.Options{})
	f.ingest(f.write("2026-01-15", append(others, alder)...), intake.Options{})
	if got, want := f.kinds("1", "debarment"), "EXC.DEBAR COR.WITHDRAW EXC.DEBAR"; got != want {
		t.Fatalf("claims %q, want %q", got, want)
	}
	known := f.claims("1")
	ids := map[claim.ID]bool{}
	for i, k := range known {
		ids[k.ID] = true
		if c := k.Claim; c.Kind == claim.KindWithdraw {
			if e := c.Ended; e == nil || e.After != "2026-01-01" || e.Before != "2026-01-08" || c.Cause != "vanished" {
				t.Errorf("withdrawal %d: %+v cause %s", i, c.Ended, c.Cause)
			}
		}
	}
	if len(ids) != 6 {
		t.Errorf("%d different claims about the party, want 6: two chains of three", len(ids))
	}
}

func TestChangeSupersedes(t *testing.T) {
	f := newFixture(t)
	f.ingest(f.write("2026-01-01", party("1", "Alder Works Ltd", debarred("2027-01-31"))), intake.Options{})
	res := f.ingest(f.write("2026-01-08", party("1", "Alder Works Ltd", debarred("2028-01-31"))), intake.Options{})
	if s := res.Snapshot; s.Changed != 1 || s.Unchanged != 1 || s.Added+s.Withdrawn != 0 {
		t.Fatalf("snapshot %+v", s)
	}
	var chain []register.Known
	for _, k := range f.claims("1") {
		if strings.HasSuffix(k.Claim.Key, "#debarment") {
			chain = append(chain, k)
		}
	}
	if len(chain) != 2 || chain[1].Claim.Version != 2 || chain[1].Claim.Supersedes != chain[0].ID.String() || chain[1].Claim.Salt == chain[0].Claim.Salt {
		t.Errorf("chain %+v", chain)
	}
}

func TestRefusedFilesLeaveNothing(t *testing.T) {
	many := []string{party("2", "Birch Works Ltd"), party("3", "Cedar Works Ltd"), party("4", "Damson Works Ltd"), party("5", "Elder Works Ltd")}
	person := `{"party":"9","type":"person","names":[{"value":"Jane Q. Specimen","kind":"primary"}]}`
	tests := []struct {
		name  string
		lines []string
		day   string
		opt   intake.Options
		want  error
	}{
		{"older than the last snapshot", many, "2025-12-31", intake.Options{}, intake.ErrOlder},
		{"lost more than a quarter", many[:2], "2026-01-09", intake.Options{}, intake.ErrHeld},
		{"strict", append([]string{party("6", "Fir Works Ltd", `{"key":"x","kind":"NO.SUCH"}`)}, many...), "2026-01-09", intake.Options{Strict: true}, nil},
		{"cut off", append(append([]string{}, many...), `{"party":"7","type":"org`), "2026-01-09", intake.Options{Strict: true}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t)
			f.ingest(f.write("2026-01-02", append(many, person)...), intake.Options{})
			size, digest := f.size(), f.digest()
			_, err := f.Intake.File(t.Context(), town, f.write(tt.day, tt.lines...), tt.opt)
			if err == nil || (tt.want != nil && !errors.Is(err, tt.want)) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			if f.size() != size || f.digest() != digest {
				t.Error("something of the file stayed")
			}
			f.ingest(f.write("2026-01-09", many...), intake.Options{}) // and the next file goes in
		})
	}
}

func TestConfirmTakesInWhatWasHeld(t *testing.T) {
	f := newFixture(t)
	many := []string{party("1", "Alder Works Ltd"), party("2", "Birch Works Ltd"), party("3", "Cedar Works Ltd")}
	f.ingest(f.write("2026-01-02", many...), intake.Options{})
	res := f.ingest(f.write("2026-01-09", many[:1]...), intake.Options{Confirm: true})
	if res.Snapshot.Withdrawn != 2 {
		t.Errorf("withdrawn %d, want 2", res.Snapshot.Withdrawn)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	f := newFixture(t)
	size := f.size()
	res := f.ingest(f.write("2026-01-02", party("1", "Alder Works Ltd")), intake.Options{DryRun: true})
	if res.Snapshot.Added != 1 || f.size() != size {
		t.Errorf("added %d, the log grew by %d", res.Snapshot.Added, f.size()-size)
	}
}

func TestBackfillAddsHistoryOnly(t *testing.T) {
	f := newFixture(t)
	f.ingest(f.write("2026-01-08", party("1", "Alder Works Ltd", debarred("2027-01-31"))), intake.Options{})
	res := f.ingest(f.write("2026-01-01", party("1", "Alder Works", debarred("2026-06-30")), party("2", "Birch Works Ltd", debarred("2026-06-30"))), intake.Options{Backfill: true})
	if s := res.Snapshot; s.Added != 2 || s.Withdrawn != 2 || s.Changed != 0 {
		t.Errorf("snapshot %+v", s)
	}
	if got := f.kinds("1", "debarment"); got != "EXC.DEBAR" {
		t.Errorf("a backfill changed what was known: %s", got)
	}
	if got := f.kinds("2", "debarment"); got != "EXC.DEBAR COR.WITHDRAW" {
		t.Errorf("history: %s", got)
	}
	for _, k := range f.claims("2") {
		if e := k.Claim.Ended; k.Claim.Kind == claim.KindWithdraw && (e.After != "2026-01-01" || e.Before != "2026-01-08") {
			t.Errorf("ended %+v", e)
		}
	}
	f.ingest(f.write("2026-01-15", party("1", "Alder Works Ltd", debarred("2027-01-31"))), intake.Options{}) // nothing to withdraw twice
	if got := f.kinds("2", "debarment"); got != "EXC.DEBAR COR.WITHDRAW" {
		t.Errorf("after the next file: %s", got)
	}
}

func TestNewParserAmends(t *testing.T) {
	f := newFixture(t)
	files := f.write("2026-01-01", party("1", "Alder Works Ltd", debarred("2027-01-31")))
	f.ingest(files, intake.Options{})
	newer := town
	for _, r := range town.Readers {
		read := r.Read
		r.Parser += "-next"
		r.Read = func(ctx context.Context, files []*format.File, out source.Sink) error {
			return read(ctx, files, renaming{out})
		}
		newer.Readers = append([]source.Reader{r}, newer.Readers...)
	}
	if _, err := f.Intake.File(t.Context(), newer, files, intake.Options{}); err != nil {
		t.Fatal(err)
	}
	known := f.claims("1")
	last := known[len(known)-1].Claim
	if last.Kind != claim.KindAmend || last.Of != claim.KindDesc || last.Cause != "parser" || last.Names[0].Value != "ALDER WORKS LTD" {
		t.Errorf("after a new reader: %s of %s, cause %s", last.Kind, last.Of, last.Cause)
	}
}

// renaming is a sink behind a reader that reads names in capitals.
type renaming struct{ source.Sink }

func (r renaming) Put(p *claim.Party) error {
	for i := range p.Names {
		p.Names[i].Value = strings.ToUpper(p.Names[i].Value)
	}
	return r.Sink.Put(p)
}

func TestLinksByStrongIdentifiersOnly(t *testing.T) {
	f := newFixture(t)
	numbered := func(key, name, ids string) string {
		return fmt.Sprintf(`{"party":%q,"type":"organisation","names":[{"value":%q,"kind":"primary"}],"identifiers":[%s]}`, key, name, ids)
	}
	lei, other := `{"scheme":"XI-LEI","value":"5493001KJTIIGC8Y1R12"}`, `{"scheme":"XI-LEI","value":"529900T8BM49AURSDO55"}`
	coh := `{"scheme":"GB-COH","value":"01234567"}`
	weak := `{"scheme":"XV-TAX","value":"77"}`
	res := f.ingest(f.write("2026-01-01",
		numbered("1", "Alder Works Ltd", lei+","+weak), numbered("2", "Alder Works Limited", lei),
		numbered("3", "Birch Works Ltd", weak), numbered("4", "Cedar Works Ltd", other+","+coh), numbered("5", "Damson Works Ltd", lei+","+coh)), intake.Options{})
	if res.Links != 2 || res.Held != 1 {
		t.Errorf("links %d, held back %d; want 2 (1 with 2, 1 with 5) and 1 (4 with 5: another LEI)", res.Links, res.Held)
	}
	m, err := f.Register.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o, err := f.Register.ByRecord(t.Context(), "xv-town:2", m)
	if err != nil || strings.Join(o.Records, " ") != "xv-town:1 xv-town:2 xv-town:5" {
		t.Errorf("organisation %+v, %v", o, err)
	}
}

func TestRemovedBody(t *testing.T) {
	f := newFixture(t)
	files := f.write("2026-01-01", party("1", "Alder Works Ltd", debarred("2027-01-31")), party("2", "Birch Works Ltd", debarred("2027-01-31")),
		party("3", "Cedar Works Ltd"), party("4", "Damson Works Ltd"))
	f.ingest(files, intake.Options{})
	var desc register.Known
	for _, k := range f.claims("1") {
		if k.Claim.Kind == claim.KindDesc {
			desc = k
		}
	}
	if err := f.Intake.Remove(t.Context(), desc.Index, "GDPR Art. 17(1)(d)"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Register.Claim(t.Context(), desc.Index); !errors.Is(err, register.ErrRemoved) {
		t.Errorf("the removed claim reads as %v", err)
	}
	if got := f.kinds("2", "debarment"); got != "EXC.DEBAR" {
		t.Errorf("another organisation: %s", got)
	}
	digest := f.digest()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := datadir.Rebuild(t.Context(), datadir.Config{Dir: f.dir, Now: f.now}); err != nil {
		t.Fatal(err)
	}
	f.Writer = openRegister(t, f.dir, &f.clock)
	if got := f.digest(); got != digest {
		t.Error("the register rebuilt without the body differs from the one that lost it")
	}
	res := f.ingest(files, intake.Options{})
	if res.Snapshot.Refused["removed"] == 0 || f.kinds("1", "desc") != "" {
		t.Errorf("the removed claim came back: %+v", res.Snapshot)
	}
	if err := f.Intake.Remove(t.Context(), desc.Index, "again"); !errors.Is(err, register.ErrRemoved) {
		t.Errorf("removing twice: %v", err)
	}
}

func TestRefusedCriterion(t *testing.T) {
	f := newFixture(t)
	e := town
	e.Criterion = "foreign_funding"
	if _, err := f.Intake.File(t.Context(), e, f.write("2026-01-01", party("1", "Alder Works Ltd")), intake.Options{}); err == nil {
		t.Error("a list by a refused criterion was taken in")
	}
}

func TestPersonsAreCountedAndForgotten(t *testing.T) {
	f := newFixture(t)
	name := "Zebulon Quillfeather"
	var told []string
	res := f.ingest(f.write("2026-01-01", party("1", "Alder Works Ltd"),
		fmt.Sprintf(`{"party":"2","type":"person","names":[{"value":%q,"kind":"primary"}]}`, name),
		fmt.Sprintf(`{"party":"3","type":"sole_trader","names":[{"value":%q,"kind":"primary"}]}`, name+" Plumbing"),
		fmt.Sprintf(`{"party":"4","type":"organisation","names":[{"value":%q,"kind":"primary"}]}`, "Dr. "+name),
		fmt.Sprintf(`{"party":"5","type":"unknown","names":[{"value":%q,"kind":"primary"}]}`, name),
	), intake.Options{Refused: func(e *source.RowError) { told = append(told, e.Error()) }})
	s := res.Snapshot
	if s.Organisations != 1 || s.Persons["type_column"] != 1 || s.Persons["sole_trader"] != 1 || s.Persons["honorific"] != 1 || s.Undetermined+s.Persons["personal_name"] != 1 {
		t.Errorf("snapshot %+v", s)
	}
	if strings.Contains(strings.Join(told, "\n"), "Quillfeather") {
		t.Errorf("a message names a person: %s", told)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(f.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(strings.ToLower(string(b)), "quillfeather") {
			t.Errorf("%s holds a person's name", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRefusedRowsDelistNobody: a row that cannot be read may be the one that seems to be gone.
func TestRefusedRowsDelistNobody(t *testing.T) {
	f := newFixture(t)
	others := []string{party("2", "Birch Works Ltd"), party("3", "Cedar Works Ltd"), party("4", "Damson Works Ltd"), party("5", "Elder Works Ltd")}
	f.ingest(f.write("2026-01-01", append(others, party("1", "Alder Works Ltd", debarred("2027-01-31")))...), intake.Options{})
	broken := `{"party":"1","type":"organisation","names":[{"value":"Alder Works Ltd","kind":"primary"}],"scored":3}`
	res := f.ingest(f.write("2026-01-08", append(others, broken)...), intake.Options{})
	if s := res.Snapshot; s.Withdrawn != 0 || s.Unsettled != 2 || f.kinds("1", "debarment") != "EXC.DEBAR" {
		t.Fatalf("a broken row ended what it states: %+v, %s", s, f.kinds("1", "debarment"))
	}
	f.ingest(f.write("2026-01-15", others...), intake.Options{}) // read whole, and gone
	for _, k := range f.claims("1") {
		if e := k.Claim.Ended; k.Claim.Kind == claim.KindWithdraw && (e.After != "2026-01-01" || e.Before != "2026-01-15") {
			t.Errorf("ended %+v, want between the last file that showed it and the first whole one that does not", e)
		}
	}
	if got := f.kinds("1", "debarment"); got != "EXC.DEBAR COR.WITHDRAW" {
		t.Errorf("after a whole file: %s", got)
	}
}

func TestNoFileOfTheFuture(t *testing.T) {
	f := newFixture(t)
	if _, err := f.Intake.File(t.Context(), town, f.write("2036-01-01", party("1", "Alder Works Ltd")), intake.Options{}); !errors.Is(err, intake.ErrFuture) {
		t.Errorf("error %v, want %v", err, intake.ErrFuture)
	}
}
