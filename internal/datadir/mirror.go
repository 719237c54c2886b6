package datadir

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"probity.example/probity/internal/find"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/register"
)

// Claims reads what the map, the epochs and a mirror need of a claim.
func Claims() epoch.Reader { return claims }

// Mirrored reports whether dir holds a register without the keys to write it: a mirror.
func Mirrored(dir string) bool { return ledger.IsCopy(dir) }

// Follow brings what is derived in a mirror up to its log: the store, the index of names and the map.
func Follow(ctx context.Context, cfg Config) error {
	return withCopy(cfg.Dir, func(log *ledger.Reader) error {
		size, err := followStore(ctx, cfg, log)
		if err != nil {
			return err
		}
		if err := find.Save(ctx, cfg.Dir, bodies{log}, size, cfg.phase("indexing names")); err != nil {
			return err
		}
		err = epoch.SaveMap(ctx, cfg.Dir, log, claims, cfg.phase("mapping"))
		if errors.Is(err, epoch.ErrNone) {
			return nil
		}
		return err
	})
}

// followStore folds what the store lacks, and gives its size.
func followStore(ctx context.Context, cfg Config, log *ledger.Reader) (size int64, err error) {
	file := filepath.Join(cfg.Dir, StoreFile)
	reg, err := register.Open(ctx, file, bodies{log}, false)
	if errors.Is(err, register.ErrVersion) {
		if err := rebuildFrom(ctx, cfg, log); err != nil {
			return 0, err
		}
		reg, err = register.Open(ctx, file, bodies{log}, false)
	}
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, reg.Close()) }()
	head, err := log.Head()
	if err != nil {
		return 0, err
	}
	state, err := reg.State(ctx)
	if err != nil || state.Size == head.Size {
		return head.Size, err
	}
	// First of all, so that a crash keeps no name of a removed body in the index.
	if err := forgetRemoved(ctx, cfg.Dir, log, state.Size, head.Size); err != nil {
		return 0, err
	}
	return head.Size, reg.CatchUp(ctx, bodies{log}, head.Size, head.Note, cfg.phase("catching up"))
}

// forgetRemoved takes the index of names away where new claims remove bodies, whose names are in it.
func forgetRemoved(ctx context.Context, dir string, log *ledger.Reader, from, to int64) error {
	removes := false
	err := log.Bodies(ctx, min(from, to), to, func(_ int64, _ ledger.Hash, body []byte) error {
		removes = removes || claims.Removal(body)
		return nil
	})
	if err != nil || !removes {
		return err
	}
	return find.Clear(dir)
}

// rebuildFrom makes the store anew from a log.
func rebuildFrom(ctx context.Context, cfg Config, log *ledger.Reader) error {
	head, err := log.Head()
	if err != nil {
		return err
	}
	return register.Rebuild(ctx, filepath.Join(cfg.Dir, StoreFile), bodies{log}, head.Size, head.Note, cfg.phase("rebuilding"))
}

// withCopy keeps others from writing into a mirror while its log is read.
func withCopy(dir string, do func(*ledger.Reader) error) error {
	vkey, err := ledger.KeptKey(dir)
	if err != nil {
		return err
	}
	if vkey == "" {
		return fmt.Errorf("%s: a mirror that was never copied to its end: %w", dir, ErrNone)
	}
	c, err := ledger.OpenCopy(dir, vkey)
	if err != nil {
		return err
	}
	return errors.Join(do(c.Reader()), c.Close())
}

// MakeMap makes the map of a register from its log, its root included, and forgets it: for those who measure it.
func MakeMap(ctx context.Context, dir string) (size, keys int64, err error) {
	log, err := ledger.OpenReader(dir)
	if err != nil {
		return 0, 0, err
	}
	head, err := log.Head()
	if err != nil {
		return 0, 0, err
	}
	replay := epoch.NewReplay(log.At(head), claims)
	err = log.Bodies(ctx, 0, head.Size, func(index int64, id ledger.Hash, body []byte) error { return replay.Take(ctx, index, id, body) })
	return head.Size, replay.Epoch(0, "", head).Map.Keys, err
}
