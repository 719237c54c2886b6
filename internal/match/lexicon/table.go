package lexicon

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed words.d/*.txt
var files embed.FS

// concepts loads the embedded tables on first use. A form that two concepts claim is a mistake that the tests refuse; here the
// first keeps it.
var concepts = sync.OnceValue(func() *table {
	t, err := load(files)
	if t == nil {
		panic("lexicon: " + err.Error())
	}
	return t
})

type concept struct {
	name, country string
	kind          Kind
	value         int64 // of a Number
}

// node is a place in the trie of all folded forms. Its children stand in a row, in the order of their labels; the label of a
// node is at its own index in table.labels. Beside bytes of letters there are two labels: ' ' between the words of a phrase and
// '*' behind a stem, where any rest of a word may follow.
type node struct {
	first uint32
	n     uint16
	id    ID
}

// table is all concepts and forms. It does not change once loaded.
type table struct {
	concepts  []concept // by ID; the first is none
	nodes     []node
	labels    []byte
	low, high []string // folded letters, see foldAt
	and       ID       // the connector inside numbers
	digest    string
}

func (t *table) of(id ID) concept {
	if int(id) >= len(t.concepts) {
		return concept{}
	}
	return t.concepts[id]
}

var kinds = map[string]Kind{
	"function": Function, "generic": Generic, "quality": Quality, "field": Field, "place": Place, "number": Number,
}

// entry is one folded form of one concept.
type entry struct {
	key, concept, from string
	id                 ID
}

// load reads the tables, merges concepts by name, and builds the trie. Forms that two concepts claim are reported as an error
// beside a usable table; of any other mistake there is no table.
func load(files fs.FS) (*table, error) {
	names, err := fs.Glob(files, "words.d/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	t := &table{}
	t.low, t.high = foldBlocks()
	found, sum := map[string]concept{}, sha256.New()
	var all []entry
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the table: %w", err)
		}
		sum.Write(text)
		no := 0
		for line := range strings.Lines(string(text)) {
			no++
			if all, err = t.line(all, found, strings.TrimRight(line, "\r\n"), name+":"+strconv.Itoa(no)); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, no, err)
			}
		}
	}
	t.digest = hex.EncodeToString(sum.Sum(nil))
	ids, err := t.number(found)
	if err != nil {
		return nil, err
	}
	t.and = ids["and"]
	for i := range all {
		all[i].id = ids[all[i].concept]
	}
	all, err = unique(all)
	t.build(all)
	return t, err
}

// line reads one concept and appends its forms.
func (t *table) line(all []entry, found map[string]concept, line, from string) ([]entry, error) {
	if line == "" || line[0] == '#' {
		return all, nil
	}
	parts := strings.Split(line, "\t")
	if len(parts) != 3 {
		return nil, fmt.Errorf("%q has %d columns, not name, kind and forms", line, len(parts))
	}
	c, err := newConcept(parts[0], parts[1])
	if err != nil {
		return nil, err
	}
	if old, ok := found[c.name]; ok {
		if old.kind != c.kind || old.country != "" && c.country != "" && old.country != c.country {
			return nil, fmt.Errorf("concept %q differs in kind or country from an earlier line", c.name)
		}
		c.country = cmp.Or(c.country, old.country)
	}
	found[c.name] = c
	for form := range strings.FieldsSeq(parts[2]) {
		keys, err := t.keys(form)
		if err != nil {
			return nil, fmt.Errorf("form %q of %q: %w", form, c.name, err)
		}
		for _, key := range keys {
			all = append(all, entry{key: key, concept: c.name, from: from})
		}
	}
	return all, nil
}

func newConcept(name, kind string) (concept, error) {
	c := concept{kind: kinds[kind]}
	c.name, c.country, _ = strings.Cut(name, "@")
	if c.kind == None {
		return c, fmt.Errorf("kind %q of concept %q is unknown", kind, name)
	}
	if code, ok := strings.CutPrefix(c.name, "place:"); ok {
		c.country = code
	}
	if c.name == "" || c.country != "" && len(c.country) != 2 {
		return c, fmt.Errorf("concept %q is not a name, or its country is not two letters", name)
	}
	if c.kind == Number {
		v, err := strconv.ParseInt(c.name, 10, 64)
		if err != nil || v <= 0 {
			return c, fmt.Errorf("concept %q of kind number is not a number", name)
		}
		c.value = v
	}
	return c, nil
}

// umlauts are the letters that some write as two.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "å", "aa", "ø", "oe")

// maxPhrase bounds the words of a form.
const maxPhrase = 10

// keys returns the folded ways to write a form.
func (t *table) keys(form string) ([]string, error) {
	out := make([]string, 0, 2)
	for _, spelling := range []string{form, umlauts.Replace(form)} {
		words := strings.Split(spelling, "_")
		for i, w := range words {
			stem, star := strings.CutSuffix(w, "*")
			for _, p := range []string{"ال", "أل"} {
				if rest, ok := strings.CutPrefix(stem, p); ok && utf8.RuneCountInString(rest) >= 3 {
					stem = rest
				}
			}
			stem = t.fold(stem)
			switch {
			case stem == "" || strings.Contains(stem, none):
				return nil, errors.New("a word is empty or has a character that no word may have")
			case star && utf8.RuneCountInString(stem) < 3:
				return nil, errors.New("the stem has fewer than 3 letters")
			case star:
				stem += "*"
			}
			words[i] = stem
		}
		if len(words) > maxPhrase {
			return nil, fmt.Errorf("more than %d words", maxPhrase)
		}
		if key := strings.Join(words, " "); !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out, nil
}

// number gives the concepts their numbers, in the order of their names.
func (t *table) number(found map[string]concept) (map[string]ID, error) {
	if len(found) >= math.MaxUint16 {
		return nil, fmt.Errorf("%d concepts are too many", len(found))
	}
	t.concepts = make([]concept, 1, len(found)+1)
	for _, c := range found {
		t.concepts = append(t.concepts, c)
	}
	slices.SortFunc(t.concepts, func(a, b concept) int { return cmp.Compare(a.name, b.name) })
	ids := make(map[string]ID, len(found))
	for i, c := range t.concepts[1:] {
		ids[c.name] = ID(i + 1)
	}
	return ids, nil
}

// unique sorts the entries by key and leaves one each. Where two concepts claim one, the earlier line keeps it, and the error
// names both.
func unique(all []entry) ([]entry, error) {
	slices.SortStableFunc(all, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	var errs []error
	out := all[:0]
	for _, e := range all {
		if len(out) == 0 || out[len(out)-1].key != e.key {
			out = append(out, e)
		} else if first := out[len(out)-1]; first.id != e.id {
			errs = append(errs, fmt.Errorf("%s: %q of %q already means %q in %s", e.from, e.key, e.concept, first.concept, first.from))
		}
	}
	return out, errors.Join(errs...)
}

// build makes the trie of sorted entries, level by level.
func (t *table) build(all []entry) {
	type span struct{ lo, hi, depth int }
	t.nodes, t.labels = make([]node, 1, 8*len(all)), make([]byte, 1, 8*len(all))
	spans := []span{{0, len(all), 0}}
	for at := 0; at < len(spans); at++ {
		s := spans[at]
		lo := s.lo
		if lo < s.hi && len(all[lo].key) == s.depth {
			t.nodes[at].id = all[lo].id
			lo++
		}
		t.nodes[at].first = uint32(len(t.nodes))
		for lo < s.hi {
			label, hi := all[lo].key[s.depth], lo+1
			for hi < s.hi && all[hi].key[s.depth] == label {
				hi++
			}
			spans = append(spans, span{lo, hi, s.depth + 1})
			t.nodes, t.labels = append(t.nodes, node{}), append(t.labels, label)
			t.nodes[at].n++
			lo = hi
		}
	}
	t.nodes, t.labels = slices.Clip(t.nodes), slices.Clip(t.labels)
}

// child is the node that a label leads to, or 0.
func (t *table) child(at uint32, label byte) uint32 {
	n := t.nodes[at]
	if i := bytes.IndexByte(t.labels[n.first:n.first+uint32(n.n)], label); i >= 0 {
		return n.first + uint32(i)
	}
	return 0
}

// step follows the letters that one character folds to.
func (t *table) step(at uint32, as string) uint32 {
	for i := 0; i < len(as); i++ {
		if at = t.child(at, as[i]); at == 0 {
			return 0
		}
	}
	return at
}

// maxStems bounds the stems of one word that are followed, the longest first.
const maxStems = 6

// match returns the longest entry below a node that words begin with.
func (t *table) match(at uint32, words []string) (id ID, n int) {
	if len(words) == 0 {
		return 0, 0
	}
	offsets, count := heads(words[0])
	for _, off := range offsets[:count] {
		ends, k := t.ends(at, words[0][off:])
		for _, end := range ends[:k] {
			if found := t.nodes[end].id; found != 0 && n == 0 {
				id, n = found, 1
			}
			next := t.child(end, ' ')
			if next == 0 {
				continue
			}
			if found, m := t.match(next, words[1:]); m > 0 && m+1 > n {
				id, n = found, m+1
			}
		}
	}
	return id, n
}

// ends returns the nodes at which a word may end: that of all its letters, then those of stems, the longest first.
func (t *table) ends(at uint32, word string) (out [maxStems + 1]uint32, n int) {
	var stems [maxStems]uint32
	seen := 0
	for i := 0; i < len(word); {
		as, size := t.foldAt(word, i)
		if at = t.step(at, as); at == 0 {
			break
		}
		if as != "" {
			if stem := t.child(at, '*'); stem != 0 {
				stems[seen%maxStems] = stem
				seen++
			}
		}
		i += size
	}
	if at != 0 && word != "" {
		out[0], n = at, 1
	}
	for i := seen - 1; i >= 0 && i >= seen-maxStems; i-- {
		out[n] = stems[i%maxStems]
		n++
	}
	return out, n
}

// longest returns the longest entry of one word, written in full, that a run of letters begins with, and its length in the run.
func (t *table) longest(run string) (id ID, size int) {
	at := uint32(0)
	for i := 0; i < len(run); {
		as, k := t.foldAt(run, i)
		if at = t.step(at, as); at == 0 {
			break
		}
		i += k
		if found := t.nodes[at].id; found != 0 {
			id, size = found, i
		}
	}
	return id, size
}
