package ident

import (
	"errors"
	"strings"
)

// uscAlphabet is the alphabet of GB 32100-2015: digits and letters without I, O, S, V and Z.
const uscAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usci: 18 characters, the last by powers of 3 modulo 31 (GB 32100-2015). The first two say who registered what; 92 is an
// individual business (个体工商户), a sole trader.
func usci(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) != 18 || !only(s, uscAlphabet) {
		return "", errors.New("want 18 digits or letters without I, O, S, V, Z (GB 32100-2015)")
	}
	if strings.HasPrefix(s, "92") {
		return "", natural("a code that begins with 92")
	}
	return s, checked(uscChecked(s))
}

func uscChecked(s string) bool {
	sum, weight := 0, 1
	for i := range 17 {
		sum += weight * strings.IndexByte(uscAlphabet, s[i])
		weight = weight * 3 % 31
	}
	return (31-sum%31)%31 == strings.IndexByte(uscAlphabet, s[17])
}

// cnpj: twelve digits or, from July 2026 on, letters, and two check digits by weights 2 to 9 from the right modulo 11
// (Receita Federal, Instrução Normativa RFB 2.119/2022 and 2.229/2024; a letter counts as its ASCII code less 48). Eleven
// digits are a CPF, the number of a natural person.
func cnpj(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	switch {
	case len(s) == 11 && only(s, numerals):
		return "", natural("a CPF of 11 digits")
	case len(s) != 14 || !only(s, numerals+letters) || !only(s[12:], numerals):
		return "", errors.New("want 14 characters, the last two digits")
	case strings.Trim(s, s[:1]) == "":
		return "", errors.New("want a number, not one digit repeated")
	}
	weights := []int{6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}
	for n := 12; n <= 13; n++ {
		rest := weighted(s, weights[13-n:]...) % 11
		if check := (11 - rest) % 11 % 10; check != digit(s, n) {
			return "", errCheck
		}
	}
	return s, nil
}

// nit: nine digits and a check digit by the primes 3, 7, 13, 17, 19, 23, 29, 37, 41 from the right modulo 11 (DIAN, Orden
// Administrativa 4 of 1989). Numbers of legal persons begin with 8 or 9; others are citizens' numbers.
func nit(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) != 10 || !only(s, numerals) {
		return "", errors.New("want 9 digits and a check digit")
	}
	if s[0] < '8' {
		return "", natural("a NIT that does not begin with 8 or 9")
	}
	rest := weighted(s, 41, 37, 29, 23, 19, 17, 13, 7, 3) % 11
	if rest > 1 {
		rest = 11 - rest
	}
	return s[:9] + "-" + s[9:], checked(rest == digit(s, 9))
}

// cin: listing, industry, state, year of incorporation, ownership, number (Companies (Incorporation) Rules 2014, India).
func cin(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) != 21 || s[0] != 'L' && s[0] != 'U' || !only(s[1:6], numerals) || !only(s[6:8], letters) || !only(s[8:12], numerals) ||
		!only(s[12:15], letters) || !only(s[15:], numerals) {
		return "", errors.New("want L or U, 5 digits, 2 letters, 4 digits, 3 letters, 6 digits")
	}
	return s, nil
}

// abn: eleven digits; less one at the first, by weights 10, 1, 3 to 19 they are divided by 89 (Australian Business
// Register, "Format of the ABN").
func abn(s string) (string, error) {
	s, err := digits(11)(s)
	if err != nil {
		return "", err
	}
	return s, checked((weighted(s, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)-10)%89 == 0)
}

// acn: nine digits, the last by weights 8 to 1 modulo 10 (Corporations Regulations 2001 (Cth), Australian Company Number
// digit check).
func acn(s string) (string, error) {
	s, err := digits(9)(s)
	if err != nil {
		return "", err
	}
	return s, checked((10-weighted(s, 8, 7, 6, 5, 4, 3, 2, 1)%10)%10 == digit(s, 8))
}

// jcn: a check digit before twelve digits: 9 less the rest by 9 of the digits by 1 and 2 in turn from the right (National
// Tax Agency; Ordinance of the Ministry of Finance 70 of 2014).
func jcn(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	s = strings.TrimPrefix(s, "T") // number of a qualified invoice issuer: the same with a T
	if err := wantDigits(s, 13); err != nil {
		return "", err
	}
	return s, checked(9-weighted(s[1:], 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)%9 == digit(s, 0))
}

// ein: nine digits, parted after two (26 CFR 301.7701-12). Parted after three and five it is a social security number.
func ein(s string) (string, error) {
	s, err := loose(s)
	if err != nil {
		return "", err
	}
	if len(s) == 11 && s[3] == '-' && s[6] == '-' {
		return "", natural("a number in the form of a social security number")
	}
	return digits(9)(s)
}

// uei: twelve letters or digits without I and O, not beginning with 0 (GSA, Unique Entity Identifier standard). The rule of
// its check character is not published.
func uei(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) != 12 || !only(s, "123456789ABCDEFGHJKLMNPQRSTUVWXYZ0") || s[0] == '0' {
		return "", errors.New("want 12 letters or digits without I and O, not beginning with 0")
	}
	return s, nil
}

// cage: five letters or digits without I and O (NATO ACodP-1; DLA Cataloging Handbook). One organisation has one for each
// place.
func cage(s string) (string, error) {
	s, err := bare(s)
	if err != nil {
		return "", err
	}
	if len(s) != 5 || !only(s, "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") {
		return "", errors.New("want 5 letters or digits without I and O")
	}
	return s, nil
}
