package claim

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"probity.example/probity/internal/claim/evidence"
	"probity.example/probity/internal/ident"
)

// Refusal is a statement of an admitted party that broke a rule: it is counted under Rule and not made into a claim.
type Refusal struct {
	Statement string
	Err       error
	Rule      string
}

// Draft is a claim's content before it has a place in a chain: no version, predecessor or salt yet.
type Draft struct{ Claim }

// Drafts turns an admitted party into its claims: one description, and one claim for each decision. Statements that
// break a rule are refused one by one; a description that does refuses the whole party (the error).
func Drafts(source string, p *Party, ev Evidence) ([]Draft, []Refusal, error) {
	if strings.Contains(p.Key, "@") {
		return nil, nil, &FieldError{Field: "party", Rule: "person.text", Text: "a key without addresses or numbers of people"}
	}
	p.Names = slices.DeleteFunc(p.Names, func(n Name) bool { return evidence.Contact(n.Value) })
	// A tax number may be a person's. In the schemes of registers that number no people, the same digits are nobody's.
	p.Identifiers = slices.DeleteFunc(p.Identifiers, func(id Identifier) bool { return ident.Personal(id.Scheme, id.Value) })
	record := RecordKey(source, p.Key)
	var out []Draft
	var refused []Refusal
	add := func(c Claim, statement string) error {
		if !c.Kind.statable() {
			return &FieldError{Field: "kind", Rule: "vocabulary", Value: string(c.Kind), Text: "a kind that a source may state"}
		}
		c.V, c.Source, c.Record = Version, source, record
		c.Key = StatementKey(source, p.Key, statement)
		c.Evidence = &ev
		c.Normalise()
		probe := c
		probe.Version, probe.Salt = 1, zeroSalt
		if err := probe.Validate(); err != nil {
			return err
		}
		out = append(out, Draft{c})
		return nil
	}
	if !p.Undescribed {
		desc := Claim{
			Kind: KindDesc, Names: slices.Clone(p.Names), Identifiers: slices.Clone(p.Identifiers),
			Countries: slices.Clone(p.Countries), Addresses: slices.Clone(p.Addresses), LegalForm: p.LegalForm, PublicBody: p.PublicBody,
		}
		if err := add(desc, "desc"); err != nil {
			return nil, nil, err
		}
	}
	for i := range p.Statements {
		s := &p.Statements[i]
		d := s.Decision
		d.Grounds = slices.Clone(d.Grounds)
		if kept := slices.DeleteFunc(d.Grounds, func(g string) bool { return known(ProtectedGrounds, g) }); len(kept) < len(s.Decision.Grounds) {
			if len(kept) == 0 {
				refused = append(refused, Refusal{s.Key, fmt.Errorf("statement %q: made on a protected ground alone", s.Key), "protected"})
				continue
			}
			d.Grounds = kept
		}
		if err := screen(s); err != nil {
			refused = append(refused, Refusal{s.Key, err, err.Rule})
			continue
		}
		if s.RelatedParty != "" {
			d.Related = RecordKey(source, s.RelatedParty)
		}
		c := Claim{Kind: s.Kind, Decision: d}
		if p.Undescribed { // the only place where this source says which organisation it means
			c.Identifiers = slices.Clone(p.Identifiers)
		}
		if err := add(c, s.Key); err != nil {
			var fe *FieldError
			rule := "invalid"
			if errors.As(err, &fe) {
				rule = fe.Rule
			}
			refused = append(refused, Refusal{s.Key, fmt.Errorf("statement %q: %w", s.Key, err), rule})
		}
	}
	return out, refused, nil
}

// screen refuses a statement whose short texts hold a sign of a natural person, or whose address leads nowhere public.
// The error names the field, never the text.
func screen(s *Statement) *FieldError {
	d := &s.Decision
	if evidence.Strong(s.Key) {
		return &FieldError{Field: "key", Rule: "person.text", Text: "no names, addresses or numbers of people"}
	}
	texts := []struct{ field, text string }{{"title", d.Title}, {"authority", d.Authority}}
	for _, t := range d.Programmes {
		texts = append(texts, struct{ field, text string }{"programmes", t})
	}
	for _, t := range texts {
		if evidence.Strong(t.text) || evidence.Contact(t.text) {
			return &FieldError{Field: t.field, Rule: "person.text", Text: "no names, addresses or numbers of people"}
		}
	}
	if d.URL != "" {
		u, err := url.Parse(d.URL)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
			return &FieldError{Field: "url", Rule: "url", Text: "an http or https address"}
		}
	}
	return nil
}

const zeroSalt = "00000000000000000000000000000000"
