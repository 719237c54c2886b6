package screen

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

// Columns are the headings of the output in CSV. Lists are joined by Separator.
var Columns = []string{
	"query_id", "rank", "org_id", "record_keys", "caption", "similarity", "identity", "answer", "reasons",
	"policy_digest", "as_of", "known_at", "valid_until", "stale_sources", "not_examined", "decision", "answer_file", "error",
	"why_again", "input_row", "candidate_answer", "rules", "case",
}

// Separator joins the elements of a list in a cell.
const Separator = " | "

// Writer writes rows of the output.
type Writer interface {
	Write(rows []Row) error
	// Flush hands on what is held back.
	Flush() error
}

// NewWriter writes in a format, "csv" or "ndjson". A CSV begins with its header unless more is added to one; raw leaves texts
// in CSV as they are, see Guard.
func NewWriter(w io.Writer, format string, header, raw bool) (Writer, error) {
	switch format {
	case "ndjson":
		return ndjsonWriter{w}, nil
	case "csv":
		out := &csvWriter{w: csv.NewWriter(w), raw: raw}
		if header {
			return out, out.w.Write(Columns)
		}
		return out, nil
	}
	return nil, fmt.Errorf("output format %q: want csv or ndjson", format)
}

type ndjsonWriter struct{ w io.Writer }

func (n ndjsonWriter) Write(rows []Row) error {
	var text []byte // all rows of a query, or none
	for i := range rows {
		b, err := json.Marshal(&rows[i], json.Deterministic(true))
		if err != nil {
			return fmt.Errorf("write row %d: %w", rows[i].InputRow, err)
		}
		text = append(append(text, b...), '\n')
	}
	if _, err := n.w.Write(text); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	return nil
}

func (ndjsonWriter) Flush() error { return nil }

type csvWriter struct {
	w   *csv.Writer
	raw bool
}

func (c *csvWriter) Write(rows []Row) error {
	for i := range rows {
		r := &rows[i]
		cells := []string{
			r.QueryID, number(r.Rank), r.OrgID, list(r.RecordKeys), r.Caption, similarity(r.Similarity), r.Identity, r.Answer, list(r.Reasons),
			r.PolicyDigest, string(r.AsOf), r.KnownAt, string(r.ValidUntil), list(r.StaleSources), list(r.NotExamined), r.Decision, r.AnswerFile, r.Error,
			list(r.WhyAgain), strconv.FormatInt(r.InputRow, 10), r.CandidateAnswer, list(r.Rules), r.Case,
		}
		if !c.raw {
			for k := range cells {
				cells[k] = Guard(cells[k])
			}
		}
		if err := c.w.Write(cells); err != nil {
			return fmt.Errorf("write output: %w", err)
		}
	}
	return nil
}

func (c *csvWriter) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

func list(l []string) string { return strings.Join(l, Separator) }

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func similarity(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

// Guard puts an apostrophe before a text that a spreadsheet would take for a formula: one that begins with =, +, -, @, a
// tab or a return, unless it is a plain number. Unguard takes it off again.
func Guard(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r'", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil && strings.Trim(s, "+-.0123456789") == "" {
		return s
	}
	return "'" + s
}

// Unguard is the inverse of Guard.
func Unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && Guard(rest) == s {
		return rest
	}
	return s
}
