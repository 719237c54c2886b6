// Package witness is a witness of a register's two logs: it cosigns a checkpoint only if the log has grown from the last one that it
// cosigned, so that nobody is shown another log than everybody else. A completeness witness cosigns only epochs whose whole step it has
// repeated from the claims: with the key function itself it finds what must stand in the map, and so refuses a register that leaves a
// claim out. docs/format-witness.md has the bytes.
//
// What never lives here: asking witnesses (package ask), and what cosignatures are (package cosign).
package witness

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/proof"
)

// Hash is a SHA-256 value.
type Hash = proof.Hash

// The files of a witness.
const (
	keyFile    = "witness.key" // of its owner alone
	vkeyFile   = "witness.vkey"
	logKeyFile = "log.vkey"
	stateFile  = "state.json"
	lockFile   = "lock"
)

// Config says what a witness witnesses.
type Config struct {
	Dir      string // what it keeps
	LogKey   string // verifier key of the register's claim log; that of the epoch log follows
	Name     string // of its key; empty: that of the key that is there, or one made up for a new one
	Complete bool   // cosign only what was checked whole
	Now      func() time.Time
}

// Witness is a witness of one register. Its methods may be called from several goroutines.
type Witness struct {
	complete bool
	now      func() time.Time
	dir      string
	lock     *os.File
	signer   *cosign.Signer
	vkeys    [2]string // of the claim log and the epoch log
	origins  [2]string

	mu    sync.Mutex
	state *state

	hook func(step string) error // for tests: an error stops there
}

// The logs of a register.
const (
	claimLog = 0
	epochLog = 1
)

// Open opens a witness, making its state and its key if there are none. Another process that has it open, another register's key, another
// kind of witness, and a key without its state are refused: a key must always say the same, and never of two views.
func Open(cfg Config) (_ *Witness, err error) {
	w := &Witness{complete: cfg.Complete, now: cfg.Now, dir: cfg.Dir, hook: func(string) error { return nil }}
	if err := w.logs(cfg.LogKey); err != nil {
		return nil, err
	}
	if err := durable.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, err
	}
	if w.lock, err = takeLock(filepath.Join(cfg.Dir, lockFile)); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.lock.Close())
		}
	}()
	if err := keep(filepath.Join(cfg.Dir, logKeyFile), cfg.LogKey); err != nil {
		return nil, fmt.Errorf("this witness is another register's: %w", err)
	}
	if err := w.load(cfg); err != nil {
		return nil, err
	}
	return w, nil
}

func (w *Witness) logs(vkey string) error {
	epochs, err := proof.EpochVKey(vkey)
	if err != nil {
		return err
	}
	w.vkeys = [2]string{vkey, epochs}
	for i, k := range w.vkeys {
		w.origins[i], _, _ = strings.Cut(k, "+")
	}
	return nil
}

// VKey is the verifier key of the witness's cosignatures.
func (w *Witness) VKey() string { return w.signer.VKey() }

// Close gives the witness up to another process.
func (w *Witness) Close() error { return w.lock.Close() }

func takeLock(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the witness: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("locking the witness: is another process using %s? %w", name, err), f.Close())
	}
	return f, nil
}

// Refusal is why a witness does not cosign.
type Refusal struct {
	Status int    // of HTTP
	Check  string // that failed, in a word
	Size   int64  // with status 409: how many entries, or epochs, it has cosigned
	Err    error
}

func (r *Refusal) Error() string { return r.Check + ": " + r.Err.Error() }
func (r *Refusal) Unwrap() error { return r.Err }

func refuse(status int, check, format string, args ...any) error {
	return &Refusal{Status: status, Check: check, Err: fmt.Errorf(format, args...)}
}

func conflict(size int64, format string, args ...any) error {
	return &Refusal{Status: 409, Check: "size", Size: size, Err: fmt.Errorf(format, args...)}
}

// cosign signs what the state says, which must be durable by then.
func (w *Witness) cosign(cp proof.Checkpoint) (string, error) {
	return w.signer.Cosign(cp.Text(), w.now())
}

// store makes a state durable and then goes on with it. The lock is held.
func (w *Witness) store(s *state) error {
	if err := w.hook("store"); err != nil {
		return err
	}
	if err := s.write(filepath.Join(w.dir, stateFile)); err != nil {
		return err
	}
	w.state = s
	return w.hook("stored")
}

// maxRequest bounds what add-checkpoint reads.
const maxRequest = 64 << 10

// readAll reads a small request.
func readAll(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxRequest+1))
	if err != nil {
		return "", fmt.Errorf("reading a request: %w", err)
	}
	if len(b) > maxRequest {
		return "", refuse(413, "format", "the request has more than %d bytes", maxRequest)
	}
	return string(b), nil
}
