package screen_test

import (
	"context"
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
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/rows"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// houseRules bars whom a list has excluded; it is the asker's own policy.
const houseRules = `id: house-rules
version: "1"
title: House rules
context: May we buy from this organisation?
law: the buyer's own
families: [EXC]
no_records: clear
max_age_days: 20000
sources:
  - name: the lists
    any: [one, two]
rules:
  - id: excluded
    sentence: The list has excluded the organisation.
    basis: house rules, section 1
    when: c.kind == 'EXC.DEBAR'
    outcome: barred
case_sources: [{id: one, jurisdiction: XV, criterion: exclusion}]
cases:
  - {name: excluded, as_of: 2026-03-02, claims: [{kind: EXC.DEBAR, from: 2026-01-01}], expect: barred, rules: [excluded]}
`

// register is one with two lists of invented organisations, and a clock.
type register struct {
	t    testing.TB
	dir  string
	w    *datadir.Writer
	now  time.Time
	last time.Time // of the last list
}

func newRegister(t testing.TB) *register {
	t.Helper()
	r := &register{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	var err error
	if r.w, err = datadir.OpenWriter(t.Context(), datadir.Config{Dir: r.dir, Origin: "fictional.example/screening", Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.w.Close() })
	if _, err := r.w.Intake.Sync(t.Context(), []intake.Act{intake.AdmitSource(entry("one")), intake.AdmitSource(entry("two")), intake.AddKey(r.w.Log.VKey())}); err != nil {
		t.Fatal(err)
	}
	return r
}

func entry(id string) source.Entry {
	return source.Entry{ID: id, SourceEntry: claim.SourceEntry{Title: "FICTIONAL", Origin: "official", Criterion: "exclusion"}, Readers: source.ProbityReaders()}
}

func (r *register) clock() time.Time { return r.now }

// party is one line of a list.
func party(key, name, more string) string {
	return fmt.Sprintf(`{"party":%q,"type":"organisation","names":[{"value":%q}]%s}`, key, name, more)
}

const debarred = `,"statements":[{"key":"1","kind":"EXC.DEBAR","state":"in_force","from":"2026-01-01"}]`

// ingest takes in a list on the next day.
func (r *register) ingest(id string, lines ...string) {
	r.t.Helper()
	if r.now.Before(r.last) {
		r.now = r.last
	}
	r.now = r.now.AddDate(0, 0, 1)
	r.last = r.now
	path := filepath.Join(r.t.TempDir(), id+".ndjson")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.w.Intake.File(context.Background(), entry(id), []*format.File{{Path: path}}, intake.Options{Published: claim.Day(r.now), Confirm: true}); err != nil {
		r.t.Fatal(err)
	}
}

// lists are what most tests have in the register.
func (r *register) lists() {
	r.ingest("one",
		party("A", "Amberfield Timber Ltd", `,"countries":["XV"],"identifiers":[{"scheme":"XV-VAT","value":"100001"}]`+debarred),
		party("B", "Hollow Quarry s.r.o.", `,"countries":["XV"]`+debarred),
		party("C", "Twice Named Mills", `,"countries":["XV"]`+debarred),
		party("D", "Quiet Fern Dairy", `,"countries":["XV"]`),
		party("E", "=Formula Works", `,"countries":["XV"]`+debarred))
	r.ingest("two", party("C2", "Twice Named Mills", `,"countries":["XW"]`), party("D2", "Tall Reed Printing", debarred))
}

func (r *register) answers() *answer.Builder {
	return &answer.Builder{Log: r.w.Log, Signer: r.w.Log, Register: r.w.Register, Epochs: r.w.View(), Now: r.clock}
}

func house(t testing.TB) answer.Question {
	t.Helper()
	p, err := rulebook.Load([]byte(houseRules))
	if err != nil {
		t.Fatal(err)
	}
	return answer.Question{Policy: p, PolicyText: []byte(houseRules), Private: true}
}

func asAnswers(_ context.Context, j *answer.Judge) (screen.Finder, error) {
	return screen.AsAnswers{Judge: j}, nil
}

// batch is one over an input with these lines, in a directory of its own.
func (r *register) batch(lines ...string) *screen.Batch {
	r.t.Helper()
	dir := r.t.TempDir()
	in := filepath.Join(dir, "in.csv")
	if err := os.WriteFile(in, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return &screen.Batch{
		Answers: r.answers(), Finder: asAnswers, In: in, InFormat: "csv", Out: filepath.Join(dir, "out.csv"), OutFormat: "csv", Question: house(r.t), Tool: "test 1", Every: 10,
	}
}

// one answers one row.
func (r *register) one(s *screen.Screening, in string) []screen.Row {
	r.t.Helper()
	out := r.all(s, in)
	if len(out) != 1 {
		r.t.Fatalf("%d queries in %q", len(out), in)
	}
	return out[0]
}

// all answers NDJSON.
func (r *register) all(s *screen.Screening, in string) (out [][]screen.Row) {
	r.t.Helper()
	if err := s.Run(r.t.Context(), ndjson(in), collect(&out)); err != nil {
		r.t.Fatal(err)
	}
	return out
}

func (r *register) screening() *screen.Screening {
	r.t.Helper()
	j, err := r.answers().Judge(r.t.Context(), house(r.t))
	if err != nil {
		r.t.Fatal(err)
	}
	return &screen.Screening{Judge: j, Finder: screen.AsAnswers{Judge: j}}
}

func read(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func known(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func emptyBook(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "decisions.ndjson")
	if err := os.WriteFile(file, []byte("{\"probity\":\"decisions/1\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// remove takes the body of a record's first claim out of the log.
func (r *register) remove(record string) {
	r.t.Helper()
	ctx := context.Background()
	m, err := r.w.Register.Now(ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	o, err := r.w.Register.ByRecord(ctx, record, m)
	if err != nil {
		r.t.Fatal(err)
	}
	claims, err := r.w.Register.Claims(ctx, o, m)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := r.w.Intake.Remove(ctx, claims[0].Index, "Sample Data Act, section 1"); err != nil {
		r.t.Fatal(err)
	}
}

type otherFinder struct{ screen.AsAnswers }

func (otherFinder) Version() string { return "other/1" }

func other(_ context.Context, j *answer.Judge) (screen.Finder, error) {
	return otherFinder{screen.AsAnswers{Judge: j}}, nil
}

func sum(text string) (size int64, digest string, err error) {
	return rows.Sum(strings.NewReader(text))
}
