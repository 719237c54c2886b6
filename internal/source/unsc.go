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

func unscEntries() []Entry {
	return []Entry{{
		ID: "un-sc",
		SourceEntry: claim.SourceEntry{
			Title:        "United Nations Security Council Consolidated List",
			Publisher:    "United Nations Security Council",
			Origin:       "official",
			Jurisdiction: "UN",
			Licence:      "public, no named licence",
			Criterion:    "sanction",
			URL:          "https://scsanctions.un.org/resources/xml/en/consolidated.xml",
			Cadence:      "at every change",
			Persons:      "element ENTITY or INDIVIDUAL",
		},
		Readers: []Reader{{Parser: "unsc-xml/1", Read: readUNSC, Accepts: acceptsUNSC}},
	}}
}

func acceptsUNSC(files []*format.File) bool {
	if len(files) != 1 {
		return false
	}
	head, err := files[0].Head(2048)
	return err == nil && bytes.Contains(head, []byte("<CONSOLIDATED_LIST"))
}

func readUNSC(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name(), err)
	}
	defer r.Close()
	elements := format.NewXML(f, r)
	day, err := unscDay(elements)
	if err != nil {
		return fmt.Errorf("read %s: %w", f.Name(), err)
	}
	if day != "" {
		out.Published(day)
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := elements.Next("INDIVIDUAL", "ENTITY")
		if errors.Is(err, io.EOF) {
			return nil
		}
		out.Rows(1)
		switch {
		case err != nil:
			err = rejectProblem(f, err, out)
		case n.Name == "INDIVIDUAL":
			err = out.Put(unscPerson(n))
		default:
			err = unscEntity(f, n, out)
		}
		if err != nil {
			return err
		}
	}
}

// unscDay reads the publication day from the attribute dateGenerated of the root element.
func unscDay(elements *format.XML) (claim.Date, error) {
	root, err := elements.Root()
	if err != nil {
		return "", err
	}
	return unscDate(root.Attr("dateGenerated"))
}

// unscPerson is an individual: names and the sign of personal data stay in memory, for a measurement that hides the type.
func unscPerson(n *format.Node) *claim.Party {
	p := &claim.Party{Type: claim.Person, Place: linePlace(n.Line)}
	var parts []string
	for _, c := range []string{"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"} {
		if s := n.Value(c); s != "" {
			parts = append(parts, s)
		}
	}
	addName(p, strings.Join(parts, " "), "primary", "")
	addName(p, n.Value("NAME_ORIGINAL_SCRIPT"), "alias", "")
	for _, a := range n.All("INDIVIDUAL_ALIAS") {
		addName(p, a.Value("ALIAS_NAME"), "alias", "")
	}
	p.PersonalData = n.Value("GENDER") != "" || n.Value("INDIVIDUAL_DATE_OF_BIRTH", "YEAR") != "" || n.Value("INDIVIDUAL_DATE_OF_BIRTH", "DATE") != "" ||
		n.Value("SECOND_NAME") != ""
	return p
}

func unscEntity(f *format.File, n *format.Node, out Sink) error {
	reject := func(column, rule, value, text string) error {
		return out.Reject(&RowError{File: f.Name(), Place: linePlace(n.Line), Column: column, Rule: rule, Value: value, Text: text})
	}
	p := &claim.Party{Key: n.Value("DATAID"), Type: claim.Organisation, Place: linePlace(n.Line), RowsDigest: n.Digest}
	if p.Key == "" {
		return reject("DATAID", "key", "", "missing")
	}
	unscNames(p, n)
	if len(p.Names) == 0 {
		return reject("FIRST_NAME", "name", "", "no name")
	}
	for _, a := range n.All("ENTITY_ADDRESS") {
		cc := format.Country(a.Value("COUNTRY"))
		addAddress(p, claim.Address{
			Text: a.Value("STREET"), City: a.Value("CITY"), Region: a.Value("STATE_PROVINCE"), Postcode: a.Value("ZIP_CODE"), Country: cc,
		})
	}
	d := claim.Decision{
		Grounds: []string{"G.FOREIGN"}, Effects: []string{"asset_freeze"}, State: "in_force", Authority: "United Nations Security Council",
		Programmes: addWord(nil, n.Value("UN_LIST_TYPE")),
	}
	number := n.Value("REFERENCE_NUMBER")
	if ref, ok := unReference(number); ok {
		number = ref
	}
	if err := addIdentifier(p, "X-UNSC", number); err != nil {
		if err := reject("REFERENCE_NUMBER", "ident", number, err.Error()); err != nil {
			return err
		}
	}
	var err error
	if d.From, err = unscDate(n.Value("LISTED_ON")); err != nil {
		if err := reject("LISTED_ON", "date", n.Value("LISTED_ON"), "want YYYY-MM-DD"); err != nil {
			return err
		}
	}
	// The schema has DELISTED_ON for entries that stay in the file after they were taken off the list.
	off := n.Value("DELISTED_ON")
	if d.Until, err = unscDate(off); err != nil {
		if err := reject("DELISTED_ON", "date", off, "want YYYY-MM-DD"); err != nil {
			return err
		}
	}
	if off != "" {
		d.State = "released"
	}
	p.Statements = []claim.Statement{{Key: "listing", Kind: "SAN.BLOCK", Decision: d}}
	return out.Put(p)
}

func unscDate(s string) (claim.Date, error) {
	if len(s) > 10 && (s[10] == 'T' || s[10] == '-' || s[10] == '+' || s[10] == 'Z') {
		s = s[:10] // xsd:date with a time zone, or a time
	}
	return claim.ParseDate(s)
}

// unscNames adds all names. FIRST_NAME holds the whole name of an entity, sometimes two joined by a semicolon.
func unscNames(p *claim.Party, n *format.Node) {
	for i, name := range strings.Split(n.Value("FIRST_NAME"), ";") {
		kind := "alias"
		if i == 0 {
			kind = "primary"
		}
		addName(p, name, kind, "")
	}
	addName(p, n.Value("NAME_ORIGINAL_SCRIPT"), "primary", "")
	for _, a := range n.All("ENTITY_ALIAS") {
		kind := unscAliasKind(a.Value("QUALITY"), a.Value("NOTE"))
		for _, name := range unscSplit(a.Value("ALIAS_NAME")) {
			addName(p, name, kind, "")
		}
	}
}

func unscAliasKind(quality, note string) string {
	switch q := strings.ToLower(quality); {
	case strings.HasPrefix(q, "f.k.a"), strings.HasPrefix(strings.ToLower(note), "formerly"):
		return "former"
	case q == "low":
		return "weak"
	}
	return "alias"
}

// unscSplit takes apart an alias that is followed by its renderings in brackets: "جبهة النصرة (the Victory Front; Jabhat
// al-Nusrah)". Brackets without a semicolon belong to the name.
func unscSplit(alias string) []string {
	open := strings.Index(alias, ";")
	if open < 0 || !strings.HasSuffix(alias, ")") {
		return []string{alias}
	}
	for depth := 0; open > 0; open-- { // back to the bracket that the first semicolon is in
		switch alias[open] {
		case ')':
			depth++
		case '(':
			depth--
		}
		if depth < 0 {
			break
		}
	}
	if open <= 0 {
		return []string{alias}
	}
	names := []string{alias[:open]}
	for _, part := range strings.Split(alias[open+1:len(alias)-1], ";") {
		names = append(names, strings.TrimSuffix(strings.TrimSpace(part), " (original script)"))
	}
	return names
}
