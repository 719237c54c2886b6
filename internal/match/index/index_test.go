package index_test

import (
	"context"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// words of the invented lexicon of these tests: concept and kind.
var words = map[string]text.Word{
	"bank": {Concept: 1, Kind: lexicon.Field}, "banque": {Concept: 1, Kind: lexicon.Field},
	"trading": {Concept: 2, Kind: lexicon.Field}, "company": {Concept: 3, Kind: lexicon.Generic},
	"national": {Concept: 4, Kind: lexicon.Quality}, "shipping": {Concept: 5, Kind: lexicon.Field},
	"ul":      {Concept: 11, Kind: lexicon.Function},
	"norland": {Concept: 6, Kind: lexicon.Place}, "of": {Concept: 7, Kind: lexicon.Function}, "and": {Concept: 10, Kind: lexicon.Function},
	"communications": {Concept: 8, Kind: lexicon.Field}, "services": {Concept: 9, Kind: lexicon.Field},
}

// name splits a name at blanks; a word in brackets is written without vowels, and a bar parts spellings of one word.
func name(s string) text.Name {
	var n text.Name
	for f := range strings.FieldsSeq(strings.ToLower(s)) {
		if f == "ltd" {
			n.Form = "limited"
			continue
		}
		spellings := strings.Split(f, "|")
		w := words[spellings[0]]
		w.Text, w.Open = strings.Trim(spellings[0], "[]"), f[0] == '['
		if len(spellings) > 1 {
			w.Alts = spellings[1:]
		}
		n.Words = append(n.Words, w)
	}
	return n
}

func ask(s string) []text.Name { return []text.Name{name(s)} }

func doc(ref int64, names ...string) index.Doc {
	d := index.Doc{Ref: ref}
	for i, s := range names {
		n := name(s)
		d.Names = append(d.Names, index.Entry{Ordinal: uint16(i), Name: n, Acronym: n.Acronym()})
	}
	return d
}

func each(docs []index.Doc) iter.Seq2[index.Doc, error] {
	return func(yield func(index.Doc, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// build writes docs to a file and opens it.
func build(t testing.TB, docs []index.Doc) *index.Segment {
	t.Helper()
	path := filepath.Join(t.TempDir(), "names")
	if err := index.Build(context.Background(), path, "tables 1", each(docs)); err != nil {
		t.Fatal(err)
	}
	s, err := index.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(); err != nil {
		t.Fatal(err)
	}
	return s
}

// both gives the documents as a file and as an index in memory.
func both(t testing.TB, docs []index.Doc) map[string]*index.Live {
	memory := index.NewLive(nil)
	for _, d := range docs {
		memory.Put(d)
	}
	return map[string]*index.Live{"file": index.NewLive(build(t, docs)), "memory": memory}
}

func refs(hits []index.Hit) []int64 {
	var out []int64
	for _, h := range hits {
		if !slices.Contains(out, h.Ref) {
			out = append(out, h.Ref)
		}
	}
	return out
}

// world is a handful of names among which those asked for are to be found.
func world() []index.Doc {
	docs := []index.Doc{
		doc(1, "Goodwill Shipping Ltd"), doc(2, "Zarvani Trading Company", "Zarvani Exports"), doc(3, "Banque Norland"),
		doc(4, "Communications Services of Norland"), doc(5, "Mohammedan Brothers|Brodders"), doc(6, "Ost Wind Energy"),
		doc(7, "National Trading Company"), doc(8, "Petroleum Export Quartz Union"), doc(9, "Krivoshein Metal"),
		doc(14, "Quorra Oil and Gas Company"), doc(15, "Fundarel Kostra Porvane"), doc(16, "Hotinmar"), doc(17, "Mostra Of Gelt Lumen"),
		doc(10, "[mhmd] Bakeries"), doc(11, "Of Of"), doc(12, "PEQU"), doc(13, "Quartzine Works"), doc(18, "QX7Lumen"),
		doc(19, "Bethlindarqoastriavemsk Holding"), doc(20, "Shiping Norlnd"),
		doc(21, "Ulmirdas"), doc(22, "Ul Tovrin Bank"), doc(23, "Kvist Homrun Dalvest Peel Vannach"),
	}
	for i := range 60 {
		syllable := []string{"ba", "ke", "lo", "mi", "su", "ta"}
		word := syllable[i%6] + syllable[i/6%6] + syllable[i*5%6] + "x" + string(rune('a'+i%26))
		docs = append(docs, doc(int64(100+i), word+" Trading Company", word+" National Bank"))
	}
	return docs
}

func TestSearchFinds(t *testing.T) {
	for where, live := range both(t, world()) {
		for _, c := range []struct {
			asked string
			ref   int64
		}{
			{"Goodwill Shipping", 1},
			{"Good Will Shipping", 1},
			{"Goodwil Shiping", 1},
			{"Zarvany Trading", 2},
			{"Exports Zarvani", 2},
			{"Bank Norland", 3},
			{"Norland Bank of", 3},
			{"Comm Services Norland", 4},
			{"Mohamedan Brothers", 5},
			{"Brodders", 5},
			{"Ostwind Energy", 6},
			{"National Trading Company", 7},
			{"Company Trading National", 7},
			{"PEQU", 8},
			{"pequ", 12},
			{"Petroleum Export Quartz Union", 12},
			{"Krivoshen Metal", 9},
			{"Krivosheen Metall", 9},
			{"Mohammed Bakeries", 10},
			{"Of", 11},
			{"Quartz Works", 13},
			{"quoogas", 14},
			{"qog", 14},
			{"qoagc", 14},
			{"funpor", 15},
			{"Hotelera Inmovia Martes", 16},
			{"moglu", 17},
			{"Zarvani Trading Norland Services Bank", 2},
			{"Krivoshein Metal Trading Services", 9},
			{"QX77Lumen Works", 18},
			{"Bethlindarquostriavensk", 19},
			{"Norland Bnq", 3},
			{"Shipping Norland", 20},
			{"Ul Mirdas", 21},
			{"Ultovrin Bank", 22},
			{"Ultovrin", 22},
			{"KHDP V", 23},
		} {
			hits, stats := live.Search(ask(c.asked), index.Options{Limit: 10})
			if !slices.Contains(refs(hits), c.ref) {
				t.Errorf("%s: %q does not find %d among %v (%+v)", where, c.asked, c.ref, refs(hits), stats)
			}
		}
	}
}
