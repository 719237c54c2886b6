package verify_test

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/adversary"
	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// errAge stands for a witness policy that is not met.
var errAge = errors.New("no witness cosigned this lately")

// followed are the cheats in whose answers everything else is made to follow from what was forged here; the others do so by themselves.
var followed = []string{"withhold-link", "old-snapshot"}

// behind names the check that finds what a cheat's own would have found, were it switched off. Where none is named, the forgery then passes.
var behind = map[string]string{
	"reorder-claims": "complete", "stale-epoch": "inclusion", "alias-organisation": "complete", "withhold-link": "complete",
}

// TestCheats: each lying answer of package adversary is caught by the check that it names, and by that check alone.
func TestCheats(t *testing.T) {
	w, err := adversary.NewWorld(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, c := range adversary.Cheats() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			file := lying(t, w, &c)
			opt := verify.Options{VKey: w.VKey()}
			if c.NeedsWitnesses() {
				opt.Witnesses = func([]byte) error { return errAge }
			}
			if got := refusal(t, file, opt); got != c.Verifier {
				t.Errorf("caught by check %q, want %q", got, c.Verifier)
			}
			got := "none"
			if _, err := verify.VerifyWithout(file, opt, c.Verifier); err != nil {
				var check *verify.CheckError
				errors.As(err, &check)
				got = check.Check
			}
			if want := cmp.Or(behind[c.Name], "none"); got != want {
				t.Errorf("with the check switched off: %q, want %q", got, want)
			}
		})
	}
}

// lying is the answer of a cheat.
func lying(t *testing.T, w *adversary.World, c *adversary.Cheat) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := w.Commit(t.Context(), c, dir); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, adversary.AnswerFile))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(followed, c.Name) {
		return file
	}
	a, err := verify.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := rulebook.Load([]byte(a.Policy.Text))
	if err != nil {
		t.Fatal(err)
	}
	if !verify.Follow(a, p) {
		t.Fatal("nothing follows from this forgery")
	}
	if file, err = adversary.Sign(a, w.Builder.Signer); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestRevokedKey: an answer that a revoked key signs is refused, however often the key is stated again.
func TestRevokedKey(t *testing.T) {
	dir, clock := t.TempDir(), time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "fictional.example/revoked", Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	b := &answer.Builder{Log: w.Log, Signer: w.Log, Register: w.Register, Epochs: w.View(), Now: func() time.Time { return clock }}
	for i, step := range []struct {
		act  intake.Act
		want string
	}{
		{intake.AddKey(w.Log.VKey()), "none"}, {intake.RevokeKey(w.Log.VKey()), "key"}, {intake.AddKey(w.Log.VKey()), "key"},
	} {
		clock = clock.Add(time.Hour)
		if _, err := w.Intake.Sync(t.Context(), []intake.Act{step.act}); err != nil {
			t.Fatal(err)
		}
		for _, q := range []answer.Question{{Name: "Nobody Of This Name"}, {Name: "Nobody Of This Name", KnownAt: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}} {
			a, err := b.Answer(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			file, err := a.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if got := refusal(t, file, verify.Options{VKey: w.Log.VKey()}); got != step.want {
				t.Errorf("step %d, %q: check %q, want %q", i, q.KnownAt, got, step.want)
			}
			without := strings.Replace(string(file), "KEY.REVOKE", "KEY.ADD", 1)
			if step.want == "key" {
				if got := refusal(t, []byte(without), verify.Options{VKey: w.Log.VKey()}); got == "none" {
					t.Error("a revocation was turned into its opposite")
				}
			}
		}
	}
}
