package durable_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/testkit"
)

// childDir is the environment of the child whose calls are looked at: the directory in which it writes.
const childDir = "PROBITY_DURABLE_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child does everything that the package can do.
func child(dir string) error {
	for _, do := range []func() error{
		func() error { return durable.MkdirAll(filepath.Join(dir, "a", "b"), 0o755) },
		func() error { return durable.WriteFile(filepath.Join(dir, "a", "f"), []byte("one"), 0o600) },
		func() error { return durable.SyncFile(filepath.Join(dir, "a", "f")) },
		func() error { return durable.RemoveFile(filepath.Join(dir, "a", "f")) },
	} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// TestOrderOfCalls sees by the system calls that what a crash must not lose is on the disk before anything rests on it: a file before its name, and
// a name before the caller goes on. No other test could tell, short of a crash of the machine.
func TestOrderOfCalls(t *testing.T) {
	strace := testkit.Strace(t)
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	// -y has strace name the file of each number.
	trace, out, err := testkit.Trace(t, strace, []string{"-y", "-s", "0", "-e", "trace=write,fsync,fdatasync,renameat,renameat2,rename,mkdirat,mkdir,unlinkat,unlink"},
		func(name string, args ...string) *exec.Cmd {
			cmd := exec.CommandContext(t.Context(), name, args...)
			cmd.Env = append(os.Environ(), childDir+"="+dir, "GOMAXPROCS=1")
			return cmd
		})
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := []string{
		"mkdir a", "sync .", "mkdir a/b", "sync a",
		"write a/tmp", "sync a/tmp", "rename a/tmp a/f", "sync a",
		"sync a/f",
		"unlink a/f", "sync a",
	}
	if got := callsIn(trace, dir); !slices.Equal(got, want) {
		t.Errorf("calls:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// call is a call of a trace and what stands in its parentheses.
var call = regexp.MustCompile(`^\d+ +([a-z]+)[a-z0-9]*\((.*)`)

// callsIn are the calls of a trace that are about files below a directory, each in short.
func callsIn(trace, dir string) (out []string) {
	file := regexp.MustCompile(`[<"]` + regexp.QuoteMeta(dir) + `([^">]*)[">]`)
	for line := range strings.Lines(trace) {
		m := call.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name := m[1]
		for _, long := range []string{"mkdir", "rename", "unlink"} {
			if strings.HasPrefix(name, long) {
				name = long
			}
		}
		if strings.HasSuffix(name, "sync") {
			name = "sync"
		}
		said := name
		for _, f := range file.FindAllStringSubmatch(m[2], -1) {
			rel := strings.TrimPrefix(f[1], "/")
			if rel == "" {
				rel = "."
			}
			if durable.IsTemp(rel) {
				rel = filepath.Join(filepath.Dir(rel), "tmp")
			}
			said += " " + rel
		}
		if said != name {
			out = append(out, said)
		}
	}
	return out
}
