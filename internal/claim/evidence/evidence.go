// Package evidence decides from a row itself whether its party is an organisation or a natural person, where no column
// says so: legal forms and organisation words on one side; honorifics, personal data and the shape of a personal name on
// the other. It says by which evidence, and leaves open what the row does not decide.
//
// What never lives here: names of people. The tables hold words about organisations, titles and common given names as
// shapes of evidence; no row that was looked at is kept.
package evidence

import (
	"slices"
	"strings"

	"probity.example/probity/internal/legalform"
)

// Class is what the evidence shows.
type Class int

// The classes.
const (
	Undecided Class = iota
	Organisation
	Person
)

// Facts is what a row offers as evidence.
type Facts struct {
	Primary, Other []string // names by which the list files the party; aliases
	LegalForm      string   // a legal-form column
	PersonalData   bool     // the row has a birth date, gender, passport or a given-name column
	CommaNames     bool     // the list writes every natural person as "FAMILY, Given"
	PublicBody     bool     // the list is of public bodies
	Stated         bool     // the source's own column says organisation: only strong signs of a person or sole trader contradict
}

// Finding is a class with the evidence it rests on.
type Finding struct {
	Class Class
	Basis string
}

// The evidence that speaks for a person. claim.Bases has the words for organisations.
const (
	byHonorific  = "honorific"
	byData       = "personal_data"
	byName       = "personal_name"
	bySoleTrader = "sole_trader"
)

// Decide weighs the facts. What speaks strongly for a person comes first: a wrong refusal is counted and can be mended, a
// person's name in an append-only log cannot.
func Decide(f Facts) Finding {
	names := make([]signs, len(f.Primary))
	for i, n := range f.Primary {
		names[i] = read(n)
	}
	if formColumnSole(f.LegalForm) {
		return Finding{Person, bySoleTrader}
	}
	if f.Stated {
		return stated(names)
	}
	for _, s := range names {
		switch {
		case s.sole || s.marked || s.tradesAs:
			return Finding{Person, bySoleTrader}
		case s.data:
			return Finding{Person, byData}
		case s.titled || s.addressed:
			return Finding{Person, byHonorific}
		}
	}
	for _, n := range f.Primary {
		switch held, shaped := officeHolder(n); {
		case held && shaped:
			return Finding{Person, byName}
		case held:
			return Finding{}
		}
	}
	org := organisation(f, names)
	switch {
	case f.PersonalData && org.Class == Organisation:
		return Finding{}
	case f.PersonalData:
		return Finding{Person, byData}
	case org.Class == Organisation:
		return org
	}
	for _, s := range names {
		if s.shaped {
			return Finding{Person, byName}
		}
	}
	return Finding{}
}

// stated looks for the strong signs that contradict a source's own word "organisation": a sole trader's name, or a title
// with a personal name, and nothing of an organisation in it.
func stated(names []signs) Finding {
	for _, s := range names {
		switch {
		case s.sole && s.words == 0 || s.marked:
			return Finding{Person, bySoleTrader}
		case s.data:
			return Finding{Person, byData}
		case (s.strong || s.addressed) && s.words == 0 && s.form == "":
			return Finding{Person, byHonorific}
		}
	}
	return Finding{Organisation, "type_column"}
}

// organisation weighs what speaks for an organisation.
func organisation(f Facts, names []signs) Finding {
	comma, shaped, title := false, false, false
	for _, s := range names {
		comma, shaped, title = comma || s.comma, shaped || s.shaped, title || s.mayTitle
	}
	for _, s := range names {
		if s.form != "" && (!s.shortForm || !s.shapedRest) && (!s.comma || s.words > 0) {
			return Finding{Organisation, "legal_form"}
		}
	}
	if f.LegalForm != "" && !comma {
		if _, ok := formOf("x " + f.LegalForm); ok {
			return Finding{Organisation, "legal_form"}
		}
	}
	if title {
		return Finding{}
	}
	for _, s := range names {
		if s.words > 1 || s.words == 1 && (!s.comma || !f.CommaNames && s.weak > 0 && !s.named) {
			return Finding{Organisation, "organisation_word"}
		}
	}
	switch {
	case f.PublicBody:
		return Finding{Organisation, "public_body"}
	case f.CommaNames && len(names) > 0 && !comma:
		return Finding{Organisation, "name_convention"}
	case comma || shaped:
		return Finding{}
	}
	for _, s := range names {
		if s.weak > 1 && !s.named {
			return Finding{Organisation, "organisation_word"}
		}
	}
	return byAliases(f.Other)
}

// byAliases takes an alias's word where the primary names say nothing: a name of a language that the tables do not speak
// often stands beside its translation.
func byAliases(aliases []string) Finding {
	found := Finding{}
	for _, n := range aliases {
		s := read(n)
		switch {
		case s.sole || s.marked || s.data || s.addressed || s.titled || s.shaped || s.anyTitle || s.comma:
			return Finding{}
		case s.form != "" && !s.shortForm:
			found = Finding{Organisation, "legal_form"}
		case s.words > 0 && found.Class == Undecided:
			found = Finding{Organisation, "organisation_word"}
		}
	}
	return found
}

func formColumnSole(form string) bool {
	if form == "" {
		return false
	}
	class, ok := formOf("x " + form)
	return ok && formSole(class)
}

func formSole(class string) bool { return legalform.KindOf(class) == legalform.Sole }

// signs is what one name shows.
type signs struct {
	form       string // class of its legal form
	named      bool   // a frequent given or family name is among its words
	shortForm  bool   // the form is of one or two letters, or a word that may be a name's last syllable
	words      int    // words of an organisation
	weak       int    // words that seldom stand in personal names
	shaped     bool   // shape of a full personal name
	shapedRest bool   // the same without its legal form
	titled     bool   // a title or degree with a personal name
	strong     bool   // the same, with a title that only people have
	mayTitle   bool   // begins with a personal title, whatever follows
	anyTitle   bool   // begins with a title or rank that organisations are named after as well
	sole       bool   // a natural person in business
	marked     bool   // the same by a register's own mark, whatever else the name holds
	tradesAs   bool   // "X d/b/a Y" where X is no organisation
	data       bool   // a birth date or a person's number
	addressed  bool   // begins or ends with a word by which people are addressed, and nothing of an organisation
	comma      bool   // "FAMILY, Given"
}

// read reads one name for signs.
func read(name string) signs {
	var s signs
	words := fold(name)
	if len(words) == 0 {
		return s
	}
	s.readForm(name, words)
	weak := map[string]bool{}
	for _, w := range words {
		switch {
		case namesakes[w]:
			weak[w] = true
		case orgWord(w):
			s.words++
		case weakWords[w] && !particle[w] || strings.ContainsAny(w, "0123456789"):
			weak[w] = true
		}
		s.named = s.named || givenNames[w] || familyFirst[w] || nameParts[w]
	}
	s.weak = len(weak)
	if strings.Contains(name, "&") || domain(name) {
		s.weak += 2
	}
	if messrs(name) {
		s.weak++
	}
	s.shaped = s.words == 0 && s.form == "" && personShape(words)
	s.sole = soleTrader(name, s.form)
	title := slices.ContainsFunc(words, func(w string) bool { return titles[w] })
	s.strong = title && titledName(name, mildTitles) || strings.ContainsAny(name, ".,") && degreeName(name)
	s.titled = s.strong || title && titledName(name, nil)
	s.mayTitle = titles[words[0]] && !mildTitles[words[0]] && !messrs(name) && len(words) > 1
	s.anyTitle = titles[words[0]] && len(words) > 1
	s.marked, s.tradesAs, s.data = markedSole(name, words, s.form), tradesAs(name), personalData(name)
	s.addressed = s.words == 0 && s.form == "" && honoured(name, words)
	s.comma = commaShape(name)
	return s
}

// surnameForms are legal forms that are family names as well: alone they decide nothing.
var surnameForms = set(`ong est`)

// readForm looks for a legal form: at the end or beginning of the name, or of one of the parts that lists join in one
// cell ("X S.A. - Sucursal Y", "X LP d/b/a Y").
func (s *signs) readForm(name string, words []string) {
	s.form, _ = formOf(name)
	if s.form == "" {
		for _, part := range parts(name) {
			if class, ok := formOf(part); ok && len(fold(part)) > 1 {
				s.form = class
				break
			}
		}
	}
	if first, last := surnameForms[words[0]], surnameForms[words[len(words)-1]]; s.form != "" && (first || last) {
		rest := words
		if first {
			rest = rest[1:]
		}
		if last && len(rest) > 0 {
			rest = rest[:len(rest)-1]
		}
		s.form, _ = formOf(strings.Join(rest, " "))
	}
	if s.form != "" {
		s.shortForm = len([]rune(words[len(words)-1])) < 3 || namesakes[words[len(words)-1]]
		s.shapedRest = personShape(words[:len(words)-1])
	}
}
