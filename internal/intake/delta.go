package intake

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/source"
)

// take compares one admitted party with what the register knows and writes what is new or changed.
func (d *delta) take(it item) (refused []*source.RowError, err error) {
	for _, key := range it.refused {
		standing, ok, err := d.w.Chain(key)
		if err != nil {
			return nil, err
		}
		if ok && standing.Live {
			d.seen.add(standing.Index)
		}
	}
	for i := range it.drafts {
		c := &it.drafts[i].Claim
		e, err := d.statement(c, it.contents[i], it.place)
		if err != nil {
			return refused, fmt.Errorf("%s, %s: %w", d.sink.name, it.place, err)
		}
		if e != nil {
			refused = append(refused, e)
		}
	}
	return refused, nil
}

func (d *delta) statement(c *claim.Claim, content []byte, place string) (*source.RowError, error) {
	if d.removals {
		barred, err := d.w.Barred(c.Record, c.Key)
		if err != nil {
			return nil, err
		}
		if barred {
			return &source.RowError{File: d.sink.name, Place: place, Rule: "removed", Text: "a claim under this key was removed; it returns by a new act only"}, nil
		}
	}
	prev, ok, err := d.chain(c.Key)
	if err != nil {
		return nil, err
	}
	same := ok && prev.Live && slices.Equal(prev.Content, content)
	switch {
	case ok && prev.Index >= d.start && same: // the same row twice
		return nil, nil
	case ok && prev.Index >= d.start:
		return &source.RowError{File: d.sink.name, Place: place, Rule: "key.reused", Value: c.Key, Text: "the file states two different things under this key; the first stands"}, nil
	case same || (ok && d.opt.Backfill):
		d.seen.add(prev.Index)
		d.snap.Unchanged++
		return nil, nil
	}
	if ok && prev.Live {
		d.snap.Changed++
		if d.parser && c.Kind != claim.KindAmend {
			c.Kind, c.Of, c.Cause = claim.KindAmend, c.Kind, "parser"
			c.Records = []string{c.Record}
		}
	} else {
		d.snap.Added++
	}
	id, err := d.place(c, content, prev, ok)
	if err != nil {
		return nil, err
	}
	d.seen.add(d.w.Size() - 1)
	if err := d.propose(c); err != nil {
		return nil, err
	}
	if d.opt.Backfill {
		return nil, d.history(c, id)
	}
	return nil, nil
}

// freshKeys bounds the memory that the first reading of a source takes for its keys.
const freshKeys = 1_000_000

// chain looks a key up. In the first reading of a source only keys of the file itself can stand there already.
func (d *delta) chain(key string) (register.Chain, bool, error) {
	if d.fresh != nil {
		h := sha256.Sum256([]byte(key))
		k := [16]byte(h[:16])
		if _, twice := d.fresh[k]; !twice {
			if d.fresh[k] = struct{}{}; len(d.fresh) >= freshKeys {
				d.fresh = nil
			}
			return register.Chain{}, false, nil
		}
	}
	return d.w.Chain(key)
}

// withdraw ends what the file no longer states, and holds a file that lost too much. A backfill withdraws nothing.
func (d *delta) withdraw() error {
	if d.opt.Backfill {
		return nil
	}
	var seenRecords, lost bitset
	var gone []register.LiveChain
	err := d.w.Live(d.entry.ID, func(ch register.LiveChain) error {
		if d.seen.has(ch.Index) {
			seenRecords.add(ch.RID)
		} else {
			gone = append(gone, ch)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var subjects int64
	for _, ch := range gone {
		if !seenRecords.has(ch.RID) && !lost.has(ch.RID) {
			lost.add(ch.RID)
			subjects++
		}
	}
	if len(gone) > 0 && d.unread > 0 && !d.opt.Confirm {
		d.snap.Unsettled = int64(len(gone))
		return nil
	}
	if d.res.WouldHold = subjects*4 > d.subjects && !d.opt.Confirm; d.res.WouldHold && !d.opt.DryRun {
		return fmt.Errorf("%s lost %d of %d subjects of %s, more than a quarter: %w; --confirm takes it in", d.sink.name, subjects, d.subjects, d.entry.ID, ErrHeld)
	}
	settled, err := d.w.LastSettled(d.entry.ID)
	if err != nil {
		return err
	}
	for _, ch := range gone {
		var ended *claim.Interval
		if !d.parser {
			ended = &claim.Interval{After: max(settled, ch.Day), Before: d.snap.Published}
		}
		body, err := d.in.Log.Body(ch.Index)
		if err != nil {
			return fmt.Errorf("read claim %d: %w", ch.Index, err)
		}
		old, err := claim.Parse(body)
		if err != nil {
			return fmt.Errorf("read claim %d: %w", ch.Index, err)
		}
		if err := d.end(old, claim.IDOf(body), ended); err != nil {
			return err
		}
	}
	return nil
}

// history ends what a backfill added: it was seen on the file's own day and was absent from the next reading.
func (d *delta) history(c *claim.Claim, id claim.ID) error {
	if d.past == nil {
		if d.opt.Published == "" && d.sink.said == "" {
			return fmt.Errorf("%s does not say when it was published: --backfill needs --published", d.sink.name)
		}
		if err := d.publication(); err != nil {
			return err
		}
		next, err := d.w.NextSnapshot(d.entry.ID, d.snap.Published)
		if err != nil {
			return err
		}
		d.past = &claim.Interval{After: d.snap.Published, Before: next.Published}
	}
	return d.end(c, id, d.past)
}

// end writes the withdrawal of one chain, which ended within the interval; with none, it was misread and never stood.
func (d *delta) end(old *claim.Claim, id claim.ID, ended *claim.Interval) error {
	c := &claim.Claim{
		Kind: claim.KindWithdraw, Of: old.Kind, Cause: "vanished", Source: old.Source, Record: old.Record,
		Records: []string{old.Record}, Key: old.Key, Evidence: &claim.Evidence{File: d.sink.file},
	}
	if old.Kind == claim.KindAmend {
		c.Of = old.Of
	}
	if c.Ended = ended; ended == nil {
		c.Cause = "parser"
	}
	d.snap.Withdrawn++
	_, err := d.placeNew(c, register.Chain{Version: old.Version, ID: id}, true)
	return err
}

// bitset is a set of small whole numbers: log indices and rows.
type bitset struct{ words []uint64 }

func (s *bitset) add(n int64) {
	for int64(len(s.words)) <= n/64 {
		s.words = append(s.words, make([]uint64, n/64+1-int64(len(s.words)))...)
	}
	s.words[n/64] |= 1 << (n % 64)
}

func (s *bitset) has(n int64) bool {
	return n/64 < int64(len(s.words)) && s.words[n/64]&(1<<(n%64)) != 0
}

func sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return out
}
