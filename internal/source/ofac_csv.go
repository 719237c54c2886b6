package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// The triple: sdn.csv (or cons_prim.csv) has one row a party, alt.csv its aliases, add.csv its addresses; the first column
// of all three is the party's number. There is no header, and "-0-" stands for nothing. Documented in OFAC's dat_spec.txt.
const (
	ofacPrimary = "primary" // number, name, type, programmes, title, five columns about craft, remarks
	ofacAliases = "aliases" // number, number of the alias, type, alias, remarks
	ofacPlaces  = "places"  // number, number of the address, address, city and state and postal code, country, remarks
)

// acceptsOFACCSV knows the triple by its rows' shape. It takes an incomplete one too, so that reading can say what is
// missing.
func acceptsOFACCSV(files []*format.File) bool {
	for _, f := range files {
		if ofacPart(f) == "" {
			return false
		}
	}
	return len(files) > 0
}

// ofacPart says which file of the triple f is, by its first row; "" for another layout.
func ofacPart(f *format.File) string {
	head, err := f.Head(64 << 10)
	if err != nil {
		return ""
	}
	c, err := format.NewCSV(f, bytes.NewReader(head), format.CSVOptions{})
	if err != nil {
		return ""
	}
	row, err := c.Next()
	if err != nil || !format.Digits(ofacCell(row, 0)) {
		return ""
	}
	switch len(row.Fields) {
	case 12:
		if _, ok := ofacType(ofacCell(row, 2)); ok {
			return ofacPrimary
		}
	case 5:
		switch ofacCell(row, 2) {
		case "aka", "fka", "nka":
			return ofacAliases
		}
	case 6:
		if format.Digits(ofacCell(row, 1)) {
			return ofacPlaces
		}
	}
	return ""
}

// ofacCell is a cell as one line, empty where it holds the null sign; the last cell of some files has it cut short.
func ofacCell(row *format.Row, i int) string {
	if s := format.Line(row.Fields[i]); s != "-0-" && s != "-0" {
		return s
	}
	return ""
}

// ofacMemory is more than any edition of the triple needs: remarks of organisations name people, so no row may reach the
// Grouper's temporary files.
const ofacMemory = 512 << 20

// ofacTriple is one reading of the three files.
type ofacTriple struct {
	list  ofacList
	out   Sink
	types map[string]claim.PartyType // by the party's number
	orgs  *format.Grouper            // rows of organisations only, under their numbers
}

func (l ofacList) readCSV(ctx context.Context, files []*format.File, out Sink) (err error) {
	parts := map[string]*format.File{}
	for _, f := range files {
		part := ofacPart(f)
		if parts[part] != nil {
			return fmt.Errorf("read %s: the file of %s is given twice", f.Name(), part)
		}
		parts[part] = f
	}
	for _, part := range []string{ofacPrimary, ofacAliases, ofacPlaces} {
		if parts[part] == nil {
			return fmt.Errorf("OFAC's CSV files belong together: the file of %s is missing", part)
		}
	}
	t := &ofacTriple{list: l, out: out, types: map[string]claim.PartyType{}, orgs: format.NewGrouper("", ofacMemory)}
	defer func() { err = errors.Join(err, t.orgs.Close()) }()
	if err := eachCSVRow(ctx, parts[ofacPrimary], out, t.primary); err != nil {
		return err
	}
	for _, part := range []string{ofacAliases, ofacPlaces} {
		err := eachCSVRow(ctx, parts[part], out, func(f *format.File, row *format.Row) error { return t.more(f, part, row) })
		if err != nil {
			return err
		}
	}
	return t.orgs.Each(func(_ string, rows [][]string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return t.put(parts[ofacPrimary], rows)
	})
}

// eachCSVRow calls each for every row of a file without header, and hands rows that cannot be read to out.
func eachCSVRow(ctx context.Context, f *format.File, out Sink, each func(*format.File, *format.Row) error) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	c, err := format.NewCSV(f, r, format.CSVOptions{})
	if err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := c.Next()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			if err := rejectProblem(f, err, out); err != nil {
				return err
			}
			out.Rows(1)
			continue
		}
		out.Rows(1)
		if err := each(f, row); err != nil {
			return err
		}
	}
}

func (t *ofacTriple) primary(f *format.File, row *format.Row) error {
	key := ofacCell(row, 0)
	reject := func(column, rule, text string) error {
		return t.out.Reject(&RowError{File: f.Name(), Place: linePlace(row.Line), Column: column, Rule: rule, Text: text})
	}
	typ, ok := ofacType(ofacCell(row, 2))
	switch _, twice := t.types[key]; {
	case !format.Digits(key):
		return reject("1", "key", "a party's number must be digits")
	case !ok:
		return reject("3", "type", "not a type that this list knows")
	case twice:
		return reject("1", "duplicate", "the number of a party above")
	}
	t.types[key] = typ
	if typ != claim.Organisation {
		return putOther(typ, key, ofacCell(row, 1), linePlace(row.Line), typ == claim.Person && (ofacCell(row, 4) != "" || personalRemarks(ofacCell(row, 11))), t.out)
	}
	return t.add(key, ofacPrimary, row)
}

func (t *ofacTriple) more(f *format.File, part string, row *format.Row) error {
	key := ofacCell(row, 0)
	typ, ok := t.types[key]
	if !ok {
		return t.out.Reject(&RowError{File: f.Name(), Place: linePlace(row.Line), Column: "1", Rule: "orphan", Text: "the number of no party in this list"})
	}
	if typ != claim.Organisation {
		return nil
	}
	return t.add(key, part, row)
}

// add keeps a row of an organisation: which file it is from, its line, its cells.
func (t *ofacTriple) add(key, part string, row *format.Row) error {
	return t.orgs.Add(format.PadZeros(key, 12), append([]string{part, strconv.Itoa(row.Line)}, row.Fields...))
}

func (t *ofacTriple) put(f *format.File, rows [][]string) error {
	p := &claim.Party{}
	var programmes []string
	digest := make([][]string, len(rows))
	for i, kept := range rows {
		digest[i] = kept[2:]
		row := &format.Row{Fields: kept[2:]}
		switch kept[0] {
		case ofacPrimary:
			p.Key, p.Place = ofacCell(row, 0), "line "+kept[1]
			addName(p, ofacCell(row, 1), "primary", "")
			programmes = ofacProgrammes(ofacCell(row, 3))
			p.PersonalData = ofacCell(row, 4) != "" || personalRemarks(ofacCell(row, 11))
			ofacRemarks(p, ofacCell(row, 11))
		case ofacAliases:
			addName(p, ofacCell(row, 3), ofacNameKind(ofacCell(row, 2), false), "")
		case ofacPlaces:
			cc := format.Country(ofacCell(row, 4))
			// City, state and postal code stand in one column without separators: they are not told apart.
			addAddress(p, claim.Address{Text: joinText(ofacCell(row, 2), ofacCell(row, 3)), Country: cc})
		}
	}
	p.RowsDigest = format.RowsDigest(digest)
	return t.list.putListed(p, programmes, "", f, t.out)
}

// ofacProgrammes splits the column of programmes: "SDGT] [IRGC] [IFSR".
func ofacProgrammes(s string) []string {
	var out []string
	for code := range strings.SplitSeq(s, "] [") {
		out = addWord(out, strings.Trim(code, "[] "))
	}
	return out
}
