package source

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// keyless gives keys to the parties of lists that have none: how many rows of the same name, country, day and list came
// before.
type keyless map[string]int

// put hands over a party of such a list. The key and the digest are made only for what the door admits: of a person's row
// nothing is hashed, not even in memory.
func (k keyless) put(out Sink, p *claim.Party, name string, day claim.Date, list string, row []string) error {
	p.Admit = func(p *claim.Party) {
		country := ""
		if len(p.Countries) > 0 {
			country = p.Countries[0]
		}
		p.Key = k.key(name, country, day, list)
		p.RowsDigest = format.RowsDigest([][]string{row})
	}
	return out.Put(p)
}

// key is the next key for a party of this name, country, day and list.
func (k keyless) key(name, country string, day claim.Date, list string) string {
	base := claim.KeylessParty(name, country, day, list, 1)
	k[base]++
	return claim.KeylessParty(name, country, day, list, k[base])
}

var (
	footnote = regexp.MustCompile(`\s*\*+\s*\d+`)
	// bankMarks are the ways in which the banks introduce another name, by what splitKnownAs reads.
	bankMarks = []struct {
		mark *regexp.Regexp
		as   string
	}{
		{regexp.MustCompile(`(?i)\b(previously|formerly) (known|operating) as\b:?`), "formerly known as"},
		{regexp.MustCompile(`(?i)\b(also |currently )?(d/b/a|d\.b\.a\.|doing business (as|under))`), "doing business as"},
		{regexp.MustCompile(`(?i)\b(a/k/a|a\.k\.a\.?|also known as)`), "also known as"},
		{regexp.MustCompile(`(?i)\b(f/k/a|f\.k\.a\.?)`), "formerly known as"},
		{regexp.MustCompile(`^\s*(?i:aka)\b`), "also known as"},
		{regexp.MustCompile(`\(\s*(?i:aka)\b`), "(also known as"},
	}
	acronymEnd = regexp.MustCompile(`^(.*\S)\s*\(([A-Z][A-Z-]{1,9})\)$`)
)

// plainMarks writes every mark of another name in one way.
func plainMarks(s string) string {
	s = footnote.ReplaceAllString(s, " ")
	for _, m := range bankMarks {
		s = m.mark.ReplaceAllString(s, m.as)
	}
	return format.Line(s)
}

// addBankName takes a name cell apart: footnote marks go, names in brackets become aliases, an acronym in brackets that the
// name spells out becomes one.
func addBankName(p *claim.Party, cell string) {
	head, more := splitKnownAs(plainMarks(cell))
	if m := acronymEnd.FindStringSubmatch(head); m != nil && spells(m[1], m[2]) {
		head = m[1]
		more = append(more, claim.Name{Value: m[2], Kind: "acronym"})
	}
	addName(p, head, "primary", "")
	for _, n := range more {
		addName(p, n.Value, n.Kind, "")
	}
}

// spells reports whether the letters of an acronym are initials of the name's words, in order, beginning with the first.
func spells(name, acronym string) bool {
	initials := []rune{}
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		initials = append(initials, []rune(strings.ToUpper(w))[0])
	}
	at := 0
	for i, r := range strings.ReplaceAll(acronym, "-", "") {
		for at < len(initials) && initials[at] != r {
			at++
		}
		if at == len(initials) || i == 0 && at != 0 {
			return false
		}
		at++
	}
	return true
}

var (
	bracketed = regexp.MustCompile(`\(([^()]*(?:\([^()]*\)[^()]*)*)\)`)
	regNumber = regexp.MustCompile(`(?i)^reg[.,]?\s*no[.:]*\s*:?\s*([\w][\w ./-]*)$`)
	personNo  = regexp.MustCompile(`(?i)\b(national id|passport|id no|identity card)\b`)
	uscc      = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}$`)
	otherName = regexp.MustCompile(`^(also known as|doing business as|formerly known as|now known as)[:.,]*\s+(.+)$`)
)

// addBankInfo takes out of the column "Additional Firm Info" what the model has a field for: further names, names in
// Chinese, registration numbers; and whether it holds a personal number. The rest, free text and footnotes, is dropped.
func addBankInfo(p *claim.Party, cell, country string) {
	s := plainMarks(cell)
	parts := []string{bracketed.ReplaceAllString(s, " ")}
	for _, m := range bracketed.FindAllStringSubmatch(s, -1) {
		parts = append(parts, m[1])
	}
	for _, part := range parts {
		part = strings.Trim(format.Line(part), " ,;[]")
		switch m := otherName.FindStringSubmatch(strings.ReplaceAll(part, "[", "")); {
		case part == "":
		case personNo.MatchString(part):
			p.PersonalData = true
		case m != nil:
			addName(p, m[2], knownAsKind(m[1]), "")
		case regNumber.MatchString(part):
			addBankNumber(p, strings.TrimSpace(regNumber.FindStringSubmatch(part)[1]), country)
		case uscc.MatchString(part):
			addBankNumber(p, part, country)
		case han(part):
			addName(p, part, "alias", "")
		}
	}
}

// addBankNumber adds a registration number under the scheme that its own check digits show, else as a number of a register
// that is not named.
func addBankNumber(p *claim.Party, number, country string) {
	for _, scheme := range []string{"XI-LEI", "CN-USCI"} {
		if addIdentifier(p, scheme, number) == nil {
			return
		}
	}
	if country != "" {
		_ = addIdentifier(p, fmt.Sprintf("%s-REG", country), number) // an empty number adds nothing
	}
}

// han reports whether a text is written in Chinese characters, brackets and blanks only.
func han(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			n++
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			return false
		}
	}
	return n > 3
}
