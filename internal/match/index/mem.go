package index

import (
	"strings"

	"probity.example/probity/internal/match/lexicon"
)

// mem is a part that grows, kept in memory.
type mem struct {
	terms    terms
	keys     multimap
	lists    [][]uint32              // names by term
	concepts map[lexicon.ID][]uint32 // names by concept
	recs     []byte                  // records one after the other
	recOff   []uint32                // one more than there are names
	docOf    []uint32                // by name
	shapes   []shape                 // by name
	refs     []int64                 // by document
	last     map[int64]uint32        // the last document of a reference
	ids      map[uint64][]uint32     // documents by key of identifier
	sole     map[uint32]bool         // terms that are a name alone
	finder   finder
	recent   recent
	scratch  []uint64
}

func newMem() *mem {
	return &mem{
		recOff: []uint32{0}, recent: newRecent(deltaRecent, deltaRecent),
		concepts: map[lexicon.ID][]uint32{}, last: map[int64]uint32{}, ids: map[uint64][]uint32{}, sole: map[uint32]bool{},
	}
}

// add takes a document in and returns its number. An earlier one of the same reference stays: see Live.
func (m *mem) add(d *Doc) uint32 {
	doc := uint32(len(m.refs))
	m.refs = append(m.refs, d.Ref)
	m.last[d.Ref] = doc
	for _, id := range d.Identifiers {
		k := hashKey(keyExact, id)
		m.ids[k] = append(m.ids[k], doc)
	}
	for i := range d.Names[:min(len(d.Names), maxNames)] {
		name := uint32(len(m.docOf))
		m.docOf = append(m.docOf, doc)
		start := len(m.recs)
		m.recs = appendRecord(m.recs, &d.Names[i], m.number)
		m.recOff = append(m.recOff, uint32(len(m.recs)))
		m.shapes = append(m.shapes, shapeOf(m.recs[start:], m.term))
		m.post(name, record(m.recs[start:]))
	}
	return doc
}

// number gives a term its number, and keys and postings when it is new.
func (m *mem) number(x term) uint32 {
	id, fresh := m.terms.intern(x)
	if !fresh {
		return id
	}
	x = m.terms.at(id)
	m.scratch = termKeys(x, m.scratch[:0])
	if x.info.class() == classWord && len(x.text) > startLen {
		m.scratch = append(m.scratch, hashKey(keyStart, x.text[:startLen]))
	}
	for _, k := range m.scratch {
		m.keys.add(k, id)
	}
	m.lists = append(m.lists, nil)
	return id
}

// post puts a name under its terms.
func (m *mem) post(name uint32, r record) {
	once := func(names []uint32) []uint32 {
		if n := len(names); n > 0 && names[n-1] == name {
			return names
		}
		return append(names, name)
	}
	m.finder.lists(r, m.term, m.number, func(l list) {
		if c := lexicon.ID(l.id); l.concept {
			m.concepts[c] = once(m.concepts[c])
		} else {
			m.lists[l.id] = once(m.lists[l.id])
		}
	})
	if id, ok := r.alone(m.term); ok && !m.sole[id] {
		m.sole[id] = true
		m.scratch = soleKeys(m.term(id).text, m.scratch[:0])
		for _, k := range m.scratch {
			m.keys.add(k, id)
		}
	}
}

// finder works out what names are found under.
type finder struct{ parts parts }

// lists visits the lists that a name belongs to, some more than once.
func (f *finder) lists(r record, at func(uint32) term, number func(term) uint32, visit func(list)) {
	all := true
	t := r.each(func(id uint32, _ bool) { all = all && !postable(at(id).info, false) })
	left := maxNameWords * 2
	r.each(func(id uint32, alt bool) {
		if x := at(id); left > 0 && postable(x.info, all) && !(alt && x.concept != 0) {
			visit(listOf(id, x.concept))
			left--
		}
	})
	if t.acronym != noTerm {
		visit(list{id: t.acronym})
	}
	f.parts.of(r, at)
	f.parts.keys(func(k letterKey) { visit(list{id: number(term{text: string(k.text()), info: classKey})}) })
}

// alone gives the term of a name of one word that may be a contraction.
func (r record) alone(at func(uint32) term) (id uint32, ok bool) {
	n := 0
	r.each(func(i uint32, alt bool) {
		if x := at(i); !alt && x.info.kind() != lexicon.Function {
			id, ok = i, x.info.kind() == lexicon.None && mayContract(x.text)
			n++
		}
	})
	return id, ok && n == 1
}

func (m *mem) size() int                    { return len(m.docOf) }
func (m *mem) term(id uint32) term          { return m.terms.at(id) }
func (m *mem) concept(id uint32) lexicon.ID { return m.terms.concept[id] }
func (m *mem) kind(id uint32) lexicon.Kind  { return m.terms.info[id].kind() }
func (m *mem) blocks() []block              { return nil }
func (m *mem) doc(name uint32) uint32       { return m.docOf[name] }
func (m *mem) ref(doc uint32) int64         { return m.refs[doc] }
func (m *mem) record(name uint32) record    { return m.recs[m.recOff[name]:m.recOff[name+1]] }
func (m *mem) shape(name uint32) shape      { return m.shapes[name] }

func (m *mem) find(ref int64) (uint32, bool) {
	doc, ok := m.last[ref]
	return doc, ok
}

func (m *mem) docs() int { return len(m.refs) }

func (m *mem) held(name uint32) *Held { return m.recent.held(m, name) }

func (m *mem) identifiers(visit func(key uint64, doc uint32)) {
	for k, docs := range m.ids {
		for _, doc := range docs {
			visit(k, doc)
		}
	}
}

func (m *mem) identified(key uint64) []uint32 { return m.ids[key] }

func (m *mem) bucket(key uint64, ids []uint32) []uint32 { return m.keys.get(key, ids) }

func (m *mem) starting(s string, ids []uint32, all []span) ([]uint32, []span) {
	if len(s) < startLen {
		return ids, all
	}
	n := len(ids)
	ids = m.keys.get(hashKey(keyStart, s[:startLen]), ids)
	kept := ids[:n]
	for _, id := range ids[n:] {
		if x := m.term(id); len(x.text) > len(s) && strings.HasPrefix(x.text, s) {
			kept = append(kept, id)
		}
	}
	return kept, all
}

func (m *mem) df(l list) int { return len(m.postings(l)) }

func (m *mem) postings(l list) []uint32 {
	if l.concept {
		return m.concepts[lexicon.ID(l.id)]
	}
	return m.lists[l.id]
}

// multimap maps keys to numbers. It is in shards, so that growing one takes no time that a search would notice.
type multimap struct{ shards [256]shard }

type shard struct {
	heads   []uint32 // by key: position of an entry + 1
	entries []chained
}

type chained struct {
	key      uint64
	id, next uint32
}

func (m *multimap) add(key uint64, id uint32) {
	s := &m.shards[key>>56]
	if len(s.entries) >= len(s.heads) {
		s.heads = make([]uint32, max(16, 2*len(s.heads)))
		for i := range s.entries {
			s.link(i)
		}
	}
	s.entries = append(s.entries, chained{key: key, id: id})
	s.link(len(s.entries) - 1)
}

func (s *shard) link(i int) {
	h := &s.heads[s.entries[i].key&uint64(len(s.heads)-1)]
	s.entries[i].next, *h = *h, uint32(i)+1
}

func (m *multimap) get(key uint64, ids []uint32) []uint32 {
	s := &m.shards[key>>56]
	if len(s.heads) == 0 {
		return ids
	}
	left := maxBucket
	for i := s.heads[key&uint64(len(s.heads)-1)]; i != 0 && left > 0; i = s.entries[i-1].next {
		if e := &s.entries[i-1]; e.key == key {
			ids = append(ids, e.id)
			left--
		}
	}
	return ids
}
