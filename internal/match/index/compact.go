package index

import (
	"context"
	"fmt"
	"runtime"
)

// Compact writes all that holds to a new segment at path, which may be the file of the present one, and goes on with that.
// Searches and changes continue meanwhile. If it fails, the index is as it was.
func (l *Live) Compact(ctx context.Context, path, tables string) error {
	l.compacting.Lock()
	defer l.compacting.Unlock()
	if err := l.freeze().compact(ctx, path, tables); err != nil {
		return fmt.Errorf("compacting the index of names: %w", err)
	}
	s, err := Open(path)
	if err != nil {
		return fmt.Errorf("compacting the index of names: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	base := layer{part: s}
	for ref := range l.changed {
		if doc, ok := s.find(ref); ok {
			base.dead = base.dead.with(doc)
		}
	}
	l.changed = nil
	l.lower = []layer{base}
	return nil
}

// layers are what an index consisted of at one moment.
type layers []layer

// freeze sets the part in memory aside, to which nothing is added any more, and begins to note what changes.
func (l *Live) freeze() layers {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lower = append(l.lower[:len(l.lower):len(l.lower)], l.delta)
	l.delta = layer{part: newMem()}
	l.changed = map[int64]struct{}{}
	return l.lower
}

func (ls layers) compact(ctx context.Context, path, tables string) error {
	b := newBuilder()
	for i := range ls {
		if err := b.take(ctx, &ls[i]); err != nil {
			return err
		}
	}
	err := b.write(ctx, path, tables)
	runtime.KeepAlive(ls)
	return err
}

// take adds all that holds in a layer.
func (b *builder) take(ctx context.Context, l *layer) error {
	docs := make([]uint32, l.docs()) // new numbers + 1
	for doc := range uint32(len(docs)) {
		if !l.dead.has(doc) {
			docs[doc] = b.doc(l.ref(doc)) + 1
		}
	}
	for name := range uint32(l.size()) {
		if err := b.pause(ctx); err != nil {
			return err
		}
		if doc := within(docs, l.doc(name)); doc > 0 {
			e := l.record(name).entry(l.term)
			b.name(doc-1, &e)
		}
	}
	l.identifiers(func(key uint64, doc uint32) {
		if doc := within(docs, doc); doc > 0 {
			b.identifier(doc-1, key)
		}
	})
	return nil
}
