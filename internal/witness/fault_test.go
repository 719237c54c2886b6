package witness_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"probity.example/probity/internal/testkit"
)

// fileCalls are the system calls by which a witness reads and writes files.
var fileCalls = testkit.Calls{Names: strings.Split("openat,read,write,fsync,close,renameat,mkdirat,fchmod,unlinkat,newfstatat,fstat,flock,getdents64", ",")}

// TestEveryFileCallFails lets every call of the file system fail, and then kills the witness at every one, while it cosigns an epoch. Whatever
// it has signed, it knows after a restart; and it signs no second view of it.
func TestEveryFileCallFails(t *testing.T) {
	strace := testkit.Strace(t)
	r := newRegister(t)
	first := r.batch(cheat{}, r.honest(3)...)
	fork := newRegister(t) // another view, by the same keys
	fork.signers, fork.vkey = r.signers, r.vkey
	other := fork.batch(cheat{}, fork.honest(4)...)
	ready := t.TempDir() // a witness that has its key
	must(t, r.witness(ready, true).Close())
	begin := func() string {
		dir := t.TempDir()
		must(t, os.CopyFS(dir, os.DirFS(ready)))
		must(t, os.Chmod(filepath.Join(dir, "witness.key"), 0o600))
		return dir
	}
	child := func(dir string) func(string, ...string) *exec.Cmd {
		return func(name string, args ...string) *exec.Cmd {
			cmd := exec.CommandContext(t.Context(), name, args...)
			cmd.Env = append(os.Environ(), childDir+"="+dir, childLog+"="+r.vkey, "GOMAXPROCS=1")
			cmd.Stdin = bytes.NewReader(first)
			return cmd
		}
	}
	// The Go runtime's own calls are among them: where they fail, the program does not start, and that is no harm.
	possible, err := testkit.Possible(t, strace, fileCalls, child(begin()))
	must(t, err)
	for _, how := range []string{"error=EIO", "signal=SIGKILL"} {
		met, signed, kept := 0, 0, 0
		for _, fault := range possible {
			fault.How = how
			dir := begin()
			hit, out := testkit.Faulty(t, strace, &fault, child(dir))
			if hit {
				met++
			}
			w := r.witness(dir, true)
			known := w.Epochs()
			if bytes.Contains(out, []byte("— ")) {
				signed++
				if known != 1 {
					t.Fatalf("%s: it signed what it does not know", fault)
				}
			}
			if _, err = show(w, other); known == 1 {
				kept++
				refused(t, err, 409, "size")
			} else {
				must(t, err)
			}
			must(t, w.Close())
		}
		t.Logf("%s: %d of %d runs met it, %d signed, %d kept what they were to sign", how, met, len(possible), signed, kept)
		if 2*met < len(possible) {
			t.Errorf("%s: most runs met no fault", how)
		}
		if signed == len(possible) {
			t.Errorf("%s: nothing failed", how)
		}
	}
}
