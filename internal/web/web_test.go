package web_test

import (
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/api/apitest"
	"probity.example/probity/internal/web"
)

var update = flag.Bool("update", false, "write the golden files anew")

func handler(t *testing.T, reg *apitest.Register) http.Handler {
	t.Helper()
	h, err := web.Handler(reg, api.Public{Log: fstest.MapFS{"checkpoint": {Data: []byte("log\n")}}})
	if err != nil {
		t.Fatal(err)
	}
	return h
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

var addresses = map[string]string{
	"home":            "/",
	"answer-barred":   "/check?name=%C5%A0karvelin+Steel+Works+A.S.&policy=supplier-baseline&country=XV&id=&as_of=&known_at=",
	"answer-clear":    "/check?name=Quiet+Fern+Dairy&policy=supplier-baseline",
	"answer-unknown":  "/check?name=nobody&policy=supplier-baseline",
	"answer-records":  "/check?org=" + apitest.Org,
	"organisation":    "/organisations/" + apitest.Org,
	"claim":           "/claims/" + apitest.Claim,
	"claim-removed":   "/claims/" + apitest.Gone,
	"sources":         "/sources",
	"source":          "/sources/xv-debarment",
	"source-refused":  "/sources/xv-opinions",
	"policies":        "/policies",
	"policy":          "/policies/supplier-baseline",
	"about":           "/about",
	"not-found":       "/nowhere",
	"invalid":         "/check?name=",
	"invalid-unknown": "/check?name=a&frobnicate=1",
}

func TestPages(t *testing.T) {
	h := handler(t, &apitest.Register{Demo: true})
	for name, target := range addresses {
		res, body := get(t, h, target)
		if ct := res.Header.Get("Content-Type"); ct != "text/html; charset=utf-8" {
			t.Errorf("%s: content type %s", name, ct)
		}
		path := "testdata/" + name + ".html"
		if *update {
			if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), body); diff != "" {
			t.Errorf("%s differs (run with -update if that is meant):\n%s", name, diff)
		}
	}
}

// TestEveryPage holds what is true of all pages: what the demo is, that nothing is loaded from elsewhere, that nothing
// hostile gets through, that the page can be read without seeing it.
func TestEveryPage(t *testing.T) {
	h := handler(t, &apitest.Register{Demo: true})
	loads := regexp.MustCompile(`(?i)<(script|img|iframe|object|embed|video|audio|font)\b|\bstyle=|\bon[a-z]+=|@import|url\(`)
	for name, target := range addresses {
		res, body := get(t, h, target)
		if !strings.Contains(body, `<strong>FICTIONAL</strong>`) {
			t.Errorf("%s: the demo does not say FICTIONAL", name)
		}
		if m := loads.FindString(body); m != "" {
			t.Errorf("%s: loads or runs something: %q", name, m)
		}
		if strings.Contains(body, "ZgotmplZ") || strings.Contains(body, "javascript:") && name != "claim" {
			t.Errorf("%s: an address that runs something reached the page", name)
		}
		if strings.Count(body, "<h1") != 1 || !strings.Contains(body, `<html lang="en">`) || !strings.Contains(body, `<main id="main">`) {
			t.Errorf("%s: want one heading, a language and a main part", name)
		}
		for _, id := range regexp.MustCompile(`<(?:input|select)[^>]* id="([a-z_]+)"`).FindAllStringSubmatch(body, -1) {
			if !strings.Contains(body, `<label for="`+id[1]+`">`) {
				t.Errorf("%s: field %s has no label", name, id[1])
			}
		}
		for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got := res.Header.Get(header); got != want {
				t.Errorf("%s: %s: %q, want %q", name, header, got, want)
			}
		}
		if csp := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'self';") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy %q", name, csp)
		}
		if res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: sets a cookie", name)
		}
	}
	if _, body := get(t, handler(t, &apitest.Register{}), "/"); strings.Contains(body, "FICTIONAL</strong>") {
		t.Error("a register that is no demo says FICTIONAL")
	}
}

// TestMirror: a mirror says on every page that it is one, and gives no answer file.
func TestMirror(t *testing.T) {
	h := handler(t, &apitest.Register{Mirror: true})
	for name, target := range addresses {
		_, body := get(t, h, target)
		if !strings.Contains(body, "<strong>Mirror</strong>") {
			t.Errorf("%s: the mirror does not say that it is one", name)
		}
		if strings.Contains(body, "Download the answer file") || strings.Contains(body, "Proven:") {
			t.Errorf("%s: the mirror offers a proof that nobody signed", name)
		}
	}
}

func TestWords(t *testing.T) {
	h := handler(t, &apitest.Register{Demo: true})
	for name, want := range map[string][]string{
		"answer-clear":   {"No bar found under supplier-baseline 1 in 2 sources", "Not examined", "too old: at most 400", "probity verify"},
		"answer-barred":  {"Barred under supplier-baseline 1", "Reason not held; not a finding of wrongdoing.", "by its exact name and the country that you gave", "Identity: name country; name exact", "has a similarity of 0.9100", "another organisation: name similar, places differ"},
		"answer-unknown": {"No organisation found by this question in 2 sources", "Searched 9000 names in 8000 claims; 12 were compared", "similarity 0.7100", "Asked for as"},
		"answer-records": {"Records, and no answer: no policy was chosen"},
		"organisation":   {`lang="ar"`, "history, not held against it", "Reason not held; not a finding of wrongdoing."},
		"source":         {"Persons refused", "sole trader 4", "Undetermined"},
	} {
		_, body := get(t, h, addresses[name])
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %q", name, w)
			}
		}
		if m := regexp.MustCompile(`>\s*[Cc]lear\s*<`).FindString(body); m != "" {
			t.Errorf("%s says %q alone", name, m)
		}
	}
}

func TestHostileQuestions(t *testing.T) {
	h := handler(t, &apitest.Register{})
	for _, s := range []string{
		apitest.Hostile, `<img src=x onerror=alert(1)>`, `' onfocus='alert(1)`, `{{.}}`, `</title><script>alert(1)</script>`, "\u202egnp.exe", `javascript:alert(1)`, `" autofocus onfocus="alert(1)`,
	} {
		res, body := get(t, h, "/check?name="+url.QueryEscape(s))
		if res.StatusCode != 200 {
			t.Errorf("%q: %d", s, res.StatusCode)
		}
		if strings.ContainsAny(s, `<"'`) && strings.Contains(body, s) {
			t.Errorf("%q stands in the page as it came", s)
		}
	}
}

func TestFaults(t *testing.T) {
	for target, want := range map[string]int{
		"/check?name=" + strings.Repeat("x", 1001): 400, "/check?name=" + strings.Repeat("x", 9000): 400, "/check?policy=p": 400, "/check?name=a&as_of=31.12.2020": 400,
		"/" + strings.Repeat("x", 2000): 400, "/organisations/" + apitest.Clear: 404, "/organisations/%3Cscript%3E": 404, "/claims/" + apitest.Gone: 410, "/sources/no": 404, "/policies/no": 404, "/static/": 404,
		"/static/templates/home.tmpl": 404, "/log/checkpoint": 200, "/api/v1/nothing": 404, "/static/probity.css": 200,
	} {
		if res, body := get(t, handler(t, &apitest.Register{}), target); res.StatusCode != want {
			t.Errorf("%.60s: %d, want %d", target, res.StatusCode, want)
		} else if strings.Contains(body, "xxxxx") {
			t.Errorf("%.60s: the fault repeats what was asked", target)
		}
	}
	res, body := get(t, handler(t, &apitest.Register{Err: errors.New(apitest.Secret)}), "/sources")
	if res.StatusCode != 500 || strings.Contains(body, apitest.Secret) {
		t.Errorf("internal error: %d %s", res.StatusCode, body)
	}
	w := httptest.NewRecorder()
	handler(t, &apitest.Register{}).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/check", strings.NewReader("name=a")))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}
