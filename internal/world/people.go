package world

import "fmt"

// givenNames and familyNames make the invented persons whom the door refuses: nobody is called so.
var (
	givenNames  = []string{"Orlenko", "Mirabet", "Tessaro", "Yvandine", "Korbin", "Saldrin", "Elmavar", "Pernille-Osk"}
	familyNames = []string{"Vaskarodd", "Thelmquist", "Brunovarz", "Ildrstam", "Quendelow", "Marvosky", "Jorlandez", "Fennovich"}
)

// Persons returns every name of a person in the sample world, so that a test can look for it where it must not be.
func Persons() []string {
	var out []string
	for _, g := range givenNames {
		for _, f := range familyNames {
			out = append(out, g+" "+f)
		}
	}
	return out
}

// refusedRows are the rows of a list that are not about an organisation, or do not say so, and one statement on a
// protected ground alone.
func refusedRows(r *rng, l list) []partyJSON {
	var out []partyJSON
	person := func(i int, typ, key string) partyJSON {
		name := pick(r, givenNames) + " " + pick(r, familyNames)
		return partyJSON{
			Party: fmt.Sprintf("%s-%s%d", l.prefix, key, i), Type: typ, Countries: []string{Country}, Names: []nameJSON{{Value: name, Kind: "primary"}},
			Statements: []statementJSON{{Key: "1", Kind: "REG.WARN", State: "in_force", Title: Fictional + ": row about a person, to be refused"}},
		}
	}
	for i := range l.persons {
		out = append(out, person(i, "person", "p"))
	}
	for i := range l.soleTraders {
		out = append(out, person(i, "sole_trader", "s"))
	}
	for i := range l.untyped {
		out = append(out, person(i, "", "u"))
	}
	if l.id == "xv-sanctions" {
		out = append(out, partyJSON{
			Party: "S-speech", Type: "organisation", Countries: []string{Country}, Names: []nameJSON{{Value: "The Askelund Lantern Weekly Ltd", Kind: "primary", Lang: "en"}},
			Statements: []statementJSON{{Key: "1", Kind: "SAN.SERVICE", Grounds: []string{"P.SPEECH"}, State: "in_force", Title: Fictional + ": statement on a protected ground, to be refused"}},
		})
	}
	return out
}
