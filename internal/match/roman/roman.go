// Package roman writes words of other scripts in Latin letters, in the ways that are in use: a passport, a library and a
// newspaper spell one name differently, and official lists hold all of them.
//
// What never lives here: translation (package lexicon), comparison of spellings (package similar), names as wholes (package text).
package roman

// Script is the writing system of a letter, as far as it decides how a word is romanised.
type Script uint8

// The scripts.
const (
	Other Script = iota
	Latin
	Cyrillic
	Greek
	Armenian
	Georgian
	Arabic
	Hebrew
	Thai
	Hangul
	Kana // hiragana and katakana
	Han
)

// Spelling is one way to write a word in Latin letters.
type Spelling struct {
	Latin  string // a–z only, lower case, no blanks
	Open   bool   // vowels are missing because the script does not write them (Arabic, Hebrew): compare consonants
	System string // the table it was made by: "BGN", "ISO 9", "Pinyin", "Hepburn", …
}
