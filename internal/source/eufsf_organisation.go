package source

import (
	"fmt"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/source/format"
)

// organisation reads everything else about a subject that is no person, and hands it over.
func (e *eufsfReader) organisation(p *claim.Party, rows []*format.Row) error {
	d := claim.Decision{
		Grounds: []string{"G.FOREIGN"}, Effects: []string{"asset_freeze"}, State: "in_force", Authority: "Council of the European Union",
	}
	cells := make([][]string, len(rows))
	var unRefs []string
	for i, row := range rows {
		cells[i] = row.Fields
		eufsfAddress(p, row)
		addCountry(p, isoCountry(row.Get("Citizenship_CountryIso2Code")))
		d.Programmes = addWord(d.Programmes, row.Get("Entity_Regulation_Programme"))
		if d.URL == "" {
			d.URL = row.Get("Entity_Regulation_PublicationUrl")
		}
		if ref, ok := unReference(row.Get("Entity_UnitedNationId")); ok {
			unRefs = addWord(unRefs, ref)
		}
		if err := e.from(&d, row); err != nil {
			return err
		}
	}
	if err := addIdentifier(p, "X-EUFSF", rows[0].Get("Entity_EU_ReferenceNumber")); err != nil {
		if err := e.reject(rows[0], "Entity_EU_ReferenceNumber", "ident", err.Error()); err != nil {
			return err
		}
	}
	if len(unRefs) == 1 {
		if err := addIdentifier(p, "X-UNSC", unRefs[0]); err != nil {
			return fmt.Errorf("read %s, %s: %w", e.file.Name(), p.Place, err)
		}
	}
	eufsfNumbers(p, rows)
	p.RowsDigest = format.RowsDigest(cells)
	p.Statements = []claim.Statement{{Key: "listing", Kind: "SAN.BLOCK", Decision: d}}
	return e.out.Put(p)
}

// from moves the beginning of the listing to the earliest day that the row gives: the designation, or the entry into force
// of the regulation that listed the subject or one of its names. The regulation of the subject itself is often the last
// amendment.
func (e *eufsfReader) from(d *claim.Decision, row *format.Row) error {
	for _, c := range []string{"Entity_DesignationDate", "Entity_Regulation_EntryIntoForceDate", "NameAlias_Regulation_EntryIntoForceDate"} {
		s := row.Get(c)
		if s == "" {
			continue
		}
		day, err := format.Date(s, "2006-01-02")
		if err != nil {
			re := &RowError{File: e.file.Name(), Place: linePlace(row.Line), Column: c, Rule: "date", Value: s, Text: "want YYYY-MM-DD"}
			if err := e.out.Reject(re); err != nil {
				return err
			}
			continue
		}
		d.From = earliest(d.From, day)
	}
	return nil
}

// eufsfAddress adds the row's address. Contact information and remarks, which name people, are not read.
func eufsfAddress(p *claim.Party, row *format.Row) {
	cc := isoCountry(row.Get("Address_CountryIso2Code"))
	box := row.Get("Address_PoBox")
	if box != "" && !strings.HasPrefix(strings.ToUpper(strings.ReplaceAll(box, ".", "")), "P") {
		box = "P.O. Box " + box
	}
	addAddress(p, claim.Address{
		Text: joinText(eufsfText(row.Get("Address_Street")), box, eufsfText(row.Get("Address_Place"))), City: eufsfText(row.Get("Address_City")),
		Region: eufsfText(row.Get("Address_Region")), Postcode: row.Get("Address_ZipCode"), Country: cc,
	})
}

// eufsfNumber is a row of the identification columns.
type eufsfNumber struct{ value, kind, country, remark string }

// eufsfNumbers adds registration and tax numbers whose country is stated, or whose remark names the Russian register. The
// number's cell goes on with its own type in brackets: "1037739044111 (regnumber-Registration Number) ".
func eufsfNumbers(p *claim.Party, rows []*format.Row) {
	for _, row := range rows {
		value, _, _ := strings.Cut(row.Get("Identification_Number"), " (")
		n := eufsfNumber{
			value: strings.TrimSpace(value), kind: row.Get("Identification_TypeCode"), country: row.Get("Identification_CountryIso2Code"),
			remark: strings.ToLower(row.Get("Identification_Remark")),
		}
		if n.value == "" || row.Get("Identification_KnownFalse") == "YES" {
			continue
		}
		for _, scheme := range n.schemes() {
			// A number that breaks its scheme's rule is left out; the organisation is known by its other facts.
			if addIdentifier(p, scheme, n.value) == nil {
				break
			}
		}
	}
}

// schemes are those that the number can belong to, the first whose rule it keeps being its own.
func (n eufsfNumber) schemes() []string {
	digits := len(n.value)
	if strings.Trim(n.value, "0123456789") != "" {
		digits = 0
	}
	russian := n.country == "RU" || strings.Contains(n.remark, "ogrn") || strings.Contains(n.remark, "psrn") ||
		strings.Contains(n.remark, "state registration number") || n.remark == "inn" || strings.Contains(n.remark, "(inn no.)")
	switch {
	case russian && digits == 13:
		return []string{"RU-OGRN"}
	case russian && digits == 10:
		return []string{"RU-INN"}
	case n.country == "00" && n.kind == "regnumber" && digits == 13 && n.ogrn():
		return []string{"RU-OGRN"}
	case isoCountry(n.country) == "" || n.country == "RU" || strings.Contains(n.remark, "isle of man"):
		return nil
	case n.kind == "regnumber" && n.country == "GB":
		return []string{"GB-COH", "GB-REG"}
	case n.kind == "regnumber":
		return []string{n.country + "-REG"}
	case n.kind == "fiscalcode":
		return []string{n.country + "-TAX"}
	}
	return nil // ship numbers, bank codes, licences
}

// ogrn reports whether the number has the structure and the check digit of the Russian register, and of no other.
func (n eufsfNumber) ogrn() bool {
	found := ident.Recognise(n.value)
	return len(found) == 1 && found[0].Scheme == "RU-OGRN" && found[0].Err == nil
}
