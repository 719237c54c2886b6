package epoch

import (
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

const (
	mapPrefix = "map-"
	mapSuffix = ".bin"
)

// mapFile is the file of the map at an epoch.
func mapFile(dir string, number int64) string {
	return filepath.Join(dir, mapPrefix+strconv.FormatInt(number, 10)+mapSuffix)
}

// mapFiles are the epochs of which there is a map in dir.
func mapFiles(dir string) []int64 {
	names, _ := filepath.Glob(filepath.Join(dir, mapPrefix+"*"+mapSuffix))
	var out []int64
	for _, name := range names {
		n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), mapPrefix), mapSuffix), 10, 64)
		if err == nil && mapFile(dir, n) == name {
			out = append(out, n)
		}
	}
	return out
}

// saveMap writes the map at an epoch and takes older ones away.
func saveMap(dir string, e *proof.Epoch, s *state) error {
	old := mapFiles(dir)
	if err := durable.Write(mapFile(dir, e.Number), 0o644, s.m.Write); err != nil {
		return err
	}
	for _, n := range old {
		if n != e.Number {
			if err := durable.RemoveFile(mapFile(dir, n)); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
	}
	return nil
}

// restore makes the state at an epoch: from the newest map on the disk that is not beyond it, and the log. A map is derived data: one
// that is damaged, or whose root is not its epoch's, is passed over. A nil epoch is the beginning.
func restore(ctx context.Context, dir string, log Log, r Reader, e *proof.Epoch, progress Progress) (*state, error) {
	s := newState()
	if e == nil {
		return s, nil
	}
	epochs, err := ledger.OpenReader(filepath.Join(dir, Dir))
	if err != nil {
		return nil, err
	}
	best := int64(-1)
	for _, n := range mapFiles(dir) {
		if n <= e.Number && n > best {
			best = n
		}
	}
	if best >= 0 {
		if from := loadMap(dir, epochs, r, best); from != nil {
			s = from
		}
	}
	if err := s.fold(ctx, log, r, e.Log.Size, progress, nil); err != nil {
		return nil, err
	}
	root, err := e.Log.Hash()
	if err != nil {
		return nil, err
	}
	if err := s.check(r, e, ledger.Checkpoint{Origin: e.Log.Origin, Size: e.Log.Size, Root: root}); err != nil {
		return nil, err
	}
	return s, nil
}

// loadMap reads the map at an epoch, nil if it cannot be used.
func loadMap(dir string, epochs *ledger.Reader, r Reader, number int64) *state {
	e, _, err := readEpoch(epochs, number)
	if err != nil || e.Map.Version != r.Version {
		return nil
	}
	m, err := vmap.ReadFile(mapFile(dir, number))
	if err != nil {
		return nil
	}
	if root, err := e.Map.Hash(); err != nil || m.Root() != root {
		return nil
	}
	s := &state{m: m, size: e.Log.Size, latest: map[string]proof.Latest{}, time: e.Time}
	for _, l := range e.Sources {
		s.latest[l.Source] = l
	}
	return s
}

// readEpoch reads an epoch out of its log, with its id in hexadecimal.
func readEpoch(epochs *ledger.Reader, number int64) (*proof.Epoch, string, error) {
	body, err := epochs.Body(number)
	if err != nil {
		return nil, "", fmt.Errorf("reading epoch %d: %w", number, err)
	}
	id, err := epochs.EntryID(number)
	if err != nil {
		return nil, "", fmt.Errorf("reading epoch %d: %w", number, err)
	}
	e, err := proof.ParseEpoch(body)
	if err != nil {
		return nil, "", fmt.Errorf("reading epoch %d: %w", number, err)
	}
	if e.Number != number {
		return nil, "", fmt.Errorf("%w: epoch %d stands in the place of epoch %d", ledger.ErrDamaged, e.Number, number)
	}
	return e, hexID(id), nil
}

func hexID(id Hash) string { return hex.EncodeToString(id[:]) }

func sortedKeys(m map[int64]int64) []int64 { return slices.Sorted(maps.Keys(m)) }
