package epoch_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

// Claims of these tests are words: "k=A" gives key A, "snap=LIST:DAY" a reading, "at=TIME" closes a batch, "gone=N" removes claim N.
var words = epoch.Reader{
	Version: 7,
	Read: func(body []byte) (epoch.Reading, error) {
		r := epoch.Reading{Removed: -1}
		for w := range strings.FieldsSeq(string(body)) {
			name, value, _ := strings.Cut(w, "=")
			switch name {
			case "k":
				r.Keys = append(r.Keys, key(value))
			case "snap":
				r.Source, r.Published, _ = strings.Cut(value, ":")
			case "at":
				r.Recorded = value
			case "gone":
				r.Removed, _ = strconv.ParseInt(value, 10, 64)
			case "bad":
				return r, errors.New("a claim that cannot be read")
			}
		}
		return r, nil
	},
	Removal: func(body []byte) bool { return bytes.Contains(body, []byte("gone=")) },
}

func key(s string) proof.Hash { return sha256.Sum256([]byte(s)) }

// register is a ledger with its epochs.
type register struct {
	t      *testing.T
	dir    string
	log    *ledger.Ledger
	keeper *epoch.Keeper
	cfg    epoch.Config
}

func open(t *testing.T, dir string) *register {
	t.Helper()
	log, err := ledger.Open(t.Context(), dir, ledger.Options{Origin: "test.example/log"})
	if err != nil {
		t.Fatal(err)
	}
	r := &register{t: t, dir: dir, log: log, cfg: epoch.Config{Dir: dir, Log: log, Reader: words}}
	if r.keeper, err = epoch.Open(t.Context(), r.cfg); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *register) close() {
	if err := errors.Join(r.keeper.Close(), r.log.Close()); err != nil {
		r.t.Error(err)
	}
}

func (r *register) batch(claims ...string) {
	r.t.Helper()
	b, err := r.log.Begin(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, c := range claims {
		if _, _, err := b.Add([]byte(c)); err != nil {
			r.t.Fatal(err)
		}
	}
	if _, err := b.Commit(r.t.Context(), nil); err != nil {
		r.t.Fatal(err)
	}
}

func (r *register) advance() {
	r.t.Helper()
	if err := r.keeper.Advance(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

func (r *register) view() *epoch.View {
	log, err := ledger.OpenReader(r.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	return epoch.OpenView(r.dir, log, words)
}

// counts are the numbers of claims under keys at an epoch, proved against its root.
func counts(t *testing.T, v *epoch.View, e *proof.Epoch, names ...string) string {
	t.Helper()
	root, err := e.Map.Hash()
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(names, func(a, b string) int { x, y := key(a), key(b); return bytes.Compare(x[:], y[:]) })
	var keys []proof.Hash
	for _, n := range names {
		keys = append(keys, key(n))
	}
	found := map[string]int64{}
	err = v.Map(t.Context(), e, func(m *vmap.Map) {
		leaves, tree := m.Prove(keys)
		if err := proof.VerifyMap(root, keys, leaves, tree); err != nil {
			t.Error(err)
		}
		for i, n := range names {
			found[n] = leaves[i].Count
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(found) // maps are printed sorted
}

func TestEpochs(t *testing.T) {
	r := open(t, t.TempDir())
	defer r.close()
	v := r.view()
	if _, _, err := v.Published(); !errors.Is(err, epoch.ErrNone) {
		t.Fatalf("before the first batch: %v", err)
	}
	r.advance()
	r.batch("k=A k=B", "snap=list:2026-01-01 at=2026-01-02T00:00:00.000Z")
	r.advance()
	r.advance() // nothing is new
	r.batch("k=A", "k=C", "snap=list:2025-12-01 snap2 at=2026-01-03T00:00:00.000Z")
	r.advance()
	p, last, err := v.Published()
	if err != nil {
		t.Fatal(err)
	}
	if p.Number != 1 || last.Log.Size != 5 || last.Map.Keys != 3 || last.Map.Version != 7 || last.Time != "2026-01-03T00:00:00.000Z" {
		t.Errorf("published %d: %+v", p.Number, last)
	}
	if len(last.Sources) != 1 || last.Sources[0].Published != "2026-01-01" || last.Sources[0].Index != 1 {
		t.Errorf("an older reading took the place of the newest: %+v", last.Sources)
	}
	if got := counts(t, v, last, "A", "B", "C", "D"); got != "map[A:2 B:1 C:1 D:0]" {
		t.Errorf("under the keys: %s", got)
	}
	first, err := v.At("2026-01-02T12:00:00.000Z")
	if err != nil || first == nil || first.Number != 0 {
		t.Fatalf("at noon of the 2nd: %+v, %v", first, err)
	}
	if got := counts(t, v, first, "A", "C"); got != "map[A:1 C:0]" {
		t.Errorf("an old epoch has under the keys: %s", got)
	}
	if e, err := v.At("2025-01-01T00:00:00.000Z"); e != nil || err != nil {
		t.Errorf("before the first epoch: %+v, %v", e, err)
	}
	vkey, err := proof.EpochVKey(r.log.VKey())
	if err != nil {
		t.Fatal(err)
	}
	cp, err := proof.VerifyCheckpoint([]byte(p.Epochs), vkey)
	if err != nil {
		t.Fatal(err)
	}
	for n := range cp.Size {
		e, err := v.Epoch(n)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := e.Bytes()
		path, err := v.Inclusion(n, cp.Size)
		if err == nil {
			err = proof.VerifyInclusion(sha256.Sum256(body), n, cp.Size, cp.Root, path)
		}
		if err != nil {
			t.Errorf("epoch %d is not proved: %v", n, err)
		}
	}
}

// TestRestart makes the same map again from what is on the disk: from nothing, from a map, and from a damaged one.
func TestRestart(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	var many []string
	for i := range 3000 {
		many = append(many, fmt.Sprintf("k=%d k=%d", i, i%7))
	}
	r.batch(append(many, "at=2026-01-02T00:00:00.000Z")...)
	r.advance()
	r.close()
	files, _ := filepath.Glob(filepath.Join(dir, "map-*.bin"))
	if len(files) != 1 {
		t.Fatalf("maps on the disk: %v", files)
	}
	for what, spoil := range map[string]func() error{
		"as it was": func() error { return nil },
		"damaged":   func() error { return os.WriteFile(files[0], []byte("probity map 1\nnothing"), 0o600) },
		"gone":      func() error { return os.RemoveAll(files[0]) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		r := open(t, dir)
		r.batch("k=1", "at=2026-01-0"+strconv.Itoa(3+len(what)%5)+"T00:00:00.000Z")
		r.advance()
		_, last, err := r.view().Published()
		if err != nil {
			t.Fatal(err)
		}
		if got := counts(t, r.view(), last, "2999"); got != "map[2999:1]" {
			t.Errorf("%s: %s", what, got)
		}
		r.close()
	}
}

func TestWhatIsNotPublishedIsNotSeen(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	r.batch("k=A", "at=2026-01-02T00:00:00.000Z")
	r.advance()
	r.close()

	r = open(t, dir)
	refuse := errors.New("no quorum")
	r.cfg.Publish = func(context.Context, *epoch.Step) error { return refuse }
	if err := r.keeper.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if r.keeper, err = epoch.Open(t.Context(), r.cfg); err != nil {
		t.Fatal(err)
	}
	r.batch("k=A", "at=2026-01-03T00:00:00.000Z")
	if err := r.keeper.Advance(t.Context()); !errors.Is(err, refuse) {
		t.Fatalf("without a quorum: %v", err)
	}
	p, last, err := r.view().Published()
	if err != nil || p.Number != 0 || last.Log.Size != 2 {
		t.Errorf("published %+v, %v", p, err)
	}
	r.batch("k=A", "at=2026-01-04T00:00:00.000Z") // and the log goes on
	var steps []int64
	r.cfg.Publish = func(_ context.Context, s *epoch.Step) error { steps = append(steps, s.From, s.Number); return nil }
	if err := r.keeper.Close(); err != nil {
		t.Fatal(err)
	}
	if r.keeper, err = epoch.Open(t.Context(), r.cfg); err != nil {
		t.Fatal(err)
	}
	r.advance()
	if p, last, err = r.view().Published(); err != nil || last.Log.Size != 6 || !slices.Equal(steps, []int64{1, p.Number}) {
		t.Errorf("published %+v of size %d, steps %v, %v", p, last.Log.Size, steps, err)
	}
	r.close()
}

func TestRemovedBodiesKeepTheirKeys(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	r.batch("k=A k=B", "at=2026-01-02T00:00:00.000Z")
	r.advance()
	r.batch("gone=0 k=A k=B at=2026-01-03T00:00:00.000Z")
	r.advance()
	if err := r.log.Remove(0); err != nil {
		t.Fatal(err)
	}
	r.close()
	r = open(t, dir) // no map is on the disk: it is made from the log, in which the body is gone
	defer r.close()
	v := r.view()
	_, last, err := v.Published()
	if err != nil {
		t.Fatal(err)
	}
	if got := counts(t, v, last, "A", "B"); got != "map[A:2 B:2]" {
		t.Errorf("now: %s", got)
	}
	first, err := v.Epoch(0)
	if err != nil {
		t.Fatal(err)
	}
	if got := counts(t, v, first, "A"); got != "map[A:1]" {
		t.Errorf("before the removal: %s", got)
	}
}

func TestUnreadableClaims(t *testing.T) {
	r := open(t, t.TempDir())
	defer r.close()
	r.batch("k=A", "at=2026-01-02T00:00:00.000Z")
	r.advance()
	r.batch("bad", "at=2026-01-03T00:00:00.000Z")
	for range 2 {
		if err := r.keeper.Advance(t.Context()); err == nil || !strings.Contains(err.Error(), "claim 2") {
			t.Errorf("a claim that cannot be read: %v", err)
		}
	}
}
