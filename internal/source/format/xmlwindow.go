package format

import (
	"bytes"
	"errors"
	"io"
)

// errSyntax: the document is not well-formed.
var errSyntax = errors.New("not well-formed")

// xmlWindow is the part of a document that is in memory: what lies before pos is kept from mark on, if there is a mark.
type xmlWindow struct {
	r        io.Reader
	buf      []byte
	pos      int // next byte to read
	mark     int
	marked   bool
	long     bool // the kept part grew beyond MaxElement and was given up
	line     int  // of buf[lineFrom]
	lineFrom int
	err      error
}

// keep marks pos: from here on, bytes stay until release.
func (w *xmlWindow) keep() { w.mark, w.marked, w.long = w.pos, true, false }

// release gives up what was kept.
func (w *xmlWindow) release() { w.marked = false }

// kept returns the bytes from the mark to pos; nil if they were more than MaxElement.
func (w *xmlWindow) kept() []byte {
	if w.long || !w.marked || w.pos-w.mark > MaxElement {
		return nil
	}
	return w.buf[w.mark:w.pos]
}

// lines returns the line, from 1, on which pos lies.
func (w *xmlWindow) lines() int {
	w.line += bytes.Count(w.buf[w.lineFrom:w.pos], []byte("\n"))
	w.lineFrom = w.pos
	return w.line
}

// fill reads at least one more byte behind buf.
func (w *xmlWindow) fill() error {
	if w.err != nil {
		return w.err
	}
	w.lines()
	from := w.pos
	if w.marked {
		if w.pos-w.mark > MaxElement {
			w.marked, w.long = false, true
		} else {
			from = w.mark
		}
	}
	if from > 0 {
		n := copy(w.buf, w.buf[from:])
		w.buf = w.buf[:n]
		w.pos, w.mark, w.lineFrom = w.pos-from, w.mark-from, w.lineFrom-from
	}
	if len(w.buf) == cap(w.buf) {
		w.buf = append(make([]byte, 0, max(256<<10, 2*cap(w.buf))), w.buf...)
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

// text goes to the next '<' and reports whether there were only blanks before it.
func (w *xmlWindow) text() (blank bool, err error) {
	blank = true
	for {
		rest := w.buf[w.pos:]
		i := bytes.IndexByte(rest, '<')
		if i >= 0 {
			rest = rest[:i]
		}
		blank = blank && len(bytes.Trim(rest, " \t\r\n")) == 0
		w.pos += len(rest)
		if i >= 0 {
			return blank, nil
		}
		if err := w.fill(); err != nil {
			return blank, err
		}
	}
}

// A piece of markup.
const (
	tagOther = iota // comment, processing instruction, DOCTYPE
	tagText         // CDATA section
	tagStart
	tagEnd
	tagEmpty // start and end in one
)

type xmlTag struct {
	kind int
	name []byte // valid until the next call
}

// markup reads one piece of markup; pos is at its '<'.
func (w *xmlWindow) markup() (xmlTag, error) {
	switch c, err := w.at(1); {
	case err != nil:
		return xmlTag{}, err
	case c == '?':
		return xmlTag{kind: tagOther}, w.past("?>", 2)
	case c == '!':
		return w.declaration()
	case c == '/':
		end, err := w.tagEnd()
		if err != nil {
			return xmlTag{}, err
		}
		name := bytes.TrimRight(w.buf[w.pos+2:end], " \t\r\n")
		w.pos = end + 1
		return xmlTag{tagEnd, name}, nil
	}
	end, err := w.tagEnd()
	if err != nil {
		return xmlTag{}, err
	}
	tag := xmlTag{kind: tagStart, name: w.buf[w.pos+1 : end]}
	if w.buf[end-1] == '/' {
		tag.kind, tag.name = tagEmpty, tag.name[:len(tag.name)-1]
	}
	tag.name = tag.name[:nameSize(tag.name)]
	if len(tag.name) == 0 {
		return xmlTag{}, errSyntax
	}
	w.pos = end + 1
	return tag, nil
}

// nameSize is the length of the name at the beginning of a tag's inside.
func nameSize(b []byte) int {
	for i, c := range b {
		if c == ' ' || c == '/' || c == '\n' || c == '\t' || c == '\r' {
			return i
		}
	}
	return len(b)
}

// at returns the byte n behind pos.
func (w *xmlWindow) at(n int) (byte, error) {
	for w.pos+n >= len(w.buf) {
		if err := w.fill(); err != nil {
			return 0, err
		}
	}
	return w.buf[w.pos+n], nil
}

// tagEnd finds the '>' of the tag at pos, past quoted values.
func (w *xmlWindow) tagEnd() (int, error) {
	quote := byte(0)
	for n := 1; ; {
		for i, c := range w.buf[min(w.pos+n, len(w.buf)):] {
			switch {
			case c == '<':
				return 0, errSyntax
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				return w.pos + n + i, nil
			}
		}
		n = len(w.buf) - w.pos
		if n > MaxElement {
			return 0, errSyntax
		}
		if err := w.fill(); err != nil {
			return 0, err
		}
	}
}

// past goes behind the next occurrence of end, from n bytes behind pos on.
func (w *xmlWindow) past(end string, n int) error {
	if _, err := w.at(n - 1); err != nil {
		return err
	}
	w.pos += n
	for {
		if i := bytes.Index(w.buf[w.pos:], []byte(end)); i >= 0 {
			w.pos += i + len(end)
			return nil
		}
		w.pos = max(w.pos, len(w.buf)-len(end)+1)
		if err := w.fill(); err != nil {
			return err
		}
	}
}

// declaration reads what begins with "<!".
func (w *xmlWindow) declaration() (xmlTag, error) {
	if ok, err := w.begins("<!--"); err != nil {
		return xmlTag{}, err
	} else if ok {
		return xmlTag{kind: tagOther}, w.past("-->", 4)
	}
	if ok, err := w.begins("<![CDATA["); err != nil {
		return xmlTag{}, err
	} else if ok {
		return xmlTag{kind: tagText}, w.past("]]>", 9)
	}
	// A DOCTYPE: declarations nest, and quoted text and comments in it may hold brackets.
	if _, err := w.at(2); err != nil {
		return xmlTag{}, err
	}
	w.pos += 3 // "<!" and a letter
	quote, depth := byte(0), 1
	for {
		c, err := w.at(0)
		if err != nil {
			return xmlTag{}, err
		}
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			ok, err := w.begins("<!--")
			if err != nil {
				return xmlTag{}, err
			}
			if ok {
				if err := w.past("-->", 4); err != nil {
					return xmlTag{}, err
				}
				continue
			}
			depth++
		case c == '>':
			depth--
		}
		w.pos++
		if depth == 0 {
			return xmlTag{kind: tagOther}, nil
		}
	}
}

// begins reports whether the bytes from pos on are s.
func (w *xmlWindow) begins(s string) (bool, error) {
	for i := range len(s) {
		c, err := w.at(i)
		if err != nil {
			return false, err
		}
		if c != s[i] {
			return false, nil
		}
	}
	return true, nil
}
