package roman

import "unicode"

// longestWord is the number of letters of a word that are read; what follows is no name.
const longestWord = 64

// cjkSpellings spells a word of Hangul, kana or Han characters; Han and kana may be mixed. The first spelling is the most usual.
func cjkSpellings(word string, s Script) []Spelling {
	run := letters64(word)
	switch {
	case s == Hangul:
		return hangulSpellings(run)
	case !allHan(run):
		return japaneseSpellings(run)
	}
	chinese, japanese := country(run)
	switch {
	case japanese && !chinese:
		return japaneseSpellings(run)
	case chinese && !japanese:
		return chineseSpellings(run)
	default:
		return interleave(chineseSpellings(run), japaneseSpellings(run))
	}
}

// Japanese spells a word of kanji and kana that is known to be Japanese, from the words beside it or from the country of its
// bearer. Without that knowledge Word reads a word of Han characters as Chinese first.
func Japanese(word string) []Spelling {
	return distinct(japaneseSpellings(letters64(word)))
}

func letters64(word string) []rune {
	run := make([]rune, 0, longestWord)
	for _, r := range word {
		if len(run) == longestWord {
			break
		}
		run = append(run, r)
	}
	return run
}

// interleave takes a spelling of the one and of the other in turn.
func interleave(a, b []Spelling) []Spelling {
	var out spellingSet
	for i := range max(len(a), len(b)) {
		for _, list := range [][]Spelling{a, b} {
			if i < len(list) {
				out.add(list[i].Latin, list[i].System)
			}
		}
	}
	return out.list
}

// Segment cuts a run of kana and kanji where a new word may begin: between katakana and kanji or hiragana, and around the
// particle no between words of katakana. A run of Han characters alone is one word.
func Segment(run string) []string {
	var out []string
	start, before := 0, other
	for i, r := range run {
		kind := signOf(r, before)
		if i > 0 && kind != before && (kind == katakana || before == katakana) {
			out = append(out, run[start:i])
			start = i
		}
		before = kind
	}
	if start < len(run) {
		out = append(out, run[start:])
	}
	return out
}

// sign is a kind of Japanese writing.
type sign uint8

const (
	other sign = iota
	katakana
)

// signOf tells katakana from the rest. A katakana letter that is written between kanji as a particle (ノ, ヶ, ツ) goes with them,
// the prolonging sign with what stands before it.
func signOf(r rune, before sign) sign {
	switch {
	case r == prolonged:
		return before
	case before == other && (r == 'ノ' || r == 'ヶ' || r == 'ケ' || r == 'ツ' || r == 'ッ'):
		return other
	case unicode.Is(unicode.Katakana, r):
		return katakana
	default:
		return other
	}
}

// spellingSet keeps the spellings in order, each once.
type spellingSet struct{ list []Spelling }

func (s *spellingSet) add(latin, system string) {
	if latin == "" {
		return
	}
	for i := range s.list {
		if s.list[i].Latin == latin {
			return
		}
	}
	s.list = append(s.list, Spelling{Latin: latin, System: system})
}

// isHan says whether r is a Han character; the sign 々, which repeats one, counts as one.
func isHan(r rune) bool {
	return unicode.Is(unicode.Han, r)
}

func allHan(word []rune) bool {
	for _, r := range word {
		if !isHan(r) {
			return false
		}
	}
	return true
}
