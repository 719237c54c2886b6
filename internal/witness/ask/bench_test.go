package ask_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger/step"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/testkit"
	"probity.example/probity/internal/witness"
)

// readLists takes in real lists, as many as are asked for.
func readLists(b *testing.B, w *datadir.Writer, lists []testkit.List) {
	b.Helper()
	dir := testkit.SharedData(b)
	for _, l := range lists {
		entry, ok := source.Find(l.Source)
		if !ok {
			b.Fatalf("no source %q", l.Source)
		}
		var files []*format.File
		for _, f := range l.Files {
			files = append(files, &format.File{Path: filepath.Join(dir, f)})
		}
		_, err := w.Intake.File(b.Context(), entry, files, intake.Options{Published: claim.Date(l.Published), Confirm: true})
		must(b, err)
	}
}

// BenchmarkStep is the work of a completeness witness for each real list in turn: bytes and time for a key that changes.
func BenchmarkStep(b *testing.B) {
	dir, state := b.TempDir(), b.TempDir()
	w, err := datadir.OpenWriter(b.Context(), datadir.Config{Dir: dir, Origin: "log.example/register", Now: time.Now})
	must(b, err)
	readLists(b, w, testkit.Lists[:1])
	vkey := w.Log.VKey()
	must(b, w.Close())
	wit, err := witness.Open(witness.Config{Dir: state, LogKey: vkey, Name: "w", Complete: true, Now: time.Now})
	must(b, err)
	defer wit.Close()
	var request []byte
	var took time.Duration
	h := wit.Handler(nil)
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == witness.PathEpoch {
			request, err = io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(request))
		}
		start := time.Now()
		h.ServeHTTP(rw, r)
		took = time.Since(start)
	}))
	defer srv.Close()
	policy := fmt.Sprintf("witness w %s %s\nquorum w\n", wit.VKey(), srv.URL)
	must(b, os.WriteFile(filepath.Join(dir, datadir.WitnessPolicyFile), []byte(policy), 0o600))
	w, err = datadir.OpenWriter(b.Context(), datadir.Config{Dir: dir, Now: time.Now})
	must(b, err)
	defer w.Close()
	measure := func(name string) {
		claims, bodies, keys, proofs := count(b, request)
		fi, err := os.Stat(filepath.Join(state, "state.json"))
		must(b, err)
		b.Logf("%-24s %6d claims %7d keys: %4d B of proof a key (and %d of claims), %5.1f µs a key, %s in all; state %d B", name, claims, keys,
			proofs/max(keys, 1), bodies/max(keys, 1), float64(took.Microseconds())/float64(max(keys, 1)), took.Round(time.Millisecond), fi.Size())
	}
	must(b, w.Epochs.Renew(b.Context()))
	measure("(first) " + testkit.Lists[0].Source)
	for _, l := range testkit.Lists[1:] {
		readLists(b, w, []testkit.List{l})
		measure(l.Source)
	}
	for b.Loop() { // what is measured is told above
	}
}

// count says how much of a request is claims, and how much is the proof for how many keys.
func count(b *testing.B, request []byte) (claims, bodies, keys, proofs int) {
	b.Helper()
	r, err := step.NewReader(bytes.NewReader(request))
	must(b, err)
	for {
		p, _, err := r.Next()
		if errors.Is(err, io.EOF) {
			return claims, bodies, keys, len(request) - bodies
		}
		must(b, err)
		if p == nil {
			continue
		}
		touched := map[[32]byte]bool{}
		for _, c := range p.Claims {
			claims++
			bodies += len(c.Body)
			cl, err := claim.Parse(c.Body)
			must(b, err)
			for _, k := range cl.MapKeys() {
				touched[k] = true
			}
		}
		keys += len(touched)
	}
}

// BenchmarkPublish is the time from the end of a batch to its publication, with three local witnesses of which two must cosign.
func BenchmarkPublish(b *testing.B) {
	dir := b.TempDir()
	w, err := datadir.OpenWriter(b.Context(), datadir.Config{Dir: dir, Origin: "log.example/register", Now: time.Now})
	must(b, err)
	vkey := w.Log.VKey()
	policy := ""
	for i := range 3 {
		wit, err := witness.Open(witness.Config{Dir: b.TempDir(), LogKey: vkey, Name: fmt.Sprint("w", i), Complete: i < 2, Now: time.Now})
		must(b, err)
		defer wit.Close()
		srv := httptest.NewServer(wit.Handler(nil))
		defer srv.Close()
		policy += fmt.Sprintf("witness w%d %s %s\n", i, wit.VKey(), srv.URL)
	}
	must(b, w.Close())
	must(b, os.WriteFile(filepath.Join(dir, datadir.WitnessPolicyFile), []byte(policy+"group g 2 w0 w1 w2\nquorum g\n"), 0o600))
	w, err = datadir.OpenWriter(b.Context(), datadir.Config{Dir: dir, Now: time.Now})
	must(b, err)
	defer w.Close()
	advance := w.Intake.Publish
	for _, l := range testkit.Lists[:5] {
		w.Intake.Publish = nil
		readLists(b, w, []testkit.List{l})
		start := time.Now()
		must(b, advance(b.Context()))
		b.Logf("%-14s published in %s", l.Source, time.Since(start).Round(time.Millisecond))
	}
	var took time.Duration
	n := 0
	for b.Loop() {
		n++
		w.Intake.Publish = nil
		act := intake.PublishPolicy(claim.Policy{ID: fmt.Sprint("p", n), Version: "1", Digest: fmt.Sprintf("%064x", n), Text: "x"})
		_, err := w.Intake.Sync(b.Context(), []intake.Act{act})
		must(b, err)
		start := time.Now()
		must(b, advance(b.Context()))
		took += time.Since(start)
	}
	b.ReportMetric(float64(took.Milliseconds())/float64(n), "ms/publication")
}
