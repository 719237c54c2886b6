package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/transparency-dev/merkle/compact"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger/proof"
)

// taking is one run of Copy.Take: the tree over what is there, and the tiles at its right edge.
type taking struct {
	*Copy
	cp     Checkpoint
	from   Origin
	tree   *compact.Range
	levels [8][]Hash // the hashes of the tile that is not full yet, on each level
	tiles  [8]int64  // the number of that tile
}

// open begins at the last full bundle of what is held.
func (c *Copy) open(cp Checkpoint, from Origin) (*taking, error) {
	t := &taking{Copy: c, cp: cp, from: from}
	held := c.held.Size
	var err error
	if t.tree, err = c.log.compactRange(held/tileWidth*tileWidth, held); err != nil {
		return nil, err
	}
	t.tiles[0] = held / tileWidth
	for level := 1; level < len(t.levels); level++ {
		hashes := held >> (8 * level)
		t.tiles[level] = hashes / tileWidth
		width := int(hashes % tileWidth)
		if width == 0 {
			continue
		}
		data, name, _, err := readTileFile(c.log.root, hashTilePrefix(level), t.tiles[level], width)
		if err != nil {
			return nil, err
		}
		if len(data) < width*sha256.Size {
			return nil, fmt.Errorf("%w: %s is too short", ErrDamaged, name)
		}
		for i := range width {
			t.levels[level] = append(t.levels[level], Hash(data[i*sha256.Size:]))
		}
	}
	return t, nil
}

// bundle takes one bundle of entries with its bodies.
func (t *taking) bundle(ctx context.Context, n int64) error {
	width := widthAt(0, n, t.cp.Size)
	ids, err := t.entries(ctx, n, width)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if err := t.append(n*tileWidth+int64(i), id); err != nil {
			return err
		}
	}
	b, err := t.bodies(ctx, n, ids)
	if err != nil || t.from.Each == nil {
		return err
	}
	for i, id := range ids {
		if index := n*tileWidth + int64(i); index >= t.held.Size {
			if err := t.from.Each(index, id, b.lines[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// append adds an entry to the tree. Where what is held ends, the tree must be the one that is held.
func (t *taking) append(index int64, id Hash) error {
	if err := appendEntry(t.tree, id); err != nil {
		return err
	}
	if index+1 == t.held.Size {
		root, err := rootOf(t.tree)
		if err != nil {
			return err
		}
		if root != t.held.Root {
			return fmt.Errorf("%w: its first %d entries have root %x, and had %x", ErrForked, t.held.Size, root, t.held.Root)
		}
	}
	return t.push(0, proof.LeafHash(id))
}

// push adds a hash to the tile at the right edge of a level, and writes the tile when it is full.
func (t *taking) push(level int, h Hash) error {
	t.levels[level] = append(t.levels[level], h)
	if len(t.levels[level]) < tileWidth {
		return nil
	}
	if err := t.writeTile(level); err != nil {
		return err
	}
	nodes := t.levels[level]
	for len(nodes) > 1 {
		for i := range len(nodes) / 2 {
			nodes[i] = proof.NodeHash(nodes[2*i], nodes[2*i+1])
		}
		nodes = nodes[:len(nodes)/2]
	}
	root := nodes[0]
	t.levels[level] = t.levels[level][:0]
	t.tiles[level]++
	return t.push(level+1, root)
}

func (t *taking) writeTile(level int) error {
	var data []byte
	for _, h := range t.levels[level] {
		data = append(data, h[:]...)
	}
	return t.write(tilePath(hashTilePrefix(level), t.tiles[level], len(t.levels[level])), data)
}

// finish checks the root and writes the tiles that are not full.
func (t *taking) finish() error {
	root, err := rootOf(t.tree)
	if err != nil {
		return err
	}
	if root != t.cp.Root {
		return fmt.Errorf("%w: the %d entries have root %x, the checkpoint has %x", ErrDamaged, t.cp.Size, root, t.cp.Root)
	}
	for level := range t.levels {
		if len(t.levels[level]) > 0 {
			if err := t.writeTile(level); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *taking) write(name string, data []byte) error {
	file := filepath.Join(t.log.root, filepath.FromSlash(name))
	if err := durable.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return durable.WriteFile(file, data, 0o644)
}

// entries are those of a bundle: as an attempt before this one left them, else from the origin.
func (t *taking) entries(ctx context.Context, n int64, width int) ([]Hash, error) {
	name := tilePath(entriesPrefix, n, width)
	if data, err := os.ReadFile(filepath.Join(t.log.root, name)); err == nil && len(data) == width*entrySize {
		return parseEntries(name, n, data)
	}
	data, err := fetchPart(ctx, t.from.Fetch, entriesPrefix, n, width, tileWidth*entrySize)
	if err != nil {
		return nil, err
	}
	if len(data) < width*entrySize {
		return nil, fmt.Errorf("%w: %s has %d bytes, not %d", ErrDamaged, name, len(data), width*entrySize)
	}
	data = data[:width*entrySize]
	ids, err := parseEntries(name, n, data)
	if err != nil {
		return nil, err
	}
	return ids, t.write(name, data)
}

// bodies are those of a bundle, as entries are. What is empty here stays empty; what became empty there is emptied here by Commit.
func (t *taking) bodies(ctx context.Context, n int64, ids []Hash) (bundle, error) {
	name := tilePath(bodiesPrefix, n, len(ids))
	b, ok := t.left(name, n, ids)
	if !ok {
		var err error
		if b, err = fetchBodies(ctx, t.from.Fetch, n, ids); err != nil {
			return b, err
		}
	}
	if old := widthAt(0, n, t.held.Size); old > 0 {
		here, err := readBundle(t.log.root, n, old)
		if err != nil {
			return b, err
		}
		for i := range old {
			switch {
			case here.lines[i] == nil:
				b.lines[i] = nil
			case b.lines[i] == nil:
				t.gone = append(t.gone, n*tileWidth+int64(i))
			}
		}
	}
	return b, t.write(name, append(bytes.Join(b.lines, []byte("\n")), '\n'))
}

// left is a bundle of bodies that an attempt before this one left.
func (t *taking) left(name string, n int64, ids []Hash) (bundle, bool) {
	data, err := os.ReadFile(filepath.Join(t.log.root, name))
	if err != nil {
		return bundle{}, false
	}
	b, err := parseBundle(name, data, len(ids))
	return b, err == nil && b.checkAll(n, ids) == nil
}

// fetchBodies gets a bundle of bodies and checks every one.
func fetchBodies(ctx context.Context, fetch Fetch, n int64, ids []Hash) (bundle, error) {
	name := tilePath(bodiesPrefix, n, len(ids))
	data, err := fetchPart(ctx, fetch, bodiesPrefix, n, len(ids), tileWidth*(MaxBody+1))
	if err != nil {
		return bundle{}, err
	}
	end := 0
	for range ids {
		i := bytes.IndexByte(data[end:], '\n')
		if i < 0 {
			return bundle{}, fmt.Errorf("%w: %s has fewer than %d lines", ErrDamaged, name, len(ids))
		}
		end += i + 1
	}
	b, err := parseBundle(name, data[:end], len(ids))
	if err != nil {
		return b, err
	}
	return b, b.checkAll(n, ids)
}

// fetchPart gets a resource, or the full one where the partial one is gone: its beginning is what was asked for.
func fetchPart(ctx context.Context, fetch Fetch, prefix string, n int64, width, limit int) ([]byte, error) {
	data, err := fetch(ctx, tilePath(prefix, n, width), limit)
	if width < tileWidth && errors.Is(err, fs.ErrNotExist) {
		return fetch(ctx, tilePath(prefix, n, tileWidth), limit)
	}
	return data, err
}

// checkAll compares all bodies of bundle n with their entries.
func (b bundle) checkAll(n int64, ids []Hash) error {
	for i, id := range ids {
		if err := b.check(n*tileWidth+int64(i), id); err != nil {
			return err
		}
	}
	return nil
}
