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

func eufsfEntries() []Entry {
	return []Entry{{
		ID: "eu-fsf",
		SourceEntry: claim.SourceEntry{
			Title:        "Consolidated list of persons, groups and entities subject to EU financial sanctions",
			Publisher:    "European Commission, DG FISMA",
			Origin:       "official",
			Jurisdiction: "EU",
			Licence:      "reuse under Commission Decision 2011/833/EU",
			Criterion:    "sanction",
			URL:          "https://webgate.ec.europa.eu/fsd/fsf/public/files/csvFullSanctionsList/content",
			Cadence:      "at every change, several times a week",
			Persons:      "column Entity_SubjectType: E enterprise, P person",
		},
		Readers: []Reader{{Parser: "eufsf-csv/2", Read: readEUFSF, Accepts: acceptsEUFSF}},
	}}
}

// eufsfColumns are those that the reader cannot do without.
var eufsfColumns = []string{
	"fileGenerationDate", "Entity_LogicalId", "Entity_EU_ReferenceNumber", "Entity_SubjectType", "Entity_Regulation_Programme", "NameAlias_WholeName",
}

func acceptsEUFSF(files []*format.File) bool {
	if len(files) != 1 {
		return false
	}
	head, err := files[0].Head(4096)
	return err == nil && bytes.HasPrefix(head, []byte("fileGenerationDate;")) && bytes.Contains(head, []byte("Entity_LogicalId;"))
}

// eufsfReader collects the rows of one subject, which stand together in the file: one row a name, an address, an
// identification, a birth date, each filling its own columns.
type eufsfReader struct {
	file *format.File
	out  Sink
	rows []*format.Row
	id   string
	// seen are the ids handed over, so that a subject whose rows are scattered is reported, not listed twice. A list has some
	// thousand subjects.
	seen map[string]bool
	day  claim.Date
}

func readEUFSF(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name(), err)
	}
	defer r.Close()
	table, err := format.NewCSV(f, r, format.CSVOptions{Comma: ';', HeaderContains: eufsfColumns})
	if err != nil {
		return err
	}
	e := &eufsfReader{file: f, out: out, seen: map[string]bool{}}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return e.flush()
		}
		out.Rows(1)
		if err != nil {
			err = rejectProblem(f, err, out)
		} else {
			err = e.add(row)
		}
		if err != nil {
			return err
		}
	}
}

func (e *eufsfReader) reject(row *format.Row, column, rule, text string) error {
	return e.out.Reject(&RowError{File: e.file.Name(), Place: linePlace(row.Line), Column: column, Rule: rule, Text: text})
}

func (e *eufsfReader) add(row *format.Row) error {
	if e.day == "" {
		day, err := format.Date(row.Get("fileGenerationDate"), "02/01/2006")
		if err != nil || day == "" {
			return e.reject(row, "fileGenerationDate", "date", "want DD/MM/YYYY")
		}
		e.day = day
		e.out.Published(day)
	}
	id := row.Get("Entity_LogicalId")
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return e.reject(row, "Entity_LogicalId", "key", "want a number")
	}
	if id != e.id {
		if err := e.flush(); err != nil {
			return err
		}
		e.id = id
	}
	e.rows = append(e.rows, row)
	return nil
}

// flush hands over the subject whose rows have been collected.
func (e *eufsfReader) flush() error {
	rows := e.rows
	e.rows = nil
	if len(rows) == 0 {
		return nil
	}
	if e.seen[e.id] {
		return e.reject(rows[0], "Entity_LogicalId", "duplicate.party", "the rows of one subject do not stand together")
	}
	e.seen[e.id] = true
	p := &claim.Party{Key: e.id, Place: linePlace(rows[0].Line)}
	for _, row := range rows {
		t := eufsfType(row.Get("Entity_SubjectType"))
		if t == claim.Unstated {
			return e.reject(row, "Entity_SubjectType", "type", "want E or P")
		}
		if p.Type != claim.Unstated && t != p.Type {
			return e.reject(row, "Entity_SubjectType", "type.mixed", "rows of one subject differ in type")
		}
		p.Type = t
		eufsfNames(p, row)
	}
	if p.Type == claim.Person {
		p.PersonalData = eufsfPersonal(rows)
		return e.out.Put(p)
	}
	return e.organisation(p, rows)
}

func eufsfType(s string) claim.PartyType {
	switch s {
	case "E":
		return claim.Organisation
	case "P":
		return claim.Person
	}
	return claim.Unstated
}

// eufsfPersonal reports data that only a natural person has.
func eufsfPersonal(rows []*format.Row) bool {
	for _, row := range rows {
		for _, c := range []string{"BirthDate_BirthDate", "BirthDate_Year", "BirthDate_YearRangeFrom", "NameAlias_Gender", "NameAlias_FirstName"} {
			if row.Get(c) != "" {
				return true
			}
		}
	}
	return false
}

// eufsfNames adds the row's name. The first name of a subject is the one that the regulation lists it by.
func eufsfNames(p *claim.Party, row *format.Row) {
	kind := eufsfNameKind(row.Get("NameAlias_Remark"))
	if len(p.Names) == 0 {
		kind = "primary"
	}
	addName(p, eufsfText(row.Get("NameAlias_WholeName")), kind, strings.ToLower(row.Get("NameAlias_NameLanguage")))
}

// eufsfText undoes line breaks that the file writes as a backslash and an n.
func eufsfText(s string) string { return strings.ReplaceAll(s, `\n`, " ") }

// eufsfFormer are the remarks that say, in the languages of the Union, that a name is a former one.
var eufsfFormer = []string{
	"formerly", "previously known", "anciennement", "dříve znám", "tidligere kendt", "già", "ranije poznato", "anksčiau žinoma", "korábbi",
	"voorheen bekend", "qabel kienet", "prej imenovan", "predtým znám", "entinen", "известно преди", "antes conocid", "conocida anteriormente",
	"vormals", "früher", "παλαιότερα γνωστ", "προηγουμένως γνωστ", "ar a dtugtaí", "cunoscută anterior", "anteriormente", "dawniej znan",
	"tidigare känt", "agrākais nosaukums", "agrāk zinām", "agrāk zināms", "former name",
}

// eufsfNameKind reads from a remark of one phrase what kind of alias the name is. Longer remarks tell other things and are
// not read.
func eufsfNameKind(remark string) string {
	r := strings.ToLower(remark)
	if len(r) > 60 {
		return "alias"
	}
	if strings.HasPrefix(r, "low quality") || strings.HasPrefix(r, "weak") {
		return "weak"
	}
	for _, f := range eufsfFormer {
		if strings.HasPrefix(r, f) {
			return "former"
		}
	}
	return "alias"
}
