package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFsckFinds(t *testing.T) {
	flip := func(at int) func(t *testing.T, name string) {
		return func(t *testing.T, name string) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			data[at] ^= 1
			put(t, name, data)
		}
	}
	write := func(text string) func(t *testing.T, name string) {
		return func(t *testing.T, name string) { put(t, name, []byte(text)) }
	}
	remove := func(t *testing.T, name string) {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	sample := sampleLedger(t)
	old, err := os.ReadFile(filepath.Join(sample, "log/bodies/002.p/10"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file   string
		damage func(t *testing.T, name string)
		index  int64
	}{
		"a body changed":           {"log/bodies/001", flip(5), 256},
		"a body of the last":       {"log/bodies/002.p/98", flip(5), 512},
		"a bundle too short":       {"log/bodies/001", write("x\n"), 256},
		"a bundle without end":     {"log/bodies/002.p/98", write(strings.Repeat("\n", 97) + "x"), 512},
		"a bundle missing":         {"log/bodies/000", remove, 0},
		"an old copy differs":      {"log/bodies/002.p/10", flip(5), 512},
		"a removed body stays":     {"log/bodies/002.p/10", write(strings.Replace(string(old), "\n\n", "\n{}\n", 1)), 515},
		"a stranger":               {"log/bodies/notes.txt", write("x\n"), -1},
		"an entry changed":         {"log/tile/entries/001", flip(5), 256},
		"an entry of wrong length": {"log/tile/entries/001", flip(1), 256},
		"entries missing":          {"log/tile/entries/002.p/98", remove, 512},
		"a tile changed":           {"log/tile/0/001", flip(33), 257},
		"a tile too short":         {"log/tile/0/001", write("x"), 256},
		"the last tile changed":    {"log/tile/0/002.p/98", flip(97 * 32), 609},
		"a tile above changed":     {"log/tile/1/000.p/2", flip(40), -1},
		"a tile missing":           {"log/tile/1/000.p/2", remove, -1},
		"the public key is gone":   {"log.vkey", remove, -1},
		"a checkpoint changed":     {"log/checkpoint", flip(20), -1},
		"a key for all to read": {"keys/log.key", func(t *testing.T, name string) {
			if err := os.Chmod(name, 0o640); err != nil {
				t.Fatal(err)
			}
		}, -1},
		"a short salt":          {"keys/salt.key", write("x"), -1},
		"a marker that lies":    {"pending.json", write("{}"), -1},
		"a marker out of range": {"pending.json", write(`{"start":-1,"count":1,"root":""}`), -1},
	} {
		t.Run(name, func(t *testing.T) {
			dir := copyLedger(t, sample)
			c.damage(t, filepath.Join(dir, c.file))
			report, err := Fsck(t.Context(), dir, nil)
			if err == nil {
				t.Fatal("it was not found")
			}
			if len(report.Problems) == 0 {
				// What makes the ledger unreadable is an error that names the file.
				if !strings.Contains(err.Error(), c.file) {
					t.Fatal(err)
				}
				return
			}
			p := report.Problems[0]
			dirOf, _, _ := strings.Cut(c.file, "/")
			if !errors.Is(err, ErrDamaged) || !strings.HasPrefix(p.File, dirOf) || strings.Contains(p.String(), dir) {
				t.Fatalf("%v", err)
			}
			found := slices.ContainsFunc(report.Problems, func(p Problem) bool {
				return p.Index == c.index && strings.Contains(p.String(), c.file)
			})
			if !found {
				t.Fatalf("%v do not name %s at %d", report.Problems, c.file, c.index)
			}
		})
	}
}

// TestFsckLeftovers: what a kill in the middle of a batch left is no damage, and the next start takes it away.
func TestFsckLeftovers(t *testing.T) {
	dir := copyLedger(t, sampleLedger(t))
	left := filepath.Join(dir, "log/bodies/002")
	if err := os.WriteFile(left, []byte(strings.Repeat("x\n", 256)), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := Fsck(t.Context(), dir, nil)
	if err != nil || report.Leftovers != 1 {
		t.Fatalf("%d leftovers, %v", report.Leftovers, err)
	}
	if err := openTest(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if report, err = Fsck(t.Context(), dir, nil); err != nil || report.Leftovers != 0 {
		t.Fatalf("after a start: %d leftovers, %v", report.Leftovers, err)
	}
}

// sampleLedger makes a ledger of 610 entries in batches of 522 and 88, with bodies 3 and 515 removed, and closes it.
func sampleLedger(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	l := openTest(t, dir)
	commit(t, l, 522)
	commit(t, l, 88)
	for _, index := range []int64{3, 515} {
		if err := l.Remove(index); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := Fsck(t.Context(), dir, nil)
	if err != nil || report.Checkpoint.Size != 610 || !slices.Equal(report.Removed, []int64{3, 515}) {
		t.Fatalf("%+v, %v", report, err)
	}
	return dir
}

func copyLedger(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{keysDir: 0o700, logKeyFile: 0o600, saltKeyFile: 0o600} {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func put(t *testing.T, name string, data []byte) {
	t.Helper()
	mode := os.FileMode(0o644)
	if strings.Contains(name, keysDir) {
		mode = 0o600
	}
	if err := os.WriteFile(name, data, mode); err != nil {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, mode); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFsckBesideAWriter(t *testing.T) {
	dir := t.TempDir()
	l := openTest(t, dir)
	commit(t, l, 300)
	b := add(t, l, 300)
	var steps int
	report, err := Fsck(t.Context(), dir, func(done, total int64) {
		if steps++; done > total || total != 300 {
			t.Errorf("progress %d of %d", done, total)
		}
	})
	if err != nil || !report.Writing || steps != 2 {
		t.Fatalf("%+v, %v, %d steps", report, err, steps)
	}
	if err := b.Abort(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Fsck(ctx, dir, nil); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestFsckOfAPendingBatch(t *testing.T) {
	dir := t.TempDir()
	l := openTest(t, dir)
	commit(t, l, 10)
	b := add(t, l, 300)
	l.hook = func(step string) error {
		if step == "marked" {
			return errCrash
		}
		return nil
	}
	if _, err := b.Commit(t.Context(), nil); !errors.Is(err, errCrash) {
		t.Fatal(err)
	}
	crash(t, l)
	report, err := Fsck(t.Context(), dir, nil)
	if err != nil || report.PendingFrom != 10 || report.PendingCount != 300 || report.Checkpoint.Size != 10 {
		t.Fatalf("%+v, %v", report, err)
	}
}
