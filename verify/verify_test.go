package verify_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/register/org"
	"probity.example/probity/verify"
)

// TestSmuggling: a claim that is truly in the log, with its true proof, is refused where the answer does not need it, and not
// by the signature alone.
func TestSmuggling(t *testing.T) {
	entries, proofs := map[int64]verify.Entry{}, map[int64][]proof.Hash{}
	answers := map[string]*verify.Answer{}
	for _, s := range samples {
		a, err := verify.Parse(ask(t, s.policy, s.q))
		if err != nil {
			t.Fatal(err)
		}
		answers[s.name] = a
		of, err := a.Proofs()
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(proofs, of)
		for _, e := range a.Claims {
			entries[e.Index] = e
		}
	}
	for _, s := range samples {
		a := answers[s.name]
		for _, e := range entries {
			if slices.ContainsFunc(a.Claims, func(x verify.Entry) bool { return x.Index == e.Index }) {
				continue
			}
			forged := *a
			forged.Claims = append(slices.Clone(a.Claims), e)
			slices.SortFunc(forged.Claims, func(x, y verify.Entry) int { return int(x.Index - y.Index) })
			of, err := a.Proofs()
			if err != nil {
				t.Fatal(err)
			}
			if len(e.Proof) > 0 {
				of[e.Index] = proofs[e.Index]
			}
			forged.SetProofs(of)
			file, err := forged.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if check := refusal(t, file, options(s.policy)); check == "none" || check == "signature" {
				t.Errorf("%s with claim %d (%s): check %q", s.name, e.Index, e.Claim[:min(80, len(e.Claim))], check)
			}
		}
	}
}

// TestTwoTimes asks the same question of three moments: before an organisation was delisted, in between, and now; each
// answer verifies, and shows the claims known at its moment and no others.
func TestTwoTimes(t *testing.T) {
	at := func(s string) time.Time {
		tm, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return tm
	}
	for _, c := range []struct {
		asOf     claim.Date
		knownAt  time.Time
		want     string
		versions int // of the listing
	}{
		{"2026-06-20", at("2026-07-01"), "barred", 1},
		{"2026-06-20", at("2026-09-01"), "ask", 2}, // delisted since, nobody knows on which day between 2026-06-02 and 2026-08-01
		{"2026-08-20", at("2026-09-01"), "stale", 2},
		{"2026-10-20", at("2026-10-25"), "barred", 3},
		{"2026-08-20", at("2026-10-25"), "clear_with_notes", 3},
		{"2026-06-20", at("2026-05-15"), "stale", 0}, // nothing was known yet
	} {
		file := ask(t, "sanctions-eu", answer.Question{Name: "Grünwald Sample Shipping A.S.", Country: "XV", AsOf: c.asOf, KnownAt: c.knownAt})
		a, err := verify.Verify(file, options(""))
		if err != nil {
			t.Errorf("as of %s known at %s: %v", c.asOf, c.knownAt, err)
			continue
		}
		versions := 0
		for _, e := range a.Claims {
			if strings.Contains(string(e.Claim), `"vf-sanctions:S1#1"`) {
				versions++
			}
		}
		if a.Answer != c.want || versions != c.versions {
			t.Errorf("as of %s known at %s: %s with %d versions of the listing, want %s with %d", c.asOf, c.knownAt, a.Answer, versions, c.want, c.versions)
		}
	}
}

// TestMerged: an organisation is joined from the moment at which the link was known; the id of the younger one redirects.
func TestMerged(t *testing.T) {
	younger, older := org.ID("vf-board:B3"), org.ID("vf-register:A3")
	for _, c := range []struct {
		id      string
		knownAt time.Time
		want    string
		records int
		reasons string
	}{
		{younger, time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), younger, 1, "organisation_chosen"},
		{younger, time.Time{}, older, 2, "organisation_chosen merged_into_another"},
		{older, time.Time{}, older, 2, "organisation_chosen"},
	} {
		a, err := verify.Verify(ask(t, "supplier-baseline", answer.Question{Organisation: c.id, KnownAt: c.knownAt}), options(""))
		if err != nil {
			t.Fatal(err)
		}
		s := a.Subjects[0]
		if s.Organisation != c.want || len(s.Records) != c.records || strings.Join(s.Reasons, " ") != c.reasons {
			t.Errorf("%s known at %s: %+v", c.id, c.knownAt, s)
		}
	}
}

// TestExpected: the verifier's own expectations stand above what the file says.
func TestExpected(t *testing.T) {
	barred, house, records := ask(t, "eu-procurement", samples[0].q), ask(t, "house-rules", samples[0].q), ask(t, "", samples[0].q)
	for _, c := range []struct {
		name string
		file []byte
		opt  verify.Options
		want string
	}{
		{"no key", barred, verify.Options{}, "checkpoint"},
		{"a key that is none", barred, verify.Options{VKey: "no key"}, "checkpoint"},
		{"another policy was expected", barred, verify.Options{VKey: shared.vkey, Policy: private}, "policy"},
		{"a private policy, none expected", house, verify.Options{VKey: shared.vkey}, "policy"},
		{"a private policy, another expected", house, verify.Options{VKey: shared.vkey, Policy: append(slices.Clone(private), '\n')}, "policy"},
		{"a policy was expected, there is none", records, verify.Options{VKey: shared.vkey, Policy: private}, "policy"},
		{"the private policy that was expected", house, verify.Options{VKey: shared.vkey, Policy: private}, "none"},
	} {
		if got := refusal(t, c.file, c.opt); got != c.want {
			t.Errorf("%s: check %q, want %q", c.name, got, c.want)
		}
	}
}

// TestNothingOfAPerson: a question about a person leaves no trace of who was meant.
func TestNothingOfAPerson(t *testing.T) {
	file := ask(t, "sanctions-eu", answer.Question{Name: "Zebedee Quill", Country: "XV", Organisation: "o", Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "42"}}, Person: true})
	a, err := verify.Verify(file, options(""))
	if err != nil {
		t.Fatal(err)
	}
	if q := a.Question; strings.Contains(string(file), "Quill") || q.Country != "" || q.Organisation != "" || len(q.Identifiers) > 0 {
		t.Errorf("the answer holds something of the person: %+v", q)
	}
}

// TestFirstCheck: the checks are made in their order, and each refusal says which.
func TestFirstCheck(t *testing.T) {
	_, err := verify.Verify([]byte(`{}`), options(""))
	var check *verify.CheckError
	if !errors.As(err, &check) || check.Check != verify.Checks[0] || !strings.HasPrefix(err.Error(), "check format failed: ") {
		t.Errorf("an empty object: %v", err)
	}
}

// FuzzVerify: no bytes crash the verifier, none is refused without a named check, and only what the register signed is not
// refused.
func FuzzVerify(f *testing.F) {
	good := map[string]bool{}
	for _, s := range samples {
		file := ask(f, s.policy, s.q)
		f.Add(file)
		a, err := verify.Parse(file)
		if err != nil {
			f.Fatal(err)
		}
		text, err := a.SigningText()
		if err != nil {
			f.Fatal(err)
		}
		good[text] = true
	}
	f.Add([]byte(`{"format":"probity/answer/v1","completeness":"not_proven"}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, policy := range []string{"", "house-rules"} {
			a, err := verify.Verify(file, options(policy))
			if err == nil {
				if text, err := a.SigningText(); err != nil || !good[text] {
					t.Fatalf("not refused: %v", err)
				}
				continue
			}
			var check *verify.CheckError
			if !errors.As(err, &check) || !slices.Contains(verify.Checks, check.Check) {
				t.Fatalf("refused without a named check: %v", err)
			}
		}
	})
}

// FuzzParse: what can be read can be written and read again, and means the same.
func FuzzParse(f *testing.F) {
	f.Add(ask(f, "eu-procurement", samples[0].q))
	f.Add([]byte(`{"format":"","question":{"as_of":"","known_at":"","asked_at":""},"answer":"","sentence":"","log":{"vkey":"","size":0,"checkpoint":""},"completeness":"","notes":[],"claims":[{"index":1e0,"id":"","claim":{"a":1.0},"proof":[]}],"signature":""}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := verify.Parse(file)
		if err != nil {
			return
		}
		text, err := a.SigningText()
		if err != nil {
			t.Fatal(err)
		}
		again, err := a.Encode()
		if err != nil {
			t.Fatal(err)
		}
		b, err := verify.Parse(again)
		if err != nil {
			t.Fatalf("%v: %s", err, again)
		}
		if other, err := b.SigningText(); err != nil || other != text {
			t.Fatalf("it reads otherwise: %v", err)
		}
		if _, err := json.Marshal(b); err != nil {
			t.Fatal(err)
		}
	})
}
