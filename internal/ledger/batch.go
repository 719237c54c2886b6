package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/transparency-dev/merkle/compact"
	"golang.org/x/sync/errgroup"

	"probity.example/probity/internal/durable"
)

// syncsInFlight is how many body bundles are synced to the disk at the same time; the disk joins their syncs.
const syncsInFlight = 16

// Batch is a run of claims on its way into the log. Nothing of it is visible, and nothing survives a crash, before Commit.
// Its memory does not grow with its size. Its methods are for one goroutine.
type Batch struct {
	l     *Ledger
	start int64
	count int64
	tree  *compact.Range // over the log and the batch so far

	lines  bytes.Buffer // the bundle being filled
	width  int          // bodies in it
	syncs  errgroup.Group
	dirs   map[string]bool // directories with new files
	failed error           // the first error; it spoils the batch
	closed bool
}

// Begin opens a batch after first finishing one that a failed Commit left. Only one can be open.
func (l *Ledger) Begin(ctx context.Context) (*Batch, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.marked != nil && l.broken == nil {
		if err := l.finish(ctx, *l.marked, nil); err != nil {
			return nil, fmt.Errorf("finishing the last batch: %w", err)
		}
	}
	if err := l.idle(); err != nil {
		return nil, fmt.Errorf("beginning a batch: %w", err)
	}
	head, err := l.Head()
	if err != nil {
		return nil, fmt.Errorf("beginning a batch: %w", err)
	}
	b := &Batch{l: l, start: head.Size, dirs: map[string]bool{}, width: int(head.Size % tileWidth)}
	b.syncs.SetLimit(syncsInFlight)
	if b.tree, err = l.compactRange(head.Size, head.Size); err != nil {
		return nil, fmt.Errorf("beginning a batch: %w", err)
	}
	if b.width > 0 {
		old, err := readBundle(l.root, head.Size/tileWidth, b.width)
		if err != nil {
			return nil, fmt.Errorf("beginning a batch: %w", err)
		}
		for _, line := range old.lines {
			b.lines.Write(line)
			b.lines.WriteByte('\n')
		}
	}
	l.batch = b
	return b, nil
}

// Start returns the index of the batch's first entry.
func (b *Batch) Start() int64 { return b.start }

// Count returns how many bodies were added.
func (b *Batch) Count() int64 { return b.count }

// Add puts a body at the end of the batch and returns the index it will have and its id, the SHA-256 of its bytes. A body is
// 1 to MaxBody bytes without a newline; the caller keeps the slice.
func (b *Batch) Add(body []byte) (index int64, id Hash, err error) {
	switch {
	case b.closed:
		return 0, Hash{}, errors.New("adding to a batch: it is closed")
	case b.failed != nil:
		return 0, Hash{}, b.failed
	case len(body) == 0 || len(body) > MaxBody:
		return 0, Hash{}, fmt.Errorf("adding to a batch: a body has 1 to %d bytes, not %d", MaxBody, len(body))
	case bytes.IndexByte(body, '\n') >= 0:
		return 0, Hash{}, errors.New("adding to a batch: a body has no newline")
	}
	index, id = b.start+b.count, sha256.Sum256(body)
	if err := b.add(body, id); err != nil {
		b.failed = fmt.Errorf("adding to a batch: %w", err)
		return 0, Hash{}, b.failed
	}
	return index, id, nil
}

func (b *Batch) add(body []byte, id Hash) error {
	if err := appendEntry(b.tree, id); err != nil {
		return err
	}
	b.lines.Write(body)
	b.lines.WriteByte('\n')
	b.width++
	b.count++
	if b.width == tileWidth {
		return b.flush()
	}
	return nil
}

// flush writes the bundle at hand; it is synced while the next one fills.
func (b *Batch) flush() error {
	n := (b.start + b.count - 1) / tileWidth
	name := filepath.Join(b.l.root, tilePath(bodiesPrefix, n, b.width))
	dir := filepath.Dir(name)
	if !b.dirs[dir] {
		if err := durable.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		b.dirs[dir] = true
	}
	// No rename: nobody reads this name before the head covers it.
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("writing bodies: %w", err)
	}
	if _, err := f.Write(b.lines.Bytes()); err != nil {
		return errors.Join(fmt.Errorf("writing bodies: %w", err), f.Close())
	}
	b.syncs.Go(func() error { return errors.Join(f.Sync(), f.Close()) })
	b.lines.Reset()
	b.width = 0
	return nil
}

// Abort forgets the batch and removes what it wrote. After Commit, or a second time, it does nothing, so that it can be
// deferred.
func (b *Batch) Abort() error {
	l := b.l
	l.mu.Lock()
	defer l.mu.Unlock()
	if b.closed {
		return nil
	}
	b.close()
	// The bodies go whether or not they could be written.
	_ = b.syncs.Wait()
	return discardBodies(l.root, b.start)
}

func (b *Batch) close() {
	b.closed = true
	b.l.batch = nil
}

// Commit puts the batch in the log and returns the checkpoint at its end. progress, if not nil, is called with the number
// of entries done and their total. When Commit returns nil, every claim of the batch is durable and visible. An error that
// wraps ErrUnfinished says that the batch is durable and will become visible at the next Begin or Open; after any other
// error nothing of it is kept once it is aborted, or the ledger opened again.
func (b *Batch) Commit(ctx context.Context, progress func(done, total int64)) (Checkpoint, error) {
	l := b.l
	l.mu.Lock()
	defer l.mu.Unlock()
	m, err := b.prepare(ctx)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("committing a batch: %w", err)
	}
	b.close()
	// From the durable marker on, the batch is committed.
	if err := writeJSON(filepath.Join(l.dir, pendingFile), m); err != nil {
		l.broken = fmt.Errorf("the ledger must be opened again: writing %s failed: %w", pendingFile, err)
		return Checkpoint{}, fmt.Errorf("committing a batch: %w", l.broken)
	}
	l.marked = &m
	if err := l.hook("marked"); err != nil {
		return Checkpoint{}, fmt.Errorf("committing a batch: %w: %w", ErrUnfinished, err)
	}
	head, err := l.append(ctx, m, m.Start, progress)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("committing a batch: %w: %w", ErrUnfinished, err)
	}
	return head, nil
}

// prepare makes the bodies durable.
func (b *Batch) prepare(ctx context.Context) (marker, error) {
	switch {
	case b.closed:
		return marker{}, errors.New("it is closed")
	case b.failed != nil:
		return marker{}, b.failed
	case b.count == 0:
		return marker{}, errors.New("it is empty")
	case b.l.broken != nil:
		return marker{}, b.l.broken
	}
	if b.width > 0 && b.lines.Len() > 0 {
		if err := b.flush(); err != nil {
			b.failed = err
			return marker{}, err
		}
	}
	if err := errors.Join(b.syncs.Wait(), syncDirs(b.dirs), ctx.Err()); err != nil {
		b.failed = fmt.Errorf("syncing bodies: %w", err)
		return marker{}, b.failed
	}
	root, err := rootOf(b.tree)
	if err != nil {
		return marker{}, err
	}
	return marker{Start: b.start, Count: b.count, Root: hexHash(root)}, b.l.hook("bodies")
}
