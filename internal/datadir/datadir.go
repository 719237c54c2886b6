// Package datadir opens a data directory as a whole: the ledger, the register folded from it, and intake. It brings the
// two together after a crash.
//
// What never lives here: commands and faces; anything that decides about a claim.
package datadir

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/register"
)

// StoreFile is the name of the register's store in a data directory.
const StoreFile = "register.db"

// ErrMirror says that a directory is a mirror: only the register that it is of can write.
var ErrMirror = errors.New("this is a mirror, without the keys to write")

// ErrNone says that a directory holds no register.
var ErrNone = errors.New("no register here")

// Progress reports long work; total is 0 where it is not known.
type Progress func(phase string, done, total int64)

// Reader is a data directory opened for reading; any number may be open beside one Writer.
type Reader struct {
	Log      *ledger.Reader
	Register *register.Register
	Epochs   *epoch.View
	dir      string
}

// OpenReader opens the register in dir for reading.
func OpenReader(ctx context.Context, dir string) (*Reader, error) {
	if !Exists(dir) {
		return nil, fmt.Errorf("%s: %w; `probity init` makes one, `probity demo` shows one", dir, ErrNone)
	}
	log, err := ledger.OpenReader(dir)
	if err != nil {
		return nil, err
	}
	reg, err := register.Open(ctx, filepath.Join(dir, StoreFile), bodies{log}, true)
	if err != nil {
		return nil, err
	}
	r := &Reader{Log: log, Register: reg, Epochs: epoch.OpenView(dir, log, claims), dir: dir}
	reg.ShowOnly(r.published)
	return r, nil
}

// published is the number of claims in the last published epoch.
func (r *Reader) published() (int64, error) {
	_, e, err := r.Epochs.Published()
	if errors.Is(err, epoch.ErrNone) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return e.Log.Size, nil
}

// Close closes the store.
func (r *Reader) Close() error { return r.Register.Close() }

// Exists reports whether dir holds a register.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "log"))
	return err == nil
}

// Writer is a data directory opened for writing, by the one process that may.
type Writer struct {
	Log      *ledger.Ledger
	Register *register.Register
	Intake   *intake.Intake
	Epochs   *epoch.Keeper
	dir      string

	unpublished error
}

// Config says how a data directory is opened for writing.
type Config struct {
	Dir      string
	Origin   string // name of a new log; the name it has if empty
	Now      func() time.Time
	Progress Progress // may be nil
	// Told is called with every witness that did not cosign what is published, and why; may be nil.
	Told func(witness string, err error)
}

// OpenWriter opens the register, finishes what a crash left unfinished, and makes a new one where there is none. A store of
// another version, or none, is rebuilt from the log.
func OpenWriter(ctx context.Context, cfg Config) (*Writer, error) {
	if Mirrored(cfg.Dir) {
		return nil, fmt.Errorf("%s: %w", cfg.Dir, ErrMirror)
	}
	log, err := ledger.Open(ctx, cfg.Dir, ledger.Options{Origin: cfg.Origin})
	if err != nil {
		return nil, err
	}
	w := &Writer{Log: log, dir: cfg.Dir}
	if err := w.open(ctx, cfg); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func (w *Writer) open(ctx context.Context, cfg Config) error {
	file := filepath.Join(cfg.Dir, StoreFile)
	reg, err := register.Open(ctx, file, bodies{w.Log.Reader}, false)
	if errors.Is(err, register.ErrVersion) {
		if err := rebuildFrom(ctx, cfg, w.Log.Reader); err != nil {
			return err
		}
		reg, err = register.Open(ctx, file, bodies{w.Log.Reader}, false)
	}
	if err != nil {
		return err
	}
	w.Register = reg
	salter, err := claim.NewSalter(w.Log.Salt())
	if err != nil {
		return err
	}
	w.Intake = &intake.Intake{Log: w.Log, Register: reg, Salter: salter, Now: cfg.Now}
	head, err := w.Log.Head()
	if err != nil {
		return err
	}
	state, err := reg.State(ctx)
	if err != nil {
		return err
	}
	if state.Size != head.Size {
		if err := reg.CatchUp(ctx, bodies{w.Log.Reader}, head.Size, head.Note, cfg.phase("catching up")); err != nil {
			return err
		}
	}
	if err := w.Intake.EnsureRemoved(ctx); err != nil {
		return err
	}
	publish, err := cfg.witnesses()
	if err != nil {
		return err
	}
	w.Epochs, err = epoch.Open(ctx, epoch.Config{Dir: cfg.Dir, Log: w.Log, Reader: claims, Progress: cfg.phase("mapping"), Publish: publish})
	if err != nil {
		return err
	}
	w.Intake.Publish = w.Epochs.Advance
	return w.publish(ctx)
}

// View reads what the writer has published.
func (w *Writer) View() *epoch.View { return epoch.OpenView(w.dir, w.Log.Reader, claims) }

// Rebuild makes the store of the register in cfg.Dir anew from its log. A mirror's too: it needs no keys.
func Rebuild(ctx context.Context, cfg Config) error {
	if Mirrored(cfg.Dir) {
		return withCopy(cfg.Dir, func(log *ledger.Reader) error { return rebuildFrom(ctx, cfg, log) })
	}
	log, err := ledger.Open(ctx, cfg.Dir, ledger.Options{})
	if err != nil {
		return err
	}
	return errors.Join(rebuildFrom(ctx, cfg, log.Reader), log.Close())
}

func (cfg Config) phase(name string) func(done, total int64) { return phase(cfg.Progress, name) }

func phase(p Progress, name string) func(done, total int64) {
	if p == nil {
		return nil
	}
	return func(done, total int64) { p(name, done, total) }
}

// Close closes store and log.
func (w *Writer) Close() error {
	var err error
	if w.Epochs != nil {
		err = w.Epochs.Close()
	}
	if w.Register != nil {
		err = errors.Join(err, w.Register.Close())
	}
	return errors.Join(err, w.Log.Close())
}

// bodies gives the register the ledger's bodies; it knows a removed one by its emptiness.
type bodies struct{ log *ledger.Reader }

func (b bodies) Body(index int64) ([]byte, error) {
	body, err := b.log.Body(index)
	if errors.Is(err, ledger.ErrRemoved) {
		return nil, nil
	}
	return body, err
}

func (b bodies) Scan(ctx context.Context, from, to int64, each func(index int64, id [32]byte, body []byte) error) error {
	return b.log.Bodies(ctx, from, to, each)
}
