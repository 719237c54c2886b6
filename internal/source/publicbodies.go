package source

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

func publicBodiesEntries() []Entry {
	return []Entry{{
		ID: "public-bodies",
		SourceEntry: claim.SourceEntry{
			Title: "Registers of public bodies: publicbodies.org, US federal agencies, .gov domains", Publisher: "Open Knowledge, publicbodies.org; US CISA",
			Origin: "compiled", Jurisdiction: "XX", Licence: "PDDL 1.0; CC0", Criterion: "registration", URL: "https://publicbodies.org/",
			Cadence: "irregular", Persons: "registers of public bodies only; contacts are dropped",
		},
		StatedBasis: "register_of_organisations",
		Readers:     []Reader{{Parser: "public-bodies-csv/1", Read: readPublicBodies, Accepts: acceptsPublicBodies}},
	}}
}

// bodyLayouts are the layouts in which the registers come. Each file is one; a batch may hold files of all of them, one
// country a file, because a body that is not in the newest batch counts as gone.
var bodyLayouts = []struct {
	columns []string
	put     func(b *bodies, row *format.Row) error
}{
	{[]string{"id", "name", "abbreviation", "other_names", "jurisdiction_code", "url"}, (*bodies).body},
	{[]string{"Domain name", "Domain type", "Organization name", "City", "State"}, (*bodies).domain},
	{[]string{"Agency", "Bureau"}, (*bodies).agency},
}

func acceptsPublicBodies(files []*format.File) bool {
	for _, f := range files {
		if bodyLayout(f) < 0 {
			return false
		}
	}
	return len(files) > 0
}

func bodyLayout(f *format.File) int {
	for i, l := range bodyLayouts {
		if acceptsColumns([]*format.File{f}, ',', l.columns) {
			return i
		}
	}
	return -1
}

// bodies is one reading. seen holds the keys handed over: registers repeat rows.
type bodies struct {
	file *format.File
	out  Sink
	seen map[string]bool
}

func readPublicBodies(ctx context.Context, files []*format.File, out Sink) error {
	b := &bodies{out: out, seen: map[string]bool{}}
	for _, f := range files {
		i := bodyLayout(f)
		if i < 0 {
			return fmt.Errorf("read %s: not a layout of a register of public bodies", f.Name())
		}
		b.file = f
		layout := bodyLayouts[i]
		if err := eachRow(ctx, f, layout.columns, out, func(row *format.Row) error { return layout.put(b, row) }); err != nil {
			return err
		}
	}
	return nil
}

func (b *bodies) reject(row *format.Row, column, rule, text string) error {
	return b.out.Reject(&RowError{File: b.file.Name(), Place: linePlace(row.Line), Column: column, Rule: rule, Text: text})
}

// put hands over a body once. That a register lists it is the statement.
func (b *bodies) put(row *format.Row, p *claim.Party, d claim.Decision) error {
	if b.seen[p.Key] {
		return nil
	}
	b.seen[p.Key] = true
	p.Type, p.PublicBody, p.Place = claim.Organisation, true, linePlace(row.Line)
	p.Statements = []claim.Statement{{Key: "registration", Kind: "IDN.REG", Decision: d}}
	p.RowsDigest = format.RowsDigest([][]string{row.Fields})
	return b.out.Put(p)
}

// body reads a row of publicbodies.org (Popolo's organisation in CSV). Description, contact, telephone and e-mail are
// dropped; of a postal address the lines of telephones are taken out at the door.
func (b *bodies) body(row *format.Row) error {
	id := format.Line(row.Get("id"))
	if id == "" || strings.Contains(id, " ") {
		return b.reject(row, "id", "key", "want an id without blanks")
	}
	name := row.Get("name")
	if format.Line(name) == "" {
		return b.reject(row, "name", "empty", "want a name")
	}
	p := &claim.Party{Key: id}
	addName(p, name, "primary", "")
	for other := range strings.SplitSeq(row.Get("other_names"), ";") {
		addName(p, other, "alias", "")
	}
	addName(p, row.Get("abbreviation"), "acronym", "")
	cc := strings.ToUpper(row.Get("jurisdiction_code"))
	addCountry(p, cc)
	if !claim.ValidCountry(cc) {
		cc = ""
	}
	addAddress(p, claim.Address{Text: row.Get("address"), Country: cc})
	d := claim.Decision{State: "in_force", URL: webAddress(row.Get("url"))}
	var err error
	if d.From, err = bodyDay(row.Get("founding_date")); err != nil {
		return b.reject(row, "founding_date", "date", "want YYYY, YYYY-MM or YYYY-MM-DD")
	}
	if d.Until, err = bodyDay(row.Get("dissolution_date")); err != nil {
		return b.reject(row, "dissolution_date", "date", "want YYYY, YYYY-MM or YYYY-MM-DD")
	}
	if d.Until != "" {
		d.State = "expired"
	}
	return b.put(row, p, d)
}

func bodyDay(s string) (claim.Date, error) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if len(s) == len(layout) || s == "" {
			return format.Date(s, layout)
		}
	}
	return "", format.ErrDate
}

// domain reads a row of the list of .gov domains: who holds the domain. The security contact is dropped.
func (b *bodies) domain(row *format.Row) error {
	domain := strings.ToLower(row.Get("Domain name"))
	if !strings.Contains(domain, ".") || strings.ContainsAny(domain, " /:#") {
		return b.reject(row, "Domain name", "key", "want a domain name")
	}
	name := row.Get("Organization name")
	if format.Line(name) == "" {
		return b.reject(row, "Organization name", "empty", "want a name")
	}
	p := &claim.Party{Key: "dotgov/" + domain, Countries: []string{"US"}}
	addName(p, name, "primary", "")
	addAddress(p, claim.Address{City: row.Get("City"), Region: row.Get("State"), Country: "US"})
	return b.put(row, p, claim.Decision{State: "in_force", URL: "https://" + domain + "/"})
}

// agency reads a row of the federal agencies and their bureaus. A bureau's key holds its agency, because many share a name.
func (b *bodies) agency(row *format.Row) error {
	agency, bureau := row.Get("Agency"), row.Get("Bureau")
	if format.Line(agency) == "" {
		return b.reject(row, "Agency", "empty", "want a name")
	}
	p := &claim.Party{Key: "us-agency/" + slug(agency), Countries: []string{"US"}}
	addName(p, agency, "primary", "en")
	if format.Line(bureau) != "" {
		p.Key += "/" + slug(bureau)
		p.Names = nil
		addName(p, bureau, "primary", "en")
	}
	return b.put(row, p, claim.Decision{State: "in_force"})
}

// slug is a name as part of a key: its fingerprint with hyphens.
func slug(s string) string { return strings.ReplaceAll(claim.Fingerprint(s), " ", "-") }

// webAddress returns an address of the web that is one; others are left out.
func webAddress(s string) string {
	s = format.Line(s)
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.ContainsAny(s, " @") || len(s) > claim.MaxText {
		return ""
	}
	return s
}
