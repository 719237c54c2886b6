package proofbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/verify"
)

// Answers are whole answer files of a register, about organisations that lie apart in it.
type Answers struct {
	N       int     `json:"n"`
	Claims  float64 `json:"claims"`  // mean
	Records float64 `json:"records"` // mean
	Keys    float64 `json:"keys"`    // mean of the keys whose lists an answer proves

	// What an answer has beside claims, policy and words: signed heads, epochs, and all proofs, as compact JSON.
	Beside float64 `json:"beside_bytes"` // mean
	Goal   [2]int  `json:"goal"`         // at most so many bytes, and so many a key
	Within float64 `json:"within_goal"`  // share of the answers
	// The same for answers about at least Several records, for which the goal was set: a small one has the same heads and epochs.
	Large       int     `json:"several_records"`
	LargeWithin float64 `json:"several_records_within_goal"`

	File       float64 `json:"file_bytes"` // mean of the files as they are written
	VerifyMean float64 `json:"verify_ms"`  // of a file, from its bytes
	VerifyP99  float64 `json:"verify_ms_p99"`
	VerifyGoal float64 `json:"verify_goal_ms"` // at most
}

// The project's goals for an answer file.
const (
	goalBytes  = 2000
	goalKey    = 800
	goalVerify = 5 // ms
)

// Several is the number of records from which on the goal in bytes was set.
const Several = 3

// OfRegister asks a register about n of its organisations under a policy, by their ids, and verifies what it answers.
func OfRegister(ctx context.Context, b *answer.Builder, q answer.Question, n int, now func() time.Time) (*Answers, error) {
	ids, err := organisations(ctx, b, n)
	if err != nil {
		return nil, err
	}
	out := &Answers{N: len(ids), VerifyGoal: goalVerify, Goal: [2]int{goalBytes, goalKey}}
	var times []float64
	for _, q.Organisation = range ids {
		a, err := b.Answer(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("asking about %s: %w", q.Organisation, err)
		}
		file, err := a.Encode()
		if err != nil {
			return nil, err
		}
		start := now()
		if _, err := verify.Verify(file, verify.Options{VKey: b.Log.VKey()}); err != nil {
			return nil, fmt.Errorf("verifying the answer about %s: %w", q.Organisation, err)
		}
		times = append(times, now().Sub(start).Seconds()*1e3)
		if err := out.count(a, len(file)); err != nil {
			return nil, err
		}
	}
	for _, f := range []*float64{&out.Claims, &out.Records, &out.Keys, &out.Beside, &out.Within, &out.File} {
		*f /= float64(len(ids))
	}
	if out.Large > 0 {
		out.LargeWithin /= float64(out.Large)
	}
	slices.Sort(times)
	for _, t := range times {
		out.VerifyMean += t / float64(len(times))
	}
	out.VerifyP99 = times[len(times)*99/100]
	return out, nil
}

// count adds what is measured of one answer.
func (out *Answers) count(a *verify.Answer, file int) error {
	beside := 0
	parts := []any{a.Log, a.Map}
	for _, e := range a.Claims {
		if len(e.Proof) > 0 {
			parts = append(parts, e.Proof)
		}
	}
	for _, part := range parts {
		b, err := json.Marshal(part)
		if err != nil {
			return fmt.Errorf("measuring an answer: %w", err)
		}
		beside += len(b)
	}
	records := 0
	for _, s := range a.Subjects {
		records += len(s.Records)
	}
	keys := len(a.Map.Counts)
	out.Claims, out.Records, out.Keys = out.Claims+float64(len(a.Claims)), out.Records+float64(records), out.Keys+float64(keys)
	out.Beside, out.File = out.Beside+float64(beside), out.File+float64(file)
	within := 0.0
	if beside <= goalBytes+goalKey*keys {
		within = 1
	}
	if out.Within += within; records >= Several {
		out.Large++
		out.LargeWithin += within
	}
	return nil
}

// organisations are the ids of n organisations that lie apart.
func organisations(ctx context.Context, b *answer.Builder, n int) ([]string, error) {
	m, err := b.Register.Now(ctx)
	if err != nil {
		return nil, err
	}
	var records []string
	if err := b.Register.Described(ctx, m, func(_ int64, c *claim.Claim) error {
		records = append(records, c.Record)
		return nil
	}); err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, errors.New("the register describes no organisation")
	}
	var ids []string
	for i := 0; i < len(records); i += max(1, len(records)/n) {
		o, err := b.Register.ByRecord(ctx, records[i], m)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, o.ID) {
			ids = append(ids, o.ID)
		}
	}
	return ids, nil
}
