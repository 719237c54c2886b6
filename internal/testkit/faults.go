package testkit

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Calls are system calls that can fail, or at which a process can be killed.
type Calls struct {
	Names []string
	Files []string // those on these files alone; none: all
}

// Fault is a call of the file system and what becomes of it, as strace injects it. It counts each system call by itself, in each thread.
type Fault struct {
	Call  string   // system call
	N     int      // its Nth call of a thread
	How   string   // error=EIO, signal=SIGKILL
	Files []string // on these files, if there are some
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

// Trace runs a command that is this test's own binary, with the environment of cmd, under strace with these arguments, and gives the
// trace and what the command wrote. The error is the command's own.
func Trace(t testing.TB, strace string, args []string, cmd func(name string, args ...string) *exec.Cmd) (trace string, out []byte, err error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "trace")
	out, err = cmd(strace, slices.Concat([]string{"-f", "-o", file}, args, []string{os.Args[0]})...).Output()
	raw, readErr := os.ReadFile(file)
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(raw), out, err
}

// Possible runs a command without a fault and gives those that a run can meet.
func Possible(t testing.TB, strace string, calls Calls, cmd func(name string, args ...string) *exec.Cmd) ([]Fault, error) {
	t.Helper()
	trace, _, err := Trace(t, strace, calls.args(calls.Names), cmd)
	return calls.faultsOf(trace), err
}

// Faulty runs a command with a fault, and says whether it was met.
func Faulty(t testing.TB, strace string, fault *Fault, cmd func(name string, args ...string) *exec.Cmd) (met bool, out []byte) {
	t.Helper()
	calls := Calls{Files: fault.Files}
	trace, out, _ := Trace(t, strace, append(calls.args([]string{fault.Call}), "-e", "inject="+fault.String()), cmd)
	return strings.Contains(trace, "INJECTED") || strings.Contains(trace, "killed by SIGKILL"), out
}

// args have strace look at calls by some of the names.
func (c *Calls) args(names []string) []string {
	args := []string{"-e", "trace=" + strings.Join(names, ",")}
	for _, f := range c.Files {
		args = append(args, "-P", f)
	}
	return args
}

// traced is a line of a trace: thread and call.
var traced = regexp.MustCompile(`(?m)^(\d+) +(\w+)\(`)

// faultsOf gives every Nth call that some thread of a trace made.
func (c *Calls) faultsOf(trace string) (out []Fault) {
	made := map[[2]string]int{}
	most := map[string]int{}
	for _, m := range traced.FindAllStringSubmatch(trace, -1) {
		key := [2]string{m[1], m[2]}
		made[key]++
		most[m[2]] = max(most[m[2]], made[key])
	}
	for _, call := range c.Names {
		for n := range most[call] {
			out = append(out, Fault{Call: call, N: n + 1, Files: c.Files})
		}
	}
	return out
}

// Draw gives n of the faults, all if n is 0: of each system call by turns, since a few of them are most of what a process does.
func Draw(random *rand.Rand, faults []Fault, n int) []Fault {
	faults = slices.Clone(faults)
	random.Shuffle(len(faults), func(i, j int) { faults[i], faults[j] = faults[j], faults[i] })
	if n == 0 || n >= len(faults) {
		return faults
	}
	turn, drawn := make([]int, len(faults)), map[string]int{}
	order := make([]int, len(faults))
	for i, f := range faults {
		call := fmt.Sprint(f.Call, f.Files)
		order[i], turn[i] = i, drawn[call]
		drawn[call]++
	}
	slices.SortStableFunc(order, func(i, j int) int { return turn[i] - turn[j] })
	out := make([]Fault, n)
	for i := range out {
		out[i] = faults[order[i]]
	}
	return out
}
