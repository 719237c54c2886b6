package ident_test

import (
	"errors"
	"testing"

	"probity.example/probity/internal/ident"
)

// TestNumbersOfPersons: the numbers are invented; their check digits are right unless the case says otherwise.
func TestNumbersOfPersons(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		// Announced by a label.
		{"SSN 123-45-6789", "US-SSN"},
		{"Social Security No. 123 45 6789", "US-SSN"},
		{"ITIN 912-70-1234", "US-SSN"},
		{"National Insurance number: ZX123456C", "GB-NINO"},
		{"codice fiscale XYZQWK99A01Z999T", "IT-CF"},
		{"C.F. XYZQWK99A01Z999A", "IT-CF"}, // mistyped, and still no organisation's
		{"DNI 98765432-M", "ES-DNI"},
		{"DNI 98.765.432", "ES-DNI"},
		{"NIF: 98765432M", "ES-DNI"},
		{"NIF98765432M", "ES-DNI"},
		{"NIF Y7654321G", "ES-NIE"},
		{"NIE Y-7654321-G", "ES-NIE"},
		{"NIR 1 99 01 99 123 456 33", "FR-NIR"},
		{"numéro de sécurité sociale 199012A123456", "FR-NIR"},
		{"PESEL 02221512346", "PL-PESEL"},
		{"PESEL: 02221512347", "PL-PESEL"},
		{"身份证号码：110000199901011230", "CN-RID"},
		{"PAN ABCPZ1234K", "IN-PAN"},
		{"GSTIN 27XYZPQ1234K1Z3", "IN-GSTIN"},
		{"TCKN 98765432150", "TR-TCKN"},
		{"T.C. Kimlik No: 98765432150", "TR-TCKN"},
		{"T.C. Kİmlİk 98765432150", "TR-TCKN"},
		{"South African ID 9901011234085", "ZA-ID"},
		{"personnummer 990101-1230", "SE-PNR"},
		{"samordningsnummer 990161-1237", "SE-PNR"},
		{"CURP XEXX990101HNEXXX04", "MX-CURP"},
		{"R.F.C. XEXX-990101-XX4", "MX-RFC"},
		{"RFC XEXX990101XX5", "MX-RFC"},
		{"CUIT 20-98765432-6", "AR-CUIT"},
		{"CUIL 27-98765432-1", "AR-CUIT"},
		{"RUT 23.456.789-6", "CL-RUN"},
		{"RUN 9876543-3", "CL-RUN"},
		{"Cédula de ciudadanía 98.765.432", "CO-CC"},
		{"Cedula No. 98765432 (Colombia)", "CO-CC"},
		{"cédula de extranjería 987654", "CO-CC"},
		{"CPF 987.654.321-00", "BR-CNPJ"},
		{"ИНН 990012345678", "RU-INN"},
		// By shape and check digits alone.
		{"Zebedee Quill 987.654.321-00", "BR-CPF"},
		{"23.456.789-6", "CL-RUN"},
		{"92310000MA1FL1Q47W", "CN-92"},
		{"110000199901011230", "CN-RID"},
		{"Y7654321G", "ES-NIE"},
		{"199019912345633", "FR-NIR"},
		{"ZX 12 34 56 C", "GB-NINO"},
		{"27XYZPQ1234K1Z3", "IN-GSTIN"},
		{"XYZ QWK 99A01 Z999T", "IT-CF"},
		{"XEXX990101HNEXXX04", "MX-CURP"},
		{"Zebedee Quill, XEXX990101XX4", "MX-RFC"},
		{"19990101-1230", "SE-PNR"},
		{"9901011234085", "ZA-ID"},
	} {
		list := ident.Recognise(c.text)
		if len(list) != 1 || !errors.Is(list[0].Err, ident.ErrPerson) || list[0].Scheme != c.code || list[0].Value != "" {
			t.Errorf("%q: %q, want %s of a person", c.text, told(list), c.code)
		}
		if !ident.HoldsPerson("Amberfield (" + c.text + ")") {
			t.Errorf("%q is nobody's", c.text)
		}
		if _, err := ident.Ask(c.text); !errors.Is(err, ident.ErrPerson) {
			t.Errorf("%q is asked for: %v", c.text, err)
		}
	}
}

// TestNumbersOfNobody: an organisation's numbers, wrong check digits where these are all that speaks for a person, and digits
// that say nothing.
func TestNumbersOfNobody(t *testing.T) {
	for _, text := range []string{
		// Organisations' numbers under the same labels.
		"NIF B12345674", "CUIT 30-98765432-1", "CUIT 33-98765432-9", "RUT 76.543.210-3", "RFC XEX990101XX4", "RFC XEXX010101000", "PAN ABCCZ1234K", "GSTIN 27XYZCQ1234K1ZU",
		"codice fiscale 12345678903", "Organisations-/personnummer 556234-5677", "Cédula jurídica 3-101-123456", "EIN 12-3456789", "SSN 12345", "National Insurance Ltd",
		// A check digit that denies, with nothing else.
		"987.654.321-01", "23.456.789-5", "92310000MA1FL1Q47X", "110000199901011231", "110000199913011230", "Y7654321A", "199019912345634", "27XYZPQ1234K1Z4", "XYZQWK99A01Z999A",
		"XEXX990101HNEXXX05", "XEXX990101XX5", "XEXX991301XX4", "19990101-1231", "9901011234086", "9913011234085",
		// Shapes that other numbers have too.
		"123-45-6789", "123456789", "98765432M", "98765432150", "02221512346", "990101-1230", "199901011230", "ZX123456C", "ABCPZ1234K", "20-98765432-6", "20987654326", "234567896",
		"BG 12 34 56 C", "98.765.432",
		// A unified social credit code of digits alone that holds a day.
		"510000199901010048", "统一社会信用代码 510000199901010048",
		// Names.
		"Run 5 Ltd", "Pan 1234 Shipping", "Dni 12", "Nino Foods 2000", "Said 99 Trading", "Rut Mills 1234567",
	} {
		for _, f := range ident.Recognise(text) {
			if errors.Is(f.Err, ident.ErrPerson) {
				t.Errorf("%q is a person's: %v", text, f.Err)
			}
		}
		if ident.HoldsPerson(text) {
			t.Errorf("%q holds a person's number", text)
		}
	}
}

func TestNumbersOfPersonsInFields(t *testing.T) {
	for _, c := range []struct {
		scheme, value string
		person        bool
	}{
		{"AR-TAX", "20-98765432-6", true},
		{"AR-TAX", "30-98765432-1", false},
		{"BG-VAT", "BG1234567890", true},
		{"BG-VAT", "BG123456786", false},
		{"BR-TAX", "987.654.321-00", true},
		{"BR-TAX", "987.654.321-01", false},
		{"CL-TAX", "23456789-6", true},
		{"CL-TAX", "76543210-3", false},
		{"CN-REG", "110000199901011230", true},
		{"CN-REG", "91310000MA1FL1Q470", false},
		{"CZ-VAT", "CZ9901011234", true},
		{"CZ-VAT", "CZ12345679", false},
		{"ES-VAT", "ES98765432M", true},
		{"ES-TAX", "98765432M", true},
		{"ES-TAX", "B12345674", false},
		{"FR-TAX", "1990199123456 33", true},
		{"GB-TAX", "ZX 12 34 56 C", true},
		{"GB-TAX", "1234567890", false},
		{"IN-TAX", "ABCPZ1234K", true},
		{"IN-TAX", "ABCCZ1234K", false},
		{"IN-VAT", "27XYZPQ1234K1Z3", true},
		{"IT-TAX", "XYZQWK99A01Z999T", true},
		{"IT-TAX", "12345678903", false},
		{"MX-TAX", "XEXX-990101-XX4", true},
		{"MX-TAX", "XEX-990101-XX4", false},
		{"PL-TAX", "02221512346", true},
		{"PL-TAX", "1234567883", false},
		{"RU-TAX", "990012345678", true},
		{"RU-TAX", "9900123450", false},
		{"SE-REG", "990101-1230", true},
		{"SE-REG", "556234-5677", false},
		{"TR-TAX", "98765432150", true},
		{"TR-TAX", "98765432151", false},
		{"US-TAX", "123-45-6789", true},
		{"US-TAX", "12-3456789", false},
		{"ZA-TAX", "9901011234085", true},
		{"ZA-REG", "2001/012345/07", false},
		{"AU-TAX", "98765432150", false}, // a number of Turkey stands for nobody elsewhere
		{"XI-LEI", "529900T8BM49AURSD033", false},
		{"DE-REG", "", false},
		{"nonsense", "98765432150", false},
	} {
		if got := ident.Personal(c.scheme, c.value); got != c.person {
			t.Errorf("%s %s: %v, want %v", c.scheme, c.value, got, c.person)
		}
		if _, err := ident.AskNumber(c.scheme, c.value); c.person != errors.Is(err, ident.ErrPerson) {
			t.Errorf("%s %s is asked for: %v", c.scheme, c.value, err)
		}
	}
}
