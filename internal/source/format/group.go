package format

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// maxGroup is the most bytes that the rows of one key may have together.
const maxGroup = 64 << 20

// Grouper brings together the rows of one party that lie scattered over a file, in bounded memory: beyond it, sorted runs
// go to temporary files that have no name any more. Only rows that are known to be about organisations may be added:
// nothing about a natural person is ever written to disk.
type Grouper struct {
	dir    string
	memory int
	held   []entry
	size   int
	seq    uint64
	runs   []*os.File
}

// entry is one row with its place in the order of Add.
type entry struct {
	key string
	seq uint64
	row []string
}

func (a entry) compare(b entry) int {
	if c := strings.Compare(a.key, b.key); c != 0 {
		return c
	}
	if a.seq < b.seq {
		return -1
	}
	return 1
}

// NewGrouper returns a Grouper that holds about memory bytes of rows before it writes a run to tmpDir (the system's
// directory for temporary files if empty).
func NewGrouper(tmpDir string, memory int) *Grouper {
	return &Grouper{dir: tmpDir, memory: memory}
}

// Add takes a row of the party with this key. The row must be about an organisation. It belongs to the Grouper from now
// on.
func (g *Grouper) Add(key string, row []string) error {
	g.held = append(g.held, entry{key, g.seq, row})
	g.seq++
	g.size += len(key) + 64
	for _, s := range row {
		g.size += len(s) + 16
	}
	if g.size < g.memory {
		return nil
	}
	return g.spill()
}

// Each calls f once for every key, in byte order of the keys, with the key's rows in the order of Add. It may be called
// once, after the last Add.
func (g *Grouper) Each(f func(key string, rows [][]string) error) error {
	slices.SortFunc(g.held, entry.compare)
	m := merge{{next: func() (entry, error) {
		if len(g.held) == 0 {
			return entry{}, io.EOF
		}
		e := g.held[0]
		g.held = g.held[1:]
		return e, nil
	}}}
	for _, file := range g.runs {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("read back grouped rows: %w", cause(err))
		}
		br := bufio.NewReaderSize(file, 256<<10)
		m = append(m, &run{next: func() (entry, error) { return readEntry(br) }})
	}
	if err := m.begin(); err != nil {
		return err
	}
	var key string
	var rows [][]string
	size := 0
	for {
		e, err := m.pop()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if len(rows) > 0 && e.key != key {
			if err := f(key, rows); err != nil {
				return err
			}
			rows, size = nil, 0
		}
		key, rows = e.key, append(rows, e.row)
		for _, s := range e.row {
			size += len(s) + 16
		}
		if size > maxGroup {
			return fmt.Errorf("group rows: more than %d MiB under one key", maxGroup>>20)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return f(key, rows)
}

// Close gives back the temporary files.
func (g *Grouper) Close() error {
	var all []error
	for _, file := range g.runs {
		all = append(all, cause(file.Close()))
		if err := os.Remove(file.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
			all = append(all, cause(err))
		}
	}
	g.runs, g.held = nil, nil
	return errors.Join(all...)
}

func (g *Grouper) spill() error {
	file, err := os.CreateTemp(g.dir, "group-*")
	if err != nil {
		return fmt.Errorf("make room for grouped rows: %w", cause(err))
	}
	g.runs = append(g.runs, file)
	// Without a name the file vanishes with the process, however that ends. Where a system cannot do so, Close removes it.
	_ = os.Remove(file.Name())
	slices.SortFunc(g.held, entry.compare)
	bw := bufio.NewWriterSize(file, 256<<10)
	var buf []byte
	for _, e := range g.held {
		buf = appendEntry(buf[:0], e)
		if _, err := bw.Write(buf); err != nil {
			return fmt.Errorf("write grouped rows: %w", cause(err))
		}
	}
	if err := bw.Flush(); err != nil {
		return fmt.Errorf("write grouped rows: %w", cause(err))
	}
	clear(g.held)
	g.held, g.size = g.held[:0], 0
	return nil
}

// appendEntry writes key, sequence number, number of fields and fields; every text after its length.
func appendEntry(b []byte, e entry) []byte {
	text := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	text(e.key)
	b = binary.AppendUvarint(b, e.seq)
	b = binary.AppendUvarint(b, uint64(len(e.row)))
	for _, s := range e.row {
		text(s)
	}
	return b
}

// readEntry reads what appendEntry wrote; io.EOF at the end of the run.
func readEntry(r *bufio.Reader) (e entry, err error) {
	if _, err := r.Peek(1); err != nil {
		return e, err
	}
	number := func() (n uint64) {
		if err == nil {
			n, err = binary.ReadUvarint(r)
		}
		return n
	}
	text := func() string {
		b := make([]byte, number())
		if err == nil {
			_, err = io.ReadFull(r, b)
		}
		return string(b)
	}
	e.key = text()
	e.seq = number()
	e.row = make([]string, number())
	for i := range e.row {
		e.row[i] = text()
	}
	if err != nil {
		err = fmt.Errorf("read back grouped rows: %w", err)
	}
	return e, err
}

// run is a sorted sequence of entries with its first one at hand.
type run struct {
	next func() (entry, error)
	head entry
}

// merge is a heap of runs by their heads.
type merge []*run

func (m merge) Len() int           { return len(m) }
func (m merge) Less(i, j int) bool { return m[i].head.compare(m[j].head) < 0 }
func (m merge) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }

// Push and Pop are container/heap's; runs only ever leave.
func (m *merge) Push(x any) { *m = append(*m, x.(*run)) }

// Pop takes the last run away.
func (m *merge) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}

func (m *merge) begin() error {
	live := (*m)[:0]
	for _, r := range *m {
		var err error
		if r.head, err = r.next(); err == io.EOF {
			continue
		} else if err != nil {
			return err
		}
		live = append(live, r)
	}
	*m = live
	heap.Init(m)
	return nil
}

// pop takes the least entry of all runs; io.EOF when there is none.
func (m *merge) pop() (entry, error) {
	if len(*m) == 0 {
		return entry{}, io.EOF
	}
	r := (*m)[0]
	e := r.head
	var err error
	switch r.head, err = r.next(); {
	case err == io.EOF:
		heap.Pop(m)
	case err != nil:
		return entry{}, err
	default:
		heap.Fix(m, 0)
	}
	return e, nil
}
