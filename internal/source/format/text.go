package format

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

var (
	bomUTF8    = []byte{0xef, 0xbb, 0xbf}
	bomUTF16LE = []byte{0xff, 0xfe}
	bomUTF16BE = []byte{0xfe, 0xff}
)

// utf8Text takes the byte order mark off r, and decodes UTF-16 where the mark says so (spreadsheets' "Unicode text").
func utf8Text(r io.Reader) (*bufio.Reader, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(3)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, bomUTF8):
		_, err = br.Discard(len(bomUTF8))
	case bytes.HasPrefix(head, bomUTF16LE), bytes.HasPrefix(head, bomUTF16BE):
		dec := utf.UTF16(utf.LittleEndian, utf.ExpectBOM).NewDecoder()
		return bufio.NewReaderSize(transform.NewReader(br, dec), 64<<10), nil
	default:
		return br, nil
	}
	return br, err
}

// decodeText returns b as text. Bytes that are not UTF-8 are read as Windows-1252, and so are the C1 control characters
// that a wrong conversion leaves (U+0092 for ’): official files mix the two encodings, even in one field. n counts what was
// read so.
func decodeText(b []byte) (s string, n int) {
	if plain(b) {
		return string(b), 0
	}
	var out strings.Builder
	out.Grow(len(b) + 8)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			r = charmap.Windows1252.DecodeByte(b[0])
			n++
		case r >= 0x80 && r <= 0x9f:
			r = charmap.Windows1252.DecodeByte(byte(r))
			n++
		}
		if r >= 0x80 && r <= 0x9f {
			r = utf8.RuneError // five bytes mean nothing in Windows-1252 either
		}
		out.WriteRune(r)
		b = b[size:]
	}
	return out.String(), n
}

func plain(b []byte) bool {
	for i, c := range b {
		if c >= 0x80 {
			return utf8.Valid(b) && !bytes.ContainsFunc(b[i:], func(r rune) bool { return r >= 0x80 && r <= 0x9f })
		}
	}
	return true
}

// Line returns s as one line fit for a claim: every run of blanks (no-break spaces and line breaks among them) and control
// characters becomes one blank, none at the ends; invisible marks (byte order mark, zero-width space, direction marks)
// go.
func Line(s string) string {
	if clean(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case invisible(r):
		case unicode.IsSpace(r) || unicode.IsControl(r):
			gap = true
		default:
			if gap && out.Len() > 0 {
				out.WriteByte(' ')
			}
			gap = false
			out.WriteRune(r)
		}
	}
	return out.String()
}

// clean reports whether Line would change nothing; it looks at ASCII only.
func clean(s string) bool {
	blank := true // a blank at the beginning is one too many
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x7f || c < 0x20 || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return s == "" || !blank
}

func invisible(r rune) bool {
	return r == 0xfeff || r == 0x200b || r == 0x2060 || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
