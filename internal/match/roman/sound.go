package roman

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
	'q' - 'a': {{"qu", "k"}},
	's' - 'a': {{"shch", "s"}, {"sch", "s"}, {"sh", "s"}, {"sz", "s"}},
	't' - 'a': {{"tsch", "c"}, {"tch", "c"}, {"th", "t"}, {"ts", "z"}, {"tz", "z"}},
	'z' - 'a': {{"zh", "j"}},
}

func code(s string, vowels bool) []byte {
	out := make([]byte, 0, len(s))
	add := func(c byte) {
		if n := len(out); n == 0 || out[n-1] != c {
			out = append(out, c)
		}
	}
next:
	for i := 0; i < len(s); {
		c := s[i]
		if c < 'a' || c > 'z' {
			i++
			continue
		}
		for _, d := range digraphs[c-'a'] {
			if len(s)-i >= len(d.text) && s[i:i+len(d.text)] == d.text {
				for k := range len(d.code) {
					add(d.code[k])
				}
				i += len(d.text)
				continue next
			}
		}
		last := i == len(s)-1
		i++
		switch c {
		case 'a', 'e':
			if vowels && !(last && c == 'e' && len(out) > 1) {
				add('a')
			}
		case 'i', 'y':
			if vowels {
				add('i')
			}
		case 'o', 'u':
			if vowels {
				add('u')
			}
		case 'h':
			if !last {
				add('h')
			}
		case 'q':
			add('k')
		case 'w':
			add('v')
		case 'x':
			add('k')
			add('s')
		case 'c':
			if !last && (s[i] == 'e' || s[i] == 'i' || s[i] == 'y') {
				add('s')
			} else {
				add('k')
			}
		default:
			add(c)
		}
	}
	return out
}
