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
	for i := range w.honest.claims {
		c, err := claim.Parse(w.honest.claims[i])
		if err != nil {
			return fmt.Errorf("reading claim %d: %w", i, err)
		}
		if slices.ContainsFunc(c.MapKeys(), func(k [32]byte) bool { return slices.Contains(keys, k) }) {
			if err := w.showListed(a, int64(i)); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(a.Claims, func(x, y verify.Entry) int { return cmp.Compare(x.Index, y.Index) })
	return w.proveLists(ctx, a, keys)
}

// showListed puts a claim that stands in a list into an answer, and the claim that closes its batch.
func (w *World) showListed(a *verify.Answer, index int64) error {
	w.show(a, index).Proof = nil // the map proves it
	closing := index
	for {
		c, err := claim.Parse(w.honest.claims[closing])
		if err != nil {
			return fmt.Errorf("reading claim %d: %w", closing, err)
		}
		if c.Recorded != "" {
			break
		}
		closing++
	}
	e := w.show(a, closing)
	if closing == index || len(e.Proof) > 0 {
		return nil
	}
	hashes, err := w.Builder.Log.InclusionProof(closing, w.honest.last().Log.Size)
	if err != nil {
		return err
	}
	for _, h := range hashes {
		e.Proof = append(e.Proof, base64.StdEncoding.EncodeToString(h[:]))
	}
	return nil
}

// show gives the entry of a claim in an answer, which is put there if it is not.
func (w *World) show(a *verify.Answer, index int64) *verify.Entry {
	at := slices.IndexFunc(a.Claims, func(e verify.Entry) bool { return e.Index == index })
	if at < 0 {
		body := w.honest.claims[index]
		id := sha256.Sum256(body)
		at, a.Claims = len(a.Claims), append(a.Claims, verify.Entry{Index: index, ID: hex.EncodeToString(id[:]), Claim: jsontext.Value(slices.Clone(body))})
	}
	return &a.Claims[at]
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
