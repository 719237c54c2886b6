package proof

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/note"
)

// Epoch is a published state of a register: what the claim log and the map were at the end of a batch. Its canonical bytes (RFC
// 8785) are a body of the epoch log, and their SHA-256 is the entry there.
type Epoch struct {
	V        int      `json:"v"`                  // EpochVersion
	Number   int64    `json:"number"`             // its index in the epoch log
	Previous string   `json:"previous,omitempty"` // id of the epoch before, in hexadecimal
	Log      LogState `json:"log"`
	Map      MapState `json:"map"`
	Sources  []Latest `json:"sources,omitempty"` // by source
	Time     string   `json:"time"`              // at which the last batch became known: `recorded` of the claim that closes it
}

// EpochVersion is the version of this layout.
const EpochVersion = 1

// LogState is the state of the claim log.
type LogState struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   string `json:"root"` // base64
}

// MapState is the state of the map.
type MapState struct {
	Version int    `json:"version"` // of the function that gives a claim its keys
	Keys    int64  `json:"keys"`
	Root    string `json:"root"` // base64
}

// Latest is the newest reading of a source: the SRC.SNAPSHOT claim with the latest publication day.
type Latest struct {
	Source    string `json:"source"`
	Published string `json:"published"` // day
	Index     int64  `json:"index"`     // of the claim in the log
	Claim     string `json:"claim"`     // its id, in hexadecimal
}

// ParseEpoch reads the body of an epoch. It accepts exactly what Bytes writes.
func ParseEpoch(body []byte) (*Epoch, error) {
	var e Epoch
	if err := json.Unmarshal(body, &e, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("%w: reading an epoch: %w", ErrInvalid, err)
	}
	again, err := e.Bytes()
	if err != nil || !bytes.Equal(again, body) {
		return nil, fmt.Errorf("%w: an epoch is not in its one spelling", ErrInvalid)
	}
	_, errLog := e.Log.Hash()
	_, errMap := e.Map.Hash()
	sorted := slices.IsSortedFunc(e.Sources, func(a, b Latest) int { return strings.Compare(a.Source, b.Source) })
	if errLog != nil || errMap != nil || e.V != EpochVersion || e.Number < 0 || e.Log.Size <= 0 || e.Log.Size > maxSize || e.Map.Keys < 0 ||
		!sorted || (e.Number == 0) != (e.Previous == "") || e.Previous != "" && !hexDigest(e.Previous) {
		return nil, fmt.Errorf("%w: an epoch with impossible members", ErrInvalid)
	}
	return &e, nil
}

// BeforeFirst is what a register was before its first epoch: no claims, no keys. It stands in no log.
func BeforeFirst() *Epoch {
	empty, root := EmptyRoot(), MapEmptyRoot()
	return &Epoch{
		V: EpochVersion, Number: -1,
		Log: LogState{Root: base64.StdEncoding.EncodeToString(empty[:])}, Map: MapState{Root: base64.StdEncoding.EncodeToString(root[:])},
	}
}

func hexDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && strings.ToLower(s) == s
}

// Bytes are the canonical bytes of an epoch.
func (e *Epoch) Bytes() ([]byte, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("writing an epoch: %w", err)
	}
	v := jsontext.Value(b)
	if err := v.Canonicalize(); err != nil {
		return nil, fmt.Errorf("writing an epoch: %w", err)
	}
	return v, nil
}

// Hash is the root of the claim log.
func (s LogState) Hash() (Hash, error) { return hash64(s.Root) }

// Hash is the root of the map.
func (s MapState) Hash() (Hash, error) { return hash64(s.Root) }

func hash64(s string) (Hash, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != sha256.Size || base64.StdEncoding.EncodeToString(b) != s {
		return Hash{}, fmt.Errorf("%w: %q is not a base64 SHA-256 value", ErrInvalid, s)
	}
	return Hash(b), nil
}

// epochSuffix makes the name of a register's epoch log of that of its claim log.
const epochSuffix = "/epochs"

// EpochOrigin is the name of the epoch log of a register.
func EpochOrigin(origin string) string { return origin + epochSuffix }

// EpochVKey is the verifier key of a register's epoch log: the same key under the epoch log's name. So whoever trusts the one trusts
// the other.
func EpochVKey(vkey string) (string, error) {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return "", fmt.Errorf("%w: reading the verifier key: %w", ErrInvalid, err)
	}
	_, text, _ := strings.Cut(strings.TrimPrefix(vkey, v.Name()+"+"), "+")
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != 1+ed25519.PublicKeySize {
		return "", fmt.Errorf("%w: not an Ed25519 verifier key", ErrInvalid)
	}
	out, err := note.NewEd25519VerifierKey(EpochOrigin(v.Name()), key[1:])
	if err != nil {
		return "", fmt.Errorf("%w: naming the key of the epoch log: %w", ErrInvalid, err)
	}
	return out, nil
}
