package datadir

import (
	"bytes"
	"fmt"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/epoch"
)

// claims reads what map and epochs need of a claim.
var claims = epoch.Reader{Version: claim.MapKeyVersion, Read: readClaim, Removal: mayRemove}

func readClaim(body []byte) (epoch.Reading, error) {
	c, err := claim.Skim(body)
	if err != nil {
		return epoch.Reading{}, fmt.Errorf("read a claim: %w", err)
	}
	r := epoch.Reading{Keys: c.MapKeys(), Recorded: c.Recorded, Removed: -1}
	if c.Snapshot != nil {
		r.Source, r.Published = c.Source, string(c.Snapshot.Published)
	}
	if c.Removed != nil {
		r.Removed = c.Removed.Index
	}
	return r, nil
}

var removeKind = []byte(`"kind":"` + string(claim.KindRemove) + `"`)

func mayRemove(body []byte) bool { return bytes.Contains(body, removeKind) }
