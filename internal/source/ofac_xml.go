package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// eachElement pulls elements out of an XML file and hands those that cannot be read to out. digests says of which elements
// a digest is taken: never of one about a person.
func eachElement(ctx context.Context, f *format.File, out Sink, digests func(*format.Node) bool, each func(*format.Node) error, local ...string) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	x := format.NewXML(f, r)
	x.Digests = digests
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := x.Next(local...)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = each(n)
			if err != nil {
				return err
			}
			continue
		}
		var bad *format.RowProblem
		if !errors.As(err, &bad) {
			return err
		}
		if err := rejectProblem(f, err, out); err != nil {
			return err
		}
		out.Rows(1)
	}
}

// readXML reads the sdn.xml schema (https://ofac.treasury.gov, sdn.xsd).
func (l ofacList) readXML(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	entity := func(n *format.Node) bool { return strings.EqualFold(n.Value("sdnType"), "entity") }
	return eachElement(ctx, f, out, entity, func(n *format.Node) error {
		if n.Name == "publshInformation" { // so spelt in the schema
			if day, err := format.Date(n.Value("Publish_Date"), "01/02/2006"); err == nil && day != "" {
				out.Published(day)
			}
			return nil
		}
		out.Rows(1)
		return l.sdnEntry(f, n, out)
	}, "publshInformation", "sdnEntry")
}

func (l ofacList) sdnEntry(f *format.File, n *format.Node, out Sink) error {
	place := linePlace(n.Line)
	typ, ok := ofacType(n.Value("sdnType"))
	key := n.Value("uid")
	if !ok || n.Value("sdnType") == "" {
		return out.Reject(&RowError{File: f.Name(), Place: place, Column: "sdnType", Rule: "type", Text: "not a type that this list knows"})
	}
	if !format.Digits(key) {
		return out.Reject(&RowError{File: f.Name(), Place: place, Column: "uid", Rule: "key", Text: "a party's number must be digits"})
	}
	personal := n.Value("firstName") != "" || n.Value("title") != "" || n.Child("dateOfBirthList") != nil || n.Child("placeOfBirthList") != nil ||
		n.Child("nationalityList") != nil || n.Child("citizenshipList") != nil
	if typ != claim.Organisation {
		return putOther(typ, key, commaName(n.Value("lastName"), n.Value("firstName")), place, personal, out)
	}
	p := &claim.Party{Key: key, Place: place, RowsDigest: n.Digest, PersonalData: personal}
	addName(p, n.Value("lastName"), "primary", "")
	for _, aka := range n.Child("akaList").All("aka") {
		addName(p, aka.Value("lastName"), ofacNameKind(aka.Value("type"), aka.Value("category") == "weak"), "")
	}
	for _, a := range n.Child("addressList").All("address") {
		cc := format.Country(a.Value("country"))
		addAddress(p, claim.Address{
			Text: joinText(a.Value("address1"), a.Value("address2"), a.Value("address3")), City: a.Value("city"),
			Region: a.Value("stateOrProvince"), Postcode: a.Value("postalCode"), Country: cc,
		})
	}
	for _, id := range n.Child("idList").All("id") {
		if id.Value("idType") == "Nationality of Registration" {
			addCountry(p, format.Country(id.Value("idCountry")))
			continue
		}
		ofacNumber(p, id.Value("idType"), id.Value("idNumber"), id.Value("idCountry"))
	}
	var programmes []string
	for _, code := range n.Child("programList").All("program") {
		programmes = addWord(programmes, code.Text)
	}
	return l.putListed(p, programmes, "", f, out)
}

func commaName(family, given string) string {
	if given == "" {
		return family
	}
	return family + ", " + given
}

// readEnhanced reads the enhanced XML (ENHANCED_XML.xsd of the Sanctions List Service).
func (l ofacList) readEnhanced(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	return eachElement(ctx, f, out, func(n *format.Node) bool { return n.Value("generalInfo", "entityType") == "Entity" }, func(n *format.Node) error {
		if n.Name == "publicationInfo" {
			return l.publication(f, n, out)
		}
		out.Rows(1)
		return l.entity(f, n, out)
	}, "publicationInfo", "entity")
}

// publication checks that the file holds this list: the same schema serves both.
func (l ofacList) publication(f *format.File, n *format.Node, out Sink) error {
	asOf, _, _ := strings.Cut(n.Value("dataAsOf"), "T")
	if day, err := format.Date(asOf, "2006-01-02"); err == nil && day != "" {
		out.Published(day)
	}
	lists := n.Child("filters", "sanctionsLists").All("sanctionsList")
	for _, s := range lists {
		if format.Line(s.Text) == l.name {
			return nil
		}
	}
	if len(lists) == 0 {
		return nil
	}
	return fmt.Errorf("read %s: the file does not hold OFAC's %s", f.Name(), l.name)
}

func (l ofacList) entity(f *format.File, n *format.Node, out Sink) error {
	place, key := linePlace(n.Line), n.Attr("id")
	word := n.Value("generalInfo", "entityType")
	typ, ok := ofacType(word)
	if !ok || word == "" {
		return out.Reject(&RowError{File: f.Name(), Place: place, Column: "entityType", Rule: "type", Text: "not a type that this list knows"})
	}
	if !format.Digits(key) {
		return out.Reject(&RowError{File: f.Name(), Place: place, Column: "id", Rule: "key", Text: "a party's number must be digits"})
	}
	p := &claim.Party{Key: key, Place: place, RowsDigest: n.Digest, PersonalData: n.Value("generalInfo", "title") != ""}
	for _, feature := range n.Child("features").All("feature") {
		switch feature.Value("type") {
		case "Birthdate", "Place of Birth", "Gender", "Nationality Country", "Citizenship Country":
			p.PersonalData = true
		case "Nationality of Registration":
			addCountry(p, format.Country(feature.Value("value")))
		case "SWIFT/BIC":
			ofacNumber(p, "SWIFT/BIC", feature.Value("value"), "")
		}
	}
	for _, name := range n.Child("names").All("name") {
		enhancedName(p, name)
	}
	if typ != claim.Organisation {
		return putOther(typ, key, firstPrimary(p), place, p.PersonalData, out)
	}
	for _, a := range n.Child("addresses").All("address") {
		enhancedAddress(p, a)
	}
	for _, d := range n.Child("identityDocuments").All("identityDocument") {
		if d.Value("isValid") != "false" {
			ofacNumber(p, d.Value("type"), d.Value("documentNumber"), d.Value("issuingCountry"))
		}
	}
	var programmes []string
	for _, s := range n.Child("sanctionsPrograms").All("sanctionsProgram") {
		programmes = addWord(programmes, s.Text)
	}
	var from claim.Date
	for _, s := range n.Child("sanctionsLists").All("sanctionsList") {
		if format.Line(s.Text) == l.name {
			if day, err := format.Date(s.Attr("datePublished"), "2006-01-02"); err == nil {
				from = earliest(from, day)
			}
		}
	}
	return l.putListed(p, programmes, from, f, out)
}

func enhancedName(p *claim.Party, name *format.Node) {
	kind := ofacNameKind(name.Value("aliasType"), name.Value("isLowQuality") == "true")
	for _, t := range name.Child("translations").All("translation") {
		value := t.Value("formattedFullName")
		if value == "" {
			value = t.Value("formattedLastName")
		}
		k := kind
		if name.Value("isPrimary") == "true" && t.Value("isPrimary") == "true" {
			k = "primary"
		}
		addName(p, value, k, "")
	}
}

func enhancedAddress(p *claim.Party, a *format.Node) {
	cc := format.Country(a.Value("country"))
	for _, t := range a.Child("translations").All("translation") {
		out := claim.Address{Country: cc}
		for _, part := range t.Child("addressParts").All("addressPart") {
			v := part.Value("value")
			switch part.Value("type") {
			case "CITY":
				out.City = v
			case "STATE/PROVINCE", "REGION":
				out.Region = joinText(out.Region, v)
			case "POSTAL CODE":
				out.Postcode = v
			default:
				out.Text = joinText(out.Text, v)
			}
		}
		addAddress(p, out)
	}
	if a.Child("translations") == nil {
		addAddress(p, claim.Address{Country: cc})
	}
}

func firstPrimary(p *claim.Party) string {
	for _, n := range p.Names {
		if n.Kind == "primary" {
			return n.Value
		}
	}
	return ""
}
