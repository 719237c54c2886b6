package ident

import (
	"errors"
	"fmt"
	"strings"
)

// wantDigits checks that s is n digits.
func wantDigits(s string, n int) error {
	if len(s) != n || !only(s, numerals) {
		return fmt.Errorf("want %d digits", n)
	}
	return nil
}

// companiesHouse: eight characters: digits, or the letters of a register (SC, NI, OC, …) and digits, a few of mutual
// societies with an R at the end (Companies House, "Uniform resource identifiers customer guide", company prefixes).
// Spreadsheets eat leading zeros: digits are filled up on the left, behind the letters, to eight characters in all.
func companiesHouse(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	number := strings.TrimLeft(s, letters)
	prefix, suffix := s[:len(s)-len(number)], ""
	if rest, ok := strings.CutSuffix(number, "R"); ok {
		number, suffix = rest, "R"
	}
	if !only(number, numerals) || len(prefix) > 2 || len(s) > 8 || suffix != "" && len(prefix) != 2 || len(prefix) == 1 && prefix != "R" {
		return "", errors.New("want 8 digits, or one or two letters of a register and digits (Companies House)")
	}
	return prefix + strings.Repeat("0", 8-len(s)) + number + suffix, nil
}

// siren: nine digits, the last by Luhn (ISO/IEC 7812-1; INSEE, "Numéro SIREN").
func siren(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if err := wantDigits(s, 9); err != nil {
		return "", err
	}
	return s, checked(luhn(s))
}

// siret: a SIREN and five digits of the establishment, all by Luhn; establishments of La Poste (356000000) need a sum of
// digits that five divides (INSEE, "Numéro SIRET").
func siret(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if err := wantDigits(s, 14); err != nil {
		return "", err
	}
	if strings.HasPrefix(s, "356000000") {
		sum := 0
		for i := range len(s) {
			sum += digit(s, i)
		}
		return s, checked(sum%5 == 0 || luhn(s))
	}
	return s, checked(luhn(s))
}

func checked(ok bool) error {
	if !ok {
		return errCheck
	}
	return nil
}

func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := digit(s, len(s)-1-i)
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// kbo: ten digits beginning with 0 or 1, the last two 97 less the rest of the first eight by 97 (Crossroads Bank for
// Enterprises). Old numbers have nine.
func kbo(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	s = strings.TrimPrefix(s, "BE")
	if len(s) == 9 {
		s = "0" + s
	}
	if err := wantDigits(s, 10); err != nil {
		return "", err
	}
	if s[0] > '1' {
		return "", errors.New("want a number that begins with 0 or 1")
	}
	return s, checked(97-atoi(s[:8])%97 == atoi(s[8:]))
}

func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + digit(s, i)
	}
	return n
}

// cvr: eight digits by weights 2, 7, 6, 5, 4, 3, 2, 1 modulo 11 (Danish Business Authority).
func cvr(s string) (string, error) {
	s, err := digits(8)(s)
	if err != nil {
		return "", err
	}
	return s, checked(weighted(s, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0)
}

// orgnr: nine digits beginning with 8 or 9, by weights 3, 2, 7, 6, 5, 4, 3, 2 modulo 11 (Brønnøysund Register Centre).
func orgnr(s string) (string, error) {
	s, err := digits(9)(s)
	if err != nil {
		return "", err
	}
	if s[0] < '8' {
		return "", errors.New("want a number that begins with 8 or 9")
	}
	return s, checked(weighted(s, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0)
}

// finnish: seven digits, a hyphen and a check digit by weights 7, 9, 10, 5, 8, 4, 2 modulo 11 (Finnish Patent and
// Registration Office, "Business ID"). A number of six digits is filled up with a zero.
func finnish(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) == 7 {
		s = "0" + s
	}
	if err := wantDigits(s, 8); err != nil {
		return "", err
	}
	rest := weighted(s, 7, 9, 10, 5, 8, 4, 2) % 11
	return s[:7] + "-" + s[7:], checked(rest == 0 && s[7] == '0' || rest > 1 && 11-rest == digit(s, 7))
}

// swedish: ten digits, the last by Luhn. In a number of an organisation the third digit is 2 or more; below it is a month,
// and the number is a person's (Act 1974:174 on identity designations for legal persons).
func swedish(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) == 12 && strings.HasPrefix(s, "16") {
		s = s[2:]
	}
	if err := wantDigits(s, 10); err != nil {
		return "", err
	}
	if s[2] < '2' {
		return "", natural("a number with a month at the third digit")
	}
	return s, checked(luhn(s))
}

// ico: eight digits by weights 8 to 2 modulo 11 (Czech Statistical Office, identification number). Leading zeros are filled
// up.
func ico(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if !only(s, numerals) || len(s) > 8 {
		return "", errors.New("want up to 8 digits")
	}
	s = strings.Repeat("0", 8-len(s)) + s
	return s, checked((11-weighted(s, 8, 7, 6, 5, 4, 3, 2)%11)%10 == digit(s, 7))
}

// inn: ten digits, the last by weights 2, 4, 10, 3, 5, 9, 4, 6, 8 modulo 11 modulo 10 (Federal Tax Service, Order
// MMV-7-6/435@). Twelve digits are the number of a natural person.
func inn(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) == 12 && only(s, numerals) {
		return "", natural("an INN of 12 digits")
	}
	if err := wantDigits(s, 10); err != nil {
		return "", err
	}
	return s, checked(weighted(s, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 == digit(s, 9))
}

// ogrn: thirteen digits, the last the first twelve modulo 11 modulo 10 (Government of Russia, Order of 19 June 2002 No.
// 438). Fifteen digits (OGRNIP) are the number of a sole trader.
func ogrn(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) == 15 && only(s, numerals) {
		return "", natural("an OGRNIP of 15 digits")
	}
	if err := wantDigits(s, 13); err != nil {
		return "", err
	}
	return s, checked(atoi(s[:12])%11%10 == digit(s, 12))
}
