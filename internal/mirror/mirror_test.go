package mirror_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/mirror"
)

// Claims of these tests are words: "gone=N" removes claim N, "at=TIME" closes a batch.
var words = epoch.Reader{
	Version: 2,
	Read: func(body []byte) (epoch.Reading, error) {
		r := epoch.Reading{Removed: -1}
		for w := range strings.FieldsSeq(string(body)) {
			if value, ok := strings.CutPrefix(w, "at="); ok {
				r.Recorded = value
			}
			if value, ok := strings.CutPrefix(w, "gone="); ok {
				r.Removed, _ = strconv.ParseInt(value, 10, 64)
			}
		}
		return r, nil
	},
	Removal: func(body []byte) bool { return bytes.Contains(body, []byte("gone=")) },
}

// origin is a register that is served.
type origin struct {
	t      *testing.T
	dir    string
	log    *ledger.Ledger
	keeper *epoch.Keeper
	url    string
	// before sees every request, and answers it itself if it says so.
	before  func(w http.ResponseWriter, r *http.Request) bool
	asked   atomic.Int64
	batches int
}

func newOrigin(t *testing.T) *origin {
	t.Helper()
	o := &origin{t: t, dir: t.TempDir()}
	var err error
	if o.log, err = ledger.Open(t.Context(), o.dir, ledger.Options{Origin: "test.example/log"}); err != nil {
		t.Fatal(err)
	}
	if o.keeper, err = epoch.Open(t.Context(), epoch.Config{Dir: o.dir, Log: o.log, Reader: words}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(o.keeper.Close(), o.log.Close()); err != nil {
			t.Error(err)
		}
	})
	log, epochs := epoch.OpenView(o.dir, o.log.Reader, words).Static()
	mux := http.NewServeMux()
	api.MountPublic(mux, api.Public{Log: log, Epochs: epochs, VKey: o.log.VKey()})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.asked.Add(1)
		if o.before == nil || !o.before(w, r) {
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	o.url = srv.URL
	return o
}

// batch logs n claims and what closes them, and publishes an epoch.
func (o *origin) batch(n int, last string) {
	o.t.Helper()
	b, err := o.log.Begin(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	o.batches++
	for i := range n {
		if _, _, err := b.Add(fmt.Appendf(nil, "claim %d of batch %d", i, o.batches)); err != nil {
			o.t.Fatal(err)
		}
	}
	if _, _, err := b.Add(fmt.Appendf(nil, "at=2026-01-%02dT00:00:00.000Z %s", o.batches, last)); err != nil {
		o.t.Fatal(err)
	}
	if _, err := b.Commit(o.t.Context(), nil); err != nil {
		o.t.Fatal(err)
	}
	if err := o.keeper.Advance(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *origin) config(dir string) mirror.Config {
	return mirror.Config{
		URL: o.url, Dir: dir, Client: http.DefaultClient, Reader: words,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

func (o *origin) mirror(dir string) *mirror.Result {
	o.t.Helper()
	res, err := mirror.Run(o.t.Context(), o.config(dir))
	if err != nil {
		o.t.Fatal(err)
	}
	return res
}

// sound checks that the mirror is a whole register of so many claims.
func sound(t *testing.T, dir string, size int64) {
	t.Helper()
	rep, err := ledger.Fsck(t.Context(), dir, nil)
	if err != nil || rep.Checkpoint.Size != size || rep.PendingCount != 0 {
		t.Fatalf("claim log of the mirror: size %d, want %d; pending %d; %v", rep.Checkpoint.Size, size, rep.PendingCount, err)
	}
	if _, err := ledger.Fsck(t.Context(), filepath.Join(dir, epoch.Dir), nil); err != nil {
		t.Fatalf("epoch log of the mirror: %v", err)
	}
	log, err := ledger.OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, e, err := epoch.OpenView(dir, log, words).Published(); err != nil || e.Log.Size != size {
		t.Fatalf("published in the mirror: %+v, %v", e, err)
	}
}

func TestMirrorFollows(t *testing.T) {
	o := newOrigin(t)
	dir := filepath.Join(t.TempDir(), "mirror")
	o.batch(9, "")
	res := o.mirror(dir)
	if !res.Pinned || res.VKey != o.log.VKey() || res.NewClaims != 10 || res.Epochs != 1 {
		t.Errorf("first: %+v", res)
	}
	sound(t, dir, 10)
	o.batch(299, "")
	o.batch(0, "")
	res = o.mirror(dir)
	if res.Pinned || res.NewClaims != 301 || res.Epochs != 2 || res.Epoch != 2 {
		t.Errorf("second: %+v", res)
	}
	sound(t, dir, 311)
	asked := o.asked.Load()
	if res = o.mirror(dir); res.NewClaims != 0 || res.Epochs != 0 || o.asked.Load()-asked != 1 {
		t.Errorf("nothing new: %+v after %d requests", res, o.asked.Load()-asked)
	}
	// A mirror of the mirror is one of the register.
	log, err := ledger.OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	files, epochs := epoch.OpenView(dir, log, words).Static()
	mux := http.NewServeMux()
	api.MountPublic(mux, api.Public{Log: files, Epochs: epochs, VKey: log.VKey()})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	second := t.TempDir()
	cfg := o.config(second)
	cfg.URL, cfg.VKey = srv.URL, o.log.VKey()
	if _, err := mirror.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	sound(t, second, 311)
}

func TestRemovedBodiesGo(t *testing.T) {
	o := newOrigin(t)
	dir := t.TempDir()
	o.batch(600, "")
	o.mirror(dir)
	o.batch(0, "gone=3")
	o.batch(0, "gone=599")
	if err := errors.Join(o.log.Remove(3), o.log.Remove(4)); err != nil { // the register has not yet come to 599, and 4 has no reason yet
		t.Fatal(err)
	}
	res := o.mirror(dir)
	if !slices.Equal(res.Emptied, []int64{3, 599}) {
		t.Errorf("emptied %v", res.Emptied)
	}
	rep, err := ledger.Fsck(t.Context(), dir, nil)
	if err != nil || !slices.Equal(rep.Removed, []int64{3, 4, 599}) {
		t.Errorf("gone in the mirror: %v, %v", rep.Removed, err)
	}
	// What lies in a bundle that is fetched again is emptied as it is there; what is empty here stays so.
	if err := o.log.Remove(598); err != nil {
		t.Fatal(err)
	}
	o.batch(1, "")
	o.mirror(dir)
	rep, err = ledger.Fsck(t.Context(), dir, nil)
	if err != nil || !slices.Equal(rep.Removed, []int64{3, 4, 598, 599}) {
		t.Errorf("gone in the mirror: %v, %v", rep.Removed, err)
	}
}

func TestTemporaryErrorsPass(t *testing.T) {
	o := newOrigin(t)
	o.batch(300, "")
	failures := map[string]int{}
	o.before = func(w http.ResponseWriter, r *http.Request) bool {
		if failures[r.URL.Path]++; failures[r.URL.Path] > 3 {
			return false
		}
		switch failures[r.URL.Path] {
		case 1:
			http.Error(w, "busy", http.StatusServiceUnavailable)
		case 2:
			w.Header().Set("Content-Length", "1000") // and then too little
		default:
			http.Error(w, "slowly", http.StatusTooManyRequests)
		}
		return true
	}
	dir := t.TempDir()
	var waited []time.Duration
	cfg := o.config(dir)
	cfg.Sleep = func(_ context.Context, d time.Duration) error { waited = append(waited, d); return nil }
	if _, err := mirror.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	sound(t, dir, 301)
	if want := []time.Duration{mirror.FirstPause, 2 * mirror.FirstPause, 4 * mirror.FirstPause}; !slices.Equal(waited[:3], want) {
		t.Errorf("waited %v", waited[:3])
	}
	o.batch(1, "")
	asked := o.asked.Load()
	o.before = func(w http.ResponseWriter, _ *http.Request) bool {
		http.Error(w, "down", http.StatusBadGateway)
		return true
	}
	if _, err := mirror.Run(t.Context(), cfg); err == nil || errors.Is(err, mirror.ErrRefused) || o.asked.Load()-asked != mirror.Attempts {
		t.Errorf("a server that stays down: %v after %d requests", err, o.asked.Load()-asked)
	}
	sound(t, dir, 301)
}

// TestBrokenOffAnywhere ends a copying at every request, and then lets it go on.
func TestBrokenOffAnywhere(t *testing.T) {
	o := newOrigin(t)
	o.batch(300, "")
	start := t.TempDir()
	o.mirror(start)
	o.batch(700, "")
	o.batch(20, "")
	var full int64
	for k := int64(1); full == 0; k++ {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
			t.Fatal(err)
		}
		o.asked.Store(0)
		ctx, stop := context.WithCancel(t.Context())
		o.before = func(_ http.ResponseWriter, r *http.Request) bool {
			if o.asked.Load() == k {
				stop()
				<-r.Context().Done()
				return true
			}
			return false
		}
		_, err := mirror.Run(ctx, o.config(dir))
		stop()
		if err == nil {
			full = k - 1
			break
		}
		// Readers see what was there before, and a check finds a batch on its way and nothing worse.
		rep, err := ledger.Fsck(t.Context(), dir, nil)
		if err != nil || rep.Checkpoint.Size != 301 {
			t.Fatalf("after %d requests: size %d, %v", k, rep.Checkpoint.Size, err)
		}
		o.asked.Store(0)
		o.before = nil
		o.mirror(dir)
		sound(t, dir, 1023)
		if again := o.asked.Load(); k > 3 && again > 12-k/2 {
			t.Errorf("broken off at request %d, %d were made again", k, again)
		}
	}
	if full < 9 {
		t.Errorf("%d requests in all", full)
	}
}

func TestWhatWasLeftIsNotBelieved(t *testing.T) {
	o := newOrigin(t)
	o.batch(700, "")
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	o.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/log/bodies/001" {
			stop()
			<-r.Context().Done()
			return true
		}
		return false
	}
	if _, err := mirror.Run(ctx, o.config(dir)); err == nil {
		t.Fatal("it went on")
	}
	o.before = nil
	for _, name := range []string{"tile/entries/000", "bodies/000"} {
		file := filepath.Join(dir, "log", name)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data[40] ^= 1
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o.mirror(dir)
	sound(t, dir, 701)
}

func TestForeignDirectories(t *testing.T) {
	o, other := newOrigin(t), newOrigin(t)
	o.batch(3, "")
	other.batch(3, "")
	dir := t.TempDir()
	o.mirror(dir)
	cfg := other.config(dir)
	if _, err := mirror.Run(t.Context(), cfg); !errors.Is(err, mirror.ErrRefused) {
		t.Errorf("another register in the place of the one whose key is kept: %v", err)
	}
	cfg.VKey = other.log.VKey()
	if _, err := mirror.Run(t.Context(), cfg); !errors.Is(err, mirror.ErrRefused) {
		t.Errorf("another key than the one that is kept: %v", err)
	}
	sound(t, dir, 4)
	if _, err := mirror.Run(t.Context(), o.config(other.dir)); err == nil {
		t.Error("a register's own directory was taken for a mirror")
	}
	cfg = o.config(t.TempDir())
	for _, address := range []string{"", "register.example", "ftp://register.example", "http://x/?q=1"} {
		cfg.URL = address
		if _, err := mirror.Run(t.Context(), cfg); !errors.Is(err, mirror.ErrURL) {
			t.Errorf("%q: %v", address, err)
		}
	}
	empty := newOrigin(t)
	if _, err := mirror.Run(t.Context(), empty.config(t.TempDir())); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing published: %v", err)
	}
}

// TestBrokenOffBetweenTheLogs: the claim log was let be seen, and the epochs not yet.
func TestBrokenOffBetweenTheLogs(t *testing.T) {
	o := newOrigin(t)
	o.batch(300, "")
	old, dir := t.TempDir(), t.TempDir()
	o.mirror(old)
	o.batch(300, "gone=2")
	o.mirror(dir)
	for _, part := range []string{"log", "log.vkey"} { // the new claims, and the epochs of before
		if err := os.RemoveAll(filepath.Join(old, part)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(old, "log"), os.DirFS(filepath.Join(dir, "log"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, "log.vkey"), []byte(o.log.VKey()+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	log, err := ledger.OpenReader(old)
	if err != nil {
		t.Fatal(err)
	}
	if _, e, err := epoch.OpenView(old, log, words).Published(); err != nil || e.Log.Size != 301 {
		t.Fatalf("readers see %+v, %v", e, err)
	}
	if res := o.mirror(old); res.NewClaims != 0 || res.Epochs != 1 {
		t.Errorf("%+v", res)
	}
	sound(t, old, 602)
}
