package source

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/source/format"
)

// addName adds a name in one line; empty ones and placeholders add nothing. A primary name is not an alias of the same
// spelling besides, in whichever order the two come.
func addName(p *claim.Party, value, kind, lang string) {
	value = format.Line(value)
	if strings.Trim(value, " -–—.*?/") == "" || len(value) > claim.MaxText {
		return
	}
	same := func(n claim.Name) bool { return n.Value == value && n.Lang == lang }
	for _, n := range p.Names {
		if same(n) && (n.Kind == kind || n.Kind == "primary") {
			return
		}
	}
	if kind == "primary" {
		p.Names = slices.DeleteFunc(p.Names, same)
	}
	p.Names = append(p.Names, claim.Name{Value: value, Kind: kind, Lang: lang})
}

// isoCountry returns a code of an official list, empty if it names no country: 00, UN, EU, and the codes that ISO leaves to
// users, of which lists use ZZ and XX for "unknown".
func isoCountry(cc string) string {
	switch {
	case !claim.ValidCountry(cc), cc == "UN", cc == "EU", cc == "EZ", cc == "ZZ", cc == "AA", cc[0] == 'Q' && cc != "QA", cc[0] == 'X' && cc != "XK":
		return ""
	}
	return cc
}

// addCountry adds a country once. Codes that ISO 3166-1 does not have add nothing.
func addCountry(p *claim.Party, cc string) {
	if !claim.ValidCountry(cc) {
		return
	}
	for _, have := range p.Countries {
		if have == cc {
			return
		}
	}
	p.Countries = append(p.Countries, cc)
}

// addAddress adds an address once, if it says more than nothing, with its parts in one line each.
func addAddress(p *claim.Party, a claim.Address) {
	a.Text, a.City, a.Region, a.Postcode = format.Line(a.Text), format.Line(a.City), format.Line(a.Region), format.Line(a.Postcode)
	if a == (claim.Address{}) || len(a.Text) > claim.MaxText {
		return
	}
	for _, have := range p.Addresses {
		if have == a {
			return
		}
	}
	p.Addresses = append(p.Addresses, a)
}

// addIdentifier adds a number in its scheme's normal form, once. The error names the rule that the number breaks.
func addIdentifier(p *claim.Party, scheme, value string) error {
	value, err := ident.Normalise(scheme, format.Line(value))
	if err != nil {
		return err
	}
	id := claim.Identifier{Scheme: scheme, Value: value}
	for _, have := range p.Identifiers {
		if have == id {
			return nil
		}
	}
	p.Identifiers = append(p.Identifiers, id)
	return nil
}

// joinText joins the parts of an address that are not empty.
func joinText(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p = format.Line(p); p != "" && p != "-" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}

// addWord adds s to a list of distinct texts.
func addWord(list []string, s string) []string {
	if s = format.Line(s); s == "" {
		return list
	}
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// earliest is the earlier of two dates, of which either may be empty.
func earliest(a, b claim.Date) claim.Date {
	if a == "" || b != "" && b.First() < a.First() {
		return b
	}
	return a
}

// rejectProblem hands a row that the format could not read to the sink. Other errors come back.
func rejectProblem(f *format.File, err error, out Sink) error {
	var p *format.RowProblem
	if !errors.As(err, &p) {
		return err
	}
	return out.Reject(&RowError{File: f.Name(), Place: linePlace(p.Line), Rule: p.Rule, Text: p.Text})
}

func linePlace(line int) string { return "line " + strconv.Itoa(line) }

var (
	// unPermanent is a permanent reference number of the UN Security Council's lists for an entity: QDe.004. The third letter
	// i would be an individual's. Numbers of the style before 2014 (QE.A.146.14) are not permanent.
	unPermanent = regexp.MustCompile(`^([A-Za-z]{2})[eE]\.(\d{3})$`)
	// unMention is a reference as remarks give it: "UN Ref QDe.004", "UN REF:QDe.004", "(UN Ref):QDe.004".
	unMention = regexp.MustCompile(`(?i)UN[ ]?Ref[ .:)]{0,5}([A-Z]{2}e\.\d{3})`)
	// ukMention is the reference of the UK Sanctions List: "(UK Sanctions List Ref):RUS0184".
	ukMention = regexp.MustCompile(`\(UK Sanctions List Ref\): ?([A-Z]{3}\d{4})\b`)
	// ukRegistered is what the remark of the UK's list says of registration, up to its next heading.
	ukRegistered = regexp.MustCompile(`(?s)\(Business Reg No\):(.*?)(?:\([A-Z][A-Za-z ]+\):|$)`)
	// ukRussianTax is a tax number there that only the country in brackets tells from others.
	ukRussianTax = regexp.MustCompile(`(?i)\b(?:tax ?(?:payer)? ?(?:ID|identification)?|TIN)(?: no\.?| number)?:? ?(\d{10}) \(Russia\)`)
)

// unReference returns a permanent reference number in the spelling of the list itself.
func unReference(s string) (string, bool) {
	m := unPermanent.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return "", false
	}
	return strings.ToUpper(m[1]) + "e." + m[2], true
}

// unReferences finds the permanent reference numbers that a remark gives. Nothing else of the remark is kept.
func unReferences(remark string) []string {
	var refs []string
	for _, m := range unMention.FindAllStringSubmatch(remark, -1) {
		if ref, ok := unReference(m[1]); ok {
			refs = addWord(refs, ref)
		}
	}
	return refs
}

// ukReferences finds the references of the UK Sanctions List that a remark gives.
func ukReferences(remark string) []string {
	var refs []string
	for _, m := range ukMention.FindAllStringSubmatch(remark, -1) {
		refs = addWord(refs, m[1])
	}
	return refs
}

// ukNumbers finds the registration numbers that a remark of the UK's list leaves no doubt about: those whose label or structure
// names their register, with the right check digits. Numbers without either are passed over: the list does not say of which
// country they are.
func ukNumbers(remark string) []claim.Identifier {
	m := ukRegistered.FindStringSubmatch(remark)
	if m == nil {
		return nil
	}
	var out []claim.Identifier
	for _, f := range ident.Recognise(m[1]) {
		if f.Err == nil && ident.Strong(f.Scheme) {
			out = append(out, claim.Identifier{Scheme: f.Scheme, Value: f.Value})
		}
	}
	for _, tax := range ukRussianTax.FindAllStringSubmatch(m[1], -1) {
		if v, err := ident.Normalise("RU-INN", tax[1]); err == nil {
			out = append(out, claim.Identifier{Scheme: "RU-INN", Value: v})
		}
	}
	return out
}
