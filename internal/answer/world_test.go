package answer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/match"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/world"
	"probity.example/probity/verify"
)

// opened is a register in the making, with the index of its names and a clock that moves at each reading.
type opened struct {
	*datadir.Writer
	answers *answer.Builder
	dir     string
	now     time.Time
}

func open(t *testing.T) *opened {
	t.Helper()
	o := &opened{dir: t.TempDir(), now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return o.now }
	var err error
	if o.Writer, err = datadir.OpenWriter(t.Context(), datadir.Config{Dir: o.dir, Origin: "fictional.example/world", Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	var acts []intake.Act
	for _, e := range append(world.Sources(), entry("one")) {
		acts = append(acts, intake.AdmitSource(e))
	}
	if _, err := o.Intake.Sync(t.Context(), append(acts, intake.AddKey(o.Log.VKey()))); err != nil {
		t.Fatal(err)
	}
	r, err := datadir.OpenReader(t.Context(), o.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	names, err := r.Names(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	o.answers = &answer.Builder{Log: o.Log, Signer: o.Log, Register: o.Register, Epochs: o.View(), Names: names, Now: clock}
	return o
}

// reads takes in a file of the sample world.
func (o *opened) reads(t *testing.T, f world.File) {
	t.Helper()
	o.now = o.now.Add(time.Minute)
	for _, e := range world.Sources() {
		if e.ID != f.Source {
			continue
		}
		if _, err := o.Intake.File(t.Context(), e, []*format.File{{Path: f.Path}}, intake.Options{Published: f.Published, Confirm: true}); err != nil {
			t.Fatal(err)
		}
	}
}

// questions asks about every nth organisation that is described in the register in many ways.
func (o *opened) questions(t *testing.T, nth int) []answer.Question {
	t.Helper()
	m, err := o.Register.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []answer.Question
	n := 0
	err = o.Register.Described(t.Context(), m, func(_ int64, c *claim.Claim) error {
		if n++; n%nth != 0 || len(c.Names) == 0 {
			return nil
		}
		name := c.Names[0].Value
		words, letters := strings.Fields(name), []rune(name)
		shorter, country := strings.Join(words[:max(1, len(words)-1)], " "), "XW"
		if len(c.Countries) > 0 {
			country = c.Countries[0]
		}
		folded := match.Keys(claim.Fingerprint(name))[1].Value
		out = append(out,
			answer.Question{Name: name}, answer.Question{Name: strings.ToLower(name), Country: country}, answer.Question{Name: name, Country: "ZW"},
			answer.Question{Name: folded}, answer.Question{Name: shorter, Country: country}, answer.Question{Name: words[0]},
			answer.Question{Name: string(slices.Delete(letters, len(letters)/2, len(letters)/2+1))}, answer.Question{Name: name + " International"},
			answer.Question{Name: fmt.Sprintf("Nobody Of Number %d", n)})
		for _, id := range c.Identifiers[:min(1, len(c.Identifiers))] {
			out = append(out, answer.Question{Identifiers: []claim.Identifier{id}}, answer.Question{Name: shorter, Identifiers: []claim.Identifier{id}})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestJudgeDecidesAsAnswerOnTheWorld: a judge that answers hundreds of questions, now and as of what was known before, finds
// whom an answer file finds, by whatever way, before and after it has read all spellings.
func TestJudgeDecidesAsAnswerOnTheWorld(t *testing.T) {
	o := open(t)
	files, err := world.Write(1, "2026-11-22", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files[:len(files)/2] {
		o.reads(t, f)
	}
	before := o.now
	for _, f := range files[len(files)/2:] {
		o.reads(t, f)
	}
	o.now = o.now.Add(time.Minute)
	text, _ := rulebook.BuiltinText("supplier-baseline")
	policy, err := rulebook.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	nth, least := 110, 300
	if testing.Short() {
		nth, least = 800, 40
	}
	questions := o.questions(t, nth)
	if len(questions) < least {
		t.Fatalf("%d questions", len(questions))
	}
	for _, known := range []time.Time{{}, before} {
		base := answer.Question{Policy: policy, PolicyText: text, Private: true, KnownAt: known}
		j, err := o.answers.Judge(t.Context(), base)
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range questions {
			if i == len(questions)/2 { // from here on all spellings are known
				for range 600 {
					if _, err := j.Find(t.Context(), answer.Question{Name: "Nobody Of This Name"}); err != nil {
						t.Fatal(err)
					}
				}
			}
			sameAsAnswer(t, o.answers, j, base, q)
		}
	}
}

// TestLaterNamesChangeNothing: what became known later neither shows in an answer about what was known before nor hides a
// name that was similar then.
func TestLaterNamesChangeNothing(t *testing.T) {
	o := open(t)
	read := func(name string) {
		path := filepath.Join(t.TempDir(), "one.ndjson")
		if err := os.WriteFile(path, []byte(`{"party":"A1","type":"organisation","names":[{"value":"`+name+`"}],"identifiers":[{"scheme":"XV-VAT","value":"100001"}]}`+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		o.now = o.now.AddDate(0, 0, 1)
		if _, err := o.Intake.File(t.Context(), entry("one"), []*format.File{{Path: path}}, intake.Options{Published: claim.Day(o.now)}); err != nil {
			t.Fatal(err)
		}
	}
	read("Amberfield Timber Works Ltd")
	ask := answer.Question{Name: "Amberfeld Timber Works Ltd"}
	first, err := o.answers.Answer(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	ask.KnownAt = o.now
	read("Amberfeld Timber Works Ltd")
	then, err := o.answers.Answer(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	ask.KnownAt = o.now
	now, err := o.answers.Answer(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Subjects) != 1 || first.Subjects[0].Identity != rulebook.IdentityPossible || first.Subjects[0].Similar == nil {
		t.Fatalf("a similar name: %+v", first.Subjects)
	}
	if len(then.Subjects) != 1 || then.Subjects[0].Identity != rulebook.IdentityPossible || !reflect.DeepEqual(then.Subjects[0].Similar, first.Subjects[0].Similar) {
		t.Errorf("once the name itself is known, as of before: %+v, rejected %+v", then.Subjects, then.Rejected)
	}
	if len(now.Subjects) != 1 || now.Subjects[0].Identity != rulebook.IdentityName {
		t.Errorf("as of then: %+v", now.Subjects)
	}
}

// TestRecordsHeldApartAreAskedAbout: where a link holds two records apart that others join, no answer about them is better than
// ask, though nothing speaks against them, and the verifier derives the same; once what joins them is undone, all is clear.
func TestRecordsHeldApartAreAskedAbout(t *testing.T) {
	o := open(t)
	path := filepath.Join(t.TempDir(), "one.ndjson")
	text := ""
	for _, party := range []string{"A", "B", "C"} {
		text += `{"party":"` + party + `","type":"organisation","names":[{"value":"Amberfield Timber Ltd"}]}` + "\n"
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Intake.File(t.Context(), entry("one"), []*format.File{{Path: path}}, intake.Options{Published: "2026-11-22"}); err != nil {
		t.Fatal(err)
	}
	link := func(a, b string, same bool) {
		o.now = o.now.Add(time.Minute)
		if _, err := o.Intake.Sync(t.Context(), []intake.Act{intake.LinkRecords("one:"+a, "one:"+b, same, "operator: test", nil)}); err != nil {
			t.Fatal(err)
		}
	}
	policy, err := rulebook.Load([]byte(houseRules))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(want, identity string) {
		t.Helper()
		base := answer.Question{Policy: policy, PolicyText: []byte(houseRules), Private: true}
		j, err := o.answers.Judge(t.Context(), base)
		if err != nil {
			t.Fatal(err)
		}
		sameAsAnswer(t, o.answers, j, base, answer.Question{Name: "Amberfield Timber Ltd"})
		base.Name = "Amberfield Timber Ltd"
		a, err := o.answers.Answer(t.Context(), base)
		if err != nil {
			t.Fatal(err)
		}
		if a.Answer != want || a.Subjects[0].Identity != identity {
			t.Errorf("%s, %+v; want %s", a.Answer, a.Subjects, want)
		}
		file, err := a.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verify.Verify(file, verify.Options{VKey: o.Log.VKey(), Policy: []byte(houseRules)}); err != nil {
			t.Error(err)
		}
	}
	link("A", "B", true)
	link("B", "C", true)
	ask(rulebook.Clear, rulebook.IdentityName)
	link("A", "C", false)
	ask(rulebook.Ask, rulebook.IdentityPossible)
	link("B", "C", false)
	ask(rulebook.Clear, rulebook.IdentityName)
}
