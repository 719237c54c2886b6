package format

import (
	"bytes"
	"errors"
	"io"
)

// errLong: the row would grow beyond MaxRow.
var errLong = errors.New("row too long")

// window is the part of a stream that the row being read needs. It can go back to the end of the row's first line.
type window struct {
	r          io.Reader
	buf        []byte
	start, pos int // the row so far is buf[start:pos]
	err        error
}

// begin starts a row after the last one.
func (w *window) begin() { w.start = w.pos }

// row is the row so far. It is valid until the next call of extend or skipLine.
func (w *window) row() []byte { return w.buf[w.start:w.pos] }

// rewind shortens the row to its first n bytes and returns how many bytes will be read again.
func (w *window) rewind(n int) int {
	again := w.pos - w.start - n
	w.pos = w.start + n
	return again
}

// extend makes the row longer by one line with its end. At the end of the input it returns io.EOF; where the row would be
// longer than MaxRow, errLong, and the row stays as it was.
func (w *window) extend() error {
	seen := w.pos - w.start
	for {
		rest := w.buf[w.start+seen:]
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			if seen+i+1 > MaxRow {
				return errLong
			}
			w.pos = w.start + seen + i + 1
			return nil
		}
		seen += len(rest)
		if seen > MaxRow {
			return errLong
		}
		if err := w.fill(); err == io.EOF {
			if seen == w.pos-w.start {
				return io.EOF
			}
			w.pos = w.start + seen
			return nil
		} else if err != nil {
			return err
		}
	}
}

// skipLine passes over the line that begins at the row's start, however long it is.
func (w *window) skipLine() error {
	for {
		if i := bytes.IndexByte(w.buf[w.start:], '\n'); i >= 0 {
			w.start += i + 1
			w.pos = w.start
			return nil
		}
		w.start = len(w.buf)
		w.pos = w.start
		if err := w.fill(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// fill reads at least one more byte behind buf, dropping what lies before the row.
func (w *window) fill() error {
	if w.err != nil {
		return w.err
	}
	if w.start > 0 {
		n := copy(w.buf, w.buf[w.start:])
		w.buf, w.pos, w.start = w.buf[:n], w.pos-w.start, 0
	}
	if len(w.buf) == cap(w.buf) {
		w.buf = append(make([]byte, 0, max(64<<10, 2*cap(w.buf))), w.buf...)
	}
	for range 100 {
		n, err := w.r.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+n]
		w.err = err
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// rowScan cuts a row into fields. It can be called again when the row has grown by a line, and goes on where it stopped.
type rowScan struct {
	comma  byte
	out    []byte // the fields' content, one after the other
	fields []span
	pos    int  // how much of the row is scanned
	quoted bool // in a quoted field
	lone   bool // in that field, a quote that stands for itself is open
}

// span is a field within rowScan.out.
type span struct{ from, to int }

func (s *rowScan) reset(comma byte) {
	*s = rowScan{comma: comma, out: s.out[:0], fields: s.fields[:0]}
}

func (s *rowScan) field(i int) []byte { return s.out[s.fields[i].from:s.fields[i].to] }

func (s *rowScan) end() {
	from := 0
	if n := len(s.fields); n > 0 {
		from = s.fields[n-1].to
	}
	s.fields = append(s.fields, span{from, len(s.out)})
}

// scan reports false if a quoted field is still open at the end of row. Blanks before an opening quote are dropped
// (official files pad after the separator), and so are blanks between a closing quote and the separator.
func (s *rowScan) scan(row []byte) bool {
	b := bytes.TrimSuffix(bytes.TrimSuffix(row, []byte("\n")), []byte("\r"))
	for {
		if !s.quoted {
			if q := bytes.TrimLeft(b[s.pos:], " "); len(q) == 0 || q[0] != '"' {
				i := bytes.IndexByte(b[s.pos:], s.comma)
				if i < 0 {
					s.out = append(s.out, b[s.pos:]...)
					s.end()
					return true
				}
				s.out = append(s.out, b[s.pos:s.pos+i]...)
				s.end()
				s.pos += i + 1
				continue
			} else {
				s.pos, s.quoted, s.lone = len(b)-len(q)+1, true, false
			}
		}
		closed, last := s.scanQuoted(b)
		if !closed {
			s.out = append(s.out, row[s.pos:]...)
			s.pos = len(row)
			return false
		}
		s.quoted = false
		s.end()
		if last {
			return true
		}
	}
}

// scanQuoted takes the rest of a quoted field up to its closing quote and the separator behind it.
func (s *rowScan) scanQuoted(b []byte) (closed, last bool) {
	for s.pos < len(b) {
		i := bytes.IndexByte(b[s.pos:], '"')
		if i < 0 {
			return false, false
		}
		s.out = append(s.out, b[s.pos:s.pos+i]...)
		s.pos += i + 1
		if s.pos < len(b) && b[s.pos] == '"' {
			s.out = append(s.out, '"')
			s.pos++
			// "Limited Liability Company "Specimen"", the inner pair was not doubled, so this one is not doubled either.
			if s.lone {
				if closed, last := s.closes(b); closed {
					return true, last
				}
			}
			continue
		}
		if closed, last := s.closes(b); closed {
			return true, last
		}
		s.out = append(s.out, '"') // a quote that ends nothing stands for itself
		s.lone = !s.lone
	}
	return false, false
}

// closes reports whether a separator or the end of the row follows a quote, and if so goes behind it.
func (s *rowScan) closes(b []byte) (closed, last bool) {
	after := bytes.TrimLeft(b[s.pos:], " ")
	switch {
	case len(after) == 0:
		s.pos = len(b)
		return true, true
	case after[0] == s.comma:
		s.pos = len(b) - len(after) + 1
		return true, false
	}
	return false, false
}
