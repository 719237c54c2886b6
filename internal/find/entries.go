package find

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// Log is the part of the ledger that an index is made from.
type Log interface {
	// Scan calls each for every entry in [from, to), in order. body is empty where it was removed.
	Scan(ctx context.Context, from, to int64, each func(index int64, id [32]byte, body []byte) error) error
}

// Version names everything that decides what a name is read as and how alike two names are: an index made under another
// version is not used, and a similarity is comparable only under the same.
func Version() string { return fmt.Sprintf("%d-%s", similar.Version, lexicon.Digest()) }

// entry is a claim that has names, or one that says that the body of another is gone.
type entry struct {
	doc  index.Doc
	gone bool
}

// errEnough ends a scan whose caller wants no more.
var errEnough = errors.New("no more entries are wanted")

// entries reads the names out of the claims in [from, to).
func entries(ctx context.Context, log Log, from, to int64, progress Progress) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		err := log.Scan(ctx, from, to, func(idx int64, _ [32]byte, body []byte) error {
			if progress != nil {
				progress(idx+1-from, to-from)
			}
			if len(body) == 0 {
				return nil
			}
			c, err := claim.Parse(body)
			if err != nil {
				return fmt.Errorf("claim %d: %w", idx, err)
			}
			if c.Removed != nil && !yield(entry{doc: index.Doc{Ref: c.Removed.Index}, gone: true}, nil) {
				return errEnough
			}
			if c.Record == "" || len(c.Names) == 0 {
				return nil
			}
			if doc := docOf(idx, c.Names); len(doc.Names) > 0 && !yield(entry{doc: doc}, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(entry{}, err)
		}
	}
}

// docOf is everything under which a claim is found.
func docOf(idx int64, names []claim.Name) index.Doc {
	d := index.Doc{Ref: idx}
	for i, n := range names {
		for _, reading := range text.Parse(n.Value) {
			d.Names = append(d.Names, index.Entry{Ordinal: uint16(min(i, 1<<16-1)), Name: reading, Acronym: reading.Acronym()})
		}
	}
	return d
}
