package web_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/api"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/web"
	"probity.example/probity/internal/world"
	"probity.example/probity/verify"
)

// live serves the sample world's lists named in only, out of a register in a directory of its own.
func live(t *testing.T, only ...string) (http.Handler, *datadir.Writer) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	start, looks := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), 0
	now := func() time.Time { looks++; return start.Add(time.Duration(looks) * time.Second) }
	w, err := datadir.OpenWriter(ctx, datadir.Config{Dir: dir, Origin: "probity.example/demo", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	ingest(t, w, only)
	r, err := datadir.OpenReader(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	names, err := r.Names(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := &api.Live{
		Answers:  &answer.Builder{Log: w.Log, Signer: w.Log, Register: w.Register, Epochs: w.View(), Names: names, Now: now},
		Register: w.Register, VKey: w.Log.VKey(), Now: now, Demo: true,
	}
	if err := l.Load(); err != nil {
		t.Fatal(err)
	}
	h, err := web.Handler(l, api.Public{Log: os.DirFS(filepath.Join(dir, "log"))})
	if err != nil {
		t.Fatal(err)
	}
	return h, w
}

func ingest(t *testing.T, w *datadir.Writer, only []string) {
	t.Helper()
	ctx := context.Background()
	policies, err := rulebook.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var acts []intake.Act
	for _, p := range policies {
		text, _ := rulebook.BuiltinText(p.ID)
		acts = append(acts, intake.PublishPolicy(claim.Policy{ID: p.ID, Version: p.Version, Digest: p.Digest(), Text: string(text)}))
	}
	entries := world.Sources()
	for _, e := range entries {
		acts = append(acts, intake.AdmitSource(e))
	}
	if _, err := w.Intake.Sync(ctx, acts); err != nil {
		t.Fatal(err)
	}
	files, err := world.Write(1, "2026-11-22", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, e := range entries {
			if e.ID == f.Source && strings.Contains(strings.Join(only, " "), e.ID) {
				if _, err := w.Intake.File(ctx, e, []*format.File{{Path: f.Path}}, intake.Options{}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// swapped is a name with two letters in the middle of its longest word in each other's place.
func swapped(name string) string {
	words := strings.Fields(name)
	long := 0
	for i := range words {
		if len(words[i]) > len(words[long]) {
			long = i
		}
	}
	w := []rune(words[long])
	w[len(w)/2], w[len(w)/2+1] = w[len(w)/2+1], w[len(w)/2]
	words[long] = string(w)
	return strings.Join(words, " ")
}

// TestLiveRegister goes the reader's way: the question, the answer, the organisation, its claims, their source, and the
// answer file that verifies with nothing but the key.
func TestLiveRegister(t *testing.T) {
	h, w := live(t, "xv-un-sanctions", "xv-sanctions", "xv-debarment")
	ask := func(name, policy string, more ...string) (int, string) {
		v := url.Values{"name": {name}, "country": {"XV"}, "policy": {policy}}
		for i := 0; i+1 < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		res, body := get(t, h, "/check?"+v.Encode())
		return res.StatusCode, body
	}
	for _, c := range []struct {
		name, policy string
		more         []string
		want         []string
	}{
		{world.Frozen, "sanctions-un", nil, []string{"Barred under sanctions-un 1", "Reason not held; not a finding of wrongdoing.", "FICTIONAL"}},
		{world.Debarred, "sanctions-un", nil, []string{"No bar found under sanctions-un 1 in"}},
		{world.Debarred, "", nil, []string{"Records, and no answer", "debarment", "corruption, bribery"}},
		{world.Relisted, "", nil, []string{"History: 3 claims", "COR.WITHDRAW", "counts"}},
		{world.Relisted, "", []string{"as_of", "2026-08-15"}, []string{"asset freeze", "ended"}},
		{world.Frozen, "sanctions-un", []string{"known_at", "2020-01-01T00:00:00Z"}, []string{"No answer under sanctions-un 1"}},
		{"Nobody In This Register Ltd", "sanctions-un", nil, []string{"No bar found under sanctions-un 1 in 1 source"}},
		{"Nobody In This Register Ltd", "sanctions-un", []string{"person", "true"}, []string{"Out of scope"}},
		{world.Namesake, "", nil, []string{"export restriction"}},
		{swapped(world.Frozen), "sanctions-un", nil, []string{
			"A person has to decide under sanctions-un 1", "as a candidate: it may be another organisation", "name similar", "Word by word",
		}},
		{"Nobody Zzyzx", "", nil, []string{"Similar names", " names in ", "were compared"}},
		{world.Frozen + ", IMO 9123453, VAT DE123456788", "sanctions-un", nil, []string{
			"<dt>Asked for as</dt><dd dir=\"auto\">" + world.Frozen + "</dd><dd dir=\"auto\">DE-VAT:DE123456788</dd>", "identifies a vessel", "Barred",
		}},
	} {
		status, body := ask(c.name, c.policy, c.more...)
		for _, want := range c.want {
			if status != 200 || !strings.Contains(body, want) {
				t.Errorf("%s under %q %v: %d, does not say %q", c.name, c.policy, c.more, status, want)
			}
		}
	}
	for _, name := range []string{"IMO 9123453", "Somebody, ИНН 990012345678"} {
		target := "/api/v1/check?" + url.Values{"name": {name}}.Encode()
		if res, body := get(t, h, target); res.StatusCode != 400 || !strings.Contains(body, "cannot be asked for") || strings.Contains(body, "990012345678") {
			t.Errorf("%s: %d %s", name, res.StatusCode, body)
		}
	}
	for _, kind := range []string{"organisations", "claims", "sources", "policies"} {
		_, body := ask(world.Relisted, "sanctions-un")
		at := strings.Index(body, `href="/`+kind+"/")
		if at < 0 {
			t.Errorf("the answer leads to no page of %s", kind)
			continue
		}
		path, _, _ := strings.Cut(body[at+len(`href="`):], `"`)
		for _, target := range []string{path, "/api/v1" + path} {
			if res, body := get(t, h, target); res.StatusCode != 200 {
				t.Errorf("%s: %d %s", target, res.StatusCode, body)
			}
		}
	}
	res, body := get(t, h, "/api/v1/check?"+url.Values{"name": {world.Frozen}, "country": {"XV"}, "policy": {"sanctions-un"}}.Encode())
	if res.StatusCode != 200 {
		t.Fatalf("answer file: %d %s", res.StatusCode, body)
	}
	if _, err := verify.Verify([]byte(body), verify.Options{VKey: w.Log.VKey()}); err != nil {
		t.Error(err)
	}
	if !strings.Contains(body, w.Log.VKey()) {
		t.Error("the answer file does not name the log")
	}
	for _, target := range []string{"/", "/sources", "/policies", "/about", "/log/checkpoint", "/sources/xv-debarment"} {
		if res, _ := get(t, h, target); res.StatusCode != 200 {
			t.Errorf("%s: %d", target, res.StatusCode)
		}
	}
	_, page := get(t, h, "/sources/xv-debarment")
	for _, p := range world.Persons() {
		if strings.Contains(page, p) || strings.Contains(body, p) {
			t.Errorf("a person's name is shown: %s", p)
		}
	}
	if !strings.Contains(page, "<dt>Persons refused</dt><dd>10") {
		t.Errorf("the source page does not count the persons refused:\n%s", page)
	}
}
