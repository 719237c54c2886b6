package witness

import (
	"errors"
	"fmt"
	"net/http"
)

// The paths below a witness's prefix.
const (
	PathCheckpoint = "/add-checkpoint"       // C2SP tlog-witness
	PathEpoch      = "/probity/v1/add-epoch" // of a completeness witness
	PathEpochs     = "/probity/v1/epochs"    // how many it has cosigned
)

// PassHeader has the pass of a register that shows an epoch.
const PassHeader = "Probity-Pass"

// SizeType is the type of a reply that is a number of entries.
const SizeType = "text/x.tlog.size"

// Handler answers as a witness. told, which may be nil, is called with every refusal and every failure.
func (w *Witness) Handler(told func(path string, err error)) http.Handler {
	if told == nil {
		told = func(string, error) {}
	}
	var small door
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathCheckpoint, func(rw http.ResponseWriter, r *http.Request) {
		body := newBody(rw, r)
		small.enter(body)
		line, err := w.AddCheckpoint(body)
		small.leave(body)
		if err = body.why(err); err != nil {
			told(PathCheckpoint, err)
		}
		reply(rw, line, err)
	})
	if !w.complete {
		return mux
	}
	only := newPlace()
	mux.HandleFunc("POST "+PathEpoch, func(rw http.ResponseWriter, r *http.Request) {
		body := newBody(rw, r)
		lines, err := w.inPlace(only, body, r.Header.Get(PassHeader))
		if err = body.why(err); err != nil {
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

// inPlace is AddEpoch in the one place that there is.
func (w *Witness) inPlace(only *place, body *body, pass string) (lines [2]string, err error) {
	t := &turn{body: body, out: make(chan struct{})}
	if t.register, err = w.admits(pass); err != nil {
		return lines, err
	}
	defer only.leave(t)
	if err := only.take(t); err != nil {
		return lines, err
	}
	return w.AddEpoch(body)
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
