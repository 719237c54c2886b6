// Package manifest is the file beside a screening's output: it binds input, output, policy, parameters and the state of the
// register to each other, by digest and by the register's signature, and it is checked with nothing but the register's key.
//
// What never lives here: reading a register, and anything that was asked.
package manifest

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/verify"
)

// Format is the value of "format" in every manifest of this version, and the first line of what is signed.
const Format = "probity/screening/v1"

// Suffix is what a manifest's name has after that of the output.
const Suffix = ".manifest.json"

// Manifest is the account of one screening.
type Manifest struct {
	Format    string            `json:"format"`
	Tool      string            `json:"tool"`    // the program and its version
	Matcher   string            `json:"matcher"` // what found the candidates, and its version
	Started   string            `json:"started"` // RFC 3339; the day of it is the "today" of every answer
	Finished  string            `json:"finished"`
	Input     File              `json:"input"`
	Output    File              `json:"output"`
	Decisions string            `json:"decisions,omitempty"` // SHA-256 of the file of decisions that was used
	Columns   map[string]string `json:"columns"`             // what each column of the input that was read meant
	Policy    Policy            `json:"policy"`
	AsOf      claim.Date        `json:"as_of"`
	KnownAt   string            `json:"known_at"`
	Top       int               `json:"top,omitzero"` // most candidates a query; absent: all
	Rejected  bool              `json:"rejected,omitzero"`
	Raw       bool              `json:"raw,omitzero"` // texts were not guarded against spreadsheets
	Counts    Counts            `json:"counts"`
	Sources   []Source          `json:"sources,omitempty"` // those that the policy uses, by id
	Log       Log               `json:"log"`
	Signature string            `json:"signature"` // a C2SP signed note by the register's key over SigningText
}

// File names a file by what is in it.
type File struct {
	Name   string `json:"name"`   // without its directory
	Format string `json:"format"` // csv or ndjson
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Rows   int64  `json:"rows"` // without the header
}

// Policy names the policy.
type Policy struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Digest  string `json:"digest"`
	Private bool   `json:"private,omitzero"`
}

// Counts add the batch up. Queries are the rows of the input; each has one answer or one error.
type Counts struct {
	Queries     int64            `json:"queries"`
	Answers     map[string]int64 `json:"answers,omitempty"` // queries by answer
	Errors      int64            `json:"errors,omitzero"`
	Cleared     int64            `json:"cleared_before,omitzero"` // rows of the output with a candidate that earlier decisions cleared
	Again       int64            `json:"why_again,omitzero"`      // rows with one whose earlier decision no longer stands
	AnswerFiles int64            `json:"answer_files,omitzero"`
}

// Source is a source that the policy uses, with the reading that counted.
type Source struct {
	ID        string     `json:"id"`
	Published claim.Date `json:"published,omitempty"` // absent: it was never read
	File      string     `json:"file,omitempty"`      // SHA-256 of the official file
	Claim     string     `json:"claim,omitempty"`     // id of the SRC.SNAPSHOT in the log
}

// Log is the state of the register.
type Log struct {
	VKey       string `json:"vkey"`
	Known      int64  `json:"known"` // claims known at known_at: those below this index
	Size       int64  `json:"size"`  // claims when the batch began
	Checkpoint string `json:"checkpoint"`
}

// Checks are the names of all checks of Verify, in the order in which they are made.
var Checks = []string{"format", "checkpoint", "signature", "output", "counts", "input"}

// MaxFile bounds a manifest, in bytes.
const MaxFile = 1 << 20

// Is reports whether a file looks like a manifest rather than an answer file.
func Is(b []byte) bool {
	var head struct {
		Format string `json:"format"`
	}
	return len(b) <= MaxFile && json.Unmarshal(b, &head) == nil && head.Format == Format
}

// Parse reads a manifest. It refuses unknown and repeated members.
func Parse(b []byte) (*Manifest, error) {
	m, err := parse(b)
	if err != nil {
		return nil, &verify.CheckError{Check: "format", Err: err}
	}
	return m, nil
}

func parse(b []byte) (*Manifest, error) {
	if len(b) > MaxFile {
		return nil, fmt.Errorf("%d bytes, at most %d are read", len(b), MaxFile)
	}
	var m Manifest
	if err := json.Unmarshal(b, &m, json.RejectUnknownMembers(true)); err != nil {
		return nil, err
	}
	if m.Format != Format {
		return nil, fmt.Errorf("format %q, want %q", m.Format, Format)
	}
	for _, s := range []string{m.Started, m.Finished, m.KnownAt} {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil || claim.Timestamp(t) != s {
			return nil, fmt.Errorf("time %q: want RFC 3339 in UTC with milliseconds", s)
		}
	}
	return &m, nil
}

// Encode writes a manifest, indented for people.
func (m *Manifest) Encode() ([]byte, error) {
	b, err := json.Marshal(m, json.Deterministic(true), jsontext.Multiline(true), jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	return append(b, '\n'), nil
}

// SigningText is what the register's key signs: the SHA-256 of the canonical form (RFC 8785) with an empty signature. Its
// first line keeps it from being read as a checkpoint or an answer.
func (m *Manifest) SigningText() (string, error) {
	c := *m
	c.Signature = ""
	raw, err := json.Marshal(&c)
	if err != nil {
		return "", fmt.Errorf("encode manifest: %w", err)
	}
	v := jsontext.Value(raw)
	if err := v.Canonicalize(); err != nil {
		return "", fmt.Errorf("encode manifest: %w", err)
	}
	return fmt.Sprintf("%s\n%x\n", Format, sha256.Sum256(v)), nil
}

// Signer signs with the register's key.
type Signer interface {
	Sign(text string) ([]byte, error)
}

// Sign sets the signature.
func (m *Manifest) Sign(s Signer) error {
	text, err := m.SigningText()
	if err != nil {
		return err
	}
	sig, err := s.Sign(text)
	if err != nil {
		return fmt.Errorf("sign manifest: %w", err)
	}
	m.Signature = string(sig)
	return nil
}

// checkpoint checks that the log's state is one that the register signed.
func (m *Manifest) checkpoint(vkey string) error {
	if vkey == "" {
		return errors.New("no key to verify with")
	}
	if m.Log.VKey != vkey {
		return errors.New("the screening was made by a register with another key")
	}
	cp, err := proof.VerifyCheckpoint([]byte(m.Log.Checkpoint), vkey)
	if err != nil {
		return err
	}
	if cp.Size != m.Log.Size || m.Log.Known > m.Log.Size || m.Log.Known < 0 {
		return fmt.Errorf("size %d, known %d, the checkpoint says %d", m.Log.Size, m.Log.Known, cp.Size)
	}
	return nil
}

// signature checks that the register said all this, once and in one spelling.
func (m *Manifest) signature(vkey string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	n, err := note.Open([]byte(m.Signature), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	text, err := m.SigningText()
	if err != nil {
		return err
	}
	sig := n.Sigs[0]
	if n.Text != text {
		return errors.New("the signature is for another manifest")
	}
	if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil || strings.Count(m.Signature, "\n") != 4 {
		return errors.New("the signature must be the register's, once and in canonical base64")
	}
	return nil
}
