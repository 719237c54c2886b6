package source

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

const (
	bisAuthority = "US Department of Commerce, Bureau of Industry and Security"
	ddtcOffice   = "US Department of State, Directorate of Defense Trade Controls" //nolint:misspell // its own name
	isnOffice    = "US Department of State, Bureau of International Security and Nonproliferation"
)

func cslEntries() []Entry {
	return []Entry{{
		ID: "us-csl",
		SourceEntry: claim.SourceEntry{
			Title: "Consolidated Screening List", Publisher: "US Department of Commerce, International Trade Administration",
			Origin: "official", Jurisdiction: "US", Licence: "public domain (17 U.S.C. 105)", Criterion: "sanction",
			URL: "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv", Cadence: "daily",
			Persons: "type column on the Treasury lists; none on the lists of Commerce and State, where evidence in the row decides",
		},
		StatedBasis: "type_column",
		Readers:     []Reader{{Parser: "us-csl/1", Read: readCSL, Accepts: acceptsCSL}},
	}}
}

// cslList is one of the lists that the publication joins, by the abbreviation in the source column.
type cslList struct {
	kind      claim.Kind
	effects   []string
	authority string
	treasury  bool // has OFAC's party numbers, a type column, and persons as "FAMILY, Given"
	final     bool
}

var cslLists = map[string]cslList{
	"SDN":  {"SAN.BLOCK", []string{"asset_freeze"}, ofacAuthority, true, true},
	"SSI":  {"SAN.SECT", []string{"financial_restriction", "sectoral"}, ofacAuthority, true, true},
	"CAP":  {"SAN.SECT", []string{"financial_restriction"}, ofacAuthority, true, true},
	"MBS":  {"SAN.SECT", []string{"financial_restriction"}, ofacAuthority, true, true},
	"FSE":  {"SAN.SERVICE", []string{"services_ban"}, ofacAuthority, true, true},
	"PLC":  {"SAN.SERVICE", []string{"services_ban"}, ofacAuthority, true, true}, // as in consProgrammes
	"CMIC": {"SAN.INVEST", []string{"investment_ban"}, ofacAuthority, true, true},
	"EL":   {"SAN.EXPORT", []string{"export_control"}, bisAuthority, false, true},
	"DPL":  {"SAN.EXPORT", []string{"export_control"}, bisAuthority, false, true},
	"MEU":  {"SAN.EXPORT", []string{"export_control"}, bisAuthority, false, true},
	"UVL":  {"SAN.EXPORT", []string{"monitor"}, bisAuthority, false, false}, // end use could not be verified; no finding
	"DTC":  {"SAN.EXPORT", []string{"export_control"}, ddtcOffice, false, true},
	"ISN":  {"SAN.EXPORT", []string{"export_control", "no_award"}, isnOffice, false, true},
}

var cslColumns = []string{"_id", "source", "entity_number", "type", "programs", "name", "addresses", "federal_register_notice", "start_date", "end_date", "alt_names", "source_list_url", "ids"}

func acceptsCSL(files []*format.File) bool { return acceptsColumns(files, ',', cslColumns) }

// acceptsColumns reports whether files is one CSV file whose header has these columns.
func acceptsColumns(files []*format.File, comma rune, columns []string) bool {
	if len(files) != 1 {
		return false
	}
	head, err := files[0].Head(64 << 10)
	if err != nil {
		return false
	}
	first, _, _ := strings.Cut(string(head), "\n")
	c, err := format.NewCSV(files[0], strings.NewReader(first), format.CSVOptions{Comma: comma, Header: true})
	if err != nil {
		return false
	}
	for _, name := range columns {
		if !c.Has(name) {
			return false
		}
	}
	return true
}

// cslReading is one reading of the file.
type cslReading struct {
	file *format.File
	out  Sink
	used keyless // party keys so far: the same party may stand twice in the same list
}

func readCSL(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	c, err := format.NewCSV(f, r, format.CSVOptions{HeaderContains: cslColumns})
	if err != nil {
		return err
	}
	reading := &cslReading{file: f, out: out, used: keyless{}}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := c.Next()
		if err == io.EOF {
			return nil
		}
		out.Rows(1)
		if err != nil {
			if err := rejectProblem(f, err, out); err != nil {
				return err
			}
			continue
		}
		if err := reading.row(row); err != nil {
			return err
		}
	}
}

// cslCode is the abbreviation in "Denied Persons List (DPL) - Bureau of Industry and Security" or "(NS-MBS List)".
var cslCode = regexp.MustCompile(`\((?:NS-|Non-SDN )?([A-Z]+)(?: List)?\)`)

func (c *cslReading) row(row *format.Row) error {
	reject := func(column, rule, text string) error {
		return c.out.Reject(&RowError{File: c.file.Name(), Place: linePlace(row.Line), Column: column, Rule: rule, Text: text})
	}
	code := ""
	if m := cslCode.FindStringSubmatch(row.Get("source")); m != nil {
		code = m[1]
	}
	list, ok := cslLists[code]
	if !ok {
		return reject("source", "list", "a list that is not known; nothing is guessed about its effect")
	}
	typ, ok := cslType(row.Get("type"))
	if !ok {
		return reject("type", "type", "not a type that this list knows")
	}
	number := row.Get("entity_number")
	if list.treasury && !format.Digits(number) {
		return reject("entity_number", "key", "a party on a Treasury list has OFAC's number")
	}
	if typ == claim.Person || typ == claim.Craft {
		return putOther(typ, code+"-"+number, row.Get("name"), linePlace(row.Line), cslPersonal(row), c.out)
	}
	d := list.decision(row)
	var err error
	// A date that cannot be read is counted and left out; the listing itself stands.
	if d.From, err = format.Date(row.Get("start_date"), "2006-01-02"); err != nil {
		if err := c.leaveOut(row, "start_date", err); err != nil {
			return err
		}
	}
	if d.Until, d.Indefinite, err = format.End(row.Get("end_date"), "2006-01-02"); err != nil {
		if err := c.leaveOut(row, "end_date", err); err != nil {
			return err
		}
	}
	p := &claim.Party{
		Type: typ, Place: linePlace(row.Line), CommaNames: list.treasury, PersonalData: cslPersonal(row),
		Statements: []claim.Statement{{Key: "listing", Kind: list.kind, Decision: d}},
	}
	cslNames(p, row)
	cslAddresses(p, row.Get("addresses"))
	cslNumbers(p, row.Get("ids"))
	if list.treasury {
		if err := addIdentifier(p, "X-OFAC", number); err != nil {
			return reject("entity_number", "identifier", err.Error())
		}
	}
	p.Admit = func(p *claim.Party) {
		p.Key = c.key(code, number, row.Get("name"), placesOf(p), d.From)
		p.RowsDigest = format.RowsDigest([][]string{row.Fields})
	}
	return c.out.Put(p)
}

// leaveOut reports a cell that cannot be read; the listing itself stands.
func (c *cslReading) leaveOut(row *format.Row, column string, err error) error {
	return c.out.Reject(&RowError{
		File: c.file.Name(), Place: linePlace(row.Line), Column: column, Rule: "date", Text: err.Error() + "; the listing is kept without it", Kept: true,
	})
}

// key is list and number on the Treasury lists. The other lists give no number, and "_id" there is a digest of the row,
// which any correction changes: their key is made of name, first country, start and list.
func (c *cslReading) key(code, number, name string, countries []string, from claim.Date) string {
	if cslLists[code].treasury {
		key := code + "-" + number
		c.used[key]++
		if n := c.used[key]; n > 1 {
			return key + "-" + strconv.Itoa(n)
		}
		return key
	}
	country := ""
	if len(countries) > 0 {
		country = countries[0]
	}
	return c.used.key(name, country, from, code)
}

func cslType(s string) (claim.PartyType, bool) {
	if s == "" {
		return claim.Unstated, true
	}
	return ofacType(s)
}

// inmate: the Denied Persons List gives the prison as address of those who are in one.
var inmate = regexp.MustCompile(`(?i)\b(inmate|incarcerated|usm no|register number|correctional (?:institution|cent[er]{2}|complex)|penitentiary|fci|fmc|usp)\b`)

// cslPersonal reports what only a natural person has.
func cslPersonal(row *format.Row) bool {
	for _, column := range []string{"title", "dates_of_birth", "places_of_birth", "citizenships", "nationalities"} {
		if row.Get(column) != "" {
			return true
		}
	}
	return inmate.MatchString(row.Get("addresses"))
}

// cslNames adds the name, its aliases, and the names that stand inside either.
func cslNames(p *claim.Party, row *format.Row) {
	head, more := splitKnownAs(row.Get("name"))
	addName(p, head, "primary", "")
	for alias := range strings.SplitSeq(row.Get("alt_names"), ";") {
		head, inside := splitKnownAs(trimName(alias))
		more = append(append(more, claim.Name{Value: head, Kind: "alias"}), inside...)
	}
	for _, n := range more {
		addName(p, n.Value, n.Kind, "")
	}
}

// usZIP is the end of an address in the United States whose country was left out: "PHOENIX, AZ, 85043".
var usZIP = regexp.MustCompile(`, [A-Z]{2},? \d{5}(?:-\d{4})?$`)

// cslAddresses splits "street, city, postal code, CC; …": the last part is the country's code, or its name, or missing.
func cslAddresses(p *claim.Party, s string) {
	for a := range strings.SplitSeq(s, ";") {
		a = strings.Trim(format.Line(a), " ,")
		rest, last := "", a
		if i := strings.LastIndex(a, ", "); i >= 0 {
			rest, last = a[:i], a[i+2:]
		}
		cc := format.Country(last)
		if cc == "" {
			rest = a
			if usZIP.MatchString(a) {
				cc = "US"
			}
		}
		addAddress(p, claim.Address{Text: rest, Country: cc})
	}
}

// cslNumbers splits "CC, number, label; number, label; …".
func cslNumbers(p *claim.Party, s string) {
	for id := range strings.SplitSeq(s, "; ") {
		parts := strings.Split(id, ", ")
		switch {
		case len(parts) == 3 && len(parts[0]) == 2:
			ofacNumber(p, parts[2], parts[1], parts[0])
		case len(parts) == 2:
			ofacNumber(p, parts[1], parts[0], "")
		}
	}
}

// decision is the listing as the row states it, but for its dates.
func (l cslList) decision(row *format.Row) claim.Decision {
	d := claim.Decision{
		Grounds: []string{"G.FOREIGN"}, Effects: l.effects, State: "in_force", Authority: l.authority,
		Title: federalRegister(row.Get("federal_register_notice")),
	}
	if l.final {
		d.Finality = "final"
	}
	for code := range strings.SplitSeq(row.Get("programs"), "; ") {
		d.Programmes = addWord(d.Programmes, code)
	}
	return d
}

// citation is what a citation of the Federal Register consists of, and nothing else.
var citation = regexp.MustCompile(`(?i)^(?:F\.?R\.?|vol|no|notice|public|and|[\s\d.,;:()/-])+$`)

// federalRegister is the citation as title; anything else in that column is dropped.
func federalRegister(s string) string {
	if s == "" || !citation.MatchString(s) || len(s) > 200 {
		return ""
	}
	return "Federal Register: " + s
}

// placesOf lists the countries of a party's addresses, each once, in the order of the file.
func placesOf(p *claim.Party) []string {
	var out []string
	for _, a := range p.Addresses {
		if a.Country != "" && !slices.Contains(out, a.Country) {
			out = append(out, a.Country)
		}
	}
	return out
}
