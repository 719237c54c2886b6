package witness

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// The paths below a witness's prefix.
const (
	PathCheckpoint = "/add-checkpoint"       // C2SP tlog-witness
	PathEpoch      = "/probity/v1/add-epoch" // of a completeness witness
	PathEpochs     = "/probity/v1/epochs"    // how many it has cosigned
)

// SizeType is the type of a reply that is a number of entries.
const SizeType = "text/x.tlog.size"

// The bounds of what others may make a witness do at the same time.
const (
	maxSteps  = 2                // requests of add-epoch
	pieceTime = 60 * time.Second // between two parts of one

	// A refused request is read on a little, so that its sender can hear why.
	drainBytes = 64 << 20
	drainTime  = 5 * time.Second
)

// Handler answers as a witness. told, which may be nil, is called with every refusal and every failure.
func (w *Witness) Handler(told func(path string, err error)) http.Handler {
	if told == nil {
		told = func(string, error) {}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathCheckpoint, func(rw http.ResponseWriter, r *http.Request) {
		line, err := w.AddCheckpoint(r.Body)
		if err != nil {
			told(PathCheckpoint, err)
		}
		reply(rw, line, err)
	})
	if !w.complete {
		return mux
	}
	free := make(chan struct{}, maxSteps)
	mux.HandleFunc("POST "+PathEpoch, func(rw http.ResponseWriter, r *http.Request) {
		select {
		case free <- struct{}{}:
		default:
			http.Error(rw, "too many requests at once", http.StatusServiceUnavailable)
			return
		}
		body := &patient{r: r.Body, c: http.NewResponseController(rw)}
		lines, err := w.AddEpoch(body)
		<-free
		if err != nil {
			told(PathEpoch, err)
			body.drain()
		}
		reply(rw, lines[claimLog]+"\n"+lines[epochLog], err)
	})
	mux.HandleFunc("GET "+PathEpochs, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", SizeType)
		fmt.Fprintf(rw, "%d\n", w.Epochs())
	})
	return mux
}

// patient lets a long request go on as long as its parts keep coming.
type patient struct {
	r    io.Reader
	c    *http.ResponseController
	left int // bytes until the next term
}

// termBytes must come within pieceTime.
const termBytes = 1 << 20

func (p *patient) Read(b []byte) (int, error) {
	if p.left <= 0 {
		p.left = termBytes
		// Where the connection has no deadlines, as in tests, there is none.
		_ = p.c.SetReadDeadline(time.Now().Add(pieceTime))
		_ = p.c.SetWriteDeadline(time.Now().Add(2 * pieceTime))
	}
	n, err := p.r.Read(b)
	p.left -= n
	return n, err
}

func (p *patient) drain() {
	_ = p.c.SetReadDeadline(time.Now().Add(drainTime))
	_, _ = io.CopyN(io.Discard, p.r, drainBytes)
}

func reply(rw http.ResponseWriter, text string, err error) {
	var no *Refusal
	switch {
	case err == nil:
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(rw, text)
	case errors.As(err, &no) && no.Status == http.StatusConflict:
		rw.Header().Set("Content-Type", SizeType)
		rw.WriteHeader(no.Status)
		fmt.Fprintf(rw, "%d\n", no.Size)
	case errors.As(err, &no):
		http.Error(rw, no.Error(), no.Status)
	default: // what failed is the witness's own business
		http.Error(rw, "the witness failed", http.StatusInternalServerError)
	}
}
