package oracle

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// deadline bounds what hangs; nothing here is timed.
const deadline = 3 * time.Minute

func TestMain(m *testing.M) { os.Exit(run(m)) }

// probity is the command under test; it is set once, before any test.
var probity string

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "probity-oracle-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	probity = filepath.Join(dir, "probity")
	build := exec.Command("go", "build", "-o", probity, "./cmd/probity")
	build.Dir = filepath.Join("..", "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build the command:", err)
		return 1
	}
	return m.Run()
}

// command runs the program to its end and gives what it printed.
func command(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), deadline)
	defer stop()
	cmd := exec.CommandContext(ctx, probity, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("probity %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return string(out)
}

// register is that of the demo, of an invented country, with its witnesses.
type register struct {
	dir       string
	witnesses []witness
}

type witness struct {
	Called string // in the policy
	URL    string `json:"url"`
	VKey   string `json:"vkey"`
}

func (w *witness) name() string {
	name, _, _ := strings.Cut(w.VKey, "+")
	return name
}

// newRegister makes a register that nobody witnesses yet, and starts the witnesses.
func newRegister(t *testing.T) *register {
	t.Helper()
	r := &register{dir: filepath.Join(t.TempDir(), "data")}
	command(t, "demo", "--once", "--data", r.dir)
	for _, called := range []string{"first", "second", "whole"} {
		args := []string{"--name", called + ".example/witness"}
		if called == "whole" {
			args = append(args, "--complete")
		}
		r.witnesses = append(r.witnesses, startWitness(t, called, r.key(t, "log.vkey"), args...))
	}
	return r
}

// startWitness gives the witness once it has said where it listens.
func startWitness(t *testing.T, called, vkey string, args ...string) witness {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), deadline)
	args = append([]string{"witness", "--json", "--log-key", vkey, "--listen", "127.0.0.1:0", "--state", filepath.Join(t.TempDir(), "state")}, args...)
	cmd := exec.CommandContext(ctx, probity, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = deadline
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // the error is that it was interrupted
		if stderr.Len() > 0 {
			t.Logf("witness %s: %s", called, stderr.Bytes())
		}
	})
	w := witness{Called: called}
	if err := json.NewDecoder(out).Decode(&w); err != nil || w.URL == "" || w.VKey == "" {
		t.Fatalf("witness %s said %+v, %v", called, w, err)
	}
	return w
}

func (r *register) key(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(r.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

// policy is what a verifier of a log of the register demands, in the form of C2SP tlog-policy: comments, tabs, addresses, groups in groups.
func (r *register) policy(vkey string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# FICTIONAL witnesses\n\nlog %s\n", vkey)
	for _, w := range r.witnesses {
		fmt.Fprintf(&b, "witness\t%s  %s %s\n", w.Called, w.VKey, w.URL)
	}
	b.WriteString("  # one of the two that see the logs grow\ngroup growth any first second\ngroup both all growth whole\nquorum both\n")
	return b.String()
}

// cosigned gives the register the policy, and lets every witness cosign what is published.
func (r *register) cosigned(t *testing.T) {
	t.Helper()
	file := filepath.Join(r.dir, "witness-policy")
	if err := os.WriteFile(file, []byte(r.policy(r.key(t, "log.vkey"))), 0o600); err != nil {
		t.Fatal(err)
	}
	var said struct{ Cosigned []json.RawMessage }
	if err := json.Unmarshal([]byte(command(t, "log", "cosign", "--json", "--data", r.dir)), &said); err != nil || len(said.Cosigned) != len(r.witnesses) {
		t.Fatalf("%d of %d witnesses have cosigned: %v", len(said.Cosigned), len(r.witnesses), err)
	}
}

// log is one of the two logs of a register.
type log struct {
	r    *register
	name string
	dir  string
	flag []string
	vkey string
	size int
}

func (r *register) logs(t *testing.T) []*log {
	t.Helper()
	logs := []*log{
		{r: r, name: "claims", dir: filepath.Join(r.dir, "log"), vkey: r.key(t, "log.vkey")},
		{r: r, name: "epochs", dir: filepath.Join(r.dir, "epochs", "log"), vkey: r.key(t, filepath.Join("epochs", "log.vkey")), flag: []string{"--epochs"}},
	}
	for _, l := range logs {
		// The second line of the checkpoint, behind the empty line of the proof.
		_, cp, _ := strings.Cut(l.proof(t, 0), "\n\n")
		n, err := strconv.Atoi(strings.Split(cp, "\n")[1])
		if err != nil || n < 3 {
			t.Fatalf("the log of %s has %d entries, %v", l.name, n, err)
		}
		l.size = n
	}
	return logs
}

// some are indexes of the log: those at the edges of its tiles, and all if there are few.
func (l *log) some() []int {
	if l.size <= 256 {
		all := make([]int, l.size)
		for i := range all {
			all[i] = i
		}
		return all
	}
	return []int{0, 1, 127, 128, 254, 255, 256, l.size / 2, l.size - 2, l.size - 1}
}

func (l *log) proof(t *testing.T, index int) string {
	t.Helper()
	return command(t, append([]string{"log", "proof", strconv.Itoa(index), "--data", l.r.dir}, l.flag...)...)
}

// body reads a body as docs/format-ledger.md says.
func (l *log) body(t *testing.T, index int) []byte {
	t.Helper()
	name := fmt.Sprintf("%03d", index/256) // there are fewer than 256,000
	if width := l.size - index/256*256; width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	b, err := os.ReadFile(filepath.Join(l.dir, "bodies", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(b, []byte("\n"))[index%256]
}

// origin is the name of the log, which its key says.
func (l *log) origin() string {
	name, _, _ := strings.Cut(l.vkey, "+")
	return name
}

// without takes the signature lines of witnesses out of a proof.
func (l *log) without(t *testing.T, text string, called []string) string {
	t.Helper()
	for _, w := range l.r.witnesses {
		if slices.Contains(called, w.Called) {
			text = strings.Replace(text, signature(t, text, w.name()), "", 1)
		}
	}
	return text
}

// signature is the line of a proof that somebody signed.
func signature(t *testing.T, text, name string) string {
	t.Helper()
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "— "+name+" ") {
			return line
		}
	}
	t.Fatalf("%s has not signed:\n%s", name, text)
	return ""
}
