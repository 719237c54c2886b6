package ask

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"probity.example/probity/internal/witness"
)

// request is what is sent to a witness. Its body is made anew for every try; what comes with it ends the making of it, and is given the error
// of the try.
type request struct {
	method, path string
	body         func(context.Context) (io.Reader, func(error) error)
}

func noError(err error) error { return err }

func nothing(context.Context) (io.Reader, func(error) error) { return nil, noError }

// A witness that is busy is asked again, each time after twice the pause.
const (
	busyTries = 5
	busyPause = 500 * time.Millisecond
)

// sleep is replaced in tests.
var sleep = func(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// send sends a request, which is about so many claims, and again while the witness is busy. All of it has one deadline.
func (q *question) send(ctx context.Context, r request, claims int64) (status int, body string, err error) {
	ctx, cancel := context.WithTimeout(ctx, q.patience(claims))
	defer cancel()
	for n, pause := 1, busyPause; ; n, pause = n+1, 2*pause {
		in, done := r.body(ctx)
		status, body, err = q.once(ctx, r, in)
		if err = done(err); err != nil || status != http.StatusServiceUnavailable || n == busyTries {
			return status, body, err
		}
		if err := sleep(ctx, pause); err != nil {
			return 0, "", fmt.Errorf("asking again after %w: %w", refused(status, body), err)
		}
	}
}

func (q *question) once(ctx context.Context, r request, in io.Reader) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, strings.TrimSuffix(q.w.URL, "/")+r.path, in)
	if err != nil {
		return 0, "", fmt.Errorf("asking: %w", err)
	}
	if r.path == witness.PathEpoch && q.asker.Sign != nil {
		pass, err := q.asker.Sign(witness.PassText(q.w.VKey, q.asker.Now()))
		if err != nil {
			return 0, "", fmt.Errorf("signing a pass: %w", err)
		}
		req.Header.Set(witness.PassHeader, witness.EncodePass(pass))
	}
	res, err := q.client.Do(req)
	if err != nil {
		if wrapped := new(url.Error); errors.As(err, &wrapped) {
			err = wrapped.Err // the address is in the policy
		}
		return 0, "", fmt.Errorf("no answer: %w", err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return 0, "", fmt.Errorf("no whole answer: %w", err)
	}
	return res.StatusCode, string(b), nil
}
