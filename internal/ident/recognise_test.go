package ident_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"probity.example/probity/internal/ident"
)

// TestSplit: numbers are invented; their check digits are right unless the case says otherwise.
func TestSplit(t *testing.T) {
	for _, c := range []struct{ text, rest, found string }{
		// With nothing beside them.
		{"529900T8BM49AURSD033", "", "XI-LEI:529900T8BM49AURSD033"},
		{"LEI 5299-00T8-BM49-AURS-D033", "", "XI-LEI:529900T8BM49AURSD033"},
		{"lei: 529900t8bm49aursd033", "", "XI-LEI:529900T8BM49AURSD033"},
		{"5299 00T8 BM49 AURS D033", "", "XI-LEI:529900T8BM49AURSD033"},
		{"５２９９００Ｔ８ＢＭ４９ＡＵＲＳＤ０３３", "", "XI-LEI:529900T8BM49AURSD033"},
		{"LEI529900T8BM49AURSD033", "", "XI-LEI:529900T8BM49AURSD033"},
		{"LEI 529900T8BM49AURSD034", "", "XI-LEI!"},
		{"ИНН 9900123450", "", "RU-INN:9900123450"},
		{"ИНН9900123450", "", "RU-INN:9900123450"},
		{"INN: 9900 1234 50", "", "RU-INN:9900123450"},
		{"ОГРН 1029900123461", "", "RU-OGRN:1029900123461"},
		{"1029900123461", "", "RU-OGRN:1029900123461"},
		{"ИНН 9900123450, ОГРН 1029900123461", "", "RU-INN:9900123450 RU-OGRN:1029900123461"},
		{"CNPJ 12.345.678/0001-95", "", "BR-CNPJ:12345678000195"},
		{"12.345.678/0001-95", "", "BR-CNPJ:12345678000195"},
		{"12345678000195", "", "BR-CNPJ:12345678000195"},
		{"CNPJ 12.ABC.345/01DE-35", "", "BR-CNPJ:12ABC34501DE35"},
		{"91310000MA1FL1Q470", "", "CN-USCI:91310000MA1FL1Q470"},
		{"统一社会信用代码：91310000MA1FL1Q470", "", "CN-USCI:91310000MA1FL1Q470"},
		{"統一社會信用代碼91310000MA1FL1Q470", "", "CN-USCI:91310000MA1FL1Q470"},
		{"UEI ABCD12EFGH34", "", "US-UEI:ABCD12EFGH34"},
		{"EIN 12-3456789", "", "US-EIN:123456789"},
		{"U.S. FEIN 12-3456789", "", "US-EIN:123456789"},
		{"Companies House No. SC123456", "", "GB-COH:SC123456"},
		{"UK company number 1234567", "", "GB-COH:01234567"},
		{"SIREN 123 456 782", "", "FR-SIREN:123456782"},
		{"SIRET 123 456 782 00010", "", "FR-SIRET:12345678200010"},
		{"ABN 18 123 456 789", "", "AU-ABN:18123456789"},
		{"法人番号 7123456789012", "", "JP-JCN:7123456789012"},
		{"Y-tunnus 1234567-1", "", "FI-PRO:1234567-1"},
		{"NIT 812.345.678-1", "", "CO-NIT:812345678-1"},
		{"D-U-N-S 12-345-6789", "", "XI-DUNS:123456789"},
		{"BIC: ABCDXVPP", "", "X-BIC:ABCDXVPP"},
		// Beside a name.
		{"Orlan Shipping (LEI 529900T8BM49AURSD033)", "Orlan Shipping", "XI-LEI:529900T8BM49AURSD033"},
		{"Orlan Shipping, ИНН 9900123450", "Orlan Shipping", "RU-INN:9900123450"},
		{"DE123456788 Vexel Trading GmbH", "Vexel Trading GmbH", "DE-VAT:DE123456788"},
		{"ООО «Орлан» ИНН: 9900123450; ОГРН 1029900123461", "ООО «Орлан»", "RU-INN:9900123450 RU-OGRN:1029900123461"},
		{"Vexel [CRN: 01234567] Trading", "Vexel Trading", "GB-COH:01234567"},
		{"Vexel Mining Pty Ltd, ACN 123 456 780", "Vexel Mining Pty Ltd", "AU-ACN:123456780"},
		{"A.C.N. 123 456 780 Pty. Ltd.", "A.C.N. 123 456 780 Pty. Ltd.", "AU-ACN:123456780"}, // this is its name
		// What is refused.
		{"IMO 9123453", "", "X-IMO!"},
		{"Quorra Mining IMO 9123453", "Quorra Mining", "X-IMO!"},
		{"ИНН 990012345678", "", "RU-INN!person"},
		{"ОГРНИП 304990012345678", "", "RU-OGRN!person"},
		{"CPF 123.456.789-09", "", "BR-CNPJ!person"},
		{"EIN 123-45-6789", "", "US-EIN!person"},
		{"VAT ES12345678Z", "", "ES-VAT!person"},
		// What is none: names with numbers, words that look like labels, numbers without a label.
		{"11420 Corp.", "11420 Corp.", ""},
		{"Brindle Fund III 2024", "Brindle Fund III 2024", ""},
		{"9900123450", "9900123450", ""},
		{"Holiday Inn 12345", "Holiday Inn 12345", ""},
		{"BIC Corporation", "BIC Corporation", ""},
		{"SWIFT Transport", "SWIFT Transport", ""},
		{"ICO Global", "ICO Global", ""},
		{"IMO 9123454", "IMO 9123454", ""},
		{"Cage & Sons", "Cage & Sons", ""},
		{"INTERNATIONALCOMPANYX", "INTERNATIONALCOMPANYX", ""},
		{"Fundación de 123456788", "Fundación de 123456788", ""},
		{"CNPJ 12.345.678", "CNPJ 12.345.678", ""},
		{"第一百貨 123", "第一百貨 123", ""},
		{"", "", ""},
	} {
		rest, list := ident.Split(c.text)
		if got := told(list); rest != c.rest || got != c.found {
			t.Errorf("%q: %q with %q, want %q with %q", c.text, rest, got, c.rest, c.found)
		}
	}
}

func TestAsk(t *testing.T) {
	for _, c := range []struct{ typed, name, ids, unused, err string }{
		{"Orlan Shipping", "Orlan Shipping", "", "", ""},
		{"LEI 529900T8BM49AURSD033", "", "XI-LEI:529900T8BM49AURSD033", "", ""},
		{"Orlan Shipping, IMO 9123453, ИНН 9900123450", "Orlan Shipping", "RU-INN:9900123450", "X-IMO!", ""},
		{"Orlan Shipping LEI 529900T8BM49AURSD034", "Orlan Shipping", "", "XI-LEI!", ""},
		{"IMO 9123453", "", "", "", "X-IMO: an IMO number identifies a vessel, not an organisation: refused"},
		{"VAT DE123456789", "", "", "", "DE-VAT: check digit does not agree"},
		{"Marigold Bakery ИНН 990012345678", "", "", "", "RU-INN: an INN of 12 digits identifies a natural person: refused"},
	} {
		a, err := ident.Ask(c.typed)
		told := [...]string{a.Name, told(a.Identifiers), told(a.Unused), fmt.Sprint(err)}
		if c.err == "" {
			c.err = "<nil>"
		}
		if want := [...]string{c.name, c.ids, c.unused, c.err}; told != want {
			t.Errorf("%q: %q, want %q", c.typed, told, want)
		}
	}
}

func told(list []ident.Found) string {
	var out []string
	for _, f := range list {
		switch {
		case errors.Is(f.Err, ident.ErrPerson):
			out = append(out, f.Scheme+"!person")
		case f.Err != nil:
			out = append(out, f.Scheme+"!")
		default:
			out = append(out, f.Scheme+":"+f.Value)
		}
	}
	return strings.Join(out, " ")
}

// TestVAT: every country's number is told by its prefix, however it is parted, and no longer with a digit changed.
func TestVAT(t *testing.T) {
	for number, own := range map[string]string{
		"ATU12345675": "", "BE0123456749": "BE-BCE_KBO:0123456749", "BG123456786": "", "CY10345678D": "", "CZ12345679": "CZ-ICO:12345679", "DE123456788": "",
		"DK12345674": "DK-CVR:12345674", "EE123456780": "", "ESB12345674": "", "ESQ1234567D": "", "FI12345671": "FI-PRO:1234567-1",
		"FR11123456782": "FR-SIREN:123456782", "GB123456782": "", "EL123456783": "", "HR12345678903": "", "HU12345676": "", "IE1234567T": "", "IE1234567FA": "",
		"IT12345678903": "", "LT123456786": "", "LU12345613": "", "LV41234567891": "", "MT12345634": "", "NL123456782B01": "", "PL1234567883": "", "PT512345678": "",
		"RO1234567897": "", "SE556234567701": "SE-BLR:5562345677", "SI12345679": "", "SK2012345610": "",
	} {
		cc := number[:2]
		if cc == "EL" {
			cc = "GR"
		}
		want := cc + "-VAT:" + number
		if own != "" {
			want += " " + own
		}
		for _, text := range []string{number, "VAT no. " + number, number[:2] + " " + number[2:5] + " " + number[5:], number[:4] + "." + number[4:]} {
			if rest, list := ident.Split(text); rest != "" || told(list) != want {
				t.Errorf("%s: %q with %q, want %q", text, rest, told(list), want)
			}
		}
		for _, value := range []string{number, strings.ToLower(number[:5]) + " " + number[5:], strings.TrimPrefix(number, cc)} {
			if got, err := ident.Normalise(cc+"-VAT", value); err != nil || got != number {
				t.Errorf("%s-VAT %s: %q, %v", cc, value, got, err)
			}
		}
		at := strings.IndexByte(number, '5')
		wrong := number[:at] + "8" + number[at+1:]
		if rest, list := ident.Split(wrong); rest != wrong || len(list) > 0 {
			t.Errorf("%s: %q with %q, want nothing", wrong, rest, told(list))
		}
		if _, list := ident.Split("VAT " + wrong); told(list) != cc+"-VAT!" {
			t.Errorf("VAT %s: %q, want its error", wrong, told(list))
		}
	}
	if got, err := ident.Normalise("XV-VAT", "XV 1003 9595"); err != nil || got != "XV10039595" {
		t.Errorf("a country without a rule: %q, %v", got, err)
	}
}

// FuzzRecognise: what is found stands in the text, in order, and is in its scheme's normal form; what is left of the text holds no
// more than the text.
func FuzzRecognise(f *testing.F) {
	for _, s := range []string{
		"LEI 5299-00T8-BM49-AURS-D033", "Orlan (ИНН 9900123450)", "GB 123 4567 82", "\xff\xfe12", "ﬁ ＬＥＩ", "VAT", "ı", "D-U-N-S 12-345-6789", "IMO 9123453", strings.Repeat("a1 ", 400),
		"SSN 123-45-6789", "NIR 199012A123456", "身份证号码：110000199901011230", "T.C. Kİmlİk 98765432150", "R.F.C. XEXX-990101-XX4", "23.456.789-6", "ZX 12 34 56 C",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, x := range ident.Recognise(text) {
			if x.Start < 0 || x.End > len(text) || x.Start >= x.End || x.End < at {
				t.Fatalf("%d to %d of %d bytes, after %d", x.Start, x.End, len(text), at)
			}
			at = x.Start
			if (x.Err == nil) != (x.Value != "") {
				t.Fatalf("%s: %q with %v", x.Scheme, x.Value, x.Err)
			}
			if again, err := ident.Normalise(x.Scheme, x.Value); x.Err == nil && (err != nil || again != x.Value) {
				t.Fatalf("%s: %q normalises to %q, %v", x.Scheme, x.Value, again, err)
			}
		}
		if rest, found := ident.Split(text); len(rest) > len(text) || len(found) == 0 && rest != text {
			t.Fatalf("%q is left", rest)
		}
	})
}
