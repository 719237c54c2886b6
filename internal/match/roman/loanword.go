package roman

import "strings"

// letterNames are the names of Latin letters in kana, in which firms write their initials: エヌ・ティ・ティ, シーイーシー.
var letterNames = tableOf(`
えーa えいa びーb しーc しいc でぃーd でぃd でーd いーe えふf じーg えいちh えっちh あいi じぇーj じぇいj けーk けいk えるl えむm えぬn
おーo おうo ぴーp きゅーq あーるr えすs てぃーt てぃt てーt ゆーu ぶいv だぶりゅーw だぶるw えっくすx わいy ぜっとz
`)

// longestLetter is the number of signs of the longest name of a letter.
const longestLetter = 5

// initialsOf reads kana as two or more names of Latin letters; it is empty if they are not.
func initialsOf(signs []rune) string {
	var b strings.Builder
next:
	for i := 0; i < len(signs); {
		for n := min(longestLetter, len(signs)-i); n > 0; n-- {
			if letter, found := letterNames[string(signs[i:i+n])]; found {
				b.WriteString(letter)
				i += n
				continue next
			}
		}
		return ""
	}
	if b.Len() < 2 {
		return ""
	}
	return b.String()
}

// loanword undoes what Japanese does to foreign words: the vowel it puts behind a consonant (sofuto, kurabu) and the long a it has
// for ar and er. Japanese has one sound for r and l; liquid is the letter for it where a vowel follows.
func loanword(signs []rune, liquid string) string {
	var b strings.Builder
	for i := 0; i < len(signs); {
		if signs[i] == prolonged || signs[i] == smallTsu {
			if signs[i] == prolonged && i > 0 && strings.HasSuffix(b.String(), "a") && !vowelAt(signs, i+1) {
				b.WriteByte('r')
			}
			i++
			continue
		}
		latin, n := mora(signs[i:])
		i += n
		long := i < len(signs) && signs[i] == prolonged
		if !long && !vowelAt(signs, i) {
			latin = withoutVowel(latin)
		}
		if strings.HasPrefix(latin, "r") && len(latin) > 1 {
			latin = liquid + latin[1:]
		}
		b.WriteString(latin)
	}
	return lips(foreignSounds.Replace(b.String()))
}

// foreignSounds are written in kana by what comes nearest: uesuto is west, myujikku music.
var foreignSounds = strings.NewReplacer(
	"ue", "we", "ui", "wi", "kya", "ka", "gya", "ga", "hyu", "hu", "kyu", "ku", "myu", "mu", "nyu", "nu", "pyu", "pu", "byu", "bu", "fyu", "fu", "tyu", "tu", "dyu", "du",
)

// withoutVowel drops the vowel of a mora that stands for a consonant alone.
func withoutVowel(latin string) string {
	switch latin {
	case "ru":
		return "l"
	case "to", "do", "ku", "gu", "su", "zu", "tsu", "fu", "bu", "pu", "mu", "vu":
		return latin[:len(latin)-1]
	default:
		return latin
	}
}

// vowelAt tells whether the sign at i begins with a vowel or y, so that the sign before keeps its own.
func vowelAt(signs []rune, i int) bool {
	if i >= len(signs) {
		return false
	}
	latin, _ := mora(signs[i:])
	return latin != "" && strings.IndexByte("aiueoy", latin[0]) >= 0
}
