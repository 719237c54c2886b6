package witness_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	fnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/witness"
)

// The child that is killed in the midst of a request: what it opens, and where it stops.
const (
	childDir = "PROBITY_WITNESS_DIR"
	childLog = "PROBITY_WITNESS_LOG"
	childAt  = "PROBITY_WITNESS_AT"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		w, err := witness.Open(witness.Config{Dir: dir, LogKey: os.Getenv(childLog), Name: "witness.example/w", Complete: true, Now: time.Now})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		w.SetHook(func(step string) error {
			if step == os.Getenv(childAt) {
				return syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}
			return nil
		})
		lines, err := w.AddEpoch(os.Stdin)
		fmt.Println(lines, err)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// tree is a log of ids of which consistency can be proved.
type tree struct{ hashes []tlog.Hash }

func (l *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = l.hashes[x]
	}
	return out, nil
}

// newTree has n entries; those from fork on are others.
func newTree(t *testing.T, n, fork int) *tree {
	t.Helper()
	l := &tree{}
	for i := range n {
		e := fmt.Sprint("entry ", i)
		if i >= fork {
			e = fmt.Sprint("other ", i)
		}
		sum := sha256.Sum256([]byte(e))
		h, err := tlog.StoredHashes(int64(i), sum[:], l)
		must(t, err)
		l.hashes = append(l.hashes, h...)
	}
	return l
}

// request is the body of add-checkpoint.
func (l *tree) request(t *testing.T, r *register, log int, old, size int64) string {
	t.Helper()
	root, err := tlog.TreeHash(size, l)
	must(t, err)
	b := fmt.Sprintf("old %d\n", old)
	if old > 0 && old < size {
		p, err := tlog.ProveTree(size, old, l)
		must(t, err)
		for _, h := range p {
			b += base64.StdEncoding.EncodeToString(h[:]) + "\n"
		}
	}
	name := []string{origin, proof.EpochOrigin(origin)}[log]
	return b + "\n" + string(r.sign(log, proof.Checkpoint{Origin: name, Size: size, Root: hash(root)}))
}

func add(w *witness.Witness, body string) (string, error) {
	return w.AddCheckpoint(strings.NewReader(body))
}

func TestAnOrdinaryWitness(t *testing.T) {
	r := newRegister(t)
	dir := t.TempDir()
	w := r.witness(dir, false)
	l, fork := newTree(t, 20, 20), newTree(t, 20, 3)
	ask := func(log int, l *tree, old, size int64) error {
		t.Helper()
		body := l.request(t, r, log, old, size)
		line, err := add(w, body)
		if err == nil {
			opened(t, w, r, log, body, line)
		}
		return err
	}
	must(t, ask(0, l, 0, 5))
	must(t, ask(1, fork, 0, 7)) // the other log stands by itself
	must(t, ask(0, l, 5, 5))    // again: a new time
	must(t, ask(0, l, 5, 9))
	refused(t, ask(0, fork, 9, 9), 409, "size")
	refused(t, ask(0, fork, 9, 12), 422, "growth")
	refused(t, ask(0, l, 5, 12), 409, "size")
	refused(t, ask(0, l, 0, 12), 409, "size")
	refused(t, ask(0, fork, 0, 5), 409, "size")
	refused(t, ask(0, l, 9, 5), 400, "format")
	must(t, w.Close())
	w = r.witness(dir, false)
	refused(t, ask(0, fork, 9, 9), 409, "size")
	refused(t, ask(1, l, 7, 7), 409, "size")
	must(t, ask(0, l, 9, 20))
	must(t, ask(1, fork, 7, 8))
	stranger := newRegister(t)
	_, err := add(w, l.request(t, stranger, 0, 20, 20))
	refused(t, err, 403, "signature")
	good := l.request(t, r, 0, 20, 20)
	for _, c := range []struct {
		old, now string
		status   int
		check    string
	}{
		{"log.example/register\n20", "log.example/nobody\n20", 404, "origin"},
		{"old 20", "old 020", 400, "format"},
		{"old 20", "new 20", 400, "format"},
		{"old 20\n", "old 20\nAAAA\n", 400, "format"},
		{"old 20\n", "old 20\n" + strings.Repeat(strings.Repeat("A", 43)+"=\n", 64), 400, "format"},
		{"old 20\n", "old 20\n" + strings.Repeat("A", 43) + "=\n", 422, "growth"},
		{"\n20\n", "\n21\n", 403, "signature"},
		{"— ", strings.Repeat("x", 70000), 413, "format"},
	} {
		_, err := add(w, strings.Replace(good, c.old, c.now, 1))
		refused(t, err, c.status, c.check)
	}
	_, err = add(w, good)
	must(t, err)
}

// opened opens a cosigned checkpoint with other people's code.
func opened(t *testing.T, w *witness.Witness, r *register, log int, body, line string) {
	t.Helper()
	_, cp, _ := strings.Cut(body, "\n\n")
	v, err := fnote.NewVerifierForCosignatureV1(w.VKey())
	must(t, err)
	key := r.vkey
	if log == 1 {
		key, err = proof.EpochVKey(key)
		must(t, err)
	}
	lv, err := note.NewVerifier(key)
	must(t, err)
	n, err := note.Open([]byte(cp+line), note.VerifierList(lv, v))
	if err != nil || len(n.Sigs) != 2 {
		t.Errorf("%+v, %v", n, err)
	}
}

// TestACompleteKeySaysOneThing: it cosigns by add-checkpoint only what it has cosigned.
func TestACompleteKeySaysOneThing(t *testing.T) {
	r := newRegister(t)
	dir := t.TempDir()
	w := r.witness(dir, true)
	request := func(log int, old, size int64) string {
		root, name := rootOf(t, r.log), origin
		if log == 1 {
			root, name = rootOf(t, r.epochs), proof.EpochOrigin(origin)
		}
		return fmt.Sprintf("old %d\n\n%s", old, r.sign(log, proof.Checkpoint{Origin: name, Size: size, Root: root}))
	}
	b := r.batch(cheat{}, r.honest(3)...)
	_, err := add(w, request(0, 0, 4))
	refused(t, err, 403, "complete")
	_, err = show(w, b)
	must(t, err)
	for log, size := range []int64{4, 1} {
		_, err := add(w, request(log, size, size))
		must(t, err)
		_, err = add(w, request(log, size, size+1))
		refused(t, err, 403, "complete")
	}
	must(t, w.Close())
	_, err = witness.Open(witness.Config{Dir: dir, LogKey: r.vkey, Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "go on saying the same") {
		t.Errorf("opened as an ordinary witness: %v", err)
	}
	if _, err = witness.Open(witness.Config{Dir: dir, LogKey: newRegister(t).vkey, Complete: true, Now: time.Now}); err == nil {
		t.Error("opened as another register's")
	}
}

func TestOneProcess(t *testing.T) {
	r := newRegister(t)
	dir := t.TempDir()
	w := r.witness(dir, false)
	defer w.Close()
	if _, err := witness.Open(witness.Config{Dir: dir, LogKey: r.vkey, Name: "w", Now: time.Now}); err == nil {
		t.Error("two processes have one witness")
	}
	fi, err := os.Stat(filepath.Join(dir, "witness.key"))
	if err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("mode of the key: %v, %v", fi.Mode(), err)
	}
}

// TestNothingIsSignedThatIsNotKept: an error on the way to the disk, and one after it, leave no signature and no second view.
func TestNothingIsSignedThatIsNotKept(t *testing.T) {
	broken := errors.New("the disk is full")
	for _, at := range []string{"store", "stored"} {
		r := newRegister(t)
		dir := t.TempDir()
		w := r.witness(dir, false)
		l, fork := newTree(t, 9, 9), newTree(t, 9, 3)
		w.SetHook(func(step string) error {
			if step == at {
				return broken
			}
			return nil
		})
		if line, err := add(w, l.request(t, r, 0, 0, 5)); !errors.Is(err, broken) || line != "" {
			t.Errorf("%s: %q, %v", at, line, err)
		}
		must(t, w.Close())
		w = r.witness(dir, false)
		_, err := add(w, fork.request(t, r, 0, 0, 5))
		if at == "store" { // nothing was kept and nothing signed: either view may be the first
			must(t, err)
			continue
		}
		refused(t, err, 409, "size")
		_, err = add(w, l.request(t, r, 0, 5, 5)) // what was kept can be asked for again
		must(t, err)
	}
}

// TestKilled: a witness is killed by the system before and after its state is written, while a register waits.
func TestKilled(t *testing.T) {
	for at, kept := range map[string]int64{"store": 0, "stored": 1} {
		r := newRegister(t)
		dir := t.TempDir()
		request := string(r.batch(cheat{}, r.honest(3)...))
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir, childLog+"="+r.vkey, childAt+"="+at)
		cmd.Stdin = strings.NewReader(request)
		out, err := cmd.CombinedOutput()
		if err == nil || len(out) > 0 {
			t.Fatalf("%s: %v, %s", at, err, out)
		}
		w := r.witness(dir, true)
		if w.Epochs() != kept {
			t.Errorf("killed at %q: %d epochs", at, w.Epochs())
		}
		if _, err := show(w, []byte(request)); kept == 0 {
			must(t, err)
		} else {
			refused(t, err, 409, "size")
		}
		must(t, w.Close())
	}
}

func TestStateIsSmall(t *testing.T) {
	r := newRegister(t)
	dir := t.TempDir()
	w := r.witness(dir, true)
	for range 3 {
		_, err := show(w, r.batch(cheat{}, r.honest(30)...))
		must(t, err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "state.json"))
	must(t, err)
	const perPeak = 64 + len(`"",`)
	n := 0
	for _, tail := range []proof.MapTail{r.log, r.epochs} {
		n += len(tail.Peaks)
	}
	if rest := len(b) - n*perPeak; rest > 200 {
		t.Errorf("the state has %d bytes beside the peaks: %s", rest, b)
	} else {
		t.Logf("%d bytes, %d of them beside %d peaks", len(b), rest, n)
	}
}

func TestOverHTTP(t *testing.T) {
	r := newRegister(t)
	w := r.witness(t.TempDir(), true)
	var told []string
	srv := httptest.NewServer(w.Handler(func(path string, err error) { told = append(told, path+" "+err.Error()) }))
	defer srv.Close()
	do := func(method, path, body string) (int, string, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, srv.URL+path, strings.NewReader(body))
		must(t, err)
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		must(t, err)
		return res.StatusCode, res.Header.Get("Content-Type"), string(b)
	}
	b := string(r.batch(cheat{}, r.honest(3)...))
	if code, _, _ := do("POST", witness.PathEpoch, b[:len(b)/2]); code != 400 {
		t.Errorf("half a request: %d", code)
	}
	code, _, text := do("POST", witness.PathEpoch, b)
	if first, second, _ := strings.Cut(text, "\n\n"); code != 200 || !strings.HasPrefix(first, "— witness.example/w ") || !strings.HasPrefix(second, "— witness.example/w ") {
		t.Errorf("%d %q", code, text)
	}
	if code, kind, text := do("POST", witness.PathEpoch, b); code != 409 || kind != "text/x.tlog.size" || text != "1\n" {
		t.Errorf("again: %d %s %q", code, kind, text)
	}
	if code, kind, text := do("GET", witness.PathEpochs, ""); code != 200 || kind != "text/x.tlog.size" || text != "1\n" {
		t.Errorf("epochs: %d %s %q", code, kind, text)
	}
	if code, kind, text := do("POST", witness.PathCheckpoint, "old 0\n\n"+string(r.sign(0, proof.Checkpoint{Origin: origin, Size: 4, Root: rootOf(t, r.log)}))); code != 409 || kind != "text/x.tlog.size" || text != "4\n" {
		t.Errorf("add-checkpoint: %d %s %q", code, kind, text)
	}
	if code, _, _ := do("GET", witness.PathCheckpoint, ""); code != 405 {
		t.Errorf("GET: %d", code)
	}
	if len(told) != 3 {
		t.Errorf("told: %q", told)
	}
	plain := httptest.NewServer(r.witness(t.TempDir(), false).Handler(nil))
	defer plain.Close()
	srv = plain
	if code, _, _ := do("GET", witness.PathEpochs, ""); code != 404 {
		t.Errorf("an ordinary witness was asked for epochs: %d", code)
	}
}

// TestAtTheSameTime: of many requests that contradict each other one is cosigned.
func TestAtTheSameTime(t *testing.T) {
	r := newRegister(t)
	w, whole := r.witness(t.TempDir(), false), r.witness(t.TempDir(), true)
	request := r.batch(cheat{}, r.honest(3)...)
	const many = 8
	var all sync.WaitGroup
	var signed, shown atomic.Int64
	for i := range many {
		body := newTree(t, 9, i).request(t, r, 0, 0, 9)
		all.Go(func() {
			if line, err := add(w, body); err == nil && line != "" {
				signed.Add(1)
			}
		})
		all.Go(func() {
			if _, err := show(whole, request); err == nil {
				shown.Add(1)
			}
		})
	}
	all.Wait()
	if signed.Load() != 1 || shown.Load() != 1 || whole.Epochs() != 1 {
		t.Errorf("%d views and %d steps were cosigned", signed.Load(), shown.Load())
	}
}

func FuzzAddCheckpoint(f *testing.F) {
	r := newRegister(f)
	f.Add(fmt.Sprintf("old 0\n\n%s", r.sign(0, proof.Checkpoint{Origin: origin, Size: 4, Root: hash{1}})))
	f.Add("old 1\nAAAA\n\nx\n")
	w := r.witness(f.TempDir(), false)
	f.Fuzz(func(_ *testing.T, body string) { _, _ = add(w, body) })
}
