// Package links proposes which records of a register are one organisation, and turns an operator's decisions about proposals
// into the register's own acts. Proposals are derived from descriptions alone and can be deleted at any time; what an
// operator decides is a claim in the log (IDN.SAME, IDN.NOTSAME).
//
// Linking is the operator's work on the register. Nothing that answers, finds or screens imports this package, and nothing here
// knows what anybody asked. What never lives here: what a link does to an organisation (register/org), links by strong
// identifiers (intake), persons, and free text about anyone.
package links

import (
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/intake"
)

// Matcher names the rules by which pairs are found and compared, and their version. It is recorded in every decision; the
// table of precisions was measured with it.
const Matcher = "links/1"

// method is who decides here.
const method = "operator/1"

// Reasons is the closed list of why an operator joins or separates two records. No decision carries free text.
var Reasons = []Reason{
	{"reviewed", true, "the operator compared the two records"},
	{"suggested", true, "taken as suggested, by the measured precision"},
	{"same_reference", true, "one list names the number of the other"},
	{"same_registration", true, "the register of companies shows one entry for both"},
	{"confirmed_by_source", true, "a publisher of one of the records confirms it"},
	{"confirmed_by_organisation", true, "the organisation confirms it, with evidence"},
	{"renamed", true, "one record has an earlier or later name of the other's organisation"},
	{"namesake", false, "the same name, another organisation"},
	{"sibling", false, "another company of the same group"},
	{"branch", false, "a branch or office of the other"},
	{"parent", false, "one owns the other"},
	{"successor", false, "one took over from the other, and they are two legal persons"},
	{"other_registration", false, "the register of companies shows two entries"},
	{"other_country", false, "registered in another country"},
	{"mistake", false, "the records were joined by mistake"},
}

// Reason is one word of the closed list.
type Reason struct {
	Word    string `json:"word"`
	Same    bool   `json:"same"` // it joins; else it separates
	Meaning string `json:"meaning"`
}

func validReason(word string, same bool) bool {
	for _, r := range Reasons {
		if r.Word == word && r.Same == same {
			return true
		}
	}
	return false
}

// words lists the reasons for one kind of decision.
func words(same bool) string {
	var out []string
	for _, r := range Reasons {
		if r.Same == same {
			out = append(out, r.Word)
		}
	}
	return strings.Join(out, ", ")
}

// ID is the id of a pair of records, in either order: 16 hexadecimal digits of the key under which its links stand.
func ID(a, b string) string {
	party := intake.LinkParty(a, b)
	return party[len("link/"):][:16]
}

// Side is one record of a pair.
type Side struct {
	Record    string   `json:"record"`
	Source    string   `json:"source"`
	Caption   string   `json:"caption"`
	Countries []string `json:"countries,omitempty"`
}

// Proposal is a pair of records that may be one organisation, with what speaks for it and against it.
type Proposal struct {
	ID     string   `json:"id"`
	A      Side     `json:"a"`
	B      Side     `json:"b"`
	Points int      `json:"points"` // evidence, 0 to 100; not a probability
	Why    Features `json:"why"`
	// Estimate is what came of pairs with as many points where the truth is known.
	Estimate Estimate `json:"estimate"`
	State    State    `json:"state"`
	// Contradictions are reasons for which the pair is not proposed, and is joined only when the operator insists.
	Contradictions []string `json:"contradictions,omitempty"`
}

// State is how a pair stands in the register.
type State string

// The states. Only open pairs without contradictions are proposed.
const (
	StateOpen      State = "open"
	StateJoined    State = "joined"    // by a link of its own
	StateConnected State = "connected" // through links with other records
	StateRejected  State = "rejected"  // by a link of its own
)

func sideOf(c *claim.Claim) Side {
	s := Side{Record: c.Record, Source: c.Source, Countries: c.Countries}
	if p := primary(c); p != "" {
		s.Caption = p
	}
	return s
}

// primary is the name under which a record is shown.
func primary(c *claim.Claim) string {
	for _, n := range c.Names {
		if n.Kind == "primary" {
			return n.Value
		}
	}
	if len(c.Names) > 0 {
		return c.Names[0].Value
	}
	return ""
}
