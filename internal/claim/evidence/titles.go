package evidence

import (
	"strings"
	"unicode"

	"probity.example/probity/internal/legalform"
)

// plainTitles are the titles that no organisation's name begins with, but for a legal form.
var plainTitles = set(`mr mrs miss ms mister monsieur madame mme mlle herr frau senor senora senorita господин госпожа السيد السيده آقای`)

// messrs: "M/S", "M/s." stands before the name of a firm in South Asia.
func messrs(name string) bool {
	s := strings.ToLower(strings.TrimSpace(name))
	return strings.HasPrefix(s, "m/s") || strings.HasPrefix(s, "messrs")
}

// segments parts a name where lists join several statements in one cell.
func segments(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("/;()[]|", r) })
}

// titledName reports whether a part of the name is a title with the name of a natural person. Titles in apart do not count.
func titledName(name string, apart map[string]bool) bool {
	if messrs(name) {
		name = strings.TrimLeft(name, "MmEeSsRr/.")
	}
	for _, seg := range segments(name) {
		head, tail, hasComma := strings.Cut(seg, ",")
		if titledWords(fold(seg), apart) || titledWords(fold(head), apart) {
			return true
		}
		if hasComma && titledAfter(fold(head), fold(tail), apart) {
			return true
		}
	}
	return false
}

func titledWords(words []string, apart map[string]bool) bool {
	n := 0
	for n < len(words) && titles[words[n]] {
		n++
	}
	rest := words[n:]
	if n == 0 || apart[words[0]] || len(rest) == 0 || len(rest) > 6 {
		return false
	}
	for _, w := range rest {
		if orgWord(w) || weakWords[w] && !particle[w] || strings.ContainsFunc(w, unicode.IsNumber) {
			return false
		}
	}
	if _, ok := formOf(strings.Join(rest, " ")); ok {
		return false
	}
	switch first := words[0]; {
	case plainTitles[first]:
		return true
	case mildTitles[first]:
		return personShape(rest)
	}
	return len(rest) > 1
}

// titledAfter: "FAMILY, Dr Given".
func titledAfter(head, tail []string, apart map[string]bool) bool {
	if titledWords(tail, apart) {
		return true
	}
	return len(tail) == 2 && titles[tail[0]] && !mildTitles[tail[0]] && fullName(append(head, tail[1]))
}

// degreeName reports whether an academic or professional degree stands behind the name of a natural person: "Jane Doe, M.D.".
func degreeName(name string) bool {
	for _, seg := range segments(name) {
		fields := strings.Fields(strings.ReplaceAll(seg, ",", " , "))
		for i, f := range fields {
			if i < 2 || !degrees[strings.ToLower(strings.ReplaceAll(f, ".", ""))] {
				continue
			}
			before := fold(strings.Join(fields[:i], " "))
			dotted, comma := strings.Contains(f, "."), fields[i-1] == ","
			if (dotted && fullName(before)) || (comma && personShape(before)) {
				return true
			}
		}
	}
	return false
}

// fullName: words that could be a personal name, and nothing of an organisation.
func fullName(words []string) bool {
	if len(words) < 2 || len(words) > 6 {
		return false
	}
	for _, w := range words {
		if orgWord(w) || weakWords[w] && !particle[w] || strings.ContainsFunc(w, unicode.IsNumber) {
			return false
		}
	}
	return true
}

// soleTrader reports whether the name is that of a natural person in business.
func soleTrader(name, class string) bool {
	if class != "" && legalform.KindOf(class) == legalform.Sole {
		return true
	}
	if validCPF(strings.Map(digitOnly, lastField(name))) && fullName(fold(strings.TrimSuffix(strings.TrimSpace(name), lastField(name)))) {
		return true
	}
	if owner, ok := tradingOwner(name); ok {
		return personShape(fold(owner))
	}
	return false
}

func lastField(s string) string {
	f := strings.Fields(s)
	return f[len(f)-1]
}

func digitOnly(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// tradingOwner returns what stands before "doing business as".
func tradingOwner(name string) (string, bool) {
	low := strings.ToLower(name)
	if len(low) != len(name) { // a letter changed its width: offsets would not fit
		name = low
	}
	for _, mark := range []string{" d.b.a.", " d/b/a", " dba ", " t/a ", " t/as ", " trading as ", " doing business as ", " nome fantasia "} {
		if i := strings.Index(low, mark); i > 0 {
			return name[:i], true
		}
	}
	return "", false
}

// validCPF checks the two check digits of a Brazilian natural person's number (Receita Federal, CPF: modulo 11 with
// weights 10 to 2, then 11 to 2). Names of micro-entrepreneurs end in it.
func validCPF(s string) bool {
	if len(s) != 11 || strings.Trim(s, s[:1]) == "" || strings.Trim(s, "0123456789") != "" {
		return false
	}
	for n := 9; n <= 10; n++ {
		sum := 0
		for i := 0; i < n; i++ {
			sum += int(s[i]-'0') * (n + 1 - i)
		}
		if check := sum * 10 % 11 % 10; check != int(s[n]-'0') {
			return false
		}
	}
	return true
}

// commaShape: "FAMILY, Given", where what follows the comma is no legal form and holds no word of an organisation.
func commaShape(name string) bool {
	_, after, ok := strings.Cut(name, ",")
	if !ok {
		return false
	}
	words := fold(after)
	if len(words) == 0 || len(words) > 6 {
		return false
	}
	if class, ok := formOf("x " + after); ok && (len(words) == 1 || !shortLast(words) || legalform.KindOf(class) == legalform.Generic || dotted(after)) {
		return false
	}
	for _, w := range words {
		if orgWord(w) {
			return false
		}
	}
	return true
}

// shortLast: the last word is so short that it may be a syllable of a name.
func shortLast(words []string) bool { return len([]rune(words[len(words)-1])) < 4 }

func dotted(s string) bool { return strings.Count(s, ".") > 1 }

// parts are the parts of a name that lists join in one cell.
func parts(name string) []string {
	low := strings.ToLower(name)
	if len(low) == len(name) {
		name = low
	}
	return strings.Split(partMarks.Replace(name), "\x00")
}

var partMarks = strings.NewReplacer("(", "\x00", ")", "\x00", " - ", "\x00", "- ", "\x00", ";", "\x00", " / ", "\x00",
	" d/b/a ", "\x00", " dba ", "\x00", " d.b.a. ", "\x00", " a.k.a. ", "\x00", " a/k/a ", "\x00", " aka ", "\x00", " f/k/a ", "\x00", ", ", "\x00")

// domain reports whether the name is that of a site: one word with a dot and no blank.
func domain(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	i := strings.LastIndexByte(name, '.')
	if i < 2 || i+2 > len(name)-1 || strings.ContainsAny(name, " ,@") {
		return false
	}
	switch name[i+1:] {
	case "com", "net", "org", "info", "biz", "shop", "store", "online", "us", "co", "io", "vu", "eu", "uk", "de", "ru", "cn", "in":
		return true
	}
	return false
}

// Personal reports whether a further name of an organisation is in truth that of a natural person: a title or degree
// with a personal name, or a sole trader, and nothing of an organisation in it. Such a name is not taken into a claim.
func Personal(name string) bool {
	s := read(name)
	return s.words == 0 && s.form == "" && (s.strong || s.addressed) || s.words == 0 && s.sole || s.marked || s.data
}

// Strong reports whether a short free text, such as a title, holds a strong sign of a natural person: a title or degree
// with a name, a judge's or attorney's name, a birth date, a person's number, or an e-mail address. Such a text is not put into a claim.
func Strong(text string) bool {
	if strings.Contains(text, "@") || titledName(text, nil) || degreeName(text) || personalData(text) || holdsCPF(text, true) {
		return true
	}
	words := strings.Fields(text)
	if judicialName(words) {
		return true
	}
	for i, w := range words {
		if key := strings.ToLower(strings.Trim(w, ".,:;()")); titles[key] && !mildTitles[key] && i+1 < len(words) && startsUpper(words[i+1]) && startsUpper(w) {
			return true
		}
	}
	return false
}

func startsUpper(s string) bool {
	r, _ := utf8First(s)
	return unicode.IsUpper(r)
}
