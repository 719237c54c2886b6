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
	"math/bits"
	"os"
	"slices"
)

// ErrFile says that a file holds no map that can be used: it is damaged, or was written by another version.
var ErrFile = errors.New("not a file of a map")

const (
	magic      = "probity map 2\n"
	hashSize   = sha256.Size
	leafSize   = hashSize + 4 + 4 + hashSize
	innerSize  = 4 + 4 + 1 + hashSize
	peakSize   = hashSize + 4
	headSize   = 5 * 4 // keys, inner nodes, peaks, the first free peak, top
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
	number := func(n uint32) { buf = binary.LittleEndian.AppendUint32(buf, n) }
	row := func(hash *Hash) { put(append(buf, hash[:]...)); buf = buf[:0] }
	for _, n := range []uint32{uint32(m.leaves.n), uint32(m.inner.n), uint32(m.peaks.rows.n), m.peaks.free, uint32(m.top)} {
		number(n)
	}
	put(buf)
	buf = buf[:0]
	for i := range uint32(m.leaves.n) {
		l := m.leaves.at(i)
		put(l.key[:])
		number(l.count)
		number(l.more)
		row(&l.last)
	}
	for i := range uint32(m.inner.n) {
		n := m.inner.at(i)
		number(uint32(n.left))
		number(uint32(n.right))
		buf = append(buf, n.bit)
		row(&n.hash)
	}
	for i := range uint32(m.peaks.rows.n) {
		p := m.peaks.rows.at(i)
		number(p.next)
		row(&p.hash)
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
	at := func(i int) uint32 { return binary.LittleEndian.Uint32(head[4*i:]) }
	keys, inner, peaks := at(0), at(1), at(2)
	if int64(keys)*leafSize+int64(inner)*innerSize+int64(peaks)*peakSize != r.left {
		return nil, errors.Join(ErrFile, r.err)
	}
	m := &Map{top: ref(at(4))}
	m.peaks.free = at(3)
	m.readRows(r, keys, inner, peaks)
	digest := r.sum.Sum(nil)
	r.left += hashSize
	if !bytes.Equal(r.take(hashSize), digest) || r.err != nil || !m.sound() {
		return nil, errors.Join(ErrFile, r.err)
	}
	return m, nil
}

func (m *Map) readRows(r *fileReader, keys, nodes, peaks uint32) {
	number := func(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
	for range keys {
		b := r.take(leafSize)
		m.leaves.add(leaf{Hash(b[:hashSize]), number(b[hashSize:]), number(b[hashSize+4:]), Hash(b[hashSize+8:])})
	}
	for range nodes {
		b := r.take(innerSize)
		m.inner.add(inner{ref(number(b)), ref(number(b[4:])), b[8], Hash(b[9:])})
	}
	for range peaks {
		b := r.take(peakSize)
		m.peaks.rows.add(peak{Hash(b[4:]), number(b)})
	}
}

// sound reports whether numbers of nodes name nodes, and those of peaks peaks, so that no walk leaves the rows or goes round.
func (m *Map) sound() bool {
	ok := func(r ref, bit int) bool {
		if r.leaf() {
			return int(r.n()) < m.leaves.n
		}
		return int(r.n()) < m.inner.n && int(m.inner.at(r.n()).bit) > bit
	}
	if m.leaves.n == 0 {
		return m.top == none && m.inner.n == 0
	}
	if !ok(m.top, -1) || m.inner.n != m.leaves.n-1 {
		return false
	}
	for i := range uint32(m.inner.n) {
		if n := m.inner.at(i); !ok(n.left, int(n.bit)) || !ok(n.right, int(n.bit)) {
			return false
		}
	}
	return m.peaksSound()
}

// peaksSound reports whether every peak stands in one chain, and every chain is as long as it must be.
func (m *Map) peaksSound() bool {
	seen := make([]bool, m.peaks.rows.n)
	left := len(seen)
	chain := func(at uint32) (length int, ok bool) {
		for ; at != 0; length++ {
			if int64(at) > int64(len(seen)) || seen[at-1] {
				return 0, false
			}
			seen[at-1], at = true, m.peaks.rows.at(at-1).next
		}
		left -= length
		return length, true
	}
	for i := range uint32(m.leaves.n) {
		l := m.leaves.at(i)
		if n, ok := chain(l.more); !ok || n+1 != bits.OnesCount32(l.count) {
			return false
		}
	}
	_, ok := chain(m.peaks.free)
	return ok && left == 0
}
