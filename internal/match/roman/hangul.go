package roman

import "strings"

// A Hangul syllable of Unicode is 0xAC00 + (lead*21 + vowel)*28 + tail.
const (
	hangulFirst = 0xAC00
	hangulLast  = 0xD7A3
)

// Leads and tails by their place in the Unicode order, as far as the rules between syllables name them.
const (
	leadG, leadN, leadD, leadR, leadM, leadB = 0, 2, 3, 5, 6, 7
	leadS, leadNone, leadJ, leadCh, leadH    = 9, 11, 12, 14, 18
	tailNone, tailNg, tailH                  = 0, 21, 27
)

// Closing sounds of a syllable: many written tails end in one of seven sounds.
const (
	closeNone = iota
	closeK
	closeN
	closeT
	closeL
	closeM
	closeP
	closeNg
)

var (
	// closing gives the sound a written tail has before a consonant or at the end of the word.
	closing = [28]uint8{
		closeNone, closeK, closeK, closeK, closeN, closeN, closeN, closeT, closeL, closeK, closeM, closeL, closeL, closeL,
		closeP, closeL, closeM, closeP, closeP, closeT, closeT, closeNg, closeT, closeT, closeK, closeT, closeP, closeT,
	}
	// before a vowel the last consonant of the tail opens the next syllable: what stays behind, and the lead it becomes.
	stays  = [28]uint8{0, 0, 0, 1, 0, 4, 0, 0, 0, 8, 8, 8, 8, 8, 8, 0, 0, 0, 17, 0, 0, 21, 0, 0, 0, 0, 0, 0}
	carry  = [28]uint8{11, 0, 1, 9, 2, 12, 2, 3, 5, 0, 6, 7, 9, 16, 17, 5, 6, 7, 9, 9, 10, 11, 12, 14, 15, 16, 17, 11}
	unaspH = [28]uint8{6: 4, 15: 8, 27: 0} // tails that end in ㅎ, without it
)

// letters is the spelling of a system.
type letters struct {
	leads  [19]string
	vowels [21]string
	tails  [8]string
}

var revised = letters{
	[19]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"},
	[21]string{
		"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
	},
	[8]string{"", "k", "n", "t", "l", "m", "p", "ng"},
}

var mcCune = letters{
	[19]string{"k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch", "k", "t", "p", "h"},
	[21]string{
		"a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "u", "ui", "i",
	},
	[8]string{"", "k", "n", "t", "l", "m", "p", "ng"},
}

// syllable is a written syllable whose lead and tail the rules between syllables may change.
type syllable struct {
	lead, vowel, tail uint8
	close             uint8 // closing sound, set by the rules
	liquid            bool  // the lead is a ㄹ that follows ㄹ: written l
	voiced            bool  // the lead stands between voiced sounds
}

// hangulSpellings spells a Korean word: the South Korean standard of 2000, McCune–Reischauer of 1939 without its marks,
// McCune–Reischauer as North Korea uses it, the usual spelling of firms, and each syllable for itself.
func hangulSpellings(word []rune) []Spelling {
	written := syllables(word)
	if len(written) == 0 {
		return nil
	}
	south, north := spoken(written, false), spoken(written, true)
	var out spellingSet
	out.add(spell(south, &revised, false), "Revised Romanisation")
	out.add(spell(south, &mcCune, true), "McCune–Reischauer")
	out.add(spell(north, &mcCune, true), "McCune–Reischauer, KP")
	out.add(business(south), "usage")
	out.add(spell(apart(written), &revised, false), "Revised Romanisation, by letter")
	return out.list
}

func syllables(word []rune) []syllable {
	var out []syllable
	for _, r := range word {
		if r < hangulFirst || r > hangulLast {
			continue
		}
		n := r - hangulFirst
		out = append(out, syllable{lead: uint8(n / 588), vowel: uint8(n % 588 / 28), tail: uint8(n % 28)})
	}
	return out
}

// apart closes each syllable as if it stood alone.
func apart(written []syllable) []syllable {
	out := append([]syllable(nil), written...)
	for i := range out {
		out[i].close = closing[out[i].tail]
	}
	return out
}

// spoken applies the assimilation between syllables. In the North a ㄹ that opens a syllable stays r.
func spoken(written []syllable, north bool) []syllable {
	out := append([]syllable(nil), written...)
	for i := range out {
		s := &out[i]
		if i+1 == len(out) {
			s.close = closing[s.tail]
			break
		}
		next := &out[i+1]
		switch {
		case next.lead == leadNone && s.tail != tailNone && s.tail != tailNg:
			next.lead, s.tail = carry[s.tail], stays[s.tail]
			s.close = closing[s.tail]
		case (s.tail == tailH || unaspH[s.tail] != 0) && (next.lead == leadG || next.lead == leadD || next.lead == leadJ):
			next.lead = aspirated(next.lead)
			s.close = closing[unaspH[s.tail]]
		default:
			s.close = closing[s.tail]
			assimilate(s, next, north)
		}
		next.voiced = voices(s.close)
		next.liquid = s.close == closeL && next.lead == leadR
	}
	return out
}

func aspirated(lead uint8) uint8 {
	switch lead {
	case leadG:
		return 15
	case leadD:
		return 16
	default:
		return leadCh
	}
}

// assimilate changes the closing sound of s and the lead of next where they meet.
func assimilate(s, next *syllable, north bool) {
	stop := s.close == closeK || s.close == closeT || s.close == closeP
	switch {
	case next.lead == leadR && (s.close == closeN || s.close == closeL):
		s.close = closeL
	case next.lead == leadN && s.close == closeL:
		next.lead = leadR
	case next.lead == leadR && s.close != closeNone && !north:
		next.lead = leadN
	}
	if stop && (next.lead == leadN || next.lead == leadM || next.lead == leadR) {
		s.close = map[uint8]uint8{closeK: closeNg, closeT: closeN, closeP: closeM}[s.close]
	}
}

func voices(closed uint8) bool {
	return closed != closeK && closed != closeT && closed != closeP
}

// spell writes the syllables. With voicing, the plain stops between voiced sounds are g d b j (McCune–Reischauer).
func spell(word []syllable, l *letters, voicing bool) string {
	var b strings.Builder
	for i := range word {
		s := &word[i]
		b.WriteString(lead(word, i, l, voicing))
		b.WriteString(l.vowels[s.vowel])
		b.WriteString(l.tails[s.close])
	}
	return b.String()
}

func lead(word []syllable, i int, l *letters, voicing bool) string {
	s := &word[i]
	if s.liquid {
		return "l"
	}
	if !voicing || i == 0 || !s.voiced {
		return l.leads[s.lead]
	}
	afterL := word[i-1].close == closeL
	switch s.lead {
	case leadG, leadB:
		return revised.leads[s.lead]
	case leadD, leadJ: // ㄹㄷ is lt, ㄹㅈ is lch
		if !afterL {
			return revised.leads[s.lead]
		}
	}
	return l.leads[s.lead]
}

// business spells as firms do that were named before there was a standard: sung, young, hyundai, daewoo, lee.
func business(word []syllable) string {
	var b strings.Builder
	for i := range word {
		s := &word[i]
		if i == 0 && s.lead == leadR {
			b.WriteString("l")
		} else {
			b.WriteString(lead(word, i, &revised, false))
		}
		b.WriteString(businessVowel(s, i+1 == len(word)))
		b.WriteString(revised.tails[s.close])
	}
	return b.String()
}

func businessVowel(s *syllable, last bool) string {
	const (
		ae, eo, yeo, u = 1, 4, 6, 13
	)
	switch {
	case s.vowel == eo && s.close != closeNone:
		return "u"
	case s.vowel == yeo && s.close == closeNg && s.lead == leadNone:
		return "you"
	case s.vowel == yeo && s.close != closeNone:
		return "yu"
	case s.vowel == ae && last && s.close == closeNone:
		return "ai"
	case s.vowel == u && s.lead == leadNone:
		return "woo"
	default:
		return revised.vowels[s.vowel]
	}
}
