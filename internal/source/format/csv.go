package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// MaxRow is the most bytes that one CSV row may have.
const MaxRow = 1 << 20

// rescan bounds, for a whole file, the bytes that are read twice because a quote had no end: afterwards quotes may not span
// lines. It keeps reading linear in the size of a hostile file.
const rescan = 64 << 20

// preamble is the most rows that may stand before the header that HeaderContains describes.
const preamble = 20

// CSVOptions says what is known of a CSV file beforehand.
type CSVOptions struct {
	Comma     rune // ',' if zero
	Header    bool // the first row after SkipLines names the columns
	SkipLines int  // lines before the first row, kept for Preamble
	// HeaderContains are columns that the header must have; it implies Header. Rows before the header (a title, a date) are
	// skipped, at most 20. Without such a header NewCSV fails: the file has another layout.
	HeaderContains []string
}

// RowProblem is a row that cannot be used. It says where and which rule, never what stands there.
type RowProblem struct {
	Line int    // the line on which the row begins, from 1
	Rule string // "columns", "quote", "row.size", "element.size"
	Text string
}

func (p *RowProblem) Error() string {
	return fmt.Sprintf("line %d: %s (rule %s)", p.Line, p.Text, p.Rule)
}

// CSV reads rows one by one, in memory that does not grow with the file. It is lenient about quotes where official files
// are: a quote inside an unquoted field, or inside a quoted one and not before a separator, stands for itself.
type CSV struct {
	file    *File
	in      window
	comma   byte
	columns int // of a good row; 0 until the first one is read
	header  []string
	index   map[string]int
	before  []string
	decoded int64
	line    int // lines before the row that is being read
	scanned int // bytes read twice so far
	row     rowScan
}

// Row is one row. Fields has its own memory and may be kept.
type Row struct {
	Line   int // the line on which the row begins, from 1
	Fields []string
	index  map[string]int
}

// NewCSV prepares to read r, the content of f, and reads the header if there is to be one.
func NewCSV(f *File, r io.Reader, o CSVOptions) (*CSV, error) {
	text, err := utf8Text(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Name(), err)
	}
	c := &CSV{file: f, in: window{r: text}, comma: ','}
	if o.Comma != 0 {
		if o.Comma >= utf8.RuneSelf {
			return nil, fmt.Errorf("read %s: the separator must be an ASCII character", f.Name())
		}
		c.comma = byte(o.Comma)
	}
	for range o.SkipLines {
		c.in.begin()
		if err := c.in.extend(); err != nil {
			return nil, fmt.Errorf("read %s: lines before the header: %w", f.Name(), err)
		}
		c.line++
		s, _ := decodeText(c.in.row())
		c.before = append(c.before, Line(s))
	}
	if o.Header || len(o.HeaderContains) > 0 {
		if err := c.readHeader(o.HeaderContains); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *CSV) readHeader(want []string) error {
	for range preamble + 1 {
		row, err := c.Next()
		c.columns = 0
		var bad *RowProblem
		if errors.As(err, &bad) {
			continue
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		names := make([]string, len(row.Fields))
		index := make(map[string]int, len(names))
		for i, s := range row.Fields {
			names[i] = Line(s)
			if _, twice := index[names[i]]; !twice && names[i] != "" {
				index[names[i]] = i
			}
		}
		missing := slices.ContainsFunc(want, func(w string) bool { _, ok := index[w]; return !ok })
		if !missing {
			c.header, c.index, c.columns = names, index, len(names)
			return nil
		}
		for _, s := range names {
			if s != "" {
				c.before = append(c.before, s)
			}
		}
	}
	return fmt.Errorf("read %s: no header row with the columns of this format", c.file.Name())
}

// Header returns the trimmed column names, nil without a header.
func (c *CSV) Header() []string { return c.header }

// Has reports whether the header has this column.
func (c *CSV) Has(column string) bool { _, ok := c.index[column]; return ok }

// Preamble returns what stands before the header: skipped lines, and cells of rows that were not the header.
func (c *CSV) Preamble() []string { return c.before }

// Decoded counts the characters so far that were not UTF-8 and were read as Windows-1252.
func (c *CSV) Decoded() int64 { return c.decoded }

// Next returns the next row that is not blank, io.EOF at the end, or a *RowProblem for a row that cannot be used, after
// which reading can go on. Any other error ends the file.
func (c *CSV) Next() (*Row, error) {
	for {
		line, err := c.readRow()
		if err != nil {
			return nil, err
		}
		if c.blank() {
			continue
		}
		c.dropEmptyTail()
		if c.columns == 0 {
			c.columns = len(c.row.fields)
		}
		if n := len(c.row.fields); n != c.columns {
			return nil, &RowProblem{line, "columns", fmt.Sprintf("%d columns, want %d", n, c.columns)}
		}
		return c.take(line), nil
	}
}

// readRow scans one row into c.row. A row over several lines that turns out bad is given back but for its first line, so
// that one stray quote costs one row.
func (c *CSV) readRow() (line int, err error) {
	line = c.line + 1
	c.in.begin()
	err = c.in.extend()
	if errors.Is(err, errLong) {
		c.line++
		if err := c.in.skipLine(); err != nil {
			return line, err
		}
		return line, &RowProblem{line, "row.size", "row longer than 1 MiB"}
	}
	if err != nil {
		return line, err
	}
	c.line++
	first := len(c.in.row())
	c.row.reset(c.comma)
	for !c.row.scan(c.in.row()) {
		err := errLong
		if c.scanned <= rescan {
			err = c.in.extend()
		}
		if err == io.EOF || errors.Is(err, errLong) {
			c.scanned += c.in.rewind(first)
			return line, &RowProblem{line, "quote", "a quoted field has no end"}
		}
		if err != nil {
			return line, err
		}
	}
	row := c.in.row()
	if len(row) == first {
		return line, nil
	}
	c.dropEmptyTail()
	if n := len(c.row.fields); c.columns > 0 && n != c.columns && c.scanned <= rescan {
		c.scanned += c.in.rewind(first)
		return line, &RowProblem{line, "columns", fmt.Sprintf("%d columns over several lines, want %d", n, c.columns)}
	}
	c.line += bytes.Count(row[first:], []byte("\n"))
	if row[len(row)-1] != '\n' {
		c.line++
	}
	return line, nil
}

// blank reports a row without any content; the end-of-file mark of CP/M (0x1A), with which some official files still end,
// is none.
func (c *CSV) blank() bool {
	return len(c.row.fields) == 1 && len(bytes.TrimSpace(bytes.Trim(c.row.out, "\x1a"))) == 0
}

// dropEmptyTail drops empty fields beyond the last column: a separator too many at the end of a line says nothing.
func (c *CSV) dropEmptyTail() {
	for c.columns > 0 && len(c.row.fields) > c.columns {
		last := len(c.row.fields) - 1
		if len(bytes.TrimSpace(c.row.field(last))) > 0 {
			return
		}
		c.row.fields = c.row.fields[:last]
	}
}

func (c *CSV) take(line int) *Row {
	row := &Row{Line: line, Fields: make([]string, len(c.row.fields)), index: c.index}
	if plain(c.row.out) {
		whole := string(c.row.out) // one allocation for all fields
		for i, f := range c.row.fields {
			row.Fields[i] = whole[f.from:f.to]
		}
		return row
	}
	for i := range c.row.fields {
		s, n := decodeText(c.row.field(i))
		row.Fields[i] = s
		c.decoded += int64(n)
	}
	return row
}

// Get returns the value in a column as one line (see Line), empty if there is no such column.
func (r *Row) Get(column string) string {
	if i, ok := r.index[column]; ok && i < len(r.Fields) {
		return Line(r.Fields[i])
	}
	return ""
}

// Has reports whether the row has this column.
func (r *Row) Has(column string) bool { _, ok := r.index[column]; return ok }
