package claim_test

import (
	"testing"

	"probity.example/probity/internal/claim"
)

func named(typ claim.PartyType, names ...string) *claim.Party {
	p := &claim.Party{Key: "1", Type: typ}
	for i, n := range names {
		kind := "alias"
		if i == 0 {
			kind = "primary"
		}
		p.Names = append(p.Names, claim.Name{Value: n, Kind: kind})
	}
	return p
}

func TestDoor(t *testing.T) {
	numbered := named(claim.Organisation, "Maria Perez")
	numbered.Identifiers = []claim.Identifier{{Scheme: "GB-COH", Value: "01234567"}}
	formed := named(claim.Organisation, "Maria Perez")
	formed.LegalForm = "Ltd"
	tests := []struct {
		name   string
		basis  string // Door.StatedBasis
		p      *claim.Party
		want   claim.Outcome
		reason string
	}{
		{"person by its column", "", named(claim.Person, "Maria Perez"), claim.PersonRefused, "type_column"},
		{"sole trader by its column", "", named(claim.SoleTrader, "Perez Plumbing"), claim.PersonRefused, "sole_trader"},
		{"craft", "", named(claim.Craft, "SEA SPECIMEN"), claim.OutOfScope, "craft"},
		{"organisation by its column", "", named(claim.Organisation, "Orlan"), claim.Admitted, ""},
		{"honorific against the column", "", named(claim.Organisation, "Mr John Specimen"), claim.PersonRefused, "honorific"},
		{"sole trader against the column", "", named(claim.Organisation, "John Specimen t/a Specimen Roofing"), claim.PersonRefused, "sole_trader"},
		{"number of a natural person at the end", "", named(claim.Organisation, "MARIA DA SILVA 52998224725"), claim.PersonRefused, "sole_trader"},
		{"legal form decides", "", named(claim.Unstated, "Orlan Trading LLC"), claim.Admitted, ""},
		{"personal name decides", "", named(claim.Unstated, "Maria Perez"), claim.PersonRefused, "personal_name"},
		{"nothing decides", "", named(claim.Unstated, "Orlan"), claim.Undetermined, "no_evidence"},
		{"a publisher's word for a personal name", "publisher_statement", named(claim.Organisation, "Maria Perez"), claim.Undetermined, "publisher_only"},
		{"a publisher's word for a name in its own script", "publisher_statement", named(claim.Organisation, "김철수"), claim.Undetermined, "publisher_only"},
		{"a publisher's word and an organisation word", "publisher_statement", named(claim.Organisation, "Orlan Shipping"), claim.Admitted, ""},
		{"a publisher's word and a company number", "publisher_statement", numbered, claim.Admitted, ""},
		{"a publisher's word and a legal form", "publisher_statement", formed, claim.Admitted, ""},
		{"a publisher's word for a brand", "publisher_statement", named(claim.Organisation, "Orlan"), claim.Undetermined, "publisher_only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := claim.Door{StatedBasis: tt.basis}.Judge(tt.p)
			if v.Outcome != tt.want || v.Reason != tt.reason {
				t.Errorf("Judge = %d %q, want %d %q", v.Outcome, v.Reason, tt.want, tt.reason)
			}
		})
	}
}

func TestNothingIsHashedOfWhatIsRefused(t *testing.T) {
	for _, p := range []*claim.Party{named(claim.Unstated, "Maria Perez"), named(claim.Unstated, "Orlan"), named(claim.Person, "Maria Perez")} {
		p.Admit = func(*claim.Party) { t.Error("the door made a key or digest of a party that it did not admit") }
		(claim.Door{}).Judge(p)
	}
	called := false
	p := named(claim.Unstated, "Orlan Trading LLC")
	p.Admit = func(*claim.Party) { called = true }
	(claim.Door{}).Judge(p)
	if !called {
		t.Error("an admitted party was not completed")
	}
}

func TestDraftsRefuse(t *testing.T) {
	statement := func(kind claim.Kind, d claim.Decision) claim.Statement {
		return claim.Statement{Key: "s", Kind: kind, Decision: d}
	}
	for _, tt := range []struct {
		name, rule string
		s          claim.Statement
	}{
		{"protected ground alone", "protected", statement("EXC.DEBAR", claim.Decision{Grounds: []string{"P.SPEECH"}})},
		{"unknown ground", "vocabulary", statement("EXC.DEBAR", claim.Decision{Grounds: []string{"G.NEW"}})},
		{"unknown kind", "vocabulary", statement("OPINION.POOR", claim.Decision{})},
		{"the register's own kind", "vocabulary", statement(claim.KindSame, claim.Decision{})},
		{"a computed kind", "vocabulary", statement("SAN.DERIV", claim.Decision{})},
		{"travel ban", "vocabulary", statement("SAN.BLOCK", claim.Decision{Effects: []string{"travel_ban"}})},
		{"end before start", "date.order", statement("EXC.DEBAR", claim.Decision{From: "2025-02-01", Until: "2025-01-31"})},
		{"no such day", "date", statement("EXC.DEBAR", claim.Decision{From: "2025-02-30"})},
		{"a judge in the authority", "person.text", statement("JUD.CIVIL", claim.Decision{Authority: "Mr John Specimen"})},
		{"an address of a person in the title", "person.text", statement("REG.WARN", claim.Decision{Title: "write to someone@example.org"})},
		{"a script for an address", "url", statement("REG.WARN", claim.Decision{URL: "javascript:alert(1)"})},
		{"amount with exponent", "decimal", statement("REG.FINE", claim.Decision{Amount: &claim.Amount{Value: "1e6", Currency: "EUR"}})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := named(claim.Organisation, "Orlan")
			p.Statements = []claim.Statement{tt.s, {Key: "good", Kind: "REG.WARN", Decision: claim.Decision{State: "in_force"}}}
			drafts, refused, err := claim.Drafts("xv-town", p, claim.Evidence{File: hex64, Basis: "type_column"})
			if err != nil || len(drafts) != 2 || len(refused) != 1 || refused[0].Rule != tt.rule {
				t.Errorf("drafts %d, refused %+v, %v; want the rest of the party and one refusal by rule %s", len(drafts), refused, err, tt.rule)
			}
		})
	}
	p := named(claim.Organisation, "Orlan")
	p.Statements = []claim.Statement{statement("EXC.DEBAR", claim.Decision{Grounds: []string{"P.SPEECH", "G.FRAUD"}})}
	drafts, _, err := claim.Drafts("xv-town", p, claim.Evidence{File: hex64})
	if err != nil || len(drafts) != 2 || len(drafts[1].Grounds) != 1 || drafts[1].Grounds[0] != "G.FRAUD" {
		t.Errorf("a protected ground beside another: %+v, %v", drafts, err)
	}
}

// TestNumbersOfPersonsAreNotTaken: an organisation's list may give its owner's number. The numbers are invented.
func TestNumbersOfPersonsAreNotTaken(t *testing.T) {
	p := named(claim.Organisation, "Orlan")
	p.Identifiers = []claim.Identifier{
		{Scheme: "AR-TAX", Value: "20-98765432-6"},
		{Scheme: "AR-TAX", Value: "30-98765432-1"},
		{Scheme: "BR-TAX", Value: "98765432100"},
		{Scheme: "IT-TAX", Value: "XYZQWK99A01Z999T"},
		{Scheme: "MX-TAX", Value: "XEXX-990101-XX4"},
		{Scheme: "US-TAX", Value: "123-45-6789"},
	}
	p.Names = append(p.Names, claim.Name{Value: "Orlan 9901011234085", Kind: "alias"})
	drafts, _, err := claim.Drafts("xv-town", p, claim.Evidence{File: hex64})
	if err != nil || len(drafts) == 0 || len(drafts[0].Identifiers) != 1 || drafts[0].Identifiers[0].Value != "30-98765432-1" || len(drafts[0].Names) != 1 {
		t.Errorf("%+v, %v", drafts, err)
	}
}

const hex64 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
