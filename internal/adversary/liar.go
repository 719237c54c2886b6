package adversary

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
	"probity.example/probity/internal/register"
	"probity.example/probity/verify"
)

// untrue answers a cheat's question from a store and a map of other claims, so that all of it holds together: candidates, verdict, wording, the
// lists and the proof that they are whole. Only the published epoch, and so the root of the map, is the honest one; and the lists, if the cheat
// hides nothing of them.
func (w *World) untrue(ctx context.Context, c *Cheat) (*verify.Answer, error) {
	a, err := w.answerFrom(ctx, c, w.Builder.Epochs)
	if err != nil {
		return nil, err
	}
	honest, err := c.Ask(ctx, w.Builder)
	if err != nil {
		return nil, err
	}
	hashes := a.Log.Hashes
	a.Log = honest.Log
	a.Log.Hashes = hashes
	if c.whole {
		err = w.showWhole(ctx, a)
	}
	return a, err
}

// answerFrom answers from the store and the map that a cheat makes, as if they were those of the epochs.
func (w *World) answerFrom(ctx context.Context, c *Cheat, epochs answer.Epochs) (_ *verify.Answer, err error) {
	claims, err := c.untrue(slices.Clone(w.honest.claims))
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(w.dir, "liar-")
	if err != nil {
		return nil, fmt.Errorf("making a directory for a lying store: %w", err)
	}
	log := lyingLog(claims)
	store, err := register.Open(ctx, filepath.Join(dir, "register.db"), log, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.CatchUp(ctx, log, int64(len(claims)), w.after.log, nil); err != nil {
		return nil, fmt.Errorf("making a lying store: %w", err)
	}
	list, err := entries(claims, 0, int64(len(claims)), nil)
	if err != nil {
		return nil, err
	}
	m := vmap.New()
	if err := m.Add(list); err != nil {
		return nil, err
	}
	b := &answer.Builder{Log: w.Builder.Log, Signer: w.Builder.Signer, Register: store, Epochs: lyingEpochs{epochs, m}, Now: Now}
	return c.Ask(ctx, b)
}

// lyingLog are the claims of a log that lacks some, which are empty.
type lyingLog [][]byte

// Body implements register.Bodies.
func (l lyingLog) Body(index int64) ([]byte, error) { return l[index], nil }

// Scan implements register.Log.
func (l lyingLog) Scan(_ context.Context, from, to int64, each func(index int64, id [32]byte, body []byte) error) error {
	for i := from; i < to; i++ {
		if err := each(i, sha256.Sum256(l[i]), l[i]); err != nil {
			return err
		}
	}
	return nil
}

// lyingEpochs have another map than the register published.
type lyingEpochs struct {
	answer.Epochs
	m *vmap.Map
}

// Published implements answer.Epochs.
func (l lyingEpochs) Published() (*epoch.Published, *proof.Epoch, error) {
	p, e, err := l.Epochs.Published()
	return p, l.alter(e), err
}

// At implements answer.Epochs.
func (l lyingEpochs) At(time string) (*proof.Epoch, error) {
	e, err := l.Epochs.At(time)
	return l.alter(e), err
}

// Epoch implements answer.Epochs.
func (l lyingEpochs) Epoch(number int64) (*proof.Epoch, error) {
	e, err := l.Epochs.Epoch(number)
	return l.alter(e), err
}

// Map implements answer.Epochs.
func (l lyingEpochs) Map(_ context.Context, _ *proof.Epoch, use func(*vmap.Map)) error {
	use(l.m)
	return nil
}

// alter gives an epoch the root of the lying map, or whoever builds the answer would notice.
func (l lyingEpochs) alter(e *proof.Epoch) *proof.Epoch {
	if e == nil {
		return nil
	}
	own, root := *e, l.m.Root()
	own.Map.Keys, own.Map.Root = int64(l.m.Keys()), base64.StdEncoding.EncodeToString(root[:])
	return &own
}

// change is how the claims that a lie rests on are made of the honest ones.
type change func(claims [][]byte) ([][]byte, error)

// hide leaves claims out.
func hide(which func(*claim.Claim) bool) change {
	return func(claims [][]byte) ([][]byte, error) {
		hidden := false
		for i, body := range claims {
			c, err := claim.Parse(body)
			if err != nil {
				return nil, fmt.Errorf("reading claim %d: %w", i, err)
			}
			if which(c) {
				claims[i], hidden = nil, true
			}
		}
		if !hidden {
			return nil, errors.New("nothing to leave out")
		}
		return claims, nil
	}
}

// exchange makes another claim of one.
func exchange(which func(*claim.Claim) bool, alter func(*claim.Claim)) change {
	return func(claims [][]byte) ([][]byte, error) {
		for i, body := range claims {
			c, err := claim.Parse(body)
			if err != nil {
				return nil, fmt.Errorf("reading claim %d: %w", i, err)
			}
			if !which(c) {
				continue
			}
			alter(c)
			claims[i], err = c.Canonical()
			return claims, err
		}
		return nil, errors.New("nothing to exchange")
	}
}

// shorter has a decision end before the question is asked.
func shorter(c *claim.Claim) { c.Until = "2026-10-01" }

// award makes a decision a harmless one.
func award(c *claim.Claim) { c.Kind, c.Grounds, c.Effects = "PRO.AWARD", nil, nil }
