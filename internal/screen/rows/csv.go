package rows

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"probity.example/probity/internal/source/format"
)

// ErrHeader says that an input does not say what its columns are, or that none of them can be asked for.
var ErrHeader = errors.New("the columns cannot be used")

// CSV reads rows under a header.
type CSV struct {
	text    *text
	csv     *format.CSV
	columns []string
	plan    []Target
	comma   rune
	number  int64
}

// NewCSV reads the header of r. A comma of 0 is found out from the first line.
func NewCSV(r io.Reader, comma rune, m Mapping) (*CSV, error) {
	c := &CSV{text: newText(r)}
	br := bufio.NewReaderSize(c.text, 64<<10)
	head, err := br.Peek(64 << 10)
	if err != nil && err != io.EOF {
		return nil, err
	}
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	skip := 0
	if line, _, _ := bytes.Cut(head, []byte("\n")); len(bytes.TrimSpace(line)) == len("sep=;") && bytes.HasPrefix(line, []byte("sep=")) {
		skip = 1 // a spreadsheet's own note on its separator
		if comma == 0 {
			comma = rune(line[4])
		}
	}
	if comma == 0 {
		comma = separator(head)
	}
	c.comma = comma
	c.csv, err = format.NewCSV(&format.File{Path: "input"}, br, format.CSVOptions{Comma: comma, Header: true, SkipLines: skip})
	if c.text.err != nil && c.text.err != io.EOF {
		return nil, c.text.err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the first row must name them", ErrHeader)
	}
	c.columns = c.csv.Header()
	if c.plan, err = m.Plan(c.columns); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	if !Asks(c.plan) {
		return nil, fmt.Errorf("%w: none is a name, an identifier or an organisation among %s; --map says which", ErrHeader, quoted(c.columns))
	}
	return c, nil
}

// separator is the one that stands most often in the first line outside of quotes.
func separator(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most, inside := ',', 0, false
	counts := map[byte]int{}
	for _, b := range line {
		switch {
		case b == '"':
			inside = !inside
		case !inside:
			counts[b]++
		}
	}
	for _, sep := range ",;\t|" {
		if n := counts[byte(sep)]; n > most {
			best, most = sep, n
		}
	}
	return best
}

// Columns are the headings, and Plan what each means.
func (c *CSV) Columns() []string { return c.columns }

// Plan gives the target of each column.
func (c *CSV) Plan() []Target { return c.plan }

// Unread are the headings of the columns that mean nothing here.
func (c *CSV) Unread() []string {
	var out []string
	for i, t := range c.plan {
		if t == "" && c.columns[i] != "" {
			out = append(out, c.columns[i])
		}
	}
	return out
}

// Comma is the separator.
func (c *CSV) Comma() rune { return c.comma }

// Sum is the size and SHA-256 of what was read so far: of the whole input after io.EOF.
func (c *CSV) Sum() (size int64, digest string) { return c.text.sum() }

// Next implements Reader. A row that cannot be taken apart is a Row with a Problem.
func (c *CSV) Next() (Row, error) {
	row, err := c.csv.Next()
	var bad *format.RowProblem
	switch {
	case errors.As(err, &bad):
		c.number++
		return Row{Number: c.number, Query: Query{ID: fmt.Sprint(c.number)}, Problem: fmt.Sprintf("line %d: %s", bad.Line, bad.Text)}, nil
	case err != nil:
		return Row{}, err
	}
	c.number++
	out := question(c.plan, c.columns, row.Fields, c.number)
	if out.Problem != "" {
		out.Problem = fmt.Sprintf("line %d: %s", row.Line, strings.ToValidUTF8(out.Problem, ""))
	}
	return out, nil
}
