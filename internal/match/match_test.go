package match

import (
	"testing"

	"probity.example/probity/internal/claim"
)

func TestCompare(t *testing.T) {
	named := func(kind string, names ...string) Candidate {
		var c Candidate
		for _, n := range names {
			c.Names = append(c.Names, claim.Name{Value: n, Kind: kind})
		}
		return c
	}
	placed := func(c Candidate, cc string) Candidate { c.Places = []string{cc}; return c }
	registered := func(c Candidate, cc string) Candidate { c.Countries = []string{cc}; return c }
	numbered := func(c Candidate, scheme, value string) Candidate {
		c.Identifiers = []claim.Identifier{{Scheme: scheme, Value: value}}
		return c
	}
	asked := func(scheme, value string) []claim.Identifier {
		return []claim.Identifier{{Scheme: scheme, Value: value}}
	}
	tests := []struct {
		name string
		q    Query
		c    Candidate
		want Identity
	}{
		{"exact name and country", Query{Name: "Orlan Bank", Country: "IR"}, placed(named("primary", "ORLAN BANK"), "IR"), NameCountry},
		{"exact name alone", Query{Name: "Orlan Bank"}, placed(named("alias", "ORLAN BANK"), "IR"), Name},
		{"listed company, other country, form folded", Query{Name: "CARVANA CO.", Country: "US"}, placed(named("primary", "CARVANA COMPANY"), "IR"), Different},
		{"form folded, same country", Query{Name: "CARVANA CO.", Country: "IR"}, placed(named("primary", "CARVANA COMPANY"), "IR"), Possible},
		{"exact name, addresses elsewhere", Query{Name: "Orlan", Country: "US"}, placed(named("primary", "ORLAN"), "IR"), Possible},
		{"exact name, registered elsewhere", Query{Name: "Orlan", Country: "US"}, registered(named("primary", "ORLAN"), "IR"), Different},
		{"two legal forms", Query{Name: "Orlan GmbH", Country: "DE"}, placed(named("primary", "Orlan AG"), "DE"), Different},
		{"fund numerals", Query{Name: "Orlan Fund III", Country: "DE"}, placed(named("primary", "Orlan Fund IV"), "DE"), Different},
		{"siblings", Query{Name: "Orlan (France)", Country: "FR"}, placed(named("primary", "Orlan (Germany)"), "DE"), Different},
		{"acronym", Query{Name: "OB", Country: "IR"}, placed(named("acronym", "OB"), "IR"), Possible},
		{"weak alias", Query{Name: "The Base", Country: "IR"}, placed(named("weak", "The Base"), "IR"), Possible},
		{"strong identifier", Query{Name: "Something else", Identifiers: asked("GB-COH", "01234567")}, numbered(named("primary", "Orlan"), "GB-COH", "01234567"), Same},
		{"strong identifier differs", Query{Name: "Orlan", Country: "GB", Identifiers: asked("GB-COH", "01234568")}, placed(numbered(named("primary", "Orlan"), "GB-COH", "01234567"), "GB"), Different},
		{"weak identifier says nothing", Query{Name: "Orlan", Identifiers: asked("PA-TAX", "1")}, numbered(named("primary", "Orlan"), "PA-TAX", "2"), Name},
		{"weak identifier alone", Query{Identifiers: asked("PA-TAX", "1")}, numbered(named("primary", "Orlan"), "PA-TAX", "1"), Possible},
		{"empty name", Query{Name: "  "}, named("primary", "Orlan"), Different},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Compare(tt.q, tt.c, Similar{}); got.Identity != tt.want {
				t.Errorf("Compare = %s %v, want %s", got.Identity, got.Reasons, tt.want)
			}
		})
	}
}

func TestSimilarNames(t *testing.T) {
	orlan := Candidate{Names: []claim.Name{{Value: "Orlan Fund III GmbH", Kind: "primary"}}, Places: []string{"DE"}}
	tests := []struct {
		name    string
		q       Query
		against []string
		want    Identity
	}{
		{"similar", Query{Name: "Orlann Fund 3"}, nil, Possible},
		{"similar, same country", Query{Name: "Orlann Fund 3", Country: "DE"}, nil, Possible},
		{"similar, another country", Query{Name: "Orlann Fund 3", Country: "FR"}, nil, Different},
		{"another number", Query{Name: "Orlan Fund IV", Country: "DE"}, []string{NumbersDiffer}, Different},
		{"another form and place", Query{Name: "Orlan AG France"}, []string{PlacesDiffer, FormsDiffer}, Different},
		{"exact after all", Query{Name: "ORLAN FUND III GMBH", Country: "DE"}, []string{NumbersDiffer}, NameCountry},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Compare(tt.q, orlan, Similar{Found: true, Against: tt.against}); got.Identity != tt.want {
				t.Errorf("Compare = %s %v, want %s", got.Identity, got.Reasons, tt.want)
			}
			if got := Compare(tt.q, orlan, Similar{}).Identity; got != Different && got != NameCountry {
				t.Errorf("without the evidence it is %s", got)
			}
		})
	}
}

func TestValidAgainst(t *testing.T) {
	for _, ok := range [][]string{nil, {NumbersDiffer}, {NumbersDiffer, FormsDiffer}, {NumbersDiffer, PlacesDiffer, FormsDiffer}} {
		if !ValidAgainst(ok) {
			t.Errorf("%v is refused", ok)
		}
	}
	for _, bad := range [][]string{{""}, {"other"}, {FormsDiffer, NumbersDiffer}, {NumbersDiffer, NumbersDiffer}} {
		if ValidAgainst(bad) {
			t.Errorf("%v is accepted", bad)
		}
	}
}
