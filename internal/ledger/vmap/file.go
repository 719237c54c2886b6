package vmap

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"slices"
)

// ErrFile says that a file holds no map that can be used: it is damaged, or was written by another version.
var ErrFile = errors.New("not a file of a map")

const (
	magic      = "probity map 1\n"
	hashSize   = sha256.Size
	leafSize   = 4 + hashSize
	innerSize  = 4 + 4 + 1 + hashSize
	headSize   = 4 * 4 // keys, inner nodes, tails, top
	maxPeaks   = 32
	bufferSize = 1 << 20
)

// Write writes the map, so that Read need not make it anew. The file is for the same machine: it follows from the log, and nobody
// checks it by anything but its own digest.
func (m *Map) Write(w io.Writer) error {
	m.Root() // no hash may be missing
	sum := sha256.New()
	b := bufio.NewWriterSize(io.MultiWriter(w, sum), bufferSize)
	var buf []byte
	put := func(p []byte) { _, _ = b.Write(p) } // Flush tells of an error
	put([]byte(magic))
	for _, n := range []int{len(m.keys), len(m.inner), len(m.tails), int(m.top)} {
		buf = binary.LittleEndian.AppendUint32(buf, uint32(n))
	}
	put(buf)
	for i := range m.keys {
		put(m.keys[i][:])
	}
	for i := range m.leaves {
		buf = binary.LittleEndian.AppendUint32(buf[:0], m.leaves[i].count)
		put(append(buf, m.leaves[i].root[:]...))
	}
	for i, n := range m.inner {
		buf = binary.LittleEndian.AppendUint32(buf[:0], uint32(n.left))
		buf = append(binary.LittleEndian.AppendUint32(buf, uint32(n.right)), n.bit)
		put(append(buf, m.hashes[i][:]...))
	}
	for _, i := range slices.Sorted(maps.Keys(m.tails)) {
		buf = binary.LittleEndian.AppendUint32(buf[:0], i)
		buf = append(buf, byte(len(m.tails[i])))
		for _, h := range m.tails[i] {
			buf = append(buf, h[:]...)
		}
		put(buf)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing the map: %w", err)
	}
	if _, err := w.Write(sum.Sum(nil)); err != nil {
		return fmt.Errorf("writing the map: %w", err)
	}
	return nil
}

// ReadFile reads a map that Write wrote.
func ReadFile(name string) (*Map, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the map: %w", err)
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading the map: %w", err)
	}
	m, err := read(f, fi.Size())
	if err != nil {
		return nil, fmt.Errorf("reading the map in %s: %w", name, err)
	}
	return m, nil
}

// fileReader reads fixed pieces and digests them. The first error stays.
type fileReader struct {
	r    *bufio.Reader
	sum  hash.Hash
	left int64 // bytes before the digest
	buf  []byte
	err  error
}

func (r *fileReader) take(n int) []byte {
	if r.err == nil && int64(n) > r.left {
		r.err = ErrFile
	}
	if cap(r.buf) < n {
		r.buf = make([]byte, n)
	}
	b := r.buf[:n]
	if r.err == nil {
		if _, err := io.ReadFull(r.r, b); err != nil {
			r.err = err
		}
		r.left -= int64(n)
		r.sum.Write(b)
	}
	if r.err != nil {
		clear(b)
	}
	return b
}

func read(f io.Reader, size int64) (*Map, error) {
	r := &fileReader{r: bufio.NewReaderSize(f, bufferSize), sum: sha256.New(), left: size - hashSize}
	if string(r.take(len(magic))) != magic {
		return nil, ErrFile
	}
	head := slices.Clone(r.take(headSize))
	at := func(i int) int { return int(binary.LittleEndian.Uint32(head[4*i:])) }
	keys, inner, tails := at(0), at(1), at(2)
	if int64(keys)*(hashSize+leafSize)+int64(inner)*innerSize > size {
		return nil, ErrFile
	}
	m := &Map{keys: make([]Hash, keys), leaves: make([]leaf, keys), tails: make(map[uint32][]Hash, min(tails, keys)), top: ref(at(3))}
	for i := range m.keys {
		copy(m.keys[i][:], r.take(hashSize))
	}
	for i := range m.leaves {
		b := r.take(leafSize)
		m.leaves[i] = leaf{binary.LittleEndian.Uint32(b), Hash(b[4:])}
	}
	m.readInner(r, inner)
	m.readTails(r, tails)
	left, digest := r.left, r.sum.Sum(nil)
	r.left += hashSize
	if r.err != nil || left != 0 || !bytes.Equal(r.take(hashSize), digest) || !m.sound() {
		return nil, errors.Join(ErrFile, r.err)
	}
	return m, nil
}

func (m *Map) readInner(r *fileReader, n int) {
	m.inner, m.hashes = make([]inner, n), make([]Hash, n)
	for i := range m.inner {
		b := r.take(innerSize)
		m.inner[i] = inner{ref(binary.LittleEndian.Uint32(b)), ref(binary.LittleEndian.Uint32(b[4:])), b[8]}
		m.hashes[i] = Hash(b[9:])
	}
}

func (m *Map) readTails(r *fileReader, n int) {
	for range n {
		if r.err != nil {
			return
		}
		b := r.take(5)
		i, peaks := binary.LittleEndian.Uint32(b), int(b[4])
		if peaks > maxPeaks {
			r.err = ErrFile
			return
		}
		list := make([]Hash, peaks)
		for k := range list {
			copy(list[k][:], r.take(hashSize))
		}
		m.tails[i] = list
	}
}

// sound reports whether numbers of nodes name nodes, so that no walk leaves the arrays.
func (m *Map) sound() bool {
	ok := func(r ref, bit int) bool {
		if r.leaf() {
			return int(r.n()) < len(m.keys)
		}
		return int(r.n()) < len(m.inner) && int(m.inner[r.n()].bit) > bit
	}
	if len(m.keys) == 0 {
		return m.top == none && len(m.inner) == 0
	}
	if !ok(m.top, -1) || len(m.inner) != len(m.keys)-1 {
		return false
	}
	for _, n := range m.inner {
		if !ok(n.left, int(n.bit)) || !ok(n.right, int(n.bit)) {
			return false
		}
	}
	for i := range m.leaves {
		if _, err := m.tail(uint32(i)).Leaf(); err != nil || m.leaves[i].count == 0 {
			return false
		}
	}
	return true
}
