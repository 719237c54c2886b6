package roman

import "strings"

var (
	// ELOT 743 (ISO 843:1997 type 2), letter by letter.
	greekELOT = table(`
αά a β v γ g δ d εέ e ζ z ηή i θ th ιίϊΐ i κ k λ l μ m ν n ξ x οό o π p ρ r σςϲ s τ t υύϋΰ y φ f χ ch ψ ps ωώ o`)
	// As modern Greek sounds to English readers.
	greekPopular = table("χ h υύϋΰ i")
	// As Greeks hear foreign words that they write.
	greekForeign = table("χ h υύϋΰ i")
	greekArabic  = table("χ kh υύϋΰ i")
	// As ancient names are written.
	greekClassical = table("β b ηή e φ ph χ ch υύϋΰ y")

	greekPairsELOT    = map[string]string{"ου": "ou", "ού": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch", "γκ": "gk"}
	greekPairsPopular = map[string]string{
		"ου": "ou", "ού": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nh", "γκ": "ng", "μπ": "mb", "ντ": "nd", "τζ": "tz",
		"αι": "e", "αί": "e", "ει": "i", "εί": "i", "οι": "i", "οί": "i",
	}
	greekPairsForeign = map[string]string{
		"ου": "u", "ού": "u", "γγ": "ng", "γκ": "g", "μπ": "b", "ντ": "d", "τζ": "j", "τσ": "ts", "αι": "e", "αί": "e",
		"ει": "i", "εί": "i", "οι": "i", "οί": "i", "κσ": "x",
	}
	greekPairsClassical = map[string]string{
		"ου": "ou", "ού": "ou", "γγ": "ng", "γκ": "nc", "αι": "ae", "αί": "ae", "οι": "oe", "οί": "oe", "ευ": "eu", "εύ": "eu",
		"αυ": "au", "αύ": "au",
	}
	// At the start of a word these pairs are one sound.
	greekStart = map[string]string{"μπ": "b", "ντ": "d", "γκ": "g"}
)

// A stress on the first vowel of a pair, or a diaeresis on the second, parts the two: the pairs above list neither.
func greekSpellings(w string) []Spelling {
	r := []rune(w)
	return []Spelling{
		{Latin: greek(r, greekPairsELOT, greekELOT), System: "ELOT 743"},
		{Latin: greek(r, greekPairsPopular, greekPopular), System: "Popular"},
		{Latin: greek(r, greekPairsForeign, greekForeign), System: "Foreign words"},
		{Latin: greek(r, greekPairsForeign, greekArabic), System: "Foreign words"},
		{Latin: greek(r, greekPairsClassical, greekClassical), System: "Classical"},
	}
}

func greek(r []rune, pairs map[string]string, letters alphabet) string {
	var b strings.Builder
	for i := 0; i < len(r); {
		if i+1 < len(r) {
			if s, ok := greekPair(r, i, pairs); ok {
				b.WriteString(s)
				i += 2
				continue
			}
		}
		b.WriteString(latinOf(r[i], letters, greekELOT))
		i++
	}
	return b.String()
}

func greekPair(r []rune, i int, pairs map[string]string) (string, bool) {
	two := string(r[i : i+2])
	if i == 0 {
		if s, ok := greekStart[two]; ok {
			return s, true
		}
	}
	if i+2 == len(r) && two == "μπ" {
		return "b", true
	}
	if s, ok := pairs[two]; ok {
		return s, true
	}
	// αυ, ευ and ηυ end in v before a vowel or a voiced consonant, in f elsewhere.
	if r[i+1] != 'υ' && r[i+1] != 'ύ' || !strings.ContainsRune("αεη", r[i]) {
		return "", false
	}
	end := "f"
	if i+2 < len(r) && strings.ContainsRune("αάεέηήιίϊΐοόυύϋΰωώβγδζλμνρ", r[i+2]) {
		end = "v"
	}
	return latinOf(r[i], greekELOT) + end, true
}
