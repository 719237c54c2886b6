package ledger

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"

	"github.com/transparency-dev/merkle/compact"
	merkleproof "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"probity.example/probity/internal/ledger/proof"
)

// InclusionProof returns the hashes that lead from the entry at index to the root of the tree over the first size entries
// (RFC 6962 section 2.1.1; check with proof.VerifyInclusion). size may be any up to that of the head.
func (r *Reader) InclusionProof(index, size int64) ([]Hash, error) {
	head, err := r.headOver(size - 1)
	if err != nil {
		return nil, fmt.Errorf("proving inclusion: %w", err)
	}
	if index < 0 || index >= size {
		return nil, fmt.Errorf("proving inclusion of index %d in %d entries: %w", index, size, ErrRange)
	}
	nodes, err := merkleproof.Inclusion(uint64(index), uint64(size))
	if err != nil {
		return nil, fmt.Errorf("proving inclusion of index %d in %d entries: %w", index, size, err)
	}
	return r.prove(nodes, head.Size)
}

// ConsistencyProof returns the hashes that show that the tree over the first b entries begins with the tree over the first
// a (RFC 6962 section 2.1.2; check with proof.VerifyConsistency). None are needed if a is 0 or equal to b.
func (r *Reader) ConsistencyProof(a, b int64) ([]Hash, error) {
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	if a < 0 || b < a || b > head.Size {
		return nil, fmt.Errorf("proving growth from %d to %d of %d entries: %w", a, b, head.Size, ErrRange)
	}
	nodes, err := merkleproof.Consistency(uint64(a), uint64(b))
	if err != nil {
		return nil, fmt.Errorf("proving growth from %d to %d entries: %w", a, b, err)
	}
	return r.prove(nodes, head.Size)
}

// RootAt returns the root of the tree over the first size entries.
func (r *Reader) RootAt(size int64) (Hash, error) {
	head, err := r.Head()
	if err != nil {
		return Hash{}, err
	}
	if size < 0 || size > head.Size {
		return Hash{}, fmt.Errorf("root over %d of %d entries: %w", size, head.Size, ErrRange)
	}
	tree, err := r.compactRange(size, head.Size)
	if err != nil {
		return Hash{}, err
	}
	return rootOf(tree)
}

func (r *Reader) prove(nodes merkleproof.Nodes, headSize int64) ([]Hash, error) {
	hashes, err := r.nodes(nodes.IDs, headSize)
	if err != nil {
		return nil, err
	}
	hashes, err = nodes.Rehash(hashes, rfc6962.DefaultHasher.HashChildren)
	if err != nil {
		return nil, fmt.Errorf("building a proof: %w", err)
	}
	out := make([]Hash, len(hashes))
	for i, h := range hashes {
		out[i] = Hash(h)
	}
	return out, nil
}

// compactRange returns the roots of the perfect subtrees over the first size entries, to which entries can be appended.
func (r *Reader) compactRange(size, headSize int64) (*compact.Range, error) {
	factory := &compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	if size == 0 {
		return factory.NewEmptyRange(0), nil
	}
	hashes, err := r.nodes(compact.RangeNodes(0, uint64(size), nil), headSize)
	if err != nil {
		return nil, err
	}
	tree, err := factory.NewRange(0, uint64(size), hashes)
	if err != nil {
		return nil, fmt.Errorf("reading the tree over %d entries: %w", size, err)
	}
	return tree, nil
}

// appendEntry adds an entry to a tree.
func appendEntry(tree *compact.Range, id Hash) error {
	leaf := proof.LeafHash(id)
	if err := tree.Append(leaf[:], nil); err != nil {
		return fmt.Errorf("adding entry %d to the tree: %w", tree.End(), err)
	}
	return nil
}

func rootOf(tree *compact.Range) (Hash, error) {
	if tree.End() == 0 {
		return proof.EmptyRoot(), nil
	}
	root, err := tree.GetRootHash(nil)
	if err != nil {
		return Hash{}, fmt.Errorf("computing a root: %w", err)
	}
	return Hash(root), nil
}

// nodes returns complete nodes of the tree from the tiles of a log with headSize entries.
func (r *Reader) nodes(ids []compact.NodeID, headSize int64) ([][]byte, error) {
	out := make([][]byte, len(ids))
	for i, id := range ids {
		// A tile holds eight levels; the node stands at height h over the tile's own hashes.
		level, h := int(id.Level/8), id.Level%8
		n := int64(id.Index >> (8 - h))
		tile, err := r.tile(level, n, headSize)
		if err != nil {
			return nil, err
		}
		at := tileOffset(h) + int(id.Index&(1<<(8-h)-1))
		if tile[at] == (Hash{}) {
			return nil, fmt.Errorf("%w: node %d of level %d is not in tile %d of level %d", ErrDamaged, id.Index, id.Level, n, level)
		}
		out[i] = tile[at][:]
	}
	return out, nil
}

// tileOffset is where the nodes of height h begin in an expanded tile: 256 of height 0, then 128 of height 1, and so on.
func tileOffset(h uint) int { return 2*tileWidth - (2*tileWidth)>>h }

// tile returns a hash tile with all complete nodes over its hashes, laid out by tileOffset; nodes that are not complete are
// zero.
func (r *Reader) tile(level int, n, headSize int64) ([]Hash, error) {
	width := widthAt(level, n, headSize)
	key := tileKey{level: level, n: n, width: width}
	if tile, ok := r.cached(key); ok {
		return tile, nil
	}
	data, name, got, err := readTileFile(r.root, hashTilePrefix(level), n, width)
	if err != nil {
		return nil, err
	}
	if len(data) != got*sha256.Size {
		return nil, fmt.Errorf("%w: %s has %d bytes, not %d", ErrDamaged, filepath.Join(r.root, name), len(data), got*sha256.Size)
	}
	tile := make([]Hash, 2*tileWidth-1)
	for i := range width {
		tile[i] = Hash(data[i*sha256.Size:])
	}
	for h := uint(1); h <= 7; h++ {
		below, here := tileOffset(h-1), tileOffset(h)
		for i := range width >> h {
			tile[here+i] = proof.NodeHash(tile[below+2*i], tile[below+2*i+1])
		}
	}
	r.keep(key, tile)
	return tile, nil
}

// tileKey names a cached resource; level -1 stands for entries.
type tileKey struct {
	level int
	n     int64
	width int
}

// cacheLimit is how many resources of at most 16 KiB a generation of the cache holds.
const cacheLimit = 512

// cache keeps what was read last, in two generations: when the young one is full it becomes the old one, and what the old
// one held is forgotten unless it was asked for again. Every cached resource is immutable.
type cache struct{ young, old map[tileKey][]Hash }

func (r *Reader) cached(key tileKey) ([]Hash, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok := r.tiles.young[key]; ok {
		return v, true
	}
	v, ok := r.tiles.old[key]
	if ok {
		r.tiles.put(key, v)
	}
	return v, ok
}

func (r *Reader) keep(key tileKey, v []Hash) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tiles.put(key, v)
}

func (c *cache) put(key tileKey, v []Hash) {
	if c.young == nil || len(c.young) >= cacheLimit {
		c.young, c.old = make(map[tileKey][]Hash), c.young
	}
	c.young[key] = v
}
