package epoch

import (
	"context"
	"path/filepath"

	"probity.example/probity/internal/ledger"
)

// SaveMap writes the map at the last published epoch to a file, where the one that is there lacks more than is quickly made good: for
// whoever has a log that another program wrote. It fails where the epoch does not follow from the log.
func SaveMap(ctx context.Context, dir string, log *ledger.Reader, r Reader, progress Progress) error {
	p, err := readPublished(dir, log.VKey())
	if err != nil {
		return err
	}
	epochs, err := ledger.OpenReader(filepath.Join(dir, Dir))
	if err != nil {
		return err
	}
	e, _, err := readEpoch(epochs, p.Number)
	if err != nil {
		return err
	}
	saved := int64(0)
	for _, n := range mapFiles(dir) {
		if n > e.Number {
			continue
		}
		old, _, err := readEpoch(epochs, n)
		if err != nil {
			return err
		}
		saved = max(saved, old.Log.Size)
	}
	if e.Log.Size-saved <= max(quick, e.Log.Size/20) {
		return nil
	}
	s, err := restore(ctx, dir, log, r, e, progress)
	if err != nil {
		return err
	}
	return saveMap(dir, e, s)
}
