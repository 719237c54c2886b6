package ident

import (
	"slices"
	"strings"
)

// dated reports whether four digits are a month and a day of it.
func dated(s string) bool {
	days := [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if len(s) != 4 || !only(s, numerals) {
		return false
	}
	m, d := atoi(s[:2]), atoi(s[2:])
	return m >= 1 && m <= 12 && d >= 1 && d <= days[m-1]
}

// bornIn reports whether four digits are a year in which somebody alive, or dead not long, was born. No clock is needed: years to
// come are not births yet, and no other number either.
func bornIn(s string) bool {
	return only(s, numerals) && atoi(s) >= 1880 && atoi(s) < 2100
}

func twelveDigits(s string) bool { return len(s) == 12 && only(s, numerals) }

func elevenDigits(s string) bool { return len(s) == 11 && only(s, numerals) }

// cuit: eleven digits; the first two are of persons (AFIP; 30, 33 and 34 are of legal persons).
func cuit(s string) bool {
	return elevenDigits(s) && slices.Contains([]string{"20", "23", "24", "27"}, s[:2])
}

func cuitChecked(s string) bool {
	check := (11 - weighted(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11
	return check == digit(s, 10) || check == 10 && s[10] == '9'
}

// cpf: nine digits and two by weights 10 to 2 and 11 to 2 modulo 11 (Receita Federal).
func cpf(s string) bool {
	if !elevenDigits(s) || strings.Trim(s, s[:1]) == "" {
		return false
	}
	return weighted(s, 10, 9, 8, 7, 6, 5, 4, 3, 2)*10%11%10 == digit(s, 9) && weighted(s, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)*10%11%10 == digit(s, 10)
}

func cpfWritten(s string) string { return s[:3] + "." + s[3:6] + "." + s[6:9] + "-" + s[9:] }

// run: seven or eight digits and a check digit or K by weights 2 to 7 from the right modulo 11. Registro Civil numbers persons below
// 50,000,000, the tax office others from there on. Below a million nobody alive has one, and other lists have numbers.
func run(s string) bool {
	if len(s) != 8 && len(s) != 9 || !only(s[:len(s)-1], numerals) {
		return false
	}
	number := atoi(s[:len(s)-1])
	sum := 0
	for i, rest := 0, number; rest > 0; i, rest = i+1, rest/10 {
		sum += rest % 10 * (2 + i%6)
	}
	return number >= 1_000_000 && number < 50_000_000 && s[len(s)-1] == "0K987654321"[sum%11]
}

func runWritten(s string) string {
	n := len(s) - 1
	return s[:n-6] + "." + s[n-6:n-3] + "." + s[n-3:n] + "-" + s[n:]
}

// soleTrader is a unified social credit code of an individual business (个体工商户), with its check digit.
func soleTrader(s string) bool {
	return len(s) == 18 && strings.HasPrefix(s, "92") && only(s, uscAlphabet) && uscChecked(s)
}

// residentShape: six digits of the place, the day of birth, three digits, and a digit or X (GB 11643-1999). A unified social credit
// code is none.
func residentShape(s string) bool {
	if len(s) != 18 || !only(s[:17], numerals) || !only(s[17:], numerals+"X") || !bornIn(s[6:10]) || !dated(s[10:14]) || s[0] < '1' || s[0] > '8' {
		return false
	}
	return !only(s, uscAlphabet) || !uscChecked(s)
}

// resident is residentShape with its check digit by powers of 2 modulo 11 (ISO 7064 MOD 11-2).
func resident(s string) bool {
	if !residentShape(s) {
		return false
	}
	rest := 0
	for i := range 17 {
		rest = (rest + digit(s, i)) * 2 % 11
	}
	return s[17] == "10X98765432"[rest]
}

const dniLetters = "TRWAGMYFPDXBNJZSQVHLCKE"

// dniShape: seven or eight digits, in Spain with a letter; in Argentina and Peru without.
func dniShape(s string) bool {
	number := strings.TrimRight(s, letters)
	return only(number, numerals) && (len(number) == 7 || len(number) == 8) && len(s)-len(number) <= 1
}

// dni: the letter is the number modulo 23 (Real Decreto 1553/2005).
func dni(s string) bool {
	return len(s) == 9 && only(s[:8], numerals) && s[8] == dniLetters[atoi(s[:8])%23]
}

// nieShape: X, Y or Z, seven digits, a letter.
func nieShape(s string) bool {
	return len(s) == 9 && s[0] >= 'X' && s[0] <= 'Z' && only(s[1:8], numerals) && only(s[8:], letters)
}

// nie: X, Y and Z count as 0, 1 and 2 before the digits (Orden INT/2058/2008).
func nie(s string) bool {
	return nieShape(s) && s[8] == dniLetters[(int(s[0]-'X')*10_000_000+atoi(s[1:8]))%23]
}

// nirShape: sex, year and month of birth, place, order, and perhaps two digits of the key. A and B stand in places of Corsica.
func nirShape(s string) bool {
	if len(s) != 13 && len(s) != 15 || !strings.ContainsAny(s[:1], "123478") {
		return false
	}
	return only(nirCorsica(s), numerals)
}

// nirCorsica writes 19 and 18 for 2A and 2B, as the key is made.
func nirCorsica(s string) string {
	switch s[5:7] {
	case "2A":
		return s[:5] + "19" + s[7:]
	case "2B":
		return s[:5] + "18" + s[7:]
	}
	return s
}

// nir has a month of the calendar, and the key 97 less the number modulo 97 (Décret 82-103).
func nir(s string) bool {
	if len(s) != 15 || !nirShape(s) || s[0] > '2' {
		return false
	}
	s = nirCorsica(s)
	return dated(s[3:5]+"01") && s[5:7] != "00" && 97-atoi(s[:13])%97 == atoi(s[13:])
}

// nino: two letters, six digits, a letter A to D; some letters and pairs are never given (HMRC, National Insurance Manual NIM39110).
func nino(s string) bool {
	return len(s) == 9 && only(s[:2], letters) && only(s[2:8], numerals) && only(s[8:], "ABCD") && !strings.ContainsAny(s[:2], "DFIQUV") && s[1] != 'O' &&
		!slices.Contains([]string{"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}, s[:2])
}

func ninoWritten(s string) string {
	return s[:2] + " " + s[2:4] + " " + s[4:6] + " " + s[6:8] + " " + s[8:]
}

// pan: five letters, four digits, a letter; the fourth letter says of whom it is, P of a natural person (Income-tax Rules 1962, rule 114).
func pan(s string) bool {
	return len(s) == 10 && only(s[:5], letters) && s[3] == 'P' && only(s[5:9], numerals) && only(s[9:], letters)
}

// gstin: two digits of the state, a PAN, one character, Z, a check character.
func gstin(s string) bool {
	return len(s) == 15 && only(s[:2], numerals) && s[:2] != "00" && pan(s[2:12]) && only(s[12:], alnum) && s[13] == 'Z'
}

// gstinChecked: the characters by 1 and 2 in turn, modulo 36 digit by digit.
func gstinChecked(s string) bool {
	const alphabet = numerals + letters
	sum := 0
	for i := range 14 {
		p := strings.IndexByte(alphabet, s[i]) * (1 + i%2)
		sum += p/36 + p%36
	}
	return s[14] == alphabet[(36-sum%36)%36]
}

// fiscalDigits: the letters that stand for digits where two people would have one code.
const fiscalDigits = numerals + "LMNPQRSTUV"

// fiscalShape: six letters of the names, the year, a letter of the month, the day (40 more for women), the place, a check letter
// (Decreto 23 dicembre 1976). Organisations have eleven digits.
func fiscalShape(s string) bool {
	return len(s) == 16 && only(s[:6], letters) && only(s[6:8], fiscalDigits) && only(s[8:9], "ABCDEHLMPRST") && only(s[9:11], fiscalDigits) &&
		only(s[11:12], letters) && only(s[12:15], fiscalDigits) && only(s[15:], letters)
}

// fiscalChecked: characters at even places count as they stand in their alphabet, at odd ones by a table.
func fiscalChecked(s string) bool {
	odd := [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
	sum := 0
	for i := range 15 {
		n := int(s[i] - '0')
		if s[i] >= 'A' {
			n = int(s[i] - 'A')
		}
		if i%2 == 0 {
			n = odd[n]
		}
		sum += n
	}
	return s[15] == byte('A'+sum%26)
}

// curpShape: four letters, the day of birth, H, M or X, the state, three consonants, a character, a check digit
// (RENAPO).
func curpShape(s string) bool {
	return len(s) == 18 && only(s[:4], letters) && only(s[4:6], numerals) && dated(s[6:10]) && only(s[10:11], "HMX") && only(s[11:16], letters) &&
		only(s[16:17], alnum) && only(s[17:], numerals)
}

func curpChecked(s string) bool {
	sum := 0
	for i := range 17 {
		sum += mexican("0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ", s[i]) * (18 - i)
	}
	return (10-sum%10)%10 == digit(s, 17)
}

// rfcShape: four letters, the day of birth, three characters; organisations have three letters (Código Fiscal, artículo 27; SAT). Two
// that stand for "the public" and "somebody abroad" are nobody's.
func rfcShape(s string) bool {
	return len(s) == 13 && only(s[:4], letters) && only(s[4:6], numerals) && dated(s[6:10]) && only(s[10:], alnum) && s != "XAXX010101000" && s != "XEXX010101000"
}

func rfcChecked(s string) bool {
	sum := 0
	for i := range 12 {
		sum += mexican("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ", s[i]) * (13 - i)
	}
	return s[12] == "0A987654321"[sum%11]
}

// mexican is the place of a letter or digit in an alphabet of characters.
func mexican(alphabet string, c byte) int {
	return slices.Index([]rune(alphabet), rune(c))
}

// pesel: the day of birth, with 20, 40, 60 or 80 more in the month for other centuries, four digits and a check digit by weights 1, 3,
// 7, 9 modulo 10 (Ustawa o ewidencji ludności).
func pesel(s string) bool {
	if !elevenDigits(s) {
		return false
	}
	month := atoi(s[2:4]) % 20
	return dated(string([]byte{byte('0' + month/10), byte('0' + month%10)})+s[4:6]) &&
		(10-weighted(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)%10)%10 == digit(s, 10)
}

// pnrShape: the day of birth, of two or four digits the year, 60 more in the day for coordination numbers, and four digits
// (Folkbokföringslagen 1991:481). In an organisation's number no month stands there.
func pnrShape(s string) bool {
	if len(s) == 12 && only(s, numerals) && bornIn(s[:4]) {
		s = s[2:]
	}
	if len(s) != 10 || !only(s, numerals) {
		return false
	}
	day := s[4:6]
	if n := atoi(day); n > 60 {
		day = string([]byte{byte('0' + (n-60)/10), byte('0' + (n-60)%10)})
	}
	return dated(s[2:4] + day)
}

func pnr(s string) bool { return pnrShape(s) && luhn(s[len(s)-10:]) }

// tckn: eleven digits, no zero before, the last two from the others (Nüfus Hizmetleri Kanunu 5490).
func tckn(s string) bool {
	if !elevenDigits(s) || s[0] == '0' {
		return false
	}
	ten := (weighted(s, 7, 0, 7, 0, 7, 0, 7, 0, 7) + 90 - weighted(s, 0, 1, 0, 1, 0, 1, 0, 1)) % 10
	return ten == digit(s, 9) && weighted(s, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)%10 == digit(s, 10)
}

// zaShape: the day of birth, four digits, 0 to 2 for the citizenship, 8 or 9, a check digit (Identification Act 68 of 1997).
func zaShape(s string) bool {
	return len(s) == 13 && only(s, numerals) && dated(s[2:6]) && s[10] <= '2'
}

func zaID(s string) bool { return zaShape(s) && s[11] >= '8' && luhn(s) }
