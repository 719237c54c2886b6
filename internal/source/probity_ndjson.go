package source

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// maxOwnLine is the most bytes of one line of Probity's own NDJSON.
const maxOwnLine = 1 << 20

// ProbityReaders returns the readers of Probity's own formats, for the catalogue entries that operators define.
func ProbityReaders() []Reader {
	return []Reader{
		{Parser: "probity-ndjson/1", Read: readOwnLines, Accepts: acceptsOwnLines},
		{Parser: "probity-csv/1", Read: readOwnTable, Accepts: acceptsOwnTable},
	}
}

func acceptsOwnLines(files []*format.File) bool {
	if len(files) != 1 {
		return false
	}
	head, err := files[0].Head(64 << 10)
	if err != nil {
		return false
	}
	names := firstMembers(head)
	return names["probity"] || names["party"] && !names["schema"]
}

// ownLine is one line: one party.
type ownLine struct {
	Party       string             `json:"party"`
	Type        string             `json:"type"`
	Names       []claim.Name       `json:"names"`
	Identifiers []claim.Identifier `json:"identifiers"`
	Countries   []string           `json:"countries"`
	Addresses   []claim.Address    `json:"addresses"`
	LegalForm   string             `json:"legal_form"`
	PublicBody  bool               `json:"public_body"`
	Statements  []ownStatement     `json:"statements"`
}

// ownStatement is one decision; "related" in it is a party key of the same publication.
type ownStatement struct {
	Key  string     `json:"key"`
	Kind claim.Kind `json:"kind"`
	claim.Decision
}

// ownHeader is the first line, if the publication has one.
type ownHeader struct {
	Probity   string     `json:"probity"`
	Source    string     `json:"source"`
	Published claim.Date `json:"published"`
}

// ownReader reads Probity's own NDJSON.
type ownReader struct {
	file *format.File
	out  Sink
	// seen holds, for each party that is not a person, a hash of its key and one of its line: 16 bytes a party, in memory.
	seen map[uint64]uint64
}

func readOwnLines(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name(), err)
	}
	defer r.Close()
	o := &ownReader{file: f, out: out, seen: map[uint64]uint64{}}
	in := newLines(r, maxOwnLine)
	for first := true; ; first = false {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if first && err == nil && firstMembers(b)["probity"] {
			if err := o.header(b); err != nil {
				return fmt.Errorf("read %s, line %d: %w", f.Name(), in.line, err)
			}
			continue
		}
		out.Rows(1)
		if err != nil {
			err = rejectProblem(f, err, out)
		} else {
			err = o.line(b, in.line)
		}
		if err != nil {
			return err
		}
	}
}

// header reads the line that names format, source and publication day. A file whose header is wrong is not read.
func (o *ownReader) header(b []byte) error {
	var h ownHeader
	if err := json.Unmarshal(b, &h, json.RejectUnknownMembers(true)); err != nil {
		_, _, text := jsonProblem(err)
		return errors.New(text)
	}
	if h.Probity != "claims/1" {
		return errors.New(`member "probity": this reader knows "claims/1"`)
	}
	if _, err := claim.ParseDate(string(h.Published)); err != nil {
		return fmt.Errorf(`member "published": %w`, err)
	}
	if h.Published != "" {
		o.out.Published(h.Published.First())
	}
	return nil
}

func (o *ownReader) line(b []byte, line int) error {
	var l ownLine
	err := json.Unmarshal(b, &l, json.RejectUnknownMembers(true))
	if err != nil {
		return o.broken(b, line, err)
	}
	t, ok := ownTypes[l.Type]
	own := &ownParty{party: &claim.Party{Key: l.Party, Type: t, Place: linePlace(line)}, file: o.file, out: o.out, place: linePlace(line)}
	switch {
	case !ok:
		return own.reject("type", "type", "", ownTypesText)
	case t == claim.Person || t == claim.SoleTrader:
		return o.out.Put(&claim.Party{Type: t, Place: own.place})
	case l.Party == "":
		return own.reject("party", "key", "", "a party needs a key")
	case scientific.MatchString(l.Party):
		return own.reject("party", "excel", l.Party, scientificText)
	}
	if t == claim.Organisation {
		switch o.again(l.Party, b) {
		case sameAgain:
			return nil
		case differentAgain:
			return own.reject("party", "duplicate.party", l.Party, "the same party key again, with other content")
		}
	}
	own.party.Admit = func(p *claim.Party) { p.RowsDigest = format.RowsDigest([][]string{{string(b)}}) }
	own.keys, own.keyColumn = make(map[string]bool, len(l.Statements)), "key"
	if err := own.fill(&l); err != nil {
		return err
	}
	return own.put()
}

// fill takes everything from the line.
func (o *ownParty) fill(l *ownLine) error {
	at := func(list string, i int) string { return fmt.Sprintf("%s[%d].", list, i) }
	for i, n := range l.Names {
		if err := o.name(at("names", i)+"kind", n); err != nil {
			return err
		}
	}
	for i, id := range l.Identifiers {
		if err := o.identifier(at("identifiers", i)+"value", id); err != nil {
			return err
		}
	}
	for _, cc := range l.Countries {
		if err := o.country("countries", cc); err != nil {
			return err
		}
	}
	for i, a := range l.Addresses {
		if err := o.address(at("addresses", i)+"country", a); err != nil {
			return err
		}
	}
	o.party.LegalForm, o.party.PublicBody = format.Line(l.LegalForm), l.PublicBody
	for i, s := range l.Statements {
		if err := o.statement(at("statements", i), claim.Statement{Key: s.Key, Kind: s.Kind, Decision: s.Decision}); err != nil {
			return err
		}
	}
	return nil
}

// broken reports a line that is not as the format wants it. Only its type is looked at, to count persons as such and to
// know what a message may show.
func (o *ownReader) broken(b []byte, line int, err error) error {
	var typed struct {
		Type string `json:"type"`
	}
	if json.Unmarshal(b, &typed) == nil {
		if t := ownTypes[typed.Type]; t == claim.Person || t == claim.SoleTrader {
			return o.out.Put(&claim.Party{Type: t, Place: linePlace(line)})
		}
	}
	rule, column, text := jsonProblem(err)
	return o.out.Reject(&RowError{File: o.file.Name(), Place: linePlace(line), Column: column, Rule: rule, Text: text})
}

// memberPath is a path of member names that is fit to be shown: names as a format has them, not values that slipped.
var memberPath = regexp.MustCompile(`^(/[a-z0-9_]{1,32}){1,6}$`)

// jsonProblem says what is wrong with a line of JSON without saying what stands there.
func jsonProblem(err error) (rule, column, text string) {
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		if p := string(semantic.JSONPointer); memberPath.MatchString(p) {
			column = strings.ReplaceAll(p[1:], "/", ".")
		}
		if errors.Is(err, json.ErrUnknownName) {
			if column == "" {
				return "member", "", "a member that the format does not have"
			}
			return "member", column, fmt.Sprintf("member %q is not known", column)
		}
		return "json.type", column, "a value of the wrong JSON type"
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return "json", "", "a member stands twice in one object"
	}
	return "json", "", "not one JSON object in UTF-8 on one line"
}

// What again finds of a party key.
const (
	firstSeen = iota
	sameAgain
	differentAgain
)

// again remembers a party by hashes and says whether it stood in the file before.
func (o *ownReader) again(party string, content []byte) int {
	key, sum := hash64([]byte(party)), hash64(content)
	have, ok := o.seen[key]
	switch {
	case !ok:
		o.seen[key] = sum
		return firstSeen
	case have == sum:
		return sameAgain
	}
	return differentAgain
}

func hash64(b []byte) uint64 {
	sum := sha256.Sum256(b)
	return binary.LittleEndian.Uint64(sum[:8])
}
