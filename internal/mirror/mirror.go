// Package mirror copies a register from the static files that it serves: claim log, bodies, epoch log, and what is published. It believes
// nothing but a key, and lets readers see a new state only when all of it fits together and goes on from the one before.
//
// What never lives here: the layout of a log's files (package ledger), and what a claim says (a Reader tells what is removed).
package mirror

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
)

var (
	// ErrURL says that an address is not one of a register.
	ErrURL = errors.New("not an address")
	// ErrKey says that a key that was given is none.
	ErrKey = errors.New("not a verifier key")
	// ErrRefused says that what a register shows does not fit together, or not what it showed before. The mirror keeps what it had.
	ErrRefused = errors.New("what the register shows does not verify; the mirror stays as it was")
)

// Config says what is copied, and where to.
type Config struct {
	URL    string
	Dir    string
	VKey   string // of the register's claim log; empty for the one that was used first
	Client *http.Client
	Reader epoch.Reader // tells which claims are removals
	// Sleep waits before a file is asked for again.
	Sleep    func(ctx context.Context, d time.Duration) error
	Progress func(phase string, done, total int64) // may be nil
}

// Result is what a run brought.
type Result struct {
	VKey      string  `json:"vkey"`
	Pinned    bool    `json:"pinned"`     // the key was taken from the register itself, now, for the first time
	Epoch     int64   `json:"epoch"`      // the last one
	Epochs    int64   `json:"new_epochs"` // that are new
	Claims    int64   `json:"claims"`
	NewClaims int64   `json:"new_claims"`
	Emptied   []int64 `json:"emptied"` // indices of bodies that the new claims remove
}

// The longest of the small files, in bytes.
const (
	maxPublished = 1 << 20
	maxKey       = 1 << 10
)

// run is one copying.
type run struct {
	cfg    Config
	site   *site
	claims *ledger.Copy
	epochs *ledger.Copy
	gone   map[int64]bool // what new claims say is removed
	res    Result
}

// Run brings the mirror in cfg.Dir up to what the register publishes.
func Run(ctx context.Context, cfg Config) (_ *Result, err error) {
	r := &run{cfg: cfg, gone: map[int64]bool{}}
	if r.site, err = newSite(&cfg); err != nil {
		return nil, err
	}
	if err := r.key(ctx); err != nil {
		return nil, err
	}
	epochKey, err := proof.EpochVKey(r.res.VKey)
	if err != nil && cfg.VKey != "" {
		return nil, fmt.Errorf("%w: %q: %w", ErrKey, cfg.VKey, err)
	}
	if err != nil {
		return nil, refusal(err)
	}
	if r.claims, err = ledger.OpenCopy(cfg.Dir, r.res.VKey); err != nil {
		return nil, refusal(err)
	}
	defer func() { err = errors.Join(err, r.claims.Close()) }()
	if r.epochs, err = ledger.OpenCopy(filepath.Join(cfg.Dir, epoch.Dir), epochKey); err != nil {
		return nil, refusal(err)
	}
	defer func() { err = errors.Join(err, r.epochs.Close()) }()
	raw, err := r.take(ctx)
	if errors.Is(err, ErrRefused) {
		return nil, errors.Join(err, r.claims.Discard(), r.epochs.Discard())
	}
	if err != nil {
		return nil, err // what was fetched stays, for the next attempt
	}
	return &r.res, r.commit(raw)
}

// key is the one given, else the one kept, else the one that the register shows.
func (r *run) key(ctx context.Context) error {
	kept, err := ledger.KeptKey(r.cfg.Dir)
	if err != nil {
		return err
	}
	switch {
	case r.cfg.VKey != "":
		r.res.VKey = r.cfg.VKey
	case kept != "":
		r.res.VKey = kept
	default:
		b, err := r.site.get(ctx, "log.vkey", maxKey)
		if err != nil {
			return err
		}
		r.res.VKey, r.res.Pinned = string(trimLine(b)), true
	}
	return nil
}

func trimLine(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		return b[:n-1]
	}
	return b
}

// take fetches and checks everything, and gives what is published. Nothing is seen by readers yet.
func (r *run) take(ctx context.Context) (raw []byte, err error) {
	raw, err = r.site.get(ctx, epoch.Dir+"/"+epoch.PublishedFile, maxPublished)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the register has not published anything yet, or is none: %w", err)
	}
	if err != nil {
		return nil, err
	}
	published, log, epochs, err := epoch.ParsePublished(raw, r.res.VKey)
	if err != nil {
		return nil, fmt.Errorf("%w: what is published: %w", ErrRefused, err)
	}
	from := ledger.Origin{Fetch: r.site.under("log/"), Each: r.removal, Progress: r.progress("copying claims")}
	if err := r.claims.Take(ctx, log, from); err != nil {
		return nil, fmt.Errorf("claim log: %w", refusal(err))
	}
	c, err := r.chain(log)
	if err != nil {
		return nil, err
	}
	fromEpochs := ledger.Origin{Fetch: r.site.under(epoch.Dir + "/"), Each: c.take, Progress: r.progress("copying epochs")}
	if err := r.epochs.Take(ctx, epochs, fromEpochs); err != nil {
		return nil, fmt.Errorf("epoch log: %w", refusal(err))
	}
	if err := c.end(); err != nil {
		return nil, err
	}
	r.res.Epoch, r.res.Epochs = published.Number, epochs.Size-r.epochs.Held().Size
	r.res.Claims, r.res.NewClaims = log.Size, log.Size-r.claims.Held().Size
	return raw, r.empty(ctx, from)
}

// refusal marks an error that says that something is wrong with what the register shows.
func refusal(err error) error {
	for _, known := range []error{ledger.ErrDamaged, ledger.ErrOlder, ledger.ErrForked, proof.ErrInvalid} {
		if errors.Is(err, known) && !errors.Is(err, ErrRefused) {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
	}
	return err
}

func (r *run) progress(phase string) func(done, total int64) {
	if r.cfg.Progress == nil {
		return nil
	}
	return func(done, total int64) { r.cfg.Progress(phase, done, total) }
}

// removal notes what a new claim says is removed.
func (r *run) removal(_ int64, _ ledger.Hash, body []byte) error {
	if len(body) == 0 || !r.cfg.Reader.Removal(body) {
		return nil
	}
	c, err := r.cfg.Reader.Read(body)
	if err == nil && c.Removed >= 0 {
		r.gone[c.Removed] = true
	}
	return nil // a claim that cannot be read is for an audit
}

// empty takes away the bodies that new claims remove. That comes last before readers see the removals, since it cannot be taken back.
func (r *run) empty(ctx context.Context, from ledger.Origin) error {
	r.res.Emptied = slices.Sorted(maps.Keys(r.gone))
	if err := r.claims.Empty(ctx, r.res.Emptied, from); err != nil {
		return fmt.Errorf("emptying what was removed: %w", refusal(err))
	}
	return nil
}

// commit lets readers see the new state: first the logs, then what is published of them, as a register does.
func (r *run) commit(raw []byte) error {
	if err := r.claims.Commit(); err != nil {
		return err
	}
	if err := r.epochs.Commit(); err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(r.cfg.Dir, epoch.Dir, epoch.PublishedFile), raw, 0o644)
}
