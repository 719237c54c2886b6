package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/source"
)

// Act is a claim that the register makes about itself, without its place in a chain.
type Act struct {
	Statement string // statement key, after the register's own source and Party
	Party     string
	Claim     claim.Claim
}

// AdmitSource states that a source is in the catalogue, with everything the catalogue says of it.
func AdmitSource(e source.Entry) Act {
	entry := e.SourceEntry
	kind := claim.KindAdmit
	if claim.AdmitCriterion(entry.Criterion) != nil {
		kind = claim.KindRefuse
	}
	return Act{Party: e.ID, Statement: "entry", Claim: claim.Claim{Kind: kind, SourceEntry: &entry}}
}

// PublishPolicy states the text of a policy.
func PublishPolicy(p claim.Policy) Act {
	return Act{Party: "policy/" + p.ID, Statement: "text", Claim: claim.Claim{Kind: claim.KindPolicy, Policy: &p}}
}

// AddKey states a key that signs for the register.
func AddKey(vkey string) Act {
	h := sha256.Sum256([]byte(vkey))
	return Act{Party: "key/" + hex.EncodeToString(h[:8]), Statement: "vkey", Claim: claim.Claim{Kind: claim.KindKeyAdd, VKey: vkey}}
}

// RevokeKey states that a key signs for the register no longer. It cannot be taken back.
func RevokeKey(vkey string) Act {
	a := AddKey(vkey)
	a.Claim.Kind = claim.KindKeyRev
	return a
}

// Sync states those acts that the register does not yet state in these words, in one batch, and returns how many.
func (in *Intake) Sync(ctx context.Context, acts []Act) (int, error) {
	b, err := in.begin(ctx)
	if err != nil {
		return 0, err
	}
	n, err := b.acts(acts)
	if err != nil || n == 0 {
		return 0, errors.Join(err, b.abort())
	}
	return n, b.commit(nil)
}

func (b *batch) acts(acts []Act) (int, error) {
	type placed struct {
		c       claim.Claim
		content []byte
		prev    register.Chain
		ok      bool
	}
	var due []placed
	for _, a := range acts {
		c := a.Claim
		c.V, c.Source, c.Key = claim.Version, claim.RegisterSource, claim.StatementKey(claim.RegisterSource, a.Party, a.Statement)
		c.Normalise()
		content, err := register.ContentHash(&c)
		if err != nil {
			return 0, err
		}
		prev, ok, err := b.w.Chain(c.Key)
		if err != nil {
			return 0, err
		}
		if !ok || string(prev.Content) != string(content) {
			due = append(due, placed{c, content, prev, ok})
		}
	}
	last, err := b.w.LastRecorded()
	if err != nil {
		return 0, err
	}
	for i := range due {
		p := &due[i]
		if i == len(due)-1 {
			p.c.Recorded, p.c.Closes = b.recorded(last), b.w.Size()-b.start
		}
		if _, err := b.place(&p.c, p.content, p.prev, p.ok); err != nil {
			return 0, fmt.Errorf("state %s: %w", p.c.Key, err)
		}
		if err := p.c.Validate(); err != nil {
			return 0, fmt.Errorf("state %s: %w", p.c.Key, err)
		}
	}
	return len(due), nil
}

// Remove takes away the body of the claim at an index of the log, on a legal ground, and states that it did. The leaf
// stays. The removal is acknowledged before the body goes; EnsureRemoved finishes it after a crash. ErrUnpublished says that the body is gone
// all the same.
func (in *Intake) Remove(ctx context.Context, index int64, ground string) error {
	known, err := in.Register.Claim(ctx, index)
	if errors.Is(err, register.ErrRemoved) {
		return fmt.Errorf("remove claim %d: %w before", index, register.ErrRemoved)
	}
	if err != nil {
		return err
	}
	if known == nil {
		return fmt.Errorf("remove claim %d: there is no such claim in the log: %w", index, ErrNotRemovable)
	}
	c := known.Claim
	if c.Kind.Subjectless() || c.Kind == claim.KindRemove || c.Kind == claim.KindWithdraw { // without its withdrawal a statement would stand again
		return fmt.Errorf("remove claim %d: a %s claim is the register's own account of what it did: %w", index, c.Kind, ErrNotRemovable)
	}
	if c.Recorded != "" { // every epoch from then on could not be made again from the log
		return fmt.Errorf("remove claim %d: it closes its batch, and alone says when that became known: %w", index, ErrNotRemovable)
	}
	rm := &claim.Removal{Index: index, Claim: known.ID.String(), Chain: claim.ChainHash(c.Key), Ground: ground}
	for _, k := range c.MapKeys() {
		rm.MapKeys = append(rm.MapKeys, hex.EncodeToString(k[:]))
	}
	if c.Kind == claim.KindDesc || c.Of == claim.KindDesc {
		rm.Record = claim.RecordHash(c.Record)
	}
	act := Act{Party: fmt.Sprintf("removal/%d", index), Statement: "act", Claim: claim.Claim{Kind: claim.KindRemove, Removed: rm}}
	_, err = in.Sync(ctx, []Act{act})
	if err != nil && !errors.Is(err, ErrUnpublished) {
		return fmt.Errorf("remove claim %d: %w", index, err)
	}
	return errors.Join(err, in.EnsureRemoved(ctx))
}

// EnsureRemoved deletes every body whose removal is stated; a start calls it, in case the last one ended in between.
func (in *Intake) EnsureRemoved(ctx context.Context) error {
	list, err := in.Register.Removed(ctx)
	if err != nil {
		return err
	}
	for _, index := range list {
		if err := in.Log.Remove(index); err != nil {
			return fmt.Errorf("remove the body of claim %d: %w", index, err)
		}
	}
	return nil
}
