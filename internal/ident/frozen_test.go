package ident_test

import (
	"testing"

	"probity.example/probity/internal/ident"
)

// frozen has an example of the normal form of every scheme: invented numbers with right check digits. Normal forms are in the
// claims of the log and in the digests made from them: if one changed, logs written before would not be read any more, and
// the same organisation would have two identifiers. They stay as they are (docs/decisions/0019-vat-normal-form.md); a scheme that must be
// written in another way gets another code.
var frozen = map[string]struct{ written, normal string }{
	"AT-VAT":     {"u 26810010", "ATU26810010"},
	"AU-ABN":     {"37 755 832 467", "37755832467"},
	"AU-ACN":     {"377 823 606", "377823606"},
	"BE-BCE_KBO": {"BE 0839.063.757", "0839063757"},
	"BE-VAT":     {"BE 0965.541.562", "BE0965541562"},
	"BG-VAT":     {"BG 062053942", "BG062053942"},
	"BR-CNPJ":    {"71.755.297/0001-43", "71755297000143"},
	"CN-USCI":    {"91110102MA0333620C", "91110102MA0333620C"},
	"CO-NIT":     {"923.895.777-2", "923895777-2"},
	"CY-VAT":     {"CY 97619291L", "CY97619291L"},
	"CZ-ICO":     {"2167255", "02167255"},
	"CZ-VAT":     {"33440956", "CZ33440956"},
	"DE-VAT":     {"DE 180 329 716", "DE180329716"},
	"DK-CVR":     {"85 99 66 22", "85996622"},
	"DK-VAT":     {"DK 27 70 02 17", "DK27700217"},
	"EE-VAT":     {"EE 121912132", "EE121912132"},
	"ES-VAT":     {"es b-61598629", "ESB61598629"},
	"FI-PRO":     {"3166294-7", "3166294-7"},
	"FI-VAT":     {"FI 4807986-2", "FI48079862"},
	"FR-SIREN":   {"971 563 069", "971563069"},
	"FR-SIRET":   {"450 732 330 97397", "45073233097397"},
	"FR-VAT":     {"FR 08 349 762 922", "FR08349762922"},
	"GB-COH":     {"sc 12345", "SC012345"},
	"GB-VAT":     {"GB 529 6791 96", "GB529679196"},
	"GR-VAT":     {"EL 642846297", "EL642846297"},
	"HR-VAT":     {"HR 81730705087", "HR81730705087"},
	"HU-VAT":     {"HU 33430825", "HU33430825"},
	"IE-VAT":     {"IE 1025587K", "IE1025587K"},
	"IN-CIN":     {"U12345ka2007ptc123456", "U12345KA2007PTC123456"},
	"IT-VAT":     {"IT 70473716952", "IT70473716952"},
	"JP-JCN":     {"T4280022861890", "4280022861890"},
	"LT-VAT":     {"LT 338400642", "LT338400642"},
	"LU-VAT":     {"LU 03028121", "LU03028121"},
	"LV-VAT":     {"LV 48727548927", "LV48727548927"},
	"MT-VAT":     {"MT 15590834", "MT15590834"},
	"NL-KVK":     {"1234 5678", "12345678"},
	"NL-VAT":     {"nl327310443b01", "NL327310443B01"},
	"NO-BRC":     {"978 153 461", "978153461"},
	"PL-KRS":     {"0000 123456", "0000123456"},
	"PL-VAT":     {"PL 474-450-44-23", "PL4744504423"},
	"PT-VAT":     {"PT 597509921", "PT597509921"},
	"RO-VAT":     {"RO 1164036", "RO1164036"},
	"RU-INN":     {"77 66960401", "7766960401"},
	"RU-OGRN":    {"1 50 77 19947305", "1507719947305"},
	"SE-BLR":     {"16556960-8333", "5569608333"},
	"SE-VAT":     {"SE 556776-9210 01", "SE556776921001"},
	"SI-VAT":     {"SI 25966138", "SI25966138"},
	"SK-VAT":     {"SK 2717333553", "SK2717333553"},
	"US-CAGE":    {"1abc5", "1ABC5"},
	"US-EIN":     {"12-3456789", "123456789"},
	"US-UEI":     {"abcdefgh1234", "ABCDEFGH1234"},
	"X-BIC":      {"abcdxv21xxx", "ABCDXV21"},
	"X-EUFSF":    {"eu.1234.56", "EU.1234.56"},
	"X-OFAC":     {" 12345 ", "12345"},
	"X-UKOFSI":   {"12345", "12345"},
	"X-UKSL":     {"rus 1234", "RUS1234"},
	"X-UNSC":     {"qde.901", "QDe.901"},
	"XI-DUNS":    {"12-345-6789", "123456789"},
	"XI-LEI":     {"9999 00AB CDEF GH12 3437", "999900ABCDEFGH123437"},
	"XV-REG":     {" hrb 1234-b", "HRB1234-B"},
	"XV-TAX":     {"12.345/67", "12.345/67"},
	"XV-VAT":     {"xv 100 001", "XV100001"}, // no country of the European Union: as it is written
}

func TestNormalFormsAreFrozen(t *testing.T) {
	for scheme, c := range frozen {
		got, err := ident.Normalise(scheme, c.written)
		if err != nil || got != c.normal {
			t.Errorf("%s: %q, %v; want %q", scheme, got, err, c.normal)
		}
		if again, err := ident.Normalise(scheme, c.normal); err != nil || again != c.normal {
			t.Errorf("%s: the normal form becomes %q, %v", scheme, again, err)
		}
	}
	for _, s := range ident.Schemes() {
		if _, ok := frozen[s.Code]; !ok && s.Code != "X-IMO" { // refused: it has no normal form
			t.Errorf("%s has no example", s.Code)
		}
	}
}

// TestVATNumbersHaveOneForm: prefix or none, however it is parted; what has no right check digit stays as it is written.
func TestVATNumbersHaveOneForm(t *testing.T) {
	for _, c := range []struct{ scheme, written, normal string }{
		{"DE-VAT", "180329716", "DE180329716"},
		{"DE-VAT", "de-180.329.716", "DE180329716"},
		{"DE-VAT", "DE 180 329 717", "DE180329717"},
		{"DE-VAT", "180-329-717", "180-329-717"},
		{"GR-VAT", "642846297", "EL642846297"},
		{"AT-VAT", "ATU26810010", "ATU26810010"},
		{"AT-VAT", "26810010", "ATU26810010"},
	} {
		if got, err := ident.Normalise(c.scheme, c.written); err != nil || got != c.normal {
			t.Errorf("%s %q: %q, %v; want %q", c.scheme, c.written, got, err, c.normal)
		}
	}
}
