package datadir_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/testkit"
)

// Environment of the child that is killed: the directories of the register and of the lists.
const (
	childData  = "PROBITY_KILL_DATA"
	childLists = "PROBITY_KILL_LISTS"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childData); dir != "" {
		if err := ingestAll(context.Background(), dir, os.Getenv(childLists), time.Now); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if dir := os.Getenv(childFaults); dir != "" {
		if err := faultyChild(context.Background(), dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// ingestAll takes in every real list that the register has not read yet and says on standard output what was
// acknowledged.
func ingestAll(ctx context.Context, dir, lists string, now func() time.Time) error {
	w, err := datadir.OpenWriter(ctx, datadir.Config{Dir: dir, Origin: "kill.probity.local/log", Now: now})
	if err != nil {
		return err
	}
	defer w.Close()
	for _, l := range testkit.Lists {
		entry, ok := source.Find(l.Source)
		if !ok {
			return fmt.Errorf("no source %q", l.Source)
		}
		var files []*format.File
		for _, f := range l.Files {
			files = append(files, &format.File{Path: filepath.Join(lists, f)})
		}
		digest, _, err := intake.FileDigest(files)
		if err != nil {
			return err
		}
		if snap, err := w.Register.Snapshot(ctx, l.Source, digest); err != nil || snap != nil {
			if err != nil {
				return err
			}
			continue
		}
		res, err := w.Intake.File(ctx, entry, files, intake.Options{Published: claim.Date(l.Published), Confirm: true})
		if err != nil {
			return fmt.Errorf("%s: %w", l.Source, err)
		}
		fmt.Println("acknowledged", res.Size)
	}
	return w.Close()
}

// TestKilledAtAnyMoment kills an ingestion of all real lists at random moments, again and again, until PROBITY_KILLS
// kills are done (30 by default): after each restart nothing acknowledged is missing and no half batch is visible; after
// each whole round the log is clean and the state is that of an undisturbed run.
func TestKilledAtAnyMoment(t *testing.T) {
	lists := testkit.SharedData(t)
	kills := 30
	if s := os.Getenv("PROBITY_KILLS"); s != "" {
		var err error
		if kills, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	if testing.Short() {
		t.Skip("kills an ingestion of all real lists: left out of short runs")
	}
	undisturbed := t.TempDir()
	start := time.Now()
	if err := ingestAll(t.Context(), undisturbed, lists, time.Now); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)
	want := stateAfterRebuild(t, undisturbed)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d; an undisturbed run takes %s", seed, whole)
	random := rand.New(rand.NewPCG(seed, 0))
	for done := 0; done < kills; {
		dir := filepath.Join(t.TempDir(), "data")
		var acknowledged int64
		for finished := false; !finished; {
			pause := time.Duration(random.Int64N(int64(whole) / 3))
			if done >= kills { // let the last round come to its end
				pause = time.Hour
			}
			var killed bool
			acknowledged, killed, finished = runChild(t, dir, lists, pause, acknowledged)
			if killed {
				done++
			}
			checkAfterCrash(t, dir, acknowledged)
		}
		if _, err := ledger.Fsck(t.Context(), dir, nil); err != nil {
			t.Fatalf("after %d kills: %v", done, err)
		}
		if got := stateAfterRebuild(t, dir); got != want {
			t.Fatalf("after %d kills the state is %s, undisturbed it is %s", done, got, want)
		}
	}
	t.Logf("%d kills", kills)
}

// runChild starts an ingestion and kills it after pause, if it has not ended by then.
func runChild(t *testing.T, dir, lists string, pause time.Duration, before int64) (acknowledged int64, killed, finished bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), pause)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childData+"="+dir, childLists+"="+lists)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run() // the context kills with SIGKILL
	acknowledged = before
	lines := bufio.NewScanner(&out)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "acknowledged "); ok {
			if n, err := strconv.ParseInt(rest, 10, 64); err == nil {
				acknowledged = n
			}
		}
	}
	if ctx.Err() != nil {
		return acknowledged, true, false
	}
	if err != nil {
		t.Fatalf("the ingestion failed by itself: %v\n%s", err, errs.String())
	}
	return acknowledged, false, true
}

// checkAfterCrash reads what a reader sees before any writer has repaired anything, and what stands after the repair.
func checkAfterCrash(t *testing.T, dir string, acknowledged int64) {
	t.Helper()
	if r, err := datadir.OpenReader(t.Context(), dir); err == nil {
		visible(t, r, 0)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "kill.probity.local/log", Now: time.Now})
	if err != nil {
		t.Fatalf("restart: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := datadir.OpenReader(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	visible(t, r, acknowledged)
}

// visible checks that the store ends with a closed batch and holds at least what was acknowledged.
func visible(t *testing.T, r *datadir.Reader, acknowledged int64) {
	t.Helper()
	state, err := r.Register.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if state.Size < acknowledged {
		t.Fatalf("%d claims were acknowledged, %d are there", acknowledged, state.Size)
	}
	if state.Size == 0 {
		return
	}
	last, err := r.Register.Claim(t.Context(), state.Size-1)
	if err != nil || last == nil || last.Claim.Recorded == "" {
		t.Fatalf("the last visible claim (%d) does not close a batch: %v", state.Size-1, err)
	}
	head, err := r.Log.Head()
	if err != nil || head.Size < state.Size {
		t.Fatalf("the store shows %d claims, the log %d: %v", state.Size, head.Size, err)
	}
}

func stateAfterRebuild(t *testing.T, dir string) string {
	t.Helper()
	if err := datadir.Rebuild(t.Context(), datadir.Config{Dir: dir, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	r, err := datadir.OpenReader(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	digest, err := r.Register.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return digest
}
