package screen

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/screen/manifest"
)

// journalFormat is the value of "format" in a journal; a journal of another one is not continued.
const journalFormat = "probity/screening-journal/v1"

// journal is what a batch needs to go on after it was killed. It holds digests and numbers, and nothing that was asked.
type journal struct {
	Format     string     `json:"format"`
	Parameters parameters `json:"parameters"`
	Started    string     `json:"started"`
	AsOf       claim.Date `json:"as_of"`
	KnownAt    string     `json:"known_at"`
	Checkpoint string     `json:"checkpoint"` // of the log when the batch began
	Size       int64      `json:"size"`       // of that checkpoint
	// Register is what must not change: the key, how much was known, and how many bodies were removed.
	Register registerState `json:"register"`

	Rows   int64           `json:"rows"`   // of the input that are answered
	Output manifest.File   `json:"output"` // of the partial output: bytes and digest up to which it is good, rows
	Counts manifest.Counts `json:"counts"`
}

type registerState struct {
	VKey    string `json:"vkey"`
	Known   int64  `json:"known"`
	Removed int64  `json:"removed"`
}

// parameters are what must be the same when a batch goes on.
type parameters struct {
	Input      manifest.File     `json:"input"` // without rows, which are counted by reading
	Columns    map[string]string `json:"mapping,omitempty"`
	Comma      string            `json:"comma,omitempty"`
	Format     string            `json:"output_format"`
	Policy     manifest.Policy   `json:"policy"`
	AsOf       claim.Date        `json:"as_of,omitempty"`
	KnownAt    string            `json:"known_at,omitempty"`
	Decisions  string            `json:"decisions,omitempty"`
	Top        int               `json:"top,omitzero"`
	Rejected   bool              `json:"rejected,omitzero"`
	Raw        bool              `json:"raw,omitzero"`
	Answers    string            `json:"answers,omitempty"`
	AnswersAll bool              `json:"answers_all,omitzero"`
	Tool       string            `json:"tool"`
	Matcher    string            `json:"matcher"`
}

// ErrChanged says that a batch cannot go on as it began.
var ErrChanged = errors.New("the batch cannot go on")

// differs names the first parameter in which two batches differ, "" for none.
func (p parameters) differs(q parameters) (string, error) {
	a, err := membersOf(p)
	if err != nil {
		return "", err
	}
	b, err := membersOf(q)
	if err != nil {
		return "", err
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			a[name] = nil
		}
	}
	first := ""
	for name := range a {
		if !bytes.Equal(a[name], b[name]) && (first == "" || name < first) {
			first = name
		}
	}
	return first, nil
}

func membersOf(p parameters) (map[string]jsontext.Value, error) {
	b, err := json.Marshal(p, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("compare parameters: %w", err)
	}
	var m map[string]jsontext.Value
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("compare parameters: %w", err)
	}
	return m, nil
}

// readJournal returns nil where there is none.
func readJournal(file string) (*journal, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	j := &journal{}
	if err := json.Unmarshal(b, j, json.RejectUnknownMembers(true)); err != nil || j.Format != journalFormat {
		return nil, fmt.Errorf("%w: its journal cannot be read", ErrChanged)
	}
	return j, nil
}

func (j *journal) save(file string) error {
	b, err := json.Marshal(j, json.Deterministic(true), jsontext.Multiline(true))
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return durable.WriteFile(file, append(b, '\n'), 0o600)
}
