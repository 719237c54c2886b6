package index_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// generator makes names with the statistics of real registers: few words are in very many names, most words in one.
type generator struct {
	rng    *rand.Rand
	proper *rand.Zipf
	common map[lexicon.Kind]*rand.Zipf
}

var sizes = map[lexicon.Kind]uint64{lexicon.Generic: 25, lexicon.Quality: 40, lexicon.Field: 250, lexicon.Place: 1200}

func newGenerator(seed uint64, vocabulary int) *generator {
	g := &generator{rng: rand.New(rand.NewPCG(seed, 1)), common: map[lexicon.Kind]*rand.Zipf{}}
	g.proper = rand.NewZipf(g.rng, 1.02, 30, uint64(vocabulary))
	for _, k := range []lexicon.Kind{lexicon.Generic, lexicon.Quality, lexicon.Field, lexicon.Place} {
		g.common[k] = rand.NewZipf(g.rng, 1.2, 3, sizes[k]-1)
	}
	return g
}

// The parts of a syllable.
var (
	onset = strings.Split("b c d f g h k l m n p r s t v w z br dr gr kr pl sh st tr", " ")
	vowel = strings.Split("a e i o u ai ei ou", " ")
	coda  = strings.Split("  n r s l m t x rd nt", " ")
)

// spell makes a word of two to four syllables of a number: the same for the same number.
func spell(kind lexicon.Kind, n uint64) string {
	r := rand.New(rand.NewPCG(n, uint64(kind)))
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	s := ""
	for range 2 + r.IntN(3) {
		s += pick(onset) + pick(vowel)
	}
	return s + pick(coda)
}

func (g *generator) properWord() text.Word {
	return text.Word{Text: spell(lexicon.None, g.proper.Uint64())}
}

func (g *generator) commonWord(k lexicon.Kind) text.Word {
	n := g.common[k].Uint64()
	return text.Word{Text: spell(k, n), Kind: k, Concept: lexicon.ID(1 + uint64(k)*2000 + n)}
}

func (g *generator) chance(percent int) bool { return g.rng.IntN(100) < percent }

func (g *generator) name() text.Name {
	var n text.Name
	add := func(percent int, k lexicon.Kind) {
		if g.chance(percent) {
			n.Words = append(n.Words, g.commonWord(k))
		}
	}
	add(9, lexicon.Quality)
	add(6, lexicon.Place)
	if propers := []int{0, 1, 1, 1, 1, 1, 1, 2, 2, 3}[g.rng.IntN(10)]; propers > 0 {
		for range propers {
			n.Words = append(n.Words, g.properWord())
		}
	} else {
		add(100, lexicon.Place)
		add(100, lexicon.Field)
	}
	add(65, lexicon.Field)
	add(20, lexicon.Field)
	add(15, lexicon.Place)
	add(25, lexicon.Generic)
	if g.chance(3) {
		n.Words = append(n.Words, text.Word{Text: fmt.Sprint(1 + g.rng.IntN(99)), Kind: lexicon.Number})
	}
	n.Form = []string{"", "limited", "plc", "gmbh", "llc"}[g.rng.IntN(5)]
	return n
}

// docs generates documents of one name each, some of two.
func (g *generator) docs(n int) iter.Seq2[index.Doc, error] {
	return func(yield func(index.Doc, error) bool) {
		for i := range n {
			if !yield(g.doc(int64(i)), nil) {
				return
			}
		}
	}
}

func (g *generator) doc(ref int64) index.Doc {
	d := index.Doc{Ref: ref, Identifiers: []string{fmt.Sprintf("XX-TEST:%d", ref)}}
	for k := 0; k == 0 || k < 3 && g.chance(10); k++ {
		n := g.name()
		e := index.Entry{Ordinal: uint16(k), Name: n}
		if len(n.Words) > 2 {
			e.Acronym = n.Acronym()
		}
		d.Names = append(d.Names, e)
	}
	return d
}

// change makes a question of a name: as it is, or with a word misspelled, left out, shortened or moved.
func (g *generator) change(n text.Name) text.Name {
	q := text.Name{Words: slices.Clone(n.Words)}
	if len(q.Words) == 0 {
		return q
	}
	i := g.rng.IntN(len(q.Words))
	w := &q.Words[i]
	switch g.rng.IntN(5) {
	case 0, 1:
		w.Text = g.misspell(w.Text)
		w.Concept, w.Kind = 0, lexicon.None
	case 2:
		if len(q.Words) > 2 {
			q.Words = slices.Delete(q.Words, i, i+1)
		}
	case 3:
		j := g.rng.IntN(len(q.Words))
		q.Words[i], q.Words[j] = q.Words[j], q.Words[i]
	}
	return q
}

func (g *generator) misspell(s string) string {
	if len(s) < 5 {
		return s
	}
	i := 1 + g.rng.IntN(len(s)-2)
	switch letter := string(rune('a' + g.rng.IntN(26))); g.rng.IntN(4) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + letter + s[i:]
	case 2:
		return s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
	default:
		return s[:i] + letter + s[i+1:]
	}
}
