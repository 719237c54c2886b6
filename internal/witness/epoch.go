package witness

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
)

// Epochs is how many epochs were cosigned.
func (w *Witness) Epochs() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.logs[epochLog].size
}

// AddEpoch takes the request of a register that shows how it came from the last cosigned epoch to a new one, and gives the cosignature
// lines of the claim log and of the epoch log. The request is checked as it is read; nothing is remembered unless all of it holds.
func (w *Witness) AddEpoch(body io.Reader) (lines [2]string, err error) {
	r, err := step.NewReader(body)
	if err != nil {
		return lines, formatOf(err)
	}
	var cps [2]proof.Checkpoint
	for i, text := range [][]byte{r.Head.Log, r.Head.Epochs} {
		if cps[i], err = w.verify(string(text), i); err != nil {
			return lines, err
		}
	}
	w.mu.Lock()
	before := w.state // never changed, only replaced
	w.mu.Unlock()
	c, err := begin(before, w.origins[claimLog], r.Head.Last)
	if err != nil {
		return lines, err
	}
	if err := c.all(r, cps); err != nil {
		return lines, err
	}
	return w.accept(before, c, cps)
}

// accept remembers what was checked and cosigns it, unless the witness went on in the meantime.
func (w *Witness) accept(before *state, c *check, cps [2]proof.Checkpoint) (lines [2]string, err error) {
	after := &state{complete: w.complete, epoch: c.id}
	for i, t := range []proof.MapTail{c.log, c.epochs} {
		if after.logs[i], err = treeOf(t); err != nil {
			return lines, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state != before {
		return lines, conflict(w.state.logs[epochLog].size, "another request was faster")
	}
	if err := w.store(after); err != nil {
		return lines, fmt.Errorf("keeping what is to be cosigned: %w", err)
	}
	for i, cp := range cps {
		if lines[i], err = w.cosign(cp); err != nil {
			return lines, err
		}
	}
	return lines, nil
}

func formatOf(err error) error {
	if errors.Is(err, step.ErrFormat) {
		return refuse(400, "format", "%w", err)
	}
	return err
}

// check repeats the step from one epoch to a later one.
type check struct {
	origin  string
	log     proof.MapTail // the claim log, as far as it was shown
	epochs  proof.MapTail
	root    Hash // of the map
	keys    int64
	latest  map[string]proof.Latest
	time    string // at which the last batch became known
	open    int64  // first claim of the batch at hand
	next    int64  // number of the epoch at hand
	id      string // of the last epoch
	removed map[int64]removed
	fresh   bool // claims were shown since the last epoch
}

// removed is a claim whose body was not shown: a removal that says so must follow.
type removed struct{ id, keys Hash }

// maxRemoved bounds how many are remembered.
const maxRemoved = 1 << 20

// begin starts from the last cosigned epoch, whose body the register gives.
func begin(s *state, origin string, last []byte) (*check, error) {
	c := &check{
		origin: origin, log: s.logs[claimLog].tail, epochs: s.logs[epochLog].tail, id: s.epoch, next: s.logs[epochLog].size,
		root: proof.MapEmptyRoot(), latest: map[string]proof.Latest{}, removed: map[int64]removed{},
	}
	if s.epoch == "" && len(last) == 0 {
		return c, nil
	}
	if sum := sha256.Sum256(last); s.epoch == "" || hex.EncodeToString(sum[:]) != s.epoch {
		return nil, conflict(c.next, "the witness has cosigned %d epochs, and what was shown as the last is not", c.next)
	}
	e, err := proof.ParseEpoch(last)
	if err != nil {
		return nil, fmt.Errorf("reading the epoch that was cosigned last: %w", err)
	}
	if c.root, err = e.Map.Hash(); err != nil {
		return nil, err
	}
	c.keys, c.time, c.open = e.Map.Keys, e.Time, e.Log.Size
	for _, l := range e.Sources {
		c.latest[l.Source] = l
	}
	return c, nil
}

// all reads the request to its end, which must be that of both checkpoints.
func (c *check) all(r *step.Reader, cps [2]proof.Checkpoint) error {
	for {
		p, epoch, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return formatOf(err)
		}
		if p != nil {
			// Not more than the log has signed, so that nobody else makes a witness work without end.
			if c.log.Count+int64(len(p.Claims)) > cps[claimLog].Size {
				return refuse(422, "log-root", "more claims than the %d of the checkpoint", cps[claimLog].Size)
			}
			err = c.piece(p)
		} else {
			err = c.epoch(epoch)
		}
		if err != nil {
			return err
		}
	}
	return c.end(cps)
}

func (c *check) end(cps [2]proof.Checkpoint) error {
	switch {
	case c.fresh || c.id == "":
		return refuse(422, "epoch", "no epoch ends the claims")
	case len(c.removed) > 0:
		return refuse(422, "removal", "%d claims were shown without their bodies, and no removal says why", len(c.removed))
	}
	for i, t := range []proof.MapTail{c.log, c.epochs} {
		root, err := rootOf(t)
		if err != nil {
			return err
		}
		if name := []string{"log-root", "epochs-root"}[i]; t.Count != cps[i].Size || root != cps[i].Root {
			return refuse(422, name, "what was shown is not the log of %d entries that the checkpoint of %s signs", cps[i].Size, cps[i].Origin)
		}
	}
	return nil
}

// entry is a claim under a key.
type entry struct{ key, entry Hash }

// piece takes in some claims: into the tree of the log, and under the keys that they have.
func (c *check) piece(p *step.Piece) error {
	leaves := make([]Hash, 0, len(p.Claims))
	var entries []entry
	for i := range p.Claims {
		index := c.log.Count + int64(i)
		id, keys, err := c.claim(index, &p.Claims[i])
		if err != nil {
			return err
		}
		leaves = append(leaves, proof.LeafHash(id))
		for _, k := range keys {
			entries = append(entries, entry{k, proof.MapEntry(index, id)})
		}
	}
	var err error
	if c.log, err = c.log.Append(leaves...); err != nil {
		return err
	}
	c.fresh = true
	return c.update(p, entries)
}

// update takes the map from its root before some claims to that after them.
func (c *check) update(p *step.Piece, entries []entry) error {
	slices.SortStableFunc(entries, func(a, b entry) int { return bytes.Compare(a.key[:], b.key[:]) })
	var changes []proof.MapChange
	for _, e := range entries {
		if n := len(changes); n == 0 || changes[n-1].Key != e.key {
			changes = append(changes, proof.MapChange{Key: e.key})
		}
		last := &changes[len(changes)-1]
		last.Added = append(last.Added, e.entry)
	}
	old, tree, err := p.Change(len(changes))
	if err != nil {
		return refuse(422, "map-proof", "%w", err)
	}
	for i := range changes {
		changes[i].Old = old[i]
		if old[i].Count == 0 {
			c.keys++
		}
	}
	if len(changes) == 0 && len(tree) == 0 {
		return nil
	}
	if c.root, err = proof.UpdateMap(c.root, changes, tree); err != nil {
		return refuse(422, "map-proof", "%w", err)
	}
	return nil
}

// claim reads a claim and gives its keys, which follow from what it says and from nothing else.
func (c *check) claim(index int64, in *step.Claim) (id Hash, keys []Hash, err error) {
	if len(in.Body) == 0 {
		if len(c.removed) >= maxRemoved {
			return id, nil, refuse(422, "removal", "more than %d claims without their bodies", maxRemoved)
		}
		c.removed[index] = removed{in.ID, keysDigest(in.Keys)}
		return in.ID, in.Keys, nil
	}
	cl, err := claim.Parse(in.Body)
	if err != nil {
		return id, nil, refuse(422, "claim", "claim %d is none: %s", index, rule(err))
	}
	id = sha256.Sum256(in.Body)
	return id, cl.MapKeys(), c.take(index, id, cl)
}

// rule is what a claim breaks, without the value: it may be a text that should not be in a log.
func rule(err error) string {
	var field *claim.FieldError
	if errors.As(err, &field) {
		return field.Field + " (rule " + field.Rule + ")"
	}
	return "its bytes are not a claim's"
}

// take notes what a claim says of its batch, of a source, and of a claim that was removed.
func (c *check) take(index int64, id Hash, cl *claim.Claim) error {
	if cl.Removed != nil {
		if was, ok := c.removed[cl.Removed.Index]; ok {
			if cl.Removed.Claim != hex.EncodeToString(was.id[:]) || keysDigest(cl.MapKeys()) != was.keys {
				return refuse(422, "removal", "claim %d was shown with other keys than its removal repeats", cl.Removed.Index)
			}
			delete(c.removed, cl.Removed.Index)
		}
	}
	if s := cl.Snapshot; s != nil && string(s.Published) >= c.latest[cl.Source].Published {
		c.latest[cl.Source] = proof.Latest{Source: cl.Source, Published: string(s.Published), Index: index, Claim: hex.EncodeToString(id[:])}
	}
	if cl.Recorded == "" {
		return nil
	}
	if index-cl.Closes != c.open {
		return refuse(422, "batch", "claim %d closes a batch from %d on, which began at %d", index, index-cl.Closes, c.open)
	}
	if cl.Recorded <= c.time {
		return refuse(422, "time", "claim %d was recorded at %s, not after the batch before it, %s", index, cl.Recorded, c.time)
	}
	c.open, c.time = index+1, cl.Recorded
	return nil
}

// keysDigest stands for a set of keys.
func keysDigest(keys []Hash) Hash {
	sorted := slices.Clone(keys)
	slices.SortFunc(sorted, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	h := sha256.New()
	for _, k := range sorted {
		h.Write(k[:])
	}
	return Hash(h.Sum(nil))
}

// epoch compares an epoch with the one that the claims before it make.
func (c *check) epoch(body []byte) error {
	got, err := proof.ParseEpoch(body)
	if err != nil {
		return refuse(422, "epoch", "what ends the claims up to %d is no epoch", c.log.Count)
	}
	if !c.fresh || c.open != c.log.Count {
		return refuse(422, "batch", "epoch %d does not end with the claim that closes a batch", got.Number)
	}
	want, err := c.made()
	if err != nil {
		return err
	}
	if err := compare(got, want); err != nil {
		return err
	}
	again, err := want.Bytes()
	if err != nil {
		return err
	}
	if !bytes.Equal(again, body) {
		return refuse(422, "epoch", "epoch %d is not the one that the claims make", got.Number)
	}
	id := sha256.Sum256(body)
	if c.epochs, err = c.epochs.Append(proof.LeafHash(id)); err != nil {
		return err
	}
	c.id, c.next, c.fresh = hex.EncodeToString(id[:]), c.next+1, false
	return nil
}

// made is the epoch that the claims so far make.
func (c *check) made() (*proof.Epoch, error) {
	root, err := rootOf(c.log)
	if err != nil {
		return nil, err
	}
	e := &proof.Epoch{
		V: proof.EpochVersion, Number: c.next, Previous: c.id, Time: c.time,
		Log: proof.LogState{Origin: c.origin, Size: c.log.Count, Root: base64.StdEncoding.EncodeToString(root[:])},
		Map: proof.MapState{Version: claim.MapKeyVersion, Keys: c.keys, Root: base64.StdEncoding.EncodeToString(c.root[:])},
	}
	for _, l := range c.latest {
		e.Sources = append(e.Sources, l)
	}
	slices.SortFunc(e.Sources, func(a, b proof.Latest) int { return cmp.Compare(a.Source, b.Source) })
	return e, nil
}

// compare names the first thing in which an epoch differs from the one that it should be. What it says instead is not repeated: it may be
// any text.
func compare(got, want *proof.Epoch) error {
	for _, c := range []struct {
		check     string
		got, want any
	}{
		{"number", got.Number, want.Number},
		{"previous", got.Previous, want.Previous},
		{"log-root", got.Log, want.Log},
		{"version", got.Map.Version, want.Map.Version},
		{"map-root", got.Map.Root, want.Map.Root},
		{"keys", got.Map.Keys, want.Map.Keys},
		{"time", got.Time, want.Time},
	} {
		if c.got != c.want {
			return refuse(422, c.check, "of epoch %d the claims say %v, and it says something else", want.Number, c.want)
		}
	}
	if slices.Equal(got.Sources, want.Sources) {
		return nil
	}
	var differ []string
	for _, l := range want.Sources {
		if !slices.Contains(got.Sources, l) {
			differ = append(differ, l.Source)
		}
	}
	return refuse(422, "sources", "epoch %d names %d sources, and the claims make %d; it does not name the last reading of: %s",
		want.Number, len(got.Sources), len(want.Sources), strings.Join(differ, ", "))
}
