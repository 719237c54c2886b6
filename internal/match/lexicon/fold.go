package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// none is what a byte folds to that no entry may hold, because the trie uses it for itself.
const none = "\xff"

// foldAt returns what the character at w[i] is compared as, and its length in w. It drops what writers leave out or write
// differently: apostrophes, accents of Latin and Greek, Cyrillic ё, Arabic vowel signs and seats of hamza, Hebrew points.
func (t *table) foldAt(w string, i int) (as string, size int) {
	switch c := w[i]; {
	case c == '\'' || c == '`':
		return "", 1
	case c == ' ' || c == '*':
		return none, 1
	case c < utf8.RuneSelf:
		return w[i : i+1], 1
	}
	r, size := utf8.DecodeRuneInString(w[i:])
	switch {
	case r == utf8.RuneError && size == 1:
		return none, 1
	case r < lowEnd:
		return t.low[r], size
	case r >= highStart && r < highEnd:
		return t.high[r-highStart], size
	case dropped(r):
		return "", size
	}
	if as := letter(r); as != "" {
		return as, size
	}
	return w[i : i+size], size
}

// dropped reports marks and joiners that carry no letter.
func dropped(r rune) bool {
	switch {
	case r >= 0x0591 && r <= 0x05C7, // Hebrew points
		r >= 0x0610 && r <= 0x061A, r >= 0x064B && r <= 0x065F, r == 0x0670, // Arabic vowels
		r == 0x0640, r >= 0x200B && r <= 0x200F, // tatweel, joiners
		r >= 0x2018 && r <= 0x201B, r == 0x05F3, r == 0x05F4: // apostrophes, geresh
		return true
	}
	return false
}

// letter is the letter that stands for all spellings of r outside the Latin and Greek blocks, or "" for r itself.
func letter(r rune) string {
	switch r {
	case 'ё', 'ѐ':
		return "е"
	case 'ѝ':
		return "и"
	case 'ґ':
		return "г"
	case 'أ', 'إ', 'آ', 'ٱ':
		return "ا"
	case 'ى', 'ی', 'ئ', 'ې':
		return "ي"
	case 'ة', 'ۀ', 'ە', 'ھ', 'ہ':
		return "ه"
	case 'ؤ':
		return "و"
	case 'ک':
		return "ك"
	}
	return ""
}

// The blocks that hold Latin and Greek letters with accents.
const (
	lowEnd    = 0x400
	highStart = 0x1E00
	highEnd   = 0x2000
)

// special are Latin letters that do not come apart into a letter and marks.
var special = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ð': "d", 'đ': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "ng", 'ə': "e",
	'ĸ': "k", 'ŧ': "t", 'ς': "σ", 'ʻ': "", 'ʼ': "", 'ʾ': "", 'ʿ': "", '´': "", '·': "",
}

// foldBlocks fills the tables for accented letters.
func foldBlocks() (low, high []string) {
	one := func(r rune) string {
		if s, ok := special[r]; ok {
			return s
		}
		var b strings.Builder
		for _, d := range norm.NFD.String(string(r)) {
			if s, ok := special[d]; ok {
				b.WriteString(s)
			} else if !unicode.Is(unicode.Mn, d) {
				b.WriteRune(d)
			}
		}
		return b.String()
	}
	low, high = make([]string, lowEnd), make([]string, highEnd-highStart)
	for r := range rune(lowEnd) {
		low[r] = one(r)
	}
	for r := range rune(highEnd - highStart) {
		high[r] = one(highStart + r)
	}
	return low, high
}

// fold is foldAt over a whole word.
func (t *table) fold(w string) string {
	i := 0
	for i < len(w) && (w[i] >= 'a' && w[i] <= 'z' || w[i] >= '0' && w[i] <= '9') {
		i++
	}
	if i == len(w) {
		return w
	}
	var b strings.Builder
	b.Grow(len(w))
	for i := 0; i < len(w); {
		as, size := t.foldAt(w, i)
		b.WriteString(as)
		i += size
	}
	return b.String()
}

// maxHeads bounds the places at which a word may be read from.
const maxHeads = 4

// heads returns the offsets at which a word may begin: its own first letter, and behind the articles and prepositions that
// Arabic, Hebrew, French and Italian write onto it.
func heads(w string) (at [maxHeads]int, n int) {
	n = 1
	if len(w) < 4 {
		return at, n
	}
	add := func(off int) {
		if off > 0 && utf8.RuneCountInString(w[off:]) >= 3 && n < maxHeads {
			at[n] = off
			n++
		}
	}
	switch c := w[0]; {
	case c >= 0xD8 && c <= 0xDB:
		add(arabicArticle(w))
		if rest, ok := strings.CutPrefix(w, "و"); ok {
			off := len(w) - len(rest)
			add(off)
			if a := arabicArticle(rest); a > 0 {
				add(off + a)
			}
		}
	case c == 0xD7:
		for _, p := range []string{"ה", "ו", "ל", "ב"} {
			if strings.HasPrefix(w, p) {
				add(len(p))
			}
		}
	case c >= 'a' && c <= 'z':
		add(elided(w))
	}
	return at, n
}

// arabicArticle is the length of the article before a word, alone or with a preposition, or 0.
func arabicArticle(w string) int {
	for _, p := range []string{"ال", "لل", "بال"} {
		if strings.HasPrefix(w, p) {
			return len(p)
		}
	}
	return 0
}

// minElided is how many bytes a word needs for its first letters to be taken for an article that lost its vowel.
const minElided = 7

// elided is the length of an article or preposition that lost its vowel and, as the case may be, its apostrophe, before a vowel
// or h (d'investissement, linstitut, dell'industria), or 0.
func elided(w string) int {
	if len(w) < minElided {
		return 0
	}
	off := 0
	switch w[0] {
	case 'd', 'l':
		off = 1
	}
	for _, p := range []string{"dell", "dall", "all", "nell", "sull"} {
		if strings.HasPrefix(w, p) {
			off = len(p)
			break
		}
	}
	if off == 0 {
		return 0
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(w[off:], "'"), "’")
	if len(rest) < minElided-2 || !strings.ContainsRune("aeiouhéèêî", firstRune(rest)) {
		return 0
	}
	return len(w) - len(rest)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// maxShort is how many letters at most make an entry short.
const maxShort = 2

// short reports entries that Cut trusts only beside others: one letter of any script, two of Kana or Thai.
func short(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	if size == len(s) {
		return true
	}
	_, second := utf8.DecodeRuneInString(s[size:])
	return size+second == len(s) && unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
