package register

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/legalform"
	"probity.example/probity/internal/register/org"
)

// Writer folds claims into the store, in log order, inside one transaction: readers see a batch whole or not at all.
// It is not safe for concurrent use.
type Writer struct {
	r     *Register
	tx    *sql.Tx
	ctx   context.Context // of the transaction, which it bounds
	s     map[string]*sql.Stmt
	size  int64
	first int64 // index of the first claim of the open batch
	batch int64

	lastRecord string // the record of the previous claim: claims of one party come together
	lastRID    int64
	sources    map[string]int64
}

// Begin starts a transaction. It must be ended by Commit or Rollback.
func (r *Register) Begin(ctx context.Context) (*Writer, error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin writing the register: %w", err)
	}
	w := &Writer{r: r, tx: tx, ctx: ctx, s: map[string]*sql.Stmt{}, sources: map[string]int64{}}
	err = tx.QueryRowContext(ctx, `SELECT (SELECT value FROM meta WHERE name = 'size'), (SELECT coalesce(max(batch), 0) FROM batches)`).Scan(&w.size, &w.batch)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("begin writing the register: %w", err), tx.Rollback())
	}
	w.batch, w.first = w.batch+1, w.size
	return w, nil
}

// Size is the number of claims folded, those of the open batch included.
func (w *Writer) Size() int64 { return w.size }

// Rollback forgets what was folded since Begin. After Commit it does nothing.
func (w *Writer) Rollback() error {
	if err := w.tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("roll back the register: %w", err)
	}
	return nil
}

// Commit makes what was folded visible, with the signed checkpoint that covers it. It must stand at the end of a batch.
func (w *Writer) Commit(head []byte) error {
	if w.first != w.size {
		return fmt.Errorf("commit the register: the batch from claim %d on is not closed", w.first)
	}
	if err := w.exec(`UPDATE meta SET value = ? WHERE name = 'size'`, w.size); err != nil {
		return err
	}
	if err := w.exec(`UPDATE meta SET value = ? WHERE name = 'head'`, head); err != nil {
		return err
	}
	if err := w.tx.Commit(); err != nil {
		return fmt.Errorf("commit the register: %w", err)
	}
	return nil
}

// Fold takes in the claim at the next index of the log. content is ContentHash of it. A nil claim stands for a removed body.
func (w *Writer) Fold(id claim.ID, c *claim.Claim, content []byte) error {
	idx := w.size
	w.size++
	if c == nil {
		return w.exec(`INSERT INTO claims (idx, id, head, batch, kind) VALUES (?, ?, ?, ?, '')`, idx, id[:], headOf(id), w.batch)
	}
	if err := w.fold(idx, id, c, content); err != nil {
		return fmt.Errorf("fold claim %d: %w", idx, err)
	}
	if c.Recorded != "" {
		return w.closeBatch(idx, c)
	}
	return nil
}

func (w *Writer) fold(idx int64, id claim.ID, c *claim.Claim, content []byte) error {
	var rid any
	if c.Record != "" {
		n, err := w.record(c.Record, idx)
		if err != nil {
			return err
		}
		rid = n
	}
	kid, err := w.chain(idx, rid, c)
	if err != nil {
		return err
	}
	if err := w.exec(`INSERT INTO claims (idx, id, head, batch, kind, rid, kid, version, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		idx, id[:], headOf(id), w.batch, string(c.Kind), rid, kid, c.Version, content); err != nil {
		return err
	}
	if rid != nil {
		if err := w.describe(rid.(int64), c); err != nil {
			return err
		}
	}
	if err := w.mention(idx, c); err != nil {
		return err
	}
	return w.machinery(idx, c)
}

// mention notes the map keys under which a claim stands and no record of its own leads to it: links, and the second organisation of
// a relation.
func (w *Writer) mention(idx int64, c *claim.Claim) error {
	var keys [][32]byte
	switch {
	case c.Record == "":
		keys = c.MapKeys()
	case c.Related != "":
		keys = [][32]byte{claim.MapKey(claim.KeyRecord, c.Related)}
	}
	for _, k := range keys {
		if err := w.exec(`INSERT OR IGNORE INTO mentions VALUES (?, ?)`, mapHash(k), idx); err != nil {
			return err
		}
	}
	return nil
}

// chain moves the chain of the claim's key on to the claim.
func (w *Writer) chain(idx int64, rid any, c *claim.Claim) (int64, error) {
	source, err := w.source(c.Source)
	if err != nil {
		return 0, err
	}
	hash, live := chainHash(c.Key), c.Kind != claim.KindWithdraw
	kid, inserted, err := w.insert(`INSERT OR IGNORE INTO chains (hash, rid, source, version, idx, live) VALUES (?, ?, ?, ?, ?, ?)`,
		hash, rid, source, c.Version, idx, live)
	if err != nil || inserted {
		return kid, err
	}
	err = w.stmt(`UPDATE chains SET version = ?, idx = ?, live = ? WHERE hash = ? RETURNING kid`).
		QueryRowContext(w.ctx, c.Version, idx, live, hash).Scan(&kid)
	if err != nil {
		return 0, fmt.Errorf("write chain: %w", err)
	}
	return kid, nil
}

// insert runs an INSERT OR IGNORE and returns the id of the row that it made, if it made one.
func (w *Writer) insert(query string, args ...any) (id int64, inserted bool, err error) {
	res, err := w.stmt(query).ExecContext(w.ctx, args...)
	if err != nil {
		return 0, false, fmt.Errorf("write register: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil || n == 0 {
		return 0, false, err
	}
	id, err = res.LastInsertId()
	return id, true, err
}

// describe adds the names and identifiers of a claim to what its record was ever called.
func (w *Writer) describe(rid int64, c *claim.Claim) error {
	for _, n := range c.Names {
		fp := claim.Fingerprint(n.Value)
		if fp == "" {
			continue
		}
		if err := w.exec(`INSERT OR IGNORE INTO names VALUES (?, ?)`, nameHash(fp), rid); err != nil {
			return err
		}
		folded, _ := legalform.Fold(fp)
		if err := w.exec(`INSERT OR IGNORE INTO folded VALUES (?, ?)`, nameHash(folded), rid); err != nil {
			return err
		}
	}
	for _, i := range c.Identifiers {
		if err := w.exec(`INSERT OR IGNORE INTO idents VALUES (?, ?, ?)`, i.Scheme, i.Value, rid); err != nil {
			return err
		}
	}
	return nil
}

// machinery folds the claims that are about the register itself, and links.
func (w *Writer) machinery(idx int64, c *claim.Claim) error {
	switch c.Kind {
	case claim.KindSame, claim.KindNotSame:
		a, err := w.record(c.Records[0], idx)
		if err != nil {
			return err
		}
		b, err := w.record(c.Records[1], idx)
		if err != nil {
			return err
		}
		same := c.Kind == claim.KindSame
		for _, pair := range [][2]int64{{a, b}, {b, a}} {
			if err := w.exec(`INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?)`, pair[0], pair[1], idx, same); err != nil {
				return err
			}
		}
	case claim.KindAdmit, claim.KindRefuse:
		id, ok := strings.CutPrefix(c.Key, c.Source+":")
		id, _, _ = strings.Cut(id, "#")
		if !ok {
			return nil
		}
		sid, err := w.source(id)
		if err != nil {
			return err
		}
		return w.exec(`UPDATE sources SET entry = ? WHERE sid = ?`, idx, sid)
	case claim.KindSnapshot:
		sid, err := w.source(c.Source)
		if err != nil {
			return err
		}
		s := c.Snapshot
		return w.exec(`INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, idx, sid, string(s.Published), s.File, s.Parser, s.Backfill, w.batch, s.Unsettled == 0)
	case claim.KindPolicy:
		return w.exec(`INSERT OR IGNORE INTO policies VALUES (?, ?, ?)`, c.Policy.Digest, idx, c.Policy.ID)
	case claim.KindRemove:
		return w.remove(idx, c)
	}
	return nil
}

func (w *Writer) closeBatch(idx int64, c *claim.Claim) error {
	day := claim.Date(c.Recorded[:10])
	if c.Snapshot != nil {
		day = c.Snapshot.Published
	}
	if err := w.exec(`INSERT INTO batches VALUES (?, ?, ?, ?, ?)`, w.batch, w.first, idx, c.Recorded, string(day)); err != nil {
		return err
	}
	w.batch++
	w.first = w.size
	return nil
}

// record returns the row of a record key, making it at its first mention. A record's own organisation id hashes its key.
func (w *Writer) record(record string, idx int64) (int64, error) {
	if record == w.lastRecord {
		return w.lastRID, nil
	}
	src, _, _ := claim.SplitKey(record)
	sid, err := w.source(src)
	if err != nil {
		return 0, err
	}
	id := org.ID(record)
	rid, inserted, err := w.insert(`INSERT OR IGNORE INTO records (record, org, source, first) VALUES (?, ?, ?, ?)`, record, id, sid, idx)
	if err == nil && !inserted {
		err = w.stmt(`SELECT rid FROM records WHERE org = ?`).QueryRowContext(w.ctx, id).Scan(&rid)
	}
	if err != nil {
		return 0, fmt.Errorf("find record: %w", err)
	}
	w.lastRecord, w.lastRID = record, rid
	return rid, nil
}

func (w *Writer) source(id string) (int64, error) {
	if sid, ok := w.sources[id]; ok {
		return sid, nil
	}
	if err := w.exec(`INSERT OR IGNORE INTO sources (id) VALUES (?)`, id); err != nil {
		return 0, err
	}
	var sid int64
	if err := w.stmt(`SELECT sid FROM sources WHERE id = ?`).QueryRowContext(w.ctx, id).Scan(&sid); err != nil {
		return 0, fmt.Errorf("find source: %w", err)
	}
	w.sources[id] = sid
	return sid, nil
}

func (w *Writer) stmt(query string) *sql.Stmt {
	if s, ok := w.s[query]; ok {
		return s
	}
	s, err := w.tx.PrepareContext(w.ctx, query)
	if err != nil { // the queries are constants: this is the context ending, which their execution reports too
		s = &sql.Stmt{}
	}
	w.s[query] = s
	return s
}

func (w *Writer) exec(query string, args ...any) error {
	if _, err := w.stmt(query).ExecContext(w.ctx, args...); err != nil {
		return fmt.Errorf("write register: %w", err)
	}
	return nil
}

// ContentHash is what a delta compares: a digest of the claim's content.
func ContentHash(c *claim.Claim) ([]byte, error) {
	b, err := c.Content()
	if err != nil {
		return nil, err
	}
	h := sha256.Sum256(b)
	return h[:16], nil
}

func chainHash(key string) []byte {
	h := sha256.Sum256([]byte(key))
	return h[:16]
}

func headOf(id claim.ID) int64 { return int64(binary.BigEndian.Uint64(id[:8])) }

func mapHash(key [32]byte) int64 { return int64(binary.BigEndian.Uint64(key[:8])) }

func nameHash(fp string) int64 {
	h := sha256.Sum256([]byte(fp))
	return int64(binary.BigEndian.Uint64(h[:8]))
}
