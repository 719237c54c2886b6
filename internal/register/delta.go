package register

import (
	"database/sql"
	"errors"
	"fmt"

	"probity.example/probity/internal/claim"
)

// Chain is the last claim under a key, as a delta needs it.
type Chain struct {
	Index   int64
	ID      claim.ID
	Version int
	Live    bool   // not withdrawn
	Content []byte // ContentHash of the claim
}

// Chain returns the last claim under key, claims of the open batch included; ok is false if there is none.
func (w *Writer) Chain(key string) (ch Chain, ok bool, err error) {
	var id []byte
	err = w.stmt(`SELECT c.idx, c.id, c.version, ch.live, c.content FROM chains ch JOIN claims c ON c.idx = ch.idx WHERE ch.hash = ?`).
		QueryRowContext(w.ctx, chainHash(key)).Scan(&ch.Index, &id, &ch.Version, &ch.Live, &ch.Content)
	if errors.Is(err, sql.ErrNoRows) {
		return ch, false, nil
	}
	if err != nil {
		return ch, false, fmt.Errorf("look up chain: %w", err)
	}
	copy(ch.ID[:], id)
	return ch, true, nil
}

// Barred reports whether a removal keeps claims under this chain from returning. id is the claim that would be made.
func (w *Writer) Barred(record, key string) (bool, error) {
	var n int
	err := w.stmt(`SELECT (SELECT count(*) FROM removed WHERE chain = ?) + (SELECT count(*) FROM removed WHERE record = ?)`).
		QueryRowContext(w.ctx, claim.ChainHash(key), claim.RecordHash(record)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look up removals: %w", err)
	}
	return n > 0, nil
}

// HasRemovals reports whether anything was ever removed; if not, Barred need not be asked.
func (w *Writer) HasRemovals() (bool, error) {
	var n int
	err := w.tx.QueryRowContext(w.ctx, `SELECT count(*) FROM (SELECT 1 FROM removed LIMIT 1)`).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look up removals: %w", err)
	}
	return n > 0, nil
}

// Snapshot is one reading of a source, as the fold keeps it.
type Snapshot struct {
	Index     int64
	Published claim.Date
	File      string
	Parser    string
	Backfill  bool
}

// LastSnapshot returns the newest snapshot of a source by publication day, backfills aside; nil if it was never read.
func (w *Writer) LastSnapshot(source string) (*Snapshot, error) {
	var s Snapshot
	err := w.tx.QueryRowContext(w.ctx, `SELECT n.idx, n.published, n.file, n.parser, n.backfill FROM snapshots n JOIN sources s ON s.sid = n.source
		WHERE s.id = ? AND NOT n.backfill ORDER BY n.idx DESC LIMIT 1`, source).Scan(&s.Index, &s.Published, &s.File, &s.Parser, &s.Backfill)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up the last snapshot of %s: %w", source, err)
	}
	return &s, nil
}

// LastSettled returns the publication day of the last snapshot of a source after which every live statement had been seen
// in it; empty if there is none.
func (w *Writer) LastSettled(source string) (claim.Date, error) {
	var day claim.Date
	err := w.tx.QueryRowContext(w.ctx, `SELECT coalesce(max(n.published), '') FROM snapshots n JOIN sources s ON s.sid = n.source
		WHERE s.id = ? AND n.settled AND NOT n.backfill`, source).Scan(&day)
	if err != nil {
		return "", fmt.Errorf("look up the last settled snapshot of %s: %w", source, err)
	}
	return day, nil
}

// NextSnapshot returns the oldest snapshot of a source that is younger than day; nil if there is none.
func (w *Writer) NextSnapshot(source string, day claim.Date) (*Snapshot, error) {
	var s Snapshot
	err := w.tx.QueryRowContext(w.ctx, `SELECT n.idx, n.published, n.file, n.parser, n.backfill FROM snapshots n JOIN sources s ON s.sid = n.source
		WHERE s.id = ? AND n.published > ? ORDER BY n.published, n.idx LIMIT 1`, source, string(day)).Scan(&s.Index, &s.Published, &s.File, &s.Parser, &s.Backfill)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up the next snapshot of %s: %w", source, err)
	}
	return &s, nil
}

// LiveChain is a chain that a source still stated at its last snapshot.
type LiveChain struct {
	Index int64      // of its last claim
	RID   int64      // of its record, 0 for none
	Day   claim.Date // on which that claim counts from: it was seen then
}

// Live calls each for every live chain of a source that belongs to a record, in log order.
func (w *Writer) Live(source string, each func(LiveChain) error) error {
	rows, err := w.tx.QueryContext(w.ctx, `SELECT ch.idx, ch.rid, coalesce(b.day, '') FROM chains ch JOIN sources s ON s.sid = ch.source JOIN claims c ON c.idx = ch.idx
		LEFT JOIN batches b ON b.batch = c.batch WHERE s.id = ? AND ch.live = 1 AND ch.rid IS NOT NULL ORDER BY ch.idx`, source)
	if err != nil {
		return fmt.Errorf("list the live chains of %s: %w", source, err)
	}
	defer rows.Close()
	for rows.Next() {
		var c LiveChain
		if err := rows.Scan(&c.Index, &c.RID, &c.Day); err != nil {
			return fmt.Errorf("list the live chains of %s: %w", source, err)
		}
		if err := each(c); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("list the live chains of %s: %w", source, err)
	}
	return nil
}

// Holder is a record that carries an identifier.
type Holder struct {
	RID    int64
	Record string
}

// Holders lists the records that carry an identifier, oldest first, at most limit.
func (w *Writer) Holders(id claim.Identifier, limit int) ([]Holder, error) {
	rows, err := w.stmt(`SELECT r.rid, r.record FROM idents i JOIN records r USING (rid) WHERE i.value = ? AND i.scheme = ? ORDER BY r.first, r.rid LIMIT ?`).
		QueryContext(w.ctx, id.Value, id.Scheme, limit)
	if err != nil {
		return nil, fmt.Errorf("look up identifier: %w", err)
	}
	defer rows.Close()
	var out []Holder
	for rows.Next() {
		var h Holder
		if err := rows.Scan(&h.RID, &h.Record); err != nil {
			return nil, fmt.Errorf("look up identifier: %w", err)
		}
		out = append(out, h)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look up identifier: %w", err)
	}
	return out, nil
}

// Identifiers lists what identifiers a record ever carried.
func (w *Writer) Identifiers(rid int64) ([]claim.Identifier, error) {
	rows, err := w.stmt(`SELECT scheme, value FROM idents WHERE rid = ?`).QueryContext(w.ctx, rid)
	if err != nil {
		return nil, fmt.Errorf("read identifiers: %w", err)
	}
	defer rows.Close()
	var out []claim.Identifier
	for rows.Next() {
		var i claim.Identifier
		if err := rows.Scan(&i.Scheme, &i.Value); err != nil {
			return nil, fmt.Errorf("read identifiers: %w", err)
		}
		out = append(out, i)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read identifiers: %w", err)
	}
	return out, nil
}

// RID returns the row of a record that was folded before.
func (w *Writer) RID(record string) (int64, error) { return w.record(record, w.size) }

// LastRecorded is the time of the last closed batch, empty before the first.
func (w *Writer) LastRecorded() (string, error) {
	var t string
	err := w.tx.QueryRowContext(w.ctx, `SELECT coalesce(max(recorded), '') FROM batches`).Scan(&t)
	if err != nil {
		return "", fmt.Errorf("read the last batch: %w", err)
	}
	return t, nil
}

// Subjects is the number of records of a source with a live chain.
func (w *Writer) Subjects(source string) (int64, error) {
	var n int64
	err := w.tx.QueryRowContext(w.ctx, `SELECT count(DISTINCT ch.rid) FROM chains ch JOIN sources s ON s.sid = ch.source WHERE s.id = ? AND ch.live = 1`, source).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the subjects of %s: %w", source, err)
	}
	return n, nil
}

// Component returns the records linked to rid, itself included, oldest first, claims of the open batch included.
func (w *Writer) Component(rid int64) ([]int64, error) {
	return component(rid, w.ints, w.size)
}
