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

func ebrdEntries() []Entry {
	return []Entry{{
		ID: "ebrd",
		SourceEntry: claim.SourceEntry{
			Title: "Ineligible entities", Publisher: "European Bank for Reconstruction and Development", Origin: "official", Jurisdiction: "XX",
			Licence: "EBRD website terms of use", Criterion: "exclusion", URL: "https://www.ebrd.com/ineligible-entities.html", Cadence: "at every change",
			Persons: "no column; evidence in the row decides",
		},
		Readers: []Reader{{Parser: "ebrd-csv/1", Read: readEBRD, Accepts: acceptsEBRD}},
	}}
}

var ebrdColumns = []string{"Firm Name", "Address", "Nationality", "Ineligible From", "Ineligible Until", "Originating Institution", "Prohibited Practice"}

func acceptsEBRD(files []*format.File) bool { return acceptsColumns(files, ',', ebrdColumns) }

func readEBRD(ctx context.Context, files []*format.File, out Sink) error {
	used := keyless{}
	return eachRow(ctx, files[0], ebrdColumns, out, func(row *format.Row) error {
		return putEBRD(files[0], row, used, out)
	})
}

// eachRow reads a CSV file row by row; rows that cannot be read go to the sink.
func eachRow(ctx context.Context, f *format.File, columns []string, out Sink, each func(*format.Row) error) error {
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name(), err)
	}
	defer r.Close()
	c, err := format.NewCSV(f, r, format.CSVOptions{HeaderContains: columns})
	if err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := c.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		out.Rows(1)
		if err != nil {
			err = rejectProblem(f, err, out)
		} else {
			err = each(row)
		}
		if err != nil {
			return err
		}
	}
}

// ebrdDay reads "2024-07-01T12:00:59Z": the day; the time is that of the export.
func ebrdDay(s string) string {
	day, _, _ := strings.Cut(s, "T")
	return day
}

func putEBRD(f *format.File, row *format.Row, used keyless, out Sink) error {
	reject := func(column, rule, text string) error {
		return out.Reject(&RowError{File: f.Name(), Place: linePlace(row.Line), Column: column, Rule: rule, Text: text})
	}
	name := row.Get("Firm Name")
	if strings.TrimSpace(name) == "" {
		return reject("Firm Name", "empty", "want a name")
	}
	d := claim.Decision{Effects: []string{"debarment", "no_award"}, State: "in_force", Grounds: bankGrounds(row.Get("Prohibited Practice"))}
	s := claim.Statement{Key: "exclusion", Kind: "EXC.DEBAR"}
	switch bank := row.Get("Originating Institution"); bank {
	case "EBRD", "European Bank for Reconstruction and Development":
		d.Authority = "European Bank for Reconstruction and Development"
	case "":
		return reject("Originating Institution", "empty", "want the bank that decided")
	default:
		s.Kind, d.Authority = "EXC.CROSS", bank
	}
	var err error
	if d.From, err = format.Date(ebrdDay(row.Get("Ineligible From")), "2006-01-02"); err != nil {
		return reject("Ineligible From", "date", "want YYYY-MM-DDThh:mm:ssZ")
	}
	if d.From == "" { // older rows say only from when the EBRD itself applies it
		if d.From, err = format.Date(ebrdDay(row.Get("Notice Effective At EBRD")), "2006-01-02"); err != nil {
			return reject("Notice Effective At EBRD", "date", "want YYYY-MM-DDThh:mm:ssZ")
		}
	}
	if d.Until, d.Indefinite, err = format.End(ebrdDay(row.Get("Ineligible Until")), "2006-01-02"); err != nil {
		return reject("Ineligible Until", "date", "want YYYY-MM-DDThh:mm:ssZ or Ongoing")
	}
	s.Decision = d
	cc := format.Country(row.Get("Nationality"))
	p := &claim.Party{Place: linePlace(row.Line), Statements: []claim.Statement{s}}
	addCountry(p, cc)
	addBankName(p, name)
	addAddress(p, claim.Address{Text: row.Get("Address")})
	return used.put(out, p, name, d.From, "ebrd", row.Fields)
}
