package source

import (
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// ftmNameKinds are the name properties of LegalEntity and Thing. name may hold several spellings; none comes first.
var ftmNameKinds = []struct{ property, kind string }{
	{"name", "primary"}, {"alias", "alias"}, {"weakAlias", "weak"}, {"previousName", "former"}, {"abbreviation", "acronym"},
}

func ftmNames(p *claim.Party, e *ftmEntity) {
	for _, k := range ftmNameKinds {
		for _, s := range e.values(k.property) {
			addName(p, s, k.kind, "")
		}
	}
}

// ftmParty maps an Organization, Company, PublicBody or LegalEntity.
func ftmParty(e *ftmEntity) *claim.Party {
	p := &claim.Party{Key: e.ID, PublicBody: e.Schema == "PublicBody" || slices.Contains(e.values("topics"), "gov")}
	if ftmSchemata[e.Schema] == ftmOrganisation {
		p.Type = claim.Organisation
	}
	ftmNames(p, e)
	for _, property := range []string{"jurisdiction", "mainCountry", "country"} {
		for _, c := range e.values(property) {
			addCountry(p, ftmCode(c))
		}
	}
	for _, a := range e.values("address") {
		addAddress(p, claim.Address{Text: a})
	}
	if forms := slices.Clone(e.values("legalForm")); len(forms) > 0 {
		slices.Sort(forms)
		p.LegalForm = format.Line(forms[0])
	}
	ftmNumbers(p, e)
	return p
}

// ftmNumbers adds the numbers whose scheme is clear. A number that breaks its scheme's rule is left out: these files are
// compiled from others, and the organisation is known by its other facts.
func ftmNumbers(p *claim.Party, e *ftmEntity) {
	country := ftmCode(e.only("jurisdiction"))
	if country == "" && len(p.Countries) == 1 {
		country = p.Countries[0]
	}
	add := func(property, scheme string) {
		for _, s := range e.values(property) {
			_ = addIdentifier(p, scheme, s)
		}
	}
	add("leiCode", "XI-LEI")
	add("ogrnCode", "RU-OGRN")
	add("uniqueEntityId", "US-UEI")
	for _, s := range e.values("innCode") {
		if len(s) == 10 { // 12 digits are a natural person's
			_ = addIdentifier(p, "RU-INN", s)
		}
	}
	if country == "" {
		return
	}
	for property, scheme := range map[string]string{"registrationNumber": country + "-REG", "taxNumber": country + "-TAX", "vatCode": country + "-VAT"} {
		for _, s := range e.values(property) {
			if !personalNumber(country, s) {
				_ = addIdentifier(p, scheme, s)
			}
		}
	}
}

// personalNumber reports a number that may be a natural person's: of Russia all that is not in a scheme of its own, in
// Brazil 11 digits (CPF), in Italy 16 characters (codice fiscale), in Spain digits and a letter (NIF of a person).
func personalNumber(country, s string) bool {
	s = strings.NewReplacer(".", "", "-", "", " ", "", "/", "").Replace(s)
	switch country {
	case "RU":
		return true
	case "BR":
		return len(s) == 11
	case "IT":
		return len(s) == 16
	case "ES":
		return s != "" && s[0] >= '0' && s[0] <= '9'
	}
	return false
}

// ftmDecision maps a statement about an organisation.
func ftmDecision(subject, e *ftmEntity) (*claim.Statement, *RowError) {
	d := claim.Decision{
		From: ftmDay(append(slices.Clone(e.values("startDate")), e.values("listingDate")...), false), Until: ftmDay(e.values("endDate"), true),
		Authority: ftmFirst(e.values("authority")), URL: ftmURL(e.values("sourceUrl")),
	}
	if d.From != "" && d.Until != "" && d.Until.Last() < d.From.First() {
		return nil, &RowError{Column: "endDate", Rule: "date.order", Text: "the statement ends before it starts"}
	}
	s := &claim.Statement{Key: strings.ToLower(e.Schema) + ":" + e.ID}
	switch e.Schema {
	case "Sanction":
		kind, ok := ftmSanction(subject, e)
		if !ok {
			return nil, &RowError{Column: "topics", Rule: "ftm.topic", Text: "topics that do not say what kind of act it is"}
		}
		s.Kind = kind
		for _, property := range []string{"programId", "program"} {
			if len(d.Programmes) == 0 {
				d.Programmes = slices.Clone(e.values(property))
			}
		}
	case "Ownership":
		s.Kind, s.RelatedParty, d.Share = "OWN.SHARE", e.only("owner"), ftmShare(e.only("percentage"))
	case "Succession":
		s.Kind, s.RelatedParty = "OWN.SUCC", e.only("predecessor")
	case "License":
		s.Kind = "LIC.GRANT"
	case "Debt":
		// The schema has no word for whose money it is, so a debt is never called tax arrears.
		return nil, &RowError{Column: "schema", Rule: "ftm.schema", Text: "a debt whose kind is not stated"}
	}
	s.Decision = d
	return s, nil
}

// ftmSanction decides between the kinds of act. FollowTheMoney has one schema for all, so the topics of the organisation
// tell them apart, or the act's own words where the topics name several.
func ftmSanction(subject, e *ftmEntity) (claim.Kind, bool) {
	words := strings.ToLower(strings.Join(append(append(slices.Clone(e.values("provisions")), e.values("program")...), e.values("status")...), " "))
	if strings.Contains(words, "debar") || strings.Contains(words, "ineligib") {
		return "EXC.DEBAR", true
	}
	if strings.Contains(words, "asset freeze") || strings.Contains(words, "freezing of assets") {
		return "SAN.BLOCK", true
	}
	kinds := []struct {
		topic string
		kind  claim.Kind
	}{
		{"sanction", "SAN.BLOCK"},
		{"debarment", "EXC.DEBAR"},
		{"export.control", "SAN.EXPORT"},
		{"invest.risk", "SAN.INVEST"},
		{"reg.warn", "REG.WARN"},
		{"reg.action", "REG.ORDER"},
	}
	var found claim.Kind
	for _, k := range kinds {
		if !slices.Contains(subject.values("topics"), k.topic) {
			continue
		}
		if found != "" {
			return "", false
		}
		found = k.kind
	}
	return found, found != ""
}

// ftmFirst is the least of several values, so that their order in the file does not matter.
func ftmFirst(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return format.Line(slices.Min(values))
}

func ftmURL(values []string) string {
	if u := ftmFirst(values); strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		return u
	}
	return ""
}

// ftmShare is a percentage as a decimal, empty if the text is anything else.
func ftmShare(s string) string {
	share, err := format.Amount(strings.TrimSpace(strings.TrimSuffix(s, "%")))
	if err != nil || strings.HasPrefix(share, "-") {
		return ""
	}
	return share
}
