package register

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"probity.example/probity/internal/claim"
)

// Known is a claim as the register knew it.
type Known struct {
	Index     int64
	ID        claim.ID
	Claim     *claim.Claim
	Body      []byte
	KnownAt   string     // recorded time of its batch, RFC 3339
	Published claim.Date // publication day of the snapshot that brought it, or the day its batch was recorded
}

// ErrRemoved says that a claim's body was removed: that it stood in the log is all that is left.
var ErrRemoved = errors.New("the body of this claim was removed")

// Claims returns every claim under the organisation's records known at m, every version, in log order. Removed bodies
// are left out.
func (r *Register) Claims(ctx context.Context, o *Organisation, m Moment) ([]Known, error) {
	var out []Known
	for _, rid := range o.rids {
		list, err := r.ints(ctx, `SELECT idx FROM claims WHERE rid = ? AND idx < ? ORDER BY idx`, rid, m.Size)
		if err != nil {
			return nil, fmt.Errorf("read claims: %w", err)
		}
		links, err := r.ints(ctx, `SELECT DISTINCT idx FROM links WHERE a = ? AND idx < ? ORDER BY idx`, rid, m.Size)
		if err != nil {
			return nil, fmt.Errorf("read links: %w", err)
		}
		for _, idx := range append(list, links...) {
			k, err := r.Claim(ctx, idx)
			if errors.Is(err, ErrRemoved) {
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, *k)
		}
	}
	return inLogOrder(out), nil
}

// Mentions returns the claims known at m that stand under a map key without a record of theirs leading there: links, and relations
// that name the organisation as the second. In log order; removed bodies are left out.
func (r *Register) Mentions(ctx context.Context, key [32]byte, m Moment) ([]Known, error) {
	list, err := r.ints(ctx, `SELECT idx FROM mentions WHERE k = ? AND idx < ? ORDER BY idx`, mapHash(key), m.Size)
	if err != nil {
		return nil, fmt.Errorf("read what mentions an organisation: %w", err)
	}
	var out []Known
	for _, idx := range list {
		k, err := r.Claim(ctx, idx)
		if errors.Is(err, ErrRemoved) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, *k)
	}
	return out, nil
}

// OfKey returns everything that the log says of a key that signs for the register, in log order.
func (r *Register) OfKey(ctx context.Context, vkey string, m Moment) ([]Known, error) {
	return r.Mentions(ctx, claim.MapKey(claim.KeySigner, vkey), m)
}

// Claim returns the claim at an index of the log, ErrRemoved if its body is gone, nil if there is none. The claim is shared:
// callers do not change it.
func (r *Register) Claim(ctx context.Context, idx int64) (*Known, error) {
	k := &Known{Index: idx}
	var id []byte
	var kind string
	err := r.row(ctx, `SELECT c.id, c.kind, b.recorded, b.day FROM claims c JOIN batches b USING (batch) WHERE c.idx = ?`, []any{idx}, &id, &kind, &k.KnownAt, &k.Published)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read claim %d: %w", idx, err)
	}
	copy(k.ID[:], id)
	if kind == "" {
		r.cache.drop(idx)
		return k, ErrRemoved
	}
	if c, ok := r.cache.get(idx); ok {
		k.Claim, k.Body = c.claim, c.body
		return k, nil
	}
	if k.Body, err = r.bodies.Body(idx); err != nil {
		return nil, fmt.Errorf("read claim %d: %w", idx, err)
	}
	if len(k.Body) == 0 {
		return k, ErrRemoved
	}
	if k.Claim, err = claim.Parse(k.Body); err != nil {
		return nil, fmt.Errorf("read claim %d: %w", idx, err)
	}
	r.cache.put(idx, cached{k.Claim, k.Body})
	return k, nil
}

// Closing returns the index of the claim that closes the batch of the claim at idx.
func (r *Register) Closing(ctx context.Context, idx int64) (int64, error) {
	var closing int64
	err := r.row(ctx, `SELECT b.closing FROM claims c JOIN batches b USING (batch) WHERE c.idx = ?`, []any{idx}, &closing)
	if err != nil {
		return 0, fmt.Errorf("find the batch of claim %d: %w", idx, err)
	}
	return closing, nil
}

// ClaimByID returns the claim with this id, as Claim does.
func (r *Register) ClaimByID(ctx context.Context, id claim.ID) (*Known, error) {
	return r.first(ctx, `SELECT idx FROM claims WHERE head = ? AND id = ? ORDER BY idx LIMIT 1`, headOf(id), id[:])
}

// SourceState is what the register knew of one source at a moment, for a day.
type SourceState struct {
	ID       string
	Entry    *Known // SRC.ADMIT or SRC.REFUSE
	Snapshot *Known // the newest reading that was published on or before the day
	Next     *Known // the oldest one that was published after it
}

// Sources returns every source in the catalogue as known at m, sorted by id.
func (r *Register) Sources(ctx context.Context, m Moment, asOf claim.Date) ([]SourceState, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT id FROM sources WHERE entry IS NOT NULL ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list sources: %w", err)
	}
	ids, err := scanStrings(rows)
	if err != nil {
		return nil, err
	}
	var out []SourceState
	for _, id := range ids {
		s, err := r.Source(ctx, id, m, asOf)
		if err != nil {
			return nil, err
		}
		if s != nil {
			out = append(out, *s)
		}
	}
	return out, nil
}

// Source returns one source as known at m, nil if it was not in the catalogue then.
func (r *Register) Source(ctx context.Context, id string, m Moment, asOf claim.Date) (*SourceState, error) {
	s := &SourceState{ID: id}
	var err error
	if s.Entry, err = r.first(ctx, `SELECT c.idx FROM chains ch JOIN claims c ON c.kid = ch.kid AND c.rid IS NULL WHERE ch.hash = ?1 AND c.idx < ?2 ORDER BY c.idx DESC LIMIT 1`,
		chainHash(claim.StatementKey(claim.RegisterSource, id, "entry")), m.Size); err != nil || s.Entry == nil {
		return nil, err
	}
	const snapshots = `SELECT n.idx FROM snapshots n JOIN sources s ON s.sid = n.source WHERE s.id = ?1 AND n.idx < ?2 AND n.published `
	if s.Snapshot, err = r.first(ctx, snapshots+`<= ?3 ORDER BY n.published DESC, n.idx DESC LIMIT 1`, id, m.Size, string(asOf)); err != nil {
		return nil, err
	}
	s.Next, err = r.first(ctx, snapshots+`> ?3 ORDER BY n.published, n.idx LIMIT 1`, id, m.Size, string(asOf))
	return s, err
}

// first returns the claim whose index a query gives, nil if it gives none.
func (r *Register) first(ctx context.Context, query string, args ...any) (*Known, error) {
	var idx int64
	err := r.row(ctx, query, args, &idx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	return r.Claim(ctx, idx)
}

// Readings returns every reading of a source known at m, in log order.
func (r *Register) Readings(ctx context.Context, id string, m Moment) ([]Known, error) {
	return r.chainClaims(ctx, claim.StatementKey(id, "", "snapshot"), m)
}

// chainClaims returns the register's own claims under a key known at m, in log order.
func (r *Register) chainClaims(ctx context.Context, key string, m Moment) ([]Known, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT c.idx FROM chains ch JOIN claims c ON c.kid = ch.kid AND c.rid IS NULL WHERE ch.hash = ? AND c.idx < ? ORDER BY c.idx`, chainHash(key), m.Size)
	if err != nil {
		return nil, fmt.Errorf("read chain: %w", err)
	}
	list, err := scanInts(rows)
	if err != nil {
		return nil, err
	}
	var out []Known
	for _, idx := range list {
		k, err := r.Claim(ctx, idx)
		if errors.Is(err, ErrRemoved) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, *k)
	}
	return out, nil
}

// Policy returns the POL.PUBLISH claim that logged the policy with this digest, nil if none did by m.
func (r *Register) Policy(ctx context.Context, digest string, m Moment) (*Known, error) {
	return r.first(ctx, `SELECT idx FROM policies WHERE digest = ? AND idx < ? ORDER BY idx LIMIT 1`, digest, m.Size)
}

// Snapshot finds the reading of a source whose file has this digest.
func (r *Register) Snapshot(ctx context.Context, source, file string) (*Known, error) {
	return r.first(ctx, `SELECT n.idx FROM snapshots n JOIN sources s ON s.sid = n.source WHERE s.id = ? AND n.file = ? ORDER BY n.idx LIMIT 1`, source, file)
}

// Counts are the sizes of the register now.
type Counts struct {
	Claims, Records, Batches, Removed int64
}

// Counts returns the sizes of the register now.
func (r *Register) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	err := r.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM claims), (SELECT count(*) FROM records), (SELECT count(*) FROM batches), (SELECT count(*) FROM removed)`).
		Scan(&c.Claims, &c.Records, &c.Batches, &c.Removed)
	if err != nil {
		return c, fmt.Errorf("count the register: %w", err)
	}
	return c, nil
}

func inLogOrder(list []Known) []Known {
	slices.SortFunc(list, func(a, b Known) int { return cmp.Compare(a.Index, b.Index) })
	return slices.CompactFunc(list, func(a, b Known) bool { return a.Index == b.Index })
}

// ContentAt returns the content hash of the claim that stood under a key at m, and whether it stood: the last one, if it is
// not a withdrawal.
func (r *Register) ContentAt(ctx context.Context, key string, m Moment) (content []byte, live bool, err error) {
	var kind string
	err = r.db.QueryRowContext(ctx, `SELECT c.content, c.kind FROM chains ch JOIN claims c ON c.rid = ch.rid AND c.kid = ch.kid WHERE ch.hash = ? AND c.idx < ? ORDER BY c.idx DESC LIMIT 1`,
		chainHash(key), m.Size).Scan(&content, &kind)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read chain: %w", err)
	}
	return content, kind != string(claim.KindWithdraw), nil
}

// LiveAt counts the statements about organisations that a source made at m.
func (r *Register) LiveAt(ctx context.Context, source string, m Moment) (int64, error) {
	var n int64
	err := r.db.QueryRowContext(ctx, `SELECT count(*) FROM chains ch JOIN sources s ON s.sid = ch.source
		WHERE s.id = ?1 AND ch.rid IS NOT NULL AND (SELECT kind FROM claims c WHERE c.rid = ch.rid AND c.kid = ch.kid AND c.idx < ?2 ORDER BY c.idx DESC LIMIT 1) <> 'COR.WITHDRAW'`,
		source, m.Size).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the statements of %s: %w", source, err)
	}
	return n, nil
}
