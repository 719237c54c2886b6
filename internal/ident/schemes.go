package ident

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// schemes is sorted by code. Strong is set where one number means one organisation for good; a number that means a place of
// business, a branch or a tax account is not strong.
var schemes = []Scheme{
	{"AU-ABN", "Australian Business Number", true, abn},
	{"AU-ACN", "Australian Company Number", true, acn},
	{"BE-BCE_KBO", "enterprise number, Belgium", true, kbo},
	{"BR-CNPJ", "number of a legal person's establishment, Brazil", true, cnpj},
	{"CN-USCI", "unified social credit identifier, China", true, usci},
	{"CO-NIT", "tax number of a legal person, Colombia", true, nit},
	{"CZ-ICO", "identification number, Czechia", true, ico},
	{"DK-CVR", "Central Business Register number, Denmark", true, cvr},
	{"FI-PRO", "business ID, Finland", true, finnish},
	{"FR-SIREN", "SIREN number, France", true, siren},
	{"FR-SIRET", "SIRET number of an establishment, France", false, siret},
	{"GB-COH", "Companies House number, United Kingdom", true, companiesHouse},
	{"IN-CIN", "corporate identification number, India", true, cin},
	{"JP-JCN", "corporate number, Japan", true, jcn},
	{"NL-KVK", "Chamber of Commerce number, Netherlands", true, digits(8)},
	{"NO-BRC", "organisation number, Norway", true, orgnr},
	{"PL-KRS", "National Court Register number, Poland", true, digits(10)},
	{"RU-INN", "taxpayer number of a legal person, Russia", true, inn},
	{"RU-OGRN", "state registration number of a legal person, Russia", true, ogrn},
	{"SE-BLR", "organisation number, Sweden", true, swedish},
	{"US-CAGE", "Commercial and Government Entity code", false, cage},
	{"US-EIN", "employer identification number, United States", true, ein},
	{"US-UEI", "unique entity identifier, SAM.gov", true, uei},
	{"X-BIC", "business identifier code, ISO 9362", false, bic},
	{"X-EUFSF", "reference number, EU financial sanctions files", true, loose},
	{"X-IMO", "ship identification number: refused, it identifies a vessel", false, imo},
	{"X-OFAC", "entity number, US Treasury OFAC lists", true, loose},
	{"X-UKOFSI", "group id, UK OFSI consolidated list", true, loose},
	{"X-UKSL", "reference number, UK Sanctions List", true, loose},
	{"X-UNSC", "permanent reference number, UN Security Council lists", true, unsc},
	{"XI-DUNS", "Data Universal Numbering System, Dun & Bradstreet", false, digits(9)},
	{"XI-LEI", "legal entity identifier, ISO 17442", true, lei},
}

var errEmpty = errors.New("empty")

// loose is the normal form of schemes without a published structure: NFKC, upper case, blanks squeezed away.
func loose(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", errors.New("want valid UTF-8")
	}
	for range 4 { // taking blanks away can bring together what then composes; numbers need one round
		next := norm.NFKC.String(strings.ToUpper(strings.Join(strings.Fields(norm.NFKC.String(s)), "")))
		if next == s {
			break
		}
		s = next
	}
	if s == "" {
		return "", errEmpty
	}
	return s, nil
}

// bare is the loose form without the points, hyphens and slashes that people part numbers with.
func bare(s string) (string, error) {
	s, err := loose(s)
	if err != nil {
		return "", err
	}
	s = strings.NewReplacer(".", "", "-", "", "/", "", "‐", "", "–", "").Replace(s)
	if s == "" {
		return "", errEmpty
	}
	return s, nil
}

const (
	numerals = "0123456789"
	letters  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowers   = "abcdefghijklmnopqrstuvwxyz"
)

func only(s, alphabet string) bool { return s != "" && strings.Trim(s, alphabet) == "" }

// digits is the normal form of schemes of n digits whose check digit is not published or does not exist.
func digits(n int) func(string) (string, error) {
	return func(s string) (string, error) {
		s, err := bare(s)
		if err != nil {
			return "", err
		}
		return s, wantDigits(s, n)
	}
}

// weighted is the sum of the digits by their weights. Letters count as in their ASCII code less that of 0.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * int(s[i]-'0')
	}
	return sum
}

func digit(s string, i int) int { return int(s[i] - '0') }

var errCheck = errors.New("check digit does not agree")

// natural is the error for numbers that identify a natural person.
func natural(what string) error { return fmt.Errorf("%s %w", what, ErrPerson) }

// lei is ISO 17442: 18 letters or digits and two check digits by ISO 7064 MOD 97-10.
func lei(s string) (string, error) {
	s, err := loose(s)
	if err != nil {
		return "", err
	}
	if len(s) != 20 {
		return "", errors.New("want 20 characters (ISO 17442)")
	}
	mod := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			mod = (mod*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			mod = (mod*100 + int(c-'A') + 10) % 97
		default:
			return "", errors.New("want letters and digits only (ISO 17442)")
		}
	}
	if mod != 1 {
		return "", errors.New("check digits do not agree (ISO 7064 MOD 97-10)")
	}
	return s, nil
}

// bic is ISO 9362: four characters of the party, country, two of the location, and perhaps three of the branch. A head
// office is written with XXX or without; the normal form is without.
func bic(s string) (string, error) {
	s, err := loose(s)
	if err != nil {
		return "", err
	}
	if len(s) != 8 && len(s) != 11 || !only(s, letters+numerals) || !only(s[4:6], letters) {
		return "", errors.New("want 8 or 11 letters or digits with a country at the fifth (ISO 9362)")
	}
	if s[8:] == "XXX" {
		s = s[:8]
	}
	return s, nil
}

// imo refuses: IMO Resolution A.1117(30) numbers ships.
func imo(string) (string, error) {
	return "", errors.New("an IMO number identifies a vessel, not an organisation: refused")
}

// unsc is a permanent reference number of the Security Council's lists: two letters of the list, e for an entity, a point,
// three digits, as the list itself spells it: QDe.004. The letter i stands for an individual.
func unsc(s string) (string, error) {
	s, err := loose(s)
	if err != nil {
		return "", err
	}
	switch {
	case len(s) != 7 || !only(s[:3], letters) || s[3] != '.' || !only(s[4:], numerals):
		return "", errors.New("want two letters, e, a point and three digits, like QDe.004")
	case s[2] == 'I':
		return "", natural("a reference number with the letter i")
	case s[2] != 'E':
		return "", errors.New("want the letter e for an entity")
	}
	return s[:2] + "e" + s[3:], nil
}
