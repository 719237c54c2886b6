package register

import (
	"context"
	"errors"
	"fmt"
	"os"

	"probity.example/probity/internal/claim"
)

// Log is the part of the ledger that a rebuild reads.
type Log interface {
	Bodies
	// Scan calls each for every entry in [from, to), in order. body is empty where it was removed.
	Scan(ctx context.Context, from, to int64, each func(index int64, id [32]byte, body []byte) error) error
}

// CatchUp folds what the log holds beyond the store, up to size, which is a batch end, under its signed checkpoint.
// After a crash between the log and the store it brings the two together.
func (r *Register) CatchUp(ctx context.Context, log Log, size int64, head []byte, progress func(done, total int64)) error {
	w, err := r.Begin(ctx)
	if err != nil {
		return err
	}
	from := w.Size()
	if from > size {
		return errors.Join(fmt.Errorf("the store has folded %d claims, the log holds %d: the log is not the one the store was made from", from, size), w.Rollback())
	}
	err = log.Scan(ctx, from, size, func(index int64, id [32]byte, body []byte) error {
		if progress != nil {
			progress(index+1-from, size-from)
		}
		if len(body) == 0 {
			return w.Fold(id, nil, nil)
		}
		c, err := claim.Parse(body)
		if err != nil {
			return fmt.Errorf("claim %d: %w", index, err)
		}
		content, err := ContentHash(c)
		if err != nil {
			return fmt.Errorf("claim %d: %w", index, err)
		}
		return w.Fold(id, c, content)
	})
	if err != nil {
		return errors.Join(err, w.Rollback())
	}
	return w.Commit(head)
}

// Rebuild makes the store in file anew from the log. The old store stays in place until the new one is whole.
func Rebuild(ctx context.Context, file string, log Log, size int64, head []byte, progress func(done, total int64)) error {
	fresh := file + ".new"
	if err := RemoveStore(fresh); err != nil {
		return err
	}
	r, err := Open(ctx, fresh, log, false)
	if err != nil {
		return err
	}
	if err := errors.Join(r.CatchUp(ctx, log, size, head, progress), r.Close()); err != nil {
		return errors.Join(fmt.Errorf("rebuild the register: %w", err), RemoveStore(fresh))
	}
	if err := RemoveStore(file); err != nil {
		return err
	}
	if err := os.Rename(fresh, file); err != nil {
		return fmt.Errorf("rebuild the register: %w", err)
	}
	return nil
}

// RemoveStore deletes a store and what SQLite keeps beside it.
func RemoveStore(file string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(file + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove the old store: %w", err)
		}
	}
	return nil
}
