package testkit

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Fault is a call of the file system and what becomes of it, as strace injects it. It counts each system call by itself, in each thread.
type Fault struct {
	Call string // system call
	N    int    // its Nth call of a thread
	How  string // error=EIO, signal=SIGKILL
}

func (f Fault) String() string { return fmt.Sprintf("%s:%s:when=%d", f.Call, f.How, f.N) }

// Strace finds strace, or skips the test where it is absent or may not trace, and with -short.
func Strace(t testing.TB) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil || testing.Short() {
		t.Skip("needs strace, and is left out of short runs")
	}
	if out, err := exec.CommandContext(t.Context(), strace, "-e", "trace=close", "true").CombinedOutput(); err != nil {
		t.Skipf("strace cannot trace here: %s", out)
	}
	return strace
}

// Traced runs a command that is this test's own binary, with the environment of cmd, under strace: with a fault, or with none. It
// gives the faults of that kind that a run can meet, calls being the system calls to look at, and whether this one was met. The error is the
// command's own.
func Traced(t testing.TB, strace string, calls []string, fault *Fault, cmd func(name string, args ...string) *exec.Cmd) (met bool, possible []Fault, out []byte, err error) {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	args := []string{"-f", "-o", trace, "-e", "trace=" + strings.Join(calls, ",")}
	if fault != nil {
		args = append(args, "-e", "inject="+fault.String())
	}
	out, err = cmd(strace, append(args, os.Args[0])...).Output()
	raw, readErr := os.ReadFile(trace)
	if readErr != nil {
		t.Fatal(readErr)
	}
	text := string(raw)
	return strings.Contains(text, "INJECTED") || strings.Contains(text, "killed by SIGKILL"), faultsOf(text, calls), out, err
}

// traced is a line of a trace: thread and call.
var traced = regexp.MustCompile(`(?m)^(\d+) +(\w+)\(`)

// faultsOf gives every Nth call that some thread of a trace made.
func faultsOf(trace string, calls []string) (out []Fault) {
	made := map[[2]string]int{}
	most := map[string]int{}
	for _, m := range traced.FindAllStringSubmatch(trace, -1) {
		key := [2]string{m[1], m[2]}
		made[key]++
		most[m[2]] = max(most[m[2]], made[key])
	}
	for _, call := range calls {
		for n := range most[call] {
			out = append(out, Fault{Call: call, N: n + 1})
		}
	}
	return out
}
