package roman

import (
	"slices"
	"strings"
)

// Royal Thai General System of Transcription (1999), letter by letter at the start and at the end of a syllable.
var (
	thaiOnset = table(`
ก k ขฃคฅฆ kh ง ng จ ch ฉชฌ ch ซ s ญ y ฎ d ฏ t ฐฑฒ th ณ n ด d ต t ถทธ th น n บ b ป p ผ ph ฝ f พ ph ฟ f ภ ph ม m ย y ร r
ล l ว w ศษส s ห h ฬ l อ - ฮ h ฤ rue ฦ lue`)
	thaiCoda = table(`
กขฃคฅฆ k ง ng จฉชซฌ t ญ n ฎฏฐฑฒ t ณ n ดตถทธ t น n บป p ผพฟภ p ม m ย i ร n ล n ว o ศษส t ฬ n`)
	thaiVowel = table("ะ a ั a า a ิ i ี i ึ ue ื ue ุ u ู u เ e แ ae โ o ใ ai ไ ai")
)

const (
	thaiLeading  = "เแโใไ"     // written before the consonant they follow in speech
	thaiSigns    = "ะัาิีึืุู" // written after, over or under it
	thaiSilencer = '์'
)

// thaiPopular is how people spell their own names: with letters that English readers say alike.
var thaiPopular = table("จ j ว v พภผ p ทถธ t คขฆ k")

func thaiSpellings(w string) []Spelling {
	r := thaiLetters(w)
	return []Spelling{
		{Latin: thaiSyllables(r, alphabet{}), System: "RTGS"},
		{Latin: thaiSyllables(r, thaiPopular), System: "Popular"},
		{Latin: latinise(inOrder(r), thaiVowel, thaiOnset), System: "Letters"},
	}
}

func thaiSyllables(r []rune, own alphabet) string {
	t := thai{r: r, own: own}
	for t.i < len(r) {
		t.syllable()
	}
	return t.out.String()
}

// inOrder puts the vowels that are written first behind their consonants.
func inOrder(r []rune) []rune {
	out := slices.Clone(r)
	for i := 0; i+1 < len(out); i++ {
		if strings.ContainsRune(thaiLeading, out[i]) {
			out[i], out[i+1] = out[i+1], out[i]
			i++
		}
	}
	return out
}

// thaiLetters drops tones, the mark of repetition, and every letter under the sign of silence.
func thaiLetters(w string) []rune {
	var out []rune
	for _, c := range strings.ReplaceAll(w, "ำ", "ํา") { // as NFKC has it
		switch {
		case c == thaiSilencer:
			if n := len(out); n > 0 && strings.ContainsRune("ิุ", out[n-1]) {
				out = out[:n-1]
			}
			if n := len(out); n > 0 && thaiConsonant(out[n-1]) {
				out = out[:n-1]
			}
		case c >= '่' && c <= '๋', c == 'ๆ', c == 'ฺ', c == '็': // 0E48–0E4B are tones
		default:
			out = append(out, c)
		}
	}
	return out
}

func thaiConsonant(c rune) bool { return 'ก' <= c && c <= 'ฮ' }

// thai reads syllables one after another. What a dictionary would decide is decided by the commoner case.
type thai struct {
	r   []rune
	own alphabet // onsets that differ from RTGS
	i   int
	out strings.Builder
}

// at returns the letter k places ahead, 0 beyond the end.
func (t *thai) at(k int) rune {
	if t.i+k < len(t.r) {
		return t.r[t.i+k]
	}
	return 0
}

// bears tells that the letter k places ahead has a vowel sign after it.
func (t *thai) bears(k int) bool {
	next := t.at(k + 1)
	return strings.ContainsRune(thaiSigns+"ํ", next) && next != 0
}

// begin is the sound of a consonant before its vowel.
func (t *thai) begin(c rune) string {
	return latinOf(c, t.own, thaiOnset)
}

func (t *thai) syllable() {
	switch c := t.at(0); {
	case strings.ContainsRune(thaiLeading, c):
		t.i++
		t.onset(true, strings.ContainsRune("ใไ", c))
		t.leading(c)
	case c == 'ฤ':
		t.i++
		t.out.WriteString("rue")
		t.coda()
	case thaiConsonant(c):
		t.plain()
	default: // a sign without its consonant, or another script
		t.i++
		t.out.WriteString(latinOf(c, thaiVowel))
	}
}

// onset writes the consonants before the vowel: one, a cluster, or one after a silent ห. A vowel that is written first leads
// them, and an open one lets no consonant end the syllable.
func (t *thai) onset(leading, open bool) {
	c, d := t.at(0), t.at(1)
	if !thaiConsonant(c) {
		return
	}
	follows := open || t.at(2) != 0 && (leading || t.bears(1)) // the second consonant does not end the syllable
	switch {
	case c == 'ห' && follows && strings.ContainsRune("งญนมยรลว", d):
		t.i++
		c = d
	case follows && strings.ContainsRune("กขคตปผพ", c) && (d == 'ร' || d == 'ล' || d == 'ว' && strings.ContainsRune("กขค", c)):
		t.out.WriteString(t.begin(c))
		t.i++
		c = d
	case follows && strings.ContainsRune("สทศ", c) && d == 'ร': // สร and ทร sound s
		t.i++
		c = 'ส'
	}
	t.out.WriteString(t.begin(c))
	t.i++
}

// leading writes the vowel that began with the sign v, and what ends the syllable.
func (t *thai) leading(v rune) {
	next := t.at(0)
	switch {
	case v == 'เ' && next == 'ี' && t.at(1) == 'ย':
		t.vowel("ia", 2)
	case v == 'เ' && next == 'ื' && t.at(1) == 'อ':
		t.vowel("uea", 2)
	case v == 'เ' && next == 'า' && t.at(1) == 'ะ':
		t.vowel("o", 2)
	case v == 'เ' && next == 'า':
		t.vowel("ao", 1)
		return
	case v == 'เ' && (next == 'ิ' || next == 'อ' && !t.bears(0)):
		t.vowel("oe", 1)
	case v == 'เ' && next == 'ย' && !t.bears(0):
		t.vowel("oei", 1)
		return
	case next == 'ะ':
		t.vowel(latinOf(v, thaiVowel), 1)
		return
	case v == 'ไ' || v == 'ใ':
		t.out.WriteString("ai")
		if next == 'ย' && !t.bears(0) {
			t.i++
		}
		return
	default:
		t.out.WriteString(latinOf(v, thaiVowel))
	}
	t.coda()
}

func (t *thai) vowel(s string, letters int) {
	t.out.WriteString(s)
	t.i += letters
}

// plain reads a syllable that begins with its consonant.
func (t *thai) plain() {
	c, d := t.at(0), t.at(1)
	switch {
	case d == 'ร' && t.at(2) == 'ร': // รร is a short a, with n where nothing ends the syllable
		t.vowel(t.begin(c)+"a", 3)
		if !thaiConsonant(t.at(0)) || t.bears(0) {
			t.out.WriteByte('n')
			return
		}
		t.coda()
		return
	case thaiConsonant(d) && !t.bears(0):
		t.unwritten(c, d)
		return
	case d == 0 || strings.ContainsRune(thaiLeading, d):
		t.vowel(t.begin(c)+"a", 1)
		return
	}
	t.onset(false, false)
	t.sign()
}

// unwritten reads a syllable whose vowel may not be written: c and d are its consonants.
func (t *thai) unwritten(c, d rune) {
	next := t.at(2)
	silent := c == 'ห' && strings.ContainsRune("งญนมยรล", d)
	switch {
	case silent && thaiConsonant(next): // หลวง
		t.i++
		t.unwritten(d, next)
	case t.bears(1) && (silent || strings.ContainsRune("กขคตปผพ", c) && strings.ContainsRune("รลว", d) ||
		strings.ContainsRune("สทศ", c) && d == 'ร'):
		t.onset(false, false)
		t.sign()
	case t.bears(1) && d == 'ร' && c == 'บ':
		t.vowel("bo", 1)
	case t.bears(1):
		t.vowel(t.begin(c)+"a", 1)
	case d == 'อ':
		t.vowel(t.begin(c)+"o", 2)
		t.coda()
	case thaiConsonant(next) && strings.ContainsRune("กขคตปผพ", c) && strings.ContainsRune("รล", d): // กรม
		t.out.WriteString(t.begin(c))
		t.i++
		t.unwritten(d, next)
	case d == 'ว' && thaiConsonant(next):
		t.vowel(t.begin(c)+"ua", 2)
		t.coda()
	default:
		t.vowel(t.begin(c)+"o", 1)
		t.coda()
	}
}

// sign writes the vowel sign after a consonant, and what ends the syllable.
func (t *thai) sign() {
	v, next := t.at(0), t.at(1)
	switch {
	case v == 'ะ':
		t.vowel("a", 1)
		return
	case v == 'ํ' && next == 'า': // NFKC parts the sign am
		t.vowel("am", 2)
		return
	case v == 'ั' && next == 'ว' && !strings.ContainsRune(thaiSigns, t.at(2)):
		t.vowel("ua", 2)
	case v == 'ื' && next == 'อ':
		t.vowel("ue", 2)
		return
	default:
		t.vowel(latinOf(v, thaiVowel), 1)
	}
	t.coda()
}

// coda writes the consonant that ends a syllable, if the next letter is one that does not begin another.
func (t *thai) coda() {
	c, d := t.at(0), t.at(1)
	end, ends := thaiCoda.of(c)
	if !ends || t.bears(0) {
		return
	}
	if strings.ContainsRune("กขคตปผพ", c) && strings.ContainsRune("รล", d) && t.bears(1) {
		return // a cluster begins the next syllable
	}
	t.vowel(end, 1)
	for thaiConsonant(t.at(0)) && !t.bears(0) && t.silent() {
		t.i++
	}
}

// silent tells that the consonant at hand only keeps the spelling of a loanword: the last of the word after an ended syllable.
func (t *thai) silent() bool {
	return t.at(1) == 0 || t.at(0) == 'ต' && t.at(1) == 'ร' && t.at(2) == 0
}
