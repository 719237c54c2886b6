package roman

import "unicode"

// longestWord is the number of letters of a word that are read; what follows is no name.
const longestWord = 64

// cjkSpellings spells a word of Hangul, kana or Han characters; Han and kana may be mixed. The first spelling is the most usual.
func cjkSpellings(word string, s Script) []Spelling {
	run := make([]rune, 0, longestWord)
	for _, r := range word {
		if len(run) == longestWord {
			break
		}
		run = append(run, r)
	}
	switch {
	case s == Hangul:
		return hangulSpellings(run)
	case allHan(run):
		return hanSpellings(run)
	default:
		return kanaSpellings(run)
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

// isHan says whether r is a Han character, or one of the signs that stand for one (々 repeats the last, 〆 and ヶ are read).
func isHan(r rune) bool {
	return unicode.Is(unicode.Han, r)
}
