package matchbench

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/find"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// oursName is how the product's own matcher is called in figures.
const oursName = "probity"

// ours is the product's matcher: names go into its index as claims of a log, and are searched as a screening searches them.
func ours() matcher {
	return matcher{
		name:      oursName,
		threshold: similar.Threshold,
		compare:   func(a, b string) float64 { return find.Compare(a, b).Similarity },
		index: func(ctx context.Context, all []entity) (finder, error) {
			return newFound(ctx, "", namesOf(all))
		},
	}
}

// readings are a name taken apart and made ready for many comparisons.
type readings []*similar.Prepared

func prepare(name string) readings {
	parsed := text.Parse(name)
	out := make(readings, len(parsed))
	for i := range parsed {
		out[i] = similar.Prepare(&parsed[i])
	}
	return out
}

// alike is the best that any reading of one name makes with any of the other.
func alike(a, b readings) float64 {
	best := 0.0
	for _, p := range a {
		for _, q := range b {
			best = max(best, p.Compare(q).Similarity)
		}
	}
	return best
}

// register is a log of descriptions, one an organisation, made as they are read.
type register struct {
	size  int
	names func(i int) []string
}

func namesOf(all []entity) register {
	return register{len(all), func(i int) []string { return all[i].names }}
}

// described is the claim that describes organisation i. Its names are in the order of the claim's bytes.
func (r register) described(i int) *claim.Claim {
	key := strconv.Itoa(i)
	c := &claim.Claim{
		V: claim.Version, Kind: claim.KindDesc, Source: "bench", Record: claim.RecordKey("bench", key),
		Key: claim.StatementKey("bench", key, "desc"), Version: 1, Salt: strings.Repeat("0", 32),
		Evidence: &claim.Evidence{File: strings.Repeat("0", 64), Basis: "type_column"},
	}
	for _, n := range r.names(i) {
		c.Names = append(c.Names, claim.Name{Value: n, Kind: "alias"})
	}
	c.Normalise()
	return c
}

// Scan makes the claims of a log as find reads them.
func (r register) Scan(ctx context.Context, from, to int64, each func(index int64, id [32]byte, body []byte) error) error {
	for i := from; i < to; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		body, err := r.described(int(i)).Canonical()
		if err != nil {
			return err
		}
		if err := each(i, claim.IDOf(body), body); err != nil {
			return err
		}
	}
	return nil
}

// found is the product's search over a register.
type found struct {
	*find.Finder
	register
	dir string // to take away; empty if it is to stay
}

// newFound makes the index of a register on disk and opens it as a started server does.
func newFound(ctx context.Context, in string, r register) (*found, error) {
	dir, err := os.MkdirTemp(in, "probity-bench-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for the index: %w", err)
	}
	if err := find.Save(ctx, dir, r, int64(r.size), nil); err != nil {
		return nil, err
	}
	f, err := find.Open(ctx, dir, r, int64(r.size), nil)
	if err != nil {
		return nil, err
	}
	return &found{f, r, dir}, nil
}

func (f *found) search(name string, k int) []hit {
	res := f.Search(context.Background(), find.Query{Name: name, Limit: k})
	out := make([]hit, len(res.Candidates))
	for i, c := range res.Candidates {
		out[i] = hit{int(c.Claim), c.Similarity}
	}
	return out
}

func (f *found) close() { os.RemoveAll(f.dir) }
