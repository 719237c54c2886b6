package answer_test

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// houseRules bars whom a list has excluded; it is the asker's own policy.
const houseRules = `id: house-rules
version: "1"
title: House rules
context: May we buy from this organisation?
law: the buyer's own
families: [EXC]
no_records: unknown_subject
max_age_days: 20000
sources:
  - name: the list
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

// TestJudgeDecidesAsAnswer: candidates, result and answer are those of the answer file, whoever asks at the same time.
func TestJudgeDecidesAsAnswer(t *testing.T) {
	ctx, w := t.Context(), twoLists(t, t.TempDir())
	t.Cleanup(func() { w.Close() })
	policy, err := rulebook.Load([]byte(houseRules))
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.Register.Now(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o, err := w.Register.ByRecord(ctx, "two:A1", m)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	b := &answer.Builder{Log: w.Log, Signer: w.Log, Register: w.Register, Epochs: w.View(), Now: func() time.Time { return now }}
	base := answer.Question{Policy: policy, PolicyText: []byte(houseRules), Private: true}
	j, err := b.Judge(ctx, base)
	if err != nil {
		t.Fatal(err)
	}
	if len(j.Readings()) != 2 || j.Moment() != m {
		t.Errorf("%d readings at %v, want 2 at %v", len(j.Readings()), j.Moment(), m)
	}
	var wg sync.WaitGroup
	for _, q := range []answer.Question{
		{Name: "Amberfield Timber Ltd"},
		{Name: "Amberfield Timber Limited"},
		{Name: "Nobody Of This Name"},
		{Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "100001"}}},
		{Name: "Amberfield Timber Ltd", Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "100002"}}},
		{Organisation: o.ID},
	} {
		for range 4 {
			wg.Go(func() { sameAsAnswer(t, b, j, base, q) })
		}
	}
	wg.Wait()
	if _, err := j.Find(ctx, answer.Question{Organisation: "onobody"}); !errors.Is(err, answer.ErrUnknown) {
		t.Errorf("an unknown id: %v", err)
	}
	if res, err := j.Person(); err != nil || res.Answer != rulebook.OutOfScopePerson {
		t.Errorf("a person: %v, %v", res, err)
	}
	if _, err := b.Judge(ctx, answer.Question{}); !errors.Is(err, answer.ErrNoPolicy) {
		t.Errorf("without a policy: %v", err)
	}
	if _, err := b.Judge(ctx, answer.Question{Policy: policy}); !errors.Is(err, answer.ErrPolicy) {
		t.Errorf("a policy that was never published: %v", err)
	}
}

func sameAsAnswer(t *testing.T, b *answer.Builder, j *answer.Judge, base, q answer.Question) {
	whole := q
	whole.Policy, whole.PolicyText, whole.Private, whole.KnownAt = base.Policy, base.PolicyText, true, base.KnownAt
	want, refused := b.Answer(t.Context(), whole)
	found, err := j.Find(t.Context(), q)
	if err != nil {
		if !errors.Is(refused, err) {
			t.Errorf("%+v: %v; the answer says %v", q, err, refused)
		}
		return
	}
	if refused != nil {
		t.Error(refused)
		return
	}
	var meant, others []answer.Candidate
	for _, c := range found {
		if c.Meant() {
			meant = append(meant, c)
		} else {
			others = append(others, c)
		}
	}
	got, err := j.Decide(t.Context(), meant, others)
	if err != nil {
		t.Error(err)
		return
	}
	if !reflect.DeepEqual(got, want.Result) {
		t.Errorf("%+v:\n got %+v\nwant %+v", q, got, want.Result)
	}
	told := map[string]verify.Subject{}
	for _, s := range slices.Concat(want.Subjects, want.Rejected) {
		told[s.Organisation] = s
	}
	if len(found) != len(told) || len(meant) != len(want.Subjects) {
		t.Errorf("%+v: %d found, %d meant; the answer has %d and %d", q, len(found), len(meant), len(told), len(want.Subjects))
	}
	for _, c := range found {
		s := told[c.Organisation.ID]
		if c.Caption != s.Caption || c.Identity != s.Identity || !reflect.DeepEqual(c.Reasons, s.Reasons) || !reflect.DeepEqual(c.Similar, s.Similar) {
			t.Errorf("%+v: candidate %+v, the answer has %+v", q, c, s)
		}
	}
}
