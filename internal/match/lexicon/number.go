package lexicon

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Numeral reads the number that words begin with, in any way names write one: digits (of any script), ordinals (1st, 3e, 4-й),
// words of the tables and what they compose (forty four, vierundvierzig, сорок четыре), Roman numerals. It returns the digits,
// without zeros before them, and the number of words, or "", 0. A Roman numeral is I to XXXIX; inside says that another word
// of the name stands before it, because of one letter it is a numeral only then.
func Numeral(words []string, inside bool) (digits string, n int) {
	if len(words) == 0 || words[0] == "" {
		return "", 0
	}
	if digits, n = written(words); n > 0 {
		return digits, n
	}
	if v, n := concepts().spelled(words); n > 0 {
		return strconv.FormatInt(v, 10), n
	}
	if v := romanNumeral(words[0]); v > 0 && (inside || len(words[0]) > 1) {
		return strconv.Itoa(v), 1
	}
	return "", 0
}

// written reads digits, with the ending of an ordinal at them or in the next word.
func written(words []string) (digits string, n int) {
	w, end, ascii := words[0], 0, true
	for i, r := range w {
		if !unicode.IsDigit(r) {
			break
		}
		end, ascii = i+utf8.RuneLen(r), ascii && r < utf8.RuneSelf
	}
	if end == 0 {
		return "", 0
	}
	digits = w[:end]
	if !ascii {
		digits = strings.Map(func(r rune) rune { return '0' + decimal(r) }, digits)
	}
	if rest := strings.TrimLeft(w[end:], "-"); rest != "" {
		if !ordinal(digits, rest, true) {
			return "", 0
		}
		n = 1
	} else if n = 1; len(words) > 1 && ordinal(digits, words[1], false) {
		n = 2
	}
	if short := strings.TrimLeft(digits, "0"); short != "" {
		return short, n
	}
	return "0", n
}

// decimal is the value of a decimal digit: in every script the ten stand in a row, and rows begin with a zero.
func decimal(r rune) rune {
	v := rune(0)
	for v < 9 && unicode.IsDigit(r-1) {
		r--
		v++
	}
	return v
}

// ordinal reports whether an ending makes digits an ordinal. The endings of Romance and Germanic languages count only when
// written onto the digits: as words of their own they mean other things.
func ordinal(digits, ending string, glued bool) bool {
	last := digits[len(digits)-1]
	teen := len(digits) > 1 && digits[len(digits)-2] == '1'
	switch ending {
	case "st":
		return last == '1' && !teen
	case "nd":
		return last == '2' && !teen
	case "rd":
		return last == '3' && !teen
	case "th":
		return last == '0' || last > '3' || teen
	case "й", "я", "е", "ий", "ый", "ой", "ая", "ое", "го", "ого", "му", "ти", "ша", "га":
		return true
	case "e", "er", "ere", "eme", "ème", "ère", "ieme", "ième", "re", "de", "o", "η", "ος":
		return glued
	}
	return false
}

// romanNumeral is the value of a Roman numeral in its one correct form, up to 39, or 0. Beyond it letters mean other things: L, XL.
func romanNumeral(w string) int {
	if len(w) > len("xxxviii") {
		return 0
	}
	tens := 0
	for tens < 3 && tens < len(w) && w[tens] == 'x' {
		tens++
	}
	for unit, s := range [...]string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"} {
		if w[tens:] == s {
			return 10*tens + unit
		}
	}
	return 0
}

// spelled reads number words for as long as each continues the number before it.
func (t *table) spelled(words []string) (v int64, n int) {
	var s sum
	for n < len(words) {
		at, joined := n, false
		v, size := t.value(words[at:], n > 0)
		if size == 0 && n > 0 && t.joins(words[at:]) {
			at, joined = at+1, true
			v, size = t.value(words[at:], true)
		}
		if size == 0 || !s.add(v, joined) {
			break
		}
		n = at + size
	}
	return s.total + s.current, n
}

// joins reports a word "and" with more behind it.
func (t *table) joins(words []string) bool {
	if len(words) < 2 {
		return false
	}
	id, n := t.match(0, words)
	return n == 1 && id == t.and && id != 0
}

// value is the number that the first words mean: an entry, one word composed of entries, or, behind another, one digit.
func (t *table) value(words []string, behind bool) (v int64, n int) {
	if len(words) == 0 || words[0] == "" {
		return 0, 0
	}
	w := words[0]
	if behind && len(w) == 1 && w[0] >= '1' && w[0] <= '9' {
		return int64(w[0] - '0'), 1
	}
	if id, n := t.match(0, words); t.of(id).value > 0 {
		return t.of(id).value, n
	}
	if v, ok := t.composed(w, sum{}, false, 0); ok {
		return v, 1
	}
	return 0, 0
}

// maxComposed bounds the entries of one composed word, as in the Italian for 999,999.
const maxComposed = 12

// maxGlued bounds the bytes of one composed word.
const maxGlued = 96

// inner are parts of composed words that as words of their own are articles or mean something else.
var inner = []struct {
	text  string
	value int64 // 0 for a connector
}{
	{"und", 0}, {"en", 0}, {"og", 0}, {"ein", 1}, {"een", 1}, {"en", 1},
}

// composed reads a whole word as number words written together: vierundvierzig, quarantaquattro, negyvennégy.
func (t *table) composed(w string, s sum, joined bool, depth int) (int64, bool) {
	if w == "" {
		return s.total + s.current, depth > 1 && !joined
	}
	if depth == maxComposed || len(w) > maxGlued {
		return 0, false
	}
	at := uint32(0)
	for i := 0; i < len(w); {
		as, size := t.foldAt(w, i)
		if at = t.step(at, as); at == 0 {
			break
		}
		i += size
		next := s
		if v := t.of(t.nodes[at].id).value; v > 0 && next.add(v, joined) {
			if v, ok := t.composed(w[i:], next, false, depth+1); ok {
				return v, true
			}
		}
	}
	for _, p := range inner {
		rest, ok := strings.CutPrefix(w, p.text)
		next := s
		switch {
		case !ok || p.value == 0 && (joined || s == sum{}):
			continue
		case p.value > 0 && !next.add(p.value, joined):
			continue
		}
		if v, ok := t.composed(rest, next, p.value == 0, depth+1); ok {
			return v, true
		}
	}
	return 0, false
}

// sum is a number in the making: total holds what is closed by a thousand or a million, current what may still grow.
type sum struct {
	total, current, scale int64
}

// add continues the number with a number word and reports whether that is how numbers are spoken. joined says that "and" stood
// before the word, so that a unit may precede its ten: four and forty.
func (s *sum) add(v int64, joined bool) bool {
	tail := s.current % 100
	switch {
	case v >= 1000:
		if *s != (sum{}) && s.current == 0 || s.scale > 0 && v >= s.scale || s.current >= 1000 {
			return false
		}
		s.total += max(s.current, 1) * v
		s.current, s.scale = 0, v
		return true
	case v == 100 && s.current > 0 && s.current < 10:
		s.current *= 100
		return true
	case v >= 100:
		if s.current != 0 {
			return false
		}
	case tail == 0: // a hundred, a thousand or nothing before it
	case v >= 20 && joined && tail < 10:
	case v == 20 && tail == 4: // quatre-vingts
		v = 76
	case v >= 10 && v < 20 && (tail == 60 || tail == 80): // soixante-dix
	case v < 10 && tail >= 20 && tail%10 == 0:
	default:
		return false
	}
	s.current += v
	return true
}
