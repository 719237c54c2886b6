package decisions

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// factDigits is the length of a fact's digest: enough to see a change.
const factDigits = 16

// Facts are digests of what the register says of one record, each 16 hexadecimal digits of SHA-256. Two are equal exactly if
// what they stand for is.
type Facts struct {
	Names       string `json:"names"`       // names with their kinds, legal form
	Identifiers string `json:"identifiers"` // schemes and values
	Addresses   string `json:"addresses"`   // addresses and countries
	State       string `json:"state"`       // every decision with its status as of the day
}

func (f Facts) list() []string { return []string{f.Names, f.Identifiers, f.Addresses, f.State} }

func (f Facts) changed(now Facts) []string {
	var why []string
	other := now.list()
	for i, name := range []string{WhyNames, WhyIdentifiers, WhyAddresses, WhyState} {
		if f.list()[i] != other[i] {
			why = append(why, name)
		}
	}
	return why
}

// FactsOf gives the facts of a record as of a day, from the claims of its organisation.
func FactsOf(record string, known []register.Known, asOf claim.Date) (Facts, error) {
	latest := map[string]*claim.Claim{} // by key: what a source said last counts, also after it fell silent
	var all []rulebook.Known
	for _, k := range known {
		c := k.Claim
		if c.Record != record {
			continue
		}
		if verify.Describes(c) && (len(c.Names)+len(c.Identifiers)+len(c.Addresses)+len(c.Countries) > 0 || c.Kind == claim.KindDesc) {
			latest[c.Key] = c
		}
		all = append(all, rulebook.Known{Index: k.Index, ID: k.ID, Claim: c, KnownAt: k.KnownAt, Published: verify.Published(c, k.Published)})
	}
	var names, identifiers, addresses, state []string
	for _, c := range latest {
		for _, n := range c.Names {
			names = append(names, text(n))
		}
		names = append(names, text(c.LegalForm))
		for _, id := range c.Identifiers {
			identifiers = append(identifiers, text(id))
		}
		for _, a := range c.Addresses {
			addresses = append(addresses, text(a))
		}
		for _, cc := range c.Countries {
			addresses = append(addresses, text(cc))
		}
	}
	for _, v := range rulebook.ViewAt(all, asOf) {
		if !v.Describes() {
			state = append(state, text([]any{v.Key, v.Kind, v.Status, v.Decision}))
		}
	}
	var f Facts
	for _, d := range []struct {
		into *string
		list []string
	}{{&f.Names, names}, {&f.Identifiers, identifiers}, {&f.Addresses, addresses}, {&f.State, state}} {
		slices.Sort(d.list)
		b, err := json.Marshal(slices.Compact(d.list), json.FormatNilSliceAsNull(false))
		if err != nil {
			return f, fmt.Errorf("digest of record: %w", err)
		}
		sum := sha256.Sum256(b)
		*d.into = hex.EncodeToString(sum[:factDigits/2])
	}
	return f, nil
}

// text is a value as JSON. Claims were valid when they were logged, so that it cannot fail.
func text(v any) string {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return err.Error()
	}
	return string(b)
}
