package ask

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/witness"
)

// question is what one witness is asked.
type question struct {
	w      *cosign.Witness
	step   *epoch.Step
	notes  [2]string // the checkpoints as they were
	client *http.Client
	asker  *Asker
}

// maxAnswer bounds what a witness may say.
const maxAnswer = 64 << 10

// tries is how often a witness is asked that goes on in the meantime, or says so.
const tries = 3

func (q *question) ask(ctx context.Context) (sigs [2]string, err error) {
	if q.w.URL == "" {
		return sigs, errors.New("the policy has no address of it")
	}
	known, complete, err := q.epochs(ctx)
	if err != nil {
		return sigs, err
	}
	if complete && known <= q.step.Number {
		if sigs, known, err = q.show(ctx, known); err != nil || known <= q.step.Number {
			return sigs, err
		}
	}
	for i := range sigs {
		old := q.step.Sizes[i]
		if complete { // it has cosigned this state, or one that is not here
			old = q.size(i)
		}
		if sigs[i], err = q.checkpoint(ctx, i, old, complete); err != nil {
			return sigs, err
		}
	}
	return sigs, nil
}

// size is that of a log in this step.
func (q *question) size(log int) int64 {
	return [2]int64{epoch.ClaimLog: q.step.Epoch.Log.Size, epoch.EpochLog: q.step.Number + 1}[log]
}

// epochs is how many epochs a completeness witness has cosigned; another kind of witness knows no such question.
func (q *question) epochs(ctx context.Context) (int64, bool, error) {
	status, body, err := q.send(ctx, request{http.MethodGet, witness.PathEpochs, nothing}, 0)
	if err != nil {
		return 0, false, err
	}
	if status == http.StatusServiceUnavailable { // of either kind
		return 0, false, refused(status, body)
	}
	if status != http.StatusOK {
		return 0, false, nil
	}
	n, err := cosign.ParseSize(strings.TrimSuffix(body, "\n"))
	return n, true, err
}

// show shows a completeness witness the way from what it knows. It gives how many epochs it was shown to know: all, if it has come to know them by
// itself.
func (q *question) show(ctx context.Context, known int64) (sigs [2]string, _ int64, err error) {
	for range tries {
		status, body, err := q.shown(ctx, known)
		switch {
		case err != nil:
			return sigs, known, err
		case status == http.StatusOK:
			sigs, err = q.lines(body)
			return sigs, known, err
		case status != http.StatusConflict:
			return sigs, known, refused(status, body)
		}
		if known, err = q.conflict(body, epoch.EpochLog, known); err != nil || known > q.step.Number {
			return sigs, known, err
		}
	}
	return sigs, known, errors.New("it does not keep to the epochs that it says it knows")
}

func (q *question) shown(ctx context.Context, known int64) (status int, body string, err error) {
	claims, err := q.step.Claims(known)
	if err != nil {
		return 0, "", err
	}
	written := func(ctx context.Context) (io.Reader, func(error) error) { return q.written(ctx, known) }
	return q.send(ctx, request{http.MethodPost, witness.PathEpoch, written}, claims)
}

// written writes the step while it is read.
func (q *question) written(ctx context.Context, known int64) (io.Reader, func(error) error) {
	r, w := io.Pipe()
	failed := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		err := q.step.Write(ctx, w, known)
		w.CloseWithError(err)
		failed <- err
	}()
	in := bufio.NewReader(r)
	// A step that has to be made again first takes its time, which a witness should not be kept waiting.
	_, _ = in.Peek(1)
	return in, func(err error) error {
		cancel()
		r.CloseWithError(io.ErrClosedPipe) // the writer ends, whether or not all was read
		if errWrite := <-failed; err != nil && errWrite != nil && !errors.Is(errWrite, io.ErrClosedPipe) {
			return errors.Join(err, errWrite)
		}
		return err
	}
}

// lines takes the two cosignatures out of the answer of add-epoch.
func (q *question) lines(body string) (sigs [2]string, err error) {
	log, epochs, ok := strings.Cut(body, "\n\n")
	if !ok {
		return sigs, errors.New("its answer is not of two parts")
	}
	for i, part := range []string{log + "\n", epochs} {
		if sigs[i], _, err = q.w.Lines([]byte(q.notes[i]), part); err != nil {
			return sigs, err
		}
	}
	return sigs, nil
}

// checkpoint asks for a cosignature as any log does (C2SP tlog-witness): one who should have cosigned so many entries, and nothing else if that is
// fixed.
func (q *question) checkpoint(ctx context.Context, log int, old int64, fixed bool) (string, error) {
	for range tries {
		growth, err := q.step.Growth(log, old)
		if err != nil {
			return "", err
		}
		var b strings.Builder
		fmt.Fprintf(&b, "old %d\n", old)
		for _, h := range growth {
			b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
		}
		b.WriteString("\n" + q.notes[log])
		text := func(context.Context) (io.Reader, func(error) error) { return strings.NewReader(b.String()), noError }
		status, body, err := q.send(ctx, request{http.MethodPost, witness.PathCheckpoint, text}, 0)
		switch {
		case err != nil:
			return "", err
		case status == http.StatusOK:
			sig, _, err := q.w.Lines([]byte(q.notes[log]), body)
			return sig, err
		case status == http.StatusUnprocessableEntity: // it has so many entries, and they are not the first of those here
			return "", fmt.Errorf("%w: %w", &Elsewhere{log, old, q.size(log)}, refused(status, body))
		case status != http.StatusConflict:
			return "", refused(status, body)
		}
		known, err := q.conflict(body, log, old)
		if err == nil && fixed {
			err = fmt.Errorf("status 409: %w", &Elsewhere{log, known, old})
		}
		if err != nil {
			return "", err
		}
		old = known
	}
	return "", errors.New("it does not keep to the size that it says it knows")
}

// conflict reads how many entries a witness knows that was asked on from something else.
func (q *question) conflict(body string, log int, asked int64) (int64, error) {
	n, err := cosign.ParseSize(strings.TrimSuffix(body, "\n"))
	switch {
	case err != nil:
		return 0, fmt.Errorf("status 409 without a size: %w", err)
	case n == asked, n > q.size(log):
		return 0, fmt.Errorf("status 409: %w", &Elsewhere{log, n, q.size(log)})
	}
	return n, nil
}

func refused(status int, body string) error {
	const most = 300 // of what a stranger says, in a message
	return fmt.Errorf("status %d: %.*q", status, most, strings.TrimSpace(body))
}

func (q *question) patience(claims int64) time.Duration {
	return orElse(q.asker.Patience, patience) + time.Duration(claims)*orElse(q.asker.PerClaim, perClaim)
}
