package roman

import (
	"embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed han/*.txt
var hanTables embed.FS

// kanji is what is known of how Japanese reads Han characters.
type kanji struct {
	on      map[rune][]string // Sino-Japanese readings, the one most used in names of firms first
	kun     map[rune][]native
	words   map[string][]string
	longest int                  // characters of the longest word
	affixes [2]map[rune][]string // of one character: behind a name, before a name
	forms   map[rune]rune        // from what HanVariants gives to the form that the tables have
}

// native is a native reading; inside a name it may be voiced: yama-kawa, but hase-gawa.
type native struct{ plain, inside string }

var readings = sync.OnceValue(func() *kanji {
	k := &kanji{on: map[rune][]string{}, kun: map[rune][]native{}, words: map[string][]string{}, forms: map[rune]rune{}}
	eachLine("on", func(line []string, _ int) {
		for _, r := range line[1] {
			k.on[r] = appendNew(k.on[r], line[0])
			k.forms[HanVariants(r)] = r
		}
	})
	eachLine("kun", func(line []string, _ int) {
		plain, inside, voiced := strings.Cut(line[0], "/")
		if !voiced {
			inside = plain
		}
		for _, r := range line[1] {
			k.kun[r] = append(k.kun[r], native{plain, inside})
			k.forms[HanVariants(r)] = r
		}
	})
	eachLine("words", func(line []string, _ int) {
		for _, w := range line[1:] {
			k.words[w] = strings.Split(line[0], ",")
			k.longest = max(k.longest, utf8.RuneCountInString(w))
		}
	})
	k.affixes = [2]map[rune][]string{{}, {}}
	eachLine("affixes", func(line []string, before int) {
		for _, r := range line[1] {
			k.affixes[before][r] = strings.Split(line[0], ",")
		}
	})
	return k
})

func appendNew(list []string, more ...string) []string {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// known writes a character in the form that the tables have.
func (k *kanji) known(r rune) rune {
	if len(k.on[r]) > 0 || len(k.kun[r]) > 0 {
		return r
	}
	if form, found := k.forms[HanVariants(r)]; found {
		return form
	}
	return r
}

// part is a stretch of a word with the ways it may be read, the likeliest first.
type part struct{ ways []string }

// japaneseReadings reads a word of kanji and kana, as one types it (ou, ー as a hyphen): first the likeliest reading, then one
// other reading of one part at a time. A character that is not known is left out beside kana; alone among kanji it leaves the
// word unread.
func japaneseReadings(word []rune) []string {
	parts := readings().parts(word)
	if parts == nil {
		return nil
	}
	out := []string{read(parts, -1, 0)}
	for way := 1; way < maxWays; way++ {
		for i := range parts {
			if way < len(parts[i].ways) {
				out = append(out, read(parts, i, way))
			}
		}
	}
	return out
}

// maxWays bounds the readings of one part.
const maxWays = 5

// read joins the likeliest readings of all parts, but for one part the way given.
func read(parts []part, at, way int) string {
	var b strings.Builder
	for i, p := range parts {
		if i == at {
			b.WriteString(p.ways[way])
		} else {
			b.WriteString(p.ways[0])
		}
	}
	return b.String()
}

// parts cuts a word into known words, stretches of kana and stretches of other kanji, as few and as well known as can be.
func (k *kanji) parts(written []rune) []part {
	word := k.inKnownForms(written)
	var out []part
	for _, c := range k.cuts(word) {
		switch ways := k.waysOf(word, c); {
		case ways != nil:
			out = append(out, part{ways})
		case allHan(word):
			return nil
		}
	}
	return out
}

func (k *kanji) inKnownForms(written []rune) []rune {
	word := make([]rune, len(written))
	for i, r := range written {
		word[i] = k.known(r)
	}
	return word
}

// span is a part of a word: word[from:to].
type span struct{ from, to int }

// What a part costs in the choice of the cuts: a known word less than a stretch that is read character by character, and one
// character of that more than two, for most names of firms have two.
const (
	costWord    = 1
	costAffix   = 2
	costStretch = 3
	costLonger  = 2 // each character of a stretch beyond the second
)

// cuts finds the cheapest way to cut a word, from its end to its beginning.
func (k *kanji) cuts(word []rune) []span {
	n := len(word)
	cost, next := make([]int, n+1), make([]int, n+1)
	for i := n - 1; i >= 0; i-- {
		cost[i] = -1
		for j := i + 1; j <= n && isHan(word[j-1]) == isHan(word[i]); j++ {
			c := costStretch + cost[j]
			if isHan(word[i]) {
				c += costLonger * max(0, j-i-2)
			}
			if cost[i] < 0 || c < cost[i] {
				cost[i], next[i] = c, j
			}
		}
		if k.affix(word, i) != nil && costAffix+cost[i+1] <= cost[i] {
			cost[i], next[i] = costAffix+cost[i+1], i+1
		}
		for j := i + 2; j <= min(n, i+k.longest); j++ {
			if _, known := k.words[string(word[i:j])]; known && costWord+cost[j] <= cost[i] {
				cost[i], next[i] = costWord+cost[j], j
			}
		}
	}
	var out []span
	for i := 0; i < n; i = next[i] {
		out = append(out, span{i, next[i]})
	}
	return out
}

// affix reads the character at i if it stands behind or before two or more characters and is a common affix there.
func (k *kanji) affix(word []rune, i int) []string {
	switch {
	case i > 1 && (i+1 == len(word) || !isHan(word[i+1])):
		return k.affixes[0][word[i]]
	case i == 0 && len(word) > 2:
		return k.affixes[1][word[i]]
	default:
		return nil
	}
}

// waysOf reads one part.
func (k *kanji) waysOf(word []rune, c span) []string {
	w := word[c.from:c.to]
	if ways, known := k.words[string(w)]; known {
		return ways
	}
	if ways := k.affix(word, c.from); ways != nil && len(w) == 1 {
		return ways
	}
	if isHan(w[0]) {
		return k.stretch(w, c.from == 0)
	}
	particle := len(w) == 1 && strings.ContainsRune("ヶケヵ", w[0])
	if particle && c.from > 0 && isHan(word[c.from-1]) && c.to < len(word) && isHan(word[c.to]) {
		return []string{"ga"} // Sekigahara
	}
	return []string{romaji(w)}
}

// stretch reads kanji that form no known word, Sino-Japanese or native. A single character at the beginning of a name, and two
// that end like a surname, are likelier native.
func (k *kanji) stretch(word []rune, first bool) []string {
	word = repeated(word)
	on, native := k.sino(word, -1), k.native(word, false)
	var ways []string
	if native != "" && (len(word) == 1 && first || len(word) == 2 && strings.ContainsRune(surnameEnds, word[1])) {
		ways = appendNew(ways, native)
	}
	if on != "" {
		ways = appendNew(ways, on)
	}
	if native != "" {
		ways = appendNew(ways, native, k.native(word, true))
	}
	for i := range word {
		if other := k.sino(word, i); other != "" {
			ways = appendNew(ways, other)
		}
	}
	if ways == nil {
		return k.mixed(word)
	}
	return ways
}

// repeated writes out the sign 々.
func repeated(word []rune) []rune {
	out := slices.Clone(word)
	for i := 1; i < len(out); i++ {
		if out[i] == '々' {
			out[i] = out[i-1]
		}
	}
	return out
}

// surnameEnds are characters that end many surnames.
const surnameEnds = "田川山村木本井上野原島崎沢谷口橋塚倉林森岡石池松内屋津浦下中部尾瀬江越宮水元坂根垣"

// sino joins Sino-Japanese readings with the sound changes between them; the character at second takes its second reading. It
// is empty if a reading is not known.
func (k *kanji) sino(word []rune, second int) string {
	out := ""
	for i, r := range word {
		ways := k.on[r]
		switch {
		case len(ways) == 0 || i == second && len(ways) == 1:
			return ""
		case i == second:
			out = joinSino(out, ways[1])
		default:
			out = joinSino(out, ways[0])
		}
	}
	return out
}

// joinSino joins two readings: gaku+kou is gakkou, nichi+san nissan, hatsu+hou happou, san+hei sampei.
func joinSino(left, right string) string {
	if left == "" || right == "" {
		return left + right
	}
	short := strings.HasSuffix(left, "tsu") || strings.HasSuffix(left, "chi")
	lone := len(left) > 3 // the reading "chi" itself does not change
	switch c := right[0]; {
	case short && lone && (c == 'k' || c == 's'):
		return left[:len(left)-3] + right[:1] + right
	case short && lone && c == 't':
		return left[:len(left)-3] + "t" + right
	case short && lone && c == 'c':
		return left[:len(left)-3] + "t" + right
	case short && lone && (c == 'h' || c == 'f'):
		return left[:len(left)-3] + "pp" + right[1:]
	case strings.HasSuffix(left, "ku") && len(left) > 2 && c == 'k':
		return left[:len(left)-2] + "k" + right
	case strings.HasSuffix(left, "n") && (c == 'h' || c == 'f'):
		return left + "p" + right[1:]
	default:
		return left + right
	}
}

// native joins native readings, voiced inside the word or not; empty if a reading is not known.
func (k *kanji) native(word []rune, voiced bool) string {
	var b strings.Builder
	for i, r := range word {
		ways := k.kun[r]
		switch {
		case len(ways) == 0:
			return ""
		case i > 0 && voiced:
			b.WriteString(ways[0].inside)
		default:
			b.WriteString(ways[0].plain)
		}
	}
	return b.String()
}

// mixed reads each character as it can be read; nil if one cannot.
func (k *kanji) mixed(word []rune) []string {
	out := ""
	for _, r := range word {
		switch {
		case len(k.on[r]) > 0:
			out = joinSino(out, k.on[r][0])
		case len(k.kun[r]) > 0:
			out += k.kun[r][0].plain
		default:
			return nil
		}
	}
	return []string{out}
}
