package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// ownColumns are the columns of Probity's own CSV (docs/format-publisher.md). party and type must be there; no other
// column may be.
var ownColumns = []string{
	"party", "type", "name", "name_kind", "lang", "scheme", "identifier", "countries", "address", "city", "region", "postcode",
	"address_country", "legal_form", "public_body", "statement", "kind", "grounds", "effects", "state", "finality", "admission",
	"decided", "from", "until", "amount", "currency", "authority", "programmes", "title", "url", "related", "share",
}

// groupMemory is how much the rows of organisations may take up before they are grouped on disk.
const groupMemory = 32 << 20

func acceptsOwnTable(files []*format.File) bool {
	if len(files) != 1 {
		return false
	}
	head, err := files[0].Head(16 << 10)
	if err != nil {
		return false
	}
	for line := range bytes.Lines(head) {
		cells := strings.FieldsFunc(strings.ToLower(string(line)), func(r rune) bool { return strings.ContainsRune(",;\"\r\n\t ", r) })
		switch {
		case len(cells) == 0:
		case cells[0] == "probity": // the optional line before the header
		default:
			return slices.Contains(cells, "party") && slices.Contains(cells, "type") && slices.Contains(cells, "name")
		}
	}
	return false
}

// ownTable reads Probity's own CSV. Rows of organisations are brought together through temporary files; of rows about
// persons nothing is held but which party keys came by, in memory; rows of unknown type must stand together.
type ownTable struct {
	file    *format.File
	out     Sink
	header  []string
	group   *format.Grouper
	persons map[uint64]bool
	unknown map[uint64]bool

	openKey  string // the party of unknown type that is being read
	openRows [][]string
}

func readOwnTable(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name(), err)
	}
	defer r.Close()
	table, err := format.NewCSV(f, r, format.CSVOptions{Comma: ownComma(f), HeaderContains: []string{"party", "type"}})
	if err != nil {
		return err
	}
	o := &ownTable{
		file: f, out: out, header: table.Header(), group: format.NewGrouper("", groupMemory),
		persons: map[uint64]bool{}, unknown: map[uint64]bool{},
	}
	defer o.group.Close()
	if err := o.checkHeader(table.Preamble()); err != nil {
		return fmt.Errorf("read %s: %w", f.Name(), err)
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return o.end()
		}
		out.Rows(1)
		if err != nil {
			err = rejectProblem(f, err, out)
		} else {
			err = o.add(row)
		}
		if err != nil {
			return err
		}
	}
}

// ownComma is the separator: spreadsheets in much of Europe write semicolons.
func ownComma(f *format.File) rune {
	head, err := f.Head(16 << 10)
	if err == nil && bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		return ';'
	}
	return ','
}

// checkHeader refuses columns that the format does not have, and reads the line before the header, if there is one:
// probity,claims/1,published,2026-01-31.
func (o *ownTable) checkHeader(before []string) error {
	for i, c := range o.header {
		if !slices.Contains(ownColumns, c) {
			return fmt.Errorf("column %d of the header, %q, is not one of the format's", i+1, c)
		}
		if slices.Index(o.header, c) != i {
			return fmt.Errorf("column %q stands twice in the header", c)
		}
	}
	if len(before) == 0 {
		return nil
	}
	if len(before) == 1 {
		before = strings.FieldsFunc(before[0], func(r rune) bool { return r == ',' || r == ';' })
	}
	cell := func(i int) string {
		if i < len(before) {
			return strings.TrimSpace(before[i])
		}
		return ""
	}
	if cell(0) != "probity" || cell(1) != "claims/1" || cell(2) != "published" {
		return errors.New(`the line before the header is not "probity,claims/1,published,YYYY-MM-DD"`)
	}
	day, err := claim.ParseDate(cell(3))
	if err != nil || day == "" {
		return errors.New("the publication day before the header is not YYYY-MM-DD")
	}
	o.out.Published(day.First())
	return nil
}

func (o *ownTable) reject(line int, column, rule, text string) error {
	return o.out.Reject(&RowError{File: o.file.Name(), Place: linePlace(line), Column: column, Rule: rule, Text: text})
}

// add takes one row by its own type column, which every row must have.
func (o *ownTable) add(row *format.Row) error {
	key := row.Get("party")
	t, ok := ownTypes[row.Get("type")]
	switch {
	case !ok:
		return o.reject(row.Line, "type", "type", ownTypesText+", on every row")
	case key == "":
		return o.reject(row.Line, "party", "key", "a row needs the key of its party")
	case scientific.MatchString(key):
		return o.reject(row.Line, "party", "excel", scientificText)
	}
	if key != o.openKey {
		if err := o.closeOpen(); err != nil {
			return err
		}
	}
	switch t {
	case claim.Organisation:
		return o.group.Add(key, append([]string{strconv.Itoa(row.Line)}, row.Fields...))
	case claim.Unstated:
		return o.open(key, row)
	}
	if h := hash64([]byte(key)); !o.persons[h] {
		o.persons[h] = true
		return o.out.Put(&claim.Party{Type: t, Place: linePlace(row.Line)})
	}
	return nil
}

// open collects rows of a party of unknown type in memory, while they follow one another: it may be a person, so nothing
// of it goes to disk.
func (o *ownTable) open(key string, row *format.Row) error {
	if len(o.openRows) == 0 {
		h := hash64([]byte(key))
		if o.unknown[h] {
			return o.reject(row.Line, "party", "scattered", "rows of a party of type unknown must stand together")
		}
		o.unknown[h] = true
		o.openKey = key
	}
	o.openRows = append(o.openRows, append([]string{strconv.Itoa(row.Line)}, row.Fields...))
	return nil
}

func (o *ownTable) closeOpen() error {
	key, rows := o.openKey, o.openRows
	o.openKey, o.openRows = "", nil
	if len(rows) == 0 {
		return nil
	}
	return o.party(key, claim.Unstated, rows)
}

// end hands over the organisations.
func (o *ownTable) end() error {
	if err := o.closeOpen(); err != nil {
		return err
	}
	return o.group.Each(func(key string, rows [][]string) error {
		if h := hash64([]byte(key)); o.persons[h] || o.unknown[h] {
			line, _ := strconv.Atoi(rows[0][0])
			return o.reject(line, "type", "type.mixed", "rows of one party differ in type")
		}
		return o.party(key, claim.Organisation, rows)
	})
}

// party builds a party from its rows, of which the first cell is the line and the others are those of the file.
func (o *ownTable) party(key string, t claim.PartyType, rows [][]string) error {
	place := "line " + rows[0][0]
	own := &ownParty{
		party: &claim.Party{Key: key, Type: t, Place: place}, file: o.file, out: o.out, place: place, keys: map[string]bool{},
		keyColumn: "statement",
	}
	cells := make([][]string, len(rows))
	first := map[string]ownCells{} // the row that made a statement
	for i, r := range rows {
		cells[i] = r[1:]
		c := ownCells{o.header, cells[i]}
		own.place = "line " + r[0]
		if err := own.row(c, first); err != nil {
			return err
		}
	}
	own.party.Admit = func(p *claim.Party) { p.RowsDigest = format.RowsDigest(cells) }
	return own.put()
}

// ownCells is one row with its column names.
type ownCells struct{ header, cells []string }

func (c ownCells) get(column string) string {
	if i := slices.Index(c.header, column); i >= 0 && i < len(c.cells) {
		return format.Line(c.cells[i])
	}
	return ""
}

// list splits a cell with several values: CRIM|FRAUD.
func (c ownCells) list(column string) []string {
	var out []string
	for _, s := range strings.Split(c.get(column), "|") {
		out = addWord(out, s)
	}
	return out
}

// row takes everything from one row.
func (o *ownParty) row(c ownCells, statements map[string]ownCells) error {
	if s := c.get("name"); s != "" {
		if err := o.name("name_kind", claim.Name{Value: s, Kind: c.get("name_kind"), Lang: c.get("lang")}); err != nil {
			return err
		}
	}
	if s := c.get("identifier"); s != "" {
		if err := o.identifier("identifier", claim.Identifier{Scheme: c.get("scheme"), Value: s}); err != nil {
			return err
		}
	}
	for _, cc := range c.list("countries") {
		if err := o.country("countries", cc); err != nil {
			return err
		}
	}
	a := claim.Address{
		Text: c.get("address"), City: c.get("city"), Region: c.get("region"), Postcode: c.get("postcode"), Country: c.get("address_country"),
	}
	if err := o.address("address_country", a); err != nil {
		return err
	}
	if err := o.once(c); err != nil {
		return err
	}
	key := c.get("statement")
	if key == "" {
		if c.get("kind") != "" {
			return o.reject("statement", "key", "", "a row with a kind needs the key of its statement")
		}
		return nil
	}
	if have, ok := statements[key]; ok && sameDecision(have, c) {
		return nil
	}
	statements[key] = c
	s, err := o.decision(c)
	if err != nil || s == nil {
		return err
	}
	return o.statement("", *s)
}

// once takes the two columns that a party has once.
func (o *ownParty) once(c ownCells) error {
	if form := c.get("legal_form"); form != "" {
		if o.party.LegalForm != "" && o.party.LegalForm != form {
			return o.reject("legal_form", "conflict", form, "rows of one party differ")
		}
		o.party.LegalForm = form
	}
	switch c.get("public_body") {
	case "", "false", "FALSE", "False":
	case "true", "TRUE", "True":
		o.party.PublicBody = true
	default:
		return o.reject("public_body", "boolean", "", "want true or false")
	}
	return nil
}

// decision reads the columns of a statement; nil if one was refused and reported.
func (o *ownParty) decision(c ownCells) (*claim.Statement, error) {
	d := claim.Decision{
		Grounds: c.list("grounds"), Effects: c.list("effects"), State: c.get("state"), Finality: c.get("finality"),
		Admission: c.get("admission"), Decided: claim.Date(c.get("decided")), From: claim.Date(c.get("from")), Authority: c.get("authority"),
		Programmes: c.list("programmes"), Title: c.get("title"), URL: c.get("url"), Related: c.get("related"), Share: c.get("share"),
	}
	if d.Until = claim.Date(c.get("until")); strings.EqualFold(string(d.Until), "indefinite") {
		d.Until, d.Indefinite = "", true
	}
	amount, currency := c.get("amount"), c.get("currency")
	switch {
	case amount == "" && currency == "":
	case amount == "" || currency == "":
		return nil, o.reject("amount", "amount", "", "amount and currency go together")
	default:
		d.Amount = &claim.Amount{Value: amount, Currency: currency}
	}
	return &claim.Statement{Key: c.get("statement"), Kind: claim.Kind(c.get("kind")), Decision: d}, nil
}

// sameDecision reports whether two rows state the same decision, as rows that add a name or a number repeat it.
func sameDecision(a, b ownCells) bool {
	for _, column := range ownColumns[slices.Index(ownColumns, "statement"):] {
		if a.get(column) != b.get(column) {
			return false
		}
	}
	return true
}
