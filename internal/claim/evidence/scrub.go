package evidence

import (
	"regexp"
	"slices"
	"strings"

	"probity.example/probity/internal/ident"
)

var (
	email = regexp.MustCompile(`(?i)(e-?mail\s*(address)?\s*[:.]?\s*|mailto:\s*)?[\p{L}\p{N}._%+'-]*[\p{L}\p{N}_%+]\s?(@|[\[({]\s?(at|@)\s?[\])}])\s?[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*`)
	// address is an e-mail address beyond doubt: "Cafe @ Harbour" is none.
	address = regexp.MustCompile(`(?i)mailto:|[\p{L}\p{N}_%+]\s?@\s?[\p{L}\p{N}-]+\.[\p{L}\p{N}]|[\p{L}\p{N}_]\s?[\[({]\s?(at|@)\s?[\])}]\s?[\p{L}\p{N}]`)
	// phone: a word for a line with a number, or a number with its country code.
	phone = regexp.MustCompile(`(?i)(^|[^\p{L}\p{N}])(tel(ephone|efon|efono|éfono)?|phone|ph|fax|mob(ile)?|cell(ular)?|whats\s?app|t[eé]l|тел(ефон)?|факс)\s*(no|number|nr|№)?\s*[.:#]*\s*\+?[\d(][\d\s()./+-]{4,}\d|(\+\s?\d{1,3}[\s().-]*\d[\d\s().-]{5,}\d)|(^|[^\p{L}\p{N}.-])00[1-9]\d{0,2}[\s(/][\d\s()/.-]{5,}\d`)
	// careOf: from the mark to the end of its part of the address.
	careOf = regexp.MustCompile(`(?i)(^|[\s,;(])(c\s*/\s*[o0]\b|℅|c\.o\.|care of\b|attn\b|(to the )?attention\s*(:|of\b|mr|ms|dr)|att\s*[:.]|p\.\s?a\.\s|chez\s|whats\s?app\b|z\.?\s?hd\b|z\.\s?h\.|(director|manager|owner|contact( person)?)\s*:)[^,;\n)]*`)
	// named: a part that begins with, or holds, a title with a name. "Dr" ends streets, "MS" is a state, and "DR Congo" a country.
	named  = regexp.MustCompile(`(^|[,;(\n]\s*)((Dr|DR)(\.\s*|\s+)\p{Lu}|(?i:contact\s+\p{L})|MS\.\s*\p{Lu})[^,;\n)]*|(^|[\s,;(])(Mr|MR|Mrs|MRS|Ms)(\.\s*|\s+)\p{Lu}[^,;\n)]*`)
	congo  = regexp.MustCompile(`(?i)^[,;(\s]*dr\.?\s+congo\b`)
	gaps   = regexp.MustCompile(`(?:\s*[,;])+\s*([,;])`)
	blanks = regexp.MustCompile(`\s{2,}`)
)

// Contact reports whether a text holds an e-mail address, a telephone number with its word or country code, or the
// number of a natural person: values that are never kept as a key, a name or a text.
func Contact(text string) bool {
	return address.MatchString(text) || phone.MatchString(text) || holdsCPF(text, true) || ident.HoldsPerson(text)
}

// Scrub takes out of an address text what concerns people: care-of and attention lines, titles with names, e-mail
// addresses, telephone numbers. What remains of the address stays.
func Scrub(s string) string {
	if !mayConcernPeople(s) {
		return s
	}
	for {
		t := careOf.ReplaceAllString(s, "$1")
		t = named.ReplaceAllStringFunc(t, dropNamed)
		t = phone.ReplaceAllString(email.ReplaceAllString(t, ""), "$1$9")
		if t == s {
			return s
		}
		t = blanks.ReplaceAllString(gaps.ReplaceAllString(t, "$1"), " ")
		s = strings.Trim(t, " \t\r\n,;")
	}
}

// dropNamed keeps only what parts a named person's part from the one before.
func dropNamed(part string) string {
	if congo.MatchString(part) {
		return part
	}
	if strings.ContainsAny(part[:1], ",;(\n") {
		return part[:1]
	}
	return ""
}

// scrubMarks are what the patterns cannot do without; most addresses hold none of them.
var scrubMarks = []string{
	"/", "c.o.", "care of", "att", "hd", "z.", "contact", "tel", "phone", "ph", "fax", "mob", "cell", "tél", "тел", "факс",
	"℅", "p.", "chez", "whats", "director", "manager", "owner", "mr", "ms.", "ms ", "dr.", "dr ", "[", "(", "{", " 00",
}

func mayConcernPeople(s string) bool {
	if strings.ContainsAny(s, "@+") || strings.HasPrefix(s, "00") {
		return true
	}
	low := strings.ToLower(s)
	for _, m := range scrubMarks {
		if strings.Contains(low, m) {
			return true
		}
	}
	return false
}

// ScrubText is Scrub for the free part of an address: it also takes out every part, between commas, in which two words in
// a row are names of people. Most are streets named after somebody; some are the people who live there, and no column
// tells which.
func ScrubText(s string) string {
	s = Scrub(s)
	parts := strings.Split(s, ",")
	kept := slices.DeleteFunc(parts, func(part string) bool { return namesPerson(fold(part)) })
	if len(kept) == len(strings.Split(s, ",")) {
		return s
	}
	return strings.Trim(strings.Join(kept, ","), " ,;")
}

func namesPerson(words []string) bool {
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		if strings.HasPrefix(a, "abd") && nameParts[a] { // "servant of": what follows completes a person's name
			return true
		}
		if personWord(a) && personWord(b) && (givenNames[a] || givenNames[b]) {
			return true
		}
	}
	return false
}

// personWord: a given name or a part of names; the small particles occur in every language.
func personWord(w string) bool { return givenNames[w] || nameParts[w] && !particle[w] && len(w) > 2 }
