// Package web is the pages: plain HTML that works without JavaScript, prints well, and loads nothing from anywhere else.
// It reads the register by the same interface as the API and shows the same views.
//
// What never lives here: rules, look-up, cookies, and any record of who asked what.
package web

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"net/http"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/api/view"
)

//go:embed templates/*.tmpl static/probity.css
var files embed.FS

// Handler is the whole public face of a register: pages, JSON API and the static files of its logs, with the security
// headers on all of them. Time limits are the server's.
func Handler(reg api.Register, public api.Public) (http.Handler, error) {
	p, err := load()
	if err != nil {
		return nil, fmt.Errorf("load pages: %w", err)
	}
	s := &site{reg, p}
	mux := http.NewServeMux()
	api.Mount(mux, reg)
	api.MountPublic(mux, public)
	for pattern, h := range map[string]handler{
		"GET /{$}": s.home, "GET /check": s.check, "GET /organisations/{org}": s.organisation, "GET /claims/{id}": s.claim,
		"GET /sources": s.sources, "GET /sources/{id}": s.source, "GET /policies": s.policies, "GET /policies/{id}": s.policy,
		"GET /about": s.about, "GET /": s.nothing,
	} {
		mux.Handle(pattern, s.page(h))
	}
	mux.HandleFunc("GET /static/probity.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		http.ServeFileFS(w, r, files, "static/probity.css")
	})
	return secure(mux), nil
}

// secure sets the headers that every response carries. Pages load their one style sheet and nothing else.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // a query stands in the address: it goes nowhere else
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if len(r.URL.RawQuery) > view.MaxQuery || len(r.URL.Path) > 1024 {
			api.WriteProblem(w, view.Invalid("query", "is longer than 8 KiB"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// site holds what the handlers share.
type site struct {
	reg   api.Register
	pages *pages
}

// handler writes one page into out, or says why there is none.
type handler func(ctx context.Context, r *http.Request, out *bytes.Buffer, c Chrome) error

// page runs a handler. A page is sent whole or not at all; all errors become pages here.
func (s *site) page(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var out bytes.Buffer
		about := s.reg.About(r.Context())
		status := http.StatusOK
		if err := h(r.Context(), r, &out, Chrome{About: about, Path: r.URL.Path}); err != nil {
			d := view.Describe(err)
			status = d.Status
			out.Reset()
			if err := s.pages.fault.Execute(&out, faultPage{Chrome{About: about, Title: d.Title}, d}); err != nil {
				out.Reset()
				fmt.Fprintln(&out, d.Title) // a test type-checks the template
			}
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		// A failed write means that the reader is gone: there is nobody to tell.
		_, _ = out.WriteTo(w)
	})
}
