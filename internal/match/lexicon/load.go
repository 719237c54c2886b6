package lexicon

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var kinds = map[string]Kind{
	"function": Function, "generic": Generic, "quality": Quality, "field": Field, "place": Place, "number": Number,
}

// entry is one folded form of a concept, which is given by its place in loader.found, and later by its number.
type entry struct {
	key     string
	head    uint64 // its first bytes, for speed in sorting
	seq     uint32 // the forms in the order of the tables
	concept ID
}

// loader is what the tables have said so far.
type loader struct {
	*table
	found []concept // in the order of the tables
	index map[string]ID
	lines []line
	all   []entry
	twice []error // said twice and differently
}

// line is where a line of a table stands, and the first of its forms.
type line struct {
	file string
	no   int
	seq  uint32
}

func (l *loader) where(seq uint32) string {
	i, ok := slices.BinarySearchFunc(l.lines, seq, func(a line, seq uint32) int { return cmp.Compare(a.seq, seq) })
	if !ok {
		i--
	}
	return fmt.Sprintf("%s:%d", l.lines[i].file, l.lines[i].no)
}

// load reads the tables, merges concepts by name, and builds the trie. What the tables say twice and differently (a form of two
// concepts, a concept of two kinds) is reported as an error beside a usable table, in which the first counts; of any other
// mistake there is no table.
func load(files fs.FS) (*table, error) {
	names, err := fs.Glob(files, "words.d/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	l := loader{table: &table{}, index: map[string]ID{}}
	l.low, l.high = foldBlocks()
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the table: %w", err)
		}
		no := 0
		for text := range strings.Lines(string(text)) {
			no++
			if err := l.line(strings.TrimRight(text, "\r\n"), name, no); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, no, err)
			}
		}
	}
	l.number()
	l.unique()
	l.build(l.all)
	l.romanised = &table{}
	l.romanised.build(l.slavic())
	return l.table, errors.Join(l.twice...)
}

// line reads one concept and its forms.
func (l *loader) line(text, file string, no int) error {
	if text == "" || text[0] == '#' {
		return nil
	}
	parts := strings.Split(text, "\t")
	if len(parts) != 3 {
		return fmt.Errorf("%q has %d columns, not name, kind and forms", text, len(parts))
	}
	c, err := newConcept(parts[0], parts[1])
	if err != nil {
		return err
	}
	l.lines = append(l.lines, line{file, no, uint32(len(l.all))})
	at, err := l.concept(c)
	if err != nil {
		return err
	}
	for form := range strings.FieldsSeq(parts[2]) {
		keys, err := l.keys(form)
		if err != nil {
			return fmt.Errorf("form %q of %q: %w", form, c.name, err)
		}
		for _, key := range keys {
			if key != "" {
				l.all = append(l.all, entry{key, head(key), uint32(len(l.all)), at})
			}
		}
	}
	return nil
}

// head is the first eight bytes of a key as a number that sorts alike.
func head(key string) (h uint64) {
	for i := range min(len(key), 8) {
		h |= uint64(key[i]) << (56 - 8*i)
	}
	return h
}

// concept returns the place of a concept in found, new or merged with that of its name.
func (l *loader) concept(c concept) (ID, error) {
	at, ok := l.index[c.name]
	if !ok {
		if len(l.found) >= math.MaxUint16 {
			return 0, errors.New("there are too many concepts")
		}
		at = ID(len(l.found))
		l.found, l.index[c.name] = append(l.found, c), at
		return at, nil
	}
	old := &l.found[at]
	if old.kind != c.kind || old.country != "" && c.country != "" && old.country != c.country {
		l.twice = append(l.twice,
			fmt.Errorf("%s: %q differs in kind or country from an earlier line", l.where(uint32(len(l.all))), c.name))
	}
	old.country = cmp.Or(old.country, c.country)
	return at, nil
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

// keys returns the folded ways to write a form: one, or two of a form with umlauts.
func (t *table) keys(form string) (keys [2]string, err error) {
	if keys[0], err = t.key(form); err != nil || strings.IndexByte(form, "ü"[0]) < 0 {
		return keys, err
	}
	if spelled := umlauts.Replace(form); spelled != form {
		keys[1], err = t.key(spelled)
	}
	return keys, err
}

// key folds a form and writes it with the labels of the trie.
func (t *table) key(form string) (string, error) {
	if strings.IndexByte(form, '_') < 0 {
		return t.keyWord(form)
	}
	words := strings.Split(form, "_")
	if len(words) > maxPhrase {
		return "", fmt.Errorf("more than %d words", maxPhrase)
	}
	var err error
	for i := range words {
		if words[i], err = t.keyWord(words[i]); err != nil {
			return "", err
		}
	}
	return strings.Join(words, " "), nil
}

func (t *table) keyWord(word string) (string, error) {
	stem, star := strings.CutSuffix(word, "*")
	if rest, ok := strings.CutPrefix(stem, "ال"); ok && utf8.RuneCountInString(rest) >= 3 {
		stem = rest
	}
	stem = t.fold(stem)
	switch {
	case stem == "" || strings.Contains(stem, none):
		return "", errors.New("a word is empty or has a character that no word may have")
	case star && utf8.RuneCountInString(stem) < 3:
		return "", errors.New("the stem has fewer than 3 letters")
	case star:
		return stem + "*", nil
	}
	return stem, nil
}

// number gives the concepts their numbers, in the order of their names.
func (l *loader) number() {
	names := slices.Sorted(maps.Keys(l.index))
	l.concepts = make([]concept, 1, len(names)+1)
	ids := make([]ID, len(names))
	for i, name := range names {
		at := l.index[name]
		l.concepts, ids[at] = append(l.concepts, l.found[at]), ID(i+1)
		if name == "and" {
			l.and = ID(i + 1)
		}
	}
	for i := range l.all {
		l.all[i].concept = ids[l.all[i].concept]
	}
}

// unique sorts the entries by key and leaves one each. Where two concepts claim one, the earlier line keeps it.
func (l *loader) unique() {
	slices.SortFunc(l.all, func(a, b entry) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.seq, b.seq))
	})
	out := l.all[:0]
	for _, e := range l.all {
		if len(out) == 0 || out[len(out)-1].key != e.key {
			out = append(out, e)
		} else if first := out[len(out)-1]; first.concept != e.concept {
			l.twice = append(l.twice, fmt.Errorf("%s: %q of %q already means %q in %s",
				l.where(e.seq), e.key, l.of(e.concept).name, l.of(first.concept).name, l.where(first.seq)))
		}
	}
	l.all = out
}

// build makes the trie of sorted entries, level by level. A node and the entries below it have one index.
func (t *table) build(all []entry) {
	type span struct{ lo, hi, depth int32 }
	size := 1 // at most
	for i := range all {
		size += len(all[i].key) - shared(all, i)
	}
	t.nodes, t.labels = make([]node, 1, size), make([]byte, 1, size)
	spans := append(make([]span, 0, size), span{hi: int32(len(all))})
	for at := 0; at < len(spans); at++ {
		s := spans[at]
		if s.lo < s.hi && len(all[s.lo].key) == int(s.depth) {
			t.nodes[at].id = all[s.lo].concept
			s.lo++
		}
		t.nodes[at].first = uint32(len(t.nodes))
		for s.lo < s.hi {
			label, hi := all[s.lo].key[s.depth], s.lo+1
			for hi < s.hi && all[hi].key[s.depth] == label {
				hi++
			}
			spans = append(spans, span{s.lo, hi, s.depth + 1})
			t.nodes, t.labels = append(t.nodes, node{}), append(t.labels, label)
			t.nodes[at].n++
			s.lo = hi
		}
	}
}

// shared is how many bytes the key of an entry has in common with the key before it.
func shared(all []entry, i int) (n int) {
	if i == 0 {
		return 0
	}
	a, b := all[i-1].key, all[i].key
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// sum is the digest of all that Match, Cut, Numeral and Expand read.
func (t *table) sum() string {
	b := make([]byte, 0, 32*len(t.concepts)+7*len(t.nodes))
	for _, c := range t.concepts {
		b = fmt.Appendf(b, "%s %s %d\n", c.name, c.country, c.kind)
	}
	for _, trie := range []*table{t, t.romanised} {
		b = append(b, trie.labels...)
		for _, n := range trie.nodes {
			b = binary.LittleEndian.AppendUint32(b, n.first)
			b = binary.LittleEndian.AppendUint16(b, uint16(n.id))
		}
	}
	h := sha256.Sum256(append(b, abbreviationsText...))
	return hex.EncodeToString(h[:])
}
