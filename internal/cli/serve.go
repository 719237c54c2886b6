package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/api"
	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/web"
)

func (a *app) serveCmd() *cobra.Command {
	var listen string
	c := &cobra.Command{
		Use: "serve", Short: "Serve pages, the JSON API and the log's static files", Args: cobra.NoArgs,
		Long: `Serves the register read-only; another process may ingest at the same time. It binds to loopback unless told otherwise. What is asked
is never logged.`,
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := a.openAsking(c.Context())
			if err != nil {
				return err
			}
			defer r.Close()
			return a.serve(c.Context(), r, listen, false, nil, a.serving)
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8600", "address to listen on")
	return c
}

func (a *app) serving(url string) error {
	if a.json {
		return a.print(map[string]any{"directory": a.dir, "url": url})
	}
	_, err := fmt.Fprintf(a.Out, "Serving %s on %s\n", a.dir, url)
	return err
}

// serve answers until ctx ends. ready is told the address.
func (a *app) serve(ctx context.Context, r *reading, listen string, demo bool, try []view.Try, ready func(url string) error) error {
	live := &api.Live{Answers: r.answers, Register: r.Register, VKey: r.Log.VKey(), Now: a.now, Demo: demo, Mirror: r.mirror, Try: try}
	if err := live.Load(); err != nil {
		return err
	}
	log, epochs := r.Epochs.Static()
	handler, err := web.Handler(live, api.Public{Log: log, Epochs: epochs, VKey: r.Log.VKey()})
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", listen, err)
	}
	srv := &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	if err := ready("http://" + l.Addr().String() + "/"); err != nil {
		return errors.Join(err, l.Close())
	}
	return serveUntil(ctx, srv, l)
}

// serveUntil serves until ctx ends, and lets what was begun come to its end.
func serveUntil(ctx context.Context, srv *http.Server, l net.Listener) error {
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(end); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
