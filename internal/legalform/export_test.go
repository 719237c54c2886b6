package legalform

import "slices"

// Spelling is one spelling of the table, for tests of the table itself.
type Spelling struct{ Text, Class string }

// Spellings returns every spelling with every class that claims it.
func Spellings() []Spelling {
	var out []Spelling
	for _, f := range slices.Concat(forms, local, eastern) {
		t, _ := build([]form{f})
		for s := range t.last {
			out = append(out, Spelling{s, f.class})
		}
		for _, a := range t.suffixes {
			out = append(out, Spelling{"~" + a.text, f.class})
		}
	}
	return out
}
