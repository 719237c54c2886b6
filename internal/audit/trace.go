package audit

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
)

// tracer gives the claims to the store that is made anew and, on the way, to the map; at the end of every epoch it compares.
type tracer struct {
	*auditor
	ctx    context.Context
	replay *epoch.Replay
	epoch  *proof.Epoch // the next to come; nil after the last
	number int64
	id     string // of the next
	before string // id of the one before
	size   int64  // claims of the one before
}

// Body implements register.Log.
func (t *tracer) Body(index int64) ([]byte, error) {
	body, err := t.claims.Body(index)
	if errors.Is(err, ledger.ErrRemoved) {
		return nil, nil
	}
	return body, err
}

// Scan implements register.Log.
func (t *tracer) Scan(ctx context.Context, from, to int64, each func(index int64, id [32]byte, body []byte) error) error {
	return t.claims.Bodies(ctx, from, to, func(index int64, id ledger.Hash, body []byte) error {
		if err := t.replay.Take(ctx, index, id, body); err != nil {
			if ctx.Err() != nil {
				return err
			}
			return &Difference{CheckClaim, fmt.Sprintf("claim %d", index), "a claim that can be read, or one that says why it was removed", err.Error()}
		}
		if err := each(index, id, body); err != nil {
			return err
		}
		for t.epoch != nil && t.epoch.Log.Size == index+1 {
			if err := t.compare(); err != nil {
				return err
			}
			if err := t.next(); err != nil {
				return err
			}
		}
		return nil
	})
}

// next turns to the next epoch and checks that it follows.
func (t *tracer) next() error {
	if t.epoch != nil {
		t.number, t.before, t.size = t.number+1, t.id, t.epoch.Log.Size
	}
	if t.number == t.report.Epochs {
		t.epoch = nil
		return nil
	}
	e, id, err := t.auditor.epoch(t.number)
	if err != nil {
		return err
	}
	t.epoch, t.id = e, hex.EncodeToString(id[:])
	where := fmt.Sprintf("epoch %d", t.number)
	switch {
	case e.Number != t.number:
		return &Difference{CheckChain, where + ", number", fmt.Sprint(t.number), fmt.Sprint(e.Number)}
	case e.Previous != t.before:
		return &Difference{CheckChain, where + ", previous", orNothing(t.before), orNothing(e.Previous)}
	case e.Log.Size <= t.size || e.Log.Size > t.report.Claims:
		return &Difference{CheckChain, where + ", log size", fmt.Sprintf("more than %d and at most %d", t.size, t.report.Claims), fmt.Sprint(e.Log.Size)}
	}
	return nil
}

// compare holds the epoch against what follows from the claims.
func (t *tracer) compare() error {
	root, err := t.claims.RootAt(t.epoch.Log.Size)
	if err != nil {
		return err
	}
	head, err := t.claims.Head()
	if err != nil {
		return err
	}
	want := t.replay.Epoch(t.number, t.before, ledger.Checkpoint{Origin: head.Origin, Size: t.epoch.Log.Size, Root: root})
	t.report.Keys = want.Map.Keys
	where := fmt.Sprintf("epoch %d of %d claims", t.number, t.epoch.Log.Size)
	for _, c := range []struct{ check, what, want, found string }{
		{CheckLog, "log origin", want.Log.Origin, t.epoch.Log.Origin},
		{CheckLog, "log root", want.Log.Root, t.epoch.Log.Root},
		{CheckBatch, "end of a batch", "true", fmt.Sprint(t.replay.Closed())},
		{CheckMap, "version of the key function", fmt.Sprint(want.Map.Version), fmt.Sprint(t.epoch.Map.Version)},
		{CheckMap, "number of keys", fmt.Sprint(want.Map.Keys), fmt.Sprint(t.epoch.Map.Keys)},
		{CheckMap, "map root", want.Map.Root, t.epoch.Map.Root},
		{CheckTime, "time", want.Time, t.epoch.Time},
	} {
		if c.want != c.found {
			return &Difference{c.check, where + ", " + c.what, c.want, orNothing(c.found)}
		}
	}
	return sources(where, want.Sources, t.epoch.Sources)
}

// sources compares the latest readings of sources, which are sorted by source.
func sources(where string, want, found []proof.Latest) error {
	text := func(l *proof.Latest) string {
		if l == nil {
			return "nothing"
		}
		return fmt.Sprintf("published %s, claim %d %s", l.Published, l.Index, l.Claim)
	}
	at := func(list []proof.Latest, source string) *proof.Latest {
		if i := slices.IndexFunc(list, func(l proof.Latest) bool { return l.Source == source }); i >= 0 {
			return &list[i]
		}
		return nil
	}
	for _, l := range slices.Concat(want, found) {
		if w, f := text(at(want, l.Source)), text(at(found, l.Source)); w != f {
			return &Difference{CheckSources, where + ", source " + l.Source, w, f}
		}
	}
	if len(want) != len(found) {
		return &Difference{CheckSources, where, fmt.Sprintf("%d sources", len(want)), fmt.Sprint(len(found))}
	}
	return nil
}

// end checks that no epoch is left, and counts the keys after the last claim.
func (t *tracer) end() error {
	if t.epoch != nil {
		return &Difference{CheckChain, fmt.Sprintf("epoch %d, log size", t.number), fmt.Sprintf("at most %d", t.report.Claims), fmt.Sprint(t.epoch.Log.Size)}
	}
	t.report.Keys = t.replay.Epoch(t.number, t.before, ledger.Checkpoint{}).Map.Keys
	return nil
}
