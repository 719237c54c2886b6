package adversary

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
	"probity.example/probity/internal/ledger/vmap"
)

// Hash is a SHA-256 value.
type Hash = proof.Hash

// view is what a register shows: claims in the order of its log, and epochs.
type view struct {
	origin string
	claims [][]byte
	epochs []*proof.Epoch
}

// heads are the signed checkpoints of both logs at an epoch.
type heads struct{ log, epochs []byte }

// readView reads the register in dir, of which no body was removed.
func readView(ctx context.Context, dir string) (*view, error) {
	v := &view{}
	for i, d := range []string{dir, filepath.Join(dir, epoch.Dir)} {
		log, err := ledger.OpenReader(d)
		if err != nil {
			return nil, err
		}
		head, err := log.Head()
		if err != nil {
			return nil, err
		}
		if i == 0 {
			v.origin = head.Origin
		}
		err = log.Bodies(ctx, 0, head.Size, func(_ int64, _ Hash, body []byte) error {
			if i == 0 {
				v.claims = append(v.claims, bytes.Clone(body))
				return nil
			}
			e, err := proof.ParseEpoch(body)
			v.epochs = append(v.epochs, e)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("reading a register: %w", err)
		}
	}
	return v, nil
}

// last is the last epoch.
func (v *view) last() *proof.Epoch { return v.epochs[len(v.epochs)-1] }

// start is the number of claims before an epoch.
func (v *view) start(number int) int64 {
	if number == 0 {
		return 0
	}
	return v.epochs[number-1].Log.Size
}

// follow makes the epochs anew from the claims, so that all holds together.
func (v *view) follow(ctx context.Context) error {
	replay, tail := epoch.NewReplay(nil, datadir.Claims()), proof.MapTail{}
	var made []*proof.Epoch
	previous := ""
	for i, body := range v.claims {
		id := sha256.Sum256(body)
		var err error
		if tail, err = tail.Append(proof.LeafHash(id)); err != nil {
			return err
		}
		if err := replay.Take(ctx, int64(i), id, body); err != nil {
			return err
		}
		if int64(i)+1 != v.epochs[len(made)].Log.Size {
			continue
		}
		leaf, err := tail.Leaf()
		if err != nil {
			return err
		}
		e := replay.Epoch(int64(len(made)), previous, ledger.Checkpoint{Origin: v.origin, Size: int64(i) + 1, Root: leaf.Root})
		body, err := e.Bytes()
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		made, previous = append(made, e), hex.EncodeToString(sum[:])
	}
	v.epochs = made
	return nil
}

// keysOf says under which keys a claim stands.
type keysOf func(c *claim.Claim, keys []Hash) []Hash

// entries are some of the claims under their keys. A claim that was left out is empty, and stands under none.
func entries(claims [][]byte, from, to int64, under keysOf) ([]vmap.Entry, error) {
	var out []vmap.Entry
	for i := from; i < to; i++ {
		if len(claims[i]) == 0 {
			continue
		}
		c, err := claim.Parse(claims[i])
		if err != nil {
			return nil, fmt.Errorf("reading claim %d: %w", i, err)
		}
		keys := c.MapKeys()
		if under != nil {
			keys = under(c, keys)
		}
		for _, k := range keys {
			out = append(out, vmap.Entry{Key: k, Index: i, ID: sha256.Sum256(claims[i])})
		}
	}
	return out, nil
}

// remap gives the last epoch the root of a map in which claims stand under other keys.
func (v *view) remap(under keysOf) error {
	list, err := entries(v.claims, 0, int64(len(v.claims)), under)
	if err != nil {
		return err
	}
	m := vmap.New()
	if err := m.Add(list); err != nil {
		return err
	}
	root, e := m.Root(), v.last()
	e.Map.Keys, e.Map.Root = int64(m.Keys()), base64.StdEncoding.EncodeToString(root[:])
	return nil
}

// request is what a completeness witness is sent to show it the epochs from a number on. The claims need not be those of the log.
func (v *view) request(claims [][]byte, from int, at heads) ([]byte, error) {
	h := step.Head{Log: at.log, Epochs: at.epochs}
	var err error
	if from > 0 {
		if h.Last, err = v.epochs[from-1].Bytes(); err != nil {
			return nil, err
		}
	}
	before, err := entries(claims, 0, v.start(from), nil)
	if err != nil {
		return nil, err
	}
	m := vmap.New()
	if err := m.Add(before); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := step.NewWriter(&out, h)
	if err != nil {
		return nil, err
	}
	for n := from; n < len(v.epochs); n++ {
		if err := v.show(w, m, claims, n); err != nil {
			return nil, fmt.Errorf("showing epoch %d: %w", n, err)
		}
	}
	err = w.End() // which flushes
	return out.Bytes(), err
}

// show writes an epoch with its claims, which must not be more than fit into one piece.
func (v *view) show(w *step.Writer, m *vmap.Map, claims [][]byte, number int) error {
	from, to := v.start(number), v.epochs[number].Log.Size
	added, err := entries(claims, from, to, nil)
	if err != nil {
		return err
	}
	changes, tree := m.Change(added)
	if err := m.Add(added); err != nil {
		return err
	}
	var shown []step.Claim
	for _, body := range claims[from:to] {
		shown = append(shown, step.Claim{Body: body})
	}
	body, err := v.epochs[number].Bytes()
	if err != nil {
		return err
	}
	return errors.Join(w.Piece(shown, step.AppendChange(nil, changes, tree)), w.Epoch(body))
}

// write makes a data directory of a view, signed with the key that is in it, and gives the heads at the last epoch and at the one before.
// With stale, the one before is published under the newest heads.
func (v *view) write(ctx context.Context, dir string, stale bool) (before, after heads, err error) {
	var bodies [][]byte
	for _, e := range v.epochs {
		b, err := e.Bytes()
		if err != nil {
			return before, after, err
		}
		bodies = append(bodies, b)
	}
	own := filepath.Join(dir, epoch.Dir)
	if before.log, after.log, err = appendTo(ctx, dir, ledger.Options{Origin: v.origin}, v.claims, v.start(len(v.epochs)-1)); err != nil {
		return before, after, err
	}
	opts := ledger.Options{Origin: proof.EpochOrigin(v.origin), KeyOf: dir}
	if before.epochs, after.epochs, err = appendTo(ctx, own, opts, bodies, int64(len(bodies)-1)); err != nil {
		return before, after, err
	}
	p := epoch.Published{Number: int64(len(bodies) - 1), Log: string(after.log), Epochs: string(after.epochs)}
	if stale {
		p.Number--
	}
	text, err := json.Marshal(p)
	if err != nil {
		return before, after, err
	}
	return before, after, os.WriteFile(filepath.Join(own, epoch.PublishedFile), append(text, '\n'), 0o644)
}

// appendTo writes a log in two batches, and gives the head after each.
func appendTo(ctx context.Context, dir string, opts ledger.Options, bodies [][]byte, first int64) (before, after []byte, err error) {
	l, err := ledger.Open(ctx, dir, opts)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	for _, part := range [][][]byte{bodies[:first], bodies[first:]} {
		b, err := l.Begin(ctx)
		if err != nil {
			return nil, nil, err
		}
		for _, body := range part {
			if _, _, err := b.Add(body); err != nil {
				return nil, nil, errors.Join(err, b.Abort())
			}
		}
		cp, err := b.Commit(ctx, nil)
		if err != nil {
			return nil, nil, err
		}
		before, after = after, cp.Note
	}
	return before, after, nil
}
