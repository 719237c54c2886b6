package ident

import (
	"errors"
	"strings"
)

// vatNumber is how one country of the European Union (or Northern Ireland, Great Britain) numbers taxable persons, without the
// prefix that Article 215 of Directive 2006/112/EC puts before it.
type vatNumber struct {
	prefix string // as written; Greece has EL, not GR
	check  func(string) error
	scheme string // the national scheme that the same number belongs to, if any
	within func(string) string
}

var errVAT = errors.New("not a VAT number of that country")

// vatNumbers holds the numbering of each country by ISO 3166-1 code: European Commission, "VIES: structure of VAT identification
// numbers", and the check digits as the national authorities publish them.
var vatNumbers = map[string]vatNumber{
	"AT": {"ATU", vatAT, "", nil},
	"BE": {"BE", national(kbo, 10), "BE-BCE_KBO", whole},
	"BG": {"BG", vatBG, "", nil},
	"CY": {"CY", vatCY, "", nil},
	"CZ": {"CZ", vatCZ, "CZ-ICO", whole},
	"DE": {"DE", vatDE, "", nil},
	"DK": {"DK", national(cvr, 8), "DK-CVR", whole},
	"EE": {"EE", tens(3, 7, 1, 3, 7, 1, 3, 7), "", nil},
	"ES": {"ES", vatES, "", nil},
	"FI": {"FI", national(finnish, 8), "FI-PRO", whole},
	"FR": {"FR", vatFR, "FR-SIREN", func(s string) string { return s[2:] }},
	"GB": {"GB", vatGB, "", nil},
	"GR": {"EL", vatEL, "", nil},
	"HR": {"HR", func(s string) error { return mod1110(s, 11) }, "", nil},
	"HU": {"HU", tens(9, 7, 3, 1, 9, 7, 3), "", nil},
	"IE": {"IE", vatIE, "", nil},
	"IT": {"IT", vatIT, "", nil},
	"LT": {"LT", vatLT, "", nil},
	"LU": {"LU", vatLU, "", nil},
	"LV": {"LV", vatLV, "", nil},
	"MT": {"MT", vatMT, "", nil},
	"NL": {"NL", vatNL, "", nil},
	"PL": {"PL", vatPL, "", nil},
	"PT": {"PT", vatPT, "", nil},
	"RO": {"RO", vatRO, "", nil},
	"SE": {"SE", vatSE, "SE-BLR", func(s string) string { return s[:10] }},
	"SI": {"SI", vatSI, "", nil},
	"SK": {"SK", vatSK, "", nil},
}

func whole(s string) string { return s }

// vat is the normal form of a country's VAT numbers: with the prefix, whether it was written or not, where the rest has the
// country's check digit; any other value stays as it is written.
func vat(cc string) func(string) (string, error) {
	v, ok := vatNumbers[cc]
	if !ok {
		return loose
	}
	return func(s string) (string, error) {
		as, err := loose(s)
		if err != nil {
			return "", err
		}
		if number, err := bare(s); err == nil {
			number = strings.TrimPrefix(strings.TrimPrefix(number, v.prefix[:2]), v.prefix[2:])
			if v.check(number) == nil {
				return v.prefix + number, nil
			}
		}
		return as, nil
	}
}

// national takes over the rule of a scheme of n digits.
func national(normal func(string) (string, error), n int) func(string) error {
	return func(s string) error {
		if err := wantDigits(s, n); err != nil {
			return err
		}
		_, err := normal(s)
		return err
	}
}

// tens wants the digits by their weights and the last one to come to a multiple of ten.
func tens(weights ...int) func(string) error {
	return func(s string) error {
		n := len(weights)
		if err := wantDigits(s, n+1); err != nil {
			return err
		}
		return checked((weighted(s, weights...)+digit(s, n))%10 == 0)
	}
}

// mod1110 is ISO 7064 MOD 11,10 over n digits.
func mod1110(s string, n int) error {
	if err := wantDigits(s, n); err != nil {
		return err
	}
	p := 10
	for i := range n - 1 {
		if p = (p + digit(s, i)) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return checked((11-p)%10 == digit(s, n-1))
}

func vatAT(s string) error {
	if err := wantDigits(s, 8); err != nil {
		return err
	}
	sum := 4
	for i := range 7 {
		d := digit(s, i) * (1 + i%2)
		sum += d/10 + d%10
	}
	return checked((10-sum%10)%10 == digit(s, 7))
}

// vatBG takes numbers of nine digits; those of ten are of natural persons.
func vatBG(s string) error {
	if len(s) == 10 && only(s, numerals) {
		return natural("a VAT number of ten digits")
	}
	if err := wantDigits(s, 9); err != nil {
		return err
	}
	rest := weighted(s, 1, 2, 3, 4, 5, 6, 7, 8) % 11
	if rest == 10 {
		rest = weighted(s, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10
	}
	return checked(rest == digit(s, 8))
}

func vatCY(s string) error {
	if len(s) != 9 || !only(s[:8], numerals) || !only(s[8:], letters) || strings.HasPrefix(s, "12") {
		return errVAT
	}
	sum := 0
	for i := range 8 {
		if i%2 == 0 {
			sum += [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}[digit(s, i)]
		} else {
			sum += digit(s, i)
		}
	}
	return checked(int(s[8]-'A') == sum%26)
}

// vatCZ takes numbers of eight digits; longer ones are birth numbers of natural persons.
func vatCZ(s string) error {
	if (len(s) == 9 || len(s) == 10) && only(s, numerals) {
		return natural("a VAT number of nine or ten digits")
	}
	return national(ico, 8)(s)
}

func vatDE(s string) error {
	if strings.HasPrefix(s, "0") {
		return errVAT
	}
	return mod1110(s, 9)
}

// vatES takes a letter of the kinds of organisations, seven digits, and a check digit or letter (Orden EHA/451/2008). Other
// forms are of natural persons.
func vatES(s string) error {
	if len(s) != 9 || !only(s[1:8], numerals) {
		return errVAT
	}
	if !only(s[:1], "ABCDEFGHJNPQRSUVW") {
		return natural("a VAT number in the form of an identity card's")
	}
	sum := 0
	for i := 1; i < 8; i++ {
		d := digit(s, i) * (1 + i%2)
		sum += d/10 + d%10
	}
	c := (10 - sum%10) % 10
	return checked(s[8] == byte('0'+c) || s[8] == "JABCDEFGHI"[c])
}

// vatFR has two digits, 12 and three times the SIREN modulo 97, before the SIREN.
func vatFR(s string) error {
	if err := wantDigits(s, 11); err != nil {
		return err
	}
	return checked(luhn(s[2:]) && (12+3*(atoi(s[2:])%97))%97 == atoi(s[:2]))
}

func vatGB(s string) error {
	if err := wantDigits(s, 9); err != nil {
		return err
	}
	sum := weighted(s, 8, 7, 6, 5, 4, 3, 2) + atoi(s[7:])
	return checked(sum > 0 && (sum%97 == 0 || (sum+55)%97 == 0))
}

func vatEL(s string) error {
	if err := wantDigits(s, 9); err != nil {
		return err
	}
	return checked(weighted(s, 256, 128, 64, 32, 16, 8, 4, 2)%11%10 == digit(s, 8))
}

func vatIE(s string) error {
	if len(s) != 8 && len(s) != 9 || !only(s[:7], numerals) || !only(s[7:], letters) {
		return errVAT
	}
	sum := weighted(s, 8, 7, 6, 5, 4, 3, 2)
	if len(s) == 9 {
		sum += 9 * int(s[8]-'A'+1)
	}
	return checked(s[7] == "WABCDEFGHIJKLMNOPQRSTUV"[sum%23])
}

func vatIT(s string) error {
	if err := wantDigits(s, 11); err != nil {
		return err
	}
	return checked(luhn(s))
}

func vatLT(s string) error {
	if err := wantDigits(s, 9); err != nil {
		return err
	}
	rest := weighted(s, 1, 2, 3, 4, 5, 6, 7, 8) % 11
	if rest == 10 {
		rest = weighted(s, 3, 4, 5, 6, 7, 8, 9, 1) % 11 % 10
	}
	return checked(rest == digit(s, 8))
}

func vatLU(s string) error {
	if err := wantDigits(s, 8); err != nil {
		return err
	}
	return checked(atoi(s[:6])%89 == atoi(s[6:]))
}

// vatLV takes numbers that begin with 4 or more; below they are of natural persons.
func vatLV(s string) error {
	if err := wantDigits(s, 11); err != nil {
		return err
	}
	if s[0] < '4' {
		return natural("a VAT number that begins with 0 to 3")
	}
	rest := 3 - weighted(s, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6)%11
	if rest < -1 {
		rest += 11
	}
	return checked(rest == digit(s, 10))
}

func vatMT(s string) error {
	if err := wantDigits(s, 8); err != nil {
		return err
	}
	return checked(37-weighted(s, 3, 4, 6, 7, 8, 9)%37 == atoi(s[6:]))
}

// vatNL takes the numbers of legal persons, which hold their RSIN; those of sole traders have another check.
func vatNL(s string) error {
	if len(s) != 12 || !only(s[:9], numerals) || s[9] != 'B' || !only(s[10:], numerals) {
		return errVAT
	}
	return checked(s[:9] != "000000000" && weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)%11 == digit(s, 8))
}

func vatPL(s string) error {
	if err := wantDigits(s, 10); err != nil {
		return err
	}
	return checked(weighted(s, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == digit(s, 9))
}

// vatPT refuses numbers that begin with 1, 2, 3 or 45: natural persons (Decreto-Lei 14/2013).
func vatPT(s string) error {
	if err := wantDigits(s, 9); err != nil {
		return err
	}
	if s[0] >= '1' && s[0] <= '3' || strings.HasPrefix(s, "45") {
		return natural("a VAT number that begins with 1, 2, 3 or 45")
	}
	return checked(eleven(weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)) == digit(s, 8))
}

// eleven is what a sum lacks to a multiple of eleven, 0 for ten and eleven.
func eleven(sum int) int {
	if rest := 11 - sum%11; rest < 10 {
		return rest
	}
	return 0
}

// vatRO takes numbers of six digits and more: shorter ones say too little.
func vatRO(s string) error {
	if len(s) < 6 || len(s) > 10 || !only(s, numerals) {
		return errVAT
	}
	full := strings.Repeat("0", 10-len(s)) + s
	return checked(weighted(full, 7, 5, 3, 2, 1, 7, 5, 3, 2)*10%11%10 == digit(full, 9))
}

func vatSE(s string) error {
	if err := wantDigits(s, 12); err != nil {
		return err
	}
	_, err := swedish(s[:10])
	return err
}

func vatSI(s string) error {
	if err := wantDigits(s, 8); err != nil {
		return err
	}
	sum := weighted(s, 8, 7, 6, 5, 4, 3, 2)
	return checked(sum%11 != 0 && eleven(sum) == digit(s, 7))
}

func vatSK(s string) error {
	if err := wantDigits(s, 10); err != nil {
		return err
	}
	return checked(s[0] != '0' && atoi(s)%11 == 0)
}
