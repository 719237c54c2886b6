package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
)

// Digest is a SHA-256 over the whole state: organisations and their records, every version of every chain by its
// content, names, identifiers, links, readings of files. It leaves out what two registers of the same files differ in by
// nature: times of recording, salts, signatures and keys, and how often the same file was read.
func (r *Register) Digest(ctx context.Context) (string, error) {
	h := sha256.New()
	for _, part := range []string{
		`SELECT record, org, (SELECT id FROM sources WHERE sid = r.source) FROM records r ORDER BY first, record`,
		`SELECT hex(ch.hash), c.version, c.kind, hex(c.content) FROM chains ch JOIN claims c USING (kid)
			WHERE c.kind NOT IN ('SRC.SNAPSHOT', 'KEY.ADD', 'KEY.REVOKE') ORDER BY ch.hash, c.version`,
		`SELECT r.record, n.fp FROM names n JOIN records r USING (rid) ORDER BY r.first, r.record, n.fp`,
		`SELECT r.record, n.fp FROM folded n JOIN records r USING (rid) ORDER BY r.first, r.record, n.fp`,
		`SELECT r.record, i.scheme, i.value FROM idents i JOIN records r USING (rid) ORDER BY r.first, r.record, i.scheme, i.value`,
		`SELECT a.record, b.record, l.same FROM links l JOIN records a ON a.rid = l.a JOIN records b ON b.rid = l.b ORDER BY a.first, a.record, b.first, b.record, l.idx`,
		`SELECT DISTINCT s.id, n.published, n.file, n.parser, n.backfill FROM snapshots n JOIN sources s ON s.sid = n.source ORDER BY 1, 2, 3, 4, 5`,
		`SELECT DISTINCT id, digest FROM policies ORDER BY id, digest`,
		`SELECT chain, record FROM removed ORDER BY chain`,
	} {
		if err := r.digestRows(ctx, h, part); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (r *Register) digestRows(ctx context.Context, h hash.Hash, query string) error {
	rows, err := r.db.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("digest the register: %w", err)
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("digest the register: %w", err)
	}
	vals, ptrs := make([]any, len(cols)), make([]any, len(cols))
	for i := range vals {
		ptrs[i] = &vals[i]
	}
	for rows.Next() {
		if err := rows.Scan(ptrs...); err != nil {
			return fmt.Errorf("digest the register: %w", err)
		}
		fmt.Fprintf(h, "%q\n", vals)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("digest the register: %w", err)
	}
	fmt.Fprintln(h, "--")
	return nil
}
