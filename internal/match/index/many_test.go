package index_test

import (
	"slices"
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
				{Text: bank, Concept: 1, Kind: lexicon.Field}, {Text: "of", Concept: 7, Kind: lexicon.Function},
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
