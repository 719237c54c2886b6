package ledger

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// killed is what a killed writer had said.
type killed struct {
	acked   int64          // size of the last acknowledged checkpoint
	commits map[int64]bool // sizes at the ends of batches that it began to commit
	removes map[int64]bool // bodies that it began to remove
	removed map[int64]bool // bodies whose removal was acknowledged
}

// TestKilledWriter kills a writing process at random moments, over and over in one directory. Nothing acknowledged may be
// lost, no part of a batch may be seen, and the ledger must be sound each time.
func TestKilledWriter(t *testing.T) {
	rounds := 30
	if testing.Short() {
		rounds = 5
	}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	k := killed{commits: map[int64]bool{0: true}, removes: map[int64]bool{}, removed: map[int64]bool{}}
	for round := range rounds {
		k.run(t, dir, uint64(round), random)
		if _, err := os.Stat(filepath.Join(dir, vkeyFile)); err == nil {
			// Before anything is repaired, a reader sees the end of a batch.
			if r, err := OpenReader(dir); err == nil {
				k.check(t, r)
			} else if !errors.Is(err, os.ErrNotExist) || k.acked > 0 {
				t.Fatalf("round %d: %v", round, err)
			}
		}
		if random.IntN(2) == 0 && round < rounds-1 {
			continue // let the next writer repair it, and be killed while it does
		}
		l := openTest(t, dir)
		k.check(t, l.Reader)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		report, err := Fsck(t.Context(), dir, nil)
		if err != nil || report.PendingCount != 0 {
			t.Fatalf("round %d: %+v, %v", round, report, err)
		}
	}
	t.Logf("%d entries, %d bodies removed, after %d kills", k.acked, len(k.removed), rounds)
}

// run starts a writer and kills it after a random number of steps, or a random time into the last of them.
func (k *killed) run(t *testing.T, dir string, seed uint64, random *rand.Rand) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir, fmt.Sprintf("%s_SEED=%d", childDir, seed))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { _ = cmd.Process.Kill() }
	left := max(0, random.IntN(30)-5)
	delay := time.Duration(random.IntN(20)) * time.Millisecond
	if left == 0 {
		time.AfterFunc(delay, kill)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		var n int64
		_, _ = fmt.Sscan(rest, &n)
		switch word {
		case "error":
			t.Errorf("the writer failed: %s", rest)
		case "commit":
			k.commits[n] = true
		case "ack":
			k.acked = n
		case "remove":
			k.removes[n] = true
		case "removed":
			k.removed[n] = true
		}
		if left--; left == 0 {
			time.AfterFunc(delay, kill)
		}
	}
	_ = cmd.Wait() // it was killed
}

// check compares the log that r sees with what the writer said.
func (k *killed) check(t *testing.T, r *Reader) {
	t.Helper()
	head, err := r.Head()
	if err != nil {
		t.Fatal(err)
	}
	if head.Size < k.acked || !k.commits[head.Size] {
		t.Fatalf("the log ends at %d; acknowledged were %d, batches end at %v", head.Size, k.acked, k.commits)
	}
	err = r.Bodies(t.Context(), 0, head.Size, func(index int64, _ Hash, got []byte) error {
		switch {
		case got == nil && !k.removes[index]:
			return fmt.Errorf("body %d is lost", index)
		case got != nil && k.removed[index]:
			return fmt.Errorf("body %d is back", index)
		case got != nil && string(got) != string(body(index)):
			return fmt.Errorf("body %d is %q", index, got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	k.acked = head.Size
}

var errCrash = errors.New("the power is gone")

// crash gives up the ledger as a killed process does.
func crash(t *testing.T, l *Ledger) {
	t.Helper()
	if err := l.lock.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCrashSteps(t *testing.T) {
	for _, c := range []struct {
		step string
		kept bool
	}{{"", false}, {"bodies", false}, {"marked", true}, {"published", true}} {
		for _, before := range []int64{0, 1, 256, 300} {
			t.Run(fmt.Sprintf("%s/%d", c.step, before), func(t *testing.T) {
				dir := t.TempDir()
				l := openTest(t, dir)
				if before > 0 {
					commit(t, l, before)
				}
				l.hook = func(step string) error {
					if step == c.step {
						return errCrash
					}
					return nil
				}
				b := add(t, l, 700)
				want := before
				if c.step != "" {
					_, err := b.Commit(t.Context(), nil)
					if !errors.Is(err, errCrash) || errors.Is(err, ErrUnfinished) != c.kept {
						t.Fatal(err)
					}
					if c.kept {
						want += 700
					}
				}
				crash(t, l)
				assertLog(t, openTest(t, dir), want)
				if _, err := Fsck(t.Context(), dir, nil); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// assertLog checks that the log has size entries, and the next batch works.
func assertLog(t *testing.T, l *Ledger, size int64) {
	t.Helper()
	for _, want := range []int64{size, size + 10} {
		head, err := l.Head()
		if err != nil || head.Size != want {
			t.Fatalf("the log has %d entries, %v; want %d", head.Size, err, want)
		}
		err = l.Bodies(t.Context(), 0, head.Size, func(index int64, _ Hash, got []byte) error {
			if string(got) != string(body(index)) {
				return fmt.Errorf("body %d is %q", index, got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want == size {
			commit(t, l, 10)
		}
	}
}

func TestCancelledCommitIsFinishedLater(t *testing.T) {
	for _, reopen := range []bool{false, true} {
		dir := t.TempDir()
		l := openTest(t, dir)
		l.log.(*tesseraLog).chunk = 256
		commit(t, l, 100)
		b := add(t, l, 1000)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := b.Commit(ctx, func(done, total int64) { cancel() })
		if !errors.Is(err, ErrUnfinished) || !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if head, err := l.Head(); err != nil || head.Size != 100 {
			t.Fatalf("half a batch is visible: %d, %v", head.Size, err)
		}
		if size, err := l.log.size(t.Context()); err != nil || size <= 100 {
			t.Fatalf("the tree has %d entries, %v; the test needs some of the batch there", size, err)
		}
		if err := l.Remove(5); !errors.Is(err, ErrUnfinished) {
			t.Fatalf("a removal beside an unfinished batch: %v", err)
		}
		if reopen {
			crash(t, l)
			l = openTest(t, dir)
		}
		assertNext(t, l, 1100)
	}
}

// assertNext checks where the next batch begins.
func assertNext(t *testing.T, l *Ledger, start int64) {
	t.Helper()
	b, err := l.Begin(t.Context())
	if err != nil || b.Start() != start {
		t.Fatalf("the next batch begins at %v, %v; want %d", b, err, start)
	}
	if err := b.Abort(); err != nil {
		t.Fatal(err)
	}
	assertLog(t, l, start)
}

func TestCrashedRemoval(t *testing.T) {
	for _, step := range []string{"removing", "blanked"} {
		dir := t.TempDir()
		l := openTest(t, dir)
		commit(t, l, 3)
		commit(t, l, 3)
		l.hook = func(s string) error {
			if s == step {
				return errCrash
			}
			return nil
		}
		if err := l.Remove(1); !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		crash(t, l)
		l = openTest(t, dir)
		if _, err := l.Body(1); !errors.Is(err, ErrRemoved) {
			t.Fatalf("after a crash at %q: %v", step, err)
		}
		if report, err := Fsck(t.Context(), dir, nil); err != nil || !slices.Equal(report.Removed, []int64{1}) {
			t.Fatalf("%+v, %v", report, err)
		}
	}
}

// TestMarkerThatLies covers pending files that do not belong to the log: they must stop the ledger, not change it.
func TestMarkerThatLies(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":        "{",
		"unknown member": `{"start":10,"count":1,"root":"` + strings.Repeat("00", 32) + `","more":1}`,
		"short root":     `{"start":10,"count":1,"root":"00"}`,
		"nothing":        `{"start":10,"count":0,"root":"` + strings.Repeat("00", 32) + `"}`,
		"overflow":       `{"start":10,"count":9223372036854775807,"root":"` + strings.Repeat("00", 32) + `"}`,
		"in the past":    `{"start":3,"count":2,"root":"` + strings.Repeat("00", 32) + `"}`,
		"in the future":  `{"start":11,"count":2,"root":"` + strings.Repeat("00", 32) + `"}`,
		"wrong root":     `{"start":10,"count":5,"root":"` + strings.Repeat("00", 32) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			l := openTest(t, dir)
			commit(t, l, 10)
			b := add(t, l, 5)
			l.hook = func(string) error { return errCrash } // the bodies are there, the marker is ours
			if _, err := b.Commit(t.Context(), nil); !errors.Is(err, errCrash) {
				t.Fatal(err)
			}
			crash(t, l)
			if err := os.WriteFile(filepath.Join(dir, pendingFile), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			if l, err := Open(t.Context(), dir, Options{}); !errors.Is(err, ErrDamaged) {
				t.Fatalf("%v, %v", l, err)
			}
			if r, err := OpenReader(dir); err != nil || r.head.Size != 10 {
				t.Fatalf("the log was changed: %v", err)
			}
		})
	}
}
