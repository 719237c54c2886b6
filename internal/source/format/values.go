package format

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"probity.example/probity/internal/claim"
)

// RowsDigest is Evidence.Rows of a party that stands in rows: the SHA-256, in hexadecimal, over each row as a JSON array of
// strings (RFC 8785) and a line feed, in file order.
func RowsDigest(rows [][]string) string {
	h := sha256.New()
	var b []byte
	for _, row := range rows {
		b = append(b[:0], '[')
		for i, s := range row {
			if i > 0 {
				b = append(b, ',')
			}
			b, _ = jsontext.AppendQuote(b, strings.ToValidUTF8(s, "\ufffd")) // its only error is text that is not UTF-8
		}
		b = append(b, ']', '\n')
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Errors of values that are not what their column promises. They never hold the value.
var (
	ErrDate   = errors.New("not a date in the order this list writes")
	ErrAmount = errors.New("not a decimal amount")
)

// Date reads a date in one of the given layouts (package time), which state the order of day and month. Its precision is
// that of the layout: "2006" gives a year, "01/2006" a month. Empty gives the empty Date. Layouts with a year of two digits
// read nothing: which century is meant would be a guess.
func Date(s string, layouts ...string) (claim.Date, error) {
	if s = Line(s); s == "" {
		return "", nil
	}
	for _, layout := range layouts {
		if d, ok := parse(s, layout); ok {
			return d, nil
		}
	}
	return "", ErrDate
}

func parse(s, layout string) (claim.Date, bool) {
	if !strings.Contains(layout, "2006") {
		return "", false
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return "", false
	}
	d, err := claim.ParseDate(t.Format(precision(layout)))
	return d, err == nil
}

func precision(layout string) string {
	rest := strings.ReplaceAll(layout, "2006", "")
	rest, _, _ = strings.Cut(rest, "15:04") // a time of day is not part of the date
	switch {
	case strings.Contains(rest, "2"):
		return "2006-01-02"
	case strings.Contains(rest, "1") || strings.Contains(rest, "Jan"):
		return "2006-01"
	}
	return "2006"
}

// endless are the words by which lists say that no end is set.
var endless = []string{"indefinite", "indefinitely", "indef", "ongoing", "permanent", "permanently", "until further notice", "none", "no end date"}

// End reads the last day of a decision. Words such as "Indefinite", "Ongoing" or "Permanent", and years from 2999 on, say
// that no end is set.
func End(s string, layouts ...string) (until claim.Date, indefinite bool, err error) {
	s = Line(s)
	if strings.HasPrefix(s, "9999-") { // also 9999-99-99, which is no date
		return "", true, nil
	}
	word := strings.ToLower(strings.TrimRight(s, "."))
	for _, w := range endless {
		if word == w {
			return "", true, nil
		}
	}
	if until, err = Date(s, layouts...); err == nil {
		return until, false, nil
	}
	for _, layout := range layouts {
		if t, bad := time.Parse(layout, s); bad == nil && t.Year() >= 2999 {
			return "", true, nil
		}
	}
	return "", false, err
}

// Amount reads a decimal with a full stop before the fraction and perhaps commas between thousands, with or without a
// leading currency sign, and returns it without commas, signs of currency and leading zeros: "$1,234.50" gives "1234.50".
func Amount(s string) (string, error) {
	s = strings.TrimSpace(strings.TrimLeft(Line(s), "$€£ "))
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	if groups := strings.Split(whole, ","); len(groups) > 1 {
		for i, g := range groups {
			if len(g) != 3 && i > 0 || len(g) > 3 || g == "" {
				return "", ErrAmount
			}
		}
		whole = strings.Join(groups, "")
	}
	if !Digits(whole) || dot && !Digits(frac) {
		return "", ErrAmount
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if dot {
		whole += "." + frac
	}
	if len(sign+whole) > 40 {
		return "", ErrAmount
	}
	return sign + whole, nil
}

// Digits reports whether s is one or more ASCII digits and nothing else.
func Digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// PadZeros gives a number back the leading zeros that a spreadsheet took: digits fewer than n are filled up to n. Anything
// else is returned as it is.
func PadZeros(s string, n int) string {
	if !Digits(s) || len(s) >= n {
		return s
	}
	return strings.Repeat("0", n-len(s)) + s
}
