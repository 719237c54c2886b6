package source

import (
	"errors"
	"regexp"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/source/format"
)

// ownParty builds one party from a publication in Probity's own formats (docs/format-publisher.md). What cannot be used is
// reported with its place and left out; the rest stands. Methods return an error only where the sink says stop.
type ownParty struct {
	party *claim.Party
	file  *format.File
	out   Sink
	place string // of the row at hand
	keys  map[string]bool
	// keyColumn is what the layout calls the key of a statement.
	keyColumn string
}

// ownTypes are the words of the type column.
var ownTypes = map[string]claim.PartyType{
	"organisation": claim.Organisation, "person": claim.Person, "sole_trader": claim.SoleTrader, "unknown": claim.Unstated,
}

const ownTypesText = "want organisation, person, sole_trader or unknown"

func (o *ownParty) reject(column, rule, value, text string) error {
	if o.party.Type != claim.Organisation {
		value = "" // it may be about a person
	}
	return o.out.Reject(&RowError{File: o.file.Name(), Place: o.place, Column: column, Rule: rule, Value: value, Text: text})
}

func (o *ownParty) name(column string, n claim.Name) error {
	if n.Kind == "" {
		n.Kind = "primary"
	}
	if !oneOf(claim.NameKinds, n.Kind) {
		return o.reject(column, "vocabulary", n.Kind, "kind of name: one of "+strings.Join(claim.NameKinds, ", "))
	}
	if len(n.Value) > claim.MaxText || len(n.Lang) > 35 {
		return o.reject(column, "length", "", "longer than a name or language may be")
	}
	addName(o.party, n.Value, n.Kind, n.Lang)
	return nil
}

// scientific is a long number as a spreadsheet rewrites it: 1.23E+12.
var scientific = regexp.MustCompile(`^\d+([.,]\d+)?[eE]\+\d+$`)

const scientificText = "a spreadsheet has turned this number into scientific notation and its digits are lost: format the column as text"

func (o *ownParty) identifier(column string, id claim.Identifier) error {
	if scientific.MatchString(strings.TrimSpace(id.Value)) {
		return o.reject(column, "excel", id.Value, scientificText)
	}
	err := addIdentifier(o.party, id.Scheme, id.Value)
	if err == nil {
		return nil
	}
	if errors.Is(err, ident.ErrPerson) { // a person's number is not shown
		return o.reject(column, "ident", "", err.Error())
	}
	text := err.Error()
	if _, known := ident.Lookup(id.Scheme); !known {
		text = "a scheme that is not known: see the list of schemes"
	}
	if zerosLost(id) {
		return o.reject(column, "excel.zeros", id.Value, text+"; with leading zeros it would be right: a spreadsheet has taken them")
	}
	return o.reject(column, "ident", id.Value, text)
}

// zerosLost reports a number that is wrong as it stands and right with leading zeros.
func zerosLost(id claim.Identifier) bool {
	value := strings.TrimSpace(id.Value)
	if !format.Digits(value) {
		return false
	}
	for range 6 {
		value = "0" + value
		if _, err := ident.Normalise(id.Scheme, value); err == nil {
			return true
		}
	}
	return false
}

func (o *ownParty) country(column, cc string) error {
	if cc = strings.TrimSpace(cc); cc == "" {
		return nil
	}
	if !claim.ValidCountry(cc) {
		return o.reject(column, "country", cc, "want ISO 3166-1 alpha-2 in capitals")
	}
	addCountry(o.party, cc)
	return nil
}

func (o *ownParty) address(column string, a claim.Address) error {
	if a.Country != "" && !claim.ValidCountry(a.Country) {
		if err := o.reject(column, "country", a.Country, "want ISO 3166-1 alpha-2 in capitals"); err != nil {
			return err
		}
		a.Country = ""
	}
	addAddress(o.party, a)
	return nil
}

// ownFamilies are the families of kinds that a publisher states. The others are made by the register itself.
var ownFamilies = []string{"EXC", "SAN", "JUD", "REG", "LIC", "INS", "ARR", "PRO", "AUD", "OWN", "FLG"}

// ownKind reports whether a publisher may state this kind.
func ownKind(k claim.Kind) bool {
	if k == "SAN.DERIV" {
		return false
	}
	return k.Known() && (oneOf(ownFamilies, k.Family()) || k == "IDN.REG" || k == "IDN.STATUS")
}

// statement adds one decision. Vocabulary and order of dates are checked again where the claim is made; here a message
// can still say on which line.
func (o *ownParty) statement(column string, s claim.Statement) error {
	d := &s.Decision
	s.RelatedParty, d.Related = d.Related, ""
	switch {
	case s.Key == "" || s.Key == "desc":
		return o.reject(column+o.keyColumn, "key", "", `a statement needs a key of its own, which is not "desc"`)
	case o.keys[s.Key]:
		return o.reject(column+o.keyColumn, "duplicate.statement", s.Key, "two statements of one party under one key")
	case !ownKind(s.Kind):
		return o.reject(column+"kind", "kind", string(s.Kind), "want a kind that a publisher may state")
	}
	for _, f := range []struct {
		name string
		date claim.Date
	}{{"decided", d.Decided}, {"from", d.From}, {"until", d.Until}} {
		if _, err := claim.ParseDate(string(f.date)); err != nil {
			return o.reject(column+f.name, "date", string(f.date), "want YYYY, YYYY-MM or YYYY-MM-DD")
		}
	}
	if d.Amount != nil && scientific.MatchString(d.Amount.Value) {
		return o.reject(column+"amount", "excel", d.Amount.Value, scientificText)
	}
	o.keys[s.Key] = true
	o.party.Statements = append(o.party.Statements, s)
	return nil
}

// put hands the party over, unless it has no name.
func (o *ownParty) put() error {
	if len(o.party.Names) == 0 {
		return o.reject("name", "name", "", "a party needs a name")
	}
	return o.out.Put(o.party)
}

func oneOf(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
