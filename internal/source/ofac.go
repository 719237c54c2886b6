package source

import (
	"regexp"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// OFAC publishes each of its two lists in three layouts: a triple of headerless CSV files, the sdn.xml schema, and the
// enhanced XML. The party key is OFAC's own number of the party in all of them, so that a change of layout is a delta.

const ofacAuthority = "US Department of the Treasury, Office of Foreign Assets Control"

// ofacList is one of OFAC's two lists.
type ofacList struct {
	name       string // as the enhanced XML calls it
	statements func(programmes []string, from claim.Date) (list []claim.Statement, known bool)
}

var (
	ofacSDN  = ofacList{"SDN List", sdnStatements}
	ofacCons = ofacList{"Consolidated List", consStatements}
)

func ofacEntries() []Entry {
	entry := func(id, title, url string, list ofacList) Entry {
		return Entry{
			ID: id,
			SourceEntry: claim.SourceEntry{
				Title: title, Publisher: ofacAuthority, Origin: "official", Jurisdiction: "US",
				Licence: "public domain (17 U.S.C. 105)", Criterion: "sanction", URL: url, Cadence: "several times a week",
				Persons: "type column: individual, entity, vessel or aircraft",
			},
			StatedBasis: "type_column",
			Readers: []Reader{
				{Parser: "ofac-csv/1", Read: list.readCSV, Accepts: acceptsOFACCSV},
				{Parser: "ofac-sdnxml/1", Read: list.readXML, Accepts: acceptsRoot("sdnList")},
				{Parser: "ofac-enhanced/1", Read: list.readEnhanced, Accepts: acceptsRoot("sanctionsData")},
			},
		}
	}
	return []Entry{
		entry("us-ofac-sdn", "Specially Designated Nationals and Blocked Persons List",
			"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.XML", ofacSDN),
		entry("us-ofac-cons", "Consolidated Sanctions List (non-SDN lists)",
			"https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/CONSOLIDATED.XML", ofacCons),
	}
}

// sdnStatements: everything on the SDN list is blocked (31 CFR chapter V, appendix A), under whichever programme.
func sdnStatements(programmes []string, from claim.Date) ([]claim.Statement, bool) {
	return []claim.Statement{{Key: "listing", Kind: "SAN.BLOCK", Decision: claim.Decision{
		Grounds: []string{"G.FOREIGN"}, Effects: []string{"asset_freeze"}, State: "in_force", Finality: "final",
		From: from, Authority: ofacAuthority, Programmes: programmes,
	}}}, true
}

// consProgrammes says what the programmes of the non-SDN lists do. A party that is on the SDN list as well carries the
// programmes of that list too; those are not in this table, and their statement is the SDN list's.
var consProgrammes = []struct {
	prefix  string
	kind    claim.Kind
	effects []string
}{
	{"UKRAINE-EO13662", "SAN.SECT", []string{"financial_restriction", "sectoral"}}, // SSI: Directives 1 to 4
	{"RUSSIA-EO14024", "SAN.SECT", []string{"financial_restriction", "sectoral"}},  // Directives 1A to 4
	{"561", "SAN.SECT", []string{"financial_restriction"}},                         // CAPTA: 31 CFR 561.201
	{"CAPTA", "SAN.SECT", []string{"financial_restriction"}},                       //
	{"CAATSA - RUSSIA", "SAN.SECT", []string{"financial_restriction"}},             // MBS: sections 231 and 235
	{"ILLICIT-DRUGS-EO14059", "SAN.SECT", []string{"financial_restriction"}},       // MBS: section 2(a)
	{"BELARUS-EO14038", "SAN.SECT", []string{"financial_restriction"}},             // Directive 1
	{"NS-MBS", "SAN.SECT", []string{"financial_restriction"}},                      //
	{"BURMA-EO14014", "SAN.SERVICE", []string{"services_ban"}},                     // Directive 1: financial services
	{"FSE", "SAN.SERVICE", []string{"services_ban"}},                               // Executive Order 13608
	{"NS-PLC", "SAN.SERVICE", []string{"services_ban"}},                            // transactions are rejected, property is not blocked
	{"CMIC", "SAN.INVEST", []string{"investment_ban"}},                             // Executive Order 13959
	{"NS-CMIC", "SAN.INVEST", []string{"investment_ban"}},                          //
}

// consStatements makes one statement for each kind of measure. Where no programme is known, the party is still listed: as
// a sectoral sanction without any stated effect, and known is false.
func consStatements(programmes []string, from claim.Date) ([]claim.Statement, bool) {
	var out []claim.Statement
	for _, code := range programmes {
		for _, row := range consProgrammes {
			if !strings.HasPrefix(code, row.prefix) {
				continue
			}
			i := slices.IndexFunc(out, func(s claim.Statement) bool { return s.Kind == row.kind })
			if i < 0 {
				i = len(out)
				out = append(out, consStatement(row.kind, from))
			}
			d := &out[i].Decision
			d.Programmes = addWord(d.Programmes, code)
			for _, e := range row.effects {
				d.Effects = addWord(d.Effects, e)
			}
			break
		}
	}
	if len(out) > 0 {
		return out, true
	}
	s := consStatement("SAN.SECT", from)
	s.Decision.Programmes = programmes
	return []claim.Statement{s}, false
}

func consStatement(kind claim.Kind, from claim.Date) claim.Statement {
	return claim.Statement{Key: "listing-" + string(kind), Kind: kind, Decision: claim.Decision{
		Grounds: []string{"G.FOREIGN"}, State: "in_force", Finality: "final", From: from, Authority: ofacAuthority,
	}}
}

// putListed completes an organisation with its statements and its number, and hands it over.
func (l ofacList) putListed(p *claim.Party, programmes []string, from claim.Date, file *format.File, out Sink) error {
	p.Type = claim.Organisation
	p.CommaNames = true
	if err := addIdentifier(p, "X-OFAC", p.Key); err != nil {
		return out.Reject(&RowError{File: file.Name(), Place: p.Place, Column: "uid", Rule: "identifier", Text: err.Error()})
	}
	var known bool
	if p.Statements, known = l.statements(programmes, from); !known {
		e := &RowError{
			File: file.Name(), Place: p.Place, Column: "program", Rule: "programme", Value: strings.Join(programmes, ", "),
			Text: "no programme that is known to belong to this list; kept as a sectoral sanction without stated effects",
		}
		if err := out.Reject(e); err != nil {
			return err
		}
	}
	return out.Put(p)
}

// putOther hands over a person or craft: its type, place and the name by which it is filed, for a door that is measured
// with the type hidden. Nothing else of it is looked at.
func putOther(t claim.PartyType, key, name, place string, personal bool, out Sink) error {
	return out.Put(&claim.Party{
		Key: key, Type: t, Place: place, Names: []claim.Name{{Value: format.Line(name), Kind: "primary"}},
		CommaNames: true, PersonalData: personal,
	})
}

// ofacType reads the type column of all three layouts.
func ofacType(s string) (claim.PartyType, bool) {
	switch strings.ToLower(s) {
	case "", "entity":
		return claim.Organisation, true
	case "individual":
		return claim.Person, true
	case "vessel", "aircraft":
		return claim.Craft, true
	}
	return claim.Unstated, false
}

// ofacNameKind reads the type of an alias: a.k.a., f.k.a. (formerly), n.k.a. (now). Weak aliases are broad or generic, and
// OFAC says not to rely on them (OFAC FAQ 122).
func ofacNameKind(typ string, weak bool) string {
	switch {
	case weak:
		return "weak"
	case strings.EqualFold(strings.ReplaceAll(typ, ".", ""), "fka"):
		return "former"
	}
	return "alias"
}

// personal finds in remarks what only a natural person has.
var personal = regexp.MustCompile(`\b(DOB|POB|Passport|Gender|Cedula|SSN)\b`)

var personalNationality = regexp.MustCompile(`(?i)(?:^|; )(?:alt\. )?(?:nationality|citizen) ([^;]*)`)

func personalRemarks(s string) bool {
	if personal.MatchString(s) {
		return true
	}
	for _, m := range personalNationality.FindAllStringSubmatch(s, -1) {
		if !strings.HasPrefix(m[1], "of Registration") {
			return true
		}
	}
	return false
}
