package ledger

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"probity.example/probity/internal/durable"
)

// MaxBody is the length of the longest body, in bytes.
const MaxBody = 64 << 10

// bundle is a file of bodies: a line for each, empty where the body was removed.
type bundle struct {
	name  string
	lines [][]byte
}

// readBundle reads body bundle n, of which the first width bodies are wanted.
func readBundle(root string, n int64, width int) (bundle, error) {
	data, name, got, err := readTileFile(root, bodiesPrefix, n, width)
	if err != nil {
		return bundle{}, err
	}
	b, err := parseBundle(filepath.Join(root, name), data, got)
	b.lines = b.lines[:min(width, len(b.lines))]
	return b, err
}

func parseBundle(name string, data []byte, width int) (bundle, error) {
	lines := bytes.Split(data, []byte("\n"))
	if last := len(lines) - 1; last != width || len(lines[last]) != 0 {
		return bundle{}, fmt.Errorf("%w: %s has %d lines, not %d", ErrDamaged, name, last, width)
	}
	lines = lines[:width]
	for i := range lines {
		if len(lines[i]) == 0 {
			lines[i] = nil
		}
		if len(lines[i]) > MaxBody {
			return bundle{}, fmt.Errorf("%w: %s: line %d is longer than %d bytes", ErrDamaged, name, i+1, MaxBody)
		}
	}
	return bundle{name: name, lines: lines}, nil
}

// check compares the body at index, unless it was removed, with its entry.
func (b bundle) check(index int64, id Hash) error {
	body := b.lines[index%tileWidth]
	if body != nil && sha256.Sum256(body) != id {
		return fmt.Errorf("%w: %s: the body at index %d does not have its id", ErrDamaged, b.name, index)
	}
	return nil
}

// blankBody empties the line of index in every file that holds it: the full bundle, or the partial ones that still stand.
func blankBody(root string, index int64) error {
	n := index / tileWidth
	files, err := bundleFiles(root, n)
	if err != nil {
		return err
	}
	for width, name := range files {
		if width <= int(index%tileWidth) {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("removing the body at index %d: %w", index, err)
		}
		b, err := parseBundle(name, data, width)
		if err != nil {
			return fmt.Errorf("removing the body at index %d: %w", index, err)
		}
		if b.lines[index%tileWidth] == nil {
			continue
		}
		b.lines[index%tileWidth] = nil
		text := append(bytes.Join(b.lines, []byte("\n")), '\n')
		if err := durable.WriteFile(name, text, 0o644); err != nil {
			return fmt.Errorf("removing the body at index %d: %w", index, err)
		}
	}
	return nil
}

// bundleFiles returns the files of bundle n by their width.
func bundleFiles(root string, n int64) (map[int]string, error) {
	files := map[int]string{}
	full := filepath.Join(root, tilePath(bodiesPrefix, n, tileWidth))
	if _, err := os.Stat(full); err == nil {
		files[tileWidth] = full
	}
	dir := partialDir(root, bodiesPrefix, n)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("listing bodies: %w", err)
	}
	for _, e := range entries {
		if width, err := strconv.Atoi(e.Name()); err == nil {
			files[width] = filepath.Join(dir, e.Name())
		}
	}
	return files, nil
}

// walkBundles calls fn with every file under bodies: its bundle number and width, or ok false if it is no bundle.
func walkBundles(root string, fn func(name string, n int64, width int, ok bool) error) error {
	base := filepath.Join(root, bodiesPrefix)
	return filepath.WalkDir(base, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) && name == base {
				return nil
			}
			return fmt.Errorf("listing bodies: %w", err)
		}
		if d.IsDir() {
			return nil
		}
		n, width, ok := parseTilePath(filepath.ToSlash(strings.TrimPrefix(name, base+string(filepath.Separator))))
		return fn(name, n, width, ok && d.Type().IsRegular())
	})
}

// discardBodies removes what a crash left: temporary files, and bundles that reach beyond size entries.
func discardBodies(root string, size int64) error {
	dirs := map[string]bool{}
	err := walkBundles(root, func(name string, n int64, width int, ok bool) error {
		if (ok && n*tileWidth+int64(width) <= size) || (!ok && !durable.IsTemp(name)) {
			return nil
		}
		dirs[filepath.Dir(name)] = true
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("discarding an unfinished batch: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return syncDirs(dirs)
}

func syncDirs(dirs map[string]bool) error {
	for dir := range dirs {
		if err := durable.SyncDir(dir); err != nil {
			return err
		}
	}
	return nil
}
