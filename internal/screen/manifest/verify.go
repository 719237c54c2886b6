package manifest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"

	"probity.example/probity/verify"
)

// Files are what a manifest is checked against. Input may be nil: then it is not checked.
type Files struct {
	Output, Input io.Reader
}

// Verify checks a manifest and the files that it binds. The error is a *verify.CheckError that names the first check that
// failed.
func Verify(file []byte, vkey string, files Files) (*Manifest, error) {
	m, err := Parse(file)
	if err != nil {
		return nil, err
	}
	tally := &tally{answers: map[string]int64{}}
	for i, run := range []func() error{
		func() error { return nil }, // Parse has made the first
		func() error { return m.checkpoint(vkey) },
		func() error { return m.signature(vkey) },
		func() error { return m.output(files.Output, tally) },
		func() error { return m.counts(tally) },
		func() error { return m.input(files.Input) },
	} {
		if err := run(); err != nil {
			return m, &verify.CheckError{Check: Checks[i], Err: err}
		}
	}
	return m, nil
}

// tally is what the rows of an output add up to.
type tally struct {
	rows, last      int64
	answers         map[string]int64
	queries, errors int64
	cleared, again  int64
}

// cells are the columns of a row that are counted.
type cells struct {
	InputRow int64  `json:"input_row"`
	Answer   string `json:"answer"`
	Decision string `json:"decision"`
	Error    string `json:"error"`
}

func (t *tally) add(c cells) error {
	t.rows++
	if c.InputRow != t.last && c.InputRow != t.last+1 {
		return fmt.Errorf("row %d: it answers row %d of the input, after row %d", t.rows, c.InputRow, t.last)
	}
	switch c.Decision {
	case "cleared_before":
		t.cleared++
	case "why_again":
		t.again++
	}
	if c.InputRow == t.last {
		return nil
	}
	t.last = c.InputRow
	t.queries++
	if c.Error != "" {
		t.errors++
	} else {
		t.answers[c.Answer]++
	}
	return nil
}

func (m *Manifest) output(r io.Reader, t *tally) error {
	if r == nil {
		return errors.New("the output is not there")
	}
	sum := &summing{hash: sha256.New()}
	in := bufio.NewReaderSize(io.TeeReader(r, sum), 1<<20)
	var err error
	switch m.Output.Format {
	case "csv":
		err = t.readCSV(in)
	case "ndjson":
		err = t.readNDJSON(in)
	default:
		err = fmt.Errorf("format %q", m.Output.Format)
	}
	if _, rest := io.Copy(io.Discard, in); rest != nil {
		return rest
	}
	// The digest is the reason that says most, where both fail.
	if bad := sum.is(&m.Output); bad != nil {
		return bad
	}
	return err
}

func (m *Manifest) counts(t *tally) error {
	c := &m.Counts
	if t.rows != m.Output.Rows || t.queries != c.Queries || t.queries != m.Input.Rows || t.errors != c.Errors || !maps.Equal(t.answers, nonzero(c.Answers)) {
		return errors.New("the rows of the output do not add up to the counts")
	}
	if t.cleared != c.Cleared || t.again != c.Again {
		return errors.New("the decisions in the output do not add up to the counts")
	}
	return nil
}

func nonzero(m map[string]int64) map[string]int64 {
	if m == nil {
		return map[string]int64{}
	}
	return m
}

func (m *Manifest) input(r io.Reader) error {
	if r == nil {
		return nil
	}
	sum := &summing{hash: sha256.New()}
	if _, err := io.Copy(sum, r); err != nil {
		return err
	}
	return sum.is(&m.Input)
}

// summing takes size and digest of what is written to it.
type summing struct {
	hash interface {
		io.Writer
		Sum([]byte) []byte
	}
	size int64
}

func (s *summing) Write(p []byte) (int, error) {
	s.size += int64(len(p))
	return s.hash.Write(p)
}

func (s *summing) is(f *File) error {
	if got := hex.EncodeToString(s.hash.Sum(nil)); got != f.SHA256 || s.size != f.Bytes {
		return fmt.Errorf("%d bytes with SHA-256 %s; the manifest says %d bytes with %s", s.size, got, f.Bytes, f.SHA256)
	}
	return nil
}

func (t *tally) readCSV(r io.Reader) error {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	at := map[string]int{}
	for _, name := range []string{"input_row", "answer", "decision", "error"} {
		if at[name] = slices.Index(header, name); at[name] < 0 {
			return fmt.Errorf("no column %s", name)
		}
	}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		c := cells{Answer: row[at["answer"]], Decision: row[at["decision"]], Error: row[at["error"]]}
		if c.InputRow, err = strconv.ParseInt(row[at["input_row"]], 10, 64); err != nil {
			return errors.New("input_row is not a number")
		}
		if err := t.add(c); err != nil {
			return err
		}
	}
}

func (t *tally) readNDJSON(r *bufio.Reader) error {
	for {
		line, err := r.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var c cells
			if err := json.Unmarshal(line, &c); err != nil {
				return fmt.Errorf("row %d: %w", t.rows+1, err)
			}
			if err := t.add(c); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
