// Package rows reads the rows of a batch as questions: CSV or NDJSON, from a person's spreadsheet or a system's export. It
// finds out which column means what, and turns a row that cannot be asked into a reason why.
//
// What never lives here: looking anything up, and a value in an error: errors name row, column and rule.
package rows

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/unicode/norm"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/source/format"
)

// MaxName is the most bytes that a name may have.
const MaxName = 4096

// Query is the question in one row.
type Query struct {
	ID           string // what the row calls itself; its number where it says nothing
	Named        bool   // the row says what it is called
	Name         string
	Country      string             // ISO 3166-1 alpha-2
	Identifiers  []claim.Identifier // in normal form
	Organisation string             // id of an organisation of the register
	Person       bool               // the row is about a natural person: then nothing of it is kept but the ID
}

// Row is one row of the input.
type Row struct {
	Number int64 // from 1, blank rows not counted
	Query  Query
	// Problem says why the row cannot be asked, by column and rule; empty if it can.
	Problem string
}

// Reader gives the rows one by one, and io.EOF after the last. Other errors end the input.
type Reader interface {
	Next() (Row, error)
}

// Digest names what a row asks, whatever it is called and wherever it stands: 32 hexadecimal digits, the first half of
// SHA-256("probity/query/v1" newline, canonical JSON of the question). A person has none.
func (q *Query) Digest() string {
	if q.Person {
		return ""
	}
	ids := make([]string, len(q.Identifiers))
	for i, id := range q.Identifiers {
		ids[i] = id.Scheme + ":" + id.Value
	}
	slices.Sort(ids)
	b, err := json.Marshal([]any{norm.NFC.String(q.Name), q.Country, slices.Compact(ids), q.Organisation}, json.FormatNilSliceAsNull(false))
	if err != nil { // not UTF-8: no reader gives such a name
		return ""
	}
	sum := sha256.Sum256(append([]byte("probity/query/v1\n"), b...))
	return hex.EncodeToString(sum[:16])
}

// question puts the cells of a row together. values has a value for each column of the plan.
func question(plan []Target, columns, values []string, number int64) Row {
	row := Row{Number: number, Query: Query{ID: fmt.Sprint(number)}}
	q := &row.Query
	for i, t := range plan {
		if i >= len(values) || t == "" {
			continue
		}
		if err := q.take(t, values[i]); err != nil && row.Problem == "" {
			row.Problem = fmt.Sprintf("column %s: %v", columns[i], err)
		}
	}
	switch {
	case q.Person: // whom it is about is not kept
		row.Problem = ""
		row.Query = Query{ID: q.ID, Named: q.Named, Person: true}
	case row.Problem == "" && q.Name == "" && q.Organisation == "" && len(q.Identifiers) == 0:
		row.Problem = "nothing is asked: no name, no identifier, no organisation"
	}
	return row
}

func (q *Query) take(t Target, value string) error {
	line := format.Line(value)
	if line == "" {
		return nil
	}
	if scheme, ok := strings.CutPrefix(string(t), "id:"); ok {
		return q.identifier(scheme, line)
	}
	switch t {
	case QueryID:
		if len(line) > MaxName {
			return errors.New("longer than 4 KiB")
		}
		q.ID, q.Named = line, true
	case Name:
		if len(line) > MaxName {
			return errors.New("longer than 4 KiB")
		}
		return q.typed(line)
	case Country:
		if q.Country = country(line); q.Country == "" {
			return errors.New("not a country: want two letters, ISO 3166-1, or an English name")
		}
	case Identifier:
		return q.list(value)
	case Organisation:
		q.Organisation = line
	case Person:
		return q.yesNo(line)
	case Type:
		q.Person = q.Person || personWords[squeeze(line)]
	}
	return nil
}

// list reads SCHEME:VALUE, several of them separated by a bar, a semicolon or a new line.
func (q *Query) list(value string) error {
	for one := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '|' || r == ';' || r == '\n' || r == '\r' }) {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		scheme, number, ok := strings.Cut(one, ":")
		if !ok {
			return errors.New("want SCHEME:VALUE")
		}
		if err := q.identifier(strings.ToUpper(strings.TrimSpace(scheme)), number); err != nil {
			return err
		}
	}
	return nil
}

// typed takes what stands in the column of names: an identifier in it is asked for as such, and a natural person's number says
// whom the row is about.
func (q *Query) typed(name string) error {
	a, err := ident.Ask(name)
	switch {
	case errors.Is(err, ident.ErrPerson):
		q.Person = true
		return nil
	case err != nil:
		return err
	}
	q.Name = a.Name
	for _, f := range a.Identifiers {
		if err := q.identifier(f.Scheme, f.Value); err != nil {
			return err
		}
	}
	return nil
}

func (q *Query) identifier(scheme, value string) error {
	if _, ok := ident.Lookup(scheme); !ok {
		return errors.New("the identifier's scheme is not known")
	}
	n, err := ident.AskNumber(scheme, value)
	if err != nil {
		return err
	}
	if id := (claim.Identifier{Scheme: scheme, Value: n}); !slices.Contains(q.Identifiers, id) {
		q.Identifiers = append(q.Identifiers, id)
	}
	return nil
}

func (q *Query) yesNo(value string) error {
	switch v := squeeze(value); {
	case slices.Contains([]string{"true", "yes", "y", "1", "x", "ja", "oui", "si", "person"}, v):
		q.Person = true
	case !slices.Contains([]string{"false", "no", "n", "0", "nein", "non", "organisation"}, v):
		return errors.New("want true or false")
	}
	return nil
}

func country(s string) string {
	if len(s) == 2 {
		s = strings.ToUpper(s)
		if s == "UK" {
			return "GB"
		}
		if claim.ValidCountry(s) {
			return s
		}
		return ""
	}
	return format.Country(s)
}

// Sum reads a whole input as UTF-8 text. It gives its size and SHA-256, and an *EncodingError where it is not UTF-8.
func Sum(r io.Reader) (size int64, digest string, err error) {
	t := newText(r)
	if _, err := io.Copy(io.Discard, t); err != nil {
		return 0, "", err
	}
	size, digest = t.sum()
	return size, digest, nil
}
