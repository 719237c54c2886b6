// Package cosign is what witnesses add to a checkpoint: timestamped cosignatures (C2SP tlog-cosignature), and policies (C2SP tlog-policy)
// that say whose are demanded. Like package proof it holds no state, reads no file and knows no network, so that a verifier can use it.
//
// What never lives here: asking witnesses, and being one.
package cosign

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/ledger/proof"
)

// The algorithms of witnesses' keys. tlog-cosignature has a second one, ML-DSA-44 (6): verifier is where it will come in.
const algEd25519 = 4

const (
	keyHashSize = 4
	timeSize    = 8
)

// verifier checks the cosignatures of one witness; it is a note.Verifier.
type verifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (v *verifier) Name() string    { return v.name }
func (v *verifier) KeyHash() uint32 { return v.hash }

// Verify checks the signature of a line: eight bytes of time, then that of the key.
func (v *verifier) Verify(msg, sig []byte) bool {
	if len(sig) != timeSize+ed25519.SignatureSize {
		return false
	}
	t := binary.BigEndian.Uint64(sig)
	return t <= math.MaxInt64 && ed25519.Verify(v.key, signedText(t, string(msg)), sig[timeSize:])
}

// signedText is what a witness signs of a checkpoint.
func signedText(t uint64, text string) []byte {
	return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", t, text)
}

// newVerifier reads a witness's verifier key: "<name>+<key id>+<base64 of algorithm and public key>".
func newVerifier(vkey string) (*verifier, error) {
	name, rest, _ := strings.Cut(vkey, "+")
	id, text, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || !validName(name) || len(key) == 0 {
		return nil, fmt.Errorf("%w: %q is no verifier key", proof.ErrInvalid, vkey)
	}
	if key[0] != algEd25519 {
		return nil, fmt.Errorf("%w: the key of %s is of algorithm %d; a witness's is of %d (Ed25519 cosignatures), and others are not known",
			proof.ErrInvalid, name, key[0], algEd25519)
	}
	hash := keyHash(name, key)
	if len(key) != 1+ed25519.PublicKeySize || id != fmt.Sprintf("%08x", hash) {
		return nil, fmt.Errorf("%w: the id in the key of %s is not that of the key", proof.ErrInvalid, name)
	}
	return &verifier{name: name, hash: hash, key: key[1:]}, nil
}

// validName reports whether a key can have this name (C2SP signed-note).
func validName(name string) bool {
	return name != "" && utf8.ValidString(name) && !strings.Contains(name, "+") && strings.IndexFunc(name, unicode.IsSpace) < 0
}

func keyHash(name string, key []byte) uint32 {
	h := sha256.New()
	h.Write([]byte(name))
	h.Write([]byte("\n"))
	h.Write(key)
	return binary.BigEndian.Uint32(h.Sum(nil))
}

// Signer is the key of a witness.
type Signer struct {
	name string
	key  ed25519.PrivateKey
	pub  []byte // with its algorithm
}

const secretPrefix = "PRIVATE+KEY+"

// NewKey makes the signer key of a witness, in the form of C2SP signed notes.
func NewKey(name string, random io.Reader) (skey string, err error) {
	if !validName(name) {
		return "", fmt.Errorf("making a witness's key: %q is no name for it", name)
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return "", fmt.Errorf("making a witness's key: %w", err)
	}
	s := newSigner(name, seed)
	return fmt.Sprintf("%s%s+%08x+%s", secretPrefix, name, keyHash(name, s.pub),
		base64.StdEncoding.EncodeToString(append([]byte{algEd25519}, seed...))), nil
}

// NewSigner reads a signer key.
func NewSigner(skey string) (*Signer, error) {
	rest, ok := strings.CutPrefix(skey, secretPrefix)
	name, rest, _ := strings.Cut(rest, "+")
	id, text, _ := strings.Cut(rest, "+")
	seed, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || err != nil || !validName(name) || len(seed) != 1+ed25519.SeedSize || seed[0] != algEd25519 {
		return nil, errors.New("reading a witness's key: it is none")
	}
	s := newSigner(name, seed[1:])
	if id != fmt.Sprintf("%08x", keyHash(name, s.pub)) {
		return nil, errors.New("reading a witness's key: the id in it is not its own")
	}
	return s, nil
}

func newSigner(name string, seed []byte) *Signer {
	key := ed25519.NewKeyFromSeed(seed)
	return &Signer{name: name, key: key, pub: append([]byte{algEd25519}, key.Public().(ed25519.PublicKey)...)}
}

// VKey is the verifier key that belongs to the signer.
func (s *Signer) VKey() string {
	return fmt.Sprintf("%s+%08x+%s", s.name, keyHash(s.name, s.pub), base64.StdEncoding.EncodeToString(s.pub))
}

// Cosign signs a checkpoint's text and gives the signature line, its newline included.
func (s *Signer) Cosign(text string, at time.Time) (string, error) {
	if _, err := proof.ParseText(text); err != nil {
		return "", err
	}
	t := at.Unix()
	if t < 0 {
		return "", fmt.Errorf("cosigning: %s is before all cosignatures", at)
	}
	sig := binary.BigEndian.AppendUint32(nil, keyHash(s.name, s.pub))
	sig = binary.BigEndian.AppendUint64(sig, uint64(t))
	sig = append(sig, ed25519.Sign(s.key, signedText(uint64(t), text))...)
	return line(s.name, base64.StdEncoding.EncodeToString(sig)), nil
}

func line(name, sig string) string { return "— " + name + " " + sig + "\n" }

// timeOf is the time in a cosignature that was verified.
func timeOf(sig note.Signature) (time.Time, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(sig.Base64)
	if err != nil || len(b) < keyHashSize+timeSize {
		// note.Open lets the unused bits of the base64 be anything; one cosignature must have one spelling.
		return time.Time{}, fmt.Errorf("%w: the cosignature of %s is not canonical base64", proof.ErrInvalid, sig.Name)
	}
	return time.Unix(int64(binary.BigEndian.Uint64(b[keyHashSize:])), 0), nil
}

// Text is the signed text of a checkpoint, without its signatures.
func Text(checkpoint []byte) (string, error) {
	text, _, ok := strings.Cut(string(checkpoint), "\n\n")
	if !ok {
		return "", fmt.Errorf("%w: a checkpoint without signatures", proof.ErrInvalid)
	}
	return text + "\n", nil
}

// Lines takes the cosignature of a witness out of what it answered about a checkpoint: zero or more signature lines, of which those of
// other keys are passed over.
func (w *Witness) Lines(checkpoint []byte, answer string) (string, time.Time, error) {
	text, err := Text(checkpoint)
	if err != nil {
		return "", time.Time{}, err
	}
	n, err := note.Open([]byte(text+"\n"+answer), note.VerifierList(w.verifier))
	if err != nil {
		return "", time.Time{}, fmt.Errorf("%w: checking the cosignature of %s: %w", proof.ErrInvalid, w.Name, err)
	}
	at, err := timeOf(n.Sigs[0])
	if err != nil {
		return "", time.Time{}, err
	}
	return line(n.Sigs[0].Name, n.Sigs[0].Base64), at, nil
}

// Add puts a signature line that Lines gave under a checkpoint, in the place of an older one of the same key.
func (w *Witness) Add(checkpoint, sig string) string {
	text, sigs, _ := strings.Cut(checkpoint, "\n\n")
	var out strings.Builder
	out.WriteString(text + "\n\n")
	for l := range strings.Lines(sigs) {
		if !w.signed(l) {
			out.WriteString(l)
		}
	}
	out.WriteString(sig)
	return out.String()
}

// signed reports whether a signature line is of this witness's key.
func (w *Witness) signed(l string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSuffix(l, "\n"), "— "+w.verifier.name+" ")
	b, err := base64.StdEncoding.DecodeString(rest)
	return ok && err == nil && len(b) >= keyHashSize && binary.BigEndian.Uint32(b) == w.verifier.hash
}

// ParseSize reads a number of entries as C2SP writes it: decimal, without leading zeros.
func ParseSize(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("%w: %q is no number of entries", proof.ErrInvalid, s)
	}
	return n, nil
}
