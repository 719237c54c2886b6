package epoch_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
)

// TestOnlyThePublishedIsServed lets the log grow while nothing may be published, and looks for what is new at the door.
func TestOnlyThePublishedIsServed(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	log, epochs := r.view().Static()
	mux := http.NewServeMux()
	api.MountPublic(mux, api.Public{Log: log, Epochs: epochs, VKey: r.log.VKey()})
	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code, w.Body.String()
	}
	want := func(when string, paths map[string]int) {
		t.Helper()
		for path, status := range paths {
			if got, _ := get(path); got != status {
				t.Errorf("%s: %s: %d, want %d", when, path, got, status)
			}
		}
	}
	claims := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = "k=A"
		}
		return append(out, "at=2026-01-02T00:00:00.000Z")
	}
	r.batch(claims(9)...)
	want("before the first epoch", map[string]int{
		"/log/checkpoint": 200, "/log/bodies/000.p/10": 200, "/epochs/checkpoint": 404, "/epochs/published.json": 404, "/log.vkey": 200,
	})
	r.advance()
	_, published := get("/log/checkpoint")
	want("published", map[string]int{
		"/log/bodies/000.p/10": 200, "/epochs/checkpoint": 200, "/epochs/published.json": 200, "/epochs/bodies/000.p/1": 200, "/epochs/tile/0/000.p/1": 200,
	})

	r.cfg.Publish = func(context.Context, *epoch.Step) error { return errors.New("no quorum") }
	if err := r.keeper.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if r.keeper, err = epoch.Open(t.Context(), r.cfg); err != nil {
		t.Fatal(err)
	}
	r.batch(claims(299)...) // the first bundle becomes full, and its partial files go
	if err := r.keeper.Advance(t.Context()); err == nil {
		t.Fatal("published without a quorum")
	}
	want("not published", map[string]int{
		"/log/bodies/000.p/10": 200, "/log/tile/entries/000.p/10": 200, "/log/tile/0/000.p/10": 200, "/log/bodies/000": 404, "/log/tile/0/000": 404,
		"/log/tile/1/000.p/1": 404, "/log/bodies/001.p/54": 404, "/log/tile/entries/000": 404, "/epochs/bodies/000.p/2": 404, "/epochs/tile/0/000.p/2": 404,
		"/epochs/bodies/000.p/1": 200,
	})
	if _, now := get("/log/checkpoint"); now != published {
		t.Errorf("the checkpoint served is not the published one: %s", now)
	}
	if _, bodies := get("/log/bodies/000.p/10"); strings.Count(bodies, "\n") != 10 {
		t.Errorf("a bundle of 10 bodies has %d lines", strings.Count(bodies, "\n"))
	}
	if _, tile := get("/log/tile/entries/000.p/10"); len(tile) != 340 {
		t.Errorf("a bundle of 10 entries has %d bytes", len(tile))
	}
	_, raw := get("/epochs/published.json")
	p, cp, ecp, err := epoch.ParsePublished([]byte(raw), r.log.VKey())
	if err != nil || p.Number != 0 || cp.Size != 10 || ecp.Size != 1 || p.Log != published {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := proof.VerifyCheckpoint([]byte(published), r.log.VKey()); err != nil {
		t.Error(err)
	}
	if _, err := fs.ReadFile(epochs, "../published.json"); err == nil {
		t.Error("a path out of the files was opened")
	}
	r.close()
}
