// Package verify checks an answer file offline: with the file and the register's public key it needs nothing else, no
// register, no network, no account. It believes nothing that it can derive: claims are re-hashed and proved to be in the
// log, organisations are put together from their links again, and the policy is evaluated anew.
//
// docs/format-answer.md describes the file and every check, for whoever writes a second verifier.
package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/rulebook"
)

// Format is the value of "format" in every answer file of this version.
const Format = "probity/answer/v2"

// Completeness says what an answer proves about what it does not show: the lists under every key that it needs are whole (see
// Needs). What only a similar name finds is outside it.
const Completeness = "proven"

// Answer is an answer file.
type Answer struct {
	Format       string           `json:"format"`
	Question     Question         `json:"question"`
	Answer       string           `json:"answer"` // one of the answers of package rulebook
	Sentence     string           `json:"sentence"`
	Policy       *PolicyText      `json:"policy,omitzero"` // absent: records were asked for, and no answer is given
	Log          Log              `json:"log"`
	Subjects     []Subject        `json:"subjects,omitempty"` // organisations that the question may mean
	Rejected     []Subject        `json:"rejected,omitempty"` // candidates that it does not mean, and why
	Search       *Search          `json:"search,omitzero"`    // absent: similar names were not looked for
	Result       *rulebook.Result `json:"result,omitzero"`
	Completeness string           `json:"completeness"`
	Map          *Map             `json:"map,omitzero"` // the proof that the lists are whole; absent about a person
	Unattributed []Unattributed   `json:"unattributed,omitempty"`
	Notes        []string         `json:"notes"`
	Claims       []Entry          `json:"claims"` // everything that the answer rests on, by index
	// Signature is a C2SP signed note by the register's key over SigningText.
	Signature string `json:"signature"`
}

// Question is what was asked.
type Question struct {
	Name         string             `json:"name,omitempty"`
	Identifiers  []claim.Identifier `json:"identifiers,omitempty"`  // in normal form
	Organisation string             `json:"organisation,omitempty"` // id chosen by the caller
	Country      string             `json:"country,omitempty"`
	Person       bool               `json:"person,omitzero"` // the caller says that it asks about a natural person
	Policy       string             `json:"policy,omitempty"`
	AsOf         claim.Date         `json:"as_of"`    // what was true on this day
	KnownAt      string             `json:"known_at"` // of what the log held at this time
	AskedAt      string             `json:"asked_at"`
}

// PolicyText is the policy with its whole text: the answer is checked by evaluating it.
type PolicyText struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Digest  string `json:"digest"`
	Private bool   `json:"private,omitzero"` // the caller's own: its text is not in the log
	Text    string `json:"text"`
}

// Log names the register and the epochs to which everything is proved.
type Log struct {
	VKey       string `json:"vkey"`
	Checkpoint string `json:"checkpoint"`    // signed head of the epoch log
	Epoch      Epoch  `json:"epoch"`         // its last epoch
	Past       *Past  `json:"past,omitzero"` // where the question is about an earlier one
	Key        Map    `json:"key"`           // the proof that what the log says of the register's key is all here
	// Hashes are those of the claims' inclusion proofs, base64, each once, in the order in which the proofs first name them.
	Hashes []string `json:"hashes,omitempty"`
}

// LogSize is the number of claims in the log of the last epoch, 0 where the epoch cannot be read.
func (a *Answer) LogSize() int64 {
	e, err := proof.ParseEpoch(canonicalBody(a.Log.Epoch.Body))
	if err != nil {
		return 0
	}
	return e.Log.Size
}

// Epoch is an epoch with the proof that it is in the epoch log.
type Epoch struct {
	Body  jsontext.Value `json:"body"`
	Proof []string       `json:"proof"` // RFC 6962 inclusion proof to the checkpoint, base64
}

// Past is the epoch that was the last one at the time asked about: the next became known after it.
type Past struct {
	Epoch *Epoch `json:"epoch,omitzero"` // absent: there was none yet
	Next  Epoch  `json:"next"`
}

// Map proves the lists under the keys that the answer needs, which follow from the rest of it.
type Map struct {
	Counts []int64 `json:"counts"` // claims under each key, in the order of the keys
	Proof  string  `json:"proof"`  // base64, see docs/format-map.md
}

// Subject is one organisation that was a candidate for the question.
type Subject struct {
	Organisation string   `json:"organisation"`
	Caption      string   `json:"caption"`
	Identity     string   `json:"identity"` // one of rulebook's identities; "different" for a rejected candidate
	Reasons      []string `json:"reasons"`
	Records      []string `json:"records"`
	// Provable is false where the candidate was found by more than exact spelling: another search might find others.
	Provable bool     `json:"provable"`
	Removed  int      `json:"removed,omitzero"` // statements about it whose body was taken out of the log
	Similar  *Similar `json:"similar,omitzero"` // what was found, where no name is the one asked for and one is like it
}

// Similar says that a name of a candidate is like the one asked for. The register answers for it with its key: a verifier
// has no matcher, and lets it make a candidate possible and no more.
type Similar struct {
	Name       string   `json:"name"`              // the candidate's name
	Similarity int      `json:"similarity"`        // in ten-thousandths, 1 to 10,000
	Against    []string `json:"against,omitempty"` // what sets the two names apart, in the words of package match
}

// Search says how similar names were looked for: what was searched, how much was looked at, and the best of what was left out.
type Search struct {
	Matcher   string `json:"matcher"`          // version
	Threshold int    `json:"threshold"`        // similarity from which a candidate counts, in ten-thousandths
	Claims    int64  `json:"claims"`           // of the log whose names were searched
	Names     int64  `json:"names"`            // in them
	Looked    int    `json:"looked"`           // names that were compared
	Bounded   bool   `json:"bounded,omitzero"` // a bound on work was reached: names may have been missed
	Left      []Left `json:"left,omitempty"`   // the best below the threshold, best first
}

// Left is a name that was compared and left out.
type Left struct {
	Name       string `json:"name"`
	Similarity int    `json:"similarity"`
}

// Entry is one claim with its proof.
type Entry struct {
	Index int64          `json:"index"`
	ID    string         `json:"id"`
	Claim jsontext.Value `json:"claim"`
	Proof []int          `json:"proof,omitempty"` // RFC 6962 inclusion proof to the last epoch's log, as numbers of log.hashes; absent where a list or an epoch proves it
}

// SetProofs gives claims their inclusion proofs, by index, and others none.
func (a *Answer) SetProofs(proofs map[int64][]proof.Hash) {
	a.Log.Hashes = nil
	at := map[proof.Hash]int{}
	for i := range a.Claims {
		e := &a.Claims[i]
		e.Proof = nil
		for _, h := range proofs[e.Index] {
			n, ok := at[h]
			if !ok {
				n = len(a.Log.Hashes)
				at[h] = n
				a.Log.Hashes = append(a.Log.Hashes, base64.StdEncoding.EncodeToString(h[:]))
			}
			e.Proof = append(e.Proof, n)
		}
	}
}

// Proofs are the inclusion proofs of the claims that have one, by index.
func (a *Answer) Proofs() (map[int64][]proof.Hash, error) {
	hashes, err := hashesOf(a.Log.Hashes)
	if err != nil {
		return nil, err
	}
	out := map[int64][]proof.Hash{}
	for i := range a.Claims {
		e := &a.Claims[i]
		for _, n := range e.Proof {
			if n < 0 || n >= len(hashes) {
				return nil, fmt.Errorf("claim %d: its proof names hash %d of %d", e.Index, n, len(hashes))
			}
			out[e.Index] = append(out[e.Index], hashes[n])
		}
	}
	return out, nil
}

// MaxFile bounds an answer file, in bytes.
const MaxFile = 64 << 20

// Parse reads an answer file. It refuses unknown and repeated members, and members that are there although they do not
// apply (null, empty arrays, false), so that an answer has one encoding up to blanks between its parts.
func Parse(b []byte) (*Answer, error) {
	a, err := parse(b)
	if err != nil {
		return nil, &CheckError{Check: "format", Err: err}
	}
	return a, nil
}

func parse(b []byte) (*Answer, error) {
	if len(b) > MaxFile {
		return nil, fmt.Errorf("%d bytes, at most %d are read", len(b), MaxFile)
	}
	var a Answer
	if err := json.Unmarshal(b, &a, json.RejectUnknownMembers(true)); err != nil {
		return nil, err
	}
	again, err := canonical(&a)
	if err != nil {
		return nil, err
	}
	given := jsontext.Value(bytes.Clone(b))
	if err := given.Canonicalize(); err != nil {
		return nil, err
	}
	if !bytes.Equal(given, again) {
		return nil, errors.New("it has members that must be absent where they do not apply")
	}
	return &a, nil
}

// Encode writes an answer file, indented for people.
func (a *Answer) Encode() ([]byte, error) {
	b, err := json.Marshal(a, json.Deterministic(true), jsontext.Multiline(true), jsontext.WithIndent(" "))
	if err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return append(b, '\n'), nil
}

// SigningText is what the register's key signs: the SHA-256 of the answer's canonical bytes without its signature. Its
// first line keeps it from ever being read as a checkpoint.
func (a *Answer) SigningText() (string, error) {
	b := *a
	b.Signature = ""
	raw, err := canonical(&b)
	if err != nil {
		return "", fmt.Errorf("encode answer: %w", err)
	}
	return fmt.Sprintf("%s\n%x\n", Format, sha256.Sum256(raw)), nil
}

// canonicalBody is a body in its canonical form, or as it is where it has none.
func canonicalBody(b jsontext.Value) jsontext.Value {
	c := bytes.Clone(b)
	if v := jsontext.Value(c); v.Canonicalize() == nil {
		return v
	}
	return b
}

func canonical(x any) ([]byte, error) {
	b, err := json.Marshal(x)
	if err != nil {
		return nil, err
	}
	val := jsontext.Value(b)
	err = val.Canonicalize()
	return val, err
}

// CheckError is a check that failed, by its name in docs/format-answer.md.
type CheckError struct {
	Check string
	Err   error
}

func (e *CheckError) Error() string { return "check " + e.Check + " failed: " + e.Err.Error() }

func (e *CheckError) Unwrap() error { return e.Err }
