package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger/proof"
)

var (
	// ErrOwn says that a directory has the keys of a ledger: what is written there is written by them, not copied.
	ErrOwn = errors.New("the directory holds a ledger of its own, with its keys")
	// ErrOlder says that a log elsewhere shows less than was seen of it before.
	ErrOlder = errors.New("the log shows an older state than was copied before")
	// ErrForked says that a log elsewhere is not the one that was copied before: it shows two faces.
	ErrForked = errors.New("the log is not the one that was copied before")
)

// Fetch reads a public file of a log elsewhere, of limit bytes at most. An error that wraps fs.ErrNotExist says that it is not there.
type Fetch func(ctx context.Context, name string, limit int) ([]byte, error)

// Origin is where a Copy takes a log from.
type Origin struct {
	Fetch Fetch
	// Each is called with every entry that is new, in order, before the whole is known to be right. It may be nil.
	Each     func(index int64, id Hash, body []byte) error
	Progress func(done, total int64) // may be nil
}

// Copy is a ledger that is copied from elsewhere, without its keys. What Take brings is seen by readers after Commit, and only then; a
// copy that was broken off goes on where it was.
type Copy struct {
	dir   string
	log   *Reader
	lock  *os.File
	held  Checkpoint // what readers see; its zero value with the root of an empty log before the first Commit
	taken Checkpoint // what Commit lets them see
	gone  []int64    // bodies that are held and were empty in what was taken
}

// IsCopy reports whether dir holds a ledger without the keys to write it.
func IsCopy(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, logDir))
	_, errKeys := os.Stat(filepath.Join(dir, keysDir))
	return err == nil && errors.Is(errKeys, fs.ErrNotExist)
}

// KeptKey is the verifier key in the directory of a ledger; empty if there is none yet.
func KeptKey(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, vkeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the log's public key: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// OpenCopy opens a copy in dir of the log with that key, making the directory if there is none. It takes the lock of the directory.
func OpenCopy(dir, vkey string) (_ *Copy, err error) {
	if _, err := os.Stat(filepath.Join(dir, keysDir)); err == nil {
		return nil, fmt.Errorf("copying into %s: %w", dir, ErrOwn)
	}
	kept, err := KeptKey(dir)
	if err != nil {
		return nil, err
	}
	if kept != "" && kept != vkey {
		return nil, fmt.Errorf("copying into %s: it holds the log with key %s: %w", dir, kept, ErrForked)
	}
	if err := durable.MkdirAll(filepath.Join(dir, logDir), 0o755); err != nil {
		return nil, err
	}
	c := &Copy{dir: dir, log: newReader(dir, vkey)}
	if c.lock, err = takeLock(dir); err != nil {
		return nil, err
	}
	c.held, err = c.log.Head()
	if errors.Is(err, fs.ErrNotExist) {
		c.held, err = Checkpoint{Root: proof.EmptyRoot()}, nil
	}
	if err != nil {
		return nil, errors.Join(err, c.lock.Close())
	}
	c.taken = c.held
	return c, nil
}

// Close gives up the lock. What was taken and not committed stays for another Take, which checks it again.
func (c *Copy) Close() error { return c.lock.Close() }

// Held is the checkpoint that readers see; of size 0 before the first.
func (c *Copy) Held() Checkpoint { return c.held }

// Reader reads the copy as far as it was taken.
func (c *Copy) Reader() *Reader { return c.log.At(c.taken) }

// Take brings what the copy lacks up to a checkpoint, whose signature is checked already. It checks that bodies have their ids, that the
// entries give the root, and that the log goes on from what is held. An error leaves what is held as it was.
func (c *Copy) Take(ctx context.Context, cp Checkpoint, from Origin) error {
	switch {
	case cp.Size < c.held.Size:
		return fmt.Errorf("%w: %d entries, not %d", ErrOlder, cp.Size, c.held.Size)
	case cp.Size == c.held.Size && cp.Root != c.held.Root:
		return fmt.Errorf("%w: at %d entries it had root %x, and now it has %x", ErrForked, cp.Size, c.held.Root, cp.Root)
	case cp.Size == c.held.Size:
		c.taken = cp
		return nil
	}
	resumed, err := c.begin(cp)
	if err != nil {
		return err
	}
	err = c.run(ctx, cp, from)
	if resumed && (errors.Is(err, ErrDamaged) || errors.Is(err, ErrForked)) { // what was left may be another log's
		if err := c.discard(func(resource) bool { return true }); err != nil {
			return err
		}
		err = c.run(ctx, cp, from)
	}
	if err == nil {
		c.taken = cp
	}
	return err
}

// begin marks what lies beyond the checkpoint as being on its way, as a writer does, and takes away what an attempt at another size left.
func (c *Copy) begin(cp Checkpoint) (resumed bool, err error) {
	m, err := readMarker(c.dir)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return false, err
	}
	next := marker{Start: c.held.Size, Count: cp.Size - c.held.Size, Root: hexHash(cp.Root)}
	if err == nil && m != nil && *m == next {
		return true, nil
	}
	if m != nil || err != nil {
		err := c.discard(func(t resource) bool { return t.width < tileWidth || t.width > widthAt(t.level, t.n, cp.Size) })
		if err != nil {
			return false, err
		}
	}
	return m != nil, writeJSON(filepath.Join(c.dir, pendingFile), next)
}

func (c *Copy) run(ctx context.Context, cp Checkpoint, from Origin) error {
	c.gone = nil
	t, err := c.open(cp, from)
	if err != nil {
		return err
	}
	for n := c.held.Size / tileWidth; n*tileWidth < cp.Size; n++ {
		if err := t.bundle(ctx, n); err != nil {
			return err
		}
		if from.Progress != nil {
			from.Progress(min((n+1)*tileWidth, cp.Size)-c.held.Size, cp.Size-c.held.Size)
		}
	}
	return t.finish()
}

// Empty takes bodies out of every file of the copy: what was taken says that they were removed. Their bundles are asked for once more, and
// what is empty there is emptied here too.
func (c *Copy) Empty(ctx context.Context, indices []int64, from Origin) error {
	asked := map[int64]bool{}
	for _, index := range indices {
		if index < 0 || index >= c.taken.Size {
			return fmt.Errorf("%w: a removal of the body at index %d: %w", ErrDamaged, index, ErrRange)
		}
		if n := index / tileWidth; !asked[n] {
			asked[n] = true
			if err := c.again(ctx, n, from); err != nil {
				return err
			}
		}
		if err := blankBody(c.log.root, index); err != nil {
			return err
		}
	}
	return nil
}

func (c *Copy) again(ctx context.Context, n int64, from Origin) error {
	ids, err := c.log.readEntries(n, c.taken.Size)
	if err != nil {
		return err
	}
	b, err := fetchBodies(ctx, from.Fetch, n, ids)
	if err != nil {
		return err
	}
	for i := range b.lines {
		if b.lines[i] == nil {
			if err := blankBody(c.log.root, n*tileWidth+int64(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Commit lets readers see what was taken.
func (c *Copy) Commit() error {
	if err := publishVKey(c.dir, c.log.vkey); err != nil {
		return err
	}
	for _, index := range c.gone {
		if err := blankBody(c.log.root, index); err != nil {
			return err
		}
	}
	c.gone = nil
	if !bytes.Equal(c.taken.Note, c.held.Note) {
		if err := durable.WriteFile(filepath.Join(c.log.root, checkpointPath), c.taken.Note, 0o644); err != nil {
			return err
		}
	}
	if err := durable.RemoveFile(filepath.Join(c.dir, pendingFile)); err != nil {
		return err
	}
	before := c.held.Size
	c.held = c.taken
	return removePartials(c.log.root, before, c.held.Size)
}

// Discard takes away what was taken and not committed.
func (c *Copy) Discard() error {
	if err := c.discard(func(resource) bool { return true }); err != nil {
		return err
	}
	c.taken, c.gone = c.held, nil
	return durable.RemoveFile(filepath.Join(c.dir, pendingFile))
}

// discard deletes those files beyond what is held that gone tells of.
func (c *Copy) discard(gone func(resource) bool) error {
	dirs := map[string]bool{}
	err := filepath.WalkDir(c.log.root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		t, ok := parseResource(filepath.ToSlash(strings.TrimPrefix(name, c.log.root+string(filepath.Separator))))
		if !durable.IsTemp(name) && (!ok || t.width <= widthAt(t.level, t.n, c.held.Size) || !gone(t)) {
			return nil
		}
		dirs[filepath.Dir(name)] = true
		return os.Remove(name)
	})
	if err != nil {
		return fmt.Errorf("discarding what was copied: %w", err)
	}
	return syncDirs(dirs)
}
