package register

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register/org"
)

// Moment is what the register knew at a time: every claim before index Size.
type Moment struct {
	Size     int64
	Recorded string // of the last batch known; empty before the first
}

// Now is the moment up to which the store has folded the log, or what is published of it.
func (r *Register) Now(ctx context.Context) (Moment, error) {
	return r.moment(ctx, `SELECT closing + 1, recorded FROM batches WHERE closing < ? ORDER BY batch DESC LIMIT 1`)
}

// At is what was known at t: the batches recorded at or before it.
func (r *Register) At(ctx context.Context, t time.Time) (Moment, error) {
	return r.moment(ctx, `SELECT closing + 1, recorded FROM batches WHERE closing < ? AND recorded <= ? ORDER BY batch DESC LIMIT 1`,
		claim.Timestamp(t))
}

// ShowOnly bounds what Now and At give to the first size claims of the log, as size says each time: what lies beyond is not published.
// It is called before the register is used.
func (r *Register) ShowOnly(size func() (int64, error)) { r.published = size }

func (r *Register) moment(ctx context.Context, query string, args ...any) (Moment, error) {
	var m Moment
	size := int64(math.MaxInt64)
	if r.published != nil {
		var err error
		if size, err = r.published(); err != nil {
			return m, fmt.Errorf("find what is published: %w", err)
		}
	}
	args = append([]any{size}, args...)
	err := r.row(ctx, query, args, &m.Size, &m.Recorded)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return m, fmt.Errorf("find what was known: %w", err)
	}
	return m, nil
}

// Organisation is a set of linked records, as known at a moment.
type Organisation struct {
	ID      string   // of its first record in log order
	Records []string // oldest first
	rids    []int64
	first   member
}

// byRIDs returns the organisations that hold any of these records, each once, in log order.
func (r *Register) byRIDs(ctx context.Context, rids []int64, m Moment) ([]Organisation, error) {
	var out []Organisation
	seen := map[int64]bool{}
	for _, rid := range rids {
		if seen[rid] {
			continue
		}
		all, err := component(rid, func(query string, args ...any) ([]int64, error) { return r.ints(ctx, query, args...) }, m.Size)
		if err != nil {
			return nil, err
		}
		members := make([]member, len(all))
		for i, one := range all {
			seen[one] = true
			m := &members[i]
			m.rid = one
			if err := r.row(ctx, `SELECT record, org, first FROM records WHERE rid = ?`, []any{one}, &m.record, &m.org, &m.first); err != nil {
				return nil, fmt.Errorf("read record: %w", err)
			}
		}
		slices.SortFunc(members, member.compare)
		o := Organisation{ID: members[0].org, first: members[0]}
		for _, m := range members {
			o.rids, o.Records = append(o.rids, m.rid), append(o.Records, m.record)
		}
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b Organisation) int { return a.first.compare(b.first) })
	return out, nil
}

// member is one record of an organisation.
type member struct {
	rid, first  int64 // first is the index of the first claim of the log that mentions it
	record, org string
}

// compare orders records as the log first mentions them. That is the order of their rows too, until bodies are removed.
func (m member) compare(o member) int {
	return cmp.Or(cmp.Compare(m.first, o.first), cmp.Compare(m.record, o.record))
}

// ByID returns the organisation with this id. An id that was merged into another gives that other: compare ID.
func (r *Register) ByID(ctx context.Context, id string, m Moment) (*Organisation, error) {
	return r.one(ctx, m, `SELECT rid FROM records WHERE org = ? AND first < ?`, id)
}

// ByRecord returns the organisation that holds this record.
func (r *Register) ByRecord(ctx context.Context, record string, m Moment) (*Organisation, error) {
	return r.one(ctx, m, `SELECT rid FROM records WHERE org = ? AND first < ?`, org.ID(record))
}

func (r *Register) one(ctx context.Context, m Moment, query, arg string) (*Organisation, error) {
	var rid int64
	err := r.row(ctx, query, []any{arg, m.Size}, &rid)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up organisation: %w", err)
	}
	out, err := r.byRIDs(ctx, []int64{rid}, m)
	if err != nil {
		return nil, err
	}
	return &out[0], nil
}

// ByIdentifier returns the organisations that ever carried the identifier, in its scheme's normal form.
func (r *Register) ByIdentifier(ctx context.Context, id claim.Identifier, m Moment) ([]Organisation, error) {
	return r.find(ctx, m, `SELECT i.rid FROM idents i JOIN records r USING (rid) WHERE i.value = ? AND i.scheme = ? AND r.first < ? ORDER BY r.first LIMIT 1000`, id.Value, id.Scheme)
}

// ByName returns the organisations that were ever called name in exactly this spelling (claim.Fingerprint), and, if
// folded is set, those whose name is the same once legal forms are folded. The caller compares: a hash may collide.
func (r *Register) ByName(ctx context.Context, fingerprint string, folded bool, m Moment) ([]Organisation, error) {
	table := "names"
	if folded {
		table = "folded"
	}
	return r.find(ctx, m, `SELECT n.rid FROM `+table+` n JOIN records r USING (rid) WHERE n.fp = ? AND r.first < ? ORDER BY r.first LIMIT 1000`, nameHash(fingerprint))
}

func (r *Register) find(ctx context.Context, m Moment, query string, args ...any) ([]Organisation, error) {
	rids, err := r.ints(ctx, query, append(args, m.Size)...)
	if err != nil {
		return nil, fmt.Errorf("look up organisations: %w", err)
	}
	return r.byRIDs(ctx, rids, m)
}

// component walks the links known before size from one record: IDN.SAME joins, IDN.NOTSAME cancels the direct edge.
func component(rid int64, ints func(query string, args ...any) ([]int64, error), size int64) ([]int64, error) {
	found := []int64{rid}
	for i := 0; i < len(found); i++ {
		next, err := ints(`SELECT b FROM links WHERE a = ?1 AND idx < ?2 GROUP BY b
			HAVING max(CASE WHEN same THEN idx ELSE -1 END) > max(CASE WHEN same THEN -1 ELSE idx END)`, found[i], size)
		if err != nil {
			return nil, fmt.Errorf("walk links: %w", err)
		}
		for _, n := range next {
			if !slices.Contains(found, n) {
				found = append(found, n)
			}
		}
	}
	slices.Sort(found)
	return found, nil
}
