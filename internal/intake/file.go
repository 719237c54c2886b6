package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// queued is how many parties may wait between the reader and the writer.
const queued = 512

// File takes in one publication of one source: its files are one snapshot and one batch. On return without error the
// batch is acknowledged: its closing claim is durable in the log. On error nothing of it is visible, and nothing stays.
func (in *Intake) File(ctx context.Context, entry source.Entry, files []*format.File, opt Options) (*Result, error) {
	if err := claim.AdmitCriterion(entry.Criterion); err != nil {
		return nil, fmt.Errorf("source %s is refused: %w", entry.ID, err)
	}
	reader, ok := accept(entry, files)
	if !ok {
		return nil, fmt.Errorf("%s as %s: %w", names(files), entry.ID, ErrNone)
	}
	digest, size, err := FileDigest(files)
	if err != nil {
		return nil, err
	}
	b, err := in.begin(ctx)
	if err != nil {
		return nil, err
	}
	d := &delta{batch: b, entry: entry, opt: opt, res: &Result{Source: entry.ID}}
	d.sink = sink{entry: entry, file: digest, name: names(files), opt: opt, door: claim.Door{StatedBasis: entry.StatedBasis}}
	d.sink.snap = claim.Snapshot{File: digest, Bytes: size, Parser: reader.Parser, Origin: entry.Origin, Backfill: opt.Backfill}
	if err := d.run(ctx, reader, files); err != nil {
		return nil, errors.Join(err, b.abort())
	}
	if opt.DryRun {
		return d.res, b.abort()
	}
	if err := b.commit(phase(opt.Progress, "appending")); err != nil {
		return nil, err
	}
	d.res.Size = b.w.Size()
	return d.res, nil
}

func accept(entry source.Entry, files []*format.File) (source.Reader, bool) {
	for _, r := range entry.Readers {
		if r.Accepts(files) {
			return r, true
		}
	}
	return source.Reader{}, false
}

func names(files []*format.File) string {
	s := ""
	for i, f := range files {
		if i > 0 {
			s += ", "
		}
		s += filepath.Base(f.Path)
	}
	return s
}

func phase(progress func(string, int64, int64), name string) func(done, total int64) {
	if progress == nil {
		return nil
	}
	return func(done, total int64) { progress(name, done, total) }
}

// FileDigest is Evidence.File: the SHA-256 of one raw file, or of the digests of several in the order of their own bytes,
// and their size together.
func FileDigest(files []*format.File) (digest string, size int64, err error) {
	var all []string
	for _, f := range files {
		d, n, err := f.Digest()
		if err != nil {
			return "", 0, fmt.Errorf("digest %s: %w", filepath.Base(f.Path), err)
		}
		all, size = append(all, d), size+n
	}
	if len(all) == 1 {
		return all[0], size, nil
	}
	h := sha256.New()
	for _, d := range sorted(all) {
		if _, err := io.WriteString(h, d+"\n"); err != nil {
			return "", 0, err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// delta is the comparison of one file with what the register knows.
type delta struct {
	*batch
	sink
	entry  source.Entry
	opt    Options
	res    *Result
	last   *register.Snapshot // the newest reading before this one
	parser bool               // the same file as last time, read by another parser
	past   *claim.Interval    // backfill: between the file's day and the reading after it

	subjects int64 // live records before this file
	seen     bitset
	fresh    map[[16]byte]struct{} // keys of a source that was never read: what is not here is new; nil otherwise
}

func (d *delta) run(ctx context.Context, reader source.Reader, files []*format.File) error {
	var err error
	if d.last, err = d.w.LastSnapshot(d.entry.ID); err != nil {
		return err
	}
	d.parser = d.last != nil && d.last.File == d.sink.file && d.last.Parser != reader.Parser
	if d.subjects, err = d.w.Subjects(d.entry.ID); err != nil {
		return err
	}
	if d.last == nil && d.subjects == 0 && !d.removals {
		d.fresh = map[[16]byte]struct{}{}
	}
	if err := d.read(ctx, reader, files); err != nil {
		return err
	}
	if err := d.publication(); err != nil {
		return err
	}
	if err := d.withdraw(); err != nil {
		return err
	}
	if d.res.Links, d.res.Held, err = d.link(); err != nil {
		return err
	}
	return d.close()
}

// read runs the reader beside the writer: parsing, the door and the drafts on one side, delta and store on the other.
func (d *delta) read(ctx context.Context, reader source.Reader, files []*format.File) error {
	g, ctx := errgroup.WithContext(ctx)
	items := make(chan item, queued)
	d.sink.ctx, d.sink.out = ctx, items
	d.sink.watch(files)
	g.Go(func() error {
		defer close(items)
		if err := reader.Read(ctx, files, &d.sink); err != nil {
			return fmt.Errorf("read %s: %w", d.sink.name, err)
		}
		return nil
	})
	var late []*source.RowError // broke a rule that only the writer sees; the account belongs to the reader until it ends
	g.Go(func() error {
		for it := range items {
			refused, err := d.take(it)
			if err != nil {
				return err
			}
			late = append(late, refused...)
			if d.opt.Strict && len(late) > 0 {
				return late[0]
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	for _, e := range late {
		if err := d.sink.refuse(e); err != nil {
			return err
		}
	}
	return nil
}

// publication settles the day of the file: stated by the caller, else by the file, else the day of recording.
func (d *delta) publication() error {
	day := d.opt.Published
	if day == "" {
		day = d.sink.said
	}
	today := claim.Day(d.in.Now())
	if d.res.Assumed = day == ""; d.res.Assumed {
		day = today
	}
	if day > today.AddDays(1) { // a day's grace for time zones
		return fmt.Errorf("%s, published on %s: %w", d.sink.name, day, ErrFuture)
	}
	d.snap.Published = day
	if d.last == nil {
		if d.opt.Backfill {
			return fmt.Errorf("%s was never read: there is nothing to backfill before", d.entry.ID)
		}
		return nil
	}
	switch {
	case day < d.last.Published && !d.opt.Backfill:
		return fmt.Errorf("%s was published on %s, the last snapshot of %s on %s: %w; --backfill takes it in as history",
			d.sink.name, day, d.entry.ID, d.last.Published, ErrOlder)
	case day >= d.last.Published && d.opt.Backfill:
		return fmt.Errorf("%s was published on %s, not before the last snapshot of %s (%s): it is no backfill", d.sink.name, day, d.entry.ID, d.last.Published)
	}
	return nil
}

// close writes the snapshot claim, which closes the batch.
func (d *delta) close() error {
	last, err := d.w.LastRecorded()
	if err != nil {
		return err
	}
	c := &claim.Claim{
		Kind: claim.KindSnapshot, Source: d.entry.ID, Key: claim.StatementKey(d.entry.ID, "", "snapshot"),
		Snapshot: &d.snap, Recorded: d.recorded(last), Closes: d.w.Size() - d.start,
	}
	prev, ok, err := d.w.Chain(c.Key)
	if err != nil {
		return err
	}
	if _, err := d.placeNew(c, prev, ok); err != nil {
		return err
	}
	d.res.Snapshot, d.res.Recorded = d.snap, c.Recorded
	return nil
}
