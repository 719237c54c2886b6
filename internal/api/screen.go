package api

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/rows"
)

// Limits of a screening over HTTP.
const (
	maxScreenBody = 1 << 30          // bytes of the body
	maxScreens    = 8                // at the same time; more are asked to come back
	screenPause   = 30 * time.Second // the longest that a caller may neither send nor take anything
)

// Summary is the last line of a screening over HTTP: without it, the answers are not complete.
type Summary struct {
	Queries int64            `json:"queries"`
	Errors  int64            `json:"errors"`
	Answers map[string]int64 `json:"answers"` // queries by answer
}

// Screen implements Register.
func (l *Live) Screen(ctx context.Context, b view.Batch, in rows.Reader, emit func([]screen.Row) error) error {
	p, ok := l.policies[b.Policy]
	if !ok {
		return view.NotFound("policy")
	}
	judge, err := l.Answers.Judge(ctx, answer.Question{Policy: p, PolicyText: l.texts[b.Policy], AsOf: b.AsOf, KnownAt: b.KnownAt})
	switch {
	case errors.Is(err, answer.ErrPolicy):
		return view.NotFound("policy")
	case errors.Is(err, answer.ErrFuture):
		return view.Invalid("known_at", "lies in the future")
	case err != nil:
		return err
	}
	s := &screen.Screening{Judge: judge, Finder: screen.AsAnswers{Judge: judge}, Top: b.Top, Rejected: b.Rejected}
	return s.Run(ctx, in, func(_ *rows.Row, out []screen.Row) error { return emit(out) })
}

// screen answers a stream of rows with a stream of rows: NDJSON both ways, in order, while the caller is still sending.
func (f *face) screen(w http.ResponseWriter, r *http.Request) {
	b, err := view.ParseBatch(r.URL.RawQuery)
	if err != nil {
		WriteProblem(w, err)
		return
	}
	select {
	case f.screens <- struct{}{}:
		defer func() { <-f.screens }()
	default:
		w.Header().Set("Retry-After", "10")
		WriteProblem(w, view.Unready(errors.New("too many screenings at the same time")))
		return
	}
	s := newStream(w, r)
	err = f.reg.Screen(r.Context(), b, s, s.emit)
	if err == nil {
		err = s.end()
	}
	if err != nil {
		s.fail(err)
	}
}

// stream is one screening: rows in, rows out.
type stream struct {
	in      *rows.NDJSON
	w       http.ResponseWriter
	out     *bufio.Writer
	control *http.ResponseController
	read    atomic.Int64 // rows
	written int64        // queries
	begun   bool
	summary Summary
}

func newStream(w http.ResponseWriter, r *http.Request) *stream {
	s := &stream{w: w, control: http.NewResponseController(w), summary: Summary{Answers: map[string]int64{}}}
	s.out = bufio.NewWriterSize(waiting{s}, 32<<10)
	// HTTP/1 closes the body at the first byte of a response, unless it is asked not to. Where that is not supported, as in tests
	// without a connection, there is nothing to close.
	_ = s.control.EnableFullDuplex()
	s.in = rows.NewNDJSON(patient{http.MaxBytesReader(w, r.Body, maxScreenBody), s.control}, nil)
	return s
}

// Next implements rows.Reader.
func (s *stream) Next() (rows.Row, error) {
	row, err := s.in.Next()
	if err == nil {
		s.read.Add(1)
	}
	return row, err
}

func (s *stream) emit(out []screen.Row) error {
	writer, err := screen.NewWriter(s.out, "ndjson", false, true)
	if err != nil {
		return err
	}
	if err := writer.Write(out); err != nil {
		return err
	}
	s.written++
	s.summary.Queries++
	if out[0].Error != "" {
		s.summary.Errors++
	} else {
		s.summary.Answers[out[0].Answer]++
	}
	if s.written == s.read.Load() { // the caller may be waiting for this answer before it sends more
		return s.flush()
	}
	return nil
}

func (s *stream) flush() error {
	if err := s.out.Flush(); err != nil {
		return err
	}
	if err := s.control.Flush(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("flush: %w", err)
	}
	return nil
}

func (s *stream) line(v any) error {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("write line: %w", err)
	}
	if _, err := s.out.Write(append(b, '\n')); err != nil {
		return err
	}
	return s.flush()
}

func (s *stream) end() error { return s.line(map[string]Summary{"summary": s.summary}) }

// fail tells what went wrong: as a problem where nothing was sent yet, else as the last line of a response that is broken off,
// so that nobody takes it for complete.
func (s *stream) fail(err error) {
	var long *http.MaxBytesError
	var encoding *rows.EncodingError
	switch {
	case errors.As(err, &long):
		err = view.Invalid("body", "is longer than "+strconv.FormatInt(long.Limit, 10)+" bytes")
	case errors.As(err, &encoding):
		err = view.Invalid("body", "cannot be read: "+encoding.Error())
	}
	if !s.begun && s.written == 0 {
		WriteProblem(s.w, err)
		return
	}
	_ = s.line(map[string]any{"problem": problem(err)}) // the caller may be gone
	panic(http.ErrAbortHandler)
}

// waiting writes to the caller, and gives it time to take what is written.
type waiting struct{ s *stream }

func (w waiting) Write(p []byte) (int, error) {
	if !w.s.begun {
		w.s.begun = true
		w.s.w.Header().Set("Content-Type", "application/x-ndjson")
		w.s.w.Header().Set("Cache-Control", "no-store")
	}
	_ = w.s.control.SetWriteDeadline(time.Now().Add(screenPause)) // unsupported without a connection
	return w.s.w.Write(p)
}

// patient reads from the caller, and gives it time to send more.
type patient struct {
	r       io.Reader
	control *http.ResponseController
}

func (p patient) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(screenPause)) // unsupported without a connection
	return p.r.Read(b)
}

// describeScreen adds the operation to the API's description.
func describeScreen(a huma.API) {
	text := func(name, doc string, required bool) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: doc, Required: required, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	ndjson := func(doc string) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{"application/x-ndjson": {Schema: &huma.Schema{Type: huma.TypeString, Description: doc}}}
	}
	problems := map[string]*huma.Response{}
	for _, code := range []int{http.StatusBadRequest, http.StatusNotFound, http.StatusInternalServerError, http.StatusServiceUnavailable} {
		problems[strconv.Itoa(code)] = &huma.Response{Description: http.StatusText(code), Content: map[string]*huma.MediaType{"application/problem+json": {}}}
	}
	problems["200"] = &huma.Response{
		Description: "One line a candidate, at least one a query, in the order of the queries, as docs/format-screening.md describes them; then one line with a summary. " +
			"A response that ends without it is not complete.",
		Content: ndjson("One JSON object a line"),
	}
	a.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "screen", Method: http.MethodPost, Path: "/api/v1/screen", Summary: "Ask about many organisations",
		Parameters: []*huma.Param{
			text("policy", "Id of a policy", true), text("as_of", "The day for which the answers hold; today if absent", false),
			text("known_at", "Answer from what the log held then; now if absent", false), text("top", "Most candidates a query; all if absent", false),
			text("rejected", "true: also candidates that are not meant", false),
		},
		RequestBody: &huma.RequestBody{
			Required: true, Content: ndjson("One JSON object a line: query_id, name, country, identifiers (SCHEME:VALUE), org_id, person"),
			Description: "Queries, answered while they are sent. At most 1 GiB, each line at most 1 MiB.",
		},
		Responses: problems,
	})
}
