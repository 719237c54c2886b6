package proof_test

import (
	"bytes"
	"errors"
	"testing"

	fproof "github.com/transparency-dev/formats/proof"

	"probity.example/probity/internal/ledger/proof"
)

// TestLogProof lets another reader of tlog-proofs read ours, of every entry of every small tree.
func TestLogProof(t *testing.T) {
	for n := 1; n <= smallTrees; n++ {
		es := entries(n)
		msg, vkey := signed(t, proof.Checkpoint{Origin: origin, Size: int64(n), Root: naiveRoot(es)}.Text())
		cp, err := proof.VerifyCheckpoint(msg, vkey)
		if err != nil {
			t.Fatal(err)
		}
		for m := range n {
			text, err := proof.LogProof(cp, int64(m), es[m], naivePath(m, es))
			if err != nil {
				t.Fatalf("entry %d of %d: %v", m, n, err)
			}
			var read fproof.TLogProof
			if err := read.Unmarshal(text); err != nil {
				t.Fatalf("entry %d of %d: %v\n%s", m, n, err, text)
			}
			if read.Index != uint64(m) || read.ExtraData != nil || !bytes.Equal(read.Checkpoint, msg) || !bytes.Equal(read.Marshal(), text) {
				t.Fatalf("entry %d of %d is read as %+v", m, n, read)
			}
			if err := proof.VerifyInclusion(es[m], int64(read.Index), cp.Size, cp.Root, read.Hashes); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestLogProofThatDoesNotHoldIsNotWritten(t *testing.T) {
	es := entries(5)
	cp := proof.Checkpoint{Origin: origin, Size: 5, Root: naiveRoot(es)}
	for name, write := range map[string]func() ([]byte, error){
		"another entry":  func() ([]byte, error) { return proof.LogProof(cp, 2, es[3], naivePath(2, es)) },
		"another index":  func() ([]byte, error) { return proof.LogProof(cp, 3, es[2], naivePath(2, es)) },
		"beyond the end": func() ([]byte, error) { return proof.LogProof(cp, 5, es[2], naivePath(2, es)) },
		"a hash too few": func() ([]byte, error) { return proof.LogProof(cp, 2, es[2], naivePath(2, es)[1:]) },
	} {
		if text, err := write(); !errors.Is(err, proof.ErrInvalid) || text != nil {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}
