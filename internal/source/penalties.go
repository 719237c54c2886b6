package source

import (
	"context"
	"io"
	"regexp"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/claim/evidence"
	"probity.example/probity/internal/legalform"
	"probity.example/probity/internal/source/format"
)

func penaltiesEntries() []Entry {
	return []Entry{{
		ID: "us-ofac-penalties",
		SourceEntry: claim.SourceEntry{
			Title: "Civil penalties and enforcement information, 2003 on", Publisher: ofacAuthority, Origin: "compiled", Jurisdiction: "US",
			Licence: "public domain (17 U.S.C. 105)", Criterion: "penalty",
			URL: "https://ofac.treasury.gov/civil-penalties-and-enforcement-information", Cadence: "irregular",
			Persons: "the name reads \"Individual\"; else evidence in the name decides",
		},
		StatedBasis: "publisher_statement",
		Readers:     []Reader{{Parser: "us-ofac-penalties/1", Read: readPenalties, Accepts: acceptsPenalties}},
	}}
}

var penaltyColumns = []string{"id", "date", "name", "aggregate", "usd_total"}

func acceptsPenalties(files []*format.File) bool { return acceptsColumns(files, ',', penaltyColumns) }

func readPenalties(ctx context.Context, files []*format.File, out Sink) error {
	f := files[0]
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	c, err := format.NewCSV(f, r, format.CSVOptions{HeaderContains: penaltyColumns})
	if err != nil {
		return err
	}
	used := keyless{}
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
			err = rejectProblem(f, err, out)
		} else {
			err = putPenalty(f, row, used, out)
		}
		if err != nil {
			return err
		}
	}
}

// putPenalty hands over the parties of one row. A penalty of 0 is a finding of violation: OFAC states it in public and
// takes no money (31 CFR part 501, appendix A, II.D).
func putPenalty(f *format.File, row *format.Row, used keyless, out Sink) error {
	reject := func(column, rule, text string) error {
		return out.Reject(&RowError{File: f.Name(), Place: linePlace(row.Line), Column: column, Rule: rule, Text: text})
	}
	name := row.Get("name")
	if name == "None" { // a week without penalties
		return nil
	}
	if name == "" {
		return reject("name", "empty", "a penalty names who pays it")
	}
	if individuals.MatchString(name) {
		return out.Put(&claim.Party{Type: claim.Person, Place: linePlace(row.Line)})
	}
	if row.Get("aggregate") == "0" { // a row that counts no penalty states none
		return nil
	}
	day, err := format.Date(row.Get("date"), "2006-01-02")
	if err != nil || day == "" {
		return reject("date", "date", format.ErrDate.Error())
	}
	amount, err := format.Amount(row.Get("usd_total"))
	if err != nil {
		return reject("usd_total", "decimal", err.Error())
	}
	s := claim.Statement{Key: "penalty", Kind: "REG.FINE", Decision: claim.Decision{
		Effects: []string{"fine"}, State: "in_force", Finality: "final", Decided: day, Authority: ofacAuthority,
		Amount: &claim.Amount{Value: amount, Currency: "USD"},
	}}
	if strings.Trim(amount, "0.") == "" {
		s.Kind, s.Decision.Effects, s.Decision.Amount = "REG.WARN", []string{"publish_only"}, nil
	}
	payers, title := splitPayers(name)
	s.Decision.Title = title
	for _, payer := range payers {
		p := &claim.Party{Place: linePlace(row.Line), Statements: []claim.Statement{s}}
		head, more := splitKnownAs(payer)
		addName(p, head, "primary", "")
		for _, n := range more {
			addName(p, n.Value, n.Kind, "")
		}
		if err := used.put(out, p, payer, day, "ofac-penalties", row.Fields); err != nil {
			return err
		}
	}
	return nil
}

var (
	individuals = regexp.MustCompile(`(?i)^(?:an? |\w+ )?individuals?$`)
	// withIndividual is what a name says of people beside the organisation: "X and Four Individuals", "An Individual and X".
	withIndividual = regexp.MustCompile(`(?i),? and (?:an? |\w+ )?individual(?:s| corporate officers?)?$|^(?:an? |\w+ )?individuals? and (?:the )?`)
	// notSubject cuts what is not the payer: who is paid for, whom the payer succeeded, unnamed affiliates.
	notSubject = regexp.MustCompile(`(?i),? on behalf of .*$|,? successor (?:by merger )?to .*$|,? and its (?:affiliat|subsidiar)\w+(?: compan\w+)?$`)
	// another is what may stand between two organisations that pay together.
	another = regexp.MustCompile(`(?i),? and (?:its subsidiary, )?|; (?:and )?|, `)
)

// splitPayers says which organisations a row is about. Amounts are for all of them together. Who is paid for ("A on behalf
// of B") and who was succeeded is no payer; the title keeps the publisher's words where they are about organisations alone.
// A row of several names is split only behind a legal form: "Healy and Baillie LLP" is one. After such a split, a part
// without a legal form may be a person and is left out.
func splitPayers(name string) (payers []string, title string) {
	whole := withIndividual.ReplaceAllString(name, "")
	first := notSubject.ReplaceAllString(whole, "")
	parts := []string{}
	rest := first
	for at := 0; ; {
		m := another.FindStringIndex(rest[at:])
		if m == nil {
			break
		}
		left, right := rest[:at+m[0]], rest[at+m[1]:]
		if !hasForm(left) || !strings.Contains(rest[at+m[0]:at+m[1]], "and") && !strings.Contains(rest[at+m[0]:at+m[1]], ";") && !hasForm(beforeNext(right)) {
			at += m[1]
			continue
		}
		parts = append(parts, strings.TrimRight(left, ", "))
		rest, at = right, 0
	}
	if len(parts) == 0 {
		if first != whole && organisation(strings.TrimPrefix(whole, first)) {
			title = whole
		}
		return []string{first}, title
	}
	parts = append(parts, strings.TrimRight(rest, ", "))
	for _, p := range parts {
		if hasForm(p) {
			payers = append(payers, p)
		}
	}
	if len(payers) == len(parts) && (first == whole || organisation(strings.TrimPrefix(whole, first))) {
		title = whole
	}
	return payers, title
}

// beforeNext is s up to the next place where a name may end.
func beforeNext(s string) string {
	if m := another.FindStringIndex(s); m != nil && hasForm(s[:m[0]]) {
		return s[:m[0]]
	}
	return s
}

// organisation reports whether the words that were cut off a name are about an organisation: only then may a title keep
// them.
func organisation(cut string) bool {
	return affiliates.MatchString(cut) || evidence.Decide(evidence.Facts{Primary: []string{mark.ReplaceAllString(cut, "")}}).Class == evidence.Organisation
}

var (
	affiliates = regexp.MustCompile(`(?i)^,? and its (?:affiliat|subsidiar)\w+(?: compan\w+)?$`)
	mark       = regexp.MustCompile(`(?i)^,? (?:on behalf of|successor (?:by merger )?to) `)
)

// hasForm reports whether a name carries a legal form besides other words.
func hasForm(name string) bool {
	folded, class := legalform.Fold(claim.Fingerprint(name))
	return class != "" && folded != ""
}
