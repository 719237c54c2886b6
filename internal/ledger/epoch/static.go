package epoch

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
)

// Static returns the public files of a register as they are published: those of the claim log, and those of the epoch log with
// PublishedFile beside them. Nothing is in them that the last published epoch does not cover. Before the first epoch the claim log has what
// its own checkpoint covers, and of epochs there is nothing.
func (v *View) Static() (log, epochs fs.FS) {
	e := &edge{view: v}
	return v.log.StaticAt(e.log), epochFiles{e}
}

// PublishedFile is the name under which what is published is public, beside the files of the epoch log.
const PublishedFile = publishedFile

// edge is how far the public files reach. It reads what is published again whenever it was replaced.
type edge struct {
	view *View

	mu            sync.Mutex
	raw           []byte
	claims, epoch proof.Checkpoint
}

func (e *edge) read() (raw []byte, claims, epochs proof.Checkpoint, err error) {
	if raw, err = readFile(e.view.dir); err != nil {
		return nil, claims, epochs, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !bytes.Equal(raw, e.raw) {
		_, claims, epochs, err := ParsePublished(raw, e.view.log.VKey())
		if err != nil {
			return nil, claims, epochs, fmt.Errorf("%w: %s: %w", ledger.ErrDamaged, filepath.Join(e.view.dir, Dir, publishedFile), err)
		}
		e.raw, e.claims, e.epoch = raw, claims, epochs
	}
	return e.raw, e.claims, e.epoch, nil
}

func (e *edge) log() (ledger.Checkpoint, error) {
	_, cp, _, err := e.read()
	if errors.Is(err, ErrNone) {
		return e.view.log.Head()
	}
	return cp, err
}

func (e *edge) epochs() (ledger.Checkpoint, error) {
	_, _, cp, err := e.read()
	return cp, err
}

// epochFiles are the files of the epoch log, which may not be there yet.
type epochFiles struct{ *edge }

// Open implements fs.FS.
func (f epochFiles) Open(name string) (fs.File, error) {
	raw, _, _, err := f.read()
	if errors.Is(err, ErrNone) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, err
	}
	if name == PublishedFile {
		return ledger.MemFile(name, raw), nil
	}
	r, err := f.view.reading()
	if err != nil {
		return nil, err
	}
	return r.StaticAt(f.epochs).Open(name)
}
