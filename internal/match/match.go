// Package match says whether a candidate is the organisation that was asked for, with its reasons. It is pure: no store, no
// clock. A name that is merely similar was found by others (package find, over match/text, match/similar and match/index), who
// hand in what they found as evidence: it makes a candidate possible at most.
//
// What never lives here: reading records (register), links between records (intake), or what follows (rulebook).
package match

import (
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/legalform"
)

// Identity is how sure it is that a candidate is the organisation asked for. The words are rulebook's.
type Identity string

// The identities, surest first. Same and NameCountry are enough for a bar; Name and Possible are at most asked about.
const (
	Same        Identity = "same"         // an agreeing strong identifier, none that disagrees
	NameCountry Identity = "name_country" // an exact name, and the country that the caller gave
	Name        Identity = "name"         // an exact name alone
	Possible    Identity = "possible"     // something speaks for it, too little or too much against
	Different   Identity = "different"
)

// Reasons that more than exact spelling was needed: another search might find others.
const (
	ReasonFolded  = string(nameFolded)  // the name is the same once legal forms are folded
	ReasonSimilar = string(nameSimilar) // a name is like the one asked for
)

// What may set two similar names apart. Each makes the candidate a different organisation.
const (
	NumbersDiffer = "numbers_differ" // Fund III, Fund IV
	PlacesDiffer  = "places_differ"  // X (France), X (Germany)
	FormsDiffer   = "forms_differ"   // AG, GmbH
)

// vetoes are what may set two similar names apart, in the order of reasons.
var vetoes = []string{NumbersDiffer, PlacesDiffer, FormsDiffer}

// Similar is the evidence that a name of the candidate is like the one asked for.
type Similar struct {
	Found   bool
	Against []string // what sets the two apart, of the words above, in their order
}

// ValidAgainst reports whether words are some of those that may set two similar names apart, each once, in their order.
func ValidAgainst(words []string) bool {
	at := 0
	for _, w := range words {
		i := slices.Index(vetoes[at:], w)
		if i < 0 {
			return false
		}
		at += i + 1
	}
	return true
}

// Key is one way to look a name up.
type Key struct {
	Value  string
	Folded bool // Value is a name with its legal form folded
}

// Keys gives the keys under which candidates for a name stand: its fingerprint, and the same with legal forms folded.
func Keys(fingerprint string) []Key {
	folded, _ := legalform.Fold(fingerprint)
	return []Key{{fingerprint, false}, {folded, true}}
}

// Query is what the caller knows of the organisation.
type Query struct {
	Name        string
	Country     string // ISO 3166-1 alpha-2
	Identifiers []claim.Identifier
}

// Candidate is what the register knows of an organisation, from all its records.
type Candidate struct {
	Names       []claim.Name
	Identifiers []claim.Identifier
	Countries   []string // of registration or nationality
	Places      []string // countries of its addresses
}

// Describe gathers a candidate from the descriptions of its records.
func Describe(claims []*claim.Claim) Candidate {
	var c Candidate
	for _, d := range claims {
		c.Names = append(c.Names, d.Names...)
		if d.Record != "" {
			c.Identifiers = append(c.Identifiers, d.Identifiers...)
		}
		c.Countries = append(c.Countries, d.Countries...)
		for _, a := range d.Addresses {
			if a.Country != "" {
				c.Places = append(c.Places, a.Country)
			}
		}
	}
	return c
}

// Finding is an identity with the reasons for it, as stable short words.
type Finding struct {
	Identity Identity
	Reasons  []string
}

// Compare decides. Acronyms and weak aliases never give more than Possible, nor does a name that is the same only once legal
// forms are folded, or merely similar; what sets similar names apart makes the candidate Different. A strong identifier of the same scheme that disagrees makes it Different, and so does another country
// if the name is not exact or the country is the one of registration.
func Compare(q Query, c Candidate, similar Similar) Finding {
	var f Finding
	say := func(reason string) { f.Reasons = append(f.Reasons, reason) }
	agree, contradict := identifiers(q.Identifiers, c.Identifiers)
	weak := weakAgree(q.Identifiers, c.Identifiers)
	for _, s := range agree {
		say("identifier_agrees:" + s)
	}
	for _, s := range contradict {
		say("identifier_differs:" + s)
	}
	for _, s := range weak {
		say("weak_identifier_agrees:" + s)
	}
	name, apart := nameOf(q.Name, c.Names), false
	if name == nameNone && similar.Found {
		name, apart = nameSimilar, len(similar.Against) > 0
	}
	if name != nameNone {
		say(string(name))
	}
	if apart {
		f.Reasons = append(f.Reasons, similar.Against...)
	}
	country := countryOf(q.Country, c)
	if country != countryUnknown {
		say(string(country))
	}
	switch {
	case len(contradict) > 0 && len(agree) > 0:
		f.Identity = Possible
	case len(contradict) > 0:
		f.Identity = Different
	case len(agree) > 0:
		f.Identity = Same
	case name == nameNone && len(weak) > 0: // a number without its register finds, and proves nothing
		f.Identity = Possible
	case apart, name == nameNone, country == countryRegistered, country == countryPlaced && name != nameExact:
		f.Identity = Different
	case name != nameExact, country == countryPlaced:
		f.Identity = Possible
	case country == countryAgrees:
		f.Identity = NameCountry
	default:
		f.Identity = Name
	}
	return f
}

// identifiers lists the strong schemes in which query and candidate agree, and those in which they only disagree.
func identifiers(q, c []claim.Identifier) (agree, contradict []string) {
	for _, id := range q {
		if !ident.Strong(id.Scheme) {
			continue
		}
		has := slices.ContainsFunc(c, func(x claim.Identifier) bool { return x.Scheme == id.Scheme })
		switch {
		case slices.Contains(c, id):
			agree = append(agree, id.Scheme)
		case has && !strings.HasPrefix(id.Scheme, "X-"): // a list may hold one organisation under two of its numbers
			contradict = append(contradict, id.Scheme)
		}
	}
	slices.Sort(agree)
	slices.Sort(contradict)
	return slices.Compact(agree), slices.Compact(contradict)
}

// weakAgree lists the schemes that are not strong in which query and candidate agree.
func weakAgree(q, c []claim.Identifier) []string {
	var out []string
	for _, id := range q {
		if !ident.Strong(id.Scheme) && slices.Contains(c, id) {
			out = append(out, id.Scheme)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

type nameMatch string

const (
	nameNone    nameMatch = ""
	nameExact   nameMatch = "name_exact"
	nameWeak    nameMatch = "name_weak_alias"
	nameFolded  nameMatch = "name_legal_form_folded"
	nameSimilar nameMatch = "name_similar"
)

func nameOf(name string, names []claim.Name) nameMatch {
	best := nameNone
	fp := claim.Fingerprint(name)
	if fp == "" {
		return best
	}
	folded, _ := legalform.Fold(fp)
	for _, n := range names {
		other := claim.Fingerprint(n.Value)
		switch {
		case other == fp && n.Kind != "acronym" && n.Kind != "weak":
			return nameExact
		case other == fp:
			best = nameWeak
		case best == nameNone:
			if f, _ := legalform.Fold(other); f == folded {
				best = nameFolded
			}
		}
	}
	return best
}

type countryMatch string

const (
	countryUnknown    countryMatch = ""
	countryAgrees     countryMatch = "country_agrees"
	countryRegistered countryMatch = "country_of_registration_differs"
	countryPlaced     countryMatch = "country_of_addresses_differs"
)

func countryOf(country string, c Candidate) countryMatch {
	switch {
	case country == "" || len(c.Countries)+len(c.Places) == 0:
		return countryUnknown
	case slices.Contains(c.Countries, country) || slices.Contains(c.Places, country):
		return countryAgrees
	case len(c.Countries) > 0:
		return countryRegistered
	}
	return countryPlaced
}
