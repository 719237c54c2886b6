package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

func ofsiEntries() []Entry {
	return []Entry{{
		ID: "uk-ofsi",
		SourceEntry: claim.SourceEntry{
			Title:        "Consolidated List of Financial Sanctions Targets in the UK",
			Publisher:    "HM Treasury, Office of Financial Sanctions Implementation",
			Origin:       "official",
			Jurisdiction: "GB",
			Licence:      "Open Government Licence v3.0",
			Criterion:    "sanction",
			URL:          "https://ofsistorage.blob.core.windows.net/publishlive/2022format/ConList.csv",
			Cadence:      "at every change, several times a week",
			Persons:      "column Group Type: Individual, Entity or Ship",
		},
		Readers: []Reader{{Parser: "ofsi-csv/2", Read: readOFSI, Accepts: acceptsOFSI}},
	}}
}

// ofsiColumns are in both layouts: that of 2020 (29 columns) and that of 2022 (36).
var ofsiColumns = []string{"Name 6", "Name 1", "Country", "Group Type", "Alias Type", "Regime", "Listed On", "Group ID"}

func acceptsOFSI(files []*format.File) bool {
	if len(files) != 1 {
		return false
	}
	head, err := files[0].Head(4096)
	if err != nil || !bytes.HasPrefix(head, []byte("Last Updated,")) {
		return false
	}
	return bytes.Contains(head, []byte("Name 6")) && bytes.Contains(head, []byte("Group ID"))
}

// ofsiList is the list as it is being read. The rows of one group are scattered over the file, so the groups of
// organisations are held until its end: some hundred in a file of a few megabytes. Of individuals and ships nothing is
// held but the number of their group.
type ofsiList struct {
	file   *format.File
	out    Sink
	groups map[string]*ofsiGroup
	order  []*ofsiGroup
	others map[string]bool
}

// ofsiGroup is one organisation.
type ofsiGroup struct {
	party  claim.Party
	from   claim.Date
	regime []string
	rows   [][]string
	un, uk []string // distinct reference numbers seen
	// numbers are the distinct registration numbers seen, by scheme.
	numbers map[string][]string
}

func readOFSI(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %s: %w", f.Name(), err)
	}
	defer r.Close()
	table, err := format.NewCSV(f, r, format.CSVOptions{HeaderContains: ofsiColumns})
	if err != nil {
		return err
	}
	day, err := ofsiDay(table.Preamble())
	if err != nil {
		return fmt.Errorf("read %s: %w", f.Name(), err)
	}
	out.Published(day)
	list := &ofsiList{file: f, out: out, groups: map[string]*ofsiGroup{}, others: map[string]bool{}}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return list.end()
		}
		out.Rows(1)
		if err != nil {
			err = rejectProblem(f, err, out)
		} else {
			err = list.add(row)
		}
		if err != nil {
			return err
		}
	}
}

// ofsiDay reads the publication day from the line before the header: Last Updated,27/04/2020.
func ofsiDay(before []string) (claim.Date, error) {
	for i, cell := range before {
		if s, ok := strings.CutPrefix(cell, "Last Updated"); ok {
			if s = strings.Trim(s, ", "); s == "" && i+1 < len(before) {
				s = before[i+1]
			}
			return format.Date(strings.TrimSpace(s), "02/01/2006")
		}
	}
	return "", errors.New(`no publication day: the first line is not "Last Updated,DD/MM/YYYY"`)
}

func (l *ofsiList) reject(row *format.Row, column, rule, text string) error {
	return l.out.Reject(&RowError{File: l.file.Name(), Place: linePlace(row.Line), Column: column, Rule: rule, Text: text})
}

func (l *ofsiList) add(row *format.Row) error {
	id := row.Get("Group ID")
	if _, err := strconv.ParseUint(id, 10, 64); err != nil {
		return l.reject(row, "Group ID", "key", "want a number")
	}
	switch row.Get("Group Type") {
	case "Entity":
		return l.entity(id, row)
	case "Individual":
		return l.other(id, row, claim.Person)
	case "Ship":
		return l.other(id, row, claim.Craft)
	}
	return l.reject(row, "Group Type", "type", "want Entity, Individual or Ship")
}

// other counts a group that is not an organisation, once.
func (l *ofsiList) other(id string, row *format.Row, t claim.PartyType) error {
	if l.others[id] {
		return nil
	}
	l.others[id] = true
	return l.out.Put(&claim.Party{Type: t, Place: linePlace(row.Line)})
}

func (l *ofsiList) entity(id string, row *format.Row) error {
	g := l.groups[id]
	if g == nil {
		g = &ofsiGroup{party: claim.Party{Key: id, Type: claim.Organisation, Place: linePlace(row.Line)}, numbers: map[string][]string{}}
		l.groups[id] = g
		l.order = append(l.order, g)
	}
	g.rows = append(g.rows, row.Fields)
	g.names(row)
	g.address(row)
	g.regime = addWord(g.regime, row.Get("Regime"))
	for _, ref := range unReferences(row.Get("Other Information")) {
		g.un = addWord(g.un, ref)
	}
	for _, ref := range ukReferences(row.Get("Other Information")) {
		g.uk = addWord(g.uk, ref)
	}
	for _, id := range ukNumbers(row.Get("Other Information")) {
		g.numbers[id.Scheme] = addWord(g.numbers[id.Scheme], id.Value)
	}
	listed := row.Get("Listed On")
	if listed == "" {
		return nil
	}
	from, err := format.Date(listed, "02/01/2006")
	if err != nil {
		// The organisation stays listed: only the day is not known.
		return l.out.Reject(&RowError{
			File: l.file.Name(), Place: linePlace(row.Line), Column: "Listed On", Rule: "date", Value: listed, Text: "want DD/MM/YYYY",
		})
	}
	g.from = earliest(g.from, from)
	return nil
}

// names adds the row's name and its form in the original script. Name 6 holds the name of an entity; where others are
// filled they come before it, as with persons.
func (g *ofsiGroup) names(row *format.Row) {
	var parts []string
	for _, c := range []string{"Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"} {
		if s := row.Get(c); s != "" {
			parts = append(parts, s)
		}
	}
	kind := ofsiNameKind(row.Get("Alias Type"), row.Get("Alias Quality"))
	addName(&g.party, strings.Join(parts, " "), kind, "")
	addName(&g.party, row.Get("Name Non-Latin Script"), kind, ofsiLang(row.Get("Non-Latin Script Language")))
}

func ofsiNameKind(alias, quality string) string {
	switch q := strings.ToLower(quality); {
	case strings.HasPrefix(q, "low") || strings.HasPrefix(q, "weak"):
		return "weak"
	case strings.EqualFold(alias, "Prime Alias") || strings.EqualFold(alias, "Primary name"):
		return "primary"
	case strings.EqualFold(alias, "FKA"):
		return "former"
	}
	return "alias"
}

// ofsiLang gives the language of a name in the original script. A script (Cyrillic) is no language.
func ofsiLang(s string) string {
	switch strings.ToLower(s) {
	case "russian":
		return "ru"
	case "persian/farsi", "persian", "farsi":
		return "fa"
	case "arabic":
		return "ar"
	case "ukrainian":
		return "uk"
	case "belarusian":
		return "be"
	case "chinese":
		return "zh"
	case "korean":
		return "ko"
	}
	return ""
}

// address adds the row's address. The country is the address's: the list does not say where an organisation is registered.
func (g *ofsiGroup) address(row *format.Row) {
	addAddress(&g.party, ofsiAddress(row, format.Country(row.Get("Country"))))
}

func ofsiAddress(row *format.Row, cc string) claim.Address {
	return claim.Address{
		Text: joinText(row.Get("Address 1"), row.Get("Address 2"), row.Get("Address 3"), row.Get("Address 4"), row.Get("Address 5"),
			row.Get("Address 6")),
		Postcode: row.Get("Post/Zip Code"), Country: cc,
	}
}

// end hands over the organisations in the order of their first rows.
func (l *ofsiList) end() error {
	for _, g := range l.order {
		p := &g.party
		if l.others[p.Key] {
			e := &RowError{File: l.file.Name(), Place: p.Place, Column: "Group Type", Rule: "type.mixed", Text: "rows of one group differ in type"}
			if err := l.out.Reject(e); err != nil {
				return err
			}
			continue
		}
		if err := g.identifiers(); err != nil {
			return fmt.Errorf("read %s, group of %s: %w", l.file.Name(), p.Place, err)
		}
		p.RowsDigest = format.RowsDigest(g.rows)
		p.Statements = []claim.Statement{{Key: "listing", Kind: "SAN.BLOCK", Decision: claim.Decision{
			Grounds: []string{"G.FOREIGN"}, Effects: []string{"asset_freeze"}, State: "in_force", From: g.from, Programmes: g.regime,
			Authority: "HM Treasury, Office of Financial Sanctions Implementation",
		}}}
		if err := l.out.Put(p); err != nil {
			return err
		}
	}
	return nil
}

// identifiers adds the group id, the references to other lists and the registration numbers. Two different ones of a kind in
// one group may be those of others who are mentioned, so then none is taken.
func (g *ofsiGroup) identifiers() error {
	if err := addIdentifier(&g.party, "X-UKOFSI", g.party.Key); err != nil {
		return err
	}
	if len(g.un) == 1 {
		if err := addIdentifier(&g.party, "X-UNSC", g.un[0]); err != nil {
			return err
		}
	}
	if len(g.uk) == 1 {
		if err := addIdentifier(&g.party, "X-UKSL", g.uk[0]); err != nil {
			return err
		}
	}
	for _, scheme := range slices.Sorted(maps.Keys(g.numbers)) {
		if values := g.numbers[scheme]; len(values) == 1 {
			if err := addIdentifier(&g.party, scheme, values[0]); err != nil {
				return err
			}
		}
	}
	return nil
}
