package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"probity.example/probity/internal/ledger/proof"
)

// Hash is a SHA-256 value: the id of a claim, a node of the log's tree, or its root.
type Hash = proof.Hash

// Checkpoint is the state of the log at the end of a batch, as its key signed it.
type Checkpoint = proof.Checkpoint

var (
	// ErrRemoved says that the body asked for was removed from the log; its id is still in it.
	ErrRemoved = errors.New("the body was removed")
	// ErrDamaged says that files of the log contradict each other or are not in their format.
	ErrDamaged = errors.New("the log is damaged")
	// ErrRange says that an index or a size lies beyond the end of the log.
	ErrRange = errors.New("beyond the end of the log")
)

// Reader reads a ledger. It needs no lock, writes nothing, and follows a writer in another process: each call sees the log
// up to the last complete batch. Its methods may be called at the same time from several goroutines.
type Reader struct {
	root string // the log's directory
	vkey string
	// fixed is the checkpoint up to which all is read; nil for the log's own, which a writer may replace.
	fixed *Checkpoint

	mu    sync.Mutex
	head  Checkpoint
	tiles cache
}

// OpenReader opens the ledger in dir for reading. It needs the log and its public key, not the secret keys.
func OpenReader(dir string) (*Reader, error) {
	vkey, err := os.ReadFile(filepath.Join(dir, vkeyFile))
	if err != nil {
		return nil, fmt.Errorf("opening the ledger in %s: %w", dir, err)
	}
	r := newReader(dir, strings.TrimSpace(string(vkey)))
	if _, err := r.Head(); err != nil {
		return nil, fmt.Errorf("opening the ledger in %s: %w", dir, err)
	}
	return r, nil
}

func newReader(dir, vkey string) *Reader {
	return &Reader{root: filepath.Join(dir, logDir), vkey: vkey}
}

// VKey returns the public key of the log in C2SP signed-note form: "<origin>+<key id>+<key>".
func (r *Reader) VKey() string { return r.vkey }

// At returns a reader of the same log that sees it as it was at a checkpoint, whose files must be there.
func (r *Reader) At(cp Checkpoint) *Reader { return &Reader{root: r.root, vkey: r.vkey, fixed: &cp} }

// Head returns the checkpoint at the end of the last complete batch.
func (r *Reader) Head() (Checkpoint, error) {
	if r.fixed != nil {
		return *r.fixed, nil
	}
	raw, err := os.ReadFile(filepath.Join(r.root, checkpointPath))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("reading the checkpoint: %w", err)
	}
	r.mu.Lock()
	head := r.head
	r.mu.Unlock()
	if bytes.Equal(head.Note, raw) {
		return head, nil
	}
	head, err = proof.VerifyCheckpoint(raw, r.vkey)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %s: %w", ErrDamaged, filepath.Join(r.root, checkpointPath), err)
	}
	r.mu.Lock()
	r.head = head
	r.mu.Unlock()
	return head, nil
}

// EntryID returns the entry at index: the id of the claim there.
func (r *Reader) EntryID(index int64) (Hash, error) {
	head, err := r.headOver(index)
	if err != nil {
		return Hash{}, err
	}
	ids, err := r.entries(index/tileWidth, head.Size)
	if err != nil {
		return Hash{}, err
	}
	return ids[index%tileWidth], nil
}

// Body returns the body of the claim at index, after checking that its SHA-256 is the entry. It returns ErrRemoved if the
// body was removed. The caller must not change the bytes.
func (r *Reader) Body(index int64) ([]byte, error) {
	head, err := r.headOver(index)
	if err != nil {
		return nil, err
	}
	n := index / tileWidth
	ids, err := r.entries(n, head.Size)
	if err != nil {
		return nil, err
	}
	b, err := readBundle(r.root, n, widthAt(0, n, head.Size))
	if err != nil {
		return nil, err
	}
	body := b.lines[index%tileWidth]
	if len(body) == 0 {
		return nil, fmt.Errorf("reading the body at index %d: %w", index, ErrRemoved)
	}
	return bytes.Clone(body), b.check(index, ids[index%tileWidth])
}

// Bodies calls fn for every index from from up to, not including, to, in order, with its entry and its body, which is nil
// if it was removed. It checks each body against its entry, and stops at the first error and when ctx is done. The caller
// must not change the bytes; they stay valid.
func (r *Reader) Bodies(ctx context.Context, from, to int64, fn func(index int64, id Hash, body []byte) error) error {
	head, err := r.Head()
	if err != nil {
		return err
	}
	if from < 0 || to < from || to > head.Size {
		return fmt.Errorf("reading bodies %d to %d of %d: %w", from, to, head.Size, ErrRange)
	}
	for n := from / tileWidth; n*tileWidth < to; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		ids, err := r.readEntries(n, head.Size)
		if err != nil {
			return err
		}
		b, err := readBundle(r.root, n, widthAt(0, n, head.Size))
		if err != nil {
			return err
		}
		for index := max(from, n*tileWidth); index < min(to, (n+1)*tileWidth); index++ {
			if err := b.check(index, ids[index%tileWidth]); err != nil {
				return err
			}
			if err := fn(index, ids[index%tileWidth], b.lines[index%tileWidth]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Reader) headOver(index int64) (Checkpoint, error) {
	head, err := r.Head()
	if err != nil {
		return Checkpoint{}, err
	}
	if index < 0 || index >= head.Size {
		return Checkpoint{}, fmt.Errorf("index %d in a log of %d entries: %w", index, head.Size, ErrRange)
	}
	return head, nil
}

// entries returns the ids in entry bundle n of a log of that size, through the cache.
func (r *Reader) entries(n, size int64) ([]Hash, error) {
	key := tileKey{level: -1, n: n, width: widthAt(0, n, size)}
	if ids, ok := r.cached(key); ok {
		return ids, nil
	}
	ids, err := r.readEntries(n, size)
	if err == nil {
		r.keep(key, ids)
	}
	return ids, err
}

// entrySize is the length of an entry in an entry bundle: a length of two bytes, and the id.
const entrySize = 2 + sha256.Size

func (r *Reader) readEntries(n, size int64) ([]Hash, error) {
	width := widthAt(0, n, size)
	data, name, got, err := readTileFile(r.root, entriesPrefix, n, width)
	if err != nil {
		return nil, err
	}
	if len(data) != got*entrySize {
		return nil, fmt.Errorf("%w: %s has %d bytes, not %d", ErrDamaged, filepath.Join(r.root, name), len(data), got*entrySize)
	}
	return parseEntries(filepath.Join(r.root, name), n, data[:width*entrySize])
}

// parseEntries reads the entries of bundle n.
func parseEntries(name string, n int64, data []byte) ([]Hash, error) {
	ids := make([]Hash, len(data)/entrySize)
	for i := range ids {
		e := data[i*entrySize : (i+1)*entrySize]
		if e[0] != 0 || e[1] != sha256.Size {
			return nil, fmt.Errorf("%w: %s: entry %d is not %d bytes long", ErrDamaged, name, n*tileWidth+int64(i), sha256.Size)
		}
		ids[i] = Hash(e[2:])
	}
	return ids, nil
}
