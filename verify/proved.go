package verify

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/rulebook"
)

// claims re-hashes every claim.
func (v *verifier) claims() error {
	last := int64(-1)
	for i := range v.a.Claims {
		e := &v.a.Claims[i]
		if e.Index <= last {
			return fmt.Errorf("claim %d: claims must stand in the order of the log, each once", e.Index)
		}
		last = e.Index
		body := jsontext.Value(bytes.Clone(e.Claim))
		if err := body.Canonicalize(); err != nil {
			return fmt.Errorf("claim %d: %w", e.Index, err)
		}
		c, err := claim.Parse(body)
		if err != nil {
			return fmt.Errorf("claim %d: %w", e.Index, err)
		}
		id := claim.IDOf(body)
		if id.String() != e.ID {
			return fmt.Errorf("claim %d: its id is %s, the answer says %s", e.Index, id, e.ID)
		}
		v.known[e.Index] = &rulebook.Known{Index: e.Index, ID: id, Claim: c}
	}
	return nil
}

// inclusion proves every claim to be in the log, but those that a list or an epoch proves: see complete.
func (v *verifier) inclusion() error {
	proofs, err := v.a.Proofs()
	if err != nil {
		return err
	}
	if err := v.hashesOnce(); err != nil {
		return err
	}
	v.proved = map[int64]bool{}
	for i := range v.a.Claims {
		e := &v.a.Claims[i]
		if len(e.Proof) == 0 && v.last.Log.Size > 1 {
			if e.Index >= v.last.Log.Size {
				return fmt.Errorf("claim %d: it has no proof, and the last epoch does not reach it", e.Index)
			}
			continue
		}
		if err := proof.VerifyInclusion(v.known[e.Index].ID, e.Index, v.last.Log.Size, v.root, proofs[e.Index]); err != nil {
			return fmt.Errorf("claim %d: %w", e.Index, err)
		}
		v.proved[e.Index] = true
	}
	return nil
}

// hashesOnce checks that the hashes of the proofs stand in the file as they must: each once, in the order in which the proofs first name
// them, and none that no proof names.
func (v *verifier) hashesOnce() error {
	hashes := v.a.Log.Hashes
	seen := map[string]bool{}
	for i, h := range hashes {
		if seen[h] {
			return fmt.Errorf("hash %d stands in the file twice", i)
		}
		seen[h] = true
	}
	next := 0
	for i := range v.a.Claims {
		for _, n := range v.a.Claims[i].Proof {
			if n > next {
				return fmt.Errorf("claim %d: its proof names hash %d before hash %d", v.a.Claims[i].Index, n, next)
			}
			if n == next {
				next++
			}
		}
	}
	if next < len(hashes) {
		return fmt.Errorf("no proof names hash %d", next)
	}
	return nil
}

// batches derives when each claim became known from the claim that closes its batch.
func (v *verifier) batches() error {
	v.used, v.closing = map[int64]bool{}, map[int64]int64{}
	for i := range v.a.Claims {
		k := v.known[v.a.Claims[i].Index]
		var closing *rulebook.Known
		for _, e := range v.a.Claims[i:] {
			if c := v.known[e.Index]; c.Claim.Recorded != "" {
				closing = c
				break
			}
		}
		if closing == nil || k.Index < closing.Index-closing.Claim.Closes {
			return fmt.Errorf("claim %d: the claim that closes its batch is not in the answer", k.Index)
		}
		v.closing[k.Index] = closing.Index
		v.used[closing.Index] = v.used[closing.Index] || closing.Index != k.Index
		k.KnownAt = closing.Claim.Recorded
		day := claim.Date(closing.Claim.Recorded[:10])
		if s := closing.Claim.Snapshot; s != nil {
			day = s.Published
		}
		k.Published = Published(k.Claim, day)
	}
	return nil
}

// knownAt refuses what the register did not know at the time asked about. The policy may be younger: it judges, it is not
// judged. So may a removal: what it took away is gone from what was known before, too; and what is said of the register's key, which counts now. And so may what closes their batches.
func (v *verifier) knownAt() error {
	may := map[int64]bool{}
	for _, e := range v.a.Claims {
		if k := v.known[e.Index]; k.Claim.Removed != nil || k.Index == v.judge || k.Claim.VKey != "" {
			may[k.Index], may[v.closing[k.Index]] = true, true
		}
	}
	for _, e := range v.a.Claims {
		k := v.known[e.Index]
		if k.Index >= v.epoch.Log.Size && !may[k.Index] {
			return fmt.Errorf("claim %d is not in the epoch of %s", k.Index, v.a.Question.KnownAt)
		}
		if k.KnownAt > v.a.Question.KnownAt && !may[k.Index] {
			return fmt.Errorf("claim %d became known at %s, after %s", k.Index, k.KnownAt, v.a.Question.KnownAt)
		}
	}
	return nil
}
