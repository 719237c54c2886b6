// Package intake takes one file of one source into the register: one batch at a time, as a delta against what the
// register knows, closed by a snapshot claim. A batch is prepared whole before the log sees any of it; then it is
// appended, folded and acknowledged, or, after a crash, finished by the next start.
//
// What never lives here: reading formats (source), the refusal of persons (claim.Door), matching by name (match), or the
// files of log and store (ledger, register).
package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/source"
)

// Intake writes to one register. It is not safe for concurrent use: one writer appends in order.
type Intake struct {
	Log      *ledger.Ledger
	Register *register.Register
	Salter   *claim.Salter
	Now      func() time.Time // the clock, for times of recording

	// Publish is called after every batch that became durable, so that readers may see it; may be nil. Its error is told, and takes
	// nothing back.
	Publish func(ctx context.Context) error
}

// Options of one ingestion.
type Options struct {
	Published claim.Date // publication day of the file; the file's own, else the day of recording, if empty
	Backfill  bool       // the file is older than the last one read, on purpose
	Strict    bool       // stop at the first refused row
	Confirm   bool       // take in a file that lost more than a quarter of its subjects
	DryRun    bool       // say what would happen, write nothing

	Refused  func(*source.RowError)                // called for every row that could not be read or broke a rule; may be nil
	Progress func(phase string, done, total int64) // total is 0 where it is not known; may be nil
}

// Result is the account of one ingestion.
type Result struct {
	Source   string         `json:"source"`
	Snapshot claim.Snapshot `json:"snapshot"`
	Recorded string         `json:"recorded,omitempty"` // time of the acknowledgement; empty after a dry run
	Links    int64          `json:"links"`              // IDN.SAME claims made
	Held     int64          `json:"links_held"`         // agreeing strong identifiers that other identifiers contradict: no link was made
	Size     int64          `json:"log_size,omitzero"`  // of the log afterwards; 0 after a dry run

	WouldHold bool `json:"would_hold,omitzero"`        // dry run: the file lost more than a quarter of its subjects
	Assumed   bool `json:"published_assumed,omitzero"` // nobody said when the file was published; the day of recording was taken
}

// Errors that a caller tells apart.
var (
	ErrOlder = errors.New("older than the last snapshot")
	ErrHeld  = errors.New("held for confirmation")
	ErrNone  = errors.New("no layout of this source fits")

	ErrFuture = errors.New("a publication day in the future")

	ErrNotRemovable = errors.New("it is not removed")
	// ErrUnpublished says that what was asked for is done, and that readers do not see it yet.
	ErrUnpublished = errors.New("the batch is in the log and not published yet")
)

// batch is the preparation of one batch: bodies at the positions that they will have, and the fold of them.
type batch struct {
	in  *Intake
	ctx context.Context // of the ingestion, which it bounds
	w   *register.Writer
	b   *ledger.Batch

	start    int64 // index of its first claim
	removals bool  // something was removed from this register before
	links    []link
}

// begin starts a batch. Every path must end in commit or abort.
func (in *Intake) begin(ctx context.Context) (*batch, error) {
	w, err := in.Register.Begin(ctx)
	if err != nil {
		return nil, err
	}
	removals, err := w.HasRemovals()
	if err != nil {
		return nil, errors.Join(err, w.Rollback())
	}
	b, err := in.Log.Begin(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("begin a batch: %w", err), w.Rollback())
	}
	return &batch{in: in, ctx: ctx, w: w, b: b, start: w.Size(), removals: removals}, nil
}

func (b *batch) abort() error { return errors.Join(b.b.Abort(), b.w.Rollback()) }

// commit appends the batch to the log, durably, and then lets readers see it.
func (b *batch) commit(progress func(done, total int64)) error {
	head, err := b.b.Commit(b.ctx, progress)
	if err != nil {
		return errors.Join(fmt.Errorf("append the batch: %w", err), b.w.Rollback())
	}
	if err := b.w.Commit(head.Note); err != nil {
		return fmt.Errorf("the batch is in the log and will be shown after the next start: %w", err)
	}
	if b.in.Publish == nil {
		return nil
	}
	if err := b.in.Publish(b.ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrUnpublished, err)
	}
	return nil
}

// place gives a draft its place in its chain and writes it. content is the draft's ContentHash.
func (b *batch) place(c *claim.Claim, content []byte, prev register.Chain, chained bool) (claim.ID, error) {
	c.V, c.Version, c.Supersedes = claim.Version, 1, ""
	if chained {
		c.Version, c.Supersedes = prev.Version+1, prev.ID.String()
	}
	c.Salt = b.in.Salter.Salt(c.Source, c.Key, c.Version)
	body, err := c.Canonical()
	if err != nil {
		return claim.ID{}, err
	}
	if len(body) > claim.MaxBody {
		return claim.ID{}, &claim.FieldError{Field: "claim", Rule: "length", Text: fmt.Sprintf("at most %d bytes", claim.MaxBody)}
	}
	idx, raw, err := b.b.Add(body)
	if err != nil {
		return claim.ID{}, fmt.Errorf("write claim: %w", err)
	}
	if want := b.w.Size(); idx != want {
		return claim.ID{}, fmt.Errorf("write claim: the log stands at %d, the register at %d", idx, want)
	}
	id := claim.ID(raw)
	return id, b.w.Fold(id, c, content)
}

// placeNew is place for a claim whose content was not compared before.
func (b *batch) placeNew(c *claim.Claim, prev register.Chain, chained bool) (claim.ID, error) {
	c.V = claim.Version
	content, err := register.ContentHash(c)
	if err != nil {
		return claim.ID{}, err
	}
	return b.place(c, content, prev, chained)
}

// recorded is the time of this batch: now, as late as its closing claim is made, but later than the batch before it.
func (b *batch) recorded(last string) string {
	t := claim.Timestamp(b.in.Now())
	if t > last {
		return t
	}
	before, err := time.Parse(time.RFC3339, last)
	if err != nil {
		return t
	}
	return claim.Timestamp(before.Add(time.Millisecond))
}
