package rows

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"unicode/utf8"
)

// EncodingError says where an input is not UTF-8.
type EncodingError struct {
	Line, Byte int64 // from 1; the byte is counted from the beginning of the file
	UTF16      bool  // it begins with the mark of UTF-16
}

func (e *EncodingError) Error() string {
	if e.UTF16 {
		return "the file is UTF-16: save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"
	}
	return fmt.Sprintf("line %d, byte %d: not UTF-8; save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")", e.Line, e.Byte)
}

// text hands on what it reads and insists that it is UTF-8; on the way it takes the digest.
type text struct {
	r     io.Reader
	hash  hash.Hash
	size  int64
	lines int64
	tail  []byte // the beginning of a character whose rest is still to come
	err   error
}

func newText(r io.Reader) *text { return &text{r: r, hash: sha256.New()} }

func (t *text) Read(p []byte) (int, error) {
	if t.err != nil {
		return 0, t.err
	}
	n, err := t.r.Read(p)
	if bad := t.check(p[:n]); bad != nil {
		t.err = bad
		return 0, bad
	}
	if err == io.EOF && len(t.tail) > 0 {
		err = &EncodingError{Line: t.lines + 1, Byte: t.size - int64(len(t.tail)) + 1}
	}
	t.err = err
	return n, err
}

// check takes in the next bytes.
func (t *text) check(b []byte) error {
	begin := t.size - int64(len(t.tail)) // of joined, in the file
	joined := b
	if len(t.tail) > 0 {
		joined = slices.Concat(t.tail, b)
	}
	if begin == 0 && (bytes.HasPrefix(joined, []byte{0xff, 0xfe}) || bytes.HasPrefix(joined, []byte{0xfe, 0xff})) {
		return &EncodingError{Line: 1, Byte: 1, UTF16: true}
	}
	t.hash.Write(b)
	t.size += int64(len(b))
	whole := joined
	if !utf8.Valid(whole) {
		whole = joined[:validPrefix(joined)]
		if rest := joined[len(whole):]; len(rest) >= utf8.UTFMax || utf8.FullRune(rest) {
			return &EncodingError{Line: t.lines + int64(bytes.Count(whole, []byte("\n"))) + 1, Byte: begin + int64(len(whole)) + 1}
		}
	}
	t.lines += int64(bytes.Count(whole, []byte("\n")))
	t.tail = bytes.Clone(joined[len(whole):])
	return nil
}

// validPrefix is how many bytes of b are UTF-8.
func validPrefix(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

func (t *text) sum() (size int64, digest string) {
	return t.size, hex.EncodeToString(t.hash.Sum(nil))
}
