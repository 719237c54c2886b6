package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"probity.example/probity/internal/claim"
)

// remove takes everything that the store holds of a removed body out of it, as if the body had never been readable:
// the store after a removal equals the store rebuilt from a log whose body is gone.
func (w *Writer) remove(idx int64, c *claim.Claim) error {
	rm := c.Removed
	if err := w.exec(`INSERT OR REPLACE INTO removed VALUES (?, ?, ?, ?)`, rm.Index, rm.Claim, rm.Chain, rm.Record); err != nil {
		return err
	}
	var rid, kid sql.NullInt64
	err := w.stmt(`SELECT rid, kid FROM claims WHERE idx = ?`).QueryRowContext(w.ctx, rm.Index).Scan(&rid, &kid)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("remove claim %d: no such claim before %d", rm.Index, idx)
	} else if err != nil {
		return fmt.Errorf("remove claim %d: %w", rm.Index, err)
	}
	if err := w.exec(`UPDATE claims SET kind = '', rid = NULL, kid = NULL, version = NULL, content = NULL WHERE idx = ?`, rm.Index); err != nil {
		return err
	}
	if kid.Valid {
		if err := w.shorten(rid, kid.Int64); err != nil {
			return err
		}
	}
	if rid.Valid {
		return w.redescribe(rid.Int64)
	}
	return w.unlink(rm.Index)
}

// unlink takes away the link that a removed body made, if it made one.
func (w *Writer) unlink(idx int64) error {
	linked, err := w.ints(`SELECT a FROM links WHERE idx = ?`, idx)
	if err != nil {
		return err
	}
	if err := w.exec(`DELETE FROM links WHERE idx = ?`, idx); err != nil {
		return err
	}
	for _, rid := range linked {
		if err := w.redescribe(rid); err != nil {
			return err
		}
	}
	return nil
}

// shorten lets a chain end at its last claim whose body is left, or go.
func (w *Writer) shorten(rid sql.NullInt64, kid int64) error {
	left := `FROM claims WHERE kid = ?1 AND rid = ?2`
	if !rid.Valid {
		left = `FROM claims WHERE kid = ?1 AND rid IS NULL AND ?2 IS NULL`
	}
	return errors.Join(
		w.exec(`UPDATE chains SET (version, idx, live) = (SELECT version, idx, kind <> 'COR.WITHDRAW' `+left+` ORDER BY idx DESC LIMIT 1)
			WHERE kid = ?1 AND EXISTS (SELECT 1 `+left+`)`, kid, rid),
		w.exec(`DELETE FROM chains WHERE kid = ?1 AND NOT EXISTS (SELECT 1 `+left+`)`, kid, rid))
}

// redescribe makes the names and identifiers of a record anew from the bodies that are left.
func (w *Writer) redescribe(rid int64) error {
	for _, table := range []string{"names", "folded", "idents"} {
		if err := w.exec(`DELETE FROM `+table+` WHERE rid = ?`, rid); err != nil {
			return err
		}
	}
	left, err := w.claimsOf(rid)
	if err != nil {
		return err
	}
	if err := w.exec(`UPDATE records SET first = coalesce((SELECT min(idx) FROM (SELECT idx FROM claims WHERE rid = ?1 UNION ALL SELECT idx FROM links WHERE a = ?1)), first)
		WHERE rid = ?1`, rid); err != nil {
		return err
	}
	if len(left) == 0 {
		w.lastRecord = ""
		return w.exec(`DELETE FROM records WHERE rid = ?1 AND NOT EXISTS (SELECT 1 FROM links WHERE a = ?1)`, rid)
	}
	for _, idx := range left {
		body, err := w.r.bodies.Body(idx)
		if err != nil {
			return fmt.Errorf("read claim %d: %w", idx, err)
		}
		if len(body) == 0 {
			continue
		}
		c, err := claim.Parse(body)
		if err != nil {
			return fmt.Errorf("read claim %d: %w", idx, err)
		}
		if err := w.describe(rid, c); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) claimsOf(rid int64) ([]int64, error) {
	return w.ints(`SELECT idx FROM claims WHERE rid = ? ORDER BY idx`, rid)
}

// ints reads the whole numbers that a query gives, in the transaction.
func (w *Writer) ints(query string, args ...any) ([]int64, error) {
	rows, err := w.stmt(query).QueryContext(w.ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	return scanInts(rows)
}

func scanInts(rows *sql.Rows) ([]int64, error) {
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, fmt.Errorf("read register: %w", err)
		}
		out = append(out, n)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read register: %w", err)
	}
	return out, nil
}

// Removed lists the log indices whose bodies must be gone, for whoever deletes them to check that they are.
func (r *Register) Removed(ctx context.Context) ([]int64, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT idx FROM removed ORDER BY idx`)
	if err != nil {
		return nil, fmt.Errorf("read removals: %w", err)
	}
	return scanInts(rows)
}

func scanStrings(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, fmt.Errorf("read register: %w", err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read register: %w", err)
	}
	return out, nil
}
