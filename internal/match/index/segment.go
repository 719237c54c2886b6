package index

import (
	"fmt"
	"hash/crc32"
	"os"
	"runtime"
	"slices"
	"sort"
	"strings"
	"unsafe"

	"probity.example/probity/internal/match/lexicon"
)

// Segment is an index in a file that does not change. It may be read by many at once. Its memory is given back when nothing
// refers to it any more.
type Segment struct {
	data []byte
	head header

	termBlob   []byte
	termOff    []uint32 // one more than there are terms; terms with a concept come first, each kind sorted by text
	termInfo   []info
	termWord   []lexicon.ID // concepts of the first terms
	concepts   []lexicon.ID // sorted; their lists come first
	listOff    []uint32     // one more than there are lists
	posts      []uint32
	bucketOff  []uint32 // one more than there are buckets, a power of two
	bucketTag  []byte   // highest byte of the key
	bucketTerm []uint32
	recOff     []uint32 // one more than there are names
	recs       []byte
	blockList  []block // by the number of their first name
	docOf      []uint32
	refs       []int64
	refOrder   []uint32 // documents by reference
	idKeys     []uint64 // sorted
	idDocs     []uint32

	recent recent
}

// The sections of a file, in the order of the table in its header.
const (
	secTermBlob = iota
	secTermOff
	secTermInfo
	secTermWord
	secConcepts
	secListOff
	secPosts
	secBucketOff
	secBucketTag
	secBucketTerm
	secRecOff
	secRecs
	secBlocks
	secDocOf
	secRefs
	secRefOrder
	secIDKeys
	secIDDocs
	sections
)

// Open maps the file that Build wrote at path. It reads the header and the ends of the tables, no more: see Verify.
func Open(path string) (*Segment, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the index of names: %w", err)
	}
	defer f.Close()
	data, unmap, err := mapFile(f)
	if err != nil {
		return nil, fmt.Errorf("mapping the index of names %s: %w", path, err)
	}
	s := &Segment{data: data}
	if unmap != nil {
		runtime.AddCleanup(s, func(unmap func()) { unmap() }, unmap)
	}
	if err := s.lay(); err != nil {
		return nil, fmt.Errorf("index of names %s: %w", path, err)
	}
	return s, nil
}

// lay reads the header and lays the tables over the data.
func (s *Segment) lay() error {
	if err := s.head.read(s.data); err != nil {
		return err
	}
	b := func(i int) []byte {
		sec := s.head.table[i]
		return s.data[sec.off : sec.off+sec.size]
	}
	s.termBlob, s.recs, s.bucketTag = b(secTermBlob), b(secRecs), b(secBucketTag)
	s.termOff, s.listOff, s.posts = view[uint32](b(secTermOff)), view[uint32](b(secListOff)), view[uint32](b(secPosts))
	s.termInfo, s.termWord, s.concepts = view[info](b(secTermInfo)), view[lexicon.ID](b(secTermWord)), view[lexicon.ID](b(secConcepts))
	s.bucketOff, s.bucketTerm = view[uint32](b(secBucketOff)), view[uint32](b(secBucketTerm))
	s.recOff, s.blockList, s.docOf = view[uint32](b(secRecOff)), view[block](b(secBlocks)), view[uint32](b(secDocOf))
	s.refs, s.refOrder = view[int64](b(secRefs)), view[uint32](b(secRefOrder))
	s.idKeys, s.idDocs = view[uint64](b(secIDKeys)), view[uint32](b(secIDDocs))
	s.recent = newRecent(len(s.docOf), mostRecent)
	return s.fits()
}

// fits checks that the tables belong together.
func (s *Segment) fits() error {
	terms, names := len(s.termInfo), len(s.docOf)
	buckets := len(s.bucketOff) - 1
	for _, c := range []struct {
		what string
		ok   bool
	}{
		{"words", len(s.termOff) == terms+1 && len(s.termWord) <= terms && int(s.termOff[terms]) == len(s.termBlob)},
		{"postings", len(s.listOff) == len(s.concepts)+terms-len(s.termWord)+1 && int(s.listOff[len(s.listOff)-1]) == len(s.posts)},
		{"keys", buckets > 0 && buckets&(buckets-1) == 0 && int(s.bucketOff[buckets]) == len(s.bucketTerm) &&
			len(s.bucketTag) == len(s.bucketTerm)},
		{"names", len(s.recOff) == names+1 && int(s.recOff[names]) == len(s.recs)},
		{"references", len(s.refOrder) == len(s.refs)},
		{"identifiers", len(s.idKeys) == len(s.idDocs)},
	} {
		if !c.ok {
			return fmt.Errorf("%w: the tables of %s do not fit together", errDamaged, c.what)
		}
	}
	return nil
}

// view lays an array over bytes of a file. The file says in which byte order it was written.
func view[T any](b []byte) []T {
	var t T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(t)))
}

// Verify reads the whole file and compares it with its checksums.
func (s *Segment) Verify() error {
	defer runtime.KeepAlive(s)
	for i, sec := range s.head.table {
		if crc32.Checksum(s.data[sec.off:sec.off+sec.size], castagnoli) != sec.sum {
			return fmt.Errorf("%w: table %d does not match its checksum", errDamaged, i)
		}
	}
	return nil
}

// Tables is what Build was told that the words were parsed with.
func (s *Segment) Tables() string { return s.head.tables }

// Docs is the number of records.
func (s *Segment) Docs() int { return len(s.refs) }

// Names is the number of names.
func (s *Segment) Names() int { return len(s.docOf) }

func (s *Segment) size() int       { return len(s.docOf) }
func (s *Segment) blocks() []block { return s.blockList }

// Numbers read from a damaged file may lie outside the tables: then there is nothing there.

func within[T any](table []T, i uint32) (v T) {
	if int(i) < len(table) {
		v = table[i]
	}
	return v
}

func between[T any](off []uint32, i uint32, of []T) []T {
	if int(i) >= len(off)-1 {
		return nil
	}
	if lo, hi := off[i], off[i+1]; lo <= hi && int(hi) <= len(of) {
		return of[lo:hi]
	}
	return nil
}

func (s *Segment) term(id uint32) term {
	b := between(s.termOff, id, s.termBlob)
	return term{text: unsafe.String(unsafe.SliceData(b), len(b)), concept: s.concept(id), info: within(s.termInfo, id)}
}

func (s *Segment) concept(id uint32) lexicon.ID { return within(s.termWord, id) }
func (s *Segment) kind(id uint32) lexicon.Kind  { return within(s.termInfo, id).kind() }

func (s *Segment) shape(name uint32) shape {
	_, sh := blockOf(s.blockList, name, true)
	return sh
}
func (s *Segment) doc(name uint32) uint32    { return within(s.docOf, name) }
func (s *Segment) ref(doc uint32) int64      { return within(s.refs, doc) }
func (s *Segment) record(name uint32) record { return between(s.recOff, name, s.recs) }
func (s *Segment) df(l list) int             { return len(s.postings(l)) }
func (s *Segment) postings(l list) []uint32 {
	n := uint32(len(s.concepts))
	if l.concept {
		i, ok := slices.BinarySearch(s.concepts, lexicon.ID(l.id))
		if !ok {
			return nil
		}
		return between(s.listOff, uint32(i), s.posts)
	}
	if int(l.id) < len(s.termWord) {
		return nil
	}
	return between(s.listOff, n+l.id-uint32(len(s.termWord)), s.posts)
}

func (s *Segment) bucket(key uint64, ids []uint32) []uint32 {
	at := uint32(key) & uint32(len(s.bucketOff)-2)
	tag := byte(key >> 56)
	lo := s.bucketOff[at]
	for i, t := range between(s.bucketOff, at, s.bucketTag) {
		if t == tag {
			if ids = append(ids, s.bucketTerm[int(lo)+i]); len(ids) >= maxBucket {
				break
			}
		}
	}
	return ids
}

// starting lists few words: of many it takes the commonest, which are the ones that are abbreviated, and of thousands none.
func (s *Segment) starting(prefix string, ids []uint32, all []span) ([]uint32, []span) {
	const most, best = 4096, 40
	from, spans := len(ids), len(all)
	for _, region := range [2][2]int{{0, len(s.termWord)}, {len(s.termWord), len(s.termInfo)}} {
		lo := region[0] + sort.Search(region[1]-region[0], func(i int) bool { return s.term(uint32(region[0]+i)).text > prefix })
		n := sort.Search(region[1]-lo, func(i int) bool { return !strings.HasPrefix(s.term(uint32(lo+i)).text, prefix) })
		if n > 0 {
			all = append(all, span{uint32(lo), uint32(lo + n)})
		}
		for id := uint32(lo); n <= most && id < uint32(lo+n); id++ {
			if within(s.termInfo, id).class() == classWord {
				ids = append(ids, id)
			}
		}
	}
	found := ids[from:]
	if len(found) > best {
		df := func(id uint32) int { return s.df(listOf(id, s.concept(id))) }
		slices.SortStableFunc(found, func(a, b uint32) int { return df(b) - df(a) })
		ids = ids[:from+best]
	}
	if listed := len(ids) - from; listed == len(found) && listed == rows(all[spans:]) {
		all = all[:spans]
	}
	return ids, all
}

func (s *Segment) find(ref int64) (uint32, bool) {
	i := sort.Search(len(s.refOrder), func(i int) bool { return s.ref(s.refOrder[i]) >= ref })
	if i < len(s.refOrder) && s.ref(s.refOrder[i]) == ref {
		return s.refOrder[i], true
	}
	return 0, false
}

func (s *Segment) docs() int { return len(s.refs) }

func (s *Segment) held(name uint32) *Held { return s.recent.held(s, name) }

func (s *Segment) identifiers(visit func(key uint64, doc uint32)) {
	for i, k := range s.idKeys {
		visit(k, s.idDocs[i])
	}
}

func (s *Segment) identified(key uint64) []uint32 {
	i, _ := slices.BinarySearch(s.idKeys, key)
	j := i
	for j < len(s.idKeys) && s.idKeys[j] == key {
		j++
	}
	return s.idDocs[i:j]
}
