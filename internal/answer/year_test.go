package answer_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/verify"
)

// TestAYearLater: an answer of a year ago still verifies, the register of today still proves what it said then, and what it showed then is
// the beginning of what it shows today.
func TestAYearLater(t *testing.T) {
	o := open(t)
	policy, err := rulebook.Load([]byte(houseRules))
	if err != nil {
		t.Fatal(err)
	}
	read := func(listed bool, others int) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "one.ndjson")
		text := `{"party":"A1","type":"organisation","names":[{"value":"Amberfield Timber Ltd"}],"identifiers":[{"scheme":"XV-VAT","value":"100001"}]`
		if listed {
			text += `,"statements":[{"key":"1","kind":"EXC.DEBAR","state":"in_force"}]`
		}
		text += "}\n"
		for i := range others {
			text += fmt.Sprintf(`{"party":"B%d","type":"organisation","names":[{"value":"Orlan %d Ltd"}]}`+"\n", i, i)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Intake.File(t.Context(), entry("one"), []*format.File{{Path: path}}, intake.Options{Published: claim.Day(o.now), Confirm: true}); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(knownAt time.Time) (*verify.Answer, []byte) {
		t.Helper()
		a, err := o.answers.Answer(t.Context(), answer.Question{
			Policy: policy, PolicyText: []byte(houseRules), Private: true, KnownAt: knownAt, AsOf: claim.Day(knownAt),
			Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "100001"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		file, err := a.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return verified(t, o, file), file
	}

	read(true, 3)
	o.now = o.now.Add(time.Hour)
	then := o.now
	first, file := ask(then)
	for month := range 12 {
		o.now = then.AddDate(0, month+1, 0)
		read(month < 6, 3+month)
	}
	o.now = o.now.AddDate(0, 0, 1)

	verified(t, o, file)
	again, _ := ask(then)
	today, _ := ask(o.now)
	if first.Answer != rulebook.Barred || again.Answer != rulebook.Barred || today.Answer == rulebook.Barred {
		t.Errorf("then %s, asked again %s, today %s", first.Answer, again.Answer, today.Answer)
	}
	if !reflect.DeepEqual(again.Subjects, first.Subjects) || !reflect.DeepEqual(ids(again), ids(first)) {
		t.Errorf("then %+v, %v; asked again %+v, %v", first.Subjects, ids(first), again.Subjects, ids(again))
	}
	// The epoch of then is the one that today's epoch log has at that place.
	if again.Log.Past == nil || again.Log.Past.Epoch == nil || epochOf(t, again.Log.Past.Epoch) != epochOf(t, &first.Log.Epoch) {
		t.Errorf("the epoch of then is another one today: %+v", again.Log.Past)
	}
	old, err := proof.ParseEpoch([]byte(epochOf(t, &first.Log.Epoch)))
	if err != nil {
		t.Fatal(err)
	}
	if root, err := o.Log.RootAt(old.Log.Size); err != nil || base64.StdEncoding.EncodeToString(root[:]) != old.Log.Root {
		t.Errorf("today's log began otherwise: %v", err)
	}
}

func verified(t *testing.T, o *opened, file []byte) *verify.Answer {
	t.Helper()
	a, err := verify.Verify(file, verify.Options{VKey: o.Log.VKey(), Policy: []byte(houseRules)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ids are the claims that an answer shows of its subject.
func ids(a *verify.Answer) (out []string) {
	for _, e := range a.Claims {
		out = append(out, fmt.Sprint(e.Index, e.ID))
	}
	return out
}

// epochOf is the body of an epoch in its one spelling.
func epochOf(t *testing.T, e *verify.Epoch) string {
	t.Helper()
	body := e.Body.Clone()
	if err := body.Canonicalize(); err != nil {
		t.Fatal(err)
	}
	return string(body)
}
