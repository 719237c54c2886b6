package witness_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/testkit"
	"probity.example/probity/internal/witness"
)

// cannotOpen wants a witness to be refused for a reason.
func cannotOpen(t *testing.T, cfg witness.Config, why string) {
	t.Helper()
	cfg.Now = time.Now
	w, err := witness.Open(cfg)
	if err == nil {
		must(t, w.Close())
	}
	if err == nil || !strings.Contains(err.Error(), why) {
		t.Errorf("want %q: %v", why, err)
	}
}

// TestKeyWithoutState: a witness that has forgotten what it cosigned does not sign again, as it could sign another view.
func TestKeyWithoutState(t *testing.T) {
	for _, complete := range []bool{false, true} {
		r := newRegister(t)
		dir := t.TempDir()
		w := r.witness(dir, complete)
		if complete {
			_, err := show(w, r.batch(cheat{}, r.honest(3)...))
			must(t, err)
		} else {
			_, err := add(w, newTree(t, 9, 9).request(t, r, 0, 0, 7))
			must(t, err)
		}
		must(t, w.Close())
		must(t, os.Remove(filepath.Join(dir, "state.json")))
		for range 2 { // also not if it is only tried again
			cannotOpen(t, witness.Config{Dir: dir, LogKey: r.vkey, Complete: complete}, "begin a new witness in a new directory")
		}
	}
}

// TestStateWithoutKey: a state that says something was cosigned belongs to the key that is gone.
func TestStateWithoutKey(t *testing.T) {
	r := newRegister(t)
	dir := t.TempDir()
	w := r.witness(dir, false)
	_, err := add(w, newTree(t, 9, 9).request(t, r, 0, 0, 7))
	must(t, err)
	must(t, w.Close())
	must(t, os.Remove(filepath.Join(dir, "witness.key")))
	cannotOpen(t, witness.Config{Dir: dir, LogKey: r.vkey}, "witness.key is gone")
	must(t, os.Remove(filepath.Join(dir, "witness.vkey")))
	cannotOpen(t, witness.Config{Dir: dir, LogKey: r.vkey}, "witness.key, is gone")
}

// TestKindIsKeptFromTheFirstStart: a key was given out before it has signed anything, and whoever has it was told its kind.
func TestKindIsKeptFromTheFirstStart(t *testing.T) {
	for _, complete := range []bool{false, true} {
		r := newRegister(t)
		dir := t.TempDir()
		must(t, r.witness(dir, complete).Close())
		cannotOpen(t, witness.Config{Dir: dir, LogKey: r.vkey, Complete: !complete}, "go on saying the same")
		must(t, r.witness(dir, complete).Close())
	}
}

// TestNameStaysWithTheKey: another name is refused; none means that of the key.
func TestNameStaysWithTheKey(t *testing.T) {
	r := newRegister(t)
	dir := t.TempDir()
	must(t, r.witness(dir, false).Close())
	cannotOpen(t, witness.Config{Dir: dir, LogKey: r.vkey, Name: "witness.example/other"}, "not witness.example/other")
	w, err := witness.Open(witness.Config{Dir: dir, LogKey: r.vkey, Now: time.Now})
	must(t, err)
	if !strings.HasPrefix(w.VKey(), "witness.example/w+") {
		t.Errorf("key %s", w.VKey())
	}
	must(t, w.Close())
	made, err := witness.Open(witness.Config{Dir: t.TempDir(), LogKey: r.vkey, Now: time.Now})
	must(t, err)
	if !strings.HasPrefix(made.VKey(), "probity.local/witness/") {
		t.Errorf("a name that is made up: %s", made.VKey())
	}
	must(t, made.Close())
}

// TestFirstStartIsMadeAgain: one that was cut off before there was a key has given nothing out, and may even be of the other kind.
func TestFirstStartIsMadeAgain(t *testing.T) {
	r := newRegister(t)
	dir := t.TempDir()
	must(t, r.witness(dir, true).Close())
	must(t, os.Remove(filepath.Join(dir, "witness.key")))
	must(t, os.Remove(filepath.Join(dir, "witness.vkey")))
	must(t, r.witness(dir, false).Close())
	cannotOpen(t, witness.Config{Dir: dir, LogKey: r.vkey, Complete: true}, "go on saying the same")
}

// TestFirstStartIsKilled at every call of the file system: there is never a key without a state, and the next start is a good one.
func TestFirstStartIsKilled(t *testing.T) {
	strace := testkit.Strace(t)
	r := newRegister(t)
	child := func(dir string) func(string, ...string) *exec.Cmd {
		return func(name string, args ...string) *exec.Cmd {
			cmd := exec.CommandContext(t.Context(), name, args...)
			cmd.Env = append(os.Environ(), childDir+"="+dir, childLog+"="+r.vkey, "GOMAXPROCS=1")
			return cmd
		}
	}
	calls := testkit.Calls{Names: slices.DeleteFunc(slices.Clone(fileCalls.Names), func(c string) bool { return c == "read" || c == "newfstatat" || c == "fstat" })}
	possible, err := testkit.Possible(t, strace, calls, child(t.TempDir()))
	must(t, err)
	halfway := 0
	for _, fault := range possible {
		fault.How = "signal=SIGKILL"
		dir := t.TempDir()
		testkit.Faulty(t, strace, &fault, child(dir))
		_, noKey := os.Stat(filepath.Join(dir, "witness.key"))
		_, noState := os.Stat(filepath.Join(dir, "state.json"))
		if noKey == nil && noState != nil {
			t.Fatalf("%s: a key without a state", fault)
		}
		if noKey != nil && noState == nil {
			halfway++
		}
		must(t, r.witness(dir, true).Close())
	}
	if halfway == 0 {
		t.Errorf("none of %d runs ended between the state and the key", len(possible))
	}
}
