package roman

import (
	"strings"
	"unicode/utf8"
)

// Slavic is a code that all usual romanisations of a word of Russian, Ukrainian or Belarusian have in common, and the word in
// its own letters too: "нефтяной", "neftyanoy", "neftianoi" and "neftjanoj" all give "neftanoi". A word of any other script gives
// "". Case is lower. It tells nothing of which language a Latin word is: who compares codes must have long ones.
func Slavic(word string) string {
	c := slavicCoder{out: make([]byte, 0, len(word))}
	for i := 0; i < len(word); {
		if word[i] < 0x80 {
			n := c.latin(word[i:])
			if n == 0 {
				return ""
			}
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(word[i:])
		code, ok := eastSlavic[r]
		if !ok {
			return ""
		}
		i += n
		for j := range len(code) {
			c.add(code[j])
		}
	}
	return string(c.out)
}

// slavicCoder writes a code. Softness is not in it: romanisations differ on it most, so that an i before a vowel is dropped;
// equal neighbours are one, and t before s is the one letter that both may stand for.
type slavicCoder struct{ out []byte }

func (c *slavicCoder) add(b byte) {
	n := len(c.out)
	if n > 0 {
		switch last := c.out[n-1]; {
		case last == b:
			return
		case last == 'i' && strings.IndexByte("aeou", b) >= 0:
			c.out = c.out[:n-1]
			c.add(b)
			return
		case last == 't' && b == 's':
			c.out[n-1] = 'c'
			return
		}
	}
	c.out = append(c.out, b)
}

// slavicClusters are the clusters of Latin letters that romanisations write for one, longest first. Capitals are codes of
// sibilants.
var slavicClusters = []struct{ text, code string }{
	{"shch", "S"},
	{"szcz", "S"},
	{"sch", "S"},
	{"tch", "C"},
	{"sh", "S"},
	{"sz", "S"},
	{"ch", "C"},
	{"cz", "C"},
	{"zh", "Z"},
	{"kh", "h"},
	{"tz", "c"},
	{"x", "ks"},
	{"w", "v"},
	{"y", "i"},
	{"j", "i"},
	{"q", "k"},
}

// latin writes what a word of Latin letters begins with, and returns how much that is; 0 for no letter.
func (c *slavicCoder) latin(s string) int {
	switch {
	case s[0] == '\'': // a soft sign
		return 1
	case s[0] < 'a' || s[0] > 'z':
		return 0
	}
	for _, cl := range slavicClusters {
		if strings.HasPrefix(s, cl.text) {
			for j := range len(cl.code) {
				c.add(cl.code[j])
			}
			return len(cl.text)
		}
	}
	c.add(s[0])
	return 1
}

// eastSlavic is what the letters of the three languages are written as.
var eastSlavic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'ё': "e", 'є': "e", 'ж': "Z", 'з': "z", 'и': "i", 'і': "i",
	'ї': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ў': "v",
	'ф': "f", 'х': "h", 'ц': "c", 'ч': "C", 'ш': "S", 'щ': "S", 'ъ': "", 'ы': "i", 'ь': "", 'э': "e", 'ю': "u", 'я': "a",
}

// adjective are the endings of a Slavic adjective of belonging, as they are romanised.
var adjective = []string{"skogo", "skoye", "skoje", "skaya", "skaia", "skaja", "skoe", "skie", "skii", "skij", "skiy", "skyi", "skoi", "skoy", "ski", "sky"}

// minStem is how long what an adjective was made of is: shorter ones are rather names of people.
const minStem = 5

// Stem is the name that a Slavic adjective in Latin letters was made of, nearly: places and their plants are called by either
// ("Samusskiy", "Samus"). It is "" for any other word.
func Stem(latin string) string {
	for _, end := range adjective {
		if stem, ok := strings.CutSuffix(latin, end); ok && len(stem) >= minStem {
			return stem
		}
	}
	return ""
}
