package vmap

// rows is an array that grows in parts of one size, so that no growth copies what is there: a large map would need more than twice its
// memory for the moment. Its rows have no pointers.
type rows[T any] struct {
	parts [][]T
	n     int
}

const (
	partBits = 12
	partSize = 1 << partBits
)

// at is a row. What it points to may move when a row is added.
func (r *rows[T]) at(i uint32) *T { return &r.parts[i>>partBits][i%partSize] }

func (r *rows[T]) add(row T) {
	if r.n%partSize == 0 {
		var part []T
		if r.n > 0 { // a map of few keys has no room for many
			part = make([]T, 0, partSize)
		}
		r.parts = append(r.parts, part)
	}
	last := &r.parts[len(r.parts)-1]
	*last = append(*last, row)
	r.n++
}

// peak is the root of a full tree among those under a key, beside the last: a larger one is next. Its number begins with 1.
type peak struct {
	hash Hash
	next uint32
}

// peaks keeps the peaks of keys in chains, and those that are free in another.
type peaks struct {
	rows rows[peak]
	free uint32
}

// put puts a peak before a chain.
func (p *peaks) put(h Hash, next uint32) uint32 {
	if n := p.free; n != 0 {
		row := p.rows.at(n - 1)
		p.free, *row = row.next, peak{h, next}
		return n
	}
	p.rows.add(peak{h, next})
	return uint32(p.rows.n)
}

// drop frees a chain.
func (p *peaks) drop(chain uint32) {
	for chain != 0 {
		row := p.rows.at(chain - 1)
		next := row.next
		*row = peak{next: p.free}
		p.free, chain = chain, next
	}
}
