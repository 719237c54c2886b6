package evidence

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"probity.example/probity/internal/legalform"
)

var caseFold = cases.Fold()

// fold is the form in which the word tables are written: compatibility forms undone, lower case, no diacritics on Latin,
// Greek and Arabic letters, no apostrophes; all other punctuation parts words.
func fold(s string) []string {
	plain := ascii(s)
	if !plain {
		s = norm.NFKD.String(caseFold.String(norm.NFKC.String(s)))
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			b.WriteRune(foldLetter(r))
		case r >= 0x300 && r <= 0x36f, r >= 0x64b && r <= 0x65f, r == 0x640: // accents, Arabic vowel signs and stretching
		case unicode.IsMark(r):
			b.WriteRune(r)
		case strings.ContainsRune("'’‘ʼ`´ʻʿʾ.", r):
			if r == '.' {
				b.WriteByte(' ')
			}
		default:
			b.WriteByte(' ')
		}
	}
	if plain {
		return strings.Fields(b.String())
	}
	return strings.Fields(norm.NFC.String(b.String()))
}

// foldLetter joins letters that keyboards and transliterations confuse.
func foldLetter(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case 'ł':
		return 'l'
	case 'ø':
		return 'o'
	case 'đ':
		return 'd'
	case 'ς':
		return 'σ'
	case 'ي', 'ی', 'ى':
		return 'ي'
	case 'ك', 'ک':
		return 'ك'
	case 'أ', 'إ', 'آ':
		return 'ا'
	case 'ة':
		return 'ه'
	}
	return r
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// formOf returns the class of the legal form at the end or beginning of a name.
func formOf(s string) (string, bool) {
	if !ascii(s) {
		s = norm.NFKC.String(caseFold.String(norm.NFKC.String(s)))
	} else {
		s = strings.ToLower(s)
	}
	s = strings.Join(strings.FieldsFunc(apostrophes.Replace(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) }), " ")
	return legalform.Has(s)
}

// apostrophes part no words: "Sa'ad" does not end in the form "AD".
var apostrophes = strings.NewReplacer("'", "", "’", "", "‘", "", "ʼ", "", "`", "", "ʻ", "", "ʿ", "", "ʾ", "")

// orgWord reports whether a folded word names a kind of organisation.
func orgWord(w string) bool {
	if orgWords[w] || foreignWord(w) {
		return true
	}
	if len(w) < 6 || namesakes[w] {
		return false
	}
	if w[0] >= 0x80 {
		return otherStems.begin(w) || hasUnit(w)
	}
	if latinStems.begin(w) {
		return true
	}
	for _, e := range orgEndings {
		if len(w) >= len(e)+3 && strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// foreignWord looks a word up in the tables of other scripts, without the Arabic and Hebrew article and conjunction.
func foreignWord(w string) bool {
	if w[0] < 0x80 {
		return false
	}
	if orgForeignFolded[w] {
		return true
	}
	for _, article := range []string{"وال", "بال", "لل", "ال", "و", "ل", "ب", "ה", "ב", "ל"} {
		if rest, ok := strings.CutPrefix(w, article); ok && orgForeignFolded[rest] {
			return true
		}
	}
	return hasUnit(w)
}

// orgForeignFolded is orgForeign as fold writes it.
var orgForeignFolded = func() map[string]bool {
	m := make(map[string]bool, len(orgForeign))
	for w := range orgForeign {
		m[strings.Join(fold(w), "")] = true
	}
	return m
}()

func hasUnit(w string) bool {
	first, _ := utf8First(w)
	if !unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Devanagari) {
		return false
	}
	for _, u := range orgUnitsFolded {
		if u.long && strings.Contains(w, u.text) || !u.long && len(w) > 4*len(u.text) && strings.HasSuffix(w, u.text) {
			return true
		}
	}
	return false
}

type orgUnit struct {
	text string
	long bool
}

var orgUnitsFolded = func() []orgUnit {
	var out []orgUnit
	for _, u := range orgUnits {
		out = append(out, orgUnit{strings.Join(fold(u), ""), len([]rune(u)) > 1})
	}
	return out
}()

func utf8First(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return 0, false
}

// stems are beginnings of words, by their first three bytes.
type stems map[string][]string

func stemIndex(list []string) stems {
	m := stems{}
	for _, s := range list {
		m[s[:3]] = append(m[s[:3]], s)
	}
	return m
}

// begin reports whether a word of three bytes or more begins with one of the stems.
func (m stems) begin(w string) bool {
	for _, s := range m[w[:3]] {
		if strings.HasPrefix(w, s) {
			return true
		}
	}
	return false
}

var latinStems, otherStems = stemIndex(orgStems), stemIndex(foreignStems)

// personShape reports whether words look like the full name of a natural person: two to five words without digits, no
// word of an organisation, and a given name, a patronymic or a name part among them.
func personShape(words []string) bool {
	if len(words) < 2 || len(words) > 6 {
		return false
	}
	full, hit := 0, false
	for i, w := range words {
		if strings.ContainsFunc(w, unicode.IsNumber) || orgWord(w) || weakWords[w] && !particle[w] {
			return false
		}
		if len(w) > 1 {
			full++
		}
		hit = hit || nameParts[w] || patronymic(w) || givenNames[w] && (i == 0 || i == len(words)-1 || len(words) > 2)
	}
	return full >= 2 && hit || syllables(words)
}

// particle are small words inside personal names.
var particle = set(`de la del du von van der den dos das da di e y des el al ul`)

// patronymic: Slavic and Central Asian fathers' names, and family names that only people bear.
func patronymic(w string) bool {
	if len(w) < 7 {
		return false
	}
	for _, e := range []string{"ovich", "evich", "ovych", "evych", "ovna", "evna", "ivna", "yevich", "yevna", "oglu", "zadeh", "shvili", "ович", "евич", "овна", "евна", "івна"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// syllables: an East Asian family name before one or two short given names.
func syllables(words []string) bool {
	if len(words) < 2 || len(words) > 3 || !familyFirst[words[0]] && !familyFirst[words[len(words)-1]] {
		return false
	}
	for _, w := range words {
		if len(w) > 6 || len(w) < 2 || orgWord(w) {
			return false
		}
	}
	return true
}
