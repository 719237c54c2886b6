package epoch

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
)

// Config says which register's epochs are kept.
type Config struct {
	Dir      string // the data directory
	Log      *ledger.Ledger
	Reader   Reader
	Progress Progress // may be nil
	// Publish asks witnesses before an epoch is published, and gives the checkpoints back with their cosignatures. Nil asks nobody. An
	// error leaves the old epoch published.
	Publish func(ctx context.Context, step *Step) error
}

// Step is the way from one published epoch to the next, as witnesses are shown it.
type Step struct {
	Epoch     *proof.Epoch
	Published       // what is to be published; cosignatures are added to its checkpoints
	From      int64 // epochs that were published before
}

// Keeper makes epochs: for the one process that writes.
type Keeper struct {
	cfg    Config
	epochs *ledger.Ledger
	state  *state
	last   *proof.Epoch // nil before the first
	lastID string
	dirty  int64 // claims since the map was written to a file
}

// Open opens the epochs of a register, making their log if there is none, and brings the map up to the last one.
func Open(ctx context.Context, cfg Config) (_ *Keeper, err error) {
	k := &Keeper{cfg: cfg}
	k.epochs, err = ledger.Open(ctx, filepath.Join(cfg.Dir, Dir), ledger.Options{Origin: proof.EpochOrigin(cfg.Log.Origin()), KeyOf: cfg.Dir})
	if err != nil {
		return nil, fmt.Errorf("opening the epochs: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, k.epochs.Close())
		}
	}()
	head, err := k.epochs.Head()
	if err != nil {
		return nil, err
	}
	if head.Size > 0 {
		if k.last, k.lastID, err = readEpoch(k.epochs.Reader, head.Size-1); err != nil {
			return nil, err
		}
	}
	if k.state, err = restore(ctx, cfg.Dir, cfg.Log, cfg.Reader, k.last, cfg.Progress); err != nil {
		return nil, err
	}
	return k, nil
}

// Close closes the log of epochs.
func (k *Keeper) Close() error { return k.epochs.Close() }

// Advance makes an epoch of what the log holds, if it holds more than the last one, and publishes it. It does nothing where nothing is
// new and everything is published.
func (k *Keeper) Advance(ctx context.Context) error {
	head, err := k.cfg.Log.Head()
	if err != nil {
		return err
	}
	if head.Size == 0 {
		return nil
	}
	if k.last == nil || k.last.Log.Size < head.Size {
		if err := k.append(ctx, head); err != nil {
			return err
		}
	}
	return k.publish(ctx, head)
}

// append makes the next epoch and puts it into the log of epochs.
func (k *Keeper) append(ctx context.Context, head ledger.Checkpoint) error {
	if k.state == nil { // the last attempt failed on the way
		var err error
		if k.state, err = restore(ctx, k.cfg.Dir, k.cfg.Log, k.cfg.Reader, k.last, k.cfg.Progress); err != nil {
			return err
		}
	}
	before := k.state.size
	if err := k.state.fold(ctx, k.cfg.Log, k.cfg.Reader, head.Size, k.cfg.Progress); err != nil {
		k.state = nil // half of it may be in the map
		return err
	}
	k.dirty += head.Size - before
	number := int64(0)
	if k.last != nil {
		number = k.last.Number + 1
	}
	e := k.state.epoch(k.cfg.Reader, number, k.lastID, head)
	body, err := e.Bytes()
	if err != nil {
		return err
	}
	b, err := k.epochs.Begin(ctx)
	if err != nil {
		return fmt.Errorf("adding an epoch: %w", err)
	}
	defer func() { _ = b.Abort() }()
	index, id, err := b.Add(body)
	if err != nil {
		return fmt.Errorf("adding an epoch: %w", err)
	}
	if index != number {
		return fmt.Errorf("%w: epoch %d at index %d of the log of epochs", ledger.ErrDamaged, number, index)
	}
	if _, err := b.Commit(ctx, nil); err != nil {
		return fmt.Errorf("adding an epoch: %w", err)
	}
	k.last, k.lastID = e, hexID(id)
	return nil
}

// publish lets readers see the last epoch. The claim log's checkpoint of an older one is gone when the log has grown since; then the
// next epoch is published instead.
func (k *Keeper) publish(ctx context.Context, head ledger.Checkpoint) error {
	old, err := readPublished(k.cfg.Dir, k.cfg.Log.VKey())
	if err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	if old != nil && old.Number == k.last.Number {
		return k.save()
	}
	epochs, err := k.epochs.Head()
	if err != nil {
		return err
	}
	step := &Step{Epoch: k.last, Published: Published{Number: k.last.Number, Log: string(head.Note), Epochs: string(epochs.Note)}}
	if old != nil {
		step.From = old.Number + 1
	}
	if k.cfg.Publish != nil {
		if err := k.cfg.Publish(ctx, step); err != nil {
			return fmt.Errorf("publishing epoch %d: the one before it stays: %w", k.last.Number, err)
		}
	}
	if err := step.write(k.cfg.Dir); err != nil {
		return err
	}
	return k.save()
}

// quick is how many claims whoever opens the map takes in without one noticing.
const quick = 2000

// save writes the map to a file, where the one that is there lacks more than is quickly made good.
func (k *Keeper) save() error {
	if k.dirty <= max(quick, k.state.size/20) {
		return nil
	}
	if err := saveMap(k.cfg.Dir, k.last, k.state); err != nil {
		return err
	}
	k.dirty = 0
	return nil
}
