package ledger

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/ledger/proof"
)

const testOrigin = "log.example/test"

// body is the body that tests put at an index: of varying length, so that a swap shows.
func body(index int64) []byte {
	return fmt.Appendf(nil, `{"n":%d,"pad":"%0*d"}`, index, 1+int(index%97), 0)
}

func openTest(t testing.TB, dir string) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), dir, Options{Origin: testOrigin})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// commit adds count bodies in one batch.
func commit(t testing.TB, l *Ledger, count int64) Checkpoint {
	t.Helper()
	b := add(t, l, count)
	cp, err := b.Commit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return cp
}

func add(t testing.TB, l *Ledger, count int64) *Batch {
	t.Helper()
	b, err := l.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range count {
		at := b.Start() + b.Count()
		if index, _, err := b.Add(body(at)); err != nil || index != at {
			t.Fatalf("added at %d, %v; want %d", index, err, at)
		}
	}
	return b
}

func TestBatches(t *testing.T) {
	l := openTest(t, t.TempDir())
	size := int64(0)
	for _, n := range []int64{1, 1, 254, 1, 3, 512, 300, 1} {
		old, err := l.Head()
		if err != nil {
			t.Fatal(err)
		}
		cp := commit(t, l, n)
		size += n
		if cp.Size != size || cp.Origin != testOrigin {
			t.Fatalf("checkpoint %+v; want size %d", cp, size)
		}
		hashes, err := l.ConsistencyProof(old.Size, cp.Size)
		if err != nil {
			t.Fatal(err)
		}
		if err := proof.VerifyConsistency(old.Size, cp.Size, old.Root, cp.Root, hashes); err != nil {
			t.Fatal(err)
		}
	}
	cp, err := l.Head()
	if err != nil {
		t.Fatal(err)
	}
	for i := range size {
		got, err := l.Body(i)
		if err != nil || string(got) != string(body(i)) {
			t.Fatalf("body %d is %q, %v", i, got, err)
		}
		id, err := l.EntryID(i)
		if err != nil {
			t.Fatal(err)
		}
		hashes, err := l.InclusionProof(i, size)
		if err != nil {
			t.Fatal(err)
		}
		if err := proof.VerifyInclusion(id, i, size, cp.Root, hashes); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	l := openTest(t, t.TempDir())
	b := add(t, l, 1)
	for name, bad := range map[string][]byte{
		"an empty body": {}, "a body too long": make([]byte, MaxBody+1), "a newline": []byte("a\nb"),
	} {
		if _, _, err := b.Add(bad); err == nil {
			t.Errorf("%s was added", name)
		}
	}
	if _, _, err := b.Add(bytes.Repeat([]byte("x"), MaxBody)); err != nil {
		t.Fatal(err)
	}
	cp, err := b.Commit(t.Context(), nil)
	if err != nil || cp.Size != 2 {
		t.Fatalf("%+v, %v", cp, err)
	}
	if _, _, err := b.Add([]byte("x")); err == nil {
		t.Error("a closed batch took a body")
	}
	if _, err := b.Commit(t.Context(), nil); err == nil {
		t.Error("a batch was committed twice")
	}
	if err := b.Abort(); err != nil {
		t.Error(err)
	}
	b = add(t, l, 0)
	if _, err := b.Commit(t.Context(), nil); err == nil {
		t.Error("an empty batch was committed")
	}
	if _, err := l.Begin(t.Context()); !errors.Is(err, ErrBatchOpen) {
		t.Errorf("a second batch: %v", err)
	}
	if err := l.Remove(0); !errors.Is(err, ErrBatchOpen) {
		t.Errorf("a removal beside a batch: %v", err)
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	l := openTest(t, dir)
	commit(t, l, 300)
	before := tree(t, dir)
	b := add(t, l, 1000)
	if err := b.Abort(); err != nil {
		t.Fatal(err)
	}
	if after := tree(t, dir); !slices.Equal(before, after) {
		t.Fatalf("left behind: %q; before: %q", after, before)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b = add(t, l, 1000)
	if _, err := b.Commit(ctx, nil); !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnfinished) {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil { // aborts it
		t.Fatal(err)
	}
	if after := tree(t, dir); !slices.Equal(before, after) {
		t.Fatalf("left behind: %q; before: %q", after, before)
	}
	assertLog(t, openTest(t, dir), 300)
}

// tree lists the files under dir.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestDiskFails puts directories where files must be written, as a disk that refuses a write.
func TestDiskFails(t *testing.T) {
	for _, c := range []struct {
		path string
		kept bool // the batch is durable before the disk fails
	}{
		{"log/bodies/001", false},
		{"log/bodies/003.p/32", false},
		{"log/tile/0/001", true},
		{"log/tile/0/003.p/32", true},
		{"log/tile/1/000.p/3", true},
	} {
		t.Run(c.path, func(t *testing.T) {
			dir := t.TempDir()
			l := openTest(t, dir)
			l.log.(*tesseraLog).chunk = 256
			commit(t, l, 100)
			obstacle := filepath.Join(dir, c.path)
			if err := os.MkdirAll(filepath.Join(obstacle, "full"), 0o755); err != nil {
				t.Fatal(err)
			}
			b, err := l.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for err == nil && b.Count() < 700 {
				_, _, err = b.Add(body(b.Start() + b.Count()))
			}
			_, err = b.Commit(t.Context(), nil)
			if err == nil || errors.Is(err, ErrUnfinished) != c.kept {
				t.Fatal(err)
			}
			if err := b.Abort(); err != nil {
				t.Fatal(err)
			}
			if head, err := l.Head(); err != nil || head.Size != 100 {
				t.Fatalf("half a batch is visible: %d, %v", head.Size, err)
			}
			if err := os.RemoveAll(obstacle); err != nil {
				t.Fatal(err)
			}
			if c.kept {
				assertNext(t, l, 800)
			} else {
				assertNext(t, l, 100)
			}
			if _, err := Fsck(t.Context(), dir, nil); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestRemove(t *testing.T) {
	dir := t.TempDir()
	l := openTest(t, dir)
	for range 4 {
		commit(t, l, 3) // four partial bundles hold body 1
	}
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Body(1); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := l.Remove(1); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, l, 3)
	for _, r := range []*Reader{r, l.Reader} {
		if _, err := r.Body(1); !errors.Is(err, ErrRemoved) {
			t.Fatalf("a removed body: %v", err)
		}
		if id, err := r.EntryID(1); err != nil || id != sha256.Sum256(body(1)) {
			t.Fatalf("its entry: %x, %v", id, err)
		}
	}
	for _, name := range tree(t, dir) {
		data, err := os.ReadFile(name)
		if err != nil || bytes.Contains(data, body(1)) {
			t.Errorf("%s still has the body, %v", name, err)
		}
	}
	report, err := Fsck(t.Context(), dir, nil)
	if err != nil || !slices.Equal(report.Removed, []int64{1}) {
		t.Fatalf("%+v, %v", report, err)
	}
}

func TestDamagedBodyIsNotGiven(t *testing.T) {
	dir := t.TempDir()
	l := openTest(t, dir)
	commit(t, l, 3)
	name := filepath.Join(dir, "log/bodies/000.p/3")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[3] ^= 1
	put(t, name, data)
	if _, err := l.Body(0); !errors.Is(err, ErrDamaged) {
		t.Errorf("one body: %v", err)
	}
	if _, err := l.Body(1); err != nil {
		t.Error(err)
	}
	none := func(int64, Hash, []byte) error { return nil }
	if err := l.Bodies(t.Context(), 0, 3, none); !errors.Is(err, ErrDamaged) {
		t.Errorf("all bodies: %v", err)
	}
	stop := errors.New("enough")
	if err := l.Bodies(t.Context(), 1, 3, func(int64, Hash, []byte) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the caller's error: %v", err)
	}
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(t.Context(), dir, Options{}); err == nil {
		t.Fatal("a log without a name was made")
	}
	if _, err := Open(t.Context(), dir, Options{Origin: "two words"}); err == nil {
		t.Fatal("a log with a blank in its name was made")
	}
	l := openTest(t, dir)
	vkey, salt := l.VKey(), l.Salt()
	if !strings.HasPrefix(vkey, testOrigin+"+") || l.Origin() != testOrigin || len(salt) != saltSize {
		t.Fatalf("keys %q of %q, salt of %d bytes", vkey, l.Origin(), len(salt))
	}
	if _, err := Open(t.Context(), dir, Options{}); !errors.Is(err, ErrLocked) {
		t.Fatalf("a second writer: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, Options{Origin: "log.example/other"}); err == nil {
		t.Fatal("a log was opened under another name")
	}
	for name, mode := range map[string]os.FileMode{keysDir: 0o700, logKeyFile: 0o600, saltKeyFile: 0o600} {
		name = filepath.Join(dir, name)
		if fi, err := os.Stat(name); err != nil || fi.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, fi.Mode(), err)
		}
		if err := os.Chmod(name, mode|0o040); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), dir, Options{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is open to the group: %v", name, err)
		}
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(t.Context(), dir, Options{})
	if err != nil || l.VKey() != vkey || !bytes.Equal(l.Salt(), salt) {
		t.Fatalf("the keys changed: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{logKeyFile, saltKeyFile} {
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, "away")); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), dir, Options{Origin: testOrigin}); err == nil {
			t.Errorf("without %s new keys were made for an old log", name)
		}
		if err := os.Rename(filepath.Join(dir, "away"), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestVerifierKeys makes many keys: the base64 of some has a plus sign, which also separates the parts.
func TestVerifierKeys(t *testing.T) {
	for range 200 {
		skey, vkey, err := note.GenerateKey(rand.Reader, testOrigin)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := verifierKey(skey, testOrigin); err != nil || got != vkey {
			t.Fatalf("%q, %v; want %q", got, err, vkey)
		}
	}
}

func TestSign(t *testing.T) {
	l := openTest(t, t.TempDir())
	verifier, err := note.NewVerifier(l.VKey())
	if err != nil {
		t.Fatal(err)
	}
	msg, err := l.Sign("probity.example/answer/v1\nbody\n")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(msg, note.VerifierList(verifier)); err != nil || n.Text != "probity.example/answer/v1\nbody\n" {
		t.Fatalf("%v, %v", n, err)
	}
	if cp, err := proof.VerifyCheckpoint(msg, l.VKey()); err == nil {
		t.Fatalf("a note passes for a checkpoint: %+v", cp)
	}
	root := strings.SplitAfterN(Checkpoint{Origin: testOrigin}.Text(), "\n", 2)[1]
	for _, text := range []string{testOrigin + "\n" + root, testOrigin + "\n", testOrigin, "no newline", ""} {
		if _, err := l.Sign(text); err == nil {
			t.Errorf("%q was signed", text)
		}
	}
}
