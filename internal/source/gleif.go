package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

func gleifEntries() []Entry {
	common := claim.SourceEntry{
		Publisher: "Global Legal Entity Identifier Foundation", Origin: "official", Jurisdiction: "XX", Licence: "CC0 1.0",
		Cadence: "three times a day",
	}
	lei, rr := common, common
	lei.Title, lei.Criterion = "GLEIF golden copy, level 1: who is who (LEI-CDF)", "register"
	lei.URL = "https://leidata.gleif.org/api/v1/concatenated-files/lei2/latest/zip"
	lei.Persons = "element EntityCategory: SOLE_PROPRIETOR is a natural person in business"
	rr.Title, rr.Criterion = "GLEIF golden copy, level 2: who owns whom (RR-CDF)", "ownership"
	rr.URL = "https://leidata.gleif.org/api/v1/concatenated-files/rr/latest/zip"
	rr.Persons = "both ends of a relationship are LEI of legal entities"
	return []Entry{
		{ID: "gleif-lei", SourceEntry: lei, Readers: []Reader{{Parser: "gleif-lei-cdf/1", Read: readLEI, Accepts: acceptsRoot("LEIData")}}},
		{
			ID: "gleif-rr", SourceEntry: rr, StatedBasis: "register_of_organisations",
			Readers: []Reader{{Parser: "gleif-rr-cdf/1", Read: readRR, Accepts: acceptsRoot("RelationshipData")}},
		},
	}
}

// acceptsRoot accepts one XML file of which the root element has this local name, in whatever namespace prefix.
func acceptsRoot(name string) func([]*format.File) bool {
	return func(files []*format.File) bool {
		if len(files) != 1 {
			return false
		}
		head, err := files[0].Head(2048)
		return err == nil && rootElement(head) == name
	}
}

// rootElement returns the local name of the first element in head, past declaration and comments.
func rootElement(head []byte) string {
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 || i+1 >= len(head) {
			return ""
		}
		head = head[i+1:]
		if head[0] == '?' || head[0] == '!' {
			continue
		}
		name := head
		if end := bytes.IndexAny(head, " \t\r\n/>"); end >= 0 {
			name = head[:end]
		}
		if _, local, ok := bytes.Cut(name, []byte(":")); ok {
			name = local
		}
		return string(name)
	}
}

// cdfRecords streams the records of a common data file: its ContentDate is the publication day, each record goes to use.
func cdfRecords(ctx context.Context, f *format.File, record string, out Sink, use func(*format.Node) error) error {
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name(), err)
	}
	defer r.Close()
	elements := format.NewXML(f, r)
	published := false
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := elements.Next("ContentDate", "FileContent", record)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && n.Name == "FileContent" {
			if strings.Contains(n.Text, "DELTA") {
				return fmt.Errorf("%s is a delta file (%s): a snapshot is needed, for what a file does not mention counts as gone", f.Name(), n.Text)
			}
			continue
		}
		if err == nil && n.Name == "ContentDate" {
			if day := cdfDay(n.Text); day != "" && !published {
				published = true
				out.Published(day)
			}
			continue
		}
		out.Rows(1)
		if err != nil {
			err = rejectProblem(f, err, out)
		} else {
			err = use(n)
		}
		if err != nil {
			return err
		}
	}
}

// cdfDay is the day of an xsd:dateTime as written, in its own time zone; empty if it is none.
func cdfDay(s string) claim.Date {
	if len(s) < 10 {
		return ""
	}
	d, err := claim.ParseDate(s[:10])
	if err != nil {
		return ""
	}
	return d
}

func readLEI(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	return cdfRecords(ctx, f, "LEIRecord", out, func(n *format.Node) error {
		if cdfDeleted(n) {
			return nil
		}
		p, e := leiParty(n)
		if e != nil {
			e.File = f.Name()
			return out.Reject(e)
		}
		return out.Put(p)
	})
}

// cdfDeleted reports a record that a delta file names because it was deleted.
func cdfDeleted(n *format.Node) bool { return n.Child("Extension", "Deletion") != nil }

// leiParty maps one LEI-CDF record (versions 2.1 and 3.1).
func leiParty(n *format.Node) (*claim.Party, *RowError) {
	bad := func(column, rule, text string) (*claim.Party, *RowError) {
		return nil, &RowError{Place: linePlace(n.Line), Column: column, Rule: rule, Text: text}
	}
	entity := n.Child("Entity")
	if entity == nil {
		return bad("Entity", "missing", "record without an entity")
	}
	p := &claim.Party{Place: linePlace(n.Line)}
	category := entity.Value("EntityCategory")
	switch category {
	case "SOLE_PROPRIETOR":
		p.Type = claim.SoleTrader
		return p, nil
	case "GENERAL", "FUND", "BRANCH", "INTERNATIONAL_ORGANIZATION", "RESIDENT_GOVERNMENT_ENTITY":
		p.Type = claim.Organisation
	case "":
		p.Type = claim.Unstated // optional in version 2.1
	default:
		return bad("EntityCategory", "type", "a category that is not known")
	}
	if err := addIdentifier(p, "XI-LEI", n.Value("LEI")); err != nil {
		return bad("LEI", "ident", err.Error())
	}
	p.Key = p.Identifiers[0].Value
	p.RowsDigest = n.Digest
	p.PublicBody = category == "RESIDENT_GOVERNMENT_ENTITY"
	if !leiNames(p, entity) {
		return bad("LegalName", "name", "no name, or a legal form in its place")
	}
	leiPlaces(p, entity)
	leiRegister(p, entity)
	if code := entity.Value("LegalForm", "EntityLegalFormCode"); code != "" && code != "8888" && code != "9999" {
		p.LegalForm = code
	} else {
		p.LegalForm = entity.Value("LegalForm", "OtherLegalForm")
	}
	p.Statements = []claim.Statement{{Key: "status", Kind: "IDN.REG", Decision: leiStatus(n, entity)}}
	return p, nil
}

// leiNameKinds are the types of other names in LEI-CDF 3.1 and those of 2.1.
var leiNameKinds = map[string]string{
	"PREVIOUS_LEGAL_NAME": "former", "TRADING_OR_OPERATING_NAME": "trade", "ALTERNATIVE_LANGUAGE_LEGAL_NAME": "alias",
	"OTHER_LEGAL": "alias", "PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME": "alias", "AUTO_ASCII_TRANSLITERATED_LEGAL_NAME": "alias",
}

// leiNames adds the names and reports whether there is a legal one. Some registrants wrote their legal form into a name's
// place; such names would be shared by thousands and are left out.
func leiNames(p *claim.Party, entity *format.Node) bool {
	forms := map[string]bool{}
	if f := claim.Fingerprint(entity.Value("LegalForm", "OtherLegalForm")); f != "" {
		forms[f] = true
	}
	bare := func(name string) bool {
		f := claim.Fingerprint(name)
		return forms[f] || leiBareForms[f]
	}
	legal := entity.Child("LegalName")
	if legal == nil || leiBareForms[claim.Fingerprint(legal.Text)] {
		return false
	}
	addName(p, legal.Text, "primary", xmlLang(legal))
	for _, list := range []string{"OtherEntityNames", "TransliteratedOtherEntityNames"} {
		parent := entity.Child(list)
		if parent == nil {
			continue
		}
		for _, n := range parent.Children {
			kind, ok := leiNameKinds[n.Attr("type")]
			if !ok {
				kind = "alias"
			}
			if !bare(n.Text) {
				addName(p, n.Text, kind, xmlLang(n))
			}
		}
	}
	return len(p.Names) > 0
}

// leiBareForms are fingerprints of legal forms that stand as names in the golden copy.
var leiBareForms = map[string]bool{
	"общество с ограниченной ответственностью": true, "акционерное общество": true, "публичное акционерное общество": true,
	"закрытое акционерное общество": true, "открытое акционерное общество": true, "товариство з обмеженою відповідальністю": true,
	"limited liability company": true, "joint stock company": true, "private limited company": true, "public limited company": true,
	"limited": true, "ltd": true, "gmbh": true, "gesellschaft mit beschränkter haftung": true, "aktiengesellschaft": true,
	"société à responsabilité limitée": true, "société anonyme": true, "sociedad limitada": true, "sociedad anónima": true,
	"società a responsabilità limitata": true, "besloten vennootschap": true, "有限责任公司": true, "有限公司": true, "株式会社": true,
}

// xmlLang is the attribute xml:lang; the codes for an undetermined language are none.
func xmlLang(n *format.Node) string {
	if s := n.Attr("lang"); s != "und" && s != "zxx" && len(s) <= 35 {
		return s
	}
	return ""
}

// leiPlaces adds the jurisdiction as country, and the two addresses. Jurisdictions are countries or their parts (US-DE);
// what is no country (EU, XX) adds none.
func leiPlaces(p *claim.Party, entity *format.Node) {
	country, _, _ := strings.Cut(entity.Value("LegalJurisdiction"), "-")
	addCountry(p, isoCountry(country))
	for _, name := range []string{"LegalAddress", "HeadquartersAddress"} {
		a := entity.Child(name)
		if a == nil {
			continue
		}
		lines := []string{a.Value("FirstAddressLine")}
		for _, n := range a.All("AdditionalAddressLine") {
			lines = append(lines, n.Text)
		}
		// Region is a code of ISO 3166-2 or an outdated one, where other lists give a name: it is left out.
		addAddress(p, claim.Address{
			Text: joinText(lines...), City: a.Value("City"), Postcode: a.Value("PostalCode"), Country: isoCountry(a.Value("Country")),
		})
	}
}

// leiRegister adds the number in the business register. RA888888 and RA999999 stand for no register.
func leiRegister(p *claim.Party, entity *format.Node) {
	authority := entity.Value("RegistrationAuthority", "RegistrationAuthorityID")
	number := entity.Value("RegistrationAuthority", "RegistrationAuthorityEntityID")
	country, _, _ := strings.Cut(entity.Value("LegalJurisdiction"), "-")
	if number == "" || authority == "" || authority == "RA888888" || authority == "RA999999" || isoCountry(country) == "" {
		return
	}
	if authority == "RA000585" && addIdentifier(p, "GB-COH", number) == nil {
		return
	}
	// A number that breaks the rule is left out: the LEI stands.
	_ = addIdentifier(p, country+"-REG", number)
}

// leiStates maps the registration status of an LEI (LEI-CDF 3.1, RegistrationStatusEnum).
var leiStates = map[string]string{
	"ISSUED": "in_force", "PENDING_TRANSFER": "in_force", "PENDING_ARCHIVAL": "in_force", "TRANSFERRED": "in_force",
	"PENDING_VALIDATION": "proposed", "LAPSED": "expired", "RETIRED": "expired", "MERGED": "superseded", "DUPLICATE": "superseded",
	"ANNULLED": "withdrawn", "CANCELLED": "withdrawn",
}

func leiStatus(n, entity *format.Node) claim.Decision {
	d := claim.Decision{
		State: leiStates[n.Value("Registration", "RegistrationStatus")], From: cdfDay(n.Value("Registration", "InitialRegistrationDate")),
		Authority: "Global LEI System",
	}
	if d.State == "in_force" && entity.Value("EntityStatus") == "INACTIVE" {
		d.State = "expired"
	}
	return d
}
