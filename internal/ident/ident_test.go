package ident_test

import (
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/ident"
)

func TestNormalise(t *testing.T) {
	for _, c := range []struct{ scheme, value, want, err string }{
		{"XI-LEI", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12", ""},
		{"XI-LEI", "5493001KJTIIGC8Y1R13", "", "MOD 97-10"},
		{"CN-USCI", "91350100M000100Y43", "91350100M000100Y43", ""},
		{"CN-USCI", "91350100M000100Y44", "", "check digit"},
		{"CN-USCI", "92350100M000100Y43", "", "natural person"},
		{"CN-USCI", "91350100M000100I43", "", "without I"},
		{"RU-INN", "7707083893", "7707083893", ""},
		{"RU-INN", "7707083894", "", "check digit"},
		{"RU-INN", "500100732259", "", "natural person"},
		{"RU-OGRN", "1027700132195", "1027700132195", ""},
		{"RU-OGRN", "1027700132196", "", "check digit"},
		{"RU-OGRN", "304500116000157", "", "natural person"},
		{"BR-CNPJ", "11.222.333/0001-81", "11222333000181", ""},
		{"BR-CNPJ", "11.222.333/0001-82", "", "check digit"},
		{"BR-CNPJ", "12.ABC.345/01DE-35", "12ABC34501DE35", ""},
		{"BR-CNPJ", "529.982.247-25", "", "natural person"},
		{"BR-CNPJ", "00000000000000", "", "repeated"},
		{"GB-COH", "1234567", "01234567", ""},
		{"GB-COH", "sc 123456", "SC123456", ""},
		{"GB-COH", "SC1234", "SC001234", ""},
		{"GB-COH", "IP12345R", "IP12345R", ""},
		{"GB-COH", "R0000123", "R0000123", ""},
		{"GB-COH", "123456789", "", "want 8"},
		{"GB-COH", "HRB 1234", "", "want 8"},
		{"US-EIN", "12-3456789", "123456789", ""},
		{"US-EIN", "123-45-6789", "", "natural person"},
		{"US-UEI", "zqggha9pn1e7", "ZQGGHA9PN1E7", ""},
		{"US-UEI", "ZQGGHA9PN1O7", "", "without I and O"},
		{"US-CAGE", "1abc5", "1ABC5", ""},
		{"FR-SIREN", "732 829 320", "732829320", ""},
		{"FR-SIREN", "732829321", "", "check digit"},
		{"FR-SIRET", "73282932000074", "73282932000074", ""},
		{"FR-SIRET", "35600000049837", "35600000049837", ""},
		{"CO-NIT", "800.197.268-4", "800197268-4", ""},
		{"CO-NIT", "800197268-5", "", "check digit"},
		{"CO-NIT", "1019012345", "", "natural person"},
		{"IN-CIN", "U72200KA2007PTC043114", "U72200KA2007PTC043114", ""},
		{"IN-CIN", "X72200KA2007PTC043114", "", "want L or U"},
		{"AU-ABN", "51 824 753 556", "51824753556", ""},
		{"AU-ABN", "51 824 753 557", "", "check digit"},
		{"AU-ACN", "004 085 616", "004085616", ""},
		{"AU-ACN", "004 085 617", "", "check digit"},
		{"JP-JCN", "7000012050002", "7000012050002", ""},
		{"JP-JCN", "T7000012050002", "7000012050002", ""},
		{"JP-JCN", "8000012050002", "", "check digit"},
		{"BE-BCE_KBO", "BE 0403.019.261", "0403019261", ""},
		{"BE-BCE_KBO", "403019261", "0403019261", ""},
		{"DK-CVR", "13585628", "13585628", ""},
		{"DK-CVR", "13585629", "", "check digit"},
		{"NO-BRC", "974 760 673", "974760673", ""},
		{"NO-BRC", "974760674", "", "check digit"},
		{"FI-PRO", "2077474-0", "2077474-0", ""},
		{"FI-PRO", "2077474-1", "", "check digit"},
		{"SE-BLR", "556016-0680", "5560160680", ""},
		{"SE-BLR", "16556016-0680", "5560160680", ""},
		{"SE-BLR", "811218-9876", "", "natural person"},
		{"CZ-ICO", "25123891", "25123891", ""},
		{"CZ-ICO", "25123892", "", "check digit"},
		{"X-BIC", "deutdeffxxx", "DEUTDEFF", ""},
		{"X-BIC", "DEUTDEFF500", "DEUTDEFF500", ""},
		{"X-BIC", "DEUT12FF", "", "ISO 9362"},
		{"X-IMO", "9074729", "", "vessel"},
		{"X-UNSC", "qde.004", "QDe.004", ""},
		{"X-UNSC", "QDe.004", "QDe.004", ""},
		{"X-UNSC", "QDi.004", "", "natural person"},
		{"XI-DUNS", "15-048-3782", "150483782", ""},
		{"DE-REG", " hrb 12 345 ", "HRB12345", ""},
		{"DE-VAT", "", "", "empty"},
		{"ZZ-NONE", "1", "", "not known"},
	} {
		got, err := ident.Normalise(c.scheme, c.value)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s %q: %q, %v; want %q, %q", c.scheme, c.value, got, err, c.want, c.err)
		}
		if err != nil && len(c.value) > 3 && strings.Contains(err.Error(), c.value) {
			t.Errorf("%s: the error shows the value: %v", c.scheme, err)
		}
	}
}

func TestSchemes(t *testing.T) {
	all := ident.Schemes()
	if !slices.IsSortedFunc(all, func(a, b ident.Scheme) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("schemes are not sorted by code: look-up fails")
	}
	for _, s := range all {
		if got, ok := ident.Lookup(s.Code); !ok || got.Title != s.Title {
			t.Errorf("%s is not found by its code", s.Code)
		}
	}
	if ident.Strong("X-BIC") || ident.Strong("DE-REG") || ident.Strong("nonsense") || !ident.Strong("XI-LEI") {
		t.Error("a code of a branch or an unnamed register is strong, or an LEI is not")
	}
}

// FuzzNormalise: a normal form is its own normal form, in every scheme.
func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"12ABC34501DE35", "800197268-4", "QDe.004", "BE 0403.019.261", "XXXXXXXXXXX", "R1", "IP1R", "T7000012050002", "①②③", "2077474-0", "DEUTDEXXXXX", "16556016-0680"} {
		f.Add(s)
	}
	codes := []string{"DE-REG", "DE-TAX", "DE-VAT"}
	for _, s := range ident.Schemes() {
		codes = append(codes, s.Code)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, code := range codes {
			v, err := ident.Normalise(code, s)
			if err != nil {
				if v != "" {
					t.Errorf("%s: an error with a value", code)
				}
				continue
			}
			if again, err := ident.Normalise(code, v); err != nil || again != v {
				t.Errorf("%s: %q normalises to %q, and that to %q (%v)", code, s, v, again, err)
			}
		}
	})
}
