package links

import (
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
)

// maxNames and maxAddresses bound what one record costs; descriptions of real lists stay below.
const (
	maxNames     = 64
	maxAddresses = 32
)

// profile is a description prepared for comparison.
type profile struct {
	index      int64 // of the claim in the log
	record     string
	source     string
	names      []*name
	registered []string // countries of registration or nationality
	placed     []string // countries of addresses
	addresses  [][]string
	strong     []claim.Identifier
	weak       []claim.Identifier
}

func newProfile(index int64, c *claim.Claim) *profile {
	p := &profile{index: index, record: c.Record, source: c.Source, registered: c.Countries}
	for _, n := range c.Names[:min(len(c.Names), maxNames)] {
		if prepared, ok := prepare(n); ok {
			p.names = append(p.names, prepared)
		}
	}
	for _, a := range c.Addresses[:min(len(c.Addresses), maxAddresses)] {
		if a.Country != "" && !slices.Contains(p.placed, a.Country) {
			p.placed = append(p.placed, a.Country)
		}
		if words := addressWords(a); len(words) > 0 {
			p.addresses = append(p.addresses, words)
		}
	}
	for _, id := range c.Identifiers {
		if ident.Strong(id.Scheme) {
			p.strong = append(p.strong, id)
		} else {
			p.weak = append(p.weak, id)
		}
	}
	return p
}

// addressWords is the set of words that tell one address from another.
func addressWords(a claim.Address) []string {
	words := strings.Fields(plain(claim.Fingerprint(a.Text + " " + a.City + " " + a.Postcode)))
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 2 || slices.Contains(addressFillers, w) })
	slices.Sort(words)
	return slices.Compact(words)
}

// addressFillers stand in addresses everywhere.
var addressFillers = []string{
	"and", "avenue", "ave", "box", "building", "city", "district", "floor", "flat", "no", "number", "of", "office", "po", "p", "o", "province",
	"region", "road", "rd", "room", "st", "street", "str", "suite", "the", "tower", "unit", "ul", "ulitsa",
}
