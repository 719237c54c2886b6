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
	}
	// Written the same in both countries: Chinese, with the likeliest Japanese reading behind.
	var out spellingSet
	out.list = chineseSpellings(run)
	if read := japaneseReadings(run); len(read) > 0 {
		out.list = out.list[:min(len(out.list), maxSpellings-1)]
		out.add(longVowels(read[0], "o", "u", ""), "Hepburn")
	}
	return out.list
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
