package evidence

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"probity.example/probity/internal/ident"
)

// soleMark are the words and letters with which registers mark a natural person in business, whatever else the name
// says: Russia and Ukraine (ИП, ФЛП, ФОП), Austria (e.U., §19 UGB), Germany (e.K., §19 HGB). The dotted German forms are
// read with their case: "E.U." is a company of one member in Colombia.
var soleMark = regexp.MustCompile(`(?i:физическ\S+\s+лиц\S*\s*[-–]?\s*предпринимател|фізичн\S+\s+особ\S*\s*[-–]?\s*підприєм|eingetragener?\s+kauf(frau|mann))|^\s*(ФОП|ФЛП|ИП)\s+\p{L}|(^|\s)e\.\s?(U|K|Kfm|Kfr)\.?\s*($|[,(;/])`)

// soleWords are the Croatian and Serbian words for the same; a company's form beside them speaks against.
var soleWords = set(`obrt preduzetnik предузетник`)

// microName is the form of a Brazilian micro-entrepreneur's business name since 2021: the first eight digits of the
// register number, then the person's name.
var microName = regexp.MustCompile(`^\s*\d{2}\.\d{3}\.\d{3}\s+(\p{L}.*)$`)

var (
	cpfWord   = regexp.MustCompile(`(?i)\bCPF\b[\s.:/#nNºo°-]*\d`)
	cpfDotted = regexp.MustCompile(`\b\d{3}\.\d{3}\.\d{3}-\d{2}\b`)
	cpfBare   = regexp.MustCompile(`(^|[^\w./-])\d{11}($|[^\w./-])`)
	birth     = regexp.MustCompile(`(?i)\b(DOB|d\.o\.b\.?)\s*[:\d(]|\(\s*DOB\b|\bdate of birth\b|\bborn\s+(on\s+)?(\d|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+\d)`)
)

// holdsCPF reports a valid number of a Brazilian natural person; bare says whether eleven digits without points count.
func holdsCPF(s string, bare bool) bool {
	if digits(s) < 11 {
		return false
	}
	for _, m := range cpfDotted.FindAllString(s, -1) {
		if validCPF(strings.Map(digitOnly, m)) {
			return true
		}
	}
	return bare && slices.ContainsFunc(cpfBare.FindAllString(s, -1), func(m string) bool { return validCPF(strings.Map(digitOnly, m)) })
}

// personalData reports a birth date, or the number of a natural person, told by its label or beyond doubt by its check digits.
func personalData(s string) bool {
	low := strings.ToLower(s)
	return strings.Contains(low, "cpf") && cpfWord.MatchString(s) || holdsAny(low, birthMarks) && birth.MatchString(s) || ident.HoldsPerson(s)
}

// birthMarks and soleMarks are what the patterns cannot do without: few names hold one, and patterns are slow.
var (
	birthMarks = []string{"dob", "d.o.b", "birth", "born"}
	soleMarks  = []string{"e.", "kauf", "Kauf", "KAUF", "ФОП", "ФЛП", "ИП", "предприн", "підприєм", "ПРЕДПРИН", "ПІДПРИЄМ", "Предприн", "Підприєм"}
)

func holdsAny(s string, marks []string) bool {
	return slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(s, m) })
}

func digits(s string) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// markedSole reports a register's own mark of a natural person in business.
func markedSole(name string, words []string, form string) bool {
	if holdsAny(name, soleMarks) && soleMark.MatchString(name) || holdsCPF(name, form == "") {
		return true
	}
	if form == "" || formSole(form) {
		if slices.ContainsFunc(words, func(w string) bool { return soleWords[w] }) {
			return true
		}
	}
	if form == "" && digits(name) >= 8 {
		if m := microName.FindStringSubmatch(name); m != nil && fullName(fold(m[1])) {
			return true
		}
	}
	return serbianSole(name)
}

// serbianSole: "<personal name> PR <place>", PR for preduzetnik.
func serbianSole(name string) bool {
	if !strings.Contains(name, " PR ") && !strings.Contains(name, " ПР ") {
		return false
	}
	fields := strings.Fields(name)
	for i := 2; i < len(fields)-1 && i < 5; i++ {
		if f := fields[i]; f != "PR" && f != "ПР" || len(fields)-i > 4 {
			continue
		}
		before := fold(strings.Join(fields[:i], " "))
		return fullName(before) && (personShape(before) || strings.HasSuffix(before[len(before)-1], "ic") || strings.HasSuffix(before[len(before)-1], "ић"))
	}
	return false
}

// addressed are the words that stand before a person's name and nothing else, as fold writes them.
var addressed = set(`mr mrs ms miss श्री श्रीमती السيد السيده κυριοσ κυρια κα κοσ господин госпожа מר גב`)

// honoured reports whether a name that holds nothing of an organisation begins or ends with a word by which people are
// addressed.
func honoured(name string, words []string) bool {
	name = strings.TrimSpace(name)
	if domain(name) || messrs(name) {
		return false
	}
	if len(words) > 1 && addressed[words[0]] && !strings.ContainsFunc(words[1], unicode.IsNumber) || strings.HasPrefix(name, "κ. ") {
		return true
	}
	for _, t := range []string{"นาย", "นาง", "น.ส."} { // written with the given name; the family name stands apart
		if strings.HasPrefix(name, t) && len(strings.Fields(name)) > 1 {
			return true
		}
	}
	for _, t := range []string{"先生", "女士", "小姐", "様", "氏", "님"} {
		if rest, ok := strings.CutSuffix(name, t); ok && len([]rune(rest)) > 1 {
			return true
		}
	}
	return koreanAddressed(name)
}

// koreanAddressed: 씨 also writes the letter C at the end of firms' names, so it counts apart or after a full name.
func koreanAddressed(name string) bool {
	rest, ok := strings.CutSuffix(name, "씨")
	if !ok {
		return false
	}
	runes := []rune(rest)
	return strings.HasSuffix(rest, " ") || len(runes) == 3 && strings.ContainsRune("김이박최정강조윤장임한오서신권황안송류홍", runes[0])
}

// offices are held by people; those in laterOffices name other things too, unless a comma parts them from a name.
var (
	offices = set(`president ceo cfo coo director owner coowner proprietor shareholder manager chairman chairwoman chairperson founder cofounder officer representative secretary`)
	later   = set(`partner minister`)
	// beforeOffice stand between a name and the office.
	beforeOffice = set(`vice chief executive managing deputy general senior co former acting sole the a its and is was as first assistant`)
	// officeSeats are what an office's word describes rather than its holder.
	officeSeats = set(`office offices committee board council`)
)

// officeHolder reports whether an office's word follows words that name no organisation, and whether these have the shape
// of a personal name.
func officeHolder(name string) (held, shaped bool) {
	parts := strings.Split(name, ",")
	for i := 1; i < len(parts); i++ {
		head := fold(strings.Join(parts[:i], " "))
		if len(head) == 0 || !free(head) {
			break
		}
		if officeFirst(fold(parts[i])) {
			return true, personShape(head)
		}
	}
	words := fold(parts[0])
	for i, w := range words {
		chief := w == "executive" && i > 0 && words[i-1] == "chief"
		if !offices[w] && !chief || i+1 < len(words) && orgWord(words[i+1]) {
			continue
		}
		before := words[:i]
		for len(before) > 0 && beforeOffice[before[len(before)-1]] {
			before = before[:len(before)-1]
		}
		if i == len(words)-1 { // "<name> Bank Manager"
			trimmed := before
			for len(trimmed) > 0 && orgWord(trimmed[len(trimmed)-1]) {
				trimmed = trimmed[:len(trimmed)-1]
			}
			if len(trimmed) < len(before) {
				return personShape(trimmed), personShape(trimmed)
			}
		}
		return len(before) > 1 && fullName(before) && free(before), personShape(before)
	}
	return false, false
}

// officeFirst: an office among the first words, and no seat of it.
func officeFirst(words []string) bool {
	for i, w := range words[:min(len(words), 4)] {
		if officeSeats[w] || w == "of" {
			return false
		}
		if offices[w] || later[w] || w == "executive" && i > 0 && words[i-1] == "chief" {
			return i+1 == len(words) || !officeSeats[words[i+1]]
		}
	}
	return false
}

// free: no word of an organisation and no legal form among the words.
func free(words []string) bool {
	if slices.ContainsFunc(words, orgWord) {
		return false
	}
	_, ok := formOf(strings.Join(words, " "))
	return !ok
}

// tradesAs reports whether what stands before "doing business as" names no organisation.
func tradesAs(name string) bool {
	owner, ok := tradingOwner(name)
	if !ok {
		return false
	}
	words := fold(owner)
	return len(words) > 0 && !domain(owner) && free(words)
}

// judicial are offices that stand before a name in the titles of decisions.
var judicial = set(`judge justice magistrate notary attorney prosecutor`)

// notNames follow such an office where no person is meant.
var notNames = set(`of for act acts reform league bill code system minister initiative in announces orders rules approves finds sentences general's office's public fees charges`)

func judicialName(words []string) bool {
	for i := 1; i < len(words); i++ {
		if !judicial[strings.ToLower(strings.Trim(words[i-1], ".,:;()"))] || !startsUpper(words[i]) || strings.ContainsAny(words[i-1], ",;:") {
			continue
		}
		if i > 1 && strings.EqualFold(words[i-1], "justice") && strings.EqualFold(words[i-2], "of") {
			continue
		}
		next := fold(words[i])
		if len(next) > 0 && !notNames[strings.ToLower(strings.Trim(words[i], ".,:;()"))] && !orgWord(next[0]) && !weakWords[next[0]] && strings.IndexFunc(words[i], unicode.IsDigit) < 0 {
			return true
		}
	}
	return false
}
