package register

import (
	"context"
	"fmt"
	"math/bits"
)

// Spellings is a set of every name in a store, small enough to stay in memory: it says of most names that nobody bears them,
// without asking the store. It is a Bloom filter (Bloom, 1970) over what ByName looks up.
type Spellings struct {
	bits []uint64
}

// Sixteen bits a name and four of them set leave about 1 name in 400 that the store is asked for in vain.
const (
	bitsPerSpelling = 16
	spellingBits    = 4
)

// Spellings reads the set of the names that the store holds now.
func (r *Register) Spellings(ctx context.Context) (*Spellings, error) {
	var n uint64
	if err := r.row(ctx, `SELECT count(*) FROM folded`, nil, &n); err != nil {
		return nil, fmt.Errorf("count names: %w", err)
	}
	s := &Spellings{bits: make([]uint64, 1<<bits.Len64(n*bitsPerSpelling/64))}
	rows, err := r.db.QueryContext(ctx, `SELECT fp FROM folded`)
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var fp int64
		if err := rows.Scan(&fp); err != nil {
			return nil, fmt.Errorf("read names: %w", err)
		}
		for i := range spellingBits {
			word, bit := s.at(fp, i)
			s.bits[word] |= bit
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	return s, nil
}

// Hold reports false if, when the set was read, ByName found nobody under folded, which is a name with its legal form folded:
// then it found nobody under the name itself either. True says nothing.
func (s *Spellings) Hold(folded string) bool {
	fp := nameHash(folded)
	for i := range spellingBits {
		if word, bit := s.at(fp, i); s.bits[word]&bit == 0 {
			return false
		}
	}
	return true
}

// at is the place of a hash's i-th bit. The hash is uniform: its halves make as many places as are wanted (Kirsch and
// Mitzenmacher, 2006).
func (s *Spellings) at(fp int64, i int) (word, bit uint64) {
	h := uint64(fp) + uint64(i)*(bits.RotateLeft64(uint64(fp), 32)|1)
	return h >> 6 & uint64(len(s.bits)-1), 1 << (h & 63)
}
