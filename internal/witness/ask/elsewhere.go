package ask

import (
	"errors"
	"fmt"

	"probity.example/probity/internal/ledger/epoch"
)

// Elsewhere says that a witness has cosigned a state that this register does not have. It has no weight beside a quorum: one witness that is
// wrong, or lies, must not keep a register from publishing.
type Elsewhere struct {
	Log      int   // epoch.ClaimLog or epoch.EpochLog
	Cosigned int64 // entries of it
	Here     int64
}

func (e *Elsewhere) Error() string {
	what := [2]string{epoch.ClaimLog: "claims", epoch.EpochLog: "epochs"}[e.Log]
	if e.Cosigned > e.Here {
		return fmt.Sprintf("it has already cosigned a later state, of %d %s, and here are %d", e.Cosigned, what, e.Here)
	}
	return fmt.Sprintf("it has already cosigned another state, of %d %s, than the %d here go on from", e.Cosigned, what, e.Here)
}

// remedy is what an operator must know then.
const remedy = "this register is older than what it has published, or was forked: was it restored from a backup? Bring back the newer state, from " +
	"the other copy of its directory or from a mirror; do not go on with this one, nor have the witness forget or leave it out: two states under one key " +
	"are what witnesses are there to prevent"

// remedied adds to an error what to do.
func remedied(err error) error {
	if _, is := errors.AsType[*Elsewhere](err); is {
		return fmt.Errorf("%w; %s", err, remedy)
	}
	return err
}
