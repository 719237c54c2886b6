package register

import (
	"context"
	"fmt"

	"probity.example/probity/internal/claim"
)

// Link is how two records stand to each other by the last link between them.
type Link struct {
	A, B  string // record keys, the lower first
	Same  bool   // IDN.SAME; else IDN.NOTSAME
	Index int64  // of that claim
}

// Links returns the standing link of every linked pair of records known at m, in log order.
func (r *Register) Links(ctx context.Context, m Moment) ([]Link, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT x.record, y.record, l.same, max(l.idx) FROM links l
		JOIN records x ON x.rid = l.a JOIN records y ON y.rid = l.b
		WHERE l.idx < ? AND x.record < y.record GROUP BY l.a, l.b ORDER BY 4`, m.Size)
	if err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	defer rows.Close()
	var out []Link
	for rows.Next() {
		var l Link
		if err := rows.Scan(&l.A, &l.B, &l.Same, &l.Index); err != nil {
			return nil, fmt.Errorf("read links: %w", err)
		}
		out = append(out, l)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	return out, nil
}

// Described calls each with the last description of every record known at m, withdrawn ones included, in log order. Records
// without a description, and those whose description was removed, are left out.
func (r *Register) Described(ctx context.Context, m Moment, each func(index int64, c *claim.Claim) error) error {
	rows, err := r.db.QueryContext(ctx, `SELECT max(idx) FROM claims WHERE idx < ?1 AND kind IN ('IDN.DESC', 'COR.AMEND')
		AND kid IN (SELECT kid FROM claims WHERE kind = 'IDN.DESC' AND rid IS NOT NULL) GROUP BY kid ORDER BY 1`, m.Size)
	if err != nil {
		return fmt.Errorf("list descriptions: %w", err)
	}
	list, err := scanInts(rows)
	if err != nil {
		return err
	}
	for _, idx := range list {
		body, err := r.bodies.Body(idx)
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
		if err := each(idx, c); err != nil {
			return err
		}
	}
	return nil
}

// DescribedUntil changes when a description may have: a file was read, or a body removed.
func (r *Register) DescribedUntil(ctx context.Context, m Moment) (int64, error) {
	var n int64
	err := r.db.QueryRowContext(ctx, `SELECT max(coalesce((SELECT max(idx) FROM snapshots WHERE idx < ?1), 0), coalesce((SELECT max(idx) FROM claims
		WHERE kind = 'COR.REMOVE' AND idx < ?1), 0))`, m.Size).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("find the last reading: %w", err)
	}
	return n, nil
}

// DescriptionOf gives the place in the log of the last description of a record known at m, -1 if there is none.
func (r *Register) DescriptionOf(ctx context.Context, record string, m Moment) (int64, error) {
	source, party, _ := claim.SplitKey(record)
	var index int64
	err := r.db.QueryRowContext(ctx, `SELECT coalesce(max(c.idx), -1) FROM chains ch JOIN claims c ON c.rid = ch.rid AND c.kid = ch.kid
		WHERE ch.hash = ? AND c.idx < ? AND c.kind IN ('IDN.DESC', 'COR.AMEND')`,
		chainHash(claim.StatementKey(source, party, "desc")), m.Size).Scan(&index)
	if err != nil {
		return -1, fmt.Errorf("find the description of %s: %w", record, err)
	}
	return index, nil
}
