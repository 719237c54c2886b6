package witness_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
	"probity.example/probity/internal/ledger/vmap"
	"probity.example/probity/internal/witness"
)

func show(w *witness.Witness, request []byte) ([2]string, error) {
	return w.AddEpoch(bytes.NewReader(request))
}

func TestHonestEpochsAreCosigned(t *testing.T) {
	r := newRegister(t)
	dir := t.TempDir()
	w := r.witness(dir, true)
	for _, c := range []cheat{{}, {split: 2}, {split: 1}} {
		lines, err := show(w, r.batch(c, r.honest(5)...))
		must(t, err)
		p, err := cosign.ParsePolicy([]byte("witness w " + w.VKey() + "\nquorum w\n"))
		must(t, err)
		log, epochs := r.checkpoints(cheat{})
		_, _, err = p.Check([]byte(string(log)+lines[0]), r.vkey, noon, 1)
		must(t, err)
		vkey, err := proof.EpochVKey(r.vkey)
		must(t, err)
		_, _, err = p.Check([]byte(string(epochs)+lines[1]), vkey, noon, 1)
		must(t, err)
		must(t, w.Close()) // and goes on after a restart
		w = r.witness(dir, true)
	}
	if w.Epochs() != 3 {
		t.Errorf("%d epochs", w.Epochs())
	}
}

// TestCheatsAreRefused: a register that commits the cheat in everything that it signs.
func TestCheatsAreRefused(t *testing.T) {
	dropped := func(n int64) func([]vmap.Entry) []vmap.Entry {
		return func(es []vmap.Entry) []vmap.Entry {
			return slices.DeleteFunc(es, func(e vmap.Entry) bool { return e.Index == n })
		}
	}
	for name, c := range map[string]struct {
		cheat  cheat
		claims func(r *register) []*claim.Claim
		checks string
	}{
		"one claim of the batch is another": {cheat{show: func(cs []step.Claim) []step.Claim {
			cs[1].Body = bytes.Replace(cs[1].Body, []byte("Firm 1"), []byte("Firm 9"), 1)
			return cs
		}}, nil, "map-proof|log-root"},
		"one claim is another under the same keys": {cheat{show: func(cs []step.Claim) []step.Claim {
			cs[1].Body = bytes.Replace(cs[1].Body, []byte(`"salt":"abab`), []byte(`"salt":"abad`), 1)
			return cs
		}}, nil, "log-root"},
		"in another order": {cheat{show: func(cs []step.Claim) []step.Claim {
			cs[1], cs[2] = cs[2], cs[1]
			return cs
		}}, nil, "map-proof|log-root"},
		"a claim is left out of the map":       {cheat{under: dropped(8)}, nil, "map-proof"},
		"a claim is left out of what is shown": {cheat{show: func(cs []step.Claim) []step.Claim { return cs[1:] }}, nil, "batch|map-proof"},
		"a claim is shown without its body": {cheat{show: func(cs []step.Claim) []step.Claim {
			cs[1] = step.Claim{ID: sha256.Sum256(cs[1].Body)}
			return cs
		}, under: dropped(7)}, nil, "removal"},
		"a claim stands under another key": {cheat{under: func(es []vmap.Entry) []vmap.Entry {
			es[0].Key[5] ^= 1
			return es
		}}, nil, "map-proof|map-root"},
		"a claim stands under one key more": {cheat{under: func(es []vmap.Entry) []vmap.Entry {
			more := es[0]
			more.Key[5] ^= 1
			return append([]vmap.Entry{more}, es...)
		}}, nil, "map-proof"},
		"under one of its keys at another place": {cheat{under: func(es []vmap.Entry) []vmap.Entry {
			es[0].Index++
			return es
		}}, nil, "map-root"},
		"another map root":       {cheat{state: func(e *proof.Epoch) { e.Map.Root = e.Log.Root }}, nil, "map-root"},
		"a wrong number of keys": {cheat{state: func(e *proof.Epoch) { e.Map.Keys-- }}, nil, "keys"},
		"another key function":   {cheat{state: func(e *proof.Epoch) { e.Map.Version++ }}, nil, "version"},
		"a wrong time":           {cheat{state: func(e *proof.Epoch) { e.Time = "2026-06-02T00:00:00.000Z" }}, nil, "time"},
		"a wrong number":         {cheat{state: func(e *proof.Epoch) { e.Number++ }}, nil, "number"},
		"another previous":       {cheat{state: func(e *proof.Epoch) { e.Previous = strings.Repeat("00", 32) }}, nil, "previous"},
		"another log":            {cheat{state: func(e *proof.Epoch) { e.Log.Origin = "log.example/other" }}, nil, "log-root"},
		"another log root":       {cheat{state: func(e *proof.Epoch) { e.Log.Root = e.Map.Root }}, nil, "log-root"},
		"an older snapshot": {cheat{state: func(e *proof.Epoch) {
			e.Sources[0].Published = "2026-05-01"
		}}, nil, "sources"},
		"the source's older snapshot stays": {cheat{state: func(e *proof.Epoch) {
			e.Sources[0].Index, e.Sources[0].Claim = 5, strings.Repeat("11", 32)
		}}, nil, "sources"},
		"a source is gone": {cheat{state: func(e *proof.Epoch) { e.Sources = nil }}, nil, "sources"},
		"a source that nobody read": {cheat{state: func(e *proof.Epoch) {
			more := e.Sources[0]
			more.Source = "zz-nowhere"
			e.Sources = append(e.Sources, more)
		}}, nil, "sources"},
		"a rewritten log": {cheat{log: func(cp *proof.Checkpoint) { cp.Root[0] ^= 1 }}, nil, "log-root"},
		"a longer log":    {cheat{log: func(cp *proof.Checkpoint) { cp.Size++ }}, nil, "log-root"},
		"a shorter log":   {cheat{log: func(cp *proof.Checkpoint) { cp.Size-- }}, nil, "log-root"},
		"a batch that is not closed": {cheat{open: true, state: func(e *proof.Epoch) { e.Time = claim.Timestamp(noon.Add(time.Hour)) }}, func(r *register) []*claim.Claim {
			claims := r.honest(2)
			claims[2].Recorded = claim.Timestamp(noon.Add(time.Hour))
			return append(claims, r.desc("late", "Late Ltd"))
		}, "batch"},
		"a batch that closes others' claims": {cheat{}, func(r *register) []*claim.Claim {
			return append(r.honest(2)[:2], r.snapshot("board", "2026-06-02", 4))
		}, "batch"},
		"recorded before the last batch": {cheat{}, func(r *register) []*claim.Claim {
			s := r.snapshot("board", "2026-06-02", 2)
			s.Recorded = claim.Timestamp(noon)
			return append(r.honest(2)[:2], s)
		}, "time"},
		"what is no claim": {cheat{show: func(cs []step.Claim) []step.Claim {
			cs[1].Body = []byte(`{"v":1}`)
			return cs
		}}, nil, "claim"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRegister(t)
			dir := t.TempDir()
			w := r.witness(dir, true)
			_, err := show(w, r.batch(cheat{}, r.honest(5)...))
			must(t, err)
			claims := r.honest
			if c.claims != nil {
				claims = func(int) []*claim.Claim { return c.claims(r) }
			}
			lines, err := show(w, r.batch(c.cheat, claims(5)...))
			refused(t, err, 422, c.checks)
			if lines != [2]string{} || w.Epochs() != 1 {
				t.Errorf("%d epochs, %q", w.Epochs(), lines)
			}
		})
	}
}

// TestEpochWithoutClaims: an epoch adds something, or a register could make as many of one state as it likes.
func TestEpochWithoutClaims(t *testing.T) {
	r := newRegister(t)
	w := r.witness(t.TempDir(), true)
	_, err := show(w, r.batch(cheat{}, r.honest(3)...))
	must(t, err)
	var b bytes.Buffer
	frames := r.begin(&b)
	last, err := proof.ParseEpoch(r.last)
	must(t, err)
	body, err := r.epoch(last.Time).Bytes()
	must(t, err)
	must(t, frames.Epoch(body))
	must(t, frames.End())
	r.epochs, err = r.epochs.Append(proof.LeafHash(sha256.Sum256(body)))
	must(t, err)
	_, err = show(w, r.head(cheat{}, b.Bytes()))
	refused(t, err, 422, "batch")
}

// TestAnotherRequestWasFaster: what was checked against a state that is no longer there is not cosigned.
func TestAnotherRequestWasFaster(t *testing.T) {
	r := newRegister(t)
	w := r.witness(t.TempDir(), true)
	request := r.batch(cheat{}, r.honest(3)...)
	_, err := w.AddEpoch(io.MultiReader(bytes.NewReader(request[:len(request)-1]), readFunc(func(b []byte) (int, error) {
		if _, err := show(w, request); err != nil {
			t.Error(err)
		}
		return copy(b, request[len(request)-1:]), io.EOF
	})))
	refused(t, err, 409, "size")
}

type readFunc func(b []byte) (int, error)

func (f readFunc) Read(b []byte) (int, error) { return f(b) }

// TestSourceDoesNotGoBack: an older snapshot that is read later takes no source back, and a register that says so is refused.
func TestSourceDoesNotGoBack(t *testing.T) {
	r := newRegister(t)
	w := r.witness(t.TempDir(), true)
	_, err := show(w, r.batch(cheat{}, r.honest(1)...))
	must(t, err)
	older := r.snapshot("board", "2026-01-01", 0)
	_, err = show(w, r.batch(cheat{state: func(e *proof.Epoch) {
		e.Sources[0].Published, e.Sources[0].Index = "2026-01-01", 2
	}}, older))
	refused(t, err, 422, "sources")
}

func TestWhatWasCosignedStays(t *testing.T) {
	r := newRegister(t)
	w := r.witness(t.TempDir(), true)
	first := r.batch(cheat{}, r.honest(3)...)
	_, err := show(w, first)
	must(t, err)
	_, err = show(w, first)
	refused(t, err, 409, "size")
	// Another register's request, under the same name.
	_, err = show(w, newRegister(t).batch(cheat{}, r.honest(3)...))
	refused(t, err, 403, "signature")
	// A register that began anew with the same key.
	again := newRegister(t)
	again.signers, again.vkey = r.signers, r.vkey
	_, err = show(w, again.batch(cheat{}, again.honest(2)...))
	refused(t, err, 409, "size")
	again.last = r.last
	_, err = show(w, again.batch(cheat{}, again.honest(2)...))
	refused(t, err, 422, "log-root")
}

// TestSeveralEpochs shows a new witness all of them in one request, and one that was away those that it lacks.
func TestSeveralEpochs(t *testing.T) {
	r := newRegister(t)
	requests := [][]byte{r.batch(cheat{}, r.honest(3)...), r.batch(cheat{}, r.honest(2)...), r.batch(cheat{split: 1}, r.honest(4)...)}
	w := r.witness(t.TempDir(), true)
	_, err := show(w, r.joined(requests))
	must(t, err)
	if w.Epochs() != 3 {
		t.Errorf("%d epochs", w.Epochs())
	}
	one := r.witness(t.TempDir(), true)
	_, err = show(one, requests[0])
	must(t, err)
	_, err = show(one, r.joined(requests[1:]))
	must(t, err)
	// Without one in between.
	_, err = show(r.witness(t.TempDir(), true), r.joined([][]byte{requests[0], requests[2]}))
	refused(t, err, 422, "map-proof|batch|number")
}

// joined makes one request of several.
func (r *register) joined(requests [][]byte) []byte {
	var out bytes.Buffer
	var w *step.Writer
	log, epochs := r.checkpoints(cheat{})
	for _, b := range requests {
		in, err := step.NewReader(bytes.NewReader(b))
		must(r.t, err)
		var head bytes.Buffer
		hw, err := step.NewWriter(&head, in.Head)
		must(r.t, err)
		must(r.t, hw.End())
		if w == nil {
			w, err = step.NewWriter(&out, step.Head{Log: log, Epochs: epochs, Last: in.Head.Last})
			must(r.t, err)
			must(r.t, w.End())
			out.Truncate(out.Len() - 1)
		}
		out.Write(b[head.Len()-1 : len(b)-1])
	}
	out.WriteByte(0)
	return out.Bytes()
}

func TestRemovedBodies(t *testing.T) {
	r := newRegister(t)
	victim := r.desc("P0", "Victim Ltd")
	first := r.batch(cheat{}, victim, r.snapshot("board", "2026-06-01", 1))
	id := sha256.Sum256(r.claims[0])
	second := r.batch(cheat{}, removal(id, victim))
	w := r.witness(t.TempDir(), true)
	_, err := show(w, first) // the body was still there
	must(t, err)
	_, err = show(w, second)
	must(t, err)
	gone := func(keys []hash) []byte { // and for a witness that comes later it is not
		claims := []step.Claim{{ID: id, Keys: keys}}
		return r.again(first, claims)
	}
	_, err = show(r.witness(t.TempDir(), true), r.joined([][]byte{gone(victim.MapKeys()), second}))
	must(t, err)
	_, err = show(r.witness(t.TempDir(), true), r.joined([][]byte{gone(victim.MapKeys()[:1]), second}))
	refused(t, err, 422, "removal|map-proof")
	_, err = show(r.witness(t.TempDir(), true), r.joined([][]byte{gone(victim.MapKeys())}))
	refused(t, err, 422, "removal|log-root")
}

// TestRemovedUnderFewerKeys: a claim that is shown as removed stands under the keys that its removal repeats.
func TestRemovedUnderFewerKeys(t *testing.T) {
	r := newRegister(t)
	victim := r.desc("P0", "Victim Ltd")
	var id hash
	first := r.batch(cheat{show: func(cs []step.Claim) []step.Claim {
		id = sha256.Sum256(cs[0].Body)
		return append([]step.Claim{{ID: id, Keys: victim.MapKeys()[:1]}}, cs[1:]...)
	}, under: func(es []vmap.Entry) []vmap.Entry {
		return slices.DeleteFunc(es, func(e vmap.Entry) bool { return e.Index == 0 && e.Key != victim.MapKeys()[0] })
	}}, victim, r.snapshot("board", "2026-06-01", 1))
	_, err := show(r.witness(t.TempDir(), true), r.joined([][]byte{first, r.batch(cheat{}, removal(id, victim))}))
	refused(t, err, 422, "removal")
}

// removal is the claim that the first one was removed.
func removal(id hash, victim *claim.Claim) *claim.Claim {
	rm := &claim.Removal{Index: 0, Claim: hex.EncodeToString(id[:]), Chain: claim.ChainHash(victim.Key), Ground: "Sample Act"}
	for _, k := range victim.MapKeys() {
		rm.MapKeys = append(rm.MapKeys, hex.EncodeToString(k[:]))
	}
	return &claim.Claim{
		V: 1, Kind: claim.KindRemove, Source: claim.RegisterSource, Key: claim.RemovalKey(0), Version: 1, Salt: strings.Repeat("ab", 16), Removed: rm,
	}
}

// again is a request with the first of its claims in another form.
func (r *register) again(request []byte, first []step.Claim) []byte {
	in, err := step.NewReader(bytes.NewReader(request))
	must(r.t, err)
	var out bytes.Buffer
	w, err := step.NewWriter(&out, in.Head)
	must(r.t, err)
	p, _, err := in.Next()
	must(r.t, err)
	claims := append(slices.Clone(first), p.Claims[len(first):]...)
	keys := map[hash]bool{}
	for _, c := range p.Claims {
		cl, err := claim.Parse(c.Body)
		must(r.t, err)
		for _, k := range cl.MapKeys() {
			keys[k] = true
		}
	}
	old, tree, err := p.Change(len(keys))
	must(r.t, err)
	changes := make([]proof.MapChange, len(old))
	for i := range old {
		changes[i].Old = old[i]
	}
	must(r.t, w.Piece(claims, step.AppendChange(nil, changes, tree)))
	_, e, err := in.Next()
	must(r.t, err)
	must(r.t, w.Epoch(e))
	must(r.t, w.End())
	return out.Bytes()
}

func FuzzAddEpoch(f *testing.F) {
	r := newRegister(f)
	f.Add(r.batch(cheat{}, r.honest(2)...))
	f.Add(r.batch(cheat{split: 1}, r.honest(2)...))
	w := r.witness(f.TempDir(), true)
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = show(w, b) })
}
