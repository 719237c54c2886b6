package roman

import "strings"

// Sound is a coarse phonetic code of a Latin spelling: spellings that differ only by the habits of romanisation (kh and h, zh
// and j, ou and u, iy and ij, doubled letters, a silent h or e at the end) have one code. It is no measure of similarity.
func Sound(latin string) string { return string(code(latin, true)) }

// Skeleton is Sound without vowels and semivowels, for words of scripts that do not write them.
func Skeleton(latin string) string { return string(code(latin, false)) }

// digraphs are the clusters that romanisations write for one sound, longest first, by their first letter.
var digraphs = [26][]struct{ text, code string }{
	'c' - 'a': {{"chs", "ks"}, {"ch", "c"}, {"ck", "k"}, {"cq", "k"}, {"cz", "c"}},
	'd' - 'a': {{"dzh", "j"}, {"dj", "j"}, {"dh", "d"}},
	'g' - 'a': {{"gh", "g"}},
	'k' - 'a': {{"kh", "h"}, {"ks", "ks"}},
	'p' - 'a': {{"ph", "f"}},
	'q' - 'a': {{"qua", "kva"}, {"quo", "kvu"}, {"qu", "k"}},
	's' - 'a': {{"shch", "s"}, {"sch", "s"}, {"sh", "s"}, {"sz", "s"}},
	't' - 'a': {{"tsch", "c"}, {"tch", "c"}, {"th", "t"}, {"ts", "z"}, {"tz", "z"}},
	'z' - 'a': {{"zh", "j"}},
}

// coder writes a code letter by letter; equal neighbours are one.
type coder struct {
	s      string
	vowels bool
	out    []byte
}

func (c *coder) add(b byte) {
	if n := len(c.out); n == 0 || c.out[n-1] != b {
		c.out = append(c.out, b)
	}
}

// vowel writes the class of a vowel: a for the open ones and e, i, u for the rounded ones.
func (c *coder) vowel(class byte) {
	if c.vowels {
		c.add(class)
	}
}

// at returns the letter at i, 0 outside the word.
func (c *coder) at(i int) byte {
	if i < 0 || i >= len(c.s) {
		return 0
	}
	return c.s[i]
}

func code(s string, vowels bool) []byte {
	c := coder{s: s, vowels: vowels, out: make([]byte, 0, len(s))}
	for i := 0; i < len(s); {
		if s[i] < 'a' || s[i] > 'z' {
			i++
			continue
		}
		if n := c.digraph(i); n > 0 {
			i += n
			continue
		}
		i += c.letter(i)
	}
	return c.out
}

// digraph writes the cluster that begins at i and returns its length, 0 if none does.
func (c *coder) digraph(i int) int {
	for _, d := range digraphs[c.s[i]-'a'] {
		if !strings.HasPrefix(c.s[i:], d.text) {
			continue
		}
		if c.vowels && d.text == "ch" && isConsonant(c.at(i+2)) { // techno, chrome, Achmed: said as in Greek
			c.add('h')
			return len(d.text)
		}
		for k := range len(d.code) {
			c.add(d.code[k])
		}
		return len(d.text)
	}
	return 0
}

// letter writes the letter at i and returns how many letters that took.
func (c *coder) letter(i int) int {
	prev, next := c.at(i-1), c.at(i+1)
	switch l := c.s[i]; l {
	case 'a':
		c.vowel('a')
		return c.spirant(i)
	case 'e':
		switch {
		case next == 'u' && isConsonant(c.at(i+2)):
			c.vowel('a')
			return c.spirant(i)
		case next == 'e' && c.at(i+2) != 'v': // Ameer, but Alekseev
			c.vowel('i')
			return 2
		case next != 0 || len(c.out) < 2:
			c.vowel('a')
		}
	case 'y':
		switch {
		case next == 'e' && !isConsonant(prev): // Yekaterina and Ekaterina, Alekseyev and Alekseev
		case next == 'u' && isConsonant(prev): // Byuro and Buro
		default:
			c.vowel('i')
		}
	case 'i':
		c.vowel('i')
	case 'o', 'u':
		c.vowel('u')
	case 'w':
		if c.vowels || len(c.out) == 0 {
			c.add('v')
		}
	case 'h':
		if next != 0 {
			c.add('h')
		}
	case 'j':
		if prev == 'i' && (next == 's' || next == 'n' || next == 'k') || next == 0 && strings.HasSuffix(c.s, "kij") {
			c.vowel('i') // the adjectives of Slavic languages: rossijskij
		} else {
			c.add('j')
		}
	case 'q':
		c.add('k')
	case 'x':
		c.add('k')
		c.add('s')
	case 'c':
		if next == 'e' || next == 'i' || next == 'y' {
			c.add('s')
		} else {
			c.add('k')
		}
	default:
		c.add(l)
	}
	return 1
}

// spirant writes the v that Greek and Slavic languages say in au and eu before a consonant (auto and avto, Euro and Evro), and
// returns how many letters the vowel that begins at i takes with it.
func (c *coder) spirant(i int) int {
	if c.at(i+1) != 'u' || !isConsonant(c.at(i+2)) {
		return 1
	}
	if c.vowels {
		c.add('v')
	}
	return 2
}

// isConsonant tells that b is a letter, and none that writes a vowel.
func isConsonant(b byte) bool {
	return b != 0 && strings.IndexByte("aeiouy", b) < 0
}
