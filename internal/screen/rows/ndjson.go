package rows

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxLine is the most bytes that one line of NDJSON may have.
const MaxLine = 1 << 20

// maxMembers bounds what is remembered of members: lines that all differ cost time, not memory.
const maxMembers = 1000

// NDJSON reads one JSON object a line; its members are the columns.
type NDJSON struct {
	text   *text
	in     *bufio.Reader
	m      Mapping
	plans  map[string][]Target // by the members of a line
	seen   map[string]Target   // members that mean something
	passed map[string]bool     // members that meant nothing in some line
	line   int64
	number int64
}

// NewNDJSON reads r. Members that the mapping names need not be in every line.
func NewNDJSON(r io.Reader, m Mapping) *NDJSON {
	t := newText(r)
	return &NDJSON{text: t, in: bufio.NewReaderSize(t, 64<<10), m: m, plans: map[string][]Target{}, seen: map[string]Target{}, passed: map[string]bool{}}
}

// Sum is the size and SHA-256 of what was read so far: of the whole input after io.EOF.
func (n *NDJSON) Sum() (size int64, digest string) { return n.text.sum() }

// Seen are the members so far that meant something, with their targets.
func (n *NDJSON) Seen() map[string]Target { return n.seen }

// Unread are the members so far that meant nothing in any line.
func (n *NDJSON) Unread() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(n.passed)), func(member string) bool {
		_, read := n.seen[member]
		return read
	})
}

// Next implements Reader.
func (n *NDJSON) Next() (Row, error) {
	for {
		line, long, err := n.read()
		if err != nil {
			return Row{}, err
		}
		if n.line == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if line = bytes.TrimSpace(line); len(line) == 0 && !long {
			continue
		}
		n.number++
		row := Row{Number: n.number, Query: Query{ID: fmt.Sprint(n.number)}}
		if long {
			row.Problem = "longer than 1 MiB"
		} else if columns, values, err := members(line); err != nil {
			row.Problem = err.Error()
		} else if plan, err := n.plan(columns); err != nil {
			row.Problem = err.Error()
		} else {
			row = question(plan, columns, values, n.number)
		}
		if row.Problem != "" {
			row.Problem = fmt.Sprintf("line %d: %s", n.line, row.Problem)
		}
		return row, nil
	}
}

// read gives the next line; of one that is too long, nothing.
func (n *NDJSON) read() (line []byte, long bool, err error) {
	for {
		part, err := n.in.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if len(line) > MaxLine {
			line, long = nil, true
		}
		switch {
		case err == nil:
			n.line++
			return line, long, nil
		case err == io.EOF && (len(line) > 0 || long):
			n.line++
			return line, long, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		}
	}
}

func (n *NDJSON) plan(columns []string) ([]Target, error) {
	key := strings.Join(columns, "\x00")
	if plan, ok := n.plans[key]; ok {
		return plan, nil
	}
	m := Mapping{}
	for t, c := range n.m { // a member may be absent from a line
		if c == "" || contains(columns, c) {
			m[t] = c
		} else {
			m[t] = ""
		}
	}
	plan, err := m.Plan(columns)
	if err != nil {
		return nil, err
	}
	if len(n.plans) >= maxMembers {
		clear(n.plans)
	}
	n.plans[key] = plan
	for i, t := range plan {
		switch {
		case t != "" && len(n.seen) < maxMembers:
			n.seen[columns[i]] = t
		case t == "" && columns[i] != "" && len(n.passed) < maxMembers:
			n.passed[columns[i]] = true
		}
	}
	return plan, nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

var errObject = errors.New("not one JSON object with unique members")

// members takes a JSON object apart. Values are texts, numbers and truth values; the elements of an array stand on lines of
// their own, an object in it with scheme and value as SCHEME:VALUE. Other values are passed over.
func members(line []byte) (columns, values []string, err error) {
	dec := jsontext.NewDecoder(bytes.NewReader(line))
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '{' {
		return nil, nil, errObject
	}
	for dec.PeekKind() != '}' {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, nil, errObject
		}
		column := name.String()
		value, err := dec.ReadValue()
		if err != nil {
			return nil, nil, errObject
		}
		columns, values = append(columns, column), append(values, scalar(value))
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, nil, errObject
	}
	if _, err := dec.ReadToken(); err != io.EOF {
		return nil, nil, errObject
	}
	return columns, values, nil
}

func scalar(v jsontext.Value) string {
	switch v.Kind() {
	case '"':
		s, _ := jsontext.AppendUnquote(nil, v) // the decoder has read it already
		return string(s)
	case '[':
		var parts []string
		dec := jsontext.NewDecoder(bytes.NewReader(v))
		if _, err := dec.ReadToken(); err != nil {
			return ""
		}
		for dec.PeekKind() != ']' {
			one, err := dec.ReadValue()
			if err != nil {
				return ""
			}
			parts = append(parts, element(one))
		}
		return strings.Join(parts, "\n")
	case '{', 'n':
		return ""
	}
	return string(v)
}

func element(v jsontext.Value) string {
	if v.Kind() != '{' {
		return scalar(v)
	}
	columns, values, err := members(v)
	if err != nil {
		return ""
	}
	scheme, value := "", ""
	for i, c := range columns {
		switch c {
		case "scheme":
			scheme = values[i]
		case "value":
			value = values[i]
		}
	}
	return scheme + ":" + value
}
