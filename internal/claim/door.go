package claim

import (
	"slices"
	"strings"

	"probity.example/probity/internal/claim/evidence"
	"probity.example/probity/internal/ident"
)

// Criteria are the reasons for which a list may put an organisation on it and still be admitted: acts and facts.
var Criteria = []string{
	"registration", "sanction", "exclusion", "penalty", "warning", "judgment", "insolvency", "arrears", "licence", "award",
	"audit", "ownership", "correction", "register",
}

// RefusedCriteria are those for which a list is refused under every kind, whoever issues it: opinion, belief,
// association, and what is used in their place.
var RefusedCriteria = []string{
	"foreign_funding", "opinion", "reporting", "worship", "association", "protest", "extremism_label", "undesirable_label",
}

// Bases say by which evidence a party was found to be an organisation.
var Bases = []string{
	"type_column", "publisher_statement", "register_of_organisations", "legal_form", "organisation_word", "name_convention",
	"public_body",
}

// Outcome is what the door decided about one party.
type Outcome int

// The outcomes. Only Admitted parties become claims; all others are counted and forgotten.
const (
	Admitted Outcome = iota
	PersonRefused
	OutOfScope
	Undetermined
	RuleRefused
)

// Verdict is an outcome with its reason: a short stable word, never a value of the row.
type Verdict struct {
	Outcome Outcome
	Reason  string // person: "type_column", "honorific", …; out of scope: "craft"; rule: the rule's name
	Basis   string // Admitted: one of Bases
}

// Door is where natural persons are refused: once, for every way in.
type Door struct {
	// StatedBasis is recorded where the source's own column says "organisation"; "type_column" if empty.
	StatedBasis string
	// HideType makes the door decide from evidence alone, to measure it against the column. Never set when claims are made.
	HideType bool
}

// Judge decides on one party and, if it is admitted, drops what concerns people from it: contacts, care-of lines,
// e-mail addresses and telephone numbers.
func (d Door) Judge(p *Party) Verdict {
	typ := p.Type
	if d.HideType {
		typ = Unstated
	}
	switch typ {
	case Person:
		return Verdict{Outcome: PersonRefused, Reason: "type_column"}
	case SoleTrader:
		return Verdict{Outcome: PersonRefused, Reason: "sole_trader"}
	case Craft:
		return Verdict{Outcome: OutOfScope, Reason: "craft"}
	}
	if p.Undescribed && typ == Organisation {
		return d.admit(p, d.stated())
	}
	facts := evidence.Facts{
		PersonalData: p.PersonalData, CommaNames: p.CommaNames, LegalForm: p.LegalForm,
		PublicBody: p.PublicBody, Stated: typ == Organisation,
	}
	for _, n := range p.Names {
		switch n.Kind {
		case "primary":
			facts.Primary = append(facts.Primary, n.Value)
		case "trade": // people trade under names of firms as well: it proves nothing of who bears it
		default:
			facts.Other = append(facts.Other, n.Value)
		}
	}
	switch f := evidence.Decide(facts); f.Class {
	case evidence.Person:
		return Verdict{Outcome: PersonRefused, Reason: f.Basis}
	case evidence.Organisation:
		if typ == Organisation && d.StatedBasis == "publisher_statement" {
			if !shown(p, facts) {
				return Verdict{Outcome: Undetermined, Reason: "publisher_only"}
			}
			p.Names = slices.DeleteFunc(p.Names, func(n Name) bool { return n.Kind != "primary" && personal(n.Value) })
		}
		if typ == Organisation {
			return d.admit(p, d.stated())
		}
		return d.admit(p, f.Basis)
	}
	return Verdict{Outcome: Undetermined, Reason: "no_evidence"}
}

// shown reports whether more than a publisher's word makes a party an organisation: a legal form or organisation word in a
// name, a legal form stated apart, the number of a company register, or that it is a public body. Official lists keep
// persons and organisations apart by law; anyone may publish in Probity's own layout.
func shown(p *Party, facts evidence.Facts) bool {
	facts.Stated = false
	if p.LegalForm != "" || p.PublicBody || evidence.Decide(facts).Class == evidence.Organisation {
		return true
	}
	return slices.ContainsFunc(p.Identifiers, func(id Identifier) bool {
		return ident.Strong(id.Scheme) && (id.Scheme[0] != 'X' || id.Scheme == "XI-LEI")
	})
}

func personal(name string) bool {
	return evidence.Decide(evidence.Facts{Primary: []string{name}}).Class == evidence.Person
}

func (d Door) stated() string {
	if d.StatedBasis != "" {
		return d.StatedBasis
	}
	return "type_column"
}

func (d Door) admit(p *Party, basis string) Verdict {
	if p.Admit != nil {
		p.Admit(p)
		p.Admit = nil
	}
	p.Names = slices.DeleteFunc(p.Names, func(n Name) bool { return n.Kind != "primary" && evidence.Personal(n.Value) })
	for i := range p.Addresses {
		a := &p.Addresses[i]
		a.Text, a.City, a.Region = evidence.ScrubText(a.Text), evidence.Scrub(a.City), evidence.Scrub(a.Region)
	}
	return Verdict{Outcome: Admitted, Basis: basis}
}

// AdmitCriterion checks the criterion of a list. The error names the rule that refuses it.
func AdmitCriterion(criterion string) error {
	if known(Criteria, criterion) {
		return nil
	}
	if known(RefusedCriteria, criterion) {
		return &FieldError{Field: "criterion", Rule: "criterion", Value: criterion, Text: "lists with this criterion are refused under every kind, whoever issues them"}
	}
	return &FieldError{Field: "criterion", Rule: "vocabulary", Value: criterion, Text: "one of " + strings.Join(Criteria, ", ")}
}
