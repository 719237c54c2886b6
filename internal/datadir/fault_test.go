package datadir_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/audit"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/testkit"
)

// childFaults is the environment of the child whose calls of the file system fail: the directory of the register.
const childFaults = "PROBITY_FAULT_DATA"

// fileCalls are the system calls by which a register changes its files, and those that open them.
var fileCalls = strings.Split("openat,write,pwrite64,fsync,fdatasync,ftruncate,renameat,linkat,mkdirat,unlinkat,fchmod", ",")

var faultDay = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// TestEveryFileCallFails lets calls of the file system fail, and kills the process at them, while a list is taken in, put into store and map
// and published, and a body removed. After a restart nothing acknowledged is missing, no checkpoint that was signed contradicts the log that goes on
// otherwise, and an audit is clean. PROBITY_FAULTS is the number of calls that are tried in each way, spread over all (40 if not set); 0
// tries every one.
func TestEveryFileCallFails(t *testing.T) {
	strace := testkit.Strace(t)
	tries := 40
	if s := os.Getenv("PROBITY_FAULTS"); s != "" {
		var err error
		if tries, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	start := filepath.Join(t.TempDir(), "start")
	w := openFaulty(t, start)
	if err := takeIn(t.Context(), w, "2026-06-01", 20, func(int64) {}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, possible, _, err := testkit.Traced(t, strace, fileCalls, nil, faulty(t, clone(t, start)))
	if err != nil {
		t.Fatalf("without a fault: %v", err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d calls, seed %d", len(possible), seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, how := range []string{"error=EIO", "error=ENOSPC", "signal=SIGKILL"} {
		chosen := random.Perm(len(possible))
		if tries > 0 {
			chosen = chosen[:min(tries, len(chosen))]
		}
		met := 0
		for _, i := range chosen {
			fault := possible[i]
			fault.How = how
			t.Run(fault.String(), func(t *testing.T) {
				dir := clone(t, start)
				hit, _, out, _ := testkit.Traced(t, strace, fileCalls, &fault, faulty(t, dir))
				if hit {
					met++
				}
				afterFault(t, dir, acknowledgedBy(out))
			})
		}
		t.Logf("%s: %d of %d runs met it", how, met, len(chosen))
		if met == 0 {
			t.Errorf("%s: no call failed", how)
		}
	}
}

// afterFault restarts the register, goes on otherwise than it would have, and audits it.
func afterFault(t *testing.T, dir string, acknowledged int64) {
	t.Helper()
	var seen [2][]ledger.Checkpoint // what was signed, of the claims and of the epochs
	note := func() {
		for i, at := range []string{dir, filepath.Join(dir, epoch.Dir)} {
			r, err := ledger.OpenReader(at)
			if err != nil {
				t.Fatal(err)
			}
			head, err := r.Head()
			if err != nil {
				t.Fatal(err)
			}
			seen[i] = append(seen[i], head)
		}
	}
	note()
	w := openFaulty(t, dir)
	note()
	state, err := w.Register.State(t.Context())
	if err != nil || state.Size < acknowledged {
		t.Fatalf("%d claims were acknowledged, %d are there: %v", acknowledged, state.Size, err)
	}
	if err := takeIn(t.Context(), w, "2026-06-20", 7, func(int64) {}); err != nil {
		t.Fatal(err)
	}
	note()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for i, at := range []string{dir, filepath.Join(dir, epoch.Dir)} {
		r, err := ledger.OpenReader(at)
		if err != nil {
			t.Fatal(err)
		}
		for _, cp := range seen[i] {
			if root, err := r.RootAt(cp.Size); err != nil || root != cp.Root {
				t.Errorf("two views of size %d were signed: %v", cp.Size, err)
			}
		}
	}
	rep, err := audit.Run(t.Context(), audit.Config{Dir: dir, Work: t.TempDir(), Reader: datadir.Claims()})
	if err != nil || !rep.Clean {
		t.Fatalf("audit: %v, %+v", err, rep)
	}
}

// faulty is the child that works on dir.
func faulty(t *testing.T, dir string) func(string, ...string) *exec.Cmd {
	return func(name string, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Env = append(os.Environ(), childFaults+"="+dir, "GOMAXPROCS=1")
		return cmd
	}
}

// acknowledgedBy is the last size that a child acknowledged.
func acknowledgedBy(out []byte) (size int64) {
	for line := range strings.Lines(string(out)) {
		if rest, ok := strings.CutPrefix(line, "acknowledged "); ok {
			if n, err := strconv.ParseInt(strings.TrimSpace(rest), 10, 64); err == nil {
				size = n
			}
		}
	}
	return size
}

// faultyChild is what the child does: it opens a register, takes in a list, removes a body, and takes in another list.
func faultyChild(ctx context.Context, dir string) error {
	w, err := datadir.OpenWriter(ctx, datadir.Config{Dir: dir, Now: func() time.Time { return faultDay.AddDate(0, 0, 9) }})
	if err != nil {
		return err
	}
	say := func(size int64) { fmt.Println("acknowledged", size) }
	err = takeIn(ctx, w, "2026-06-10", 25, say)
	if err == nil {
		err = errors.Join(w.Intake.Remove(ctx, 4, "Sample Data Act, section 1"), takeIn(ctx, w, "2026-06-11", 30, say))
	}
	return errors.Join(err, w.Close())
}

func openFaulty(t *testing.T, dir string) *datadir.Writer {
	t.Helper()
	now := faultDay
	if _, err := os.Stat(dir); err == nil {
		now = faultDay.AddDate(0, 0, 19)
	}
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "fictional.example/faults", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatalf("restart: %v", err)
	}
	return w
}

// takeIn takes in a list of invented organisations.
func takeIn(ctx context.Context, w *datadir.Writer, published claim.Date, n int, acknowledged func(size int64)) error {
	e := source.Entry{ID: "board", SourceEntry: claim.SourceEntry{Title: "FICTIONAL", Origin: "official", Criterion: "exclusion"}, Readers: source.ProbityReaders()}
	if _, err := w.Intake.Sync(ctx, []intake.Act{intake.AdmitSource(e), intake.AddKey(w.Log.VKey())}); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "probity-faults-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var text []byte
	for i := range n {
		row, err := json.Marshal(map[string]any{
			"party": strconv.Itoa(i), "type": "organisation", "names": []map[string]string{{"value": fmt.Sprintf("Orlan %d Ltd", i)}},
			"statements": []map[string]string{{"key": "1", "kind": "EXC.DEBAR", "state": "in_force"}},
		})
		if err != nil {
			return err
		}
		text = append(append(text, row...), '\n')
	}
	path := filepath.Join(dir, "board.ndjson")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return err
	}
	res, err := w.Intake.File(ctx, e, []*format.File{{Path: path}}, intake.Options{Published: published, Confirm: true})
	if err != nil {
		return fmt.Errorf("taking in the list of %s: %w", published, err)
	}
	acknowledged(res.Size)
	return nil
}

func clone(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{"keys": 0o700, "keys/log.key": 0o600, "keys/salt.key": 0o600} {
		if err := os.Chmod(filepath.Join(to, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	return to
}
