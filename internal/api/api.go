// Package api is the JSON face: the register over HTTP, described by OpenAPI 3.1, with errors as problem details (RFC
// 9457), and the static files of the log. It declares the one interface by which both faces read the register.
//
// What never lives here: rules, look-up, and any record of who asked what: queries are neither logged nor counted.
package api

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/rows"
)

// Version is the version of the API: it moves whenever testdata/openapi.json does.
const Version = "1.1.2"

// At is the pair of times at which something is read. Zero values mean today and now.
type At struct {
	AsOf    claim.Date
	KnownAt time.Time
}

// Register is what the faces read. Implementations are safe for concurrent use and end early when the context does.
// Errors are *view.Error where the caller of the face can do something about them; all others are told as internal and
// must not hold what was asked.
type Register interface {
	// Check answers a question. A question without a policy gets the records and no answer. A policy that the register does
	// not have is view.NotFound("policy").
	Check(ctx context.Context, q view.Question) (*view.Answer, error)
	// Organisation returns everything about one organisation; an id that was merged into another gives the other.
	Organisation(ctx context.Context, id string, at At) (*view.Organisation, error)
	// Claim returns a claim of the log; view.Removed if its body was.
	Claim(ctx context.Context, id claim.ID) (*view.Claim, error)
	// Sources returns the catalogue, sorted by id, each with its newest reading at least.
	Sources(ctx context.Context) ([]view.Source, error)
	// Source returns one source with all its readings, newest first.
	Source(ctx context.Context, id string) (*view.Source, error)
	// Policies returns the policies that Check knows, sorted by id, without their text.
	Policies(ctx context.Context) ([]view.Policy, error)
	// Policy returns one policy with its text.
	Policy(ctx context.Context, id string) (*view.Policy, error)
	// Screen answers every row of the input under one policy at one moment, and gives the rows of the output to emit in the order
	// of the input. What is wrong with the policy or the times is told before anything is read.
	Screen(ctx context.Context, b view.Batch, in rows.Reader, emit func([]screen.Row) error) error
	// About says what the register is. It never fails: both faces need it on every page.
	About(ctx context.Context) view.About
}

// Mount adds the API to a mux, under /api/v1/.
func Mount(mux *http.ServeMux, reg Register) huma.API {
	config := huma.DefaultConfig("Probity", Version)
	config.Info.Description = "An open integrity register for organisations. Natural persons are never a subject."
	config.CreateHooks = nil // they would add $schema to every body
	config.DocsPath = ""     // the built-in page loads scripts from third parties
	config.SchemasPath = ""
	config.OpenAPIPath = "/api/v1/openapi"
	config.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}
	a := humago.New(mux, config)
	f := &face{reg, make(chan struct{}, maxScreens)}
	get(a, "check", "/api/v1/check", "Check an organisation", f.check, checkResponse)
	get(a, "organisation", "/api/v1/organisations/{org}", "One organisation with its records", f.organisation, nil)
	get(a, "claim", "/api/v1/claims/{id}", "One claim of the log", f.claim, nil)
	get(a, "sources", "/api/v1/sources", "The catalogue of sources", f.sources, nil)
	get(a, "source", "/api/v1/sources/{id}", "One source with its readings", f.source, nil)
	get(a, "policies", "/api/v1/policies", "The policies", f.policies, nil)
	get(a, "policy", "/api/v1/policies/{id}", "One policy with its text", f.policy, nil)
	mux.HandleFunc("POST /api/v1/screen", f.screen)
	describeScreen(a)
	mux.HandleFunc("GET /api/", func(w http.ResponseWriter, r *http.Request) {
		WriteProblem(w, view.NotFound("address"))
	})
	return a
}

var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		return json.MarshalWrite(w, v, json.Deterministic(true))
	},
	Unmarshal: func(data []byte, v any) error { return json.Unmarshal(data, v) },
}

type face struct {
	reg     Register
	screens chan struct{} // one for each screening that runs
}

// query keeps the raw query, so that one place reads it for both faces; the tagged fields beside it only describe it.
type query struct{ raw string }

// Resolve implements huma.Resolver.
func (q *query) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	q.raw = u.RawQuery
	return nil
}

type checkInput struct {
	query
	Name    string `query:"name" maxLength:"1000" doc:"Name of the organisation, in any script; an identifier that stands in it is asked for as such"`
	ID      string `query:"id" maxLength:"200" doc:"An identifier, SCHEME:VALUE" example:"XI-LEI:5493001KJTIIGC8Y1R12"`
	Org     string `query:"org" maxLength:"25" doc:"Id of an organisation of this register"`
	Country string `query:"country" minLength:"2" maxLength:"2" doc:"ISO 3166-1 alpha-2"`
	Policy  string `query:"policy" maxLength:"60" doc:"Id of a policy; without one, the records and no answer"`
	AsOf    string `query:"as_of" format:"date" doc:"The day for which the answer holds; today if absent"`
	KnownAt string `query:"known_at" format:"date-time" doc:"Answer from what the log held then; now if absent"`
	Person  string `query:"person" enum:"true,false" doc:"Say true if the question is about a natural person: it will not be answered"`
}

type momentInput struct {
	query
	Org     string `path:"org" maxLength:"25" doc:"Id of an organisation"`
	AsOf    string `query:"as_of" format:"date" doc:"The day as of which records stand; today if absent"`
	KnownAt string `query:"known_at" format:"date-time" doc:"From what the log held then; now if absent"`
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

type answerFile struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

type body[T any] struct{ Body T }

func (f *face) check(ctx context.Context, in *checkInput) (*answerFile, error) {
	q, err := view.ParseQuestion(in.raw)
	if err != nil {
		return nil, problem(err)
	}
	a, err := f.reg.Check(ctx, q)
	if err != nil {
		return nil, problem(err)
	}
	if len(a.File) == 0 {
		return nil, problem(view.Unsigned())
	}
	return &answerFile{"application/json", "no-store", a.File}, nil
}

func (f *face) organisation(ctx context.Context, in *momentInput) (*body[*view.Organisation], error) {
	asOf, knownAt, err := view.ParseMoment(in.raw)
	if err != nil {
		return nil, problem(err)
	}
	id, err := view.ParseOrg(in.Org)
	if err != nil {
		return nil, problem(err)
	}
	return reply(f.reg.Organisation(ctx, id, At{asOf, knownAt}))
}

func (f *face) claim(ctx context.Context, in *idInput) (*body[*view.Claim], error) {
	id, err := view.ParseClaimID(in.ID)
	if err != nil {
		return nil, problem(err)
	}
	return reply(f.reg.Claim(ctx, id))
}

func (f *face) sources(ctx context.Context, _ *struct{}) (*body[[]view.Source], error) {
	return reply(f.reg.Sources(ctx))
}

func (f *face) source(ctx context.Context, in *idInput) (*body[*view.Source], error) {
	id, err := view.ParseSlug("source", in.ID)
	if err != nil {
		return nil, problem(err)
	}
	return reply(f.reg.Source(ctx, id))
}

func (f *face) policies(ctx context.Context, _ *struct{}) (*body[[]view.Policy], error) {
	return reply(f.reg.Policies(ctx))
}

func (f *face) policy(ctx context.Context, in *idInput) (*body[*view.Policy], error) {
	id, err := view.ParseSlug("policy", in.ID)
	if err != nil {
		return nil, problem(err)
	}
	return reply(f.reg.Policy(ctx, id))
}

func reply[T any](v T, err error) (*body[T], error) {
	if err != nil {
		return nil, problem(err)
	}
	return &body[T]{v}, nil
}

// get registers one reading operation. Parameters are described by the input struct and checked by package view alone.
func get[I, O any](a huma.API, id, path, summary string, handler func(context.Context, *I) (*O, error), ok *huma.Response) {
	op := huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, SkipValidateParams: true,
		Errors: []int{http.StatusBadRequest, http.StatusNotFound, http.StatusInternalServerError, http.StatusServiceUnavailable},
	}
	if id == "check" {
		op.Errors = append(op.Errors, http.StatusForbidden)
	}
	if id == "claim" {
		op.Errors = append(op.Errors, http.StatusGone)
	}
	if ok != nil {
		op.Responses = map[string]*huma.Response{"200": ok}
	}
	huma.Register(a, op, handler)
}

var checkResponse = &huma.Response{
	Description: "The answer file, as docs/format-answer.md describes it. `probity verify` checks it offline.",
	Content:     map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: huma.TypeObject}}},
}

// problem turns an error into problem details.
func problem(err error) error {
	d := view.Describe(err)
	m := &huma.ErrorModel{Type: problemBase + d.Type, Title: d.Title, Status: d.Status, Detail: d.Detail}
	if d.Field != "" {
		m.Errors = []*huma.ErrorDetail{{Location: "query." + d.Field, Message: d.Detail}}
	}
	return m
}

const problemBase = "https://probity.example/problems/"

// WriteProblem writes an error as problem details.
func WriteProblem(w http.ResponseWriter, err error) {
	d := view.Describe(err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(d.Status)
	// A failed write means that the caller is gone: there is nobody to tell.
	_ = jsonFormat.Marshal(w, problem(err))
}

// CheckURL is the address of the answer file for a question.
func CheckURL(q view.Question) string {
	return (&url.URL{Path: "/api/v1/check", RawQuery: q.Query()}).String()
}
