package mirror

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Attempts is how often a file is asked for before the mirror gives up; FirstPause is how long it waits before the second time, and it
// waits twice as long before each further one.
const (
	Attempts   = 6
	FirstPause = 500 * time.Millisecond
)

// site is the register that is copied.
type site struct {
	base   *url.URL
	client *http.Client
	sleep  func(ctx context.Context, d time.Duration) error
}

func newSite(cfg *Config) (*site, error) {
	base, err := url.Parse(cfg.URL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.RawQuery != "" {
		return nil, fmt.Errorf("%w: %q: want the address of a register, like https://register.example/", ErrURL, cfg.URL)
	}
	if !strings.HasSuffix(base.Path, "/") {
		base.Path += "/"
	}
	return &site{base: base, client: cfg.Client, sleep: cfg.Sleep}, nil
}

// under gives the files below a prefix.
func (s *site) under(prefix string) func(ctx context.Context, name string, limit int) ([]byte, error) {
	return func(ctx context.Context, name string, limit int) ([]byte, error) {
		return s.get(ctx, prefix+name, limit)
	}
}

// temporary is an error after which it is worth asking again.
type temporary struct{ error }

func (t temporary) Unwrap() error { return t.error }

// get reads a file of limit bytes at most, asking again while the failure may pass.
func (s *site) get(ctx context.Context, name string, limit int) ([]byte, error) {
	address := s.base.JoinPath(name).String()
	pause := FirstPause
	for attempt := 1; ; attempt++ {
		data, err := s.once(ctx, address, limit)
		var passing temporary
		switch {
		case err == nil:
			return data, nil
		case ctx.Err() != nil || !errors.As(err, &passing):
			return nil, fmt.Errorf("fetching %s: %w", address, err)
		case attempt == Attempts:
			return nil, fmt.Errorf("fetching %s: given up after %d attempts; the same command goes on where it was: %w", address, attempt, err)
		}
		if err := s.sleep(ctx, pause); err != nil {
			return nil, fmt.Errorf("fetching %s: %w", address, err)
		}
		pause *= 2
	}
}

func (s *site) once(ctx context.Context, address string, limit int) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, temporary{err}
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("the server answers %s: %w", res.Status, fs.ErrNotExist)
	case res.StatusCode >= 500, res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusRequestTimeout:
		return nil, temporary{fmt.Errorf("the server answers %s", res.Status)}
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the server answers %s", res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, int64(limit)+1))
	if err != nil {
		return nil, temporary{err}
	}
	if len(data) > limit {
		return nil, fmt.Errorf("it has more than %d bytes", limit)
	}
	return data, nil
}
