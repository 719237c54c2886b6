package index

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"

	"probity.example/probity/internal/match/lexicon"
)

// Build writes a segment of docs at path, in the place of one that is there. tables names what the words were parsed with
// (see Segment.Tables). Memory is about 150 bytes a name beside the vocabulary.
func Build(ctx context.Context, path, tables string, docs iter.Seq2[Doc, error]) error {
	b := newBuilder()
	for d, err := range docs {
		if err != nil {
			return err
		}
		if err := b.pause(ctx); err != nil {
			return err
		}
		doc := b.doc(d.Ref)
		for i := range d.Names[:min(len(d.Names), maxNames)] {
			b.name(doc, &d.Names[i])
		}
		for _, id := range d.Identifiers {
			b.identifier(doc, hashKey(keyExact, id))
		}
	}
	return b.write(ctx, path, tables)
}

// builder gathers what a segment is made of. Terms, names and documents have the numbers of their coming until they are
// written.
type builder struct {
	terms  terms
	refs   []int64
	docOf  []uint32
	recs   []byte
	recOff []uint64
	ids    []identified
	sole   map[uint32]bool // terms that are a name alone
	finder finder
	steps  int
}

type identified struct {
	key uint64
	doc uint32
}

func newBuilder() *builder { return &builder{recOff: []uint64{0}, sole: map[uint32]bool{}} }

// pause lets others work, and sees whether the work is still wanted and can be done.
func (b *builder) pause(ctx context.Context) error {
	if b.steps++; b.steps%256 != 0 {
		return nil
	}
	if len(b.docOf) >= most || len(b.recs) >= most || len(b.terms.blob) >= most {
		return errTooMuch
	}
	runtime.Gosched()
	return ctx.Err()
}

// most is what the numbers of a file can count, less what can be added between two pauses.
const most = math.MaxUint32 - 1<<28

var errTooMuch = errors.New("more names than one index can hold")

func (b *builder) doc(ref int64) uint32 {
	b.refs = append(b.refs, ref)
	return uint32(len(b.refs) - 1)
}

func (b *builder) name(doc uint32, e *Entry) {
	from := len(b.recs)
	b.recs = appendRecord(b.recs, e, b.number)
	r := record(b.recs[from:])
	b.finder.lists(r, b.terms.at, b.number, func(list) {}) // numbers the contraction keys
	if id, ok := r.alone(b.terms.at); ok {
		b.sole[id] = true
	}
	b.recOff = append(b.recOff, uint64(len(b.recs)))
	b.docOf = append(b.docOf, doc)
}

func (b *builder) number(x term) uint32 {
	id, _ := b.terms.intern(x)
	return id
}

func (b *builder) identifier(doc uint32, key uint64) { b.ids = append(b.ids, identified{key, doc}) }

func (b *builder) record(name uint32) record { return b.recs[b.recOff[name]:b.recOff[name+1]] }

// write puts everything in its order and into the file.
func (b *builder) write(ctx context.Context, path, tables string) error {
	w, err := create(path, tables)
	if err != nil {
		return fmt.Errorf("creating the index of names %s: %w", path, err)
	}
	for _, step := range []func(*writer) error{b.writeDocs, b.writeNames, b.writeKeys} {
		if err = ctx.Err(); err == nil {
			err = step(w)
		}
		if err != nil {
			return fmt.Errorf("writing the index of names %s: %w", path, errors.Join(err, w.discard()))
		}
	}
	if err := w.commit(); err != nil {
		return fmt.Errorf("writing the index of names %s: %w", path, err)
	}
	return nil
}

func (b *builder) writeDocs(w *writer) error {
	order := make([]uint32, len(b.refs))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(b.refs[x], b.refs[y]), cmp.Compare(x, y))
	})
	for i := range len(order) - 1 {
		if ref := b.refs[order[i]]; ref == b.refs[order[i+1]] {
			return fmt.Errorf("reference %d comes twice", ref)
		}
	}
	slices.SortFunc(b.ids, func(x, y identified) int {
		return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.doc, y.doc))
	})
	b.ids = slices.Compact(b.ids)
	keys, docs := make([]uint64, len(b.ids)), make([]uint32, len(b.ids))
	for i, id := range b.ids {
		keys[i], docs[i] = id.key, id.doc
	}
	b.ids = nil
	return errors.Join(put(w, secRefs, b.refs), put(w, secRefOrder, order), put(w, secIDKeys, keys), put(w, secIDDocs, docs))
}

// lists gives each term its final number and its list.
type lists struct {
	number   []uint32 // by number of coming: final number
	terms    []uint32 // by final number: number of coming
	worded   int      // terms with a concept, which come first
	concepts []lexicon.ID
	of       map[lexicon.ID]uint32
	df       []uint32 // by list
}

func (b *builder) order() *lists {
	n := b.terms.len()
	l := &lists{number: make([]uint32, n), terms: make([]uint32, n), of: map[lexicon.ID]uint32{}}
	for i := range l.terms {
		l.terms[i] = uint32(i)
		if c := b.terms.concept[i]; c != 0 {
			l.worded++
			l.of[c] = 0
		}
	}
	slices.SortFunc(l.terms, func(p, q uint32) int { return b.terms.at(p).compare(b.terms.at(q)) })
	for i, old := range l.terms {
		l.number[old] = uint32(i)
	}
	for c := range l.of {
		l.concepts = append(l.concepts, c)
	}
	slices.Sort(l.concepts)
	for i, c := range l.concepts {
		l.of[c] = uint32(i)
	}
	l.df = make([]uint32, len(l.concepts)+n-l.worded)
	return l
}

// list is the position of a list; ids of terms are those of their coming.
func (l *lists) list(x list) uint32 {
	if x.concept {
		return l.of[lexicon.ID(x.id)]
	}
	return uint32(len(l.concepts)) + l.number[x.id] - uint32(l.worded)
}

// writeNames writes vocabulary, postings and names, numbered from light to heavy.
func (b *builder) writeNames(w *writer) error {
	l := b.order()
	last := make([]uint32, len(l.df)) // name + 1 that was counted last
	for name := range uint32(len(b.docOf)) {
		b.finder.lists(b.record(name), b.terms.at, b.number, func(x list) {
			if i := l.list(x); last[i] != name+1 {
				last[i] = name + 1
				l.df[i]++
			}
		})
	}
	order, blocks := b.weigh()
	off, total := make([]uint32, len(l.df)+1), uint64(0)
	for i, df := range l.df {
		off[i] = uint32(total)
		if total += uint64(df); total >= math.MaxUint32 {
			return errTooMuch
		}
	}
	off[len(l.df)] = uint32(total)
	posts, next := make([]uint32, total), slices.Clone(off)
	clear(last)
	recs, recOff, docOf := make([]byte, 0, len(b.recs)), make([]uint32, 1, len(order)+1), make([]uint32, len(order))
	for name, old := range order {
		r := b.record(old)
		b.finder.lists(r, b.terms.at, b.number, func(x list) {
			if i := l.list(x); last[i] != uint32(name)+1 {
				last[i] = uint32(name) + 1
				posts[next[i]] = uint32(name)
				next[i]++
			}
		})
		recs = r.renumber(recs, l.number)
		if len(recs) >= math.MaxUint32 {
			return errTooMuch
		}
		recOff = append(recOff, uint32(len(recs)))
		docOf[name] = b.docOf[old]
	}
	b.recs, b.recOff, b.docOf = nil, nil, nil
	err := errors.Join(
		put(w, secListOff, off), put(w, secPosts, posts), put(w, secRecOff, recOff), put(w, secRecs, recs), put(w, secDocOf, docOf),
		put(w, secBlocks, blocks), put(w, secConcepts, l.concepts),
	)
	b.sortTerms(l)
	return err
}

// weigh orders the names by shape, and those of one shape so that names with the same first words lie side by side: they are
// read together.
func (b *builder) weigh() (order []uint32, blocks []block) {
	names := make([]block, len(b.docOf))
	for name := range uint32(len(names)) {
		names[name] = block{name, shapeOf(b.record(name), b.terms.at)}
	}
	slices.SortFunc(names, func(x, y block) int {
		return cmp.Or(cmp.Compare(x.norm, y.norm), cmp.Compare(x.letters, y.letters), bytes.Compare(b.record(x.first), b.record(y.first)), cmp.Compare(x.first, y.first))
	})
	order = make([]uint32, len(names))
	for i, n := range names {
		if order[i] = n.first; i == 0 || n.shape != names[i-1].shape {
			blocks = append(blocks, block{uint32(i), n.shape})
		}
	}
	return order, blocks
}

// sortTerms puts the terms in their final order.
func (b *builder) sortTerms(l *lists) {
	var t terms
	t.off = make([]uint32, 1, len(l.terms)+1)
	t.blob = make([]byte, 0, len(b.terms.blob))
	for _, old := range l.terms {
		x := b.terms.at(old)
		t.blob = append(t.blob, x.text...)
		t.off = append(t.off, uint32(len(t.blob)))
		t.info = append(t.info, x.info)
		if x.concept != 0 {
			t.concept = append(t.concept, x.concept)
		}
	}
	sole := make(map[uint32]bool, len(b.sole))
	for old := range b.sole {
		sole[l.number[old]] = true
	}
	b.terms, b.sole = t, sole
}

// writeKeys writes the vocabulary and the keys under which its words are found.
func (b *builder) writeKeys(w *writer) error {
	t := &b.terms
	var keys []uint64
	keysOf := func(id int) []uint64 {
		x := term{text: string(t.blob[t.off[id]:t.off[id+1]]), info: t.info[id]}
		if keys = termKeys(x, keys[:0]); b.sole[uint32(id)] {
			keys = soleKeys(x.text, keys)
		}
		return keys
	}
	total := 0
	for id := range t.info {
		total += len(keysOf(id))
	}
	if total >= math.MaxUint32 {
		return errTooMuch
	}
	buckets := 1
	for buckets*4 < total {
		buckets *= 2
	}
	off := make([]uint32, buckets+1)
	for id := range t.info {
		for _, k := range keysOf(id) {
			off[uint32(k)&uint32(buckets-1)+1]++
		}
	}
	for i := range buckets {
		off[i+1] += off[i]
	}
	next, tags, ids := slices.Clone(off), make([]byte, total), make([]uint32, total)
	for id := range t.info {
		for _, k := range keysOf(id) {
			p := &next[uint32(k)&uint32(buckets-1)]
			tags[*p], ids[*p] = byte(k>>56), uint32(id)
			*p++
		}
	}
	return errors.Join(
		put(w, secTermBlob, t.blob), put(w, secTermOff, t.off), put(w, secTermInfo, t.info), put(w, secTermWord, t.concept),
		put(w, secBucketOff, off), put(w, secBucketTag, tags), put(w, secBucketTerm, ids),
	)
}
