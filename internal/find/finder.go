package find

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"probity.example/probity/internal/match/index"
)

// Finder is the index of the names in a log. Any number of goroutines may search while one brings it up to date.
type Finder struct {
	dir   string
	log   Log
	live  *index.Live
	size  atomic.Int64 // claims of the log that are indexed
	names atomic.Int64
	base  int64 // claims in the segment on disk

	mu sync.Mutex // of those who bring it up to date
}

// Progress tells how far an index has come, in claims.
type Progress func(done, total int64)

// Open opens the index in dir for a log of size claims and brings it up to date, in memory alone: nothing is written. An index
// made by another version of the matcher is not used.
func Open(ctx context.Context, dir string, log Log, size int64, progress Progress) (*Finder, error) {
	f := &Finder{dir: dir, log: log}
	base, err := f.newest(size)
	if err != nil {
		return nil, err
	}
	f.live = index.NewLive(base)
	f.size.Store(f.base)
	if base != nil {
		f.names.Store(int64(base.Names()))
	}
	if err := f.CatchUp(ctx, size, progress); err != nil {
		return nil, err
	}
	return f, nil
}

// Size is the number of claims of the log that are indexed.
func (f *Finder) Size() int64 { return f.size.Load() }

const (
	prefix = "names-"
	suffix = ".idx"
)

// file is the name of the segment that holds the names in the first size claims.
func file(size int64) string { return prefix + strconv.FormatInt(size, 10) + suffix }

// segments are the sizes of the segments in dir, the largest first.
func segments(dir string) ([]int64, error) {
	names, err := filepath.Glob(filepath.Join(dir, prefix+"*"+suffix))
	if err != nil {
		return nil, fmt.Errorf("look for an index: %w", err)
	}
	var sizes []int64
	for _, name := range names {
		n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), prefix), suffix), 10, 64)
		if err == nil && filepath.Base(name) == file(n) {
			sizes = append(sizes, n)
		}
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	return sizes, nil
}

// newest opens the segment that holds the most of the first size claims, nil if there is none. An index is derived data: one
// that is damaged, or was made with other tables, is passed over.
func (f *Finder) newest(size int64) (*index.Segment, error) {
	sizes, err := segments(f.dir)
	if err != nil {
		return nil, err
	}
	for _, n := range sizes {
		if n > size {
			continue
		}
		if seg := usable(f.dir, n); seg != nil {
			f.base = n
			return seg, nil
		}
	}
	return nil, nil
}

// usable opens a segment, nil if it is damaged or was made with other tables. All of it is read: a name lost in a damaged place
// would not be missed.
func usable(dir string, size int64) *index.Segment {
	seg, err := index.Open(filepath.Join(dir, file(size)))
	if err != nil || seg.Tables() != Version() || seg.Verify() != nil {
		return nil
	}
	return seg
}

// CatchUp takes in what the log holds up to size, in memory.
func (f *Finder) CatchUp(ctx context.Context, size int64, progress Progress) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	from := f.size.Load()
	if size <= from {
		return nil
	}
	for e, err := range entries(ctx, f.log, from, size, progress) {
		if err != nil {
			return fmt.Errorf("index names: %w", err)
		}
		if e.gone {
			f.live.Delete(e.doc.Ref)
			continue
		}
		f.live.Put(e.doc)
		f.names.Add(int64(len(e.doc.Names)))
	}
	f.size.Store(size)
	return nil
}

// quick is how many claims whoever opens an index takes in without one noticing.
const quick = 2000

// Save makes a segment of the first size claims, for those who open the index later, and takes older ones away. It does not
// change what a Finder searches. Where the segment that is there lacks few of them, it is left. One process at a time may call it.
func Save(ctx context.Context, dir string, log Log, size int64, progress Progress) error {
	sizes, err := segments(dir)
	if err != nil {
		return err
	}
	if len(sizes) > 0 && sizes[0] <= size && size-sizes[0] <= max(quick, size/20) && usable(dir, sizes[0]) != nil {
		return nil
	}
	docs := func(yield func(index.Doc, error) bool) {
		for e, err := range entries(ctx, log, 0, size, progress) {
			if !e.gone && !yield(e.doc, err) { // what is gone has no body, and was not met
				return
			}
		}
	}
	if err := index.Build(ctx, filepath.Join(dir, file(size)), Version(), docs); err != nil {
		return fmt.Errorf("index names: %w", err)
	}
	return remove(dir, slices.DeleteFunc(sizes, func(n int64) bool { return n == size }))
}

// Clear takes every segment away: what was removed from the log must not stay in what was made from it.
func Clear(dir string) error {
	sizes, err := segments(dir)
	if err != nil {
		return err
	}
	return remove(dir, sizes)
}

func remove(dir string, sizes []int64) error {
	for _, n := range sizes {
		if err := os.Remove(filepath.Join(dir, file(n))); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove an old index: %w", err)
		}
	}
	return nil
}
