package roman

import "strings"

var (
	// Academy of the Hebrew Language, 2006, simple form; the letters whose sound depends on their place are written by hebrew.
	hebrewAcademy = table(`
א a ב v ג g ד d ה h ז z ח h ט t כ kh ך kh ל l מ m ם m נ n ן n ס s ע - פ f ף f צ ts ץ ts ק k ר r ש sh ת t
װ v ױ oy ײ ey`)
	hebrewHard    = table("ב b כ k ך k פ p ף p")
	hebrewPopular = table("ח ch צ tz ץ tz ך ch כ ch ק q")
	hebrewSin     = table("ש s")
	// Loanwords write foreign sounds with a stroke after a letter.
	hebrewStrokes = strings.NewReplacer("ג'", "j", "ג׳", "j", "צ'", "ch", "צ׳", "ch", "ץ'", "ch", "ז'", "zh", "ז׳", "zh", "ת'", "th",
		"וו", "v", "יי", "y")
)

func hebrewSpellings(w string) []Spelling {
	r := []rune(hebrewStrokes.Replace(w))
	return []Spelling{
		{Latin: hebrew(r, "o", alphabet{}), System: "Academy", Open: true},
		{Latin: hebrew(r, "u", hebrewHard), System: "Academy", Open: true},
		{Latin: hebrew(r, "o", hebrewPopular), System: "Popular", Open: true},
		{Latin: hebrew(r, "v", alphabet{}), System: "Academy", Open: true},
		{Latin: hebrew(r, "o", hebrewSin), System: "Academy", Open: true},
		{Latin: hebrew(r, "u", alphabet{}), System: "Academy", Open: true},
	}
}

// hebrew writes ו as vav, except at the start of a word, where it is a consonant.
func hebrew(r []rune, vav string, own alphabet) string {
	var b strings.Builder
	for i, c := range r {
		first, last := i == 0, i == len(r)-1
		switch {
		case c == 'ו' && first:
			b.WriteByte('v')
		case c == 'ו':
			b.WriteString(vav)
		case c == 'י' && (first || !last && strings.ContainsRune("אהו", r[i+1])):
			b.WriteByte('y')
		case c == 'י':
			b.WriteByte('i')
		case c == 'ה' && last:
			b.WriteByte('a')
		case c == 'ע' && first:
			b.WriteByte('a')
		case c == 'א' && first && !last && strings.ContainsRune("וי", r[1]):
			// carries the vowel that follows
		case first && strings.ContainsRune("בכפ", c):
			b.WriteString(latinOf(c, hebrewHard))
		default:
			b.WriteString(latinOf(c, own, hebrewAcademy))
		}
	}
	return b.String()
}
