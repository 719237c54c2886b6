package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

func ftmEntries() []Entry {
	return []Entry{{
		ID: "ftm",
		SourceEntry: claim.SourceEntry{
			Title:     "FollowTheMoney entities, from a file that the operator has",
			Publisher: "depends on the dataset",
			Origin:    "mirror",
			Licence:   "depends on the dataset",
			Criterion: "sanction",
			URL:       "https://followthemoney.tech/",
			Cadence:   "depends on the dataset",
			Persons:   "schema: Organization, Company and PublicBody are organisations, Person is not, LegalEntity is decided from evidence",
		},
		Readers: []Reader{{Parser: "ftm-ndjson/1", Read: readFTM, Accepts: acceptsFTM}},
	}}
}

// maxFTMLine is the most bytes of one FollowTheMoney entity.
const maxFTMLine = 16 << 20

func acceptsFTM(files []*format.File) bool {
	if len(files) != 1 {
		return false
	}
	head, err := files[0].Head(64 << 10)
	if err != nil {
		return false
	}
	names := firstMembers(head)
	return names["schema"] && (names["id"] || names["properties"])
}

// ftmEntity is one line. Members that are not named here (caption, datasets, first_seen, …) are not read.
type ftmEntity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
}

func (e *ftmEntity) values(property string) []string { return e.Properties[property] }

// only is the value of a property that has exactly one.
func (e *ftmEntity) only(property string) string {
	if v := e.Properties[property]; len(v) == 1 {
		return format.Line(v[0])
	}
	return ""
}

// What a schema is to the register.
const (
	ftmOther = iota
	ftmOrganisation
	ftmUntyped // LegalEntity: a company or a person, nobody says
	ftmPerson
	ftmCraft
	ftmStatement
)

var ftmSchemata = map[string]int{
	"Organization": ftmOrganisation, "Company": ftmOrganisation, "PublicBody": ftmOrganisation, "LegalEntity": ftmUntyped, "Person": ftmPerson,
	"Vessel": ftmCraft, "Airplane": ftmCraft, "Sanction": ftmStatement, "Ownership": ftmStatement, "Succession": ftmStatement,
	"License": ftmStatement, "Debt": ftmStatement,
}

// ftmReader reads an export in two passes. The first learns which ids are organisations; statements about any other id are
// refused. The second brings entities and statements of one organisation together. Ids of persons are not remembered; those
// of untyped entities only in memory, to find one that comes twice. The text properties of an entity (notes, summary, …)
// never leave memory.
type ftmReader struct {
	file    *format.File
	out     Sink
	orgs    map[[16]byte]bool
	mixed   map[[16]byte]bool // organisations whose id a person or an untyped entity has too
	untyped map[[16]byte]bool
	group   *format.Grouper
}

func readFTM(ctx context.Context, files []*format.File, out Sink) error {
	f := &ftmReader{
		file: files[0], out: out, orgs: map[[16]byte]bool{}, mixed: map[[16]byte]bool{}, untyped: map[[16]byte]bool{},
		group: format.NewGrouper("", groupMemory),
	}
	defer f.group.Close()
	learn := func(_ []byte, _ int, e *ftmEntity, err error) error {
		if err == nil && ftmSchemata[e.Schema] == ftmOrganisation {
			f.orgs[ftmHash(e.ID)] = true
		}
		return nil
	}
	if err := f.each(ctx, learn); err != nil {
		return err
	}
	if err := f.each(ctx, f.line); err != nil {
		return err
	}
	return f.group.Each(f.organisation)
}

func ftmHash(id string) [16]byte {
	sum := sha256.Sum256([]byte(id))
	return [16]byte(sum[:16])
}

// each calls use with every line, decoded, or with what is wrong with it.
func (f *ftmReader) each(ctx context.Context, use func(b []byte, line int, e *ftmEntity, err error) error) error {
	r, err := f.file.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.file.Name(), err)
	}
	defer r.Close()
	in := newLines(r, maxFTMLine)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var problem *format.RowProblem
		if err != nil && !errors.As(err, &problem) {
			return err
		}
		var e ftmEntity
		if err == nil {
			err = json.Unmarshal(b, &e)
		}
		if err := use(b, in.line, &e, err); err != nil {
			return err
		}
	}
}

func (f *ftmReader) reject(line int, column, rule, text string) error {
	return f.out.Reject(&RowError{File: f.file.Name(), Place: linePlace(line), Column: column, Rule: rule, Text: text})
}

func (f *ftmReader) line(b []byte, line int, e *ftmEntity, err error) error {
	f.out.Rows(1)
	var problem *format.RowProblem
	switch {
	case errors.As(err, &problem):
		return rejectProblem(f.file, err, f.out)
	case err != nil:
		rule, column, text := jsonProblem(err)
		return f.reject(line, column, rule, text)
	}
	id := ftmHash(e.ID)
	kind := ftmSchemata[e.Schema]
	switch kind {
	case ftmPerson:
		if f.orgs[id] {
			f.mixed[id] = true
		}
		p := &claim.Party{Type: claim.Person, Place: linePlace(line), PersonalData: len(e.values("birthDate")) > 0 || len(e.values("gender")) > 0}
		ftmNames(p, e)
		return f.out.Put(p)
	case ftmCraft:
		return f.out.Put(&claim.Party{Type: claim.Craft, Place: linePlace(line)})
	case ftmOther:
		return f.reject(line, "schema", "ftm.schema", "a schema that is not taken")
	}
	switch {
	case e.ID == "":
		return f.reject(line, "id", "key", "missing")
	case kind == ftmUntyped && f.orgs[id]:
		f.mixed[id] = true
		return f.reject(line, "schema", "type.mixed", "one id with two schemata")
	case kind == ftmUntyped && f.untyped[id]:
		return f.reject(line, "id", "duplicate.party", "the same id again")
	case kind == ftmUntyped:
		f.untyped[id] = true
		return f.legalEntity(b, line, e)
	case kind == ftmStatement:
		return f.statement(b, line, e)
	}
	return f.keep(e.ID, b, line, e)
}

// legalEntity hands over an entity of which the schema does not say whether it is an organisation. Statements about it are
// refused (statement), as nothing about it may go to disk.
func (f *ftmReader) legalEntity(b []byte, line int, e *ftmEntity) error {
	p := ftmParty(e)
	p.Place = linePlace(line)
	p.Admit = func(p *claim.Party) { p.RowsDigest = format.RowsDigest([][]string{{string(b)}}) }
	if len(p.Names) == 0 {
		return f.reject(line, "name", "name", "no name")
	}
	return f.out.Put(p)
}

// ftmKept are the properties that may go into a temporary file: facts that the model has a field for.
var ftmKept = []string{
	"name", "alias", "weakAlias", "previousName", "abbreviation", "jurisdiction", "country", "mainCountry", "address", "legalForm", "leiCode",
	"registrationNumber", "taxNumber", "vatCode", "ogrnCode", "innCode", "uniqueEntityId", "topics", "entity", "asset", "owner", "successor",
	"predecessor", "holder", "debtor", "percentage", "startDate", "endDate", "listingDate", "date", "authority", "program", "programId",
	"status", "sourceUrl", "amount", "currency", "provisions", "role",
}

// keep adds a line to the rows of an organisation: digest of the line, its place, and the line reduced to facts.
func (f *ftmReader) keep(party string, b []byte, line int, e *ftmEntity) error {
	reduced := ftmEntity{ID: e.ID, Schema: e.Schema, Properties: map[string][]string{}}
	for _, p := range ftmKept {
		if v := e.Properties[p]; len(v) > 0 {
			reduced.Properties[p] = v
		}
	}
	row, err := json.Marshal(reduced, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("read %s, line %d: %w", f.file.Name(), line, errors.New("text that cannot be written again"))
	}
	sum := sha256.Sum256(b)
	return f.group.Add(party, []string{hex.EncodeToString(sum[:]), linePlace(line), string(row)})
}

// ftmSubjects names the property of a statement that holds the organisation it is about.
var ftmSubjects = map[string]string{
	"Sanction": "entity", "Ownership": "asset", "Succession": "successor", "License": "holder", "Debt": "debtor",
}

// ftmSeconds names the property that must be an organisation too.
var ftmSeconds = map[string]string{"Ownership": "owner", "Succession": "predecessor"}

// statement keeps a statement whose ends are all known to be organisations.
func (f *ftmReader) statement(b []byte, line int, e *ftmEntity) error {
	subject := e.values(ftmSubjects[e.Schema])
	if len(subject) == 0 {
		return f.reject(line, ftmSubjects[e.Schema], "missing", "a statement about nobody")
	}
	if second := ftmSeconds[e.Schema]; second != "" {
		if len(subject) != 1 || len(e.values(second)) != 1 {
			return f.reject(line, second, "ftm.ends", "want one organisation at each end")
		}
		subject = append(slices.Clone(subject), e.values(second)...)
	}
	for _, id := range subject {
		if !f.orgs[ftmHash(id)] {
			return f.reject(line, ftmSubjects[e.Schema], "ftm.ends", "an end that is not known to be an organisation")
		}
	}
	if ftmSeconds[e.Schema] != "" {
		subject = subject[:1]
	}
	for _, id := range subject {
		if err := f.keep(id, b, line, e); err != nil {
			return err
		}
	}
	return nil
}

// organisation hands over one organisation with everything about it. The digest of its rows is over the digests of its
// lines.
func (f *ftmReader) organisation(id string, rows [][]string) error {
	if f.mixed[ftmHash(id)] {
		return f.out.Reject(&RowError{File: f.file.Name(), Place: rows[0][1], Column: "schema", Rule: "type.mixed", Text: "one id with two schemata"})
	}
	var whole ftmEntity
	var statements []*ftmEntity
	var places []string
	digests := make([][]string, len(rows))
	place := ""
	for i, row := range rows {
		digests[i] = row[:1]
		var e ftmEntity
		if err := json.Unmarshal([]byte(row[2]), &e); err != nil {
			return fmt.Errorf("read back rows of %s: %w", f.file.Name(), err)
		}
		if ftmSchemata[e.Schema] == ftmStatement {
			statements, places = append(statements, &e), append(places, row[1])
			continue
		}
		if place == "" {
			whole, place = e, row[1]
			continue
		}
		for p, v := range e.Properties {
			whole.Properties[p] = append(whole.Properties[p], v...)
		}
	}
	p := ftmParty(&whole)
	p.Key, p.Place, p.RowsDigest = id, place, format.RowsDigest(digests)
	if len(p.Names) == 0 {
		return f.out.Reject(&RowError{File: f.file.Name(), Place: place, Column: "name", Rule: "name", Text: "no name"})
	}
	for i, e := range statements {
		s, re := ftmDecision(&whole, e)
		if re != nil {
			re.File, re.Place = f.file.Name(), places[i]
			if err := f.out.Reject(re); err != nil {
				return err
			}
			continue
		}
		if !slices.ContainsFunc(p.Statements, func(have claim.Statement) bool { return have.Key == s.Key }) {
			p.Statements = append(p.Statements, *s)
		}
	}
	return f.out.Put(p)
}

// ftmDate is a FollowTheMoney date: a year, a month, a day, or a day with a time.
var ftmDate = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2}(T.*)?)?)?$`)

func ftmDay(values []string, last bool) claim.Date {
	var out claim.Date
	for _, s := range values {
		if !ftmDate.MatchString(s) {
			continue
		}
		d, err := claim.ParseDate(s[:min(len(s), 10)])
		if err != nil {
			continue
		}
		if last {
			if d.Last() > out.Last() {
				out = d
			}
			continue
		}
		out = earliest(out, d)
	}
	return out
}

// ftmCode is a country of FollowTheMoney, in capitals. Codes beyond ISO 3166-1 (eu, suhh, gb-sct) are none.
func ftmCode(s string) string { return isoCountry(strings.ToUpper(s)) }
