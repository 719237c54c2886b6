package witness_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fileCalls are the system calls by which a witness reads and writes files.
const fileCalls = "openat,read,write,fsync,close,renameat,mkdirat,fchmod,unlinkat,newfstatat,fstat"

// TestEveryFileCallFails lets every call of the file system fail, and then kills the witness at every one, while it cosigns an epoch. Whatever
// it has signed, it knows after a restart; and it signs no second view of it.
func TestEveryFileCallFails(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil || testing.Short() {
		t.Skip("needs strace, and is left out of short runs")
	}
	r := newRegister(t)
	first := r.batch(cheat{}, r.honest(3)...)
	fork := newRegister(t) // another view, by the same keys
	fork.signers, fork.vkey = r.signers, r.vkey
	other := fork.batch(cheat{}, fork.honest(4)...)
	ready := t.TempDir() // a witness that has its key
	must(t, r.witness(ready, true).Close())
	if out, err := exec.CommandContext(t.Context(), strace, "-e", "trace=close", "true").CombinedOutput(); err != nil {
		t.Skipf("strace cannot trace here: %s", out)
	}
	for _, how := range []string{"error=EIO", "signal=SIGKILL"} {
		signed, kept, runs := 0, 0, 0
		// The Go runtime's own calls come first: where they fail, the program does not start, and that is no harm.
		for n, quiet := 1, 0; quiet < 3; n++ {
			dir := t.TempDir()
			must(t, os.CopyFS(dir, os.DirFS(ready)))
			must(t, os.Chmod(filepath.Join(dir, "witness.key"), 0o600))
			trace := filepath.Join(t.TempDir(), "trace")
			cmd := exec.CommandContext(t.Context(), strace, "-f", "-o", trace, "-e", "trace="+fileCalls,
				"-e", fmt.Sprintf("inject=%s:%s:when=%d", fileCalls, how, n), os.Args[0])
			cmd.Env = append(os.Environ(), childDir+"="+dir, childLog+"="+r.vkey, "GOMAXPROCS=1")
			cmd.Stdin = bytes.NewReader(first)
			out, _ := cmd.Output()
			runs++
			calls, err := os.ReadFile(trace)
			must(t, err)
			if !strings.Contains(string(calls), "INJECTED") && !strings.Contains(string(calls), "killed by SIGKILL") {
				quiet++ // fewer calls than that were made
			} else {
				quiet = 0
			}
			w := r.witness(dir, true)
			known := w.Epochs()
			if bytes.Contains(out, []byte("— ")) {
				signed++
				if known != 1 {
					t.Fatalf("%s at call %d: it signed what it does not know", how, n)
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
		t.Logf("%s: %d runs, %d signed, %d kept what they were to sign", how, runs, signed, kept)
	}
}
