package epoch

import (
	"context"
	"fmt"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

// Replay makes the states of a register anew from its claims alone, for those who check what its epochs say. It is given every claim, from
// the first on.
type Replay struct {
	log     Log
	reader  Reader
	state   *state
	gone    map[int64][]Hash // keys of claims whose bodies were removed; nil until one is met
	closed  bool             // the last claim closed a batch
	entries []vmap.Entry
}

// NewReplay begins before the first claim. The log must not grow meanwhile.
func NewReplay(log Log, r Reader) *Replay { return &Replay{log: log, reader: r, state: newState()} }

// Take takes in the next claim.
func (p *Replay) Take(ctx context.Context, index int64, id Hash, body []byte) (err error) {
	if index != p.state.size {
		return fmt.Errorf("replaying claim %d after %d claims", index, p.state.size)
	}
	if len(body) == 0 && p.gone == nil {
		if p.gone, err = removals(ctx, p.log, p.reader, index); err != nil {
			return err
		}
	}
	before := p.state.time
	p.state.time = ""
	keys, err := p.state.take(p.reader, index, id, body, p.gone)
	if err != nil {
		return err
	}
	if p.closed = p.state.time != ""; !p.closed {
		p.state.time = before
	}
	p.entries = p.entries[:0]
	for _, k := range keys {
		p.entries = append(p.entries, vmap.Entry{Key: k, Index: index, ID: id})
	}
	if err := p.state.m.Add(p.entries); err != nil {
		return err
	}
	p.state.size++
	return nil
}

// Closed reports whether the last claim closed a batch, so that there may be an epoch.
func (p *Replay) Closed() bool { return p.closed }

// Epoch is the epoch that follows from the claims taken, which the log had at a checkpoint.
func (p *Replay) Epoch(number int64, previous string, at ledger.Checkpoint) *proof.Epoch {
	return p.state.epoch(p.reader, number, previous, at)
}
