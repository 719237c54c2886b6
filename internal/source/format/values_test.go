package format

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
)

func TestRowsDigest(t *testing.T) {
	sum := sha256.Sum256([]byte("[\"a\",\"b\\\"\\n<é\"]\n[]\n"))
	if got := RowsDigest([][]string{{"a", "b\"\n<é"}, {}}); got != hex.EncodeToString(sum[:]) {
		t.Error(got)
	}
	if RowsDigest([][]string{{"a", "b"}}) == RowsDigest([][]string{{"a"}, {"b"}}) || RowsDigest([][]string{{"a,b"}}) == RowsDigest([][]string{{"a", "b"}}) {
		t.Error("rows that differ have one digest")
	}
}

func TestDate(t *testing.T) {
	for _, c := range []struct {
		s, layouts string // layouts separated by |
		want       claim.Date
		bad        bool
	}{
		{"", "2006-01-02", "", false},
		{" 2031-04-27 ", "2006-01-02", "2031-04-27", false},
		{"04/05/2031", "02/01/2006", "2031-05-04", false},
		{"04/05/2031", "01/02/2006", "2031-04-05", false},
		{"27-APR-2031", "02-Jan-2006", "2031-04-27", false},
		{"April 27, 2031", "January 2, 2006", "2031-04-27", false},
		{"27.4.2031", "2.1.2006", "2031-04-27", false},
		{"2031-04-27T12:00:59Z", "2006-01-02T15:04:05Z", "2031-04-27", false},
		{"04/2031", "02/01/2006|01/2006", "2031-04", false},
		{"2031", "2006-01-02|2006", "2031", false},
		{"31/02/2031", "02/01/2006", "", true},
		{"27/04/31", "02/01/06", "", true}, // which century
		{"27/04/31", "02/01/2006", "", true},
		{"0097-06-30", "2006-01-02", "", true},
		{"2999-12-31", "2006-01-02", "", true},
		{"soon", "2006-01-02", "", true},
		{"2031-04-27", "", "", true},
	} {
		got, err := Date(c.s, strings.Split(c.layouts, "|")...)
		if got != c.want || (err != nil) != c.bad {
			t.Errorf("Date(%q, %q) = %q, %v", c.s, c.layouts, got, err)
		}
		if err != nil && (!errors.Is(err, ErrDate) || c.s != "" && strings.Contains(err.Error(), c.s)) {
			t.Errorf("error %v", err)
		}
	}
}

func TestEnd(t *testing.T) {
	for _, c := range []struct {
		s          string
		want       claim.Date
		indefinite bool
		bad        bool
	}{
		{"31-Dec-2031", "2031-12-31", false, false},
		{"", "", false, false},
		{"Indefinite", "", true, false},
		{"ONGOING", "", true, false},
		{"Permanent.", "", true, false},
		{"31-Dec-2999", "", true, false},
		{"9999-99-99", "", true, false},
		{"31-Dec-9999", "", true, false},
		{"whenever", "", false, true},
	} {
		got, indefinite, err := End(c.s, "02-Jan-2006")
		if got != c.want || indefinite != c.indefinite || (err != nil) != c.bad {
			t.Errorf("End(%q) = %q, %v, %v", c.s, got, indefinite, err)
		}
	}
}

func TestAmount(t *testing.T) {
	for s, want := range map[string]string{
		"3978.0": "3978.0", "1,234.50": "1234.50", "$1,234,567": "1234567", "0": "0", "007": "7", "0.5": "0.5", "000.5": "0.5", "-12": "-12", "\u00a05": "5",
	} {
		if got, err := Amount(s); err != nil || got != want {
			t.Errorf("Amount(%q) = %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "1e6", "1.2E+05", "1,23", "1,2345", ",1", "12.", ".5", "1.2.3", "+1", "twelve", "1 000", "--1", strings.Repeat("9", 41)} {
		if got, err := Amount(s); !errors.Is(err, ErrAmount) {
			t.Errorf("Amount(%q) = %q, %v; want an error", s, got, err)
		}
	}
}

func TestPadZeros(t *testing.T) {
	for in, want := range map[string]string{"1234": "00001234", "12345678": "12345678", "123456789": "123456789", "OC12": "OC12", "": ""} {
		if got := PadZeros(in, 8); got != want {
			t.Errorf("PadZeros(%q) = %q", in, got)
		}
	}
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a b": "a b", " a  b ": "a b", "a\r\nb\tc": "a b c", "\u00a0a\u00a0b\u2003": "a b", "\ufeffa\u200bb\u200e": "ab", "\u0085": "", "a\u0000b": "a b", "نام\u200cها": "نام\u200cها",
	} {
		if got := Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzDate(f *testing.F) {
	f.Add("27/04/2031", "02/01/2006")
	f.Add("9999-99-99", "2006-01-02")
	f.Fuzz(func(t *testing.T, s, layout string) {
		until, indefinite, err := End(s, layout)
		if err == nil && until != "" && indefinite {
			t.Fatalf("%q both ends and does not", until)
		}
		if err == nil && until != "" {
			if _, err := claim.ParseDate(string(until)); err != nil {
				t.Fatal(err)
			}
		}
		if amount, err := Amount(s); err == nil && (amount == "" || strings.ContainsAny(amount, "eE,+ ")) {
			t.Fatalf("amount %q", amount)
		}
		if l := Line(s); l != Line(l) {
			t.Fatalf("Line is not stable on %q", s)
		}
	})
}
