package index_test

import (
	"slices"
	"sync"
	"testing"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// TestTheVeryNameComesFirst gives one organisation its name in many languages and legal forms, more than a result holds of one.
func TestTheVeryNameComesFirst(t *testing.T) {
	var names []text.Name
	for _, bank := range []string{"bank", "banka", "banco", "bankas", "banque", "pankki", "trapeza", "bancus", "bankur", "bankia"} {
		for _, form := range []string{"", "limited", "plc"} {
			names = append(names, text.Name{Form: form, Words: []text.Word{
				{Text: bank, Concept: 1, Kind: lexicon.Field},
				{Text: "of", Concept: 7, Kind: lexicon.Function},
				{Text: "norland", Concept: 6, Kind: lexicon.Place},
			}})
		}
	}
	docs := append(world(), index.Doc{Ref: 50})
	many := &docs[len(docs)-1]
	for i, n := range names {
		many.Names = append(many.Names, index.Entry{Ordinal: uint16(i), Name: n, Acronym: n.Acronym()})
	}
	for where, live := range both(t, docs) {
		for i, n := range names {
			hits, _ := live.Search([]text.Name{n}, index.Options{Limit: 4})
			at := slices.IndexFunc(hits, func(h index.Hit) bool { return h.Ref == 50 })
			if at < 0 || hits[at].Ordinal != uint16(i) {
				t.Errorf("%s: the best hit for %s (%s) is not that name: %+v", where, n.Key(), n.Form, hits)
			}
		}
	}
}

// TestBelow asks among the first of many records with the same name: those that came later must not take their places.
func TestBelow(t *testing.T) {
	docs := []index.Doc{doc(0, "Zarvani Shiping"), doc(1, "Zarvani Trading Shipping")}
	for ref := range int64(300) {
		docs = append(docs, doc(2+ref, "Zarvani Shipping", "Quorra"))
	}
	for where, live := range both(t, docs) {
		for _, asked := range []string{"Zarvani Shipping", "Quorra", "zash", "ZS"} {
			for _, h := range hitsOf(live, asked, 4) {
				if h.Ref >= 4 {
					t.Errorf("%s: %q below 4 finds %d", where, asked, h.Ref)
				}
			}
		}
		if found := refs(hitsOf(live, "Zarvani Shipping", 2)); !slices.Equal(found, []int64{0, 1}) && !slices.Equal(found, []int64{1, 0}) {
			t.Errorf("%s: below 2 there are 0 and 1, found %v", where, found)
		}
	}
}

func hitsOf(live *index.Live, asked string, below int64) []index.Hit {
	hits, _ := live.Search(ask(asked), index.Options{Limit: 8, Below: below})
	return hits
}

// TestNotes puts a note down about each name and finds it again, while others do the same.
func TestNotes(t *testing.T) {
	for where, live := range both(t, world()) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 200 {
					hits, _ := live.Search(ask("Trading Company"), index.Options{Limit: 50})
					for _, h := range hits {
						if note, ok := h.Note().(string); ok && note != h.Name.Key() {
							t.Errorf("%s: the note of %s is %s", where, h.Name.Key(), note)
						}
						h.SetNote(h.Name.Key())
					}
				}
			})
		}
		wg.Wait()
		hits, _ := live.Search(ask("National Trading Company"), index.Options{Limit: 1})
		if len(hits) != 1 || hits[0].Note() != "nationaltradingcompany" {
			t.Errorf("%s: no note is left on the name that was met last: %+v", where, hits)
		}
	}
}
