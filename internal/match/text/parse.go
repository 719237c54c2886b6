package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"probity.example/probity/internal/legalform"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/roman"
)

// parse reads one name.
func parse(s string) Name {
	japanese := roman.IsJapanese(s)
	written := fields(s)
	rest, form, tail := setFormAside(written)
	n := Name{Form: form, Tail: tail, Words: words(rest, japanese)}
	if !tells(n.Words) { // nothing but a form and words like "the": then the form is the name
		n = Name{Words: words(written, japanese)}
	}
	return n
}

// tells reports whether any word says something.
func tells(words []Word) bool {
	for i := range words {
		if words[i].Kind != lexicon.Function {
			return true
		}
	}
	return false
}

// setFormAside takes the legal forms off both ends. The class is that of the outermost one that says something exact.
func setFormAside(written []string) (rest []string, class, tail string) {
	joined := strings.ReplaceAll(strings.Join(written, " "), " and co ", " co ") // "GmbH & Co. KG" is one form
	all := joined
	for range 3 {
		folded, c := legalform.FoldMisspelt(joined)
		if c == "" {
			if folded, c = legalform.Fold(joined); c == "" {
				if folded, c = foldRomanised(joined); c == "" {
					break
				}
			}
		}
		joined, _, _ = strings.Cut(folded, " /")
		if class == "" || legalform.KindOf(class) == legalform.Generic {
			class = c
		}
	}
	if at := strings.LastIndex(all, joined); at >= 0 && class != "" {
		tail = latin(all[at+len(joined):])
	}
	return strings.Fields(joined), class, tail
}

// latin keeps the words in plain Latin letters.
func latin(s string) string {
	words := slices.DeleteFunc(strings.Fields(s), func(w string) bool { return strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" })
	return strings.Join(words, " ")
}

// words reads the words of a name in order.
func words(written []string, japanese bool) []Word {
	var out []Word
	for i := 0; i < len(written) && len(out) < maxWords; {
		if id, n := lexicon.Match(written[i:]); n > 0 && !lone(written, i, n) {
			out = append(out, known(id, written[i:i+n], japanese))
			i += n
			continue
		}
		if digits, n := lexicon.Numeral(written[i:], i > 0); n > 0 {
			out = append(out, Word{Text: digits, Kind: lexicon.Number})
			i += n
			continue
		}
		if _, rest := roman.Article(written[i]); rest != written[i] {
			written[i] = rest // the article says nothing
			continue
		}
		out = appendRuns(out, written[i], japanese)
		i++
	}
	if len(out) > maxWords {
		out = out[:maxWords]
	}
	return out
}

// lone reports a function word of one letter that may as well be an initial: "e" is "and" in Italian and the E of "E Corp".
func lone(written []string, i, n int) bool {
	return n == 1 && len(written[i]) == 1 && (i == 0 || i == len(written)-1)
}

// known makes a word of a lexicon entry. Its text is what was written, so that it also meets its own misspelling.
func known(id lexicon.ID, written []string, japanese bool) Word {
	w := Word{Concept: id, Kind: id.Kind()}
	if w.Kind == lexicon.Number {
		w.Text = lexicon.Digits(id)
		return w
	}
	parts := make([]string, 0, len(written))
	for _, part := range written {
		first := spell(part, japanese)
		w.Open = w.Open || first.Open
		if first.Text != "" {
			parts = append(parts, first.Text)
		}
	}
	if w.Text = shorten(strings.Join(parts, "-")); w.Text == "" {
		w.Text = fold(id.Name())
	}
	return w
}

// appendRuns appends the words inside one written word: scripts without blanks are cut at the words that the lexicon knows.
func appendRuns(out []Word, written string, japanese bool) []Word {
	for _, run := range runs(written) {
		switch group(run.script) {
		case roman.Han, roman.Hangul, roman.Thai:
			for _, p := range lexicon.Cut(run.text) {
				if p.ID != 0 {
					out = append(out, known(p.ID, []string{p.Text}, japanese))
					continue
				}
				for _, piece := range roman.Segment(p.Text, japanese) {
					out = appendWord(out, spell(piece, japanese))
				}
			}
		default:
			out = appendWord(out, spell(run.text, japanese))
		}
	}
	return out
}

func appendWord(out []Word, w Word) []Word {
	if w.Text == "" {
		return out
	}
	return append(out, w)
}

type run struct {
	text   string
	script roman.Script
}

// runs splits a written word where the script changes. Digits go with Latin letters ("AR16"), marks with what they stand on.
func runs(s string) []run {
	var out []run
	start, script := 0, roman.Other
	for i, r := range s {
		sc := roman.ScriptOf(r)
		if unicode.IsMark(r) || sc == roman.Other && !unicode.IsDigit(r) {
			continue
		}
		if unicode.IsDigit(r) {
			sc = roman.Latin
		}
		if script != roman.Other && group(sc) != group(script) {
			out = append(out, run{s[start:i], script})
			start = i
		}
		script = sc
	}
	return append(out, run{s[start:], script})
}

// group puts kanji and kana together: one Japanese word has both. So has many a Cyrillic word a Latin letter of the same
// shape.
func group(s roman.Script) roman.Script {
	switch s {
	case roman.Kana:
		return roman.Han
	case roman.Cyrillic, roman.Greek:
		return roman.Latin
	}
	return s
}

// spell writes a word that the lexicon does not know.
func spell(written string, japanese bool) Word {
	if strings.IndexFunc(written, unicode.IsDigit) >= 0 {
		return Word{Text: spellMixed(written)}
	}
	sp := roman.Word(written)
	if sc := roman.ScriptOf([]rune(written + " ")[0]); japanese && (sc == roman.Han || sc == roman.Kana) {
		sp = roman.Japanese(written)
	}
	if len(sp) == 0 {
		return Word{Text: fold(written)}
	}
	w := Word{Text: shorten(sp[0].Latin), Open: sp[0].Open}
	for _, s := range sp[1:min(len(sp), maxAlts)] {
		w.Alts = append(w.Alts, shorten(s.Latin))
	}
	if stem := roman.Stem(w.Text); stem != "" {
		w.Alts = append(w.Alts, stem)
	}
	return w
}

// spellMixed writes a word of letters and digits ("AR16", "3M").
func spellMixed(written string) string {
	var b strings.Builder
	for written != "" {
		first, _ := utf8.DecodeRuneInString(written)
		isDigit := unicode.IsDigit(first)
		end := strings.IndexFunc(written, func(r rune) bool { return unicode.IsDigit(r) != isDigit })
		if end < 0 {
			end = len(written)
		}
		part := written[:end]
		written = written[end:]
		if sp := roman.Word(part); !isDigit && len(sp) > 0 {
			part = sp[0].Latin
		}
		b.WriteString(fold(part))
	}
	return shorten(b.String())
}

func shorten(latin string) string { return latin[:min(len(latin), maxLetters)] }

// fold keeps the letters a–z and the digits of a written word.
func fold(s string) string {
	s = roman.FoldLatin(s)
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsDigit(r): // digits of other scripts
			b.WriteByte('0' + digit(r))
		}
	}
	return shorten(b.String())
}

// maxLetters bounds one word.
const maxLetters = 64

// digit is the value of a decimal digit: in every script the ten stand in a row, the zero at a multiple of the class.
func digit(r rune) byte {
	v := byte(0)
	for v < 9 && unicode.IsDigit(r-1) && r > 0 {
		r--
		v++
	}
	return v
}
