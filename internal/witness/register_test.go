package witness_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
	"probity.example/probity/internal/ledger/vmap"
	"probity.example/probity/internal/witness"
)

type hash = proof.Hash

const origin = "log.example/register"

var noon = time.Date(2026, 6, 2, 12, 0, 0, 0, time.UTC)

// register is a register in memory, which signs whatever a test wants.
type register struct {
	t       testing.TB
	signers [2]note.Signer
	vkey    string

	claims [][]byte
	log    proof.MapTail
	epochs proof.MapTail
	m      *vmap.Map
	latest map[string]proof.Latest
	last   []byte // body of the last epoch
	chain  [][]byte
	clock  time.Time
}

func newRegister(t testing.TB) *register {
	t.Helper()
	r := &register{t: t, m: vmap.New(), latest: map[string]proof.Latest{}, clock: noon}
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	must(t, err)
	r.vkey = vkey
	// The epoch log's key is the same under its own name.
	epochs, err := proof.EpochVKey(vkey)
	must(t, err)
	id := strings.Split(epochs, "+")[1]
	secret := strings.SplitN(skey, "+", 5)[4]
	for i, s := range []string{skey, "PRIVATE+KEY+" + proof.EpochOrigin(origin) + "+" + id + "+" + secret} {
		r.signers[i], err = note.NewSigner(s)
		must(t, err)
	}
	return r
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// cheat is what a register does that it should not. Its functions may be nil.
type cheat struct {
	show  func(claims []step.Claim) []step.Claim // other claims than those in the log
	under func(entries []vmap.Entry) []vmap.Entry
	state func(e *proof.Epoch)
	log   func(cp *proof.Checkpoint)
	split int  // claims of a piece, if not all
	open  bool // the last claim closes nothing
}

func (r *register) desc(party string, names ...string) *claim.Claim {
	c := &claim.Claim{
		V: 1, Kind: claim.KindDesc, Source: "board", Record: "board:" + party, Key: claim.StatementKey("board", party, "desc"), Version: 1,
		Salt: strings.Repeat("ab", 16),
	}
	for _, n := range names {
		c.Names = append(c.Names, claim.Name{Value: n, Kind: "primary"})
	}
	return c
}

// snapshot closes a batch of so many claims before it.
func (r *register) snapshot(source, published string, before int) *claim.Claim {
	return &claim.Claim{
		V: 1, Kind: claim.KindSnapshot, Source: source, Key: claim.StatementKey(source, "snapshot", published), Version: 1, Salt: strings.Repeat("cd", 16),
		Snapshot: &claim.Snapshot{File: strings.Repeat("ef", 32), Parser: "test/1", Origin: "official", Published: claim.Date(published)},
		Closes:   int64(before),
	}
}

// batch makes an epoch of claims, the last of which closes the batch, and gives the request that shows it.
func (r *register) batch(c cheat, claims ...*claim.Claim) []byte {
	r.t.Helper()
	r.clock = r.clock.Add(time.Minute)
	last := claims[len(claims)-1]
	if last.Recorded == "" && !c.open {
		last.Recorded = claim.Timestamp(r.clock)
	}
	first := int64(len(r.claims))
	var shown []step.Claim
	var entries []vmap.Entry
	for _, cl := range claims {
		cl.Normalise()
		body, err := cl.Canonical()
		must(r.t, err)
		index, id := int64(len(r.claims)), sha256.Sum256(body)
		r.claims = append(r.claims, body)
		r.log, err = r.log.Append(proof.LeafHash(id))
		must(r.t, err)
		shown = append(shown, step.Claim{Body: body})
		for _, k := range cl.MapKeys() {
			entries = append(entries, vmap.Entry{Key: k, Index: index, ID: id})
		}
		if s := cl.Snapshot; s != nil && string(s.Published) >= r.latest[cl.Source].Published {
			r.latest[cl.Source] = proof.Latest{Source: cl.Source, Published: string(s.Published), Index: index, Claim: hex.EncodeToString(id[:])}
		}
	}
	if c.show != nil {
		shown = c.show(shown)
	}
	if c.under != nil {
		entries = c.under(entries)
	}
	if c.split == 0 {
		c.split = len(shown)
	}
	var frames bytes.Buffer
	w := r.begin(&frames)
	for part := range slices.Chunk(shown, c.split) {
		to := first + int64(len(part))
		var own []vmap.Entry
		for _, e := range entries {
			if e.Index >= first && e.Index < to {
				own = append(own, e)
			}
		}
		changes, tree := r.m.Change(own)
		must(r.t, r.m.Add(own))
		must(r.t, w.Piece(part, step.AppendChange(nil, changes, tree)))
		first = to
	}
	e := r.epoch(last.Recorded)
	if c.state != nil {
		c.state(e)
	}
	body, err := e.Bytes()
	must(r.t, err)
	must(r.t, errors.Join(w.Epoch(body), w.End()))
	r.last, r.chain = body, append(r.chain, body)
	r.epochs, err = r.epochs.Append(proof.LeafHash(sha256.Sum256(body)))
	must(r.t, err)
	return r.head(c, frames.Bytes())
}

// begin writes a request whose head, which is not known yet, is left out.
func (r *register) begin(b *bytes.Buffer) *step.Writer {
	w, err := step.NewWriter(b, step.Head{Last: r.last})
	must(r.t, err)
	return w
}

// head puts the checkpoints into a request.
func (r *register) head(c cheat, request []byte) []byte {
	in, err := step.NewReader(bytes.NewReader(request))
	must(r.t, err)
	var empty, full bytes.Buffer
	w, err := step.NewWriter(&empty, step.Head{Last: in.Head.Last})
	must(r.t, errors.Join(err, w.End()))
	log, epochs := r.checkpoints(c)
	w, err = step.NewWriter(&full, step.Head{Log: log, Epochs: epochs, Last: in.Head.Last})
	must(r.t, errors.Join(err, w.End()))
	return append(full.Bytes()[:full.Len()-1], request[empty.Len()-1:]...)
}

func (r *register) epoch(recorded string) *proof.Epoch {
	root, mapRoot := rootOf(r.t, r.log), r.m.Root()
	e := &proof.Epoch{
		V: 1, Number: r.epochs.Count, Time: recorded,
		Log: proof.LogState{Origin: origin, Size: r.log.Count, Root: base64.StdEncoding.EncodeToString(root[:])},
		Map: proof.MapState{Version: claim.MapKeyVersion, Keys: int64(r.m.Keys()), Root: base64.StdEncoding.EncodeToString(mapRoot[:])},
	}
	if r.last != nil {
		id := sha256.Sum256(r.last)
		e.Previous = hex.EncodeToString(id[:])
	}
	for _, l := range r.latest {
		e.Sources = append(e.Sources, l)
	}
	slices.SortFunc(e.Sources, func(a, b proof.Latest) int { return strings.Compare(a.Source, b.Source) })
	return e
}

func rootOf(t testing.TB, tail proof.MapTail) hash {
	t.Helper()
	if tail.Count == 0 {
		return proof.EmptyRoot()
	}
	l, err := tail.Leaf()
	must(t, err)
	return l.Root
}

func (r *register) checkpoints(c cheat) (log, epochs []byte) {
	cp := proof.Checkpoint{Origin: origin, Size: r.log.Count, Root: rootOf(r.t, r.log)}
	if c.log != nil {
		c.log(&cp)
	}
	return r.sign(0, cp), r.sign(1, proof.Checkpoint{Origin: proof.EpochOrigin(origin), Size: r.epochs.Count, Root: rootOf(r.t, r.epochs)})
}

func (r *register) sign(log int, cp proof.Checkpoint) []byte { return r.note(log, cp.Text()) }

func (r *register) note(log int, text string) []byte {
	msg, err := note.Sign(&note.Note{Text: text}, r.signers[log])
	must(r.t, err)
	return msg
}

// witness opens a witness of the register.
func (r *register) witness(dir string, complete bool) *witness.Witness {
	r.t.Helper()
	w, err := witness.Open(witness.Config{Dir: dir, LogKey: r.vkey, Name: "witness.example/w", Complete: complete, Now: func() time.Time { return noon }})
	must(r.t, err)
	return w
}

// refused wants a refusal for a reason.
func refused(t testing.TB, err error, status int, check string) {
	t.Helper()
	var no *witness.Refusal
	if !errors.As(err, &no) {
		t.Errorf("want %d %s: %v", status, check, err)
	} else if no.Status != status || !slices.Contains(strings.Split(check, "|"), no.Check) {
		t.Errorf("want %d %s: %d %v", status, check, no.Status, no)
	}
}

func (r *register) honest(n int) []*claim.Claim {
	var out []*claim.Claim
	for i := range n {
		out = append(out, r.desc(fmt.Sprintf("P%d", len(r.claims)+i), fmt.Sprintf("Firm %d Ltd", i%3)))
	}
	return append(out, r.snapshot("board", "2026-06-01", n))
}
