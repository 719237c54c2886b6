package register

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"probity.example/probity/internal/claim"
)

// removals keeps the claims that state a removal: there are few, and every question wants those about its organisations.
type removals struct {
	mu   sync.Mutex
	list []Known
}

// Removals returns the claims that took away the body of a claim about the organisation, in log order. What is removed now is
// removed from what was known at m too, whenever that was stated.
func (r *Register) Removals(ctx context.Context, o *Organisation, m Moment) ([]Known, error) {
	all, err := r.allRemovals(ctx)
	if err != nil {
		return nil, err
	}
	var out []Known
	for _, k := range all {
		if rm := k.Claim.Removed; rm.Index < m.Size && rm.Touches(o.Records) {
			out = append(out, k)
		}
	}
	return out, nil
}

// RemovalsUnder returns the claims that took away the body of a claim under one of these map keys, as Removals does.
func (r *Register) RemovalsUnder(ctx context.Context, keys map[[32]byte]bool, m Moment) ([]Known, error) {
	all, err := r.allRemovals(ctx)
	if err != nil {
		return nil, err
	}
	var out []Known
	for _, k := range all {
		under := func(key [32]byte) bool { return keys[key] }
		if k.Claim.Removed.Index < m.Size && slices.ContainsFunc(k.Claim.MapKeys(), under) {
			out = append(out, k)
		}
	}
	return out, nil
}

func (r *Register) allRemovals(ctx context.Context) ([]Known, error) {
	var n int
	if err := r.row(ctx, `SELECT count(*) FROM removed`, nil, &n); err != nil {
		return nil, fmt.Errorf("count removals: %w", err)
	}
	r.removals.mu.Lock()
	defer r.removals.mu.Unlock()
	if len(r.removals.list) == n {
		return r.removals.list, nil
	}
	gone, err := r.Removed(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Known, 0, len(gone))
	for _, idx := range gone {
		k, err := r.removal(ctx, idx)
		if err != nil {
			return nil, err
		}
		list = append(list, *k)
	}
	slices.SortFunc(list, func(a, b Known) int { return cmp.Compare(a.Index, b.Index) })
	r.removals.list = list
	return list, nil
}

// removal is the claim that states the removal of the body at an index.
func (r *Register) removal(ctx context.Context, gone int64) (*Known, error) {
	var idx int64
	err := r.row(ctx, `SELECT idx FROM chains WHERE hash = ?`, []any{chainHash(claim.RemovalKey(gone))}, &idx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("the removal of claim %d is not in the log", gone)
	}
	if err != nil {
		return nil, fmt.Errorf("look up the removal of claim %d: %w", gone, err)
	}
	k, err := r.Claim(ctx, idx)
	if err != nil {
		return nil, err
	}
	if k == nil || k.Claim.Removed == nil {
		return nil, fmt.Errorf("claim %d does not state the removal of claim %d", idx, gone)
	}
	return k, nil
}
