package cli_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/compact"
	merkleproof "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/cli"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
)

// TestOtherPeoplesTools lets tools that are not ours read both logs of a register from a running server, and from its mirror: Tessera's
// client and its fsck, and three readers of signed notes.
func TestOtherPeoplesTools(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	quiet := cli.Streams{Out: io.Discard, Err: io.Discard}
	now := func() time.Time { return time.Date(2026, 6, 2, 8, 0, 0, 0, time.UTC) }
	if code := cli.RunAt(t.Context(), []string{"demo", "--once", "--data", dir}, quiet, now); code != 0 {
		t.Fatalf("demo: exit code %d", code)
	}
	vkey, err := ledger.KeptKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	epochKey, err := proof.EpochVKey(vkey)
	if err != nil {
		t.Fatal(err)
	}
	origin, stop, err := serve(t.Context(), dir, now)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	copied := filepath.Join(t.TempDir(), "mirror")
	if code := cli.RunAt(t.Context(), []string{"mirror", origin, copied, "--key", vkey}, quiet, now); code != 0 {
		t.Fatalf("mirror: exit code %d", code)
	}
	second, stopSecond, err := serve(t.Context(), copied, now)
	if err != nil {
		t.Fatal(err)
	}
	defer stopSecond()
	for base, files := range map[string]string{origin: dir, second: copied} {
		claims := readLog(t, base+"log/", vkey)
		epochs := readLog(t, base+"epochs/", epochKey)
		if claims < 300 || epochs < 3 {
			t.Errorf("%d claims, %d epochs: too few to show anything", claims, epochs)
		}
		for name, key := range map[string]string{"log": vkey, "epochs/log": epochKey} {
			fetch := client.FileFetcher{Root: filepath.Join(files, name)}
			checkLog(t, fetch, key)
		}
	}
}

// checkLog runs Tessera's fsck.
func checkLog(t *testing.T, f fsck.Fetcher, vkey string) {
	t.Helper()
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	if err := fsck.New(v.Name(), v, f, hashBundle, fsck.Opts{N: 2}).Check(t.Context()); err != nil {
		t.Errorf("Tessera's fsck of %s: %v", v.Name(), err)
	}
}

func hashBundle(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	for i := range b.Entries {
		b.Entries[i] = rfc6962.DefaultHasher.HashLeaf(b.Entries[i])
	}
	return b.Entries, nil
}

// readLog reads a log over HTTP: its checkpoint, its entries and bodies, proofs of them, and growth. It gives its size.
func readLog(t *testing.T, base, vkey string) uint64 {
	t.Helper()
	ctx := t.Context()
	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	f, err := client.NewHTTPFetcher(address, http.DefaultClient)
	if err != nil {
		t.Fatal(err)
	}
	checkLog(t, f, vkey)
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	cp, raw, _, err := client.FetchCheckpoint(ctx, f.ReadCheckpoint, v, v.Name())
	if err != nil {
		t.Fatal(err)
	}
	openNote(t, raw, vkey, cp)
	pb, err := client.NewProofBuilder(ctx, cp.Size, f.ReadTile)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []uint64{0, cp.Size / 2, cp.Size - 1} {
		bundle, err := client.GetEntryBundle(ctx, f.ReadEntryBundle, i/256, cp.Size)
		if err != nil {
			t.Fatal(err)
		}
		path, err := pb.InclusionProof(ctx, i)
		if err != nil {
			t.Fatal(err)
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(bundle.Entries[i%256])
		if err := merkleproof.VerifyInclusion(rfc6962.DefaultHasher, i, cp.Size, leaf, path, cp.Hash); err != nil {
			t.Errorf("entry %d of %s: %v", i, cp.Origin, err)
		}
		body := bodyAt(t, base, i, cp.Size)
		if sum := sha256.Sum256(body); !bytes.Equal(sum[:], bundle.Entries[i%256]) {
			t.Errorf("body %d of %s does not have its entry's hash", i, cp.Origin)
		}
	}
	for _, smaller := range []uint64{1, cp.Size / 2, cp.Size - 1} {
		path, err := pb.ConsistencyProof(ctx, smaller, cp.Size)
		if err != nil {
			t.Fatal(err)
		}
		old, err := root(t, f, smaller, cp.Size)
		if err != nil {
			t.Fatal(err)
		}
		if err := merkleproof.VerifyConsistency(rfc6962.DefaultHasher, smaller, cp.Size, path, old, cp.Hash); err != nil {
			t.Errorf("%s from %d entries to %d: %v", cp.Origin, smaller, cp.Size, err)
		}
	}
	return cp.Size
}

// root is that of the first entries, made from them.
func root(t *testing.T, f *client.HTTPFetcher, first, size uint64) ([]byte, error) {
	t.Helper()
	r := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
	for n := uint64(0); n*256 < first; n++ {
		bundle, err := client.GetEntryBundle(t.Context(), f.ReadEntryBundle, n, size)
		if err != nil {
			return nil, err
		}
		for _, e := range bundle.Entries[:min(256, first-n*256)] {
			if err := r.Append(rfc6962.DefaultHasher.HashLeaf(e), nil); err != nil {
				return nil, err
			}
		}
	}
	return r.GetRootHash(nil)
}

// openNote opens a checkpoint with three readers of signed notes.
func openNote(t *testing.T, raw []byte, vkey string, want *log.Checkpoint) {
	t.Helper()
	ours, err := proof.VerifyCheckpoint(raw, vkey)
	if err != nil || uint64(ours.Size) != want.Size || !bytes.Equal(ours.Root[:], want.Hash) {
		t.Errorf("our reader: %+v, %v", ours, err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(raw, note.VerifierList(v)); err != nil || n.Text != ours.Text() {
		t.Errorf("x/mod/sumdb/note: %v", err)
	}
	fv, err := fnote.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	cp, rest, _, err := log.ParseCheckpoint(raw, v.Name(), fv)
	if err != nil || len(rest) != 0 || cp.Size != want.Size || !bytes.Equal(cp.Hash, want.Hash) {
		t.Errorf("transparency-dev/formats: %+v, %q, %v", cp, rest, err)
	}
}

// bodyAt fetches a body by hand, as docs/format-ledger.md says.
func bodyAt(t *testing.T, base string, i, size uint64) []byte {
	t.Helper()
	name := fmt.Sprintf("%sbodies/%03d", base, i/256) // there are fewer than 256,000
	if width := size - i/256*256; width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, name, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", name, res.Status, err)
	}
	lines := bytes.Split(data, []byte("\n"))
	return lines[i%256]
}
