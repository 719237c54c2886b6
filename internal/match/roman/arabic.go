package roman

import "strings"

var (
	// BGN/PCGN 1956 for Arabic and, for the letters that only other languages have, for Persian (1958), Urdu and Kurdish; marks
	// stripped. و and ي are written by arabic, which knows their place.
	arabicBGN = table(`
اآأٱ a إ i ء - ؤ u ئ i ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع - غ gh ف f ق q ك k ل l م m
ن n ه h ى a ة a پ p چ ch ژ zh گ g ک k ڪ k ۀ e ھ h ہ h ۂ e ۃ a ے e ۓ e ں n ٹ t ڈ d ڑ r ڵ l ڕ r ۆ o ێ e ە e ڤ v ۇ u ۋ v ې e
ڭ ng ۈ u ڠ ng ڽ ny ښ kh ړ r ډ d ټ t ڼ n ځ dz څ ts ږ zh ګ g ې e ۍ i
ً an ٌ - ٍ - َ a ُ u ِ i ّ - ْ - ٰ a ـ -`)
	arabicConstruct = table("ة t ۃ t") // before a genitive the ending of feminine nouns sounds
	// As these letters sound in Persian, Urdu and Turkish.
	arabicPersian = table("ث s ذ z ض z ظ z ق gh ة eh")
	arabicVav     = table("ث s ذ z ض z ظ z ق gh ة eh و v") // و as a consonant wherever it stands
	arabicUrdu    = table("ث s ذ z ض z ظ z ة t")
	arabicFrench  = table("ش ch ج dj خ kh")      // North Africa and Lebanon
	arabicEgypt   = table("ج g ق g ث t ذ d ى i") // Egypt; ق also Libya and the Gulf
)

func arabicSpellings(w string) []Spelling {
	persian := []Spelling{
		{Latin: arabic(w, "v", arabicPersian), System: "BGN Persian", Open: true},
		{Latin: arabic(w, "v", arabicVav), System: "BGN Persian", Open: true},
		{Latin: arabic(w, "v", arabicUrdu), System: "BGN Urdu", Open: true},
	}
	general := []Spelling{
		{Latin: arabic(w, "w", alphabet{}), System: "BGN", Open: true},
		{Latin: arabic(w, "w", arabicConstruct), System: "BGN", Open: true},
		{Latin: arabic(w, "w", arabicFrench), System: "French", Open: true},
		{Latin: arabic(w, "w", arabicEgypt), System: "Egyptian", Open: true},
	}
	if strings.ContainsAny(w, "پچژگکیہھےٹڈڑں") {
		return append(persian, general...)
	}
	return append(general, persian...)
}

// articles are the article and the one-letter words that are written with it, as one would say them.
var articles = []struct{ written, latin string }{
	{"ال", "al"}, {"وال", "wal"}, {"بال", "bil"}, {"كال", "kal"}, {"فال", "fal"}, {"لل", "lil"}, {"ولل", "walil"},
}

// Article parts an Arabic word from the article before it and from the one-letter words written before that:
// "وال" "كتاب" for والكتاب. The first part is empty if the word has no article, or is too short to tell.
func Article(w string) (article, rest string) {
	_, article, rest = parted(w)
	return article, rest
}

func parted(w string) (latin, article, rest string) {
	for _, a := range articles {
		if r, ok := strings.CutPrefix(w, a.written); ok && len(r) >= len("ابا") {
			return a.latin, a.written, r
		}
	}
	return "", "", w
}

// arabic writes the consonants and the long vowels; waw is how و is written where it is a consonant.
func arabic(w, waw string, own alphabet) string {
	var b strings.Builder
	article, _, rest := parted(w)
	b.WriteString(article)
	r := []rune(rest)
	for i, c := range r {
		switch c {
		case 'و':
			if v, ok := own.of(c); ok && i+1 < len(r) {
				b.WriteString(v)
			} else if arabicGlide(r, i) {
				b.WriteString(waw)
			} else {
				b.WriteByte('u')
			}
		case 'ي', 'ی':
			if arabicGlide(r, i) {
				b.WriteByte('y')
			} else {
				b.WriteByte('i')
			}
		case 'ا':
			if i == 0 && len(r) > 2 && strings.ContainsRune("ويی", r[1]) && !strings.ContainsRune("اة", r[2]) {
				continue // a long i or u at the start is carried by an alef
			}
			b.WriteByte('a')
		default:
			b.WriteString(latinOf(c, own, arabicBGN))
		}
	}
	return b.String()
}

// arabicGlide tells that و or ي at i is a consonant: at the start of a word and beside a written vowel.
func arabicGlide(r []rune, i int) bool {
	if i == 0 {
		return true
	}
	if i+1 < len(r) && strings.ContainsRune("اآأةى", r[i+1]) {
		return true
	}
	return r[i-1] == 'ا' && i > 1 && i+1 < len(r)
}
