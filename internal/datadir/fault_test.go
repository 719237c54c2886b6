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
	"slices"
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

// calls are the system calls by which a register in a directory reads, writes and locks its files, and speaks with its witness; and those of its
// store, which SQLite makes in its own way. A lock of the store is an fcntl, as is much that Go does to no file of ours.
func calls(dir string) []testkit.Calls {
	store := filepath.Join(dir, datadir.StoreFile)
	return []testkit.Calls{
		{Names: strings.Split("openat,read,write,pwrite64,fsync,fdatasync,ftruncate,renameat,linkat,mkdirat,unlinkat,fchmod,close,flock,getdents64,newfstatat", ",")},
		{Names: strings.Split("open,pread64,pwrite64,fsync,fdatasync,ftruncate,unlink,fcntl,close", ","), Files: []string{store, store + "-wal", store + "-shm"}},
	}
}

// filling are the calls that a full disk lets fail.
var filling = strings.Split("openat,open,write,pwrite64,fsync,fdatasync,ftruncate,renameat,linkat,mkdirat", ",")

var faultDay = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// The days of the child, and of what comes after its fault.
var childDay, afterDay = faultDay.AddDate(0, 0, 9), faultDay.AddDate(0, 0, 19)

// TestEveryFileCallFails lets calls of the file system fail, and kills the process at them, while a list is taken in, put into store and map,
// shown to a witness and published, and a body removed. After a restart nothing acknowledged is missing, no checkpoint that was signed contradicts
// the log that goes on otherwise, the witness has cosigned one view and goes on with it, and an audit is clean. PROBITY_FAULTS is the number of calls
// that are tried in each way, of each system call by turns (40 if not set); 0 tries every one.
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
	v := beginFaulty(t, start)
	var possible []testkit.Fault
	for i := range calls("") {
		dir := clone(t, start)
		closeIt := v.keep(t, filepath.Join(dir, witnessDir))
		v.at(childDay)
		some, err := testkit.Possible(t, strace, calls(filepath.Join(dir, dataDir))[i], faulty(t, filepath.Join(dir, dataDir)))
		if err != nil {
			t.Fatalf("without a fault: %v", err)
		}
		closeIt()
		possible = append(possible, some...)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d calls, seed %d", len(possible), seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, how := range []string{"error=EIO", "error=ENOSPC", "signal=SIGKILL"} {
		can := possible
		if how == "error=ENOSPC" {
			can = slices.DeleteFunc(slices.Clone(can), func(f testkit.Fault) bool { return !slices.Contains(filling, f.Call) })
		}
		met, missed := 0, map[string]int{}
		chosen := testkit.Draw(random, can, tries)
		for _, fault := range chosen {
			fault.How = how
			t.Run(fault.String(), func(t *testing.T) {
				dir := clone(t, start)
				data := filepath.Join(dir, dataDir)
				defer v.keep(t, filepath.Join(dir, witnessDir))()
				v.at(childDay)
				if fault.Files != nil {
					fault.Files = calls(data)[1].Files
				}
				hit, out := testkit.Faulty(t, strace, &fault, faulty(t, data))
				if hit {
					met++
				} else {
					missed[fault.Call]++
				}
				v.at(afterDay)
				afterFault(t, v, data, acknowledgedBy(out))
			})
		}
		t.Logf("%s: %d of %d runs met it; missed: %v", how, met, len(chosen), missed)
		if 2*met < len(chosen) {
			t.Errorf("%s: most runs met no fault", how)
		}
	}
}

// What a run has of its own: a register and its witness.
const dataDir, witnessDir = "data", "witness"

// beginFaulty makes a register that publishes nothing without its witness, and the witness, in the new directory dir.
func beginFaulty(t *testing.T, dir string) *watch {
	t.Helper()
	data := filepath.Join(dir, dataDir)
	w := openFaulty(t, data, faultDay)
	v := newWatch(t, w.Log.VKey())
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	defer v.keep(t, filepath.Join(dir, witnessDir))()
	v.demand(t, data)
	v.at(faultDay)
	w = openFaulty(t, data, faultDay)
	if err := takeIn(t.Context(), w, "2026-06-01", 20, func(int64) {}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	v.published(t, data, 1)
	return v
}

// afterFault restarts the register, goes on otherwise than it would have, and audits it.
func afterFault(t *testing.T, v *watch, dir string, acknowledged int64) {
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
	v.published(t, dir, acknowledged)
	w := openFaulty(t, dir, afterDay)
	note()
	state, err := w.Register.State(t.Context())
	if err != nil || state.Size < acknowledged {
		t.Fatalf("%d claims were acknowledged, %d are there: %v", acknowledged, state.Size, err)
	}
	if err := w.Unpublished(); err != nil {
		t.Errorf("the witness does not go on with it: %v", err)
	}
	v.published(t, dir, state.Size)
	if err := takeIn(t.Context(), w, "2026-06-20", 7, func(size int64) { acknowledged = size }); err != nil {
		t.Fatal(err)
	}
	note()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if number, known := v.published(t, dir, acknowledged), v.w.Epochs(); known != number+1 {
		t.Errorf("epoch %d is published, and the witness knows %d", number, known)
	}
	for i, at := range []string{dir, filepath.Join(dir, epoch.Dir)} {
		r, err := ledger.OpenReader(at)
		if err != nil {
			t.Fatal(err)
		}
		cosigned := v.cosigned(i)
		if len(cosigned) == 0 {
			t.Error("the witness cosigned nothing")
		}
		for _, cp := range slices.Concat(seen[i], cosigned) {
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

// faulty is the child that works on dir. What it leaves when it is killed goes with the test.
func faulty(t *testing.T, dir string) func(string, ...string) *exec.Cmd {
	return func(name string, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Env = append(os.Environ(), childFaults+"="+dir, "TMPDIR="+t.TempDir(), "GOMAXPROCS=1")
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
	w, err := datadir.OpenWriter(ctx, datadir.Config{Dir: dir, Now: func() time.Time { return childDay }})
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

func openFaulty(t *testing.T, dir string, day time.Time) *datadir.Writer {
	t.Helper()
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "fictional.example/faults", Now: func() time.Time { return day }})
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

// clone copies a register and its witness.
func clone(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "run")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{"data/keys": 0o700, "data/keys/log.key": 0o600, "data/keys/salt.key": 0o600, "witness/witness.key": 0o600} {
		if err := os.Chmod(filepath.Join(to, filepath.FromSlash(name)), mode); err != nil {
			t.Fatal(err)
		}
	}
	return to
}
