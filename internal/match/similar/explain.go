package similar

import (
	"strings"

	"probity.example/probity/internal/match/text"
)

// Explanation says why two names are as alike as they are.
type Explanation struct {
	Score
	Basis  string // what the similarity rests on: "words", "letters" (the names without blanks), "contraction" (an acronym)
	Pairs  []Pair // words that met
	Asked  []Lone // words of the first name that met none
	Held   []Lone // words of the second
	Forms  [2]string
	Vetoes []string // Contra in words
}

// Pair is words of the two names that met.
type Pair struct {
	Asked, Held string
	How         string  // "same", "translation", "related", "spelling", "sound", "consonants", "abbreviation", "initial", "joined"
	Alike       float64 // 0 to 1
	Share       float64 // the most that they can add to the similarity, 0 to 1; Alike is how much of it they add
}

// Lone is a word that met none.
type Lone struct {
	Word  string
	Share float64 // of the square of its name's weight
}

// Explain compares two names as Compare does and says why.
func Explain(a, b *text.Name) Explanation {
	p, q := Prepare(a), Prepare(b)
	e := Explanation{Forms: [2]string{p.form, q.form}, Basis: "words"}
	if len(p.words) == 0 || len(q.words) == 0 {
		return e
	}
	var m matching
	m.align(p, q)
	e.Score = m.score(p, q)
	total := p.weight * q.weight
	sum := 0.0
	for _, l := range m.links {
		sum += l.alike * l.weight
		e.Pairs = append(e.Pairs, Pair{Asked: p.text(l.a), Held: q.text(l.b), How: l.how.String(), Alike: l.alike, Share: l.weight / total})
	}
	switch words := sum / total; {
	case whole(p, q) > max(words, acronyms(p, q)):
		e.Basis = "letters"
	case acronyms(p, q) > words:
		e.Basis = "contraction"
	}
	e.Asked, e.Held = p.lone(m.taken[0]), q.lone(m.taken[1])
	e.Vetoes = e.Contra.Words()
	return e
}

// text is the words whose bits are set.
func (p *Prepared) text(bits uint32) string {
	var out []string
	for i := range p.words {
		if bits&(1<<i) != 0 {
			out = append(out, p.words[i].Text)
		}
	}
	return strings.ReplaceAll(strings.Join(out, " "), "-", " ")
}

func (p *Prepared) lone(taken uint32) []Lone {
	var out []Lone
	for i := range p.words {
		if taken&(1<<i) == 0 {
			out = append(out, Lone{p.words[i].Text, p.words[i].weight * p.words[i].weight / (p.weight * p.weight)})
		}
	}
	return out
}

// Words names the contradictions.
func (c Contra) Words() []string {
	var out []string
	for i, w := range []string{"numbers_differ", "number_extra", "places_differ", "place_extra", "fields_differ", "field_extra", "forms_differ", "words_differ"} {
		if c&(1<<i) != 0 {
			out = append(out, w)
		}
	}
	return out
}

func (h how) String() string {
	return [...]string{"same", "translation", "related", "spelling", "sound", "consonants", "abbreviation", "initial", "joined"}[h]
}
