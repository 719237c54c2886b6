package ident

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// personal is a numbering of natural persons. Its numbers are told apart only to be refused.
type personal struct {
	code string // the country and a short name; no scheme of organisations has it
	what string // in the error
	// labelled reports whether a number that the label of the numbering announces is one of it: a typing error does not make it
	// an organisation's.
	labelled func(joined string) bool
	// bare reports the same of a number that nothing announces; nil where an organisation's number could look so.
	bare func(written, joined string) bool
	// field reports the same of a number in a field for registration or tax numbers of its country; nil where it cannot be told.
	field func(joined string) bool
}

// personals are the numberings, by code.
var personals = []personal{
	{"AR-CUIT", "a CUIT that begins with 20, 23, 24 or 27", cuit, nil, func(s string) bool { return cuit(s) && cuitChecked(s) }},
	{"BR-CPF", "a CPF", cpf, func(w, s string) bool { return cpf(s) && w == cpfWritten(s) }, cpf},
	{"CL-RUN", "a RUN below 50,000,000", run, func(w, s string) bool { return run(s) && w == runWritten(s) }, run},
	{"CN-92", "a code that begins with 92", soleTrader, func(_, s string) bool { return soleTrader(s) }, soleTrader},
	{"CN-RID", "a resident's number", residentShape, func(w, s string) bool { return w == s && resident(s) }, resident},
	{"CO-CC", "a cédula", func(s string) bool { return len(s) >= 6 && len(s) <= 10 && only(s, numerals) }, nil, nil},
	{"ES-DNI", "a DNI", dniShape, nil, dni},
	{"ES-NIE", "a NIE", nieShape, func(w, s string) bool { return nie(s) && !strings.ContainsAny(w, " ./") }, nie},
	{"FR-NIR", "a NIR", nirShape, func(_, s string) bool { return nir(s) }, nir},
	{"GB-NINO", "a national insurance number", nino, func(w, s string) bool { return nino(s) && w == ninoWritten(s) }, nino},
	{"IN-GSTIN", "a GSTIN of a natural person's PAN", gstin, func(_, s string) bool { return gstin(s) && gstinChecked(s) }, gstin},
	{"IN-PAN", "a PAN with P at the fourth place", pan, nil, pan},
	{"IT-CF", "a codice fiscale of 16 characters", fiscalShape, func(_, s string) bool { return fiscalShape(s) && fiscalChecked(s) }, fiscalShape},
	{"MX-CURP", "a CURP", curpShape, func(_, s string) bool { return curpShape(s) && curpChecked(s) }, curpShape},
	{"MX-RFC", "an RFC of 13 characters", rfcShape, func(_, s string) bool { return rfcShape(s) && rfcChecked(s) }, rfcShape},
	{"PL-PESEL", "a PESEL", elevenDigits, nil, pesel},
	{"RU-INN12", "an INN of 12 digits", twelveDigits, nil, twelveDigits},
	{"SE-PNR", "a personnummer", pnrShape, func(w, s string) bool { return pnr(s) && len(s) == 12 && w == s[:8]+"-"+s[8:] }, pnr},
	{"TR-TCKN", "a T.C. kimlik number", elevenDigits, nil, tckn},
	{"US-SSN", "a social security number", func(s string) bool { return len(s) == 9 && only(s, numerals) }, nil, nil},
	{"ZA-ID", "a South African identity number", zaShape, func(w, s string) bool { return w == s && zaID(s) }, zaID},
}

func personalOf(code string) (personal, bool) {
	i := slices.IndexFunc(personals, func(p personal) bool { return p.code == code })
	if i < 0 {
		return personal{}, false
	}
	return personals[i], true
}

// HoldsPerson reports whether a number of a natural person stands in a text: one that its label announces, or one whose shape and
// check digits no organisation's has.
func HoldsPerson(text string) bool {
	n := 0
	for _, c := range text {
		if unicode.IsDigit(c) {
			n++
		}
	}
	if n < fewestDigits {
		return false
	}
	return slices.ContainsFunc(Recognise(text), func(f Found) bool { return errors.Is(f.Err, ErrPerson) })
}

// fewestDigits is how many digits a number here has at least, but for the rarest codici fiscali: few names have as many.
const fewestDigits = 4

// Personal reports whether a value in a field for numbers of a country that no register vouches for (CC-REG, CC-TAX, CC-VAT) is a
// natural person's number. Normalise lets such values pass: what the log holds must stay readable.
func Personal(scheme, value string) bool {
	cc, kind, ok := strings.Cut(scheme, "-")
	if !ok || len(cc) != 2 || kind != "REG" && kind != "TAX" && kind != "VAT" {
		return false
	}
	s, err := bare(value)
	if err != nil {
		return false
	}
	if v, ok := vatNumbers[cc]; ok && kind == "VAT" {
		if errors.Is(v.check(strings.TrimPrefix(s, v.prefix)), ErrPerson) {
			return true
		}
	}
	if _, err := ein(value); cc == "US" && kind == "TAX" && errors.Is(err, ErrPerson) {
		return true
	}
	return slices.ContainsFunc(personals, func(p personal) bool {
		return p.code[:2] == cc && p.field != nil && (p.field(s) || p.field(strings.TrimPrefix(s, cc)))
	})
}

// AskNumber is Normalise for a number that is asked for: a natural person's is an error, whatever the scheme.
func AskNumber(scheme, value string) (string, error) {
	v, err := Normalise(scheme, value)
	if err == nil && Personal(scheme, v) {
		return "", fmt.Errorf("%s: %w", scheme, natural("a number in the form of a person's"))
	}
	return v, err
}

// person reads a natural person's number that nothing announces.
func (r *reader) person() bool {
	last := r.reach(r.at, 18)
	if !slices.ContainsFunc(r.parts[r.at:last], func(p part) bool { return hasDigit(p.upper) }) {
		return false
	}
	for end := last; end > r.at; end-- {
		if end < len(r.parts) && r.parts[end].ascii && r.parts[end].gap == "" {
			continue
		}
		written, joined := r.number(r.at, end)
		for _, p := range personals {
			if p.bare != nil && p.bare(written, joined) {
				return r.keep(r.at, end, Found{Scheme: p.code, Err: natural(p.what)})
			}
		}
	}
	return false
}
