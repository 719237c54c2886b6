package epoch_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	fproof "github.com/transparency-dev/formats/proof"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
)

// TestLogProof proves entries of both logs against what is published, while the log has grown beyond it.
func TestLogProof(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	defer r.close()
	r.batch("k=A", "k=B", "at=2026-01-02T00:00:00.000Z")
	for _, ofEpochs := range []bool{false, true} {
		if _, err := r.view().LogProof(0, ofEpochs); !errors.Is(err, epoch.ErrNone) {
			t.Errorf("before the first epoch: %v", err)
		}
	}
	r.advance()
	r.batch(append(strings.Split(strings.Repeat("k=C ", 299), " ")[:299], "at=2026-01-03T00:00:00.000Z")...)
	epochKey, err := proof.EpochVKey(r.log.VKey())
	if err != nil {
		t.Fatal(err)
	}
	holds(t, r.view(), r.log.Reader, false, r.log.VKey(), 3)
	states, err := r.view().Log()
	if err != nil {
		t.Fatal(err)
	}
	holds(t, r.view(), states, true, epochKey, 1)

	// A tile that contradicts the checkpoint is found before a proof is given away.
	tile := filepath.Join(dir, "log", "tile", "0", "000")
	b, err := os.ReadFile(tile)
	if err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1
	if err := os.WriteFile(tile, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := r.view().LogProof(1, false); !errors.Is(err, ledger.ErrDamaged) || text != nil {
		t.Errorf("a damaged tile: %q, %v", text, err)
	}
}

// holds checks the proofs of all that is published of a log, and that nothing behind it has one.
func holds(t *testing.T, v *epoch.View, log *ledger.Reader, ofEpochs bool, vkey string, size int64) {
	t.Helper()
	for index := range size {
		text, err := v.LogProof(index, ofEpochs)
		if err != nil {
			t.Fatal(err)
		}
		var p fproof.TLogProof
		if err := p.Unmarshal(text); err != nil {
			t.Fatal(err)
		}
		cp, err := proof.VerifyCheckpoint(p.Checkpoint, vkey)
		if err != nil || cp.Size != size {
			t.Fatalf("%+v, %v", cp, err)
		}
		entry, err := log.EntryID(index)
		if err != nil {
			t.Fatal(err)
		}
		if err := proof.VerifyInclusion(entry, int64(p.Index), cp.Size, cp.Root, p.Hashes); err != nil || p.Index != uint64(index) {
			t.Errorf("index %d: %v\n%s", index, err, text)
		}
	}
	for _, index := range []int64{-1, size, size + 7} {
		if text, err := v.LogProof(index, ofEpochs); !errors.Is(err, ledger.ErrRange) || text != nil {
			t.Errorf("index %d: %q, %v", index, text, err)
		}
	}
}
