package source

import (
	"context"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/claim/evidence"
	"probity.example/probity/internal/source/format"
)

func fdaEntries() []Entry {
	return []Entry{{
		ID: "us-fda-warning-letters",
		SourceEntry: claim.SourceEntry{
			Title: "Warning letters", Publisher: "US Food and Drug Administration", Origin: "compiled", Jurisdiction: "US",
			Licence: "public domain (17 U.S.C. 105)", Criterion: "warning",
			URL:     "https://www.fda.gov/inspections-compliance-enforcement-and-criminal-investigations/compliance-actions-and-activities/warning-letters",
			Cadence: "weekly", Persons: "subject column: clinical investigators are persons; else evidence in the row decides",
		},
		Readers: []Reader{{Parser: "us-fda-warning-letters/1", Read: readFDA, Accepts: acceptsFDA}},
	}}
}

var fdaColumns = []string{"url", "posted_date", "letter_date", "company", "issuing_office", "subject"}

func acceptsFDA(files []*format.File) bool { return acceptsColumns(files, ',', fdaColumns) }

func readFDA(ctx context.Context, files []*format.File, out Sink) error {
	used := keyless{}
	var newest claim.Date
	err := eachRow(ctx, files[0], fdaColumns, out, func(row *format.Row) error {
		if posted, err := format.Date(row.Get("posted_date"), "01/02/2006"); err == nil && posted > newest {
			newest = posted
		}
		return putFDA(files[0], row, used, out)
	})
	if err == nil && newest != "" {
		out.Published(newest) // the file gives no day of its own: it is not older than its newest letter
	}
	return err
}

const fdaSite = "https://www.fda.gov"

func putFDA(f *format.File, row *format.Row, used keyless, out Sink) error {
	reject := func(column, rule, text string) error {
		return out.Reject(&RowError{File: f.Name(), Place: linePlace(row.Line), Column: column, Rule: rule, Text: text})
	}
	subject, name := row.Get("subject"), row.Get("company")
	if strings.Contains(strings.ToLower(subject), "clinical investigator") {
		return out.Put(&claim.Party{Type: claim.Person, Place: linePlace(row.Line)})
	}
	if strings.TrimSpace(name) == "" {
		return reject("company", "empty", "want a name")
	}
	day, err := format.Date(row.Get("letter_date"), "01/02/2006")
	if err != nil || day == "" {
		return reject("letter_date", "date", "want MM/DD/YYYY")
	}
	d := claim.Decision{
		Effects: []string{"publish_only"}, State: "in_force", Decided: day,
		Authority: strings.TrimPrefix("US Food and Drug Administration, "+strings.ReplaceAll(format.Line(row.Get("issuing_office")), " | ", ", "), ", "),
	}
	if title := format.Line(subject); len(title) <= 200 && !evidence.Strong(title) {
		d.Title = title
	}
	if path := row.Get("url"); strings.HasPrefix(path, "/") && !strings.ContainsAny(path, " \t") {
		d.URL = fdaSite + path
	}
	p := &claim.Party{Place: linePlace(row.Line), Statements: []claim.Statement{{Key: "letter", Kind: "REG.WARN", Decision: d}}}
	addBankName(p, name)
	return used.put(out, p, name, day, "us-fda-warning-letters", row.Fields)
}
