package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/claim"
)

// Chrome is what every page needs around its content.
type Chrome struct {
	view.About
	Title string
	Path  string
}

// At reports whether the page is in this part of the site, for the navigation.
func (c Chrome) At(part string) bool { return c.Path == part || strings.HasPrefix(c.Path, part+"/") }

// Each page has a struct of its own, so that a test can type-check its template.
type (
	homePage struct {
		Chrome
		Form form
	}
	answerPage struct {
		Chrome
		A    *view.Answer
		Form form
		File string // address of the answer file
	}
	organisationPage struct {
		Chrome
		O                *view.Organisation
		Current, History []view.Record
	}
	claimPage struct {
		Chrome
		C    *view.Claim
		Body string
	}
	sourcesPage struct {
		Chrome
		Sources []view.Source
	}
	sourcePage struct {
		Chrome
		S *view.Source
	}
	policiesPage struct {
		Chrome
		Policies []view.Policy
	}
	policyPage struct {
		Chrome
		P *view.Policy
	}
	aboutPage struct{ Chrome }
	faultPage struct {
		Chrome
		Fault view.Description
	}
)

// form is the search box with what was asked last.
type form struct {
	Asked    view.Question
	Policies []view.Policy
}

// ID is the identifier as the form shows it.
func (f form) ID() string {
	if f.Asked.Scheme == "" {
		return ""
	}
	return f.Asked.Scheme + ":" + f.Asked.Value
}

// KnownAt is the time as the form shows it.
func (f form) KnownAt() string {
	if f.Asked.KnownAt.IsZero() {
		return ""
	}
	return claim.Timestamp(f.Asked.KnownAt)
}

type pages struct {
	home, answer, organisation, claim, sources, source, policies, policy, about, fault *template.Template
}

var funcs = template.FuncMap{
	"words": view.Words, "identity": view.IdentityWords, "outcome": view.OutcomeWords, "clamp": view.ClampWords,
	"ground": view.GroundWords, "link": link, "short": short,
}

// link lets through addresses that a reader may follow from a page; anything else is shown as text.
func link(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return ""
}

// short is the first part of a digest, for the eye.
func short(digest string) string {
	if len(digest) <= 12 {
		return digest
	}
	return digest[:12] + "…"
}

func load() (*pages, error) {
	p := &pages{}
	for name, t := range map[string]**template.Template{
		"home": &p.home, "answer": &p.answer, "organisation": &p.organisation, "claim": &p.claim, "sources": &p.sources, "source": &p.source,
		"policies": &p.policies, "policy": &p.policy, "about": &p.about, "fault": &p.fault,
	} {
		parsed, err := template.New(name+".tmpl").Funcs(funcs).ParseFS(files, "templates/layout.tmpl", "templates/record.tmpl", "templates/form.tmpl", "templates/"+name+".tmpl")
		if err != nil {
			return nil, err
		}
		*t = parsed
	}
	return p, nil
}

func (s *site) home(ctx context.Context, r *http.Request, out *bytes.Buffer, c Chrome) error {
	policies, err := s.reg.Policies(ctx)
	if err != nil {
		return err
	}
	c.Title = "May I deal with this organisation?"
	return execute(s.pages.home, out, homePage{c, form{Policies: policies}})
}

func (s *site) check(ctx context.Context, r *http.Request, out *bytes.Buffer, c Chrome) error {
	q, err := view.ParseQuestion(withoutEmpty(r.URL.RawQuery))
	if err != nil {
		return err
	}
	a, err := s.reg.Check(ctx, q)
	if err != nil {
		return err
	}
	policies, err := s.reg.Policies(ctx)
	if err != nil {
		return err
	}
	c.Title = a.Headline()
	same := q // the file is asked for at the same two times as the page
	same.AsOf = a.AsOf
	if t, err := time.Parse(time.RFC3339, a.KnownAt); err == nil {
		same.KnownAt = t
	}
	return execute(s.pages.answer, out, answerPage{c, a, form{q, policies}, api.CheckURL(same)})
}

// withoutEmpty drops the parameters that a form sends although nothing was filled in.
func withoutEmpty(query string) string {
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		if _, value, _ := strings.Cut(part, "="); value != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

func (s *site) organisation(ctx context.Context, r *http.Request, out *bytes.Buffer, c Chrome) error {
	asOf, knownAt, err := view.ParseMoment(withoutEmpty(r.URL.RawQuery))
	if err != nil {
		return err
	}
	id, err := view.ParseOrg(r.PathValue("org"))
	if err != nil {
		return err
	}
	o, err := s.reg.Organisation(ctx, id, api.At{AsOf: asOf, KnownAt: knownAt})
	if err != nil {
		return err
	}
	c.Title = o.Name.Value
	p := organisationPage{Chrome: c, O: o}
	for _, rec := range o.Records {
		if rec.Status == "ended" || rec.Status == "corrected" {
			p.History = append(p.History, rec)
		} else {
			p.Current = append(p.Current, rec)
		}
	}
	return execute(s.pages.organisation, out, p)
}

func (s *site) claim(ctx context.Context, r *http.Request, out *bytes.Buffer, c Chrome) error {
	id, err := view.ParseClaimID(r.PathValue("id"))
	if err != nil {
		return err
	}
	cl, err := s.reg.Claim(ctx, id)
	if err != nil {
		return err
	}
	pretty := jsontext.Value(bytes.Clone(cl.Body))
	if err := pretty.Indent(jsontext.WithIndent("  ")); err != nil {
		return fmt.Errorf("show claim: %w", err)
	}
	c.Title = "Claim " + short(cl.ID)
	return execute(s.pages.claim, out, claimPage{c, cl, string(pretty)})
}

func (s *site) sources(ctx context.Context, _ *http.Request, out *bytes.Buffer, c Chrome) error {
	list, err := s.reg.Sources(ctx)
	if err != nil {
		return err
	}
	c.Title = "Sources"
	return execute(s.pages.sources, out, sourcesPage{c, list})
}

func (s *site) source(ctx context.Context, r *http.Request, out *bytes.Buffer, c Chrome) error {
	id, err := view.ParseSlug("source", r.PathValue("id"))
	if err != nil {
		return err
	}
	src, err := s.reg.Source(ctx, id)
	if err != nil {
		return err
	}
	c.Title = src.Title
	return execute(s.pages.source, out, sourcePage{c, src})
}

func (s *site) policies(ctx context.Context, _ *http.Request, out *bytes.Buffer, c Chrome) error {
	list, err := s.reg.Policies(ctx)
	if err != nil {
		return err
	}
	c.Title = "Policies"
	return execute(s.pages.policies, out, policiesPage{c, list})
}

func (s *site) policy(ctx context.Context, r *http.Request, out *bytes.Buffer, c Chrome) error {
	id, err := view.ParseSlug("policy", r.PathValue("id"))
	if err != nil {
		return err
	}
	p, err := s.reg.Policy(ctx, id)
	if err != nil {
		return err
	}
	c.Title = p.Title
	return execute(s.pages.policy, out, policyPage{c, p})
}

func (s *site) about(_ context.Context, _ *http.Request, out *bytes.Buffer, c Chrome) error {
	c.Title = "About"
	return execute(s.pages.about, out, aboutPage{c})
}

func (s *site) nothing(context.Context, *http.Request, *bytes.Buffer, Chrome) error {
	return view.NotFound("page")
}

func execute[T any](t *template.Template, out *bytes.Buffer, page T) error {
	if err := t.Execute(out, page); err != nil {
		return fmt.Errorf("write page %s: %w", t.Name(), err)
	}
	return nil
}
