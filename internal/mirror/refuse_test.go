package mirror_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/mirror"
)

// TestAlteredOnTheWay changes one file that the register serves.
func TestAlteredOnTheWay(t *testing.T) {
	o := newOrigin(t)
	o.batch(300, "")
	start := t.TempDir()
	o.mirror(start)
	_, old := fetch(t, o.url+"/epochs/published.json")
	o.batch(400, "")
	o.batch(2, "")
	o.mirror(t.TempDir())
	flip := func(at int) func(string) string {
		return func(s string) string { at := min(at, len(s)-2); return s[:at] + string([]byte{s[at] ^ 1}) + s[at+1:] }
	}
	for what, c := range map[string]struct {
		path  string
		alter func(string) string
	}{
		"an entry":                    {"/log/tile/entries/001", flip(300)},
		"the length of an entry":      {"/log/tile/entries/001", flip(1)},
		"an entry that was held":      {"/log/tile/entries/001", flip(3)},
		"entries missing":             {"/log/tile/entries/002.p/193", func(s string) string { return s[:340] }},
		"a body":                      {"/log/bodies/001", flip(4000)},
		"a body that was held":        {"/log/bodies/001", flip(5)},
		"bodies missing":              {"/log/bodies/002.p/193", func(s string) string { return s[:340] }},
		"a body of an epoch":          {"/epochs/bodies/000.p/3", flip(1000)},
		"epochs without bodies":       {"/epochs/bodies/000.p/3", func(string) string { return "\n\n\n" }},
		"an entry of an epoch":        {"/epochs/tile/entries/000.p/3", flip(40)},
		"what is published, a size":   {"/epochs/published.json", func(s string) string { return strings.Replace(s, `\n705\n`, `\n704\n`, 1) }},
		"what is published, a number": {"/epochs/published.json", func(s string) string { return strings.Replace(s, `"number":2`, `"number":1`, 1) }},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
				t.Fatal(err)
			}
			altered := false
			o.before = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != c.path || r.Header.Get("Straight") != "" {
					return false
				}
				_, text := fetch(t, o.url+c.path)
				altered = c.alter(text) != text
				_, _ = io.WriteString(w, c.alter(text))
				return true
			}
			_, err := mirror.Run(t.Context(), o.config(dir))
			o.before = nil
			if !errors.Is(err, mirror.ErrRefused) || !altered {
				t.Fatalf("altered %v: %v", altered, err)
			}
			sound(t, dir, 301)
			o.mirror(dir)
			sound(t, dir, 705)
		})
	}
	t.Run("what is published, an old one", func(t *testing.T) {
		dir := t.TempDir()
		o.mirror(dir)
		o.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/epochs/published.json" {
				return false
			}
			_, _ = io.WriteString(w, old)
			return true
		}
		defer func() { o.before = nil }()
		if _, err := mirror.Run(t.Context(), o.config(dir)); !errors.Is(err, mirror.ErrRefused) || !errors.Is(err, ledger.ErrOlder) {
			t.Error(err)
		}
		sound(t, dir, 705)
	})
}

// fetch gets a file as the register really serves it.
func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Straight", "yes")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// TestRegisterThatCheats: everything is signed with the register's own key.
func TestRegisterThatCheats(t *testing.T) {
	o := newOrigin(t)
	o.batch(9, "")
	dir := t.TempDir()
	o.mirror(dir)
	o.batch(9, "")
	o.batch(9, "")
	log, err := ledger.OpenReader(filepath.Join(o.dir, epoch.Dir))
	if err != nil {
		t.Fatal(err)
	}
	var real []*proof.Epoch
	for n := range int64(3) {
		body, err := log.Body(n)
		if err != nil {
			t.Fatal(err)
		}
		e, err := proof.ParseEpoch(body)
		if err != nil {
			t.Fatal(err)
		}
		real = append(real, e)
	}
	change := func(n int, f func(e *proof.Epoch)) []*proof.Epoch {
		var out []*proof.Epoch
		for i, e := range real {
			c := *e
			if i == n {
				f(&c)
			}
			out = append(out, &c)
		}
		return out
	}
	for what, c := range map[string]struct {
		epochs []*proof.Epoch
		want   string
	}{
		"an epoch left out":             {[]*proof.Epoch{real[0], real[2]}, "epoch 1: it says that it is epoch 2"},
		"epochs in another order":       {[]*proof.Epoch{real[0], real[2], real[1]}, "epoch 1: it says that it is epoch 2"},
		"an epoch that follows another": {change(1, func(e *proof.Epoch) { e.Previous = real[2].Previous }), "epoch 1: it follows"},
		"another root":                  {change(1, func(e *proof.Epoch) { e.Log.Root = real[2].Log.Root }), "epoch 1: it says that 20 claims have root"},
		"a size that goes back":         {change(1, func(e *proof.Epoch) { e.Log.Size = 10 }), "epoch 1: it has 10 claims, after 10"},
		"another log":                   {change(1, func(e *proof.Epoch) { e.Log.Origin = "other.example" }), "epoch 1: it is of the log"},
		"an old epoch rewritten":        {change(0, func(e *proof.Epoch) { e.Time = "2027" }), "not the one that was copied"},
		"the last epoch is missing":     {real[:2], "is not of the 30 claims"},
		"less than was shown before":    {real[:1], "is not of the 30 claims"},
	} {
		t.Run(what, func(t *testing.T) {
			cheat := serveForged(t, o, c.epochs)
			own := t.TempDir()
			if err := os.CopyFS(own, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			cfg := o.config(own)
			cfg.URL = cheat
			if _, err := mirror.Run(t.Context(), cfg); !errors.Is(err, mirror.ErrRefused) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v; want %q", err, c.want)
			}
			sound(t, own, 10)
			o.mirror(own)
			sound(t, own, 30)
		})
	}
	t.Run("another history", func(t *testing.T) {
		other := t.TempDir()
		l, err := ledger.Open(t.Context(), other, ledger.Options{Origin: o.log.Origin(), KeyOf: o.dir})
		if err != nil {
			t.Fatal(err)
		}
		b, err := l.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 30 {
			if _, _, err := b.Add([]byte("another claim")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.Commit(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		head, err := l.Head()
		if err != nil || l.Close() != nil {
			t.Fatal(err)
		}
		_, text := fetch(t, o.url+"/epochs/published.json")
		var p epoch.Published
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		p.Log = string(head.Note)
		files := http.FileServerFS(l.Static())
		o.before = func(w http.ResponseWriter, r *http.Request) bool {
			switch {
			case r.URL.Path == "/epochs/published.json":
				_ = json.MarshalWrite(w, p)
			case strings.HasPrefix(r.URL.Path, "/log/"):
				http.StripPrefix("/log/", files).ServeHTTP(w, r)
			default:
				return false
			}
			return true
		}
		defer func() { o.before = nil }()
		if _, err := mirror.Run(t.Context(), o.config(dir)); !errors.Is(err, mirror.ErrRefused) || !errors.Is(err, ledger.ErrForked) {
			t.Error(err)
		}
		sound(t, dir, 10)
	})
}

// serveForged serves a register's claim log with other epochs, all signed with its key.
func serveForged(t *testing.T, o *origin, epochs []*proof.Epoch) (url string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(o.dir)); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, epoch.Dir)
	if err := os.RemoveAll(own); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(t.Context(), own, ledger.Options{Origin: proof.EpochOrigin(o.log.Origin()), KeyOf: o.dir})
	if err != nil {
		t.Fatal(err)
	}
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
	head, err := o.log.Head()
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
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	log, files := epoch.OpenView(dir, o.log.Reader, words).Static()
	mux := http.NewServeMux()
	api.MountPublic(mux, api.Public{Log: log, Epochs: files})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}
