// Package ask asks the witnesses of a policy to cosign what a register is about to publish, and says which answered what. Without the
// policy's quorum nothing is published.
//
// What never lives here: being a witness (package witness), and how a step is written (package epoch).
package ask

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/epoch"
)

// Asker asks witnesses. Its zero times are taken for the usual ones.
type Asker struct {
	Policy *cosign.Policy
	Now    func() time.Time
	Client *http.Client // nil: one of its own, which follows no redirects

	Patience time.Duration // for one question
	PerClaim time.Duration // more of it for each claim that a completeness witness must check
	Grace    time.Duration // for the others, once the quorum is reached

	// Sign signs a text with the key of the claim log, so that witnesses know the register from strangers; nil: it goes as one of them.
	Sign func(text string) ([]byte, error)

	// Told is called with every witness that did not cosign, also where enough others did; may be nil.
	Told func(witness string, err error)
}

const (
	patience = 10 * time.Second
	perClaim = 2 * time.Millisecond
	grace    = 300 * time.Millisecond
)

// fresh is how old a cosignature may be that was given just now: clocks differ.
const fresh = time.Hour

// errLate is of witnesses that others did not wait for.
var errLate = errors.New("it came too late, and is shown this epoch with the next")

// answer is what a witness said.
type answer struct {
	witness int
	sigs    [2]string // of the claim log and of the epoch log
	err     error
}

// Publish asks all witnesses at once and adds their cosignatures to the step's checkpoints. It returns as soon as the quorum is reached and
// a grace has passed, or all have answered. An error that wraps cosign.ErrQuorum says which witness answered what.
func (a *Asker) Publish(ctx context.Context, step *epoch.Step) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	vkeys := step.VKeys()
	answers := make(chan answer)
	var all sync.WaitGroup
	all.Add(len(a.Policy.Witnesses))
	for i := range a.Policy.Witnesses {
		q := question{w: &a.Policy.Witnesses[i], step: step, notes: [2]string{step.Log, step.Epochs}, client: a.client(), asker: a}
		go func() {
			defer all.Done()
			sigs, err := q.ask(ctx)
			if err != nil && errors.Is(context.Cause(ctx), errLate) {
				err = errLate
			}
			answers <- answer{i, sigs, err}
		}()
	}
	go func() { all.Wait(); close(answers) }()
	told := make([]string, len(a.Policy.Witnesses))
	elsewhere := false
	var late <-chan time.Time
	short := a.short(step, vkeys)
	for open := true; open; {
		if short == nil && late == nil && !step.All {
			late = time.After(orElse(a.Grace, grace))
		}
		select {
		case got, ok := <-answers:
			if open = ok; !ok {
				break
			}
			told[got.witness] = a.take(step, got)
			_, is := errors.AsType[*Elsewhere](got.err)
			elsewhere = elsewhere || is
			short = a.short(step, vkeys)
		case <-late:
			cancel(errLate)
			late = make(chan time.Time)
		}
	}
	if short == nil {
		return nil
	}
	if elsewhere {
		told = append(told, remedy)
	}
	return fmt.Errorf("%w: %s", short, strings.Join(told, "; "))
}

// take adds an answer to the step and says what it was.
func (a *Asker) take(step *epoch.Step, got answer) string {
	w := &a.Policy.Witnesses[got.witness]
	if got.err != nil {
		if a.Told != nil {
			a.Told(w.Name, remedied(got.err))
		}
		return fmt.Sprintf("%s answered: %v", w.Name, got.err)
	}
	step.Log, step.Epochs = w.Add(step.Log, got.sigs[epoch.ClaimLog]), w.Add(step.Epochs, got.sigs[epoch.EpochLog])
	return w.Name + " cosigned"
}

// short is what lacks for the quorum. It asks as a verifier would.
func (a *Asker) short(step *epoch.Step, vkeys [2]string) error {
	for i, note := range []string{step.Log, step.Epochs} {
		if _, _, err := a.Policy.Check([]byte(note), vkeys[i], a.Now(), fresh); err != nil {
			return err
		}
	}
	return nil
}

func (a *Asker) client() *http.Client {
	if a.Client != nil {
		return a.Client
	}
	return &http.Client{
		Transport:     http.DefaultTransport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("a witness that redirects") },
	}
}

func orElse(d, usual time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return usual
}
