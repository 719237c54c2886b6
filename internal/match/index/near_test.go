package index_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// crowd makes names that all have one word, so that most are nearly level.
type crowd struct {
	*generator
	word text.Word
}

func newCrowd(seed uint64) *crowd {
	return &crowd{newGenerator(seed, 3000), text.Word{Text: "zarvani"}}
}

func (c *crowd) form() string { return []string{"", "ltd", "plc", "gmbh", "llc"}[c.rng.IntN(5)] }

// letter is a field of business that begins with a letter.
func (c *crowd) letter(first byte) text.Word {
	for {
		if w := c.commonWord(lexicon.Field); w.Text[0] == first {
			return w
		}
	}
}

// TestAmongMany asks where hundreds of names are nearly as much like the question as each other, or where more names than are
// scored have a word of it. What a comparison with every name puts first must be among what the index proposes.
func TestAmongMany(t *testing.T) {
	for what, names := range map[string]func(c *crowd) (asked text.Name, held []text.Name){
		"all of them contain it, and the rest decides": func(c *crowd) (text.Name, []text.Name) {
			words := []text.Word{c.word, {Text: "quorrel"}}
			more := []text.Word{c.properWord(), c.commonWord(lexicon.Field), c.commonWord(lexicon.Generic)}
			first := text.Word{Text: "1", Kind: lexicon.Number} // of a series, which needs no number
			return text.Name{Words: words, Form: "ltd"}, slices.Concat(
				named(30, "gmbh", words, more[:2]), named(20, "ltd", words, more[:2], []text.Word{first}), named(500, "ltd", words, more))
		},
		"a word is the first letters of neighbours": func(c *crowd) (text.Name, []text.Name) {
			asked := text.Name{Words: []text.Word{c.word, {Text: "st"}}}
			return asked, append(c.times(40, func() []text.Word { return []text.Word{c.word, c.letter('s'), c.letter('t')} }),
				c.times(400, func() []text.Word { return []text.Word{c.word, c.properWord()} })...)
		},
		"more names have a word than are scored": func(c *crowd) (text.Name, []text.Name) {
			one, two := c.letter('b'), c.letter('s')
			return text.Name{Words: []text.Word{c.word, one, two}}, slices.Concat(
				c.times(9000, func() []text.Word { return []text.Word{c.word, c.commonWord(lexicon.Field)} }),
				c.times(10_000, func() []text.Word { return []text.Word{c.properWord(), one, two} }),
				c.times(60, func() []text.Word { return []text.Word{c.properWord(), c.word, one, two} }))
		},
	} {
		t.Run(what, func(t *testing.T) { amongMany(t, names) })
	}
}

// times makes names of words.
func (c *crowd) times(n int, words func() []text.Word) (names []text.Name) {
	for range n {
		names = append(names, text.Name{Words: words(), Form: c.form()})
	}
	return names
}

// named makes so many of one name.
func named(n int, form string, words ...[]text.Word) []text.Name {
	return slices.Repeat([]text.Name{{Words: slices.Concat(words...), Form: form}}, n)
}

func amongMany(t *testing.T, names func(c *crowd) (text.Name, []text.Name)) {
	const proposed = 75
	c := newCrowd(5)
	asked, held := names(c)
	rand.New(rand.NewPCG(7, 1)).Shuffle(len(held), func(i, j int) { held[i], held[j] = held[j], held[i] })
	var docs []index.Doc
	for i, n := range held {
		docs = append(docs, index.Doc{Ref: int64(i), Names: []index.Entry{{Name: n}}})
	}
	best := mostLike(asked, docs)
	hits, _ := index.NewLive(build(t, docs)).Search([]text.Name{asked}, index.Options{Limit: proposed})
	if found := best.among(hits); best.n < 20 || found < best.n {
		t.Errorf("%d of the %d names most like the question are proposed", found, best.n)
	}
}
