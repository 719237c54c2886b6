package roman

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// chinese is what names need beyond a dictionary of characters: which of several readings names have.
type chinese struct {
	characters map[rune][]string
	words      map[string][]string // syllables
	longest    int
}

var chineseNames = sync.OnceValue(func() *chinese {
	c := &chinese{characters: map[rune][]string{}, words: map[string][]string{}}
	eachLine("pinyin", func(line []string, _ int) {
		if strings.Contains(line[0], "-") {
			for _, w := range line[1:] {
				c.words[w] = strings.Split(line[0], "-")
				c.longest = max(c.longest, utf8.RuneCountInString(w))
			}
			return
		}
		for _, r := range line[1] {
			c.characters[r] = strings.Split(line[0], ",")
		}
	})
	return c
})

// chineseSpellings spells a Chinese word by Pinyin, joined and without tones, by Wade–Giles without its marks, and by Pinyin with
// the other reading of one character that has two in names.
func chineseSpellings(word []rune) []Spelling {
	syllables, others := chineseNames().read(word)
	var out spellingSet
	joined := strings.Join(syllables, "")
	out.add(joined, "Pinyin")
	var wade strings.Builder
	for _, s := range syllables {
		wade.WriteString(wadeGiles(s))
	}
	out.add(wade.String(), "Wade–Giles")
	for i, other := range others {
		if other == "" {
			continue
		}
		rest := append([]string(nil), syllables...)
		rest[i] = other
		out.add(strings.Join(rest, ""), "Pinyin, other reading")
		if len(out.list) == maxSpellings {
			break
		}
	}
	out.add(strings.ReplaceAll(joined, "v", "u"), "Pinyin, ü as u")
	return out.list
}

// read gives the syllables of a word and, where a character has a second reading in names, that one.
func (c *chinese) read(word []rune) (syllables, others []string) {
	for i := 0; i < len(word); {
		if found, n := c.wordAt(word[i:]); n > 0 {
			syllables = append(syllables, found...)
			others = append(others, make([]string, len(found))...)
			i += n
			continue
		}
		ways := c.characters[word[i]]
		if ways == nil {
			ways = []string{toneless(pinyin.PinyinDict[int(word[i])])}
		}
		i++
		if ways[0] == "" {
			continue
		}
		other := ""
		if len(ways) > 1 {
			other = ways[1]
		}
		syllables, others = append(syllables, ways[0]), append(others, other)
	}
	return syllables, others
}

// toneless is the first of readings written with tones and commas, without its tone and with v for ü.
func toneless(dictionary string) string {
	first, _, _ := strings.Cut(dictionary, ",")
	return strings.Map(func(r rune) rune {
		switch r {
		case 'ā', 'á', 'ǎ', 'à':
			return 'a'
		case 'ē', 'é', 'ě', 'è', 'ê', 'ế', 'ề':
			return 'e'
		case 'ī', 'í', 'ǐ', 'ì':
			return 'i'
		case 'ō', 'ó', 'ǒ', 'ò':
			return 'o'
		case 'ū', 'ú', 'ǔ', 'ù':
			return 'u'
		case 'ü', 'ǖ', 'ǘ', 'ǚ', 'ǜ':
			return 'v'
		case 'ń', 'ň', 'ǹ':
			return 'n'
		case 'ḿ':
			return 'm'
		}
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, first)
}

func (c *chinese) wordAt(word []rune) (syllables []string, n int) {
	for n := min(c.longest, len(word)); n > 1; n-- {
		if found, known := c.words[string(word[:n])]; known {
			return found, n
		}
	}
	return nil, 0
}

// wadeGiles respells a syllable of Pinyin, without apostrophes and diaereses, as names in Taiwan and older books have it.
func wadeGiles(syllable string) string {
	if whole, found := wadeWhole[syllable]; found {
		return whole
	}
	initial, final := "", syllable
	if n := len(syllable); n > 2 && syllable[1] == 'h' {
		initial, final = syllable[:2], syllable[2:]
	} else if n > 1 && strings.IndexByte("aeo", syllable[0]) < 0 {
		initial, final = syllable[:1], syllable[1:]
	}
	switch {
	case final == "ian":
		final = "ien"
	case final == "ie" || final == "ue" || final == "ve":
		final = strings.Replace(final, "v", "u", 1) + "h"
	case final == "uo" && (initial != "g" && initial != "k" && initial != "h" && initial != "sh"):
		final = "o"
	case final == "e" && (initial == "g" || initial == "k" || initial == "h"):
		final = "o"
	case final == "ui" && (initial == "g" || initial == "k"):
		final = "uei"
	case strings.HasSuffix(final, "ong"):
		final = strings.TrimSuffix(final, "ong") + "ung"
	case final == "v":
		final = "u"
	}
	if respelled, found := wadeInitials[initial]; found {
		initial = respelled
	}
	return initial + final
}

var wadeInitials = map[string]string{
	"b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "r": "j", "z": "ts", "c": "ts",
}

// wadeWhole are the syllables that do not follow from initial and final.
var wadeWhole = map[string]string{
	"zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu", "yi": "i", "you": "yu",
	"yan": "yen", "ye": "yeh", "yue": "yueh", "yong": "yung", "er": "erh", "wo": "wo", "bo": "po", "mo": "mo", "fo": "fo", "po": "po",
}
