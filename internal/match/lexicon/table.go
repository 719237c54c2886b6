package lexicon

import (
	"bytes"
	"embed"
	"slices"
	"strings"
	"sync"

	"probity.example/probity/internal/match/roman"
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

var digest = sync.OnceValue(func() string { return concepts().sum() })

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
	romanised *table   // a trie alone: East Slavic forms by their codes, see slavic.go
}

func (t *table) of(id ID) concept {
	if int(id) >= len(t.concepts) {
		return concept{}
	}
	return t.concepts[id]
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
		if found, m := t.read(at, words[0][off:], words[1:], t.match); m > n {
			id, n = found, m
		}
	}
	return id, n
}

// below is match for words that have no articles written onto them.
func (t *table) below(at uint32, words []string) (id ID, n int) {
	if len(words) == 0 {
		return 0, 0
	}
	return t.read(at, words[0], words[1:], t.below)
}

// read returns the longest entry below a node that begins with a word, and goes on with what follow finds in those after it.
func (t *table) read(at uint32, word string, after []string, follow func(uint32, []string) (ID, int)) (id ID, n int) {
	ends, k := t.ends(at, word)
	for _, end := range ends[:k] {
		if found := t.nodes[end].id; found != 0 && n == 0 {
			id, n = found, 1
		}
		next := t.child(end, ' ')
		if next == 0 {
			continue
		}
		if found, m := follow(next, after); m > 0 && m+1 > n {
			id, n = found, m+1
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
			if stem := t.child(at, '*'); stem != 0 && !compounded(word[i+size:]) {
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

// compounded reports whether what follows a stem is a word of its own: "Energomash" is no word for energy but what a firm is
// called. Russian makes names of firms so, of the first syllables of words, and German of whole ones.
func compounded(rest string) bool {
	if len(rest) < 3 {
		return false
	}
	code := roman.Slavic(rest)
	if code == "" {
		code = rest // it is one already, or of another script
	}
	return slices.ContainsFunc(compounds, func(c string) bool { return strings.HasPrefix(code, c) })
}

// compounds are the parts with which such names go on, as roman.Slavic writes them.
var compounds = codes("авто авиа атом банк био газ гео дом завод импорт инвест инжин информ капитал комплект контракт консалт конструк лизинг логист маш медиа " +
	"металл монтаж нефт оптик пласт проект пром регион регистр ремонт ресурс сбыт сервис систем снаб сервис спец сталь стандарт строй телеком терм " +
	"техник технол торг транс трейд уголь финанс холдинг хим центр экспорт электр энерг auto leas service system sistem export trade tech")

func codes(words string) []string {
	var out []string
	for w := range strings.FieldsSeq(words) {
		out = append(out, roman.Slavic(w))
	}
	return out
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
