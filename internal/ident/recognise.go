package ident

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Found is an identifier that stands in a text.
type Found struct {
	Scheme string
	Value  string // in the scheme's normal form; empty where it cannot be used
	Err    error  // why it cannot: a check digit that does not agree, a vessel's number, a natural person's (ErrPerson)
	Start  int    // of the text, in bytes, the label included
	End    int
}

// ErrPerson says that a number identifies a natural person.
var ErrPerson = errors.New("identifies a natural person: refused")

// Recognise finds the identifiers in a text, however they are spelled, in the order in which they stand there. A number with its
// label ("ИНН 7707083893", "LEI 5299-000J…") or a VAT prefix is told by these; without them, a number is found only if its length
// and check digits leave little to chance: LEI, unified social credit identifier, CNPJ, OGRN. What a label announces and the check
// digits deny is found with its error, and so is a natural person's number (ErrPerson). A VAT number that holds the number of a national register gives both.
func Recognise(text string) []Found {
	r := reader{parts: split(text)}
	for r.at < len(r.parts) {
		if !r.labelled() && !r.vat() && !r.bare() && !r.person() {
			r.at++
		}
	}
	return r.found
}

// Split takes the identifiers out of what was typed as a name. rest is the name without them, empty if there was nothing else.
func Split(text string) (rest string, found []Found) {
	found = Recognise(text)
	if len(found) == 0 {
		return text, nil
	}
	var b strings.Builder
	at := 0
	for _, f := range found {
		if f.Start > at {
			b.WriteString(text[at:f.Start] + " ")
		}
		at = max(at, f.End)
	}
	b.WriteString(text[at:])
	rest = strings.NewReplacer("( )", "", "[ ]", "").Replace(strings.Join(strings.Fields(b.String()), " "))
	rest = strings.Join(strings.Fields(rest), " ")
	rest = strings.TrimRight(strings.TrimLeft(rest, " ,;:/|)]–—-"), " ,;:/|([–—-")
	if !strings.ContainsFunc(rest, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
		rest = ""
	}
	if found[0].Scheme == "AU-ACN" && australian[strings.ReplaceAll(strings.ToUpper(rest), ".", "")] {
		rest = text
	}
	return rest, found
}

// australian are what may follow a company number that is itself a company's name: Corporations Act 2001 (Cth), section 148.
var australian = map[string]bool{"PTY LTD": true, "PTY LIMITED": true, "PROPRIETARY LIMITED": true, "LTD": true, "LIMITED": true}

// Asked is what a text asks for that was typed as a name.
type Asked struct {
	Name        string  // without its identifiers
	Identifiers []Found // each with its value
	Unused      []Found // each with its error
}

// Ask takes apart what was typed as a name. A natural person's number in it is an error, and so is a number alone that cannot be
// used.
func Ask(typed string) (Asked, error) {
	rest, found := Split(typed)
	a := Asked{Name: rest}
	for _, f := range found {
		switch {
		case errors.Is(f.Err, ErrPerson):
			return Asked{}, f.Err
		case f.Err != nil:
			a.Unused = append(a.Unused, f)
		default:
			a.Identifiers = append(a.Identifiers, f)
		}
	}
	if a.Name == "" && len(a.Identifiers) == 0 && len(a.Unused) > 0 {
		return Asked{}, a.Unused[0].Err
	}
	return a, nil
}

// part is letters and digits of a text without anything between them, either ASCII or not.
type part struct {
	text       string // NFKC
	upper      string
	ascii      bool
	start, end int    // in bytes of the text
	gap        string // what stands before it
}

// Bounds on the work, far beyond any number or label: what is longer is neither.
const (
	maxParts = 256 // of a text
	maxPart  = 64  // bytes of a part that are kept
)

func split(text string) []part {
	var parts []part
	gap, open := 0, false
	for i, c := range text {
		end := i + len(string(c))
		if c == unicode.ReplacementChar && !strings.HasPrefix(text[i:], string(c)) {
			end = i + 1 // a byte that is not UTF-8
		}
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) {
			open = false
			continue
		}
		folded := string(c)
		if c >= utf8.RuneSelf {
			folded = norm.NFKC.String(folded)
		}
		ascii := only(folded, letters+lowers+numerals)
		if open && parts[len(parts)-1].ascii == ascii {
			p := &parts[len(parts)-1]
			if len(p.text) < maxPart {
				p.text += folded
			}
			p.end, gap = end, end
			continue
		}
		if len(parts) == maxParts {
			break
		}
		parts = append(parts, part{text: folded, ascii: ascii, start: i, end: end, gap: text[gap:i]})
		gap, open = end, true
	}
	for i := range parts {
		parts[i].upper = strings.ToUpper(parts[i].text)
	}
	return parts
}

// reader goes over the parts of a text.
type reader struct {
	parts []part
	at    int
	found []Found
}

// joins reports whether a part goes on with the number that the one before it began: people part numbers with a blank, a point, a
// hyphen or a slash.
func (p *part) joins() bool {
	return p.ascii && (p.gap == "" || slices.Contains(numberGaps, p.gap))
}

var numberGaps = []string{" ", ".", "-", "/", "‐", "‑", "–", "\u00a0", "\u202f", "－"}

// number is the parts from i to j as they are written, parted by blanks, and joined.
func (r *reader) number(i, j int) (written, joined string) {
	var w, n strings.Builder
	for k := i; k < j; k++ {
		if k > i {
			w.WriteString(dash(r.parts[k].gap))
		}
		w.WriteString(r.parts[k].upper)
		n.WriteString(r.parts[k].upper)
	}
	return w.String(), n.String()
}

// dash is what parts two groups of a number, in ASCII.
func dash(gap string) string {
	switch gap {
	case "‐", "‑", "–", "－":
		return "-"
	case "\u00a0", "\u202f":
		return " "
	}
	return gap
}

// keep notes what was found in the parts up to end, and goes on behind them.
func (r *reader) keep(start, end int, found ...Found) bool {
	for _, f := range found {
		f.Start, f.End = r.parts[start].start, r.parts[end-1].end
		r.found = append(r.found, f)
	}
	r.at = end
	return true
}

// reach is the end of the longest number that may begin at i, of at most most characters.
func (r *reader) reach(i, most int) int {
	n := 0
	for j := i; j < len(r.parts); j++ {
		p := &r.parts[j]
		if !p.ascii || j > i && !p.joins() {
			return j
		}
		if n += len(p.upper); n > most {
			return j
		}
	}
	return len(r.parts)
}

func hasDigit(s string) bool { return strings.ContainsAny(s, numerals) }
