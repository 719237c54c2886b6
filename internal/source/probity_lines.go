package source

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
	"probity.example/probity/internal/source/format"
)

// lines reads a file of JSON objects, one a line, in memory bounded by the longest line allowed.
type lines struct {
	br   *bufio.Reader
	max  int
	line int
	buf  []byte
}

func newLines(r io.Reader, max int) *lines {
	return &lines{br: bufio.NewReaderSize(r, 64<<10), max: max}
}

// next returns the next line that is not blank, without its end; it is valid until the next call. A line that is too long
// is passed over and gives a *format.RowProblem, after which reading can go on.
func (l *lines) next() ([]byte, error) {
	for {
		b, err := l.raw()
		if err != nil {
			return nil, err
		}
		if l.line == 1 {
			b = bytes.TrimPrefix(b, []byte("\ufeff"))
		}
		if b = bytes.TrimSpace(b); len(b) > 0 {
			return b, nil
		}
	}
}

func (l *lines) raw() ([]byte, error) {
	l.buf = l.buf[:0]
	l.line++
	long := false
	for {
		part, err := l.br.ReadSlice('\n')
		if long = long || len(l.buf)+len(part) > l.max; !long {
			l.buf = append(l.buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		case long:
			return nil, &format.RowProblem{Line: l.line, Rule: "line.size", Text: fmt.Sprintf("line longer than %d bytes", l.max)}
		case err != nil && len(l.buf) == 0:
			return nil, io.EOF
		}
		return l.buf, nil
	}
}

// firstMembers returns the names of the members of the first JSON object in a file of which head is the beginning.
func firstMembers(head []byte) map[string]bool {
	dec := jsontext.NewDecoder(bytes.NewReader(head))
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '{' {
		return nil
	}
	names := map[string]bool{}
	for dec.PeekKind() == '"' {
		t, err := dec.ReadToken()
		if err != nil {
			break
		}
		name := t.String()
		names[name] = true
		if err := dec.SkipValue(); err != nil {
			break
		}
	}
	return names
}
