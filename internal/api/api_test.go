package api_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/api/apitest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func serve(reg api.Register) http.Handler {
	mux := http.NewServeMux()
	api.Mount(mux, reg)
	api.MountPublic(mux, api.Public{VKey: "key", Epochs: fstest.MapFS{"checkpoint": {Data: []byte("epochs")}, "published.json": {Data: []byte("{}")}, "log.vkey": {}}, Log: fstest.MapFS{
		"checkpoint":             {Data: []byte("probity.example/demo\n0\n")},
		"tile/0/000.p/3":         {Data: []byte("tile")},
		"tile/entries/000.p/3":   {Data: []byte("entries")},
		"bodies/000.p/3":         {Data: []byte("bodies")},
		".state/secret":          {Data: []byte("state")},
		"tile/.state/secret":     {Data: []byte("state")},
		"keys/log.key":           {Data: []byte("key")},
		"pending.json":           {Data: []byte("pending")},
		"tile/0/x001/000":        {Data: []byte("tile")},
		"bodies/x001/000.zst":    {Data: []byte("bodies")},
		"bodies/x001/.000.zst.t": {Data: []byte("temporary")},
		"published.json":         {Data: []byte("not of this log")},
	}})
	return mux
}

func get(t *testing.T, h http.Handler, target string) (*http.Response, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	b, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), string(b)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (run with -update if that is meant; openapi.json: move api.Version too):\n%s", name, diff)
	}
}

func TestOpenAPI(t *testing.T) {
	a := api.Mount(http.NewServeMux(), &apitest.Register{})
	b, err := a.OpenAPI().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	v := jsontext.Value(b)
	if err := v.Canonicalize(); err != nil {
		t.Fatal(err)
	}
	if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
		t.Fatal(err)
	}
	golden(t, "openapi.json", append(v, '\n'))
	res, served := get(t, serve(&apitest.Register{}), "/api/v1/openapi.json")
	if res.StatusCode != 200 || !strings.Contains(served, `"openapi":"3.1.0"`) {
		t.Errorf("openapi.json: %d", res.StatusCode)
	}
}

func TestResources(t *testing.T) {
	h := serve(&apitest.Register{})
	var all strings.Builder
	for _, target := range []string{
		"/api/v1/organisations/" + apitest.Org, "/api/v1/claims/" + apitest.Claim, "/api/v1/sources", "/api/v1/sources/xv-debarment",
		"/api/v1/policies", "/api/v1/policies/supplier-baseline", "/api/v1/check?name=nobody",
	} {
		res, body := get(t, h, target)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s", target, res.StatusCode, res.Header.Get("Content-Type"))
		}
		v := jsontext.Value(body)
		if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
			t.Fatalf("%s: %v\n%s", target, err, body)
		}
		all.WriteString("GET " + target + "\n" + string(v) + "\n\n")
	}
	golden(t, "resources.txt", []byte(all.String()))
}

func TestFaults(t *testing.T) {
	long := url.QueryEscape(strings.Repeat("x", 1001))
	for _, c := range []struct {
		target string
		err    error
		status int
		kind   string
	}{
		{"/api/v1/check", nil, 400, "invalid"},
		{"/api/v1/check?name=" + long, nil, 400, "invalid"},
		{"/api/v1/check?name=" + strings.Repeat("x", 9000), nil, 400, "invalid"},
		{"/api/v1/check?name=a&name=b", nil, 400, "invalid"},
		{"/api/v1/check?name=a&as_off=2020-01-01", nil, 400, "invalid"},
		{"/api/v1/check?name=a&as_of=2020-13-01", nil, 400, "invalid"},
		{"/api/v1/check?name=a&as_of=2020-01", nil, 400, "invalid"},
		{"/api/v1/check?name=a&known_at=yesterday", nil, 400, "invalid"},
		{"/api/v1/check?name=a&country=England", nil, 400, "invalid"},
		{"/api/v1/check?name=a&country=XX", nil, 400, "invalid"},
		{"/api/v1/check?name=a&policy=../secret", nil, 400, "invalid"},
		{"/api/v1/check?name=a%00b", nil, 400, "invalid"},
		{"/api/v1/check?name=a%ffb", nil, 400, "invalid"},
		{"/api/v1/check?name=%zz", nil, 400, "invalid"},
		{"/api/v1/check?id=XI-LEI:123", nil, 400, "invalid"},
		{"/api/v1/check?id=NO-SUCH:123", nil, 400, "invalid"},
		{"/api/v1/check?id=ES-TAX:98765432M", nil, 400, "invalid"},
		{"/api/v1/check?id=123", nil, 400, "invalid"},
		{"/api/v1/check?name=a&person=maybe", nil, 400, "invalid"},
		{"/api/v1/organisations/" + apitest.Clear, nil, 404, "not-found"},
		{"/api/v1/organisations/nonsense", nil, 404, "not-found"},
		{"/api/v1/organisations/" + apitest.Org + "?as_of=x", nil, 400, "invalid"},
		{"/api/v1/claims/" + apitest.Gone, nil, 410, "removed"},
		{"/api/v1/claims/xyz", nil, 404, "not-found"},
		{"/api/v1/sources/no-such", nil, 404, "not-found"},
		{"/api/v1/policies/no-such", nil, 404, "not-found"},
		{"/api/v2/check", nil, 404, "not-found"},
		{"/api/v1/sources", errors.New(apitest.Secret), 500, "internal"},
		{"/api/v1/sources", context.DeadlineExceeded, 503, "interrupted"},
	} {
		res, body := get(t, serve(&apitest.Register{Err: c.err}), c.target)
		if res.StatusCode != c.status || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%.80s: %d %s, want %d", c.target, res.StatusCode, res.Header.Get("Content-Type"), c.status)
		}
		var p struct {
			Type   string
			Status int
		}
		if err := json.Unmarshal([]byte(body), &p, json.MatchCaseInsensitiveNames(true)); err != nil || !strings.HasSuffix(p.Type, "/"+c.kind) || p.Status != c.status {
			t.Errorf("%.80s: %v %s", c.target, err, body)
		}
		if strings.Contains(body, apitest.Secret) || strings.Contains(body, "xxxx") || strings.Contains(body, "England") {
			t.Errorf("%.80s: the problem tells too much: %s", c.target, body)
		}
	}
}

// TestMirrorSignsNothing: what a mirror answers is read on its pages; an answer file is the register's to give.
func TestMirrorSignsNothing(t *testing.T) {
	res, body := get(t, serve(&apitest.Register{Mirror: true}), "/api/v1/check?name=nobody")
	if res.StatusCode != http.StatusForbidden || !strings.Contains(body, "/problems/unsigned") {
		t.Errorf("%d: %s", res.StatusCode, body)
	}
}

func TestQuestionIsRead(t *testing.T) {
	reg := &apitest.Register{}
	res, _ := get(t, serve(reg), "/api/v1/check?name=%C5%A0karvelin++Steel&id=xv-vat:+XV+1003+9595&country=xv&policy=supplier-baseline&as_of=2021-01-01&known_at=2022-01-01T00:00:00%2B02:00")
	if res.StatusCode != 200 || len(reg.Asked) != 1 || res.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, asked %v", res.StatusCode, reg.Asked)
	}
	const want = "as_of=2021-01-01&country=XV&id=XV-VAT%3AXV10039595&known_at=2021-12-31T22%3A00%3A00.000Z&name=%C5%A0karvelin+Steel&policy=supplier-baseline"
	if got := reg.Asked[0].Query(); got != want {
		t.Errorf("asked\n%s, want\n%s", got, want)
	}
}

func TestLogFiles(t *testing.T) {
	h := serve(&apitest.Register{})
	for target, want := range map[string]int{
		"/log/checkpoint": 200, "/log/tile/0/000.p/3": 200, "/log/tile/entries/000.p/3": 200, "/log/bodies/000.p/3": 200, "/log/tile/0/x001/000": 200, "/log/bodies/x001/000.zst": 200,
		"/log/": 404, "/log/tile/": 404, "/log/tile": 404, "/log/tile/0": 404, "/log/.state/secret": 404, "/log/tile/.state/secret": 404, "/log/bodies/x001/.000.zst.t": 404,
		"/log/keys/log.key": 404, "/log/pending.json": 404, "/log/tile/0/999": 404, "/log/published.json": 404,
		"/epochs/checkpoint": 200, "/epochs/published.json": 200, "/epochs/log.vkey": 404, "/epochs/": 404, "/log.vkey": 200, "/log/bodies/%2e%2e/keys/log.key": 404,
	} {
		if res, body := get(t, h, target); res.StatusCode != want && res.StatusCode != http.StatusTemporaryRedirect && res.StatusCode != http.StatusMovedPermanently {
			t.Errorf("%s: %d, want %d: %s", target, res.StatusCode, want, body)
		}
	}
	res, _ := get(t, h, "/log/bodies/000.p/3")
	if c := res.Header.Get("Cache-Control"); c != "no-cache" {
		t.Errorf("a body may be removed, but is cached: %q", c)
	}
}
