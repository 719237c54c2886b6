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
	"time"
)

// Static returns the public files of the ledger, for http.FileServerFS and for mirrors: checkpoint, tile/… and bodies/…, up
// to the last complete batch. Keys, markers, the engine's state and whatever lies beyond the checkpoint do not exist in
// it, nor do directories. Hash tiles and entry bundles never change. A body bundle changes only where a body is removed.
func (r *Reader) Static() fs.FS { return static{r, r.Head} }

// StaticAt is Static up to another checkpoint of the log than its head: what is published may be older. The checkpoint served is its note,
// and what the log has since filled up is cut to what it had then.
func (r *Reader) StaticAt(at func() (Checkpoint, error)) fs.FS { return static{r, at} }

type static struct {
	r  *Reader
	at func() (Checkpoint, error)
}

// Open implements fs.FS.
func (s static) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	head, err := s.at()
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	if name == checkpointPath {
		return MemFile(name, head.Note), nil
	}
	t, ok := parseResource(name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	edge := widthAt(t.level, t.n, head.Size)
	if t.width > edge {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := os.Open(filepath.Join(s.r.root, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) && t.width == edge && edge < tileWidth {
		return s.cut(name, t)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f, nil
}

// cut makes the partial resource at the edge of what is served out of the full one that took its place.
func (s static) cut(name string, t resource) (fs.File, error) {
	full, err := os.ReadFile(filepath.Join(s.r.root, tilePath(t.prefix, t.n, tileWidth)))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	end := 0
	switch t.prefix {
	case bodiesPrefix:
		for range t.width {
			i := bytes.IndexByte(full[end:], '\n')
			if i < 0 {
				return nil, fmt.Errorf("opening %s: %w: the full bundle has less", name, ErrDamaged)
			}
			end += i + 1
		}
	case entriesPrefix:
		end = t.width * entrySize
	default:
		end = t.width * sha256.Size
	}
	if end > len(full) {
		return nil, fmt.Errorf("opening %s: %w: the full resource has less", name, ErrDamaged)
	}
	return MemFile(name, full[:end]), nil
}

// resource is a public file but the checkpoint: a hash tile, a bundle of entries, or one of bodies.
type resource struct {
	prefix string
	level  int
	n      int64
	width  int
}

func parseResource(name string) (t resource, ok bool) {
	t.prefix = bodiesPrefix
	rest, ok := strings.CutPrefix(name, bodiesPrefix+"/")
	if !ok {
		t.prefix = entriesPrefix
		rest, ok = strings.CutPrefix(name, entriesPrefix+"/")
	}
	if !ok {
		var digits string
		rest, ok = strings.CutPrefix(name, "tile/")
		if digits, rest, _ = strings.Cut(rest, "/"); !ok {
			return t, false
		}
		var err error
		if t.level, err = strconv.Atoi(digits); err != nil || t.level < 0 || t.level > 63 || strconv.Itoa(t.level) != digits {
			return t, false
		}
		t.prefix = hashTilePrefix(t.level)
	}
	t.n, t.width, ok = parseTilePath(rest)
	return t, ok
}

// memFile is a file of an fs.FS that is held in memory.
type memFile struct {
	*bytes.Reader
	name string
}

// MemFile is a public file that is held in memory.
func MemFile(name string, data []byte) fs.File { return &memFile{bytes.NewReader(data), name} }

func (f *memFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *memFile) Close() error               { return nil }
func (f *memFile) Name() string               { return filepath.Base(f.name) }
func (f *memFile) Size() int64                { return f.Reader.Size() }
func (f *memFile) Mode() fs.FileMode          { return 0o444 }
func (f *memFile) ModTime() time.Time         { return time.Time{} }
func (f *memFile) IsDir() bool                { return false }
func (f *memFile) Sys() any                   { return nil }
