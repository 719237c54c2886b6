package witness_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"probity.example/probity/internal/witness"
)

// client is somebody whose request stops in its midst. It is the body, which says when it has been read so far, and the connection, whose
// deadline ends the waiting once it is in the past.
type client struct {
	*httptest.ResponseRecorder
	text io.Reader

	once    sync.Once
	waits   chan struct{} // closed when all that there is has been read
	cut     chan struct{} // closed when the connection is to wait no longer
	cutOnce sync.Once

	mu        sync.Mutex
	deadlines []time.Duration // from when they were set

	done chan struct{} // closed when it was answered
}

func (c *client) Read(b []byte) (int, error) {
	if n, err := c.text.Read(b); err == nil {
		return n, nil
	}
	c.once.Do(func() { close(c.waits) })
	<-c.cut
	return 0, os.ErrDeadlineExceeded
}

func (c *client) SetReadDeadline(at time.Time) error {
	in := time.Until(at)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadlines = append(c.deadlines, in)
	if in < 0 {
		c.cutOnce.Do(func() { close(c.cut) })
	}
	return nil
}

func (c *client) SetWriteDeadline(time.Time) error { return nil }

// stalls begins a request and waits until no more of it can be read.
func stalls(t *testing.T, h http.Handler, path, pass string, text []byte) *client {
	t.Helper()
	c := &client{
		ResponseRecorder: httptest.NewRecorder(), text: bytes.NewReader(text),
		waits: make(chan struct{}), cut: make(chan struct{}), done: make(chan struct{}),
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, c)
	if pass != "" {
		req.Header.Set(witness.PassHeader, pass)
	}
	go func() {
		defer close(c.done)
		h.ServeHTTP(c, req)
	}()
	select {
	case <-c.waits:
	case <-c.done:
	}
	t.Cleanup(c.hangUp)
	return c
}

// hangUp ends the connection from the other side.
func (c *client) hangUp() {
	c.cutOnce.Do(func() { close(c.cut) })
	<-c.done
}

// busy wants a request to have been told to come again.
func (c *client) busy(t *testing.T, whose string) {
	t.Helper()
	if <-c.done; c.Code != http.StatusServiceUnavailable || !strings.HasPrefix(c.Body.String(), "busy: ") {
		t.Errorf("%s: %d %q", whose, c.Code, c.Body)
	}
}

func (c *client) answered() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// shows sends a whole request.
func shows(t *testing.T, h http.Handler, pass string, text []byte) *httptest.ResponseRecorder {
	t.Helper()
	rw := httptest.NewRecorder()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, witness.PathEpoch, bytes.NewReader(text))
	if pass != "" {
		req.Header.Set(witness.PassHeader, pass)
	}
	h.ServeHTTP(rw, req)
	return rw
}

// pass is the register's for a witness.
func (r *register) pass(w *witness.Witness, at time.Time) string {
	return r.signedPass(witness.PassText(w.VKey(), at))
}

func (r *register) signedPass(text string) string {
	return witness.EncodePass(r.note(0, text))
}

// TestSilentConnections keep no register out, however it asks: they are those of anybody, and there are more of them than are let in.
func TestSilentConnections(t *testing.T) {
	r := newRegister(t)
	w := r.witness(t.TempDir(), true)
	begun := make(chan struct{}, 20) // so that nobody who begins waits to be heard
	h := w.Handler(nil)
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if req.ContentLength == 1000 {
			req.Body = &firstRead{ReadCloser: req.Body, begun: begun}
		}
		h.ServeHTTP(rw, req)
	}))
	defer srv.Close()
	for i := range 20 {
		c, err := new(net.Dialer).DialContext(t.Context(), "tcp", srv.Listener.Addr().String())
		must(t, err)
		defer c.Close()
		_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: w\r\nContent-Length: 1000\r\n\r\n", witness.PathEpoch)
		must(t, err)
		if i < 2 {
			<-begun
			continue
		}
		go io.Copy(io.Discard, bufio.NewReader(c))
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+witness.PathEpoch, bytes.NewReader(r.batch(cheat{}, r.honest(3)...)))
	must(t, err)
	req.Header.Set(witness.PassHeader, r.pass(w, noon))
	res, err := srv.Client().Do(req)
	must(t, err)
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the register was answered %d %q, %v", res.StatusCode, b, err)
	}
}

// firstRead says once that it is waited for.
type firstRead struct {
	io.ReadCloser
	begun chan struct{}
	once  sync.Once
}

func (f *firstRead) Read(b []byte) (int, error) {
	f.once.Do(func() {
		select {
		case f.begun <- struct{}{}:
		default:
		}
	})
	return f.ReadCloser.Read(b)
}

// TestCopiedHead: what a register publishes can be copied by everybody, and keeps it out no moment; nor does what comes after it.
func TestCopiedHead(t *testing.T) {
	r := newRegister(t)
	w := r.witness(t.TempDir(), true)
	h := w.Handler(nil)
	text := r.batch(cheat{}, r.honest(9)...)
	for _, copied := range [][]byte{nil, text[:40], text[:len(text)/2], text[:len(text)-1]} {
		first := stalls(t, h, witness.PathEpoch, "", copied)
		second := stalls(t, h, witness.PathEpoch, "", copied)
		first.busy(t, "the first stranger")
		own := stalls(t, h, witness.PathEpoch, r.pass(w, noon), text[:len(text)-1])
		second.busy(t, "the second stranger")
		if late := shows(t, h, "", copied); late.Code != http.StatusServiceUnavailable {
			t.Errorf("a stranger who comes while the register is there: %d %q", late.Code, late.Body)
		}
		if own.answered() {
			t.Errorf("the register lost its place: %d %q", own.Code, own.Body)
		}
		again := stalls(t, h, witness.PathEpoch, r.pass(w, noon), text[:40])
		own.busy(t, "the register's lost connection") // it has asked again since
		if again.answered() {
			t.Errorf("the register asked again: %d %q", again.Code, again.Body)
		}
		again.hangUp()
	}
	if got := shows(t, h, r.pass(w, noon), text); got.Code != http.StatusOK {
		t.Errorf("the register: %d %q", got.Code, got.Body)
	}
	if got := shows(t, h, "", r.batch(cheat{}, r.honest(2)...)); got.Code != http.StatusOK {
		t.Errorf("anybody, where nobody else is: %d %q", got.Code, got.Body)
	}
}

// TestPasses: only the register's own, for this witness, of about now.
func TestPasses(t *testing.T) {
	r, stranger := newRegister(t), newRegister(t)
	w, other := r.witness(t.TempDir(), true), r.witness(t.TempDir(), true)
	h := w.Handler(nil)
	r.batch(cheat{}, r.honest(3)...)
	own := witness.PassText(w.VKey(), noon)
	log, _ := r.checkpoints(cheat{})
	for name, c := range map[string]struct {
		pass string
		want int
	}{
		"none":                   {"", 200},
		"its own":                {r.pass(w, noon), 200},
		"an hour old, nearly":    {r.pass(w, noon.Add(-59*time.Minute)), 200},
		"no base64":              {"%", 400},
		"no note":                {witness.EncodePass([]byte("pass")), 403},
		"a stranger's":           {stranger.pass(w, noon), 403},
		"for another witness":    {r.pass(other, noon), 403},
		"too old":                {r.pass(w, noon.Add(-61*time.Minute)), 403},
		"of tomorrow":            {r.pass(w, noon.Add(24*time.Hour)), 403},
		"a checkpoint":           {witness.EncodePass(log), 400},
		"a line more":            {r.signedPass(own + "more\n"), 400},
		"a number in other ways": {r.signedPass(strings.Replace(own, "\n17", "\n+17", 1)), 400},
	} {
		// An empty request is refused as such by whoever has read it.
		if got := shows(t, h, c.pass, nil); c.want == 200 && !strings.Contains(got.Body.String(), "ends too soon") || c.want != 200 && got.Code != c.want {
			t.Errorf("%s: %d %q", name, got.Code, got.Body)
		}
	}
}

// TestSmallRequestsAreBounded: of those who say nothing the first must go when there are too many, and none is waited for without end.
func TestSmallRequestsAreBounded(t *testing.T) {
	r := newRegister(t)
	w := r.witness(t.TempDir(), false)
	h := w.Handler(nil)
	first := stalls(t, h, witness.PathCheckpoint, "", []byte("old 0\n"))
	for range witness.MaxSmall - 1 {
		stalls(t, h, witness.PathCheckpoint, "", nil)
	}
	if first.answered() {
		t.Errorf("there was room: %d %q", first.Code, first.Body)
	}
	last := stalls(t, h, witness.PathCheckpoint, "", nil)
	first.busy(t, "the first")
	if last.answered() {
		t.Errorf("the last: %d %q", last.Code, last.Body)
	}
	rw := httptest.NewRecorder()
	body := newTree(t, 9, 9).request(t, r, 0, 0, 7)
	h.ServeHTTP(rw, httptest.NewRequestWithContext(t.Context(), http.MethodPost, witness.PathCheckpoint, strings.NewReader(body)))
	if rw.Code != http.StatusOK {
		t.Errorf("the register: %d %q", rw.Code, rw.Body)
	}
}

// TestSilenceIsShort: a part of a request has a deadline of its own, and the next part a new one.
func TestSilenceIsShort(t *testing.T) {
	r := newRegister(t)
	text := r.batch(cheat{}, r.honest(2000)...)
	if len(text) < 300<<10 {
		t.Fatalf("a request of %d bytes is too small to be of two parts", len(text))
	}
	h := r.witness(t.TempDir(), true).Handler(nil)
	for _, c := range []struct {
		path  string
		text  []byte
		terms int
	}{{witness.PathEpoch, nil, 1}, {witness.PathEpoch, text[:300<<10], 2}, {witness.PathCheckpoint, nil, 1}} {
		s := stalls(t, h, c.path, "", c.text)
		s.mu.Lock()
		if len(s.deadlines) != c.terms {
			t.Errorf("%s: deadlines %v", c.path, s.deadlines)
		}
		for _, d := range s.deadlines {
			if d <= 0 || d > 20*time.Second {
				t.Errorf("%s: a deadline in %s", c.path, d)
			}
		}
		s.mu.Unlock()
	}
}
