package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger/proof"
)

// Report is what Fsck found.
type Report struct {
	Checkpoint Checkpoint
	// Removed lists the indices whose body was removed.
	Removed []int64
	// PendingFrom and PendingCount describe a batch that is durable but not yet in the log; count 0 if there is none.
	PendingFrom, PendingCount int64
	// Leftovers counts files of bodies beyond the end: of a batch that was interrupted, never acknowledged and never shown. Opening the
	// ledger for writing deletes them.
	Leftovers int
	// Writing is set if another process had the ledger open for writing, so that nothing beyond the checkpoint was looked at.
	Writing bool
	// Problems lists what is wrong, at most maxProblems of it.
	Problems []Problem
}

// Problem is one thing that is wrong in a ledger.
type Problem struct {
	File  string // path inside the data directory
	Index int64  // log index that it is about, or -1
	Text  string
}

func (p Problem) String() string {
	if p.Index < 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s: index %d: %s", p.File, p.Index, p.Text)
}

const maxProblems = 1000

// Fsck checks a whole ledger, a mirror's too: the signature and root of the checkpoint, every tile, that every body has its
// id, that no removed body stays in another copy, and that
// the keys are private. It then lets Tessera's own fsck check the log again. progress, if not nil, gets the number of
// entries checked and their total. The error wraps ErrDamaged if there are problems.
func Fsck(ctx context.Context, dir string, progress func(done, total int64)) (Report, error) {
	c := &checker{dir: dir, progress: progress}
	if c.progress == nil {
		c.progress = func(int64, int64) {}
	}
	unlock, err := c.takeLock()
	if err != nil {
		return c.report, err
	}
	defer unlock()
	if c.Reader, err = OpenReader(dir); err != nil {
		return c.report, err
	}
	for _, step := range []func(context.Context) error{c.keys, c.log, c.tessera, c.bundles} {
		if err := step(ctx); err != nil {
			return c.report, fmt.Errorf("checking the ledger in %s: %w", dir, err)
		}
	}
	if n := len(c.report.Problems); n > 0 {
		return c.report, fmt.Errorf("%w: %d problems, the first: %s", ErrDamaged, n, c.report.Problems[0])
	}
	return c.report, nil
}

// checker is the state of one Fsck.
type checker struct {
	*Reader
	dir      string
	progress func(done, total int64)
	report   Report
	// levels holds, for each level of tiles, the hashes of the tile being built from the entries.
	levels [8][]Hash
	tiles  [8]int64 // number of tiles completed on each level
}

func (c *checker) problem(file string, index int64, format string, args ...any) {
	if len(c.report.Problems) < maxProblems {
		c.report.Problems = append(c.report.Problems, Problem{File: file, Index: index, Text: fmt.Sprintf(format, args...)})
	}
}

// blame turns the error of a failed read into a problem, unless it stands for a cancelled context.
func (c *checker) blame(file string, index int64, err error) {
	text := strings.TrimPrefix(err.Error(), ErrDamaged.Error()+": ")
	c.problem(file, index, "%s", strings.ReplaceAll(text, c.dir+string(filepath.Separator), ""))
}

// takeLock keeps writers away, unless one is there or the directory is a mirror's. It needs no right to write.
func (c *checker) takeLock() (unlock func(), err error) {
	lock, err := lockWith(c.dir, os.O_RDONLY, syscall.LOCK_SH)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return func() {}, nil
	case errors.Is(err, ErrLocked):
		c.report.Writing = true
		return func() {}, nil
	case err != nil:
		return nil, err
	}
	return func() { _ = lock.Close() }, nil
}

// keys checks that the secret keys, if they are here, are private and belong to the public one.
func (c *checker) keys(context.Context) error {
	if _, err := os.Stat(filepath.Join(c.dir, keysDir)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := checkKeyModes(c.dir); err != nil {
		c.blame(keysDir, -1, err)
	}
	k, err := readKeys(c.dir, "")
	switch {
	case err != nil:
		c.blame(keysDir, -1, err)
	case k.vkey != c.vkey:
		c.problem(vkeyFile, -1, "does not belong to %s", logKeyFile)
	}
	return nil
}

// log checks every entry, body and tile, and the root.
func (c *checker) log(ctx context.Context) error {
	head, err := c.Head()
	if err != nil {
		return err
	}
	c.report.Checkpoint = head
	for n := int64(0); n*tileWidth < head.Size; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		file := path.Join(logDir, tilePath(entriesPrefix, n, widthAt(0, n, head.Size)))
		ids, err := c.readEntries(n, head.Size)
		if err != nil {
			c.blame(file, n*tileWidth, err)
			return nil // the tree above cannot be built
		}
		c.bodies(n, ids)
		for _, id := range ids {
			c.push(0, proof.LeafHash(id))
		}
		c.progress(n*tileWidth+int64(len(ids)), head.Size)
	}
	for level := range c.levels {
		c.checkTile(level)
	}
	if len(c.report.Problems) > 0 {
		return nil
	}
	root, err := c.RootAt(head.Size)
	if err != nil {
		return err
	}
	if root != head.Root {
		c.problem(path.Join(logDir, checkpointPath), -1, "its root is not that of the entries")
	}
	return nil
}

// bodies compares bundle n with its entries.
func (c *checker) bodies(n int64, ids []Hash) {
	file := path.Join(logDir, tilePath(bodiesPrefix, n, len(ids)))
	b, err := readBundle(c.root, n, len(ids))
	if err != nil {
		c.blame(file, n*tileWidth, err)
		return
	}
	for i, id := range ids {
		index := n*tileWidth + int64(i)
		if b.lines[i] == nil {
			c.report.Removed = append(c.report.Removed, index)
		}
		if b.check(index, id) != nil {
			c.problem(file, index, "the body does not have its id")
		}
	}
}

// push adds a hash to the tile at the right edge of a level; a full tile is checked and its root goes to the level above.
func (c *checker) push(level int, h Hash) {
	c.levels[level] = append(c.levels[level], h)
	if len(c.levels[level]) < tileWidth {
		return
	}
	c.checkTile(level)
	nodes := c.levels[level]
	for len(nodes) > 1 {
		for i := range len(nodes) / 2 {
			nodes[i] = proof.NodeHash(nodes[2*i], nodes[2*i+1])
		}
		nodes = nodes[:len(nodes)/2]
	}
	root := nodes[0]
	c.levels[level] = c.levels[level][:0]
	c.tiles[level]++
	c.push(level+1, root)
}

// checkTile compares the tile being built on a level with its file.
func (c *checker) checkTile(level int) {
	want := c.levels[level]
	if len(want) == 0 {
		return
	}
	n := c.tiles[level]
	data, name, _, err := readTileFile(c.root, hashTilePrefix(level), n, len(want))
	if err != nil {
		c.blame(path.Join(logDir, name), -1, err)
		return
	}
	for i, h := range want {
		at := i * len(h)
		if len(data) < at+len(h) || Hash(data[at:]) != h {
			c.wrongHash(level, n, i, path.Join(logDir, name))
			return
		}
	}
}

// wrongHash reports that hash i of tile n does not fit what is below it.
func (c *checker) wrongHash(level int, n int64, i int, file string) {
	if level > 0 {
		c.problem(file, -1, "hash %d is not that of the entries below it", i)
		return
	}
	entries := tilePath(entriesPrefix, n, widthAt(0, n, c.report.Checkpoint.Size))
	c.problem(file, n*tileWidth+int64(i), "is not the hash of the entry in %s", path.Join(logDir, entries))
}

// tessera runs the fsck of the engine's authors, on a log that looks sound: on one that is not, it may never return.
func (c *checker) tessera(ctx context.Context) error {
	if len(c.report.Problems) > 0 {
		return nil
	}
	if err := redirectKlog(); err != nil {
		return fmt.Errorf("redirecting klog: %w", err)
	}
	verifier, err := note.NewVerifier(c.vkey)
	if err != nil {
		return fmt.Errorf("reading the log's public key: %w", err)
	}
	fetch := fetcher{FileFetcher: client.FileFetcher{Root: c.root}, checkpoint: c.report.Checkpoint.Note}
	err = fsck.New(verifier.Name(), verifier, fetch, leafHashes, fsck.Opts{N: 4}).Check(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err != nil {
		c.problem(logDir, -1, "Tessera's fsck: %v", err)
	}
	return nil
}

// fetcher reads the log as it was at one checkpoint, until the context is done.
type fetcher struct {
	client.FileFetcher
	checkpoint []byte
}

func (f fetcher) ReadCheckpoint(context.Context) ([]byte, error) { return f.checkpoint, nil }

func (f fetcher) ReadEntryBundle(ctx context.Context, i uint64, p uint8) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return f.FileFetcher.ReadEntryBundle(ctx, i, p)
}

func leafHashes(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	for i := range b.Entries {
		b.Entries[i] = rfc6962.DefaultHasher.HashLeaf(b.Entries[i])
	}
	return b.Entries, nil
}

// bundles checks the files of bodies that are not at the head: older partial copies, and what lies beyond.
func (c *checker) bundles(ctx context.Context) error {
	m, err := readMarker(c.dir)
	if err != nil {
		c.blame(pendingFile, -1, err)
	}
	end := c.report.Checkpoint.Size
	if m != nil && m.end() > end {
		c.report.PendingFrom, c.report.PendingCount = m.Start, m.Count
		end = m.end()
	}
	return walkBundles(c.root, func(name string, n int64, width int, ok bool) error {
		file := path.Join(logDir, filepath.ToSlash(strings.TrimPrefix(name, c.root+string(filepath.Separator))))
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case !ok && !durable.IsTemp(name):
			c.problem(file, -1, "is no bundle of bodies")
		case ok && n*tileWidth+int64(width) > end && !c.report.Writing:
			c.report.Leftovers++
		case ok && width < tileWidth && n*tileWidth+int64(width) <= c.report.Checkpoint.Size:
			c.copies(file, n, width)
		}
		return nil
	})
}

// copies compares an older partial bundle with the one that the checkpoint covers.
func (c *checker) copies(file string, n int64, width int) {
	now, err := readBundle(c.root, n, widthAt(0, n, c.report.Checkpoint.Size))
	if err != nil {
		return // reported when the log was checked
	}
	old, err := readBundle(c.root, n, width)
	if err != nil {
		c.blame(file, n*tileWidth, err)
		return
	}
	for i := range old.lines {
		if string(old.lines[i]) != string(now.lines[i]) {
			c.problem(file, n*tileWidth+int64(i), "the body is not the one in %s", path.Base(now.name))
		}
	}
}
