package audit_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/audit"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/mirror"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// clock gives each batch a time of its own.
func clock() func() time.Time {
	now := time.Date(2026, 6, 2, 8, 0, 0, 0, time.UTC)
	return func() time.Time { now = now.Add(time.Second); return now }
}

// makeRegister makes a register of several epochs, one removed body among its claims.
func makeRegister(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	now := clock()
	w, err := datadir.OpenWriter(t.Context(), datadir.Config{Dir: dir, Origin: "audit.example/log", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	entry := source.Entry{
		ID: "bench", Readers: source.ProbityReaders(),
		SourceEntry: claim.SourceEntry{Title: "FICTIONAL list", Publisher: "FICTIONAL", Origin: "official", Criterion: "registration", Persons: "none"},
	}
	if _, err := w.Intake.Sync(t.Context(), []intake.Act{intake.AdmitSource(entry), intake.AddKey(w.Log.VKey())}); err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		var text strings.Builder
		for i := range 150 + 50*round {
			fmt.Fprintf(&text, `{"party":"%d","type":"organisation","names":[{"value":"FICTIONAL Works %d","kind":"primary"}],"countries":["XV"],"statements":[{"key":"reg","kind":"IDN.REG","state":"in_force","from":"%d-01-01"}]}`+"\n",
				i, i+i%7*round, 1990+i%20)
		}
		file := filepath.Join(t.TempDir(), "list.ndjson")
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		day := claim.Date(fmt.Sprintf("2026-0%d-01", round+1))
		if _, err := w.Intake.File(t.Context(), entry, []*format.File{{Path: file}}, intake.Options{Published: day, Confirm: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Intake.Remove(t.Context(), 20, "Sample Data Act, section 1"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// mirrored copies a register over HTTP.
func mirrored(t *testing.T, dir string) (copied string) {
	t.Helper()
	log, err := ledger.OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	files, epochs := epoch.OpenView(dir, log, datadir.Claims()).Static()
	mux := http.NewServeMux()
	api.MountPublic(mux, api.Public{Log: files, Epochs: epochs, VKey: log.VKey()})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	copied = filepath.Join(t.TempDir(), "mirror")
	_, err = mirror.Run(t.Context(), mirror.Config{
		URL: srv.URL, Dir: copied, VKey: log.VKey(), Client: srv.Client(), Reader: datadir.Claims(),
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		t.Fatal(err)
	}
	return copied
}

func run(t *testing.T, dir string) *audit.Report {
	t.Helper()
	rep, err := audit.Run(t.Context(), audit.Config{Dir: dir, Work: t.TempDir(), Reader: datadir.Claims()})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// digest is what probity rebuild --digest prints.
func digest(t *testing.T, dir string) string {
	t.Helper()
	if err := datadir.Rebuild(t.Context(), datadir.Config{Dir: dir, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	r, err := datadir.OpenReader(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	d, err := r.Register.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCleanMirror(t *testing.T) {
	dir := makeRegister(t)
	copied := mirrored(t, dir)
	want := digest(t, dir)
	for what, d := range map[string]string{"register": dir, "mirror": copied} {
		rep := run(t, d)
		if !rep.Clean || rep.Digest != want || rep.Epochs != 5 || rep.Removed != 1 || rep.Unpublished != 0 || rep.Published != 4 {
			t.Errorf("%s: %+v %v; want digest %s", what, rep, rep.Difference, want)
		}
	}
	if got := digest(t, copied); got != want {
		t.Errorf("rebuilt from the mirror: %s, want %s", got, want)
	}
	// Maps and stores on the disk are nothing to an audit.
	for _, name := range []string{"map-3.bin", "register.db"} {
		if err := os.WriteFile(filepath.Join(copied, name), []byte("nonsense"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if rep := run(t, copied); !rep.Clean || rep.Digest != want {
		t.Errorf("beside nonsense: %+v %v", rep, rep.Difference)
	}
}

// TestFilesAltered changes files of a mirror on its disk.
func TestFilesAltered(t *testing.T) {
	copied := mirrored(t, makeRegister(t))
	flip := func(at int) func(string) string {
		return func(s string) string { return s[:at] + string([]byte{s[at] ^ 1}) + s[at+1:] }
	}
	for what, c := range map[string]struct {
		file, check, where string
		alter              func(string) string
	}{
		"a body":             {"log/bodies/001", audit.CheckClaims, "log/bodies/001, index 256", flip(30)},
		"a body is gone":     {"log/bodies/000", audit.CheckClaim, "claim 2", func(s string) string { l := strings.Split(s, "\n"); l[2] = ""; return strings.Join(l, "\n") }},
		"an entry":           {"log/tile/entries/001", audit.CheckClaims, "log/bodies/001, index 257", flip(34 + 10)},
		"a tile":             {"log/tile/0/001", audit.CheckClaims, "log/tile/0/001", flip(70)},
		"the checkpoint":     {"log/checkpoint", audit.CheckClaims, "log", flip(30)},
		"the key":            {"log.vkey", audit.CheckClaims, "log", flip(3)},
		"an epoch":           {"epochs/log/bodies/000.p/5", audit.CheckEpochs, "epochs/log/bodies/000.p/5, index 0", flip(20)},
		"an epoch is gone":   {"epochs/log/bodies/000.p/5", audit.CheckEpochs, "epoch 1", func(s string) string { l := strings.Split(s, "\n"); l[1] = ""; return strings.Join(l, "\n") }},
		"an entry of epochs": {"epochs/log/tile/entries/000.p/5", audit.CheckEpochs, "epochs/log/bodies/000.p/5, index 2", flip(2*34 + 5)},
		"epochs change place": {"epochs/log/bodies/000.p/5", audit.CheckEpochs, "index 1", func(s string) string {
			l := strings.Split(s, "\n")
			l[1], l[2] = l[2], l[1]
			return strings.Join(l, "\n")
		}},
		"an epoch is dropped": {"epochs/log/bodies/000.p/5", audit.CheckEpochs, "epochs/log/bodies/000.p/5", func(s string) string { return s[strings.Index(s, "\n")+1:] }},
		"the epochs' key":     {"epochs/log.vkey", audit.CheckKey, "epochs/log.vkey", flip(3)},
		"what is published":   {"epochs/published.json", audit.CheckPublished, "epochs/published.json", func(s string) string { return strings.Replace(s, `\n`, `1\n`, 2) }},
		"a published number":  {"epochs/published.json", audit.CheckPublished, "epochs/published.json", func(s string) string { return strings.Replace(s, `"number":4`, `"number":3`, 1) }},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(copied)); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(dir, filepath.FromSlash(c.file))
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(c.alter(string(text))), 0o644); err != nil {
				t.Fatal(err)
			}
			d := run(t, dir).Difference
			if d == nil || d.Check != c.check || !strings.Contains(d.Where, c.where) || d.Expected == "" || d.Found == "" {
				t.Errorf("found %v; want check %s at %s", d, c.check, c.where)
			}
		})
	}
	for _, file := range []string{"log/checkpoint", "epochs/log/checkpoint", "epochs/published.json", "log/bodies/000", "epochs/log/tile/entries/000.p/5"} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(copied)); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(file))); err != nil {
			t.Fatal(err)
		}
		if d := run(t, dir).Difference; d == nil {
			t.Errorf("%s is missing, and nothing was found", file)
		}
	}
}

// forge gives a register other epochs, signed with its key, and publishes them.
func forge(t *testing.T, dir string, epochs []*proof.Epoch) {
	t.Helper()
	log, err := ledger.OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	head, err := log.Head()
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, epoch.Dir)
	if err := os.RemoveAll(own); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(t.Context(), own, ledger.Options{Origin: proof.EpochOrigin(head.Origin), KeyOf: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	b, err := l.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range epochs {
		body, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Add(body); err != nil {
			t.Fatal(err)
		}
	}
	cp, err := b.Commit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(epoch.Published{Number: cp.Size - 1, Log: string(head.Note), Epochs: string(cp.Note)})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(own, epoch.PublishedFile), text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// relink makes epochs a chain again.
func relink(t *testing.T, epochs []*proof.Epoch) []*proof.Epoch {
	t.Helper()
	previous := ""
	for i, e := range epochs {
		e.Number, e.Previous = int64(i), previous
		body, err := e.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		id := sha256.Sum256(body)
		previous = hex.EncodeToString(id[:])
	}
	return epochs
}

// rootAt is the root of a claim log at a size, in base64.
func rootAt(t *testing.T, dir string, size int64) string {
	t.Helper()
	log, err := ledger.OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	root, err := log.RootAt(size)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(root[:])
}

// TestRegisterThatCheats: every signature is the register's own.
func TestRegisterThatCheats(t *testing.T) {
	start := makeRegister(t)
	log, err := ledger.OpenReader(filepath.Join(start, epoch.Dir))
	if err != nil {
		t.Fatal(err)
	}
	all := func() []*proof.Epoch {
		var out []*proof.Epoch
		for n := range int64(5) {
			body, err := log.Body(n)
			if err != nil {
				t.Fatal(err)
			}
			e, err := proof.ParseEpoch(body)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, e)
		}
		return out
	}
	changed := func(n int, f func(e *proof.Epoch)) []*proof.Epoch {
		e := all()
		f(e[n])
		return relink(t, e)
	}
	real := all()
	for what, c := range map[string]struct {
		epochs       []*proof.Epoch
		check, where string
	}{
		"an epoch left out":            {[]*proof.Epoch{real[0], real[2], real[3], real[4]}, audit.CheckChain, "epoch 1, number"},
		"epochs in another order":      {[]*proof.Epoch{real[0], real[2], real[1], real[3], real[4]}, audit.CheckChain, "epoch 1, number"},
		"another epoch before":         {func() []*proof.Epoch { e := all(); e[2].Previous = e[1].Previous; return e }(), audit.CheckChain, "epoch 2, previous"},
		"a size that goes back":        {changed(2, func(e *proof.Epoch) { e.Log = real[0].Log }), audit.CheckChain, "epoch 2, log size"},
		"another origin":               {changed(1, func(e *proof.Epoch) { e.Log.Origin = "other.example" }), audit.CheckLog, "log origin"},
		"another root":                 {changed(1, func(e *proof.Epoch) { e.Log.Root = real[2].Log.Root }), audit.CheckLog, "epoch 1 of "},
		"a map with something else":    {changed(2, func(e *proof.Epoch) { e.Map.Root = real[1].Map.Root }), audit.CheckMap, "epoch 2 of "},
		"another number of keys":       {changed(2, func(e *proof.Epoch) { e.Map.Keys-- }), audit.CheckMap, "number of keys"},
		"another key function":         {changed(2, func(e *proof.Epoch) { e.Map.Version = 1 }), audit.CheckMap, "version"},
		"another time":                 {changed(3, func(e *proof.Epoch) { e.Time = real[2].Time }), audit.CheckTime, "epoch 3 of "},
		"an old snapshot of a source":  {changed(3, func(e *proof.Epoch) { e.Sources = real[2].Sources }), audit.CheckSources, "source bench"},
		"a source left out":            {changed(3, func(e *proof.Epoch) { e.Sources = nil }), audit.CheckSources, "source bench"},
		"an epoch of another size":     {changed(1, func(e *proof.Epoch) { e.Log.Size-- }), audit.CheckLog, "log root"},
		"an epoch amid a batch":        {changed(1, func(e *proof.Epoch) { e.Log.Size--; e.Log.Root = rootAt(t, start, e.Log.Size) }), audit.CheckBatch, "end of a batch"},
		"the last one is not there":    {real[:4], audit.CheckPublished, "epochs/published.json"},
		"epochs of claims yet to come": {changed(4, func(e *proof.Epoch) { e.Log.Size += 10 }), audit.CheckPublished, "epochs/published.json"},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
				t.Fatal(err)
			}
			for name, mode := range map[string]os.FileMode{"keys": 0o700, "keys/log.key": 0o600, "keys/salt.key": 0o600} {
				if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
					t.Fatal(err)
				}
			}
			forge(t, dir, c.epochs)
			d := run(t, dir).Difference
			if d == nil || d.Check != c.check || !strings.Contains(d.Where, c.where) {
				t.Errorf("found %v; want check %s at %s", d, c.check, c.where)
			}
		})
	}
}
