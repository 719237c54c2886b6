package witness

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/proof"
)

// maxProof is how many hashes a consistency proof may have (C2SP tlog-witness).
const maxProof = 63

// checkpointRequest is the body of add-checkpoint.
type checkpointRequest struct {
	old        int64
	proof      []Hash
	checkpoint string
}

func parseCheckpointRequest(body string) (*checkpointRequest, error) {
	head, checkpoint, ok := strings.Cut(body, "\n\n")
	lines := strings.Split(head, "\n")
	old, isOld := strings.CutPrefix(lines[0], "old ")
	if !ok || !isOld || len(lines) > 1+maxProof {
		return nil, refuse(400, "format", "want a line with the old size, at most %d lines of proof, an empty line, and a checkpoint", maxProof)
	}
	r := &checkpointRequest{checkpoint: checkpoint}
	var err error
	if r.old, err = cosign.ParseSize(old); err != nil {
		return nil, refuse(400, "format", "the old size is no number of entries")
	}
	for _, l := range lines[1:] {
		b, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(b) != len(Hash{}) || base64.StdEncoding.EncodeToString(b) != l {
			return nil, refuse(400, "format", "a line of the proof is no base64 SHA-256 value")
		}
		r.proof = append(r.proof, Hash(b))
	}
	return r, nil
}

// AddCheckpoint takes the body of C2SP add-checkpoint and gives the cosignature line. A completeness witness cosigns so only what it has
// cosigned before, with a new time.
func (w *Witness) AddCheckpoint(body io.Reader) (string, error) {
	text, err := readAll(body)
	if err != nil {
		return "", err
	}
	r, err := parseCheckpointRequest(text)
	if err != nil {
		return "", err
	}
	origin, _, _ := strings.Cut(r.checkpoint, "\n")
	log := claimLog
	switch origin {
	case w.origins[claimLog]:
	case w.origins[epochLog]:
		log = epochLog
	default:
		return "", refuse(404, "origin", "this witness knows no log of this name")
	}
	cp, err := w.verify(r.checkpoint, log)
	if err != nil {
		return "", err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.grown(r, cp, log); err != nil {
		return "", err
	}
	if err := w.hook("checked"); err != nil {
		return "", err
	}
	return w.cosign(cp)
}

// verify checks the signature of a checkpoint.
func (w *Witness) verify(checkpoint string, log int) (proof.Checkpoint, error) {
	cp, err := proof.VerifyCheckpoint([]byte(checkpoint), w.vkeys[log])
	if err == nil {
		return cp, nil
	}
	var unknown *note.UnverifiedNoteError
	var wrong *note.InvalidSignatureError
	if errors.As(err, &unknown) || errors.As(err, &wrong) {
		return cp, refuse(403, "signature", "%w", err)
	}
	return cp, refuse(400, "format", "%w", err)
}

// grown checks that a log has grown to a checkpoint from the last one, and remembers it.
func (w *Witness) grown(r *checkpointRequest, cp proof.Checkpoint, log int) error {
	known := w.state.logs[log]
	switch {
	case r.old > cp.Size:
		return refuse(400, "format", "the old size, %d, is more than that of the checkpoint, %d", r.old, cp.Size)
	case r.old != known.size:
		return conflict(known.size, "the witness has cosigned %d entries, not %d", known.size, r.old)
	case cp.Size == known.size && cp.Root != known.root:
		return conflict(known.size, "another log of %d entries was cosigned before: the register shows two views", known.size)
	case cp.Size == known.size && len(r.proof) == 0:
		return nil
	case w.complete:
		return refuse(403, "complete", "this key cosigns epochs that were shown whole: see add-epoch")
	}
	if err := proof.VerifyConsistency(known.size, cp.Size, known.root, cp.Root, r.proof); err != nil {
		return refuse(422, "growth", "%w", err)
	}
	s := &state{complete: w.complete, logs: w.state.logs}
	s.logs[log] = tree{size: cp.Size, root: cp.Root}
	if err := w.store(s); err != nil {
		return fmt.Errorf("keeping what is to be cosigned: %w", err)
	}
	return nil
}
