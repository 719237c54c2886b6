package roman

import "strings"

// moras spells hiragana by Hepburn, longest first: two signs, then one. Katakana is read as hiragana. The spellings of
// loanwords (ファ, ティ, ヴ) are those of the Japanese foreign ministry.
var moras = tableOf(`
あa いi うu えe おo かka きki くku けke こko さsa しshi すsu せse そso たta ちchi つtsu てte とto
なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro
わwa ゐi ゑe をo んn がga ぎgi ぐgu げge ごgo ざza じji ずzu ぜze ぞzo だda ぢji づzu でde どdo
ばba びbi ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo ゔvu ぁa ぃi ぅu ぇe ぉo ゃya ゅyu ょyo ゎwa ゕka ゖke
きゃkya きゅkyu きょkyo しゃsha しゅshu しょsho ちゃcha ちゅchu ちょcho にゃnya にゅnyu にょnyo ひゃhya ひゅhyu ひょhyo
みゃmya みゅmyu みょmyo りゃrya りゅryu りょryo ぎゃgya ぎゅgyu ぎょgyo じゃja じゅju じょjo ぢゃja ぢゅju ぢょjo
びゃbya びゅbyu びょbyo ぴゃpya ぴゅpyu ぴょpyo
ふぁfa ふぃfi ふぇfe ふぉfo ふゅfyu ゔぁva ゔぃvi ゔぇve ゔぉvo ゔゅvyu うぃwi うぇwe うぉwo いぇye
てぃti でぃdi とぅtu どぅdu てゅtyu でゅdyu しぇshe じぇje ちぇche つぁtsa つぃtsi つぇtse つぉtso
くぁkwa くぃkwi くぇkwe くぉkwo くゎkwa ぐぁgwa ぐぃgwi ぐぇgwe ぐぉgwo ぐゎgwa すぃsi ずぃzi
`)

const (
	smallTsu  = 'っ'
	syllabicN = 'ん'
	prolonged = 'ー'
)

func tableOf(text string) map[string]string {
	table := map[string]string{}
	for entry := range strings.FieldsSeq(text) {
		cut := strings.IndexFunc(entry, func(r rune) bool { return r < 0x80 })
		table[entry[:cut]] = entry[cut:]
	}
	return table
}

// hiragana gives the hiragana of a katakana letter, and any other rune as it is.
func hiragana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - 'ァ' + 'ぁ'
	}
	return r
}

// inHiragana writes katakana as hiragana, and the signs of repetition out.
func inHiragana(word []rune) []rune {
	signs := make([]rune, len(word))
	for i, r := range word {
		signs[i] = hiragana(r)
		if i > 0 && (r == 'ゝ' || r == 'ヽ') {
			signs[i] = signs[i-1]
		}
		if i > 0 && (r == 'ゞ' || r == 'ヾ') {
			signs[i] = signs[i-1] + 1 // the voiced sign stands behind the plain one
		}
	}
	return signs
}

// romaji spells kana sign for sign: long vowels as they are written (ou, ー as a hyphen), the syllabic n as n. Letters that
// are no kana are left out.
func romaji(word []rune) string {
	signs := inHiragana(word)
	var b strings.Builder
	double := false
	for i := 0; i < len(signs); {
		if signs[i] == smallTsu || signs[i] == prolonged {
			double = signs[i] == smallTsu
			if signs[i] == prolonged && b.Len() > 0 {
				b.WriteByte('-')
			}
			i++
			continue
		}
		latin, n := mora(signs[i:])
		i += n
		if latin == "" {
			continue
		}
		if double {
			latin = doubled(latin)
		}
		double = false
		b.WriteString(latin)
	}
	return b.String()
}

func mora(signs []rune) (latin string, n int) {
	if len(signs) > 1 {
		if latin, found := moras[string(signs[:2])]; found {
			return latin, 2
		}
	}
	return moras[string(signs[:1])], 1
}

func doubled(latin string) string {
	switch {
	case strings.HasPrefix(latin, "ch"):
		return "t" + latin
	case strings.IndexByte("aiueony", latin[0]) >= 0:
		return latin
	default:
		return latin[:1] + latin
	}
}

// hepburn spells what romaji gave in the ways names of firms are written: long vowels short (Taisei Koki), as written
// (Kouki), doubled (Kooki), with h (Ohta), and n before lips as m (Shimbun).
func hepburn(signs string, out *spellingSet, system string) {
	short := longVowels(signs, "o", "u", "")
	out.add(short, system)
	out.add(lips(short), system+", m")
	out.add(longVowels(signs, "ou", "uu", ""), system+", ou")
	out.add(longVowels(signs, "oh", "u", ""), system+", oh")
	out.add(longVowels(signs, "oo", "uu", "="), system+", oo")
}

// longVowels replaces long o and long u. The prolonging sign after another vowel is left out, or doubles it if bar is "=".
func longVowels(signs, o, u, bar string) string {
	var b strings.Builder
	for i := 0; i < len(signs); i++ {
		c := signs[i]
		var next byte
		if i+1 < len(signs) {
			next = signs[i+1]
		}
		switch {
		case c == 'o' && (next == 'u' || next == 'o' || next == '-'):
			b.WriteString(o)
			i++
		case c == 'u' && (next == 'u' || next == '-'):
			b.WriteString(u)
			i++
		case c == '-':
			if bar != "" && b.Len() > 0 {
				b.WriteByte(signs[i-1])
			}
		case c != '\'':
			b.WriteByte(c)
		}
	}
	return b.String()
}

var lipsReplacer = strings.NewReplacer("nb", "mb", "np", "mp", "nm", "mm")

func lips(latin string) string { return lipsReplacer.Replace(latin) }
