package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger/proof"
)

var (
	// ErrLocked says that another process writes to the ledger.
	ErrLocked = errors.New("another process has the ledger open for writing")
	// ErrUnfinished says that a batch is durable but not yet in the log: the next Begin or Open puts it there.
	ErrUnfinished = errors.New("the batch is kept and will be finished at the next start")
	// ErrBatchOpen says that a batch is open and must be committed or aborted first.
	ErrBatchOpen = errors.New("a batch is open")
)

// Options of Open.
type Options struct {
	// Origin names a new log and its key, like "probity.local/1a2b3c4d": without blanks and plus signs, and never to be
	// changed. Where the log exists, it must be its name or empty.
	Origin string
	// KeyOf is the directory of another ledger whose key signs for this one too, under the name Origin; empty for a key of its own.
	KeyOf string
}

// Ledger is a ledger opened for writing, and for reading by its Reader. Its own methods are for one goroutine at a time.
type Ledger struct {
	*Reader
	dir  string
	lock *os.File
	keys keys
	log  entryLog

	mu     sync.Mutex
	batch  *Batch  // the open batch
	marked *marker // a durable batch that is not wholly in the log
	broken error   // set when only a new Open can tell what is on the disk

	hook func(step string) error // for tests: called at each step of a commit and a removal; an error stops there
}

// Open opens the ledger in dir for writing, creating it with new keys if there is none. It takes the lock of the
// directory, finishes a batch that was durable when the last writer stopped, and discards one that was not.
func Open(ctx context.Context, dir string, opts Options) (_ *Ledger, err error) {
	if err := redirectKlog(); err != nil {
		return nil, fmt.Errorf("redirecting klog: %w", err)
	}
	if err := durable.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	lock, err := takeLock(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, lock.Close())
		}
	}()
	keys, err := loadKeys(dir, opts)
	if err != nil {
		return nil, err
	}
	if err := publishVKey(dir, keys.vkey); err != nil {
		return nil, err
	}
	l := &Ledger{
		Reader: newReader(dir, keys.vkey), dir: dir, lock: lock, keys: keys,
		log:  &tesseraLog{dir: filepath.Join(dir, logDir), signer: keys.signer, chunk: appendChunk},
		hook: func(string) error { return nil },
	}
	if err := l.start(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// start makes the log if there is none, and repairs what a crash left.
func (l *Ledger) start(ctx context.Context) error {
	_, err := os.Stat(filepath.Join(l.root, checkpointPath))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		empty := proof.Checkpoint{Origin: l.Origin(), Root: proof.EmptyRoot()}
		if err := l.log.append(ctx, 0, empty, nil, func(int64) {}); err != nil {
			return fmt.Errorf("creating the log in %s: %w", l.root, err)
		}
	case err != nil:
		return fmt.Errorf("opening the log in %s: %w", l.root, err)
	}
	if err := l.recover(ctx); err != nil {
		return fmt.Errorf("opening the ledger in %s: %w", l.dir, err)
	}
	if err := l.finishRemoval(); err != nil {
		return err
	}
	return removeTemps(l.dir, filepath.Join(l.dir, keysDir))
}

// removeTemps deletes what interrupted writes left in the directories; discardBodies does so among the bodies.
func removeTemps(dirs ...string) error {
	for _, dir := range dirs {
		names, err := filepath.Glob(filepath.Join(dir, durable.TempPrefix+"*"))
		if err != nil {
			return fmt.Errorf("looking for temporary files: %w", err)
		}
		for _, name := range names {
			if err := durable.RemoveFile(name); err != nil {
				return err
			}
		}
	}
	return nil
}

func takeLock(dir string) (*os.File, error) {
	return lockWith(dir, os.O_CREATE|os.O_RDWR, syscall.LOCK_EX)
}

func lockWith(dir string, flags, how int) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), flags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the ledger in %s: %w", dir, err)
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = ErrLocked
		}
		return nil, errors.Join(fmt.Errorf("locking the ledger in %s: %w", dir, err), f.Close())
	}
	return f, nil
}

// Close aborts an open batch and gives up the lock.
func (l *Ledger) Close() error {
	l.mu.Lock()
	b := l.batch
	l.mu.Unlock()
	var err error
	if b != nil {
		err = b.Abort()
	}
	return errors.Join(err, l.lock.Close())
}

// Origin returns the name of the log.
func (l *Ledger) Origin() string { return l.keys.signer.Name() }

// Salt returns the secret from which the salts of claims are derived: 32 bytes.
func (l *Ledger) Salt() []byte { return append([]byte(nil), l.keys.salt...) }

// Sign signs a text with the log's key as a C2SP signed note. The text must end in a newline. A text whose first line is the
// name of the log is refused, since it could be taken for a checkpoint.
func (l *Ledger) Sign(text string) ([]byte, error) {
	return (&Signer{l.keys.signer}).Sign(text)
}

// Remove takes the body at index out of the ledger for good, in every file that holds it; its entry stays. To remove a body
// that is gone already is no error. It survives a crash: once begun, it is finished by the next Open.
func (l *Ledger) Remove(index int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.idle(); err != nil {
		return fmt.Errorf("removing the body at index %d: %w", index, err)
	}
	if _, err := l.headOver(index); err != nil {
		return fmt.Errorf("removing a body: %w", err)
	}
	if err := writeJSON(filepath.Join(l.dir, removingFile), removal{Index: index}); err != nil {
		return fmt.Errorf("removing the body at index %d: %w", index, err)
	}
	if err := l.hook("removing"); err != nil {
		return err
	}
	return l.finishRemoval()
}

// removal is the content of removingFile.
type removal struct {
	Index int64 `json:"index"`
}

// finishRemoval does what removingFile says, and deletes it.
func (l *Ledger) finishRemoval() error {
	var r removal
	name := filepath.Join(l.dir, removingFile)
	if ok, err := readJSON(name, &r); err != nil || !ok {
		return err
	}
	if err := blankBody(l.root, r.Index); err != nil {
		return err
	}
	if err := l.hook("blanked"); err != nil {
		return err
	}
	return durable.RemoveFile(name)
}

// idle returns why nothing may be begun now, or nil.
func (l *Ledger) idle() error {
	switch {
	case l.broken != nil:
		return l.broken
	case l.batch != nil:
		return ErrBatchOpen
	case l.marked != nil:
		return ErrUnfinished
	}
	return nil
}
