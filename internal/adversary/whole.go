package adversary

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/vmap"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// showWhole gives an answer that says of nobody that he may be meant the whole lists of the honest register under what was asked, with the
// honest map's proof of them: all that it keeps silent about is whose the claims in them are.
func (w *World) showWhole(ctx context.Context, a *verify.Answer) error {
	if len(a.Subjects)+len(a.Rejected) > 0 {
		return errors.New("the lying answer shows an organisation")
	}
	needs := verify.Needs(&a.Question, nil, nil, nil)
	keys := make([]Hash, len(needs))
	for i := range needs {
		keys[i] = needs[i].Key
	}
	listed := map[int64]bool{}
	for i := range w.honest.claims {
		c, err := claim.Parse(w.honest.claims[i])
		if err != nil {
			return fmt.Errorf("reading claim %d: %w", i, err)
		}
		if !slices.ContainsFunc(c.MapKeys(), func(k [32]byte) bool { return slices.Contains(keys, k) }) {
			continue
		}
		listed[int64(i)] = true
		w.show(a, int64(i))
		if err := w.showClosing(a, int64(i)); err != nil {
			return err
		}
	}
	slices.SortFunc(a.Claims, func(x, y verify.Entry) int { return cmp.Compare(x.Index, y.Index) })
	if err := w.proveRest(a, listed); err != nil {
		return err
	}
	return w.proveLists(ctx, a, keys)
}

// showClosing puts into an answer what closes the batch of a claim.
func (w *World) showClosing(a *verify.Answer, index int64) error {
	for ; ; index++ {
		c, err := claim.Parse(w.honest.claims[index])
		if err != nil {
			return fmt.Errorf("reading claim %d: %w", index, err)
		}
		if c.Recorded != "" {
			w.show(a, index)
			return nil
		}
	}
}

// proveRest gives a proof of its own to every claim of an answer that needs one.
func (w *World) proveRest(a *verify.Answer, listed map[int64]bool) error {
	all := make([]rulebook.Known, len(a.Claims))
	for i, e := range a.Claims {
		c, err := parse(e.Claim)
		if err != nil {
			return err
		}
		id, err := claim.ParseID(e.ID)
		if err != nil {
			return err
		}
		all[i] = rulebook.Known{Index: e.Index, ID: id, Claim: c}
	}
	last, proofs := w.honest.last(), map[int64][]Hash{}
	named := verify.Named(all, last, last, w.VKey())
	for _, e := range a.Claims {
		if listed[e.Index] || named[e.Index] {
			continue
		}
		var err error
		if proofs[e.Index], err = w.Builder.Log.InclusionProof(e.Index, last.Log.Size); err != nil {
			return err
		}
	}
	a.SetProofs(proofs)
	return nil
}

// show puts a claim into an answer, unless it is there.
func (w *World) show(a *verify.Answer, index int64) {
	if !slices.ContainsFunc(a.Claims, func(e verify.Entry) bool { return e.Index == index }) {
		body := w.honest.claims[index]
		id := sha256.Sum256(body)
		a.Claims = append(a.Claims, verify.Entry{Index: index, ID: hex.EncodeToString(id[:]), Claim: jsontext.Value(slices.Clone(body))})
	}
}

// proveLists puts the honest map's proof of what stands under the keys into an answer.
func (w *World) proveLists(ctx context.Context, a *verify.Answer, keys []Hash) error {
	a.Map = &verify.Map{}
	err := w.Builder.Epochs.Map(ctx, w.honest.last(), func(m *vmap.Map) {
		leaves, tree := m.Prove(keys)
		for _, l := range leaves {
			a.Map.Counts = append(a.Map.Counts, l.Count)
		}
		a.Map.Proof = base64.StdEncoding.EncodeToString(tree)
	})
	a.Notes = verify.Notes(a)
	return err
}
