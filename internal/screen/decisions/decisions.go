// Package decisions is the memory of those who screen: what they decided about a candidate, on which facts, and until when.
// A candidate that was cleared stays cleared until something that the decision rested on changes.
//
// The file is private: it stays with its owner, and neither the register nor a log ever holds any of it.
package decisions

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/rulebook"
)

// Format is the value of "probity" in the first line of a file of decisions.
const Format = "decisions/1"

// The verdicts.
const (
	Same    = "same"     // the record is about the organisation asked for
	NotSame = "not_same" // it is about another one
)

// Decision is one line of the file: somebody looked at one query row and one record, and decided.
type Decision struct {
	Query    string     `json:"query"`              // digest of the query row, see rows.Query.Digest
	QueryID  string     `json:"query_id,omitempty"` // what the row called itself, where it said
	Record   string     `json:"record"`             // record key, SOURCE:PARTY
	Facts    Facts      `json:"facts"`              // of the record as it stood
	Identity string     `json:"identity"`           // of the candidate as it stood
	Verdict  string     `json:"verdict"`
	Role     string     `json:"role"`   // of who decided: an office, not a name
	Reason   string     `json:"reason"` // for whoever reads it later
	Date     claim.Date `json:"date"`
	ReviewBy claim.Date `json:"review_by,omitempty"` // the last day on which it stands
}

func (d *Decision) check() error {
	switch {
	case !hexadecimal(d.Query, 32):
		return errors.New("query: want 32 hexadecimal digits")
	case !strings.Contains(d.Record, ":"):
		return errors.New("record: want SOURCE:PARTY")
	case d.Verdict != Same && d.Verdict != NotSame:
		return errors.New("verdict: want same or not_same")
	case strings.TrimSpace(d.Role) == "" || strings.TrimSpace(d.Reason) == "":
		return errors.New("role and reason are needed")
	case !day(d.Date) || d.ReviewBy != "" && !day(d.ReviewBy):
		return errors.New("date, review_by: want a day, YYYY-MM-DD")
	}
	for _, f := range d.Facts.list() {
		if !hexadecimal(f, factDigits) {
			return fmt.Errorf("facts: want %d hexadecimal digits each", factDigits)
		}
	}
	return nil
}

func day(d claim.Date) bool {
	p, err := claim.ParseDate(string(d))
	return err == nil && len(p) == len("2006-01-02")
}

func hexadecimal(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789abcdef") == ""
}

// Book is a file of decisions, read. The last decision about a query row and a record stands.
type Book struct {
	digest string
	byRow  map[pair]*Decision // query digest and record
	byID   map[pair]*Decision // what the query row called itself, and record
}

type pair struct{ query, record string }

// maxLine is the most bytes that a line may have.
const maxLine = 64 << 10

// Read reads a file of decisions; one without a byte has none. Errors name the line, never what stands in it.
func Read(r io.Reader) (*Book, error) {
	h := sha256.New()
	b := &Book{byRow: map[pair]*Decision{}, byID: map[pair]*Decision{}}
	in := bufio.NewScanner(io.TeeReader(r, h))
	in.Buffer(nil, maxLine)
	line := 0
	for in.Scan() {
		line++
		if len(bytes.TrimSpace(in.Bytes())) == 0 {
			continue
		}
		if line == 1 {
			if err := header(in.Bytes()); err != nil {
				return nil, err
			}
			continue
		}
		d := &Decision{}
		if err := json.Unmarshal(in.Bytes(), d, json.RejectUnknownMembers(true)); err != nil {
			return nil, fmt.Errorf("decisions, line %d: not a decision in JSON", line)
		}
		if err := d.check(); err != nil {
			return nil, fmt.Errorf("decisions, line %d: %w", line, err)
		}
		b.byRow[pair{d.Query, d.Record}] = d
		if d.QueryID != "" {
			b.byID[pair{d.QueryID, d.Record}] = d
		}
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("decisions, after line %d: %w", line, err)
	}
	b.digest = hex.EncodeToString(h.Sum(nil))
	return b, nil
}

var errHeader = errors.New(`decisions, line 1: want {"probity":"` + Format + `"}`)

func header(line []byte) error {
	var h struct {
		Probity string `json:"probity"`
	}
	if err := json.Unmarshal(line, &h, json.RejectUnknownMembers(true)); err != nil || h.Probity != Format {
		return errHeader
	}
	return nil
}

// Digest is the SHA-256 of the file, hexadecimal; empty for no file.
func (b *Book) Digest() string {
	if b == nil {
		return ""
	}
	return b.digest
}

// Append adds decisions to a file, which it makes for its owner alone if there is none. What it reports as written is on the
// disk.
func Append(file string, list []Decision) (err error) {
	var text bytes.Buffer
	for i := range list {
		if err := list[i].check(); err != nil {
			return fmt.Errorf("write decision: %w", err)
		}
		line, err := json.Marshal(&list[i], json.Deterministic(true))
		if err != nil || len(line) > maxLine/2 {
			return errors.New("write decision: its texts are too long or not UTF-8")
		}
		text.Write(append(line, '\n'))
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("write decisions: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	begun, err := wholeLines(f, &text)
	if err != nil {
		return err
	}
	if _, err := f.Write(text.Bytes()); err != nil {
		return fmt.Errorf("write decisions: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write decisions: %w", err)
	}
	if begun { // the file may be new: its name must last too
		return durable.SyncDir(filepath.Dir(file))
	}
	return nil
}

// wholeLines puts before text what the file lacks: the first line, which begins it, or the end of a last line that an editor left
// open.
func wholeLines(f *os.File, text *bytes.Buffer) (begun bool, err error) {
	fi, err := f.Stat()
	if err != nil {
		return false, fmt.Errorf("write decisions: %w", err)
	}
	before := ""
	if fi.Size() == 0 {
		before = `{"probity":"` + Format + "\"}\n"
	} else {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, fi.Size()-1); err != nil {
			return false, fmt.Errorf("write decisions: %w", err)
		}
		if last[0] != '\n' {
			before = "\n"
		}
	}
	rest := bytes.Clone(text.Bytes())
	text.Reset()
	text.WriteString(before)
	text.Write(rest)
	return fi.Size() == 0, nil
}

// Standings of a candidate.
const (
	None      = ""                 // nobody decided about it
	Cleared   = "cleared_before"   // it is another organisation, and nothing has changed since that was decided
	Confirmed = "confirmed_before" // it is the organisation, and nothing has changed since
	Again     = "why_again"        // somebody decided, and must look again
)

// Why a decision no longer stands.
const (
	WhyQuery       = "query_row_changed"
	WhyNames       = "names_changed"
	WhyIdentifiers = "identifiers_changed"
	WhyAddresses   = "addresses_changed"
	WhyState       = "state_changed"
	WhyIdentity    = "identity_now_same"
	WhyReview      = "review_by_passed"
	WhyRecord      = "record_new" // a record was joined to the organisation since
	WhyDisagree    = "decisions_disagree"
)

// Record is a record of a candidate as it stands now.
type Record struct {
	Key   string
	Facts Facts
}

// Standing is what earlier decisions say of a candidate.
type Standing struct {
	State string
	Why   []string   // where State is Again, sorted
	Until claim.Date // the last day on which it stands, where that is known
}

// Weigh says what the decisions about a query row say of a candidate today. A candidate is cleared if every record of it is,
// and confirmed if one of them is and none is cleared.
func (b *Book) Weigh(query, queryID, identity string, records []Record, today claim.Date) Standing {
	if b == nil || query == "" {
		return Standing{}
	}
	var s Standing
	same, not, undecided := 0, 0, 0
	for _, r := range records {
		d, ok := b.byRow[pair{query, r.Key}]
		if !ok {
			if _, other := b.byID[pair{queryID, r.Key}]; other && queryID != "" {
				s.Why = append(s.Why, WhyQuery)
			}
			undecided++
			continue
		}
		if d.Verdict == Same {
			same++
		} else {
			not++
		}
		s.Why = append(s.Why, d.stale(identity, r.Facts, today)...)
		if d.ReviewBy != "" && (s.Until == "" || d.ReviewBy < s.Until) {
			s.Until = d.ReviewBy
		}
	}
	switch {
	case same > 0 && not > 0:
		s.Why = append(s.Why, WhyDisagree)
	case not > 0 && undecided > 0:
		s.Why = append(s.Why, WhyRecord)
	}
	slices.Sort(s.Why)
	s.Why = slices.Compact(s.Why)
	switch {
	case len(s.Why) > 0:
		return Standing{State: Again, Why: s.Why}
	case not > 0:
		s.State = Cleared
	case same > 0:
		s.State = Confirmed
	}
	return s
}

// stale lists why a decision no longer stands.
func (d *Decision) stale(identity string, now Facts, today claim.Date) []string {
	why := d.Facts.changed(now)
	if d.Verdict == NotSame && d.Identity != rulebook.IdentitySame && identity == rulebook.IdentitySame {
		why = append(why, WhyIdentity)
	}
	if d.ReviewBy != "" && today > d.ReviewBy {
		why = append(why, WhyReview)
	}
	return why
}
