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
	Published          // what is to be published; cosignatures are added to its checkpoints
	From      int64    // epochs that were published before
	Sizes     [2]int64 // of the two logs at the last of them, which most witnesses have cosigned
	All       bool     // wait for every witness, not only for enough of them

	keeper *Keeper
	shown  Published // before cosignatures
}

// Keeper makes epochs: for the one process that writes.
type Keeper struct {
	cfg    Config
	epochs *ledger.Ledger
	state  *state
	last   *proof.Epoch // nil before the first
	lastID string
	dirty  int64 // claims since the map was written to a file
	steps  steps
}

// Open opens the epochs of a register, making their log if there is none, and brings the map up to the last one.
func Open(ctx context.Context, cfg Config) (_ *Keeper, err error) {
	k := &Keeper{cfg: cfg, steps: steps{dir: filepath.Join(cfg.Dir, Dir, stepsDir)}}
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
func (k *Keeper) Advance(ctx context.Context) error { return k.advance(ctx, false) }

// Renew is Advance that asks every witness, also about what is published already: for cosignatures of today, and to bring up to date
// witnesses that were away.
func (k *Keeper) Renew(ctx context.Context) error { return k.advance(ctx, true) }

func (k *Keeper) advance(ctx context.Context, renew bool) error {
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
	return k.publish(ctx, head, renew)
}

// append makes the next epoch and puts it into the log of epochs.
func (k *Keeper) append(ctx context.Context, head ledger.Checkpoint) error {
	if k.state == nil { // the last attempt failed on the way
		var err error
		if k.state, err = restore(ctx, k.cfg.Dir, k.cfg.Log, k.cfg.Reader, k.last, k.cfg.Progress); err != nil {
			return err
		}
	}
	number := int64(0)
	if k.last != nil {
		number = k.last.Number + 1
	}
	if err := k.fold(ctx, number, head.Size); err != nil {
		k.state = nil // half of it may be in the map
		return err
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

// fold brings the map up to the log, recording the step where witnesses will be shown it.
func (k *Keeper) fold(ctx context.Context, number, size int64) (err error) {
	before := k.state.size
	var rec *recorder
	if k.cfg.Publish != nil {
		if rec, err = k.steps.record(); err != nil {
			return err
		}
	}
	if err := k.state.fold(ctx, k.cfg.Log, k.cfg.Reader, size, k.cfg.Progress, rec); err != nil {
		rec.abort()
		return err
	}
	k.dirty += size - before
	if rec == nil {
		return nil
	}
	return rec.end(k.steps.file(number, before, size))
}

// publish lets readers see the last epoch. The claim log's checkpoint of an older one is gone when the log has grown since; then the
// next epoch is published instead.
func (k *Keeper) publish(ctx context.Context, head ledger.Checkpoint, renew bool) error {
	old, err := readPublished(k.cfg.Dir, k.cfg.Log.VKey())
	if err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	if old != nil && old.Number == k.last.Number && !renew {
		return k.save()
	}
	step, err := k.step(head, old)
	if err != nil {
		return err
	}
	step.All = renew
	if k.cfg.Publish != nil {
		if err := k.cfg.Publish(ctx, step); err != nil {
			return fmt.Errorf("publishing epoch %d: what was published before stays: %w", k.last.Number, err)
		}
	}
	if err := step.write(k.cfg.Dir); err != nil {
		return err
	}
	return errors.Join(k.steps.clean(k.last.Number), k.save())
}

// step is the way to the last epoch from what is published.
func (k *Keeper) step(head ledger.Checkpoint, old *Published) (*Step, error) {
	epochs, err := k.epochs.Head()
	if err != nil {
		return nil, err
	}
	p := Published{Number: k.last.Number, Log: string(head.Note), Epochs: string(epochs.Note)}
	s := &Step{Epoch: k.last, Published: p, keeper: k, shown: p}
	if old == nil {
		return s, nil
	}
	if old.Number == p.Number { // its cosignatures are replaced one by one
		s.Published = *old
	}
	e, _, err := readEpoch(k.epochs.Reader, old.Number)
	if err != nil {
		return nil, err
	}
	s.From, s.Sizes = old.Number+1, [2]int64{e.Log.Size, old.Number + 1}
	return s, nil
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
