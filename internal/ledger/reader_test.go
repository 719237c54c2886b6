package ledger

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"probity.example/probity/internal/ledger/proof"
)

// sumdbTiles reads our hash tiles for the client of Go's checksum database, an independent implementation.
type sumdbTiles struct{ files fs.FS }

func (sumdbTiles) Height() int                         { return 8 }
func (sumdbTiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (s sumdbTiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, tile := range tiles {
		// Its paths begin with tile/8/, the height; C2SP tlog-tiles leaves that out.
		name := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		var err error
		if out[i], err = fs.ReadFile(s.files, name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// TestAgainstChecksumDatabase lets Go's checksum database client read our directory and compares every proof.
func TestAgainstChecksumDatabase(t *testing.T) {
	l := openTest(t, t.TempDir())
	for _, n := range []int64{1, 6, 249, 44, 300, 65_000, 500} {
		commit(t, l, n)
		head, err := l.Head()
		if err != nil {
			t.Fatal(err)
		}
		tree := tlog.Tree{N: head.Size, Hash: tlog.Hash(head.Root)}
		reader := tlog.TileHashReader(tree, sumdbTiles{l.Static()})
		step := max(1, head.Size/150)
		for i := int64(0); i < head.Size; i += step {
			want, err := tlog.ProveRecord(head.Size, i, reader)
			if err != nil {
				t.Fatal(err)
			}
			got, err := l.InclusionProof(i, head.Size)
			if err != nil || !slices.Equal(got, hashes(want)) {
				t.Fatalf("inclusion of %d in %d: %x, %v; want %x", i, head.Size, got, err, want)
			}
			wantTree, err := tlog.ProveTree(head.Size, i+1, reader)
			if err != nil {
				t.Fatal(err)
			}
			got, err = l.ConsistencyProof(i+1, head.Size)
			if err != nil || !slices.Equal(got, hashes(wantTree)) {
				t.Fatalf("growth from %d to %d: %x, %v; want %x", i+1, head.Size, got, err, wantTree)
			}
		}
	}
}

func hashes[S ~[]tlog.Hash](in S) []Hash {
	out := make([]Hash, len(in))
	for i := range in {
		out[i] = Hash(in[i])
	}
	return out
}

// TestAllSmallTrees checks roots and proofs of every tree of up to 40 entries inside a larger log.
func TestAllSmallTrees(t *testing.T) {
	l := openTest(t, t.TempDir())
	commit(t, l, 40)
	commit(t, l, 300)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	roots := []Hash{proof.EmptyRoot()}
	for n := int64(1); n <= 40; n++ {
		id := sha256.Sum256(body(n - 1))
		added, err := tlog.StoredHashes(n-1, id[:], reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, added...)
		root, err := tlog.TreeHash(n, reader)
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, Hash(root))
		if got, err := l.RootAt(n); err != nil || got != Hash(root) {
			t.Fatalf("root over %d: %x, %v", n, got, err)
		}
		for i := range n {
			path, err := l.InclusionProof(i, n)
			if err != nil {
				t.Fatal(err)
			}
			if err := proof.VerifyInclusion(sha256.Sum256(body(i)), i, n, Hash(root), path); err != nil {
				t.Fatal(err)
			}
		}
		for m := range n + 1 {
			path, err := l.ConsistencyProof(m, n)
			if err != nil {
				t.Fatal(err)
			}
			if err := proof.VerifyConsistency(m, n, roots[m], Hash(root), path); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestBeyondTheEnd(t *testing.T) {
	l := openTest(t, t.TempDir())
	check := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, ErrRange) {
			t.Errorf("%s: %v", what, err)
		}
	}
	none := func(int64, Hash, []byte) error { return nil }
	for _, size := range []int64{0, 3} {
		if size > 0 {
			commit(t, l, size)
		}
		for _, index := range []int64{-1, size, 1 << 40, 1<<63 - 1} {
			_, err := l.Body(index)
			check("body", err)
			_, err = l.EntryID(index)
			check("entry", err)
			_, err = l.InclusionProof(index, size+1)
			check("inclusion", err)
			_, err = l.InclusionProof(index, max(size, 1))
			check("inclusion", err)
			check("removal", l.Remove(index))
		}
		_, err := l.ConsistencyProof(0, size+1)
		check("consistency", err)
		_, err = l.ConsistencyProof(-1, size)
		check("consistency", err)
		_, err = l.RootAt(size + 1)
		check("root", err)
		check("bodies", l.Bodies(t.Context(), 0, size+1, none))
		check("bodies", l.Bodies(t.Context(), -1, size, none))
	}
	if err := l.Bodies(t.Context(), 3, 3, none); err != nil {
		t.Error(err)
	}
}

// TestReadingWhileWriting lets readers check whatever they see while batches come in.
func TestReadingWhileWriting(t *testing.T) {
	dir := t.TempDir()
	l := openTest(t, dir)
	commit(t, l, 5)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var readers sync.WaitGroup
	for range 3 {
		r, err := OpenReader(dir)
		if err != nil {
			t.Fatal(err)
		}
		readers.Go(func() {
			for last := r.head; ctx.Err() == nil; {
				if last, err = readAll(ctx, r, last); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for _, n := range []int64{1, 250, 1, 700, 3, 2000} {
		commit(t, l, n)
		if err := l.Remove(2); err != nil {
			t.Error(err)
		}
	}
	stop()
	readers.Wait()
}

// readAll checks that the log grew from last, and everything in it.
func readAll(ctx context.Context, r *Reader, last Checkpoint) (Checkpoint, error) {
	head, err := r.Head()
	if err != nil {
		return head, err
	}
	path, err := r.ConsistencyProof(last.Size, head.Size)
	if err != nil {
		return head, err
	}
	if err := proof.VerifyConsistency(last.Size, head.Size, last.Root, head.Root, path); err != nil {
		return head, err
	}
	err = r.Bodies(ctx, 0, head.Size, func(index int64, id Hash, got []byte) error {
		if index%50 != 0 {
			return nil
		}
		path, err := r.InclusionProof(index, head.Size)
		if err != nil {
			return err
		}
		return proof.VerifyInclusion(id, index, head.Size, head.Root, path)
	})
	if ctx.Err() != nil {
		err = nil
	}
	return head, err
}

func TestStatic(t *testing.T) {
	dir := t.TempDir()
	l := openTest(t, dir)
	commit(t, l, 10)
	commit(t, l, 600)
	add(t, l, 500) // bodies beyond the checkpoint
	files := l.Static()
	for name, there := range map[string]bool{
		"checkpoint": true, "tile/0/000": true, "tile/0/002.p/98": true, "tile/1/000.p/2": true,
		"tile/entries/000": true, "tile/entries/002.p/98": true, "bodies/000": true, "bodies/001": true, "bodies/002.p/98": true,
		"bodies/002": false, "bodies/003": false, "bodies/000.p/10": false, "tile/0/002": false, "tile/1/000": false,
		"tile/1/000.p/3": false, "tile/2/000.p/1": false, "tile/64/000": false, "tile/00/000": false, "tile/-1/000": false,
		".state/treeState": false, "bodies": false, "tile": false, ".": false, "tile/0": false, "bodies/000/": false,
		"bodies/00": false, "bodies/x000/000": false, "bodies/+00": false, "bodies/000.p/010": false, "bodies/000.p/0": false,
		"bodies/000.p/256": false, "bodies/002.p": false, "../keys/log.key": false, "keys/log.key": false, "/checkpoint": false,
		"bodies/x999/x999/x999/x999/x999/x999/x999/999": false,
	} {
		data, err := fs.ReadFile(files, name)
		if (err == nil) != there || (err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid)) {
			t.Errorf("%s: %d bytes, %v; want it there: %v", name, len(data), err, there)
		}
	}
	server := httptest.NewServer(http.FileServerFS(files))
	defer server.Close()
	for name, status := range map[string]int{"/checkpoint": 200, "/bodies/002.p/98": 200, "/keys/log.key": 404, "/": 404, "/bodies/": 404, "/bodies/002": 404} {
		resp, err := server.Client().Get(server.URL + name)
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil || resp.StatusCode != status {
			t.Errorf("%s: %d, %v; want %d", name, resp.StatusCode, err, status)
		}
	}
}

// TestMirror copies the public files and checks the copy as a ledger of its own.
func TestMirror(t *testing.T) {
	dir, mirror := t.TempDir(), t.TempDir()
	l := openTest(t, dir)
	commit(t, l, 600)
	if err := l.Remove(3); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(mirror, logDir), os.DirFS(filepath.Join(dir, logDir))); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReader(mirror); err == nil {
		t.Fatal("a mirror without the public key was opened")
	}
	if err := os.WriteFile(filepath.Join(mirror, vkeyFile), []byte(l.VKey()+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	report, err := Fsck(t.Context(), mirror, nil)
	if err != nil || report.Checkpoint.Size != 600 || !slices.Equal(report.Removed, []int64{3}) || report.Writing {
		t.Fatalf("%+v, %v", report, err)
	}
}

func TestTilePaths(t *testing.T) {
	for n, want := range map[int64]string{0: "p/000", 999: "p/999", 1000: "p/x001/000", 1234067: "p/x001/x234/067"} {
		if got := tilePath("p", n, tileWidth); got != want {
			t.Errorf("%d is at %s; want %s", n, got, want)
		}
		for _, width := range []int{1, 255, tileWidth} {
			gotN, gotW, ok := parseTilePath(strings.TrimPrefix(tilePath("p", n, width), "p/"))
			if !ok || gotN != n || gotW != width {
				t.Errorf("%d.p/%d is read as %d.p/%d, %v", n, width, gotN, gotW, ok)
			}
		}
	}
}

func FuzzParseTilePath(f *testing.F) {
	f.Add("x001/x234/067.p/8")
	f.Add("000")
	f.Fuzz(func(t *testing.T, s string) {
		n, width, ok := parseTilePath(s)
		if ok && (n < 0 || tilePath("p", n, width) != "p/"+s) {
			t.Fatalf("%q is read as %d.p/%d", s, n, width)
		}
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add([]byte("a\n\nb\n"), 3)
	f.Fuzz(func(t *testing.T, data []byte, width int) {
		if width < 1 || width > tileWidth {
			return
		}
		b, err := parseBundle("f", data, width)
		if err == nil && len(b.lines) != width {
			t.Fatalf("%d lines of %d", len(b.lines), width)
		}
	})
}
