package proofbench

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

// batches are the numbers of keys that a batch changes.
func batches() []int { return []int{100, 1_000, 10_000} }

// transitions measures what a witness is sent and does for a batch: half of its keys are new, half have a claim already. They are the
// last thing that is measured, since they change the map.
func (b *bench) transitions(ctx context.Context) error {
	next := 0
	for _, n := range batches() {
		if n > len(b.keys) {
			continue
		}
		runs := max(1, 10_000/n) // about as many keys for each size
		var bytes, seconds, proving float64
		for range runs {
			var entries []vmap.Entry
			for i := range n {
				k := key("fresh", next)
				if i%2 == 0 {
					k = key("present", next%len(b.keys))
				}
				entries = append(entries, vmap.Entry{Key: k, Index: int64(len(b.keys) + next), ID: k})
				next++
			}
			sent, took, proved, err := b.transition(entries)
			if err != nil {
				return err
			}
			bytes, seconds, proving = bytes+float64(sent), seconds+took, proving+proved
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		keys := float64(n * runs)
		what := fmt.Sprintf("a batch of %d changed keys", n)
		b.add(what+": sent, a key", bytes/keys, "B", runs, 450)
		b.add(what+": proving, a key", proving/keys*1e6, "us", runs, 0)
		b.add(what+": the witness's step, a key", seconds/keys*1e6, "us", runs, 40)
	}
	return nil
}

// transition makes one step: the bytes that are sent beside the claims, and how long witness and prover take.
func (b *bench) transition(entries []vmap.Entry) (sent int, seconds, proving float64, err error) {
	before := b.m.Root()
	var changes []proof.MapChange
	var tree []byte
	proving, _ = b.timed(func() error { changes, tree = b.m.Change(entries); return nil })
	sent = len(tree)
	for _, c := range changes {
		sent += len(binary.AppendUvarint(nil, uint64(c.Old.Count))) + len(c.Old.Peaks)*len(proof.Hash{})
	}
	var after proof.Hash
	seconds, err = b.timed(func() (err error) { after, err = proof.UpdateMap(before, changes, tree); return err })
	if err != nil {
		return 0, 0, 0, err
	}
	if err := b.m.Add(entries); err != nil {
		return 0, 0, 0, err
	}
	if b.m.Root() != after {
		return 0, 0, 0, errors.New("the witness reached another root than the map")
	}
	return sent, seconds, proving, nil
}
