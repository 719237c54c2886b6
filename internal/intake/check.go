package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// ErrNoSnapshot says that no reading of a file with this digest is in the log.
var ErrNoSnapshot = errors.New("no snapshot in the log has the digest of this file")

// CheckResult is what came of reading an official file again.
type CheckResult struct {
	Source     string     `json:"source"`
	Index      int64      `json:"index"` // of the snapshot claim in the log
	Published  claim.Date `json:"published"`
	Recorded   string     `json:"recorded"`
	Parser     string     `json:"parser"`      // that reads now
	ParserThen string     `json:"parser_then"` // that read it then
	Reproduced int64      `json:"reproduced"`  // statements that the log held then in the same words
	Different  int64      `json:"different"`   // statements that the log held otherwise
	Missing    int64      `json:"missing"`     // statements of the file that the log did not hold
	Extra      int64      `json:"extra"`       // statements that the log held and the file does not make
	Counts     bool       `json:"counts_agree"`
}

// Agrees reports whether the file gives just the claims that the log held after its snapshot.
func (r *CheckResult) Agrees() bool {
	return r.Different == 0 && r.Missing == 0 && r.Extra == 0 && r.Counts
}

// Check reads an official file again and compares what it gives with what the log held right after the snapshot of a file
// with that digest. It writes nothing.
func Check(ctx context.Context, reg *register.Register, entry source.Entry, files []*format.File, progress func(string, int64, int64)) (*CheckResult, error) {
	digest, size, err := FileDigest(files)
	if err != nil {
		return nil, err
	}
	snap, err := reg.Snapshot(ctx, entry.ID, digest)
	if err != nil {
		return nil, err
	}
	if snap == nil {
		return nil, fmt.Errorf("%s: %w", names(files), ErrNoSnapshot)
	}
	reader, ok := accept(entry, files)
	if !ok {
		return nil, fmt.Errorf("%s as %s: %w", names(files), entry.ID, ErrNone)
	}
	was := snap.Claim.Snapshot
	res := &CheckResult{
		Source: entry.ID, Index: snap.Index, Published: was.Published, Recorded: snap.KnownAt, Parser: reader.Parser, ParserThen: was.Parser,
	}
	at := register.Moment{Size: snap.Index + 1, Recorded: snap.KnownAt}
	s := &sink{snap: claim.Snapshot{Bytes: size}, entry: entry, file: digest, name: names(files), door: claim.Door{StatedBasis: entry.StatedBasis}, opt: Options{Progress: progress}}
	if err := compare(ctx, reg, reader, files, s, at, res); err != nil {
		return nil, err
	}
	live, err := reg.LiveAt(ctx, entry.ID, at)
	if err != nil {
		return nil, err
	}
	res.Extra = live - res.Reproduced - res.Different
	res.Counts = s.snap.Rows == was.Rows && s.snap.Organisations == was.Organisations && total(s.snap.Persons) == total(was.Persons) && s.snap.Undetermined == was.Undetermined
	return res, nil
}

func compare(ctx context.Context, reg *register.Register, reader source.Reader, files []*format.File, s *sink, at register.Moment, res *CheckResult) error {
	g, ctx := errgroup.WithContext(ctx)
	items := make(chan item, queued)
	s.ctx, s.out = ctx, items
	s.watch(files)
	g.Go(func() error {
		defer close(items)
		return reader.Read(ctx, files, s)
	})
	g.Go(func() error {
		seen := map[string]bool{}
		for it := range items {
			for i := range it.drafts {
				key := it.drafts[i].Key
				if seen[key] {
					continue
				}
				seen[key] = true
				content, live, err := reg.ContentAt(ctx, key, at)
				if err != nil {
					return err
				}
				switch {
				case !live:
					res.Missing++
				case bytes.Equal(content, it.contents[i]):
					res.Reproduced++
				default:
					res.Different++
				}
			}
		}
		return nil
	})
	return g.Wait()
}

func total(m map[string]int64) (n int64) {
	for _, v := range m {
		n += v
	}
	return n
}
