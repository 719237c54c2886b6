package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/ledger/proof"
)

// entryLog is what the ledger needs of a log engine.
type entryLog interface {
	// size is the number of entries that are durably in the log's tree, published or not.
	size(ctx context.Context) (int64, error)
	// append adds the entries from index from up to want.Size in order, reading them from next, and publishes want as the
	// signed checkpoint. It must publish nothing else. A cancelled ctx stops it between chunks of entries.
	append(ctx context.Context, from int64, want proof.Checkpoint, next func() (proof.Hash, error), progress func(index int64)) error
}

const (
	// appendChunk is how many entries go to Tessera at a time; chunks end at multiples of it, so that full tiles are
	// written once.
	appendChunk = 16384
	// never stands for an interval that does not pass.
	never = time.Duration(math.MaxInt64)
	// publishInterval is the least that Tessera's POSIX driver allows between two checkpoints.
	publishInterval = 100 * time.Millisecond
	publishPoll     = 2 * time.Millisecond
	// publishTimeout is how long a checkpoint may take once all entries are in the tree.
	publishTimeout = time.Minute
)

// tesseraLog runs Tessera's POSIX driver so that it can neither reorder nor sign too early.
//
// Order: Tessera flushes its queue when it is full or when it is old, from different goroutines, so that an age flush can be
// overtaken; and after a failed flush it goes on with the next. Hence the age never comes, the queue is made exactly as
// long as the chunk it will get, and the next chunk waits for the last.
//
// Signing: Tessera publishes on its own clock. Its signer refuses every text but the checkpoint that the ledger computed.
type tesseraLog struct {
	dir    string // the log's directory
	signer note.Signer
	chunk  int64 // entries given to Tessera at a time
}

// appender is one life of a Tessera appender.
type appender struct {
	add     tessera.AddFn
	reader  tessera.LogReader
	refused chan string
	stop    context.CancelFunc
}

// open starts an appender that flushes after exactly chunk entries. It publishes want, or nothing if want is nil.
func (t *tesseraLog) open(ctx context.Context, chunk int64, want *proof.Checkpoint) (*appender, error) {
	if err := redirectKlog(); err != nil {
		return nil, fmt.Errorf("redirecting klog: %w", err)
	}
	guard := &guardedSigner{Signer: t.signer, want: want, refused: make(chan string, 1)}
	interval := never
	if want != nil {
		interval = publishInterval
	}
	driver, err := posix.New(ctx, posix.Config{Path: t.dir})
	if err != nil {
		return nil, fmt.Errorf("opening the log: %w", err)
	}
	opts := tessera.NewAppendOptions().
		WithCheckpointSigner(guard).
		WithBatching(uint(chunk), never).
		WithCheckpointInterval(interval).
		WithCheckpointRepublishInterval(0).
		WithGarbageCollectionInterval(0)
	// Waiting for an entry cannot be broken off, so that the appender must outlive a cancelled ctx.
	actx, stop := context.WithCancel(context.WithoutCancel(ctx))
	a, _, reader, err := tessera.NewAppender(actx, driver, opts)
	if err != nil {
		stop()
		return nil, fmt.Errorf("opening the log: %w", err)
	}
	return &appender{add: a.Add, reader: reader, refused: guard.refused, stop: stop}, nil
}

func (t *tesseraLog) size(ctx context.Context) (int64, error) {
	a, err := t.open(ctx, 1, nil)
	if err != nil {
		return 0, err
	}
	defer a.stop()
	size, err := a.reader.IntegratedSize(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading the size of the log: %w", err)
	}
	return int64(size), nil
}

func (t *tesseraLog) append(ctx context.Context, from int64, want proof.Checkpoint, next func() (proof.Hash, error), progress func(int64)) error {
	var a *appender
	var opened int64 // the chunk size that a was opened with
	defer func() {
		if a != nil {
			a.stop()
		}
	}()
	for at := from; at < want.Size || a == nil; {
		if err := ctx.Err(); err != nil {
			return err
		}
		end := min(want.Size, (at/t.chunk+1)*t.chunk)
		if last := end == want.Size; a == nil || last || end-at != opened {
			if a != nil {
				a.stop()
			}
			var publish *proof.Checkpoint
			if last {
				publish = &want
			}
			var err error
			opened = end - at
			if a, err = t.open(ctx, max(1, opened), publish); err != nil {
				return err
			}
		}
		if err := a.addChunk(ctx, at, end, next); err != nil {
			return err
		}
		at = end
		progress(at)
	}
	return t.awaitPublication(ctx, a, want)
}

// addChunk puts the entries [at, end) in the log and returns when they are durably in its tree.
func (a *appender) addChunk(ctx context.Context, at, end int64, next func() (proof.Hash, error)) error {
	entries := make([]*tessera.Entry, 0, end-at)
	for len(entries) < cap(entries) {
		id, err := next()
		if err != nil {
			return err
		}
		entries = append(entries, tessera.NewEntry(id[:]))
	}
	futures := make([]tessera.IndexFuture, len(entries))
	for i, e := range entries {
		futures[i] = a.add(ctx, e)
	}
	var failed error
	for i, f := range futures {
		got, err := f()
		if err == nil && got.Index != uint64(at)+uint64(i) {
			err = fmt.Errorf("the log put it at %d", got.Index)
		}
		if err != nil && failed == nil {
			failed = fmt.Errorf("appending entry %d: %w", at+int64(i), err)
		}
	}
	return failed
}

// awaitPublication returns when want is the published checkpoint.
func (t *tesseraLog) awaitPublication(ctx context.Context, a *appender, want proof.Checkpoint) error {
	ctx, cancel := context.WithTimeoutCause(ctx, publishTimeout, errors.New("the checkpoint did not appear"))
	defer cancel()
	tick := time.NewTicker(publishPoll)
	defer tick.Stop()
	for {
		// A checkpoint that cannot be read is retried: Tessera may be about to write the first one.
		raw, err := os.ReadFile(filepath.Join(t.dir, checkpointPath))
		if err == nil && len(raw) > len(want.Text()) && string(raw[:len(want.Text())]) == want.Text() {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the checkpoint at %d entries: %w", want.Size, context.Cause(ctx))
		case text := <-a.refused:
			return fmt.Errorf("%w: the log would sign %q, its entries give %q", ErrDamaged, text, want.Text())
		case <-tick.C:
		}
	}
}

// errNotTheEnd is what guardedSigner says to Tessera; Tessera then logs it and tries again later.
var errNotTheEnd = errors.New("this is not the end of a batch")

// guardedSigner signs the text of one checkpoint and no other.
type guardedSigner struct {
	note.Signer
	want    *proof.Checkpoint // nil: sign nothing
	refused chan string       // gets a text of the wanted size with another root
}

func (g *guardedSigner) Sign(msg []byte) ([]byte, error) {
	if g.want == nil {
		return nil, errNotTheEnd
	}
	if string(msg) == g.want.Text() {
		return g.Signer.Sign(msg)
	}
	if cp, err := proof.ParseText(string(msg)); err != nil || cp.Size == g.want.Size {
		select {
		case g.refused <- string(msg):
		default:
		}
	}
	return nil, errNotTheEnd
}
