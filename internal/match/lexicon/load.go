package lexicon

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var kinds = map[string]Kind{
	"function": Function, "generic": Generic, "quality": Quality, "field": Field, "place": Place, "number": Number,
}

// entry is one folded form of one concept.
type entry struct {
	key, concept, from string
	id                 ID
}

// loader is what the tables have said so far.
type loader struct {
	*table
	found map[string]concept
	all   []entry
	twice []error // said twice and differently
}

// load reads the tables, merges concepts by name, and builds the trie. What the tables say twice and differently (a form of two
// concepts, a concept of two kinds) is reported as an error beside a usable table, in which the first counts; of any other
// mistake there is no table.
func load(files fs.FS) (*table, error) {
	names, err := fs.Glob(files, "words.d/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	l := loader{table: &table{}, found: map[string]concept{}}
	l.low, l.high = foldBlocks()
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the table: %w", err)
		}
		no := 0
		for line := range strings.Lines(string(text)) {
			no++
			from := name + ":" + strconv.Itoa(no)
			if err := l.line(strings.TrimRight(line, "\r\n"), from); err != nil {
				return nil, fmt.Errorf("%s: %w", from, err)
			}
		}
	}
	if err := l.number(); err != nil {
		return nil, err
	}
	l.unique()
	l.build(l.all)
	l.digest = l.sum()
	return l.table, errors.Join(l.twice...)
}

// line reads one concept and its forms.
func (l *loader) line(line, from string) error {
	if line == "" || line[0] == '#' {
		return nil
	}
	parts := strings.Split(line, "\t")
	if len(parts) != 3 {
		return fmt.Errorf("%q has %d columns, not name, kind and forms", line, len(parts))
	}
	c, err := newConcept(parts[0], parts[1])
	if err != nil {
		return err
	}
	if old, ok := l.found[c.name]; ok {
		if old.kind != c.kind || old.country != "" && c.country != "" && old.country != c.country {
			l.twice = append(l.twice, fmt.Errorf("%s: %q differs in kind or country from an earlier line", from, c.name))
		}
		c.kind, c.country = old.kind, cmp.Or(old.country, c.country)
	}
	l.found[c.name] = c
	for form := range strings.FieldsSeq(parts[2]) {
		keys, err := l.keys(form)
		if err != nil {
			return fmt.Errorf("form %q of %q: %w", form, c.name, err)
		}
		for _, key := range keys {
			l.all = append(l.all, entry{key: key, concept: c.name, from: from})
		}
	}
	return nil
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
func (l *loader) number() error {
	if len(l.found) >= math.MaxUint16 {
		return fmt.Errorf("%d concepts are too many", len(l.found))
	}
	l.concepts = make([]concept, 1, len(l.found)+1)
	for _, c := range l.found {
		l.concepts = append(l.concepts, c)
	}
	slices.SortFunc(l.concepts, func(a, b concept) int { return cmp.Compare(a.name, b.name) })
	ids := make(map[string]ID, len(l.found))
	for i, c := range l.concepts[1:] {
		ids[c.name] = ID(i + 1)
	}
	l.and = ids["and"]
	for i := range l.all {
		l.all[i].id = ids[l.all[i].concept]
	}
	return nil
}

// unique sorts the entries by key and leaves one each. Where two concepts claim one, the earlier line keeps it.
func (l *loader) unique() {
	slices.SortStableFunc(l.all, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	out := l.all[:0]
	for _, e := range l.all {
		if len(out) == 0 || out[len(out)-1].key != e.key {
			out = append(out, e)
		} else if first := out[len(out)-1]; first.id != e.id {
			l.twice = append(l.twice,
				fmt.Errorf("%s: %q of %q already means %q in %s", e.from, e.key, e.concept, first.concept, first.from))
		}
	}
	l.all = out
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

// sum is the digest of all that Match, Cut and Numeral read.
func (t *table) sum() string {
	h := sha256.New()
	for _, c := range t.concepts {
		fmt.Fprintf(h, "%s %s %d\n", c.name, c.country, c.kind)
	}
	h.Write(t.labels)
	for _, n := range t.nodes {
		h.Write([]byte{byte(n.first), byte(n.first >> 8), byte(n.first >> 16), byte(n.first >> 24), byte(n.id), byte(n.id >> 8)})
	}
	return hex.EncodeToString(h.Sum(nil))
}
