package ask_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/world"
)

// TestRestoredOrForked: a register whose directory was copied, and which went on in both copies, hears in the second that the witness has
// cosigned what the first did, and what that means; it publishes nothing.
func TestRestoredOrForked(t *testing.T) {
	act := func(id string) func(*register) error { return func(r *register) error { return r.act(id) } }
	list := func(r *register) error { return r.list(0) }
	for name, c := range map[string]struct {
		original, copied func(r *register) error
		want             string
	}{
		"older":                    {func(r *register) error { return errors.Join(r.list(0), r.list(1)) }, act("two"), "a later state"},
		"as many epochs, smaller":  {list, act("two"), "a later state"},
		"as many epochs, larger":   {act("one"), list, "another state"},
		"as many epochs, as large": {act("one"), act("two"), "another state"},
		"more epochs": {act("one"), func(r *register) error {
			if err := r.act("three"); !errors.Is(err, cosign.ErrQuorum) {
				r.t.Errorf("published: %v", err)
			}
			return r.act("two")
		}, "another state"},
	} {
		for _, complete := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, complete %v", name, complete), func(t *testing.T) {
				r := newRegister(t)
				r.witness(complete)
				r.demand(1)
				r.reopen()
				must(t, r.act("before"))
				backup := r.backup()
				r.open()
				must(t, c.original(r))
				must(t, r.w.Close())

				r.dir = backup
				r.open()
				published, err := os.ReadFile(filepath.Join(r.dir, "epochs", "published.json"))
				must(t, err)
				err = c.copied(r)
				if !errors.Is(err, cosign.ErrQuorum) {
					t.Fatalf("published: %v", err)
				}
				for _, want := range []string{"w0 answered: ", c.want, "restored from a backup?", "Bring back the newer state"} {
					if !strings.Contains(err.Error(), want) {
						t.Errorf("not told %q: %v", want, err)
					}
				}
				told := strings.Join(r.told, "\n")
				if !strings.Contains(told, c.want) || !strings.Contains(told, "Bring back") {
					t.Errorf("told of the witness: %s", told)
				}
				if now, err := os.ReadFile(filepath.Join(r.dir, "epochs", "published.json")); err != nil || string(now) != string(published) {
					t.Errorf("something was published: %v", err)
				}
				t.Log(err)
			})
		}
	}
}

// TestElsewhereIsNoVeto: where the quorum holds without it, a witness that says it has cosigned something else is told of, and no more.
func TestElsewhereIsNoVeto(t *testing.T) {
	r := newRegister(t)
	r.witness(true)
	r.witness(true)
	r.demand(1)
	r.reopen()
	must(t, r.w.Epochs.Renew(t.Context()))
	backup := r.backup()
	r.open()
	r.wit[1].down.Store(true)
	must(t, r.act("one"))
	must(t, r.w.Close())
	r.wit[1].down.Store(false)
	r.dir = backup
	r.open()
	must(t, r.act("two"))
	must(t, r.w.Epochs.Renew(t.Context())) // which waits for all
	r.want(1, 1)
	if told := strings.Join(r.told, "\n"); !strings.Contains(told, "w0: ") || !strings.Contains(told, "another state") {
		t.Errorf("told %q", r.told)
	}
}

// backup closes the register and copies its directory.
func (r *register) backup() string {
	r.t.Helper()
	must(r.t, r.w.Close())
	dir := r.t.TempDir()
	must(r.t, os.CopyFS(dir, os.DirFS(r.dir)))
	keys, err := filepath.Glob(filepath.Join(dir, "keys", "*"))
	must(r.t, err)
	must(r.t, os.Chmod(filepath.Join(dir, "keys"), 0o700))
	for _, k := range keys { // the copy does not keep their modes
		must(r.t, os.Chmod(k, 0o600))
	}
	return dir
}

// list takes in a list.
func (r *register) list(n int) error {
	r.t.Helper()
	files, err := world.Write(1, "2026-11-22", r.t.TempDir())
	must(r.t, err)
	for _, e := range world.Sources() {
		if e.ID == files[n].Source {
			_, err := r.w.Intake.File(r.t.Context(), e, []*format.File{{Path: files[n].Path}}, intake.Options{})
			return err
		}
	}
	return errors.New("no such list")
}
