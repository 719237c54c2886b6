package answer_test

import (
	"path/filepath"
	"testing"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/testkit"
	"probity.example/probity/verify"
)

// TestTwoReadingsOfTheUKList asks the same question about every organisation that the first real list of 2020 holds and
// the second one of 2022 does not: as of a day between them, known at the first reading, known at the second, and as of
// today.
func TestTwoReadingsOfTheUKList(t *testing.T) {
	shared := testkit.SharedData(t)
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{
		Dir: t.TempDir(), Origin: "test.probity.local/log", Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	entry, _ := source.Find("uk-ofsi")
	text, _ := rulebook.BuiltinText("sanctions-uk")
	policy, err := rulebook.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	acts := []intake.Act{
		intake.AdmitSource(entry),
		intake.PublishPolicy(claim.Policy{ID: policy.ID, Version: policy.Version, Digest: policy.Digest(), Text: string(text)}),
	}
	if _, err := w.Intake.Sync(t.Context(), acts); err != nil {
		t.Fatal(err)
	}
	var recorded []time.Time
	for _, f := range []string{"ConList_2020-04.csv", "ConList_2022-11.csv.gz"} {
		now = now.AddDate(0, 0, 1)
		res, err := w.Intake.File(t.Context(), entry, []*format.File{{Path: filepath.Join(shared, "uk-ofsi", f)}}, intake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, res.Recorded)
		if err != nil {
			t.Fatal(err)
		}
		recorded = append(recorded, at)
	}
	now = now.AddDate(0, 0, 1)
	b := &answer.Builder{Log: w.Log, Signer: w.Log, Register: w.Register, Epochs: w.View(), Now: func() time.Time { return now }}
	gone := withdrawn(t, w.Register)
	if len(gone) != 100 {
		t.Errorf("%d organisations are gone, want 100", len(gone))
	}
	for _, record := range gone[:10] {
		m, err := w.Register.At(t.Context(), recorded[0])
		if err != nil {
			t.Fatal(err)
		}
		o, err := w.Register.ByRecord(t.Context(), record, m)
		if err != nil || o == nil {
			t.Fatalf("%s: %v", record, err)
		}
		ask := func(asOf claim.Date, knownAt time.Time) string {
			a, err := b.Answer(t.Context(), answer.Question{Organisation: o.ID, AsOf: asOf, KnownAt: knownAt, Policy: policy, PolicyText: text})
			if err != nil {
				t.Fatal(err)
			}
			file, err := a.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := verify.Verify(file, verify.Options{VKey: w.Log.VKey()}); err != nil {
				t.Errorf("%s as of %s: %v", record, asOf, err)
			}
			return a.Answer
		}
		for _, q := range []struct {
			when    string
			asOf    claim.Date
			knownAt time.Time
			want    string
		}{
			{"between the lists, known at the first", "2021-01-01", recorded[0], rulebook.Barred},
			{"between the lists, known at the second", "2021-01-01", recorded[1], rulebook.Ask},
			{"on the day of the first list, known at the second", "2020-04-27", recorded[1], rulebook.Barred},
			{"today", "", time.Time{}, rulebook.Stale},
		} {
			if got := ask(q.asOf, q.knownAt); got != q.want {
				t.Errorf("%s, %s: %s, want %s", record, q.when, got, q.want)
			}
		}
	}
}

// withdrawn are the records whose description was withdrawn and does not stand again.
func withdrawn(t *testing.T, reg *register.Register) []string {
	t.Helper()
	m, err := reg.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range m.Size {
		k, err := reg.Claim(t.Context(), i)
		if err != nil {
			t.Fatal(err)
		}
		if k.Claim.Kind == claim.KindWithdraw && k.Claim.Of == claim.KindDesc {
			out = append(out, k.Claim.Record)
		}
	}
	return out
}
