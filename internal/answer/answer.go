// Package answer builds the proof-carrying answer: it finds the organisations that a question may mean, lets the policy
// judge what the register knew of them, and puts everything that the answer rests on into one file, with proofs that it is in
// the log. Package verify checks the file and holds its types.
//
// What never lives here: rules (rulebook), reading of the log's files (ledger), and any memory of who asked.
package answer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/find"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// Log proves claims and names the key; the ledger provides it.
type Log interface {
	InclusionProof(index, size int64) ([][32]byte, error)
	VKey() string
}

// Signer signs an answer with the register's key.
type Signer interface {
	Sign(text string) ([]byte, error)
}

// Names finds names that are like another; package find's Finder does.
type Names interface {
	Search(ctx context.Context, q find.Query) find.Result
}

// Builder answers questions from one register.
type Builder struct {
	Log      Log
	Signer   Signer
	Register *register.Register
	Epochs   Epochs
	Names    Names // may be nil: then names are found by exact spelling only
	Now      func() time.Time
}

// Question is what a caller asks. Times and days may be empty: now.
type Question struct {
	Name         string
	Identifiers  []claim.Identifier
	Organisation string
	Country      string
	Person       bool
	AsOf         claim.Date
	KnownAt      time.Time
	Policy       *rulebook.Policy // nil: the records, and no answer
	PolicyText   []byte
	Private      bool // the policy is the caller's own
}

// Errors that a caller tells apart.
var (
	// ErrUnpublished says that nothing can be proved until witnesses cosign.
	ErrUnpublished = errors.New("something about this organisation was removed, and what states the removal is not published yet")
	ErrEmpty       = errors.New("nothing was asked: give a name, an identifier or an organisation's id")
	ErrVague       = fmt.Errorf("the name tells no organisation from another (no letters, a placeholder, or a legal form alone): %w", ErrEmpty)
	ErrUnknown     = errors.New("no organisation with this id")
	ErrPolicy      = errors.New("this policy was not in the log at that time")
	ErrFuture      = errors.New("nobody knows yet what the register will know then")
	ErrStore       = errors.New("the register's store and its map differ: run `probity rebuild`")
)

// Answer answers a question.
func (b *Builder) Answer(ctx context.Context, q Question) (*verify.Answer, error) {
	asked := b.Now().UTC()
	if err := b.settle(asked, &q); err != nil {
		return nil, err
	}
	f := &file{b: b, ctx: ctx, q: q, entries: map[int64]*register.Known{}, claims: map[string][]register.Known{}}
	f.a = verify.Answer{Format: verify.Format, Completeness: verify.Completeness, Question: verify.Question{
		Name: q.Name, Identifiers: q.Identifiers, Organisation: q.Organisation, Country: q.Country, Person: q.Person,
		AsOf: q.AsOf, KnownAt: claim.Timestamp(q.KnownAt), AskedAt: claim.Timestamp(asked),
	}}
	if q.Person { // nothing is looked up, and the name is not even written down
		f.a.Question.Name, f.a.Question.Identifiers, f.a.Question.Country, f.a.Question.Organisation = "", nil, "", ""
	} else if q.Name == "" && len(q.Identifiers) == 0 && q.Organisation == "" {
		return nil, ErrEmpty
	}
	if err := f.build(); err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	return &f.a, nil
}

// settle fills in the times that a question leaves open.
func (b *Builder) settle(asked time.Time, q *Question) error {
	if q.AsOf == "" {
		q.AsOf = claim.Day(asked)
	}
	now, err := b.now(asked)
	if err != nil {
		return err
	}
	if q.KnownAt.IsZero() || claim.Day(q.KnownAt) == claim.Day(now) && q.KnownAt.After(now) { // "today" means until now
		q.KnownAt = now
	}
	if q.KnownAt.After(now) {
		return fmt.Errorf("known at %s: %w", claim.Timestamp(q.KnownAt), ErrFuture)
	}
	return nil
}

// now is the time up to which "now" reaches: the clock's, or that of the last batch, if the clock was set back since.
func (b *Builder) now(clock time.Time) (time.Time, error) {
	_, last, err := b.Epochs.Published()
	if err != nil || last.Time <= claim.Timestamp(clock) {
		return clock, err
	}
	t, err := time.Parse(time.RFC3339, last.Time)
	if err != nil {
		return clock, fmt.Errorf("read the time of the last batch: %w", err)
	}
	return t, nil
}

// file is an answer file in the making.
type file struct {
	b   *Builder
	ctx context.Context
	q   Question
	a   verify.Answer

	judge *Judge // only candidates are wanted, for this one: what was left out is not told; else nil

	epoch   *proof.Epoch // what was published at the time asked about
	moment  register.Moment
	needs   []verify.Need
	claims  map[string][]register.Known // by organisation
	entries map[int64]*register.Known
	input   rulebook.Input
}

func (f *file) build() (err error) {
	if f.epoch, f.moment, err = f.b.knew(f.a.Question.KnownAt); err != nil {
		return err
	}
	f.input = rulebook.Input{
		AsOf: f.q.AsOf, KnownAt: f.a.Question.KnownAt, Today: claim.Date(f.a.Question.AskedAt[:10]), Person: f.q.Person, Private: f.q.Private,
	}
	if err := f.policy(); err != nil {
		return err
	}
	if !f.q.Person {
		if err := f.candidates(); err != nil {
			return err
		}
		if err := f.complete(); err != nil {
			return err
		}
	}
	if err := f.sources(); err != nil {
		return err
	}
	if f.q.Policy != nil {
		if f.a.Result, err = f.q.Policy.Evaluate(f.input); err != nil {
			return err
		}
		f.a.Answer = f.a.Result.Answer
	}
	f.a.Sentence = verify.Sentence(&f.a)
	if err := f.prove(); err != nil {
		return err
	}
	f.a.Notes = verify.Notes(&f.a) // they look at the claims that prove wrote
	text, err := f.a.SigningText()
	if err != nil {
		return err
	}
	sig, err := f.b.Signer.Sign(text)
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	f.a.Signature = string(sig)
	return nil
}

func (f *file) policy() error {
	p := f.q.Policy
	if p == nil {
		return nil
	}
	f.a.Question.Policy = p.ID
	f.a.Policy = &verify.PolicyText{ID: p.ID, Version: p.Version, Digest: p.Digest(), Private: f.q.Private, Text: string(f.q.PolicyText)}
	if f.q.Private {
		return nil
	}
	k, err := f.b.published(f.ctx, p)
	if err != nil {
		return err
	}
	return f.include(*k)
}

// published is the claim that logged a policy. By now is enough: a policy may judge what was known before it.
func (b *Builder) published(ctx context.Context, p *rulebook.Policy) (*register.Known, error) {
	k, err := b.Register.Policy(ctx, p.Digest(), register.Moment{Size: 1 << 62})
	if err == nil && k == nil {
		err = fmt.Errorf("policy %s %s: %w", p.ID, p.Version, ErrPolicy)
	}
	return k, err
}

// include puts a claim into the file, with the claim that closes its batch and so says when it became known.
func (f *file) include(k register.Known) error {
	if _, ok := f.entries[k.Index]; ok {
		return nil
	}
	f.entries[k.Index] = &k
	closing, err := f.b.Register.Closing(f.ctx, k.Index)
	if err != nil {
		return err
	}
	if _, ok := f.entries[closing]; ok {
		return nil
	}
	c, err := f.b.Register.Claim(f.ctx, closing)
	if err != nil {
		return err
	}
	f.entries[closing] = c
	return nil
}

// sources gathers the sources that the answer must show: those of its records and those that the policy wants.
func (f *file) sources() error {
	if f.q.Person {
		return nil
	}
	all, err := f.b.Register.Sources(f.ctx, f.moment, f.q.AsOf)
	if err != nil {
		return err
	}
	for i := range all {
		s := &all[i]
		src := sourceAt(s, f.q.AsOf)
		if !shows(f.q.Policy, f.input.Subjects, &src) {
			continue
		}
		for _, k := range []*register.Known{s.Entry, s.Snapshot, s.Next} {
			if k == nil {
				continue
			}
			if err := f.include(*k); err != nil {
				return err
			}
		}
		f.input.Sources = append(f.input.Sources, src)
	}
	return nil
}

// shows reports whether an answer about the subjects rests on a source.
func shows(p *rulebook.Policy, subjects []rulebook.Subject, s *rulebook.Source) bool {
	if p != nil && p.Uses(s) {
		return true
	}
	for _, sub := range subjects {
		for _, k := range sub.Claims {
			if k.Claim.Source == s.ID {
				return true
			}
		}
	}
	return false
}

// proveClaims writes every claim, with its inclusion proof to the log of the last epoch where nothing else proves it.
func (f *file) proveClaims(last *proof.Epoch, bound map[int64]bool) error {
	var all []rulebook.Known
	for _, k := range f.entries {
		all = append(all, toRulebook(*k))
	}
	named, proofs := verify.Named(all, f.epoch, last, f.b.Log.VKey()), map[int64][]proof.Hash{}
	for _, k := range f.entries {
		e := verify.Entry{Index: k.Index, ID: k.ID.String(), Claim: jsontext.Value(k.Body)}
		if k.Index >= last.Log.Size {
			return fmt.Errorf("claim %d: %w", k.Index, ErrUnpublished)
		}
		if !bound[k.Index] && !named[k.Index] {
			var err error
			if proofs[k.Index], err = f.b.Log.InclusionProof(k.Index, last.Log.Size); err != nil {
				return fmt.Errorf("prove claim %d: %w", k.Index, err)
			}
		}
		f.a.Claims = append(f.a.Claims, e)
	}
	slices.SortFunc(f.a.Claims, func(x, y verify.Entry) int { return cmp.Compare(x.Index, y.Index) })
	f.a.SetProofs(proofs)
	return nil
}
