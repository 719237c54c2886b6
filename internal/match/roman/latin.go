package roman

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// latinSpecials are Latin letters that Unicode does not take apart into a base letter and marks.
var latinSpecials = table(`
ßẞ ss  øØ o  æÆ ae  œŒ oe  þÞ th  ðÐ d  đĐ d  łŁ l  ı i  ħĦ h  ŋŊ n  ŧŦ t  ĸ k  ſ s  ŉ n  əƏǝ e  ɛƐ e  ɔƆ o
ƒ f  ɓƁ b  ɗƊɖƉ d  ƙƘ k  ƴƳ y  ɣƔ g  ɨƗ i  ʉɄ u  ʒƷ z  ƶƵ z  ɲƝ n  ŀĿ l  ɩƖ i  ʋƲ v  ɠƓ g  ƥƤ p  ƭƬ t  ȼȻ c  ɍɌ r`)

// FoldLatin strips the marks of Latin letters and writes special letters (ß, ø, æ, þ, ł, ı …) with plain ones. Other scripts
// stay as they are; bytes that are not UTF-8 are dropped. Give it lower case: capitals are folded, not lowered.
func FoldLatin(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 4)
	b.WriteString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(s[i])
		case r != utf8.RuneError || n > 1:
			foldRune(&b, r, s[i:i+n])
		}
		i += n
	}
	return b.String()
}

func foldRune(b *strings.Builder, r rune, raw string) {
	if v, ok := latinSpecials.of(r); ok {
		b.WriteString(v)
		return
	}
	if 0x300 <= r && r < 0x370 || 0x2B9 <= r && r <= 0x2BF { // marks; signs for ayn, hamza and the glottal stop
		return
	}
	d := norm.NFD.PropertiesString(raw).Decomposition()
	if len(d) == 0 {
		b.WriteString(raw)
		return
	}
	base, _ := utf8.DecodeRune(d)
	switch v, special := latinSpecials.of(base); {
	case special: // ǿ is ø with a mark
		b.WriteString(v)
	case base < utf8.RuneSelf:
		b.WriteRune(base)
	default:
		b.WriteString(raw)
	}
}

// Letters with marks that are written with two plain letters where marks cannot be written: by Germans and Scandinavians,
// and by those who spell Slavic and Turkic names for English readers.
var (
	germanic = table("ä ae ö oe ü ue å aa ø oe")
	anglic   = table("č ch ć ch š sh ś sh ş sh ș sh ž zh ż zh ź z ç ch ğ gh ə a ñ ny ǧ j ţ ts ț ts ř rz đ dj ė e ĵ j ŝ sh ĉ ch")
)

func latinSpellings(w string) []Spelling {
	r := []rune(norm.NFC.String(w))
	return []Spelling{
		{Latin: w, System: "Latin"},
		{Latin: latinise(r, germanic), System: "DIN 5007-2"},
		{Latin: latinise(r, anglic), System: "English"},
	}
}

// Letters that look like letters of another alphabet, in capitals or in small letters.
var (
	toLatin    = lookalikes("авсенкморртухіјѕαβεζηικμνορτυχ", "abcehkmopptyxijsabezhikmnoptyx")
	toCyrillic = lookalikes("abcehikmoptxyjsαβεηικμνορτυχ", "авсенікмортхујѕавенікмнортух")
	toGreek    = lookalikes("abezhikmnoptyxавезніkмортух∆", "αβεζηικμνορτυχαβεζηικμορτυχδ")
)

func lookalikes(from, to string) map[rune]rune {
	m := make(map[rune]rune)
	t := []rune(to)
	for i, r := range []rune(from) {
		m[r] = t[i]
	}
	return m
}

// unmask puts letters of the word's own alphabet in place of those that look like them.
func unmask(w string, own map[rune]rune) string {
	return strings.Map(func(r rune) rune {
		if o, ok := own[r]; ok {
			return o
		}
		return r
	}, w)
}
