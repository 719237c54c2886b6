package roman

import "strings"

// Letters of Cyrillic by system. Each table lists what differs from the ones asked after it; signs are dropped.
var (
	// BGN/PCGN 1947 for Russian, with the letters of other languages as BGN/PCGN writes them; marks stripped.
	cyrBase = table(`
а a б b в v г g д d е e ё yo ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ - ы y
ь - э e ю yu я ya  ґ g і i ї yi є ye ў w  ђ dj ј j љ lj њ nj ћ c џ dz ѓ gj ќ kj ѕ dz ѝ i
ә a ғ gh қ q ң ng ө o ұ u ү u һ h ӣ i ӯ u ҳ h ҷ j җ j ҡ q ҙ dh ҫ th ӑ a ӗ e ӳ u ӧ o ӱ u ӏ - ѣ e ѳ f ѵ i`)
	// ICAO 9303 machine readable travel documents.
	cyrICAO = table("ё e й i ъ ie ю iu я ia ї i є ie ў u ћ c")
	// Scholarly transliteration (ISO/R 9:1968, DIN 1460, the Slavic Latin alphabets), marks stripped.
	cyrScholar = table("ж z й j х ch ц c ч c ш s щ sc ю ju я ja ё e ї ji є je ў u ђ d")
	// ISO 9:1995 and the Latin alphabet of Serbian and Macedonian, marks stripped.
	cyrISO = table("ж z й j х h ц c ч c ш s щ s ю u я a ё e ї i є e ў u ђ d љ l њ n џ d қ k ғ g ң n")

	cyrUkrainian  = table("г h и y")
	cyrInside     = table("є ie ї i й i ю iu я ia") // Ukraine's Cabinet resolution 55 of 2010, after the first letter
	cyrBelarusian = table("г h")
	cyrBulgarian  = table("щ sht ъ a х h") // Transliteration Act 2009
	cyrSerbian    = table("ж z х h ц c ч c ш s ѓ gj ќ kj")
	cyrUzbek      = table("ў o х kh")
	cyrPopular    = table("ё e") // what newspapers leave of BGN/PCGN
	cyrForeign    = table("щ sht х h")
	cyrH          = table("х h")
	cyrLoans      = strings.NewReplacer("кс", "x", "техн", "techn", "механ", "mechan", "хром", "chrom", "хлор", "chlor", "хим", "chim")
	cyrG          = table("г g")
)

// cyrLanguage is what the letters of a word tell about its language.
type cyrLanguage uint8

const (
	russian cyrLanguage = iota // or any that writes the same letters
	ukrainian
	belarusian
	bulgarian
	serbian // and Macedonian
	turkic  // and Tajik
)

func cyrillicLanguage(w string) cyrLanguage {
	switch {
	case strings.ContainsAny(w, "әғқңөұүһӣӯҳҷҡҙҫ"):
		return turkic
	case strings.ContainsAny(w, "ђћљњџјѓќѕ"):
		return serbian
	case strings.ContainsAny(w, "ў") || strings.ContainsRune(w, 'і') && strings.ContainsAny(w, "ыэё"):
		return belarusian
	case strings.ContainsAny(w, "іїєґ"):
		return ukrainian
	}
	r := []rune(w)
	for i, c := range r {
		if c == 'ъ' && i > 0 && i+1 < len(r) && !strings.ContainsRune("еёюя", r[i+1]) {
			return bulgarian
		}
	}
	return russian
}

func cyrillicSpellings(w string) []Spelling {
	r := []rune(w)
	bgn := func(system string, own ...alphabet) Spelling {
		return Spelling{Latin: latinise(r, append(own, cyrBase)...), System: system}
	}
	iso := []Spelling{bgn("Scholarly", cyrScholar), bgn("ISO 9", cyrISO)}
	switch cyrillicLanguage(w) {
	case ukrainian:
		return append([]Spelling{
			{Latin: latinise(r[:1], cyrUkrainian, cyrBase) + latinise(r[1:], cyrInside, cyrUkrainian, cyrBase), System: "KMU 55"},
			bgn("BGN", cyrUkrainian), bgn("BGN Russian"), bgn("Scholarly", cyrScholar, cyrUkrainian),
		}, iso...)
	case belarusian:
		return append([]Spelling{
			bgn("BGN", cyrBelarusian),
			{Latin: withYe(r, cyrG), System: "BGN Russian"},
			bgn("ICAO", cyrICAO, cyrBelarusian),
			bgn("Scholarly", cyrScholar, cyrBelarusian),
		}, iso...)
	case bulgarian:
		return append([]Spelling{bgn("Transliteration Act", cyrBulgarian), bgn("BGN", cyrBulgarian, cyrPopular)}, iso...)
	case serbian:
		return append([]Spelling{bgn("Gaj", cyrSerbian), bgn("BGN")}, iso...)
	case turkic:
		return append([]Spelling{bgn("BGN"), bgn("BGN", cyrUzbek), bgn("ICAO", cyrICAO, cyrH)}, iso...)
	}
	own := []Spelling{
		{Latin: withYe(r), System: "BGN"},
		{Latin: popular(r), System: "Popular"},
		bgn("ICAO", cyrICAO),
		{Latin: foreign(r), System: "Foreign words"},
	}
	return append(own, iso...)
}

// withYe is BGN/PCGN for Russian: е begins with y at the start of a word, after a vowel, after й and after the signs.
func withYe(r []rune, own ...alphabet) string {
	var b strings.Builder
	own = append(own, cyrBase)
	for i, c := range r {
		if c == 'е' && (i == 0 || strings.ContainsRune("аеёиоуыэюяйъьіў", r[i-1])) {
			b.WriteByte('y')
		}
		b.WriteString(latinOf(c, own...))
	}
	return b.String()
}

// foreign writes foreign words as they were before Russians or Bulgarians heard them: дж was j, х was h.
func foreign(r []rune) string {
	return latinise([]rune(strings.ReplaceAll(string(r), "дж", "j")), cyrForeign, cyrBase)
}

// popular is what newspapers write: plain e, x for кс, words from Greek as in English, one y for the endings -ий and -ый.
func popular(r []rune) string {
	s := string(r)
	for _, end := range []string{"ий", "ый"} {
		if rest, ok := strings.CutSuffix(s, end); ok {
			s = rest + "ы"
		}
	}
	return latinise([]rune(cyrLoans.Replace(s)), cyrPopular, cyrBase)
}
