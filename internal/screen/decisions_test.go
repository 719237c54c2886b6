package screen_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/decisions"
)

// decide writes down a decision about the first candidate of a query, and reads the file again.
func (r *register) decide(file string, row screen.Row, verdict string, reviewBy claim.Date) *decisions.Book {
	r.t.Helper()
	c, err := screen.ParseCase(row.Case, row.RecordKeys)
	if err != nil {
		r.t.Fatal(err)
	}
	d := decisions.Decision{Verdict: verdict, Role: "analyst", Reason: "looked at both", Date: claim.Day(r.now), ReviewBy: reviewBy}
	if row.Named() {
		d.QueryID = row.QueryID
	}
	if err := decisions.Append(file, c.Decide(d)); err != nil {
		r.t.Fatal(err)
	}
	return r.book(file)
}

func (r *register) book(file string) *decisions.Book {
	r.t.Helper()
	f, err := os.Open(file)
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	b, err := decisions.Read(f)
	if err != nil {
		r.t.Fatal(err)
	}
	return b
}

const mills = `{"query_id":"q1","name":"Hollow Quarry s.r.o."}`

// list is the first list with one party changed.
func quarry(name, more string) []string {
	return []string{
		party("A", "Amberfield Timber Ltd", `,"countries":["XV"],"identifiers":[{"scheme":"XV-VAT","value":"100001"}]`+debarred),
		party("B", name, more),
	}
}

// TestDecisionLifeCycle: what is cleared stays cleared until one of the things happens that the decision does not cover.
func TestDecisionLifeCycle(t *testing.T) {
	const same = `,"countries":["XV"]` + debarred
	for name, c := range map[string]struct {
		then   func(r *register) // what happens after the decision
		ask    string            // asked again; "": the same
		review claim.Date
		state  string
		why    []string
		answer string
	}{
		"nothing happens":       {nil, "", "", decisions.Cleared, nil, "clear"},
		"read again, unchanged": {func(r *register) { r.ingest("one", quarry("Hollow Quarry s.r.o.", same)...) }, "", "", decisions.Cleared, nil, "clear"},
		"another name": {func(r *register) {
			r.ingest("one", `{"party":"B","type":"organisation","names":[{"value":"Hollow Quarry s.r.o."},{"value":"Deep Quarry"}]`+same+`}`)
		}, "", "", decisions.Again, []string{decisions.WhyNames}, "ask"},
		"a number": {func(r *register) {
			r.ingest("one", quarry("Hollow Quarry s.r.o.", `,"identifiers":[{"scheme":"XV-VAT","value":"100002"}]`+same)...)
		}, "", "", decisions.Again, []string{decisions.WhyIdentifiers}, "ask"},
		"an address": {func(r *register) {
			r.ingest("one", quarry("Hollow Quarry s.r.o.", `,"addresses":[{"text":"1 Sample Street","country":"XV"}]`+same)...)
		}, "", "", decisions.Again, []string{decisions.WhyAddresses}, "ask"},
		"another end": {func(r *register) {
			r.ingest("one", quarry("Hollow Quarry s.r.o.", `,"countries":["XV"]`+strings.Replace(debarred, `"from"`, `"until":"2029-01-01","from"`, 1))...)
		}, "", "", decisions.Again, []string{decisions.WhyState}, "ask"},
		"taken off the list":    {func(r *register) { r.ingest("one", quarry("Hollow Quarry s.r.o.", same)[:1]...) }, "", "", decisions.Again, []string{decisions.WhyState}, "clear"},
		"review is due":         {func(r *register) { r.now = r.now.AddDate(0, 0, 2) }, "", "2026-11-23", decisions.Again, []string{decisions.WhyReview}, "ask"},
		"review is not yet due": {func(r *register) { r.now = r.now.AddDate(0, 0, 1) }, "", "2026-11-23", decisions.Cleared, nil, "clear"},
		"the row changes":       {nil, `{"query_id":"q1","name":"Hollow Quarry s.r.o.","country":"XV"}`, "", decisions.Again, []string{decisions.WhyQuery}, "barred"},
		"another row":           {nil, `{"query_id":"q2","name":"Hollow Quarry s.r.o.","country":"XV"}`, "", decisions.None, nil, "barred"},
		"the row moves":         {nil, `{"query_id":"q9","name":"Hollow  Quarry s.r.o. "}`, "", decisions.Cleared, nil, "clear"},
		"the number is asked for too": {func(r *register) {
			r.ingest("one", quarry("Hollow Quarry s.r.o.", `,"identifiers":[{"scheme":"XV-VAT","value":"100002"}]`+same)...)
		}, `{"query_id":"q1","name":"Hollow Quarry s.r.o.","identifiers":["XV-VAT:100002"]}`, "", decisions.Again, []string{decisions.WhyQuery}, "barred"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRegister(t)
			r.ingest("one", quarry("Hollow Quarry s.r.o.", same)...) // known on 21 November
			r.now = r.now.AddDate(0, 0, 1)
			first := r.one(r.screening(), mills)
			if len(first) != 1 || first[0].Answer != "ask" || first[0].Decision != "" {
				t.Fatalf("before: %+v", first)
			}
			book := r.decide(filepath.Join(t.TempDir(), "decisions.ndjson"), first[0], decisions.NotSame, c.review)
			if c.then != nil {
				c.then(r)
			}
			s := r.screening()
			s.Book = book
			ask := c.ask
			if ask == "" {
				ask = mills
			}
			got := r.one(s, ask)
			if len(got) != 1 || got[0].Decision != c.state || !slices.Equal(got[0].WhyAgain, c.why) || got[0].Answer != c.answer {
				t.Errorf("%s %v %s, want %s %v %s", got[0].Decision, got[0].WhyAgain, got[0].Answer, c.state, c.why, c.answer)
			}
			if c.state == decisions.Cleared && c.review != "" && got[0].ValidUntil != c.review {
				t.Errorf("valid until %q, the clearance ends on %s", got[0].ValidUntil, c.review)
			}
		})
	}
}

// TestIdentityRises: a candidate that was cleared by its name alone comes back when its number agrees. The number was on the
// record all along; the row's own digest leaves the question what it was.
func TestIdentityRises(t *testing.T) {
	facts := decisions.Facts{Names: "0000000000000000", Identifiers: "0000000000000000", Addresses: "0000000000000000", State: "0000000000000000"}
	d := decisions.Decision{
		Query: strings.Repeat("0", 32), Record: "one:B", Facts: facts, Identity: "possible", Verdict: decisions.NotSame, Role: "analyst", Reason: "x", Date: "2026-11-01",
	}
	file := filepath.Join(t.TempDir(), "d")
	if err := decisions.Append(file, []decisions.Decision{d}); err != nil {
		t.Fatal(err)
	}
	book := newRegister(t).book(file)
	now := []decisions.Record{{Key: "one:B", Facts: facts}}
	for identity, want := range map[string]string{"possible": decisions.Cleared, "name": decisions.Cleared, "name_country": decisions.Cleared, "same": decisions.Again} {
		got := book.Weigh(d.Query, "", identity, now, "2026-11-02")
		if got.State != want || want == decisions.Again && !slices.Equal(got.Why, []string{decisions.WhyIdentity}) {
			t.Errorf("%s: %+v, want %s", identity, got, want)
		}
	}
	joined := append(slices.Clone(now), decisions.Record{Key: "two:Z", Facts: facts})
	if got := book.Weigh(d.Query, "", "name", joined, "2026-11-02"); got.State != decisions.Again || !slices.Equal(got.Why, []string{decisions.WhyRecord}) {
		t.Errorf("a record is joined: %+v", got)
	}
	d.Record, d.Verdict = "two:Z", decisions.Same
	if err := decisions.Append(file, []decisions.Decision{d}); err != nil {
		t.Fatal(err)
	}
	book = newRegister(t).book(file)
	if got := book.Weigh(d.Query, "", "name", joined, "2026-11-02"); got.State != decisions.Again || !slices.Equal(got.Why, []string{decisions.WhyDisagree}) {
		t.Errorf("one and the other: %+v", got)
	}
}

// TestDecidedToBeTheSame: the caller has chosen, so the candidate may be barred; the last decision stands.
func TestDecidedToBeTheSame(t *testing.T) {
	r := newRegister(t)
	r.lists()
	file := filepath.Join(t.TempDir(), "decisions.ndjson")
	first := r.one(r.screening(), mills)
	s := r.screening()
	s.Book = r.decide(file, first[0], decisions.Same, "")
	got := r.one(s, mills)
	if got[0].Decision != decisions.Confirmed || got[0].Identity != "chosen" || got[0].Answer != "barred" || !slices.Contains(got[0].Reasons, "decision_same") {
		t.Errorf("%+v", got[0])
	}
	if got[0].Case != first[0].Case {
		t.Errorf("the case is %s, was %s: what was decided must not change what it rested on", got[0].Case, first[0].Case)
	}
	s = r.screening()
	s.Book = r.decide(file, got[0], decisions.NotSame, "")
	if got := r.one(s, mills); got[0].Decision != decisions.Cleared || got[0].Answer != "clear" || got[0].CandidateAnswer != "" {
		t.Errorf("%+v", got[0])
	}
}

// TestOneOfTwoIsCleared: the answer is the worst over those that are left, also where only one is shown.
func TestOneOfTwoIsCleared(t *testing.T) {
	r := newRegister(t)
	r.lists()
	const ask = `{"name":"Twice Named Mills"}`
	first := r.one(r.screening(), ask)
	s := r.screening()
	s.Book = r.decide(filepath.Join(t.TempDir(), "decisions.ndjson"), first[0], decisions.NotSame, "")
	got := r.one(s, ask)
	if len(got) != 2 || got[0].RecordKeys[0] != "two:C2" || got[1].RecordKeys[0] != "one:C" || got[1].Decision != decisions.Cleared || got[0].Answer != "clear" {
		t.Errorf("%+v", got)
	}
	s.Top = 1
	if got := r.one(s, ask); len(got) != 1 || got[0].RecordKeys[0] != "two:C2" {
		t.Errorf("top 1: %+v", got)
	}
}

func TestBooksThatAreWrong(t *testing.T) {
	const head = `{"probity":"decisions/1"}` + "\n"
	good := `{"query":"` + strings.Repeat("0", 32) + `","record":"one:B","facts":{"names":"0000000000000000","identifiers":"0000000000000000","addresses":"0000000000000000","state":"0000000000000000"},` +
		`"identity":"name","verdict":"not_same","role":"analyst","reason":"SECRET","date":"2026-11-01"}`
	if b, err := decisions.Read(strings.NewReader(head + good + "\n\n" + good)); err != nil || len(b.Digest()) != 64 {
		t.Errorf("a good book: %v", err)
	}
	if b, err := decisions.Read(strings.NewReader("")); err != nil || len(b.Digest()) != 64 {
		t.Errorf("a book that nobody has written in: %v", err)
	}
	for _, bad := range []string{
		"{}\n", good + "\n", head + "SECRET\n", head + good + good + "\n", head + strings.Replace(good, "not_same", "SECRET", 1), head + strings.Replace(good, `"reason":"SECRET",`, "", 1),
		head + strings.Replace(good, "2026-11-01", "2026-11", 1), head + strings.Replace(good, `"names":"00`, `"names":"0`, 1), head + strings.Replace(good, "one:B", "SECRET", 1),
		head + strings.Replace(good, `"date"`, `"review_by":"SECRET","date"`, 1), head + strings.Replace(good, `"date"`, `"SECRET":"x","date"`, 1), head + strings.Repeat("x", 1<<17),
	} {
		if _, err := decisions.Read(strings.NewReader(bad)); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%.80q: %v", bad, err)
		}
	}
}

// TestTheBookIsItsOwners: nobody else may read it, and an editor's missing last newline costs nothing.
func TestTheBookIsItsOwners(t *testing.T) {
	r := newRegister(t)
	r.lists()
	file := filepath.Join(t.TempDir(), "decisions.ndjson")
	row := r.one(r.screening(), mills)[0]
	r.decide(file, row, decisions.NotSame, "")
	if fi, err := os.Stat(file); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", fi.Mode(), err)
	}
	if err := os.WriteFile(file, []byte(strings.TrimSpace(read(t, file))), 0o600); err != nil {
		t.Fatal(err)
	}
	r.decide(file, row, decisions.Same, "")
	if n := strings.Count(read(t, file), "\n"); n != 3 {
		t.Errorf("%d lines, want 3:\n%s", n, read(t, file))
	}
}

func TestCasesThatAreWrong(t *testing.T) {
	r := newRegister(t)
	r.lists()
	row := r.one(r.screening(), mills)[0]
	if c, err := screen.ParseCase(row.Case, row.RecordKeys); err != nil || c.String() != row.Case {
		t.Errorf("%v, %v", c, err)
	}
	for _, s := range []string{"", "c1", strings.Replace(row.Case, "c1.", "c2.", 1), row.Case + "+x", strings.Replace(row.Case, ".name.", ".barred.", 1), row.Case + "-0"} {
		if _, err := screen.ParseCase(s, row.RecordKeys); err == nil {
			t.Errorf("%q is read", s)
		}
	}
	if _, err := screen.ParseCase(row.Case, nil); err == nil {
		t.Error("a case without its records is read")
	}
}
