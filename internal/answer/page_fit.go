package answer

import (
	"strings"
	"unicode"

	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// Heights on the printed page in millimetres, and letters to a line, as the stylesheet and the widest of the usual fonts make
// them. They err on the side of room to spare: a test in a browser counts the sheets.
const (
	paperHeight   = 297 - 2*14
	titleHeight   = 10.0
	headingHeight = 9.0
	lineHeight    = 4.4 // 9.5 points, 100 letters; where the rest of a line is small print, more
	rowHeight     = 4.6 // one line of a table
	smallHeight   = 3.7 // 8 points, 120 letters
	gap           = 1.2 // between paragraphs
	perLine       = 100
	perMixed      = 108
	perSmall      = 120
	perCell       = 40 // of the widest column of a table
)

// fit shortens the longest lists, the most dispensable first, until the page is expected to fit on one sheet.
func (p *page) fit() {
	cuts := []func(int){p.Rejected.cut, p.Sources.cut, p.NotExamined.cut, p.Records.cut, p.Shown.cut, p.Matches.cut}
	for n := 16; n >= 1; n-- {
		for _, cut := range cuts {
			if p.height() <= paperHeight {
				return
			}
			cut(n)
		}
	}
}

func (p *page) height() float64 {
	h := titleHeight + lines(p.Sentence, perLine)*lineHeight + gap
	if p.Fictional {
		h += 2 * lineHeight
	}
	q := p.Question
	h += headingHeight + float64(6+len(q.Identifiers))*rowHeight + lines(q.Name, perLine)*rowHeight
	h += p.organisations() + p.reasons() + p.tables()
	if len(p.NotExamined.List) > 0 {
		more := strings.Repeat(" ", min(p.NotExamined.More, 1)*30)
		h += headingHeight + lines(strings.Join(p.NotExamined.List, "; ")+more, perSmall)*smallHeight + gap
	}
	h += headingHeight + (lines(p.Log.VKey, perSmall)+1)*smallHeight + gap
	for _, n := range p.Notes {
		h += lines(n, perSmall)*smallHeight + gap
	}
	return h
}

func (p *page) organisations() float64 {
	h := headingHeight + p.Shown.moreHeight() + p.Rejected.moreHeight()
	if len(p.Shown.List) == 0 {
		h += lineHeight
	}
	for _, s := range p.Shown.List {
		h += lines(s.Caption+s.Organisation+s.Identity+strings.Join(s.Reasons, ", ")+" :  ()"+similarText(s.Similar), perLine) * lineHeight
	}
	for _, s := range p.Rejected.List {
		h += lines("Not meant: "+s.Caption+strings.Join(s.Reasons, ", ")+" ()"+similarText(s.Similar), perLine) * lineHeight
	}
	if p.Search != nil {
		text := strings.Repeat(" ", 140) // the sentence with its figures
		for _, l := range p.Search.Left {
			text += l.Name + ", (0.0000)"
		}
		h += lines(text, perSmall)*smallHeight + gap
	}
	return h + gap
}

func similarText(s *verify.Similar) string {
	if s == nil {
		return ""
	}
	return ": the name " + s.Name + " has similarity 0.0000"
}

func (p *page) reasons() float64 {
	h := headingHeight + p.Matches.moreHeight()
	if len(p.Matches.List) == 0 {
		h += lineHeight
	}
	for _, m := range p.Matches.List {
		text := m.Outcome + m.Sentence + m.Rule + m.LegalBasis + m.Law + m.Lifts + ":  Rule ; ; law: . Lifted by: "
		for _, c := range m.Clamped {
			text += rulebook.ClampReason(c) + " Lowered: ."
		}
		h += lines(text, perMixed) * lineHeight
	}
	return h + gap
}

func (p *page) tables() float64 {
	h := headingHeight + p.Sources.moreHeight() + gap
	if len(p.Sources.List) == 0 {
		h += rowHeight
	}
	for _, s := range p.Sources.List {
		h += max(lines(s.Remark, perCell), 1) * rowHeight
	}
	if len(p.Records.List) > 0 {
		h += headingHeight + p.Records.moreHeight() + gap
	}
	for _, r := range p.Records.List {
		h += lines(r.Kind.Meaning(), perCell) * rowHeight
	}
	return h
}

func (p *part[T]) moreHeight() float64 {
	return float64(min(p.More, 1)) * lineHeight
}

// lines is how many lines a text takes; scripts with wide letters take twice the room.
func lines(text string, letters int) float64 {
	width := 0
	for _, r := range text {
		width++
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			width++
		}
	}
	return float64((width + letters - 1) / letters)
}
