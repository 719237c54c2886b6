package epoch

import (
	"fmt"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
)

// LogProof proves, by a C2SP tlog-proof, that the claim log holds what stands at index, or with ofEpochs that the epoch log does, against
// the checkpoint that was published last, with its cosignatures. The error wraps ErrNone if nothing was published, and ledger.ErrRange
// if the index is not in what was. A removed body has a proof as any other: its entry stays.
func (v *View) LogProof(index int64, ofEpochs bool) ([]byte, error) {
	_, cp, epochs, err := (&edge{view: v}).read()
	if err != nil {
		return nil, err
	}
	log := v.log
	if ofEpochs {
		cp = epochs
		if log, err = v.reading(); err != nil {
			return nil, err
		}
	}
	if index < 0 || index >= cp.Size {
		return nil, fmt.Errorf("proving index %d of the %d that %s has published: %w", index, cp.Size, cp.Origin, ledger.ErrRange)
	}
	entry, err := log.EntryID(index)
	if err != nil {
		return nil, fmt.Errorf("proving index %d of %s: %w", index, cp.Origin, err)
	}
	hashes, err := log.InclusionProof(index, cp.Size)
	if err != nil {
		return nil, fmt.Errorf("proving index %d of %s: %w", index, cp.Origin, err)
	}
	text, err := proof.LogProof(cp, index, entry, hashes)
	if err != nil { // tiles and checkpoint are of two logs
		return nil, fmt.Errorf("proving index %d of %s: %w: %w", index, cp.Origin, ledger.ErrDamaged, err)
	}
	return text, nil
}
