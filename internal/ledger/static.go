package ledger

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Static returns the public files of the ledger, for http.FileServerFS and for mirrors: checkpoint, tile/… and bodies/…, up
// to the last complete batch. Keys, markers, the engine's state and whatever lies beyond the checkpoint do not exist in
// it, nor do directories. Hash tiles and entry bundles never change. A body bundle changes only where a body is removed.
func (r *Reader) Static() fs.FS { return static{r} }

type static struct{ r *Reader }

// Open implements fs.FS.
func (s static) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	visible, err := s.visible(name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	if !visible {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := os.Open(filepath.Join(s.r.root, filepath.FromSlash(name)))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f, nil
}

// visible reports whether name is a public file that the checkpoint covers.
func (s static) visible(name string) (bool, error) {
	if name == checkpointPath {
		return true, nil
	}
	level := 0
	rest, ok := strings.CutPrefix(name, bodiesPrefix+"/")
	if !ok {
		rest, ok = strings.CutPrefix(name, entriesPrefix+"/")
	}
	if !ok {
		var digits string
		rest, ok = strings.CutPrefix(name, "tile/")
		if digits, rest, _ = strings.Cut(rest, "/"); !ok {
			return false, nil
		}
		var err error
		if level, err = strconv.Atoi(digits); err != nil || level < 0 || level > 63 || strconv.Itoa(level) != digits {
			return false, nil
		}
	}
	n, width, ok := parseTilePath(rest)
	if !ok {
		return false, nil
	}
	head, err := s.r.Head()
	if err != nil {
		return false, err
	}
	return width <= widthAt(level, n, head.Size), nil
}
