// Package proof checks what a claim log says: its signed checkpoints, and the proofs that an entry is in it or that it
// only grew. It holds no state, reads no file, and is small enough to be written again by a stranger from the
// specifications: C2SP signed-note, tlog-checkpoint, and RFC 6962 section 2.1 for the tree.
package proof

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// Hash is a SHA-256 value: an entry (the id of a claim), the hash of a tree node, or the root of a tree.
type Hash = [sha256.Size]byte

// ErrInvalid is wrapped by every error of this package: the thing checked does not hold.
var ErrInvalid = errors.New("proof does not hold")

// maxSize bounds tree sizes, as in Go's checksum database, so that sums of two of them never overflow.
const maxSize = 1 << 62

// Checkpoint is what a log signs about itself at one moment.
type Checkpoint struct {
	Origin string // name of the log, and of the key that signs for it
	Size   int64  // number of entries
	Root   Hash   // root of the tree over them
	Note   []byte // the signed note itself, all signature lines included
}

// VerifyCheckpoint checks a signed checkpoint against the log's verifier key (C2SP signed-note form
// "<origin>+<key id>+<key>") and returns what it states. The first line of the note must be the name in the key.
// Signatures by other keys, such as those of witnesses, are ignored. Extension lines are refused: our logs have none.
func VerifyCheckpoint(msg []byte, vkey string) (Checkpoint, error) {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: reading the verifier key: %w", ErrInvalid, err)
	}
	n, err := note.Open(msg, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: checking the signature of a checkpoint: %w", ErrInvalid, err)
	}
	// note.Open lets the unused bits of the base64 be anything; one checkpoint must have one spelling.
	for _, sig := range n.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return Checkpoint{}, fmt.Errorf("%w: the signature of a checkpoint is not canonical base64", ErrInvalid)
		}
	}
	cp, err := ParseText(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if cp.Origin != v.Name() {
		return Checkpoint{}, fmt.Errorf("%w: the checkpoint is of log %q, the key is of %q", ErrInvalid, cp.Origin, v.Name())
	}
	cp.Note = append([]byte(nil), msg...)
	return cp, nil
}

// ParseText reads the text of a checkpoint, without signatures. It accepts exactly what Text writes.
func ParseText(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] == "" {
		return Checkpoint{}, fmt.Errorf("%w: a checkpoint has three lines: origin, size and root", ErrInvalid)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxSize || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("%w: the second line of a checkpoint is not a tree size", ErrInvalid)
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != sha256.Size || base64.StdEncoding.EncodeToString(root) != lines[2] {
		return Checkpoint{}, fmt.Errorf("%w: the third line of a checkpoint is not a base64 SHA-256 value", ErrInvalid)
	}
	cp := Checkpoint{Origin: lines[0], Size: size, Root: Hash(root)}
	if size == 0 && cp.Root != EmptyRoot() {
		return Checkpoint{}, fmt.Errorf("%w: the root of an empty log is wrong", ErrInvalid)
	}
	return cp, nil
}

// Text writes a checkpoint as the text that is signed.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// EmptyRoot is the root of a tree without entries: the SHA-256 of nothing.
func EmptyRoot() Hash { return sha256.Sum256(nil) }

// LeafHash is the hash under which an entry stands in the tree: SHA-256(0x00 ‖ entry).
func LeafHash(entry Hash) Hash {
	var b [1 + sha256.Size]byte
	copy(b[1:], entry[:])
	return sha256.Sum256(b[:])
}

// NodeHash is the hash of an inner node of the tree: SHA-256(0x01 ‖ left ‖ right).
func NodeHash(left, right Hash) Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// VerifyInclusion checks that entry stands at index in the tree of that size and root. hashes run from the leaf's
// sibling upwards, as in RFC 6962 section 2.1.1.
func VerifyInclusion(entry Hash, index, size int64, root Hash, hashes []Hash) error {
	if index < 0 || size > maxSize || index >= size {
		return fmt.Errorf("%w: index %d is not in a log of %d entries", ErrInvalid, index, size)
	}
	leaf := LeafHash(entry)
	err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), uint64(size), leaf[:], asBytes(hashes), root[:])
	if err != nil {
		return fmt.Errorf("%w: inclusion of index %d in %d entries: %w", ErrInvalid, index, size, err)
	}
	return nil
}

// VerifyConsistency checks that the tree of size2 entries and root2 begins with the tree of size1 entries and root1
// (RFC 6962 section 2.1.2).
func VerifyConsistency(size1, size2 int64, root1, root2 Hash, hashes []Hash) error {
	if size1 < 0 || size2 > maxSize || size1 > size2 {
		return fmt.Errorf("%w: a log of %d entries cannot follow one of %d", ErrInvalid, size2, size1)
	}
	if (size1 == 0 && root1 != EmptyRoot()) || (size2 == 0 && root2 != EmptyRoot()) {
		return fmt.Errorf("%w: the root of an empty log is wrong", ErrInvalid)
	}
	err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(size1), uint64(size2), asBytes(hashes), root1[:], root2[:])
	if err != nil {
		return fmt.Errorf("%w: growth from %d to %d entries: %w", ErrInvalid, size1, size2, err)
	}
	return nil
}

func asBytes(hashes []Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}
