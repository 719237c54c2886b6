package api_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/api/apitest"
	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/rows"
)

const screenURL = "/api/v1/screen?policy=supplier-baseline"

// post sends a body without a connection. A response that is broken off gives aborted.
func post(t *testing.T, h http.Handler, target string, body io.Reader) (res *http.Response, text string, aborted bool) {
	t.Helper()
	w := httptest.NewRecorder()
	func() {
		defer func() {
			if p := recover(); p != nil {
				if p != http.ErrAbortHandler {
					panic(p)
				}
				aborted = true
			}
		}()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, target, body))
	}()
	return w.Result(), w.Body.String(), aborted
}

func TestScreen(t *testing.T) {
	body := `{"query_id":"a","name":"Amberfield Timber"}` + "\n\n" + `{"query_id":"b","country":"Nowhereland"}` + "\n" + `{"name":"Hollow Quarry"}`
	res, text, aborted := post(t, serve(&apitest.Register{}), screenURL+"&as_of=2026-11-01", strings.NewReader(body))
	if res.StatusCode != 200 || aborted || res.Header.Get("Content-Type") != "application/x-ndjson" || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d, aborted %v, %v", res.StatusCode, aborted, res.Header)
	}
	golden(t, "screen.ndjson", []byte(text))
}

func TestScreenFaults(t *testing.T) {
	good := `{"name":"Amberfield Timber"}` + "\n"
	for name, c := range map[string]struct {
		target, body string
		err          error
		status       int
		kind         string
		aborted      bool
	}{
		"no policy":       {"/api/v1/screen", good, nil, 400, "invalid", false},
		"unknown policy":  {"/api/v1/screen?policy=nothing", good, nil, 404, "not-found", false},
		"unknown word":    {screenURL + "&tops=1", good, nil, 400, "invalid", false},
		"top":             {screenURL + "&top=0", good, nil, 400, "invalid", false},
		"rejected":        {screenURL + "&rejected=maybe", good, nil, 400, "invalid", false},
		"as of":           {screenURL + "&as_of=2026", good, nil, 400, "invalid", false},
		"register":        {screenURL, good, errors.New(apitest.Secret), 500, "internal", false},
		"not UTF-8":       {screenURL, "\xff\xff\xff\xff", nil, 400, "invalid", false},
		"fails at once":   {screenURL, `{"name":"broken"}`, nil, 500, "internal", false},
		"fails half-way":  {screenURL, good + `{"name":"broken"}`, nil, 200, "internal", true},
		"ends in garbage": {screenURL, good + strings.Repeat(" ", 70_000) + "\xff\xff\xff\xff", nil, 200, "invalid", true},
	} {
		res, text, aborted := post(t, serve(&apitest.Register{Err: c.err}), c.target, strings.NewReader(c.body))
		if res.StatusCode != c.status || aborted != c.aborted || !strings.Contains(text, `/problems/`+c.kind+`"`) {
			t.Errorf("%s: %d, aborted %v: %s", name, res.StatusCode, aborted, text)
		}
		if strings.Contains(text, apitest.Secret) || strings.Contains(text, `"summary"`) {
			t.Errorf("%s tells too much: %s", name, text)
		}
	}
}

func TestScreenBodyIsLimited(t *testing.T) {
	if testing.Short() {
		t.Skip("sends more than a gigabyte")
	}
	endless := iotest.DataErrReader(io.LimitReader(forever("x"+strings.Repeat(" ", 1<<16)), 1<<30+1))
	_, text, aborted := post(t, serve(&apitest.Register{}), screenURL, io.MultiReader(strings.NewReader(`{"name":"Amberfield Timber"}`+"\n"), endless))
	if !aborted || !strings.Contains(text, "is longer than 1073741824 bytes") {
		t.Errorf("aborted %v: %.300s", aborted, text)
	}
}

type forever string

func (f forever) Read(p []byte) (int, error) { return copy(p, f), nil }

// TestScreenIsAStream: each row is answered before the next is sent, and a caller that goes away ends the work.
func TestScreenIsAStream(t *testing.T) {
	reg := &watched{Register: apitest.Register{}, ended: make(chan error, 1)}
	srv := httptest.NewServer(serve(reg))
	defer srv.Close()
	ctx, cancel := context.WithCancel(t.Context())
	body, send := io.Pipe()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL+screenURL, body)
	if err != nil {
		t.Fatal(err)
	}
	write := func() {
		if _, err := io.WriteString(send, `{"query_id":"x","name":"Amberfield Timber"}`+"\n"); err != nil {
			t.Error(err)
		}
	}
	go write()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewReader(res.Body)
	for i := range 3 {
		if i > 0 {
			write()
		}
		if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, `"query_id":"x"`) {
			t.Fatalf("row %d: %q, %v", i, line, err)
		}
	}
	cancel()
	if err := <-reg.ended; err == nil {
		t.Error("the work ended as if all had been said")
	}
}

// watched tells how a screening ended.
type watched struct {
	apitest.Register
	ended chan error
}

func (w *watched) Screen(ctx context.Context, b view.Batch, in rows.Reader, emit func([]screen.Row) error) error {
	err := w.Register.Screen(ctx, b, in, emit)
	w.ended <- err
	return err
}

// TestScreensAreFew: who comes while too many are at work is asked to come back.
func TestScreensAreFew(t *testing.T) {
	reg := &held{entered: make(chan struct{}), leave: make(chan struct{})}
	h := serve(reg)
	done := make(chan struct{})
	begun := 0
	for ; begun < 8; begun++ {
		go func() {
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, screenURL, http.NoBody))
			done <- struct{}{}
		}()
		<-reg.entered
	}
	res, text, _ := post(t, h, screenURL, http.NoBody)
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" || !strings.Contains(text, "unready") {
		t.Errorf("%d %s", res.StatusCode, text)
	}
	close(reg.leave)
	for range begun {
		<-done
	}
}

type held struct {
	apitest.Register
	entered, leave chan struct{}
}

func (h *held) Screen(context.Context, view.Batch, rows.Reader, func([]screen.Row) error) error {
	h.entered <- struct{}{}
	<-h.leave
	return nil
}

var _ api.Register = (*held)(nil)
