package witness

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// How long somebody is waited for.
const (
	termBytes = 256 << 10 // of a request come within
	termTime  = 20 * time.Second

	// A refused request is read on a little, so that its sender can hear why.
	drainBytes = 64 << 20
	drainTime  = 5 * time.Second
)

// body is that of a request. It may take long as long as its parts keep coming, and is cut off when somebody else has to be let in.
type body struct {
	r    io.Reader
	c    *http.ResponseController
	left int // bytes until the next term

	mu  sync.Mutex
	off error // why it was cut off
}

func newBody(rw http.ResponseWriter, r *http.Request) *body {
	return &body{r: r.Body, c: http.NewResponseController(rw)}
}

func (b *body) Read(p []byte) (int, error) {
	if err := b.due(); err != nil {
		return 0, err
	}
	n, err := b.r.Read(p)
	b.left -= n
	return n, err
}

// due begins a new term if the last one has brought what it should.
func (b *body) due() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.off == nil && b.left <= 0 {
		b.left = termBytes
		now := time.Now()
		// Where the connection has no deadlines, as in some tests, there is none.
		_ = b.c.SetReadDeadline(now.Add(termTime))
		_ = b.c.SetWriteDeadline(now.Add(2 * termTime))
	}
	return b.off
}

// cut makes what waits for the body, and all that would read it later, fail at once.
func (b *body) cut(why error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.off == nil {
		b.off = why
		_ = b.c.SetReadDeadline(time.Unix(1, 0))
	}
}

// why is what to say of an error: that the body was cut off, where it was.
func (b *body) why(err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil && b.off != nil {
		return b.off
	}
	return err
}

// drain reads on what nobody wants any more. The body is not to be cut off from then on.
func (b *body) drain() {
	_ = b.c.SetReadDeadline(time.Now().Add(drainTime))
	_, _ = io.CopyN(io.Discard, b.r, drainBytes)
}
