// Package apitest is a small fixed register for the tests of both faces. Everything in it is invented.
package apitest

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/rows"
)

// Ids in the fake register.
const (
	Org     = "o" + "aaaabbbbccccddddeeeeffff"
	Clear   = "o" + "bbbbccccddddeeeeffffgggg"
	Claim   = "1111111111111111111111111111111111111111111111111111111111111111"
	Gone    = "2222222222222222222222222222222222222222222222222222222222222222"
	Secret  = "secret cause that only the operator may see"
	Hostile = `"><script>alert(1)</script>`
)

// Register is the fake. Err, if set, is what every reading returns.
type Register struct {
	Demo bool
	// Mirror makes it one that cannot sign.
	Mirror bool
	Err    error
	Asked  []view.Question
}

var name = claim.Name{Value: "Škarvelin Steel Works A.S.", Kind: "primary", Lang: "sk"}

func record() view.Record {
	return view.Record{
		Claim: Claim, Key: "xv-debarment:D1#d1", Source: "xv-debarment", SourceTitle: "FICTIONAL: debarment list", Kind: "EXC.DEBAR", Meaning: "debarment",
		Decision: claim.Decision{
			Grounds: []string{"G.CORR"}, Effects: []string{"no_award"}, State: "in_force", Finality: "final", Decided: "2025-10", From: "2025-10-28", Until: "2028-10-22",
			Amount: &claim.Amount{Value: "4200000.50", Currency: "XTS"}, Authority: "Verdania Debarment Board (FICTIONAL)", Title: "FICTIONAL: debarment no. 1 " + Hostile, URL: "https://xv-debarment.verdania.example/1",
		},
		Status: "active", Seen: "2026-11-20",
		History: []view.Version{{Claim: Claim, Kind: "EXC.DEBAR", Version: 1, State: "in_force", Published: "2026-11-20", KnownAt: "2026-11-21T08:00:00Z"}},
	}
}

func frozen() view.Record {
	return view.Record{
		Claim: Gone, Key: "xv-sanctions:S1#s1", Source: "xv-sanctions", SourceTitle: "FICTIONAL: sanctions", Kind: "SAN.BLOCK", Meaning: "blocking sanction, asset freeze",
		Decision: claim.Decision{Effects: []string{"asset_freeze"}, State: "in_force", From: "2020", Indefinite: true, URL: "javascript:alert(1)"}, Status: "ended", Seen: "2026-01-26",
	}
}

// Check gives an answer that depends on the name: one page of every kind can be asked for.
func (f *Register) Check(_ context.Context, q view.Question) (*view.Answer, error) {
	f.Asked = append(f.Asked, q)
	if f.Err != nil {
		return nil, f.Err
	}
	a := &view.Answer{
		File: []byte(`{"answer":"file"}`), Question: q, AsOf: "2026-11-22", KnownAt: "2026-11-22T09:00:00Z", ValidUntil: "2026-11-30",
		Sources:     []view.Examined{{ID: "xv-debarment", Title: "FICTIONAL: debarment list", Origin: "official", Published: "2026-11-20", AgeDays: 2}, {ID: "xv-audit", Title: "FICTIONAL: audits", Origin: "official", Published: "2025-09-28", AgeDays: 420, MaxDays: 400}},
		NotExamined: []string{"ownership by persons"}, Undetermined: []view.Undetermined{{Source: "xv-debarment", Count: 3, Refused: 1}},
		Sentence: "A sentence.", Completeness: "proven", Checkpoint: "probity.example/demo, 8,000 claims", Notes: []string{"A note."},
	}
	if f.Mirror {
		a.File = nil
	}
	if q.Policy != "" {
		a.Policy = &view.PolicyRef{ID: q.Policy, Version: "1", Title: "Supplier baseline", Digest: strings.Repeat("ab", 32)}
		a.Answer = "clear"
	}
	switch {
	case strings.HasPrefix(q.Name, "Škarvelin") || q.Org == Org:
		a.Answer = "barred"
		a.Subjects = []view.Subject{{
			Org: Org, Name: name, Country: "XV", Identity: "name_country", Reasons: []string{"name_exact", "country_agrees"}, Answer: "barred", Records: []view.Record{record(), frozen()},
			Matches: []view.Match{{Rule: "debarred", Sentence: "A debarment in force bars.", LegalBasis: "Directive 2014/24/EU Art. 57", Law: "EU", Outcome: "barred", Clamped: []string{"not_final"}, Lifts: "the end of the debarment", Records: []string{Claim}}},
		}}
		a.Rejected = []view.Candidate{{Org: Clear, Name: claim.Name{Value: "Škarvelin Steel (Sundria)", Kind: "primary"}, Reasons: []string{"name_similar", "places_differ"}, Met: met("Škarvelin Steel (Sundria)")}}
		a.Subjects[0].Met = met(name.Value)
	case q.Name == "nobody":
		a.Answer = "unknown_subject"
		a.Asked, a.Unused = []string{"nobody", "XV-VAT:XV10039595"}, []string{"X-IMO: an IMO number identifies a vessel, not an organisation: refused"}
		a.Search = &view.Search{Names: 9000, Claims: 8000, Looked: 12, Threshold: "0.8000", Left: []view.Met{{Name: Hostile, Similarity: "0.7100"}}}
	}
	if q.Policy == "" {
		a.Answer = ""
	}
	return a, nil
}

func met(name string) *view.Met {
	return &view.Met{
		Name: name, Similarity: "0.9100", Basis: "words", Words: []view.Pair{{Asked: "skarvelin", Held: "skarvelin", How: "same"}, {Held: Hostile}}, Differs: []string{"places_differ"},
	}
}

// Organisation knows one.
func (f *Register) Organisation(_ context.Context, id string, _ api.At) (*view.Organisation, error) {
	switch {
	case f.Err != nil:
		return nil, f.Err
	case id != Org:
		return nil, view.NotFound("organisation")
	}
	return &view.Organisation{
		ID: Org, Name: name, AsOf: "2026-11-22", KnownAt: "2026-11-22T09:00:00Z",
		Names:       []view.NameFrom{{Name: name, Sources: []string{"xv-companies", "xv-debarment"}}, {Name: claim.Name{Value: "شركة سكارفلين", Kind: "alias", Lang: "ar"}, Sources: []string{"xv-companies"}}, {Name: claim.Name{Value: Hostile, Kind: "alias", Lang: Hostile}, Sources: []string{"xv-companies"}}},
		Identifiers: []view.IdentifierFrom{{Identifier: claim.Identifier{Scheme: "XV-VAT", Value: "XV10039595"}, Title: "VAT number, XV", Sources: []string{"xv-companies"}}},
		Countries:   []string{"XV"}, Addresses: []claim.Address{{Text: "Jervale Street 13", City: "Skovgrad", Country: "XV"}}, LegalForms: []string{"A.S."},
		Records: []view.Record{record(), frozen()}, RecordKeys: []string{"xv-companies:C1", "xv-debarment:D1"},
		Links:   []view.Link{{Claim: Claim, Same: true, Records: []string{"xv-companies:C1", "xv-debarment:D1"}, Method: "strong-identifier/1"}},
		Sources: map[string]string{"xv-companies": "FICTIONAL: company register", "xv-debarment": "FICTIONAL: debarment list", "xv-sanctions": "FICTIONAL: sanctions"},
	}, nil
}

// Claim knows one, and one that was removed.
func (f *Register) Claim(_ context.Context, id claim.ID) (*view.Claim, error) {
	switch {
	case f.Err != nil:
		return nil, f.Err
	case id.String() == Gone:
		return nil, view.Removed()
	case id.String() != Claim:
		return nil, view.NotFound("claim")
	}
	r := record()
	return &view.Claim{
		ID: Claim, Index: 17, Kind: "EXC.DEBAR", Meaning: "debarment", Source: "xv-debarment", SourceTitle: "FICTIONAL: debarment list", Org: Org, OrgName: name.Value,
		Published: "2026-11-20", KnownAt: "2026-11-21T08:00:00Z", Chain: r.History, Body: []byte(`{"kind":"EXC.DEBAR","title":"</pre><script>alert(1)</script>","v":1}`),
	}, nil
}

func sources() []view.Source {
	snapshot := claim.Snapshot{
		File: strings.Repeat("cd", 32), Bytes: 51_234, Parser: "probity-ndjson/1", Origin: "official", Published: "2026-11-20", Rows: 138, Organisations: 125,
		Persons: map[string]int64{"type_column": 6, "sole_trader": 4}, Undetermined: 3, Refused: map[string]int64{"protected": 1}, Added: 10, Changed: 2, Withdrawn: 6, Unchanged: 107,
	}
	entry := claim.SourceEntry{Title: "FICTIONAL: debarment list", Publisher: "Verdania Debarment Board (FICTIONAL)", Origin: "official", Jurisdiction: "XV", Licence: "CC0-1.0", Criterion: "exclusion", URL: "https://xv-debarment.verdania.example/", Cadence: "monthly", Persons: "type column"}
	refused := claim.SourceEntry{Title: "FICTIONAL: list of opinions", Publisher: "Ministry (FICTIONAL)", Origin: "official", Criterion: "opinion", Persons: "none", Reason: "lists of opinions are refused, whoever issues them"}
	return []view.Source{
		{ID: "xv-debarment", SourceEntry: entry, Admitted: true, AgeDays: 2, Readings: []view.Reading{{Snapshot: snapshot, Claim: Claim, KnownAt: "2026-11-21T08:00:00Z"}}},
		{ID: "xv-opinions", SourceEntry: refused},
	}
}

// Sources knows one admitted and one refused.
func (f *Register) Sources(context.Context) ([]view.Source, error) { return sources(), f.Err }

// Source returns one of Sources.
func (f *Register) Source(_ context.Context, id string) (*view.Source, error) {
	if f.Err != nil {
		return nil, f.Err
	}
	for _, s := range sources() {
		if s.ID == id {
			return &s, nil
		}
	}
	return nil, view.NotFound("source")
}

func policy() view.Policy {
	return view.Policy{
		ID: "supplier-baseline", Version: "1", Title: "Supplier baseline", Context: "Choosing suppliers", Law: "none", Digest: strings.Repeat("ab", 32), Needs: []string{"EXC"},
		MaxAgeDays: 400, LookBack: "7 years", NoRecords: "clear", NotExamined: []string{"opinions"}, Text: "id: supplier-baseline\n",
		Rules: []view.Rule{{ID: "debarred", Sentence: "A debarment in force bars.", LegalBasis: "Directive 2014/24/EU Art. 57", Law: "EU", Condition: `r.kind == "EXC.DEBAR"`, Outcome: "barred", Lasts: "as decided", Lifts: "the end of the debarment"}},
	}
}

// Policies knows one.
func (f *Register) Policies(context.Context) ([]view.Policy, error) {
	p := policy()
	p.Text = ""
	return []view.Policy{p}, f.Err
}

// Policy returns it.
func (f *Register) Policy(_ context.Context, id string) (*view.Policy, error) {
	p := policy()
	if f.Err != nil || id != p.ID {
		return nil, errors.Join(f.Err, view.NotFound("policy"))
	}
	return &p, nil
}

// About says what it is.
func (f *Register) About(context.Context) view.About {
	return view.About{
		Demo: f.Demo, Mirror: f.Mirror, VKey: "probity.example/demo+00000000+AAAA", Size: 8000, Today: "2026-11-22",
		Try: []view.Try{{Text: "A debarred steel works", Question: view.Question{Name: name.Value, Country: "XV", Policy: "supplier-baseline", KnownAt: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}}},
	}
}

// Screen answers every row "clear", and a row with the name "broken" with an error of the register.
func (f *Register) Screen(_ context.Context, b view.Batch, in rows.Reader, emit func([]screen.Row) error) error {
	if f.Err != nil {
		return f.Err
	}
	if b.Policy != "supplier-baseline" {
		return view.NotFound("policy")
	}
	for {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		out := screen.Row{QueryID: row.Query.ID, InputRow: row.Number, Answer: "clear", AsOf: b.AsOf, Error: row.Problem}
		switch {
		case row.Query.Name == "broken":
			return errors.New(Secret)
		case row.Problem != "":
			out.Answer = ""
		}
		if err := emit([]screen.Row{out}); err != nil {
			return err
		}
	}
}
