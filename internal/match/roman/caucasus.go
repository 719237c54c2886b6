package roman

import "strings"

var (
	// BGN/PCGN 1981 for Armenian, marks stripped; և as in the reformed spelling.
	armenianBGN = table(`
ա a բ b գ g դ d ե e զ z է e ը y թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն n շ sh ո o չ ch պ p ջ j ռ r
ս s վ v տ t ր r ց ts ւ v փ p ք k օ o ֆ f և ev ՙ -`)
	// Hübschmann–Meillet, marks stripped.
	armenianScholar = table("ը e ժ z խ x ծ c ձ j ղ l ճ c յ y շ s չ c ջ j ռ r ց c ւ w")
	// As the western dialect sounds: voiced and voiceless stops change places.
	armenianWestern = table("բ p գ k դ t կ g պ b տ d ծ dz ձ ts ճ j ջ ch")

	// National system of Georgia, 2002 (BGN/PCGN 2009), apostrophes dropped.
	georgianNational = table(`
ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh ყ q შ sh ჩ ch ც ts ძ dz წ ts
ჭ ch ხ kh ჯ j ჰ h ჱ ey ჲ y ჳ w ჴ q ჵ o ჶ f ჷ e`)
	georgianScholar = table("ჟ z ღ g ყ q შ s ჩ c ც c ძ j წ c ჭ c ხ x ჯ j") // ISO 9984, marks stripped
	georgianPopular = table("ყ k ფ ph ქ k ხ h")
)

func armenianSpellings(w string) []Spelling {
	w = strings.ReplaceAll(w, "եւ", "և") // NFKC parts the ligature
	r := []rune(w)
	return []Spelling{
		{Latin: armenian(r, armenianBGN), System: "BGN"},
		{Latin: armenian(r, armenianWestern), System: "Western Armenian"},
		{Latin: latinise(armenianVowels(r), armenianScholar, armenianBGN), System: "Scholarly"},
	}
}

// armenian writes ե and ո at the start of a word as ye and vo, as they sound there.
func armenian(r []rune, own alphabet) string {
	start := ""
	if len(r) > 1 {
		switch {
		case r[0] == 'ե' || r[0] == 'և':
			start = "y"
		case r[0] == 'ո' && r[1] != 'ւ' && r[1] != 'վ':
			start = "v"
		}
	}
	return start + latinise(armenianVowels(r), own, armenianBGN)
}

// armenianVowels puts one letter in place of ու, which is one vowel.
func armenianVowels(r []rune) []rune {
	return []rune(strings.ReplaceAll(string(r), "ու", "u"))
}

func georgianSpellings(w string) []Spelling {
	r := []rune(w)
	return []Spelling{
		{Latin: latinise(r, georgianNational), System: "National"},
		{Latin: latinise(r, georgianPopular, georgianNational), System: "Popular"},
		{Latin: latinise(r, georgianScholar, georgianNational), System: "ISO 9984"},
	}
}
