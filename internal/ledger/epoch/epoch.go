// Package epoch keeps the epochs of a register: after every batch it brings the verifiable map up to the log, writes down what log and
// map then were as an entry of a second log, and publishes that. Readers see no claim beyond the last published epoch, and prove
// what they say against it, or against an earlier one.
//
// What never lives here: what a claim says (a Reader tells which keys it has), and the making of map proofs (package vmap).
package epoch

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

// Hash is a SHA-256 value.
type Hash = proof.Hash

// Reading is what map and epochs need of a claim.
type Reading struct {
	Keys      []Hash
	Removed   int64  // index of the claim that this one says is removed, and whose keys are among its own; -1 for none
	Source    string // of which it is the reading, if it is one
	Published string // day, of a reading
	Recorded  string // time, of a claim that closes a batch
}

// Reader reads a claim's body.
type Reader struct {
	Version int // of the function that gives the keys
	Read    func(body []byte) (Reading, error)
	// Removal tells quickly whether a body may be that of a removal; those it tells of are read.
	Removal func(body []byte) bool
}

// Log is the part of the claim log that is needed.
type Log interface {
	Head() (ledger.Checkpoint, error)
	Bodies(ctx context.Context, from, to int64, fn func(index int64, id Hash, body []byte) error) error
}

// Progress tells how far a map has come, in claims.
type Progress func(done, total int64)

// state is what follows from the first size claims of the log.
type state struct {
	m      *vmap.Map
	size   int64
	latest map[string]proof.Latest
	time   string
}

func newState() *state { return &state{m: vmap.New(), latest: map[string]proof.Latest{}} }

// fold takes in the claims up to size. rec, if there is one, records the step.
func (s *state) fold(ctx context.Context, log Log, r Reader, size int64, progress Progress, rec *recorder) error {
	from := s.size
	var entries []vmap.Entry
	var gone map[int64][]Hash // keys of claims whose bodies were removed; nil until one is met
	err := log.Bodies(ctx, from, size, func(index int64, id Hash, body []byte) (err error) {
		if progress != nil && index%1024 == 0 {
			progress(index-from, size-from)
		}
		if len(body) == 0 && gone == nil {
			if gone, err = removals(ctx, log, r, index); err != nil {
				return err
			}
		}
		keys, err := s.take(r, index, id, body, gone)
		if err != nil {
			return fmt.Errorf("claim %d: %w", index, err)
		}
		entries = entries[:0]
		for _, k := range keys {
			entries = append(entries, vmap.Entry{Key: k, Index: index, ID: id})
		}
		if rec != nil {
			return rec.add(s.m, entries, body)
		}
		return s.m.Add(entries)
	})
	if err == nil && rec != nil {
		err = rec.flush(s.m)
	}
	if err != nil {
		return fmt.Errorf("bringing the map up to the log: %w", err)
	}
	s.size = size
	return nil
}

// take reads one claim and gives its keys. The keys of one whose body is gone are those that its removal repeats.
func (s *state) take(r Reader, index int64, id Hash, body []byte, gone map[int64][]Hash) ([]Hash, error) {
	if len(body) == 0 {
		keys, ok := gone[index]
		if !ok {
			return nil, errors.New("its body is gone, and no claim says why")
		}
		return keys, nil
	}
	c, err := r.Read(body)
	if err != nil {
		return nil, err
	}
	if c.Recorded != "" {
		s.time = c.Recorded
	}
	if c.Source != "" && c.Published >= s.latest[c.Source].Published {
		s.latest[c.Source] = proof.Latest{Source: c.Source, Published: c.Published, Index: index, Claim: hex.EncodeToString(id[:])}
	}
	return c.Keys, nil
}

// removals finds the keys of the claims that were removed, from the first that is gone on: a removal stands behind what it removed.
func removals(ctx context.Context, log Log, r Reader, from int64) (map[int64][]Hash, error) {
	head, err := log.Head()
	if err != nil {
		return nil, err
	}
	out := map[int64][]Hash{}
	err = log.Bodies(ctx, from, head.Size, func(index int64, _ Hash, body []byte) error {
		if len(body) == 0 || !r.Removal(body) {
			return nil
		}
		c, err := r.Read(body)
		if err != nil {
			return fmt.Errorf("claim %d: %w", index, err)
		}
		if c.Removed >= 0 {
			out[c.Removed] = c.Keys
		}
		return nil
	})
	return out, err
}

// epoch writes the state down.
func (s *state) epoch(r Reader, number int64, previous string, head ledger.Checkpoint) *proof.Epoch {
	root := s.m.Root()
	e := &proof.Epoch{
		V: proof.EpochVersion, Number: number, Previous: previous, Time: s.time,
		Log: proof.LogState{Origin: head.Origin, Size: head.Size, Root: base64.StdEncoding.EncodeToString(head.Root[:])},
		Map: proof.MapState{Version: r.Version, Keys: int64(s.m.Keys()), Root: base64.StdEncoding.EncodeToString(root[:])},
	}
	for _, l := range s.latest {
		e.Sources = append(e.Sources, l)
	}
	slices.SortFunc(e.Sources, func(a, b proof.Latest) int { return strings.Compare(a.Source, b.Source) })
	return e
}

// check compares a state with the epoch that it should be.
func (s *state) check(r Reader, e *proof.Epoch, head ledger.Checkpoint) error {
	want, err := e.Bytes()
	if err != nil {
		return err
	}
	got, err := s.epoch(r, e.Number, e.Previous, head).Bytes()
	if err != nil {
		return err
	}
	if !bytes.Equal(want, got) {
		return fmt.Errorf("%w: epoch %d does not follow from the log", ledger.ErrDamaged, e.Number)
	}
	return nil
}
