package roman

import (
	"strings"
	"unicode"
)

// Japanese spells a word of kanji and kana that is known to be Japanese, from the words beside it or from the country of its
// bearer. Without that knowledge Word reads a word of Han characters as Chinese first.
func Japanese(word string) []Spelling {
	run := letters64(word)
	if found := japaneseSpellings(run); len(found) > 0 {
		return distinct(found)
	}
	return distinct(chineseSpellings(run))
}

// IsJapanese tells whether a name is Japanese: it has kana, a Japanese word for company, or characters in the form that only
// Japan writes.
func IsJapanese(name string) bool {
	if strings.Contains(name, "会社") || strings.Contains(name, "會社") || strings.Contains(name, "株式") || strings.Contains(name, "(株)") {
		return true
	}
	chinese, japanese := false, false
	for _, r := range name {
		if r < 0x3000 {
			continue
		}
		if unicode.In(r, unicode.Hiragana, unicode.Katakana) {
			return true
		}
		v := variants()[r]
		chinese, japanese = chinese || v.simplified, japanese || v.japanese
	}
	return japanese && !chinese
}

// japaneseSpellings spells a word of kanji and kana by Hepburn: each reading with short long vowels, then the other spellings
// of the likeliest one.
func japaneseSpellings(word []rune) []Spelling {
	read := japaneseReadings(word)
	if len(read) == 0 {
		return nil
	}
	var out spellingSet
	if katakanaOnly(word) {
		katakanaWord(word, read[0], &out)
		return out.list
	}
	for i, r := range read {
		if i < maxSpellings-2 {
			out.add(longVowels(r, "o", "u", ""), "Hepburn")
		}
	}
	hepburn(read[0], &out, "Hepburn")
	return out.list
}

// katakanaWord spells a word of katakana: by Hepburn, as initials if it reads as names of letters, and as the foreign word it may be.
func katakanaWord(word []rune, read string, out *spellingSet) {
	signs := inHiragana(word)
	out.add(longVowels(read, "o", "u", ""), "Hepburn")
	out.add(initialsOf(signs), "names of letters")
	out.add(loanword(signs, "r"), "loanword")
	out.add(loanword(signs, "l"), "loanword")
	hepburn(read, out, "Hepburn")
}

func katakanaOnly(word []rune) bool {
	for i := range word {
		if word[i] != prolonged && !unicode.Is(unicode.Katakana, word[i]) {
			return false
		}
	}
	return true
}

// Segment cuts a run of kana and kanji where a new word may begin: between katakana and what is not, and, if the name is
// Japanese, between kanji at the ends of known words. The particle no between words is left out. Other runs are one word.
func Segment(run string, japanese bool) []string {
	signs := []rune(run)
	var out []string
	for start := 0; start < len(signs); {
		end, kana := start+1, isKatakana(signs, start)
		for end < len(signs) && isKatakana(signs, end) == kana {
			end++
		}
		switch piece := signs[start:end]; {
		case len(piece) == 1 && piece[0] == 'の' && len(signs) > 1:
		case japanese && !kana:
			out = append(out, readings().split(piece)...)
		default:
			out = append(out, string(piece))
		}
		start = end
	}
	return out
}

// isKatakana tells katakana from kanji and hiragana. One katakana letter alone between others is a particle of their word (ノ, ヶ,
// ツ); the prolonging sign goes with what stands before it.
func isKatakana(signs []rune, i int) bool {
	for i > 0 && signs[i] == prolonged {
		i--
	}
	if !unicode.Is(unicode.Katakana, signs[i]) {
		return false
	}
	alone := i > 0 && i+1 < len(signs) && !unicode.Is(unicode.Katakana, signs[i-1]) && signs[i-1] != prolonged &&
		!unicode.Is(unicode.Katakana, signs[i+1]) && signs[i+1] != prolonged
	return !alone
}

// split cuts a word between parts of which one is a known word. A part of one character stays with its neighbour unless it
// opens the name as a name of its own.
func (k *kanji) split(written []rune) []string {
	word := k.inKnownForms(written)
	var out []string
	spans, from := k.cuts(word), 0
	for i, s := range spans[:max(0, len(spans)-1)] {
		next := spans[i+1]
		whole := s.to-s.from > 1 || s.from == 0 && k.affix(word, 0) == nil
		known := k.isWord(word, s) || k.isWord(word, next)
		if whole && known && next.to-next.from > 1 && isHan(word[s.from]) && isHan(word[next.from]) {
			out = append(out, string(written[from:s.to]))
			from = s.to
		}
	}
	return append(out, string(written[from:]))
}

func (k *kanji) isWord(word []rune, s span) bool {
	_, known := k.words[string(word[s.from:s.to])]
	return known
}
