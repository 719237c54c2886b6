package datadir

import (
	"fmt"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
)

// LogProof is that of epoch.View, for the register or mirror in dir. It needs the two logs alone, not the store.
func LogProof(dir string, index int64, ofEpochs bool) ([]byte, error) {
	if !Exists(dir) {
		return nil, fmt.Errorf("%s: %w", dir, ErrNone)
	}
	log, err := ledger.OpenReader(dir)
	if err != nil {
		return nil, err
	}
	return epoch.OpenView(dir, log, claims).LogProof(index, ofEpochs)
}
