package adversary

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/verify"
)

// The files of a lie, in the directory that it is written to.
const (
	RegisterDir = "register"       // what an audit reads
	AnswerFile  = "answer.probity" // what a verifier reads
	KeyFile     = "key.txt"
	BeforeFile  = "witness-before"  // what a completeness witness is sent first, and cosigns
	RequestFile = "witness-request" // and then
	PolicyFile  = "witness-policy"  // what a verifier demands, where that is how it sees the lie
)

// lie is what a register does to its log and its epochs; the zero value is honest.
type lie struct {
	under    keysOf // the last epoch's map has claims under these keys
	log      change // the log has other claims than are shown
	reorder  bool   // the log has the claims of its last batch in another order
	remade   bool   // and all epochs are made from them
	sources  string // the last epoch names an old reading of this source
	stale    bool   // the epoch before the last is published in its place
	cosigned bool   // the witness has seen the honest last epoch
	revoked  bool   // the register goes on after its key was revoked
}

// World is the honest register that the lies are made of.
type World struct {
	dir           string
	honest        *view
	before, after heads
	Builder       *answer.Builder
	closeIt       func() error
}

// Close closes the honest register's store.
func (w *World) Close() error { return w.closeIt() }

// NewWorld makes the honest register below dir, which must exist.
func NewWorld(ctx context.Context, dir string) (_ *World, err error) {
	w := &World{dir: dir}
	if err := Build(ctx, w.Data(), dir); err != nil {
		return nil, fmt.Errorf("making an honest register: %w", err)
	}
	if err := w.more(ctx); err != nil {
		return nil, fmt.Errorf("making an honest register: %w", err)
	}
	if w.honest, err = readView(ctx, w.Data()); err != nil {
		return nil, err
	}
	copied := filepath.Join(dir, "copy") // has the heads of the epoch before
	if err := w.keys(copied); err != nil {
		return nil, err
	}
	if w.before, w.after, err = w.honest.write(ctx, copied, false); err != nil {
		return nil, err
	}
	w.Builder, w.closeIt, err = Builder(ctx, w.Data())
	return w, err
}

// Data is the data directory of the honest register.
func (w *World) Data() string { return filepath.Join(w.dir, "data") }

// VKey is the register's key, of every lie too.
func (w *World) VKey() string { return w.Builder.Log.VKey() }

// more takes in a batch of several claims, so that there is something to reorder.
func (w *World) more(ctx context.Context) (err error) {
	now := Now().AddDate(0, 0, -7)
	d, err := datadir.OpenWriter(ctx, datadir.Config{Dir: w.Data(), Now: func() time.Time { return now }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	late := edition{"vf-insolvency", string(claim.Day(now)), []string{
		party("I2", "Tidewater Sample Ropes Ltd", `"countries":["XV"],`+insolvent), party("I3", "Brindle Sample Kilns Ltd", `"countries":["XV"],`+insolvent),
	}}
	return take(ctx, d, late, filepath.Join(w.dir, "late.ndjson"))
}

// keys gives another directory the register's keys.
func (w *World) keys(dir string) error {
	const keys = "keys"
	if err := os.MkdirAll(filepath.Join(dir, keys), 0o700); err != nil {
		return fmt.Errorf("making a directory for the keys: %w", err)
	}
	files, err := os.ReadDir(filepath.Join(w.Data(), keys))
	if err != nil {
		return fmt.Errorf("reading the keys: %w", err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(w.Data(), keys, f.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, keys, f.Name()), b, 0o600)
		}
		if err != nil {
			return fmt.Errorf("copying the keys: %w", err)
		}
	}
	return nil
}

// Commit lies: it writes the lying register and all that it says to somebody into the directory dir, which must exist and be empty.
func (w *World) Commit(ctx context.Context, c *Cheat, dir string) error {
	if err := w.commit(ctx, c, dir); err != nil {
		return fmt.Errorf("committing the cheat %s: %w", c.Name, err)
	}
	return nil
}

func (w *World) commit(ctx context.Context, c *Cheat, dir string) error {
	honest, before, err := w.truth(ctx, c)
	if err != nil {
		return err
	}
	told, err := c.lie.tell(ctx, honest)
	if err != nil {
		return err
	}
	register := filepath.Join(dir, RegisterDir)
	if err := w.keys(register); err != nil {
		return err
	}
	_, at, err := told.write(ctx, register, c.lie.stale)
	if err != nil {
		return err
	}
	shown := told.claims
	if c.lie.log != nil && !c.lie.remade {
		shown = honest.claims
	}
	request, err := told.request(shown, len(told.epochs)-1, at)
	if err != nil {
		return err
	}
	file, policy, err := w.answer(ctx, c, register)
	if err != nil {
		return err
	}
	for name, b := range map[string][]byte{
		BeforeFile: before, RequestFile: request, AnswerFile: file, PolicyFile: policy, KeyFile: []byte(w.VKey() + "\n"),
	} {
		if b == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	return nil
}

// truth is the register before it lies, and what its witness was shown of it.
func (w *World) truth(ctx context.Context, c *Cheat) (v *view, before []byte, err error) {
	if c.lie.cosigned || c.lie.revoked {
		before, err = w.honest.request(w.honest.claims, 0, w.after)
	} else {
		v := *w.honest
		v.epochs = v.epochs[:len(v.epochs)-1]
		before, err = v.request(v.claims, 0, w.before)
	}
	if err != nil || !c.lie.revoked {
		return w.honest, before, err
	}
	v, err = w.revoke(ctx)
	return v, before, err
}

// Honest is what a witness that was shown BeforeFile is shown next by the honest register.
func (w *World) Honest() ([]byte, error) {
	return w.honest.request(w.honest.claims, len(w.honest.epochs)-1, w.after)
}

// revoke is the register after it revoked its own key.
func (w *World) revoke(ctx context.Context) (_ *view, err error) {
	dir, err := os.MkdirTemp(w.dir, "revoked-")
	if err != nil {
		return nil, fmt.Errorf("making a directory for a register with a revoked key: %w", err)
	}
	if err := w.keys(dir); err != nil {
		return nil, err
	}
	if _, _, err := w.honest.write(ctx, dir, false); err != nil {
		return nil, err
	}
	d, err := datadir.OpenWriter(ctx, datadir.Config{Dir: dir, Now: func() time.Time { return Now().AddDate(0, 0, -1) }})
	if err != nil {
		return nil, err
	}
	_, err = d.Intake.Sync(ctx, []intake.Act{intake.RevokeKey(w.VKey())})
	if err := errors.Join(err, d.Close()); err != nil {
		return nil, fmt.Errorf("revoking the key: %w", err)
	}
	return readView(ctx, dir)
}

// answer is the lying answer, and the policy of witnesses under which it is seen, if there must be one.
func (w *World) answer(ctx context.Context, c *Cheat, register string) (file, policy []byte, err error) {
	b := w.Builder
	if c.lie.remade || c.lie.revoked { // the answer is true of what the register shows
		if err := datadir.Rebuild(ctx, datadir.Config{Dir: register, Now: Now}); err != nil {
			return nil, nil, err
		}
		var closeIt func() error
		if b, closeIt, err = Builder(ctx, register); err != nil {
			return nil, nil, err
		}
		defer func() { err = errors.Join(err, closeIt()) }()
	}
	var a *verify.Answer
	if c.untrue == nil {
		a, err = c.Ask(ctx, b)
	} else {
		a, err = w.untrue(ctx, c)
	}
	if err != nil {
		return nil, nil, err
	}
	if err := c.Forge(a); err != nil {
		return nil, nil, err
	}
	if file, err = Sign(a, b.Signer); err != nil || !c.NeedsWitnesses() {
		return file, nil, err
	}
	policy, err = nobody()
	return file, policy, err
}

// nobody is a policy that demands a witness who never cosigned anything.
func nobody() ([]byte, error) {
	skey, err := cosign.NewKey("fictional.example/witness", rand.Reader)
	if err != nil {
		return nil, err
	}
	s, err := cosign.NewSigner(skey)
	if err != nil {
		return nil, err
	}
	return []byte("witness w " + s.VKey() + "\nquorum w\n"), nil
}

// tell makes what a lying register shows of what an honest one does.
func (l *lie) tell(ctx context.Context, honest *view) (*view, error) {
	v := &view{origin: honest.origin, claims: slices.Clone(honest.claims)}
	for _, e := range honest.epochs {
		own := *e
		own.Sources = slices.Clone(e.Sources)
		v.epochs = append(v.epochs, &own)
	}
	var err error
	if l.log != nil {
		if v.claims, err = l.log(v.claims); err != nil {
			return nil, err
		}
	}
	if l.reorder {
		if err := v.reorder(); err != nil {
			return nil, err
		}
	}
	if l.remade {
		if err := v.follow(ctx); err != nil {
			return nil, err
		}
	}
	if l.under != nil {
		if err := v.remap(l.under); err != nil {
			return nil, err
		}
	}
	if l.sources != "" {
		err = v.goBack(l.sources)
	}
	return v, err
}

// goBack makes the last epoch name the reading of a source before its last.
func (v *view) goBack(source string) error {
	of := func(e *proof.Epoch) int {
		return slices.IndexFunc(e.Sources, func(l proof.Latest) bool { return l.Source == source })
	}
	now := &v.last().Sources[of(v.last())]
	for _, e := range slices.Backward(v.epochs) {
		if i := of(e); i >= 0 && e.Sources[i] != *now {
			*now = e.Sources[i]
			return nil
		}
	}
	return fmt.Errorf("%s was read once only", source)
}

// reorder changes the places of the first two claims of the last batch.
func (v *view) reorder() error {
	i := v.start(len(v.epochs) - 1)
	if int64(len(v.claims)) < i+3 {
		return fmt.Errorf("the last batch has %d claims only", int64(len(v.claims))-i)
	}
	v.claims[i], v.claims[i+1] = v.claims[i+1], v.claims[i]
	return nil
}
