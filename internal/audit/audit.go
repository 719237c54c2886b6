// Package audit replays a register from its first claim: it checks both logs, makes map and state of every epoch anew from the claims, and
// tells the first thing that does not follow from them.
//
// What never lives here: what the layout of a log is (package ledger), what a claim says (a Reader), and any trust in what is derived: files
// of maps and of the store are not read.
package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/register"
)

// Config says what is audited.
type Config struct {
	Dir      string
	VKey     string // that the register must have; empty for the one in Dir
	Work     string // where the state is made anew; the system's temporary directory if empty
	Reader   epoch.Reader
	Progress func(phase string, done, total int64) // may be nil
}

// Report is what an audit found.
type Report struct {
	Clean       bool        `json:"clean"`
	VKey        string      `json:"vkey"`
	Claims      int64       `json:"claims"`
	Removed     int         `json:"removed"` // bodies
	Epochs      int64       `json:"epochs"`
	Published   int64       `json:"published"`   // number of the last published epoch
	Unpublished int64       `json:"unpublished"` // claims beyond it
	Keys        int64       `json:"keys"`        // of the map after the last claim
	Digest      string      `json:"digest,omitempty"`
	Difference  *Difference `json:"difference,omitempty"`
}

// Difference is the first thing that is not as it should be. It is the error of the check that found it.
type Difference struct {
	Check    string `json:"check"`
	Where    string `json:"where"`
	Expected string `json:"expected"`
	Found    string `json:"found"`
}

func (d *Difference) Error() string {
	return fmt.Sprintf("%s: %s: expected %s, found %s", d.Check, d.Where, d.Expected, d.Found)
}

// The checks, in the order in which they are made. docs/threats.md says what each of them catches.
const (
	CheckKey       = "key"
	CheckClaims    = "claim-log"
	CheckEpochs    = "epoch-log"
	CheckPublished = "published"
	CheckClaim     = "claim"
	CheckChain     = "epoch-chain"
	CheckLog       = "epoch-log-state"
	CheckMap       = "epoch-map"
	CheckSources   = "epoch-sources"
	CheckTime      = "epoch-time"
	CheckBatch     = "epoch-batch"
)

// auditor is one audit.
type auditor struct {
	cfg    Config
	report Report
	claims *ledger.Reader // both up to the checkpoints that were there at the beginning
	epochs *ledger.Reader
}

// Run audits a register. What is wrong with it is in the report; an error says that the audit could not be made.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	if cfg.Progress == nil {
		cfg.Progress = func(string, int64, int64) {}
	}
	a := &auditor{cfg: cfg}
	err := a.run(ctx)
	var d *Difference
	if errors.As(err, &d) {
		a.report.Difference = d
		return &a.report, nil
	}
	if err != nil {
		return nil, fmt.Errorf("auditing %s: %w", cfg.Dir, err)
	}
	a.report.Clean = true
	return &a.report, nil
}

func (a *auditor) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{a.key, a.checkClaims, a.checkEpochs, a.published, a.replay} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (a *auditor) key(context.Context) error {
	kept, err := ledger.KeptKey(a.cfg.Dir)
	if err != nil {
		return err
	}
	if a.report.VKey = kept; a.cfg.VKey != "" && kept != a.cfg.VKey {
		return &Difference{CheckKey, "log.vkey", a.cfg.VKey, orNothing(kept)}
	}
	return nil
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

// fsck checks the files of a log and opens it.
func (a *auditor) fsck(ctx context.Context, check, dir string) (*ledger.Reader, ledger.Report, error) {
	rep, err := ledger.Fsck(ctx, filepath.Join(a.cfg.Dir, dir), func(done, total int64) { a.cfg.Progress("checking the "+check, done, total) })
	if len(rep.Problems) > 0 {
		p := rep.Problems[0]
		p.File = filepath.ToSlash(filepath.Join(dir, p.File))
		where := p.File
		if p.Index >= 0 {
			where = fmt.Sprintf("%s, index %d", p.File, p.Index)
		}
		return nil, rep, &Difference{check, where, "files that agree with the signed checkpoint", p.Text}
	}
	if errors.Is(err, ledger.ErrDamaged) || errors.Is(err, fs.ErrNotExist) {
		return nil, rep, &Difference{check, filepath.ToSlash(filepath.Join(dir, "log")), "a log with a checkpoint that its key signed", err.Error()}
	}
	if err != nil {
		return nil, rep, err
	}
	r, err := ledger.OpenReader(filepath.Join(a.cfg.Dir, dir))
	if err != nil {
		return nil, rep, err
	}
	return r.At(rep.Checkpoint), rep, nil
}

func (a *auditor) checkClaims(ctx context.Context) error {
	r, rep, err := a.fsck(ctx, CheckClaims, ".")
	a.claims, a.report.Claims, a.report.Removed = r, rep.Checkpoint.Size, len(rep.Removed)
	return err
}

func (a *auditor) checkEpochs(ctx context.Context) error {
	want, err := proof.EpochVKey(a.report.VKey)
	if err != nil {
		return &Difference{CheckKey, "log.vkey", "a verifier key", err.Error()}
	}
	kept, err := ledger.KeptKey(filepath.Join(a.cfg.Dir, epoch.Dir))
	if err != nil {
		return err
	}
	if kept != want {
		return &Difference{CheckKey, epoch.Dir + "/log.vkey", want, orNothing(kept)}
	}
	r, rep, err := a.fsck(ctx, CheckEpochs, epoch.Dir)
	a.epochs, a.report.Epochs = r, rep.Checkpoint.Size
	return err
}

// published checks the two checkpoints that are shown to everybody.
func (a *auditor) published(context.Context) error {
	name := epoch.Dir + "/" + epoch.PublishedFile
	raw, err := os.ReadFile(filepath.Join(a.cfg.Dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return &Difference{CheckPublished, name, "a published epoch", "nothing"}
	}
	if err != nil {
		return err
	}
	p, log, epochs, err := epoch.ParsePublished(raw, a.report.VKey)
	if err != nil {
		return &Difference{CheckPublished, name, "two checkpoints that the register's key signed", err.Error()}
	}
	for _, c := range []struct {
		what   string
		reader *ledger.Reader
		cp     proof.Checkpoint
		size   int64
	}{{"claim log", a.claims, log, a.report.Claims}, {"epoch log", a.epochs, epochs, a.report.Epochs}} {
		where := fmt.Sprintf("%s, checkpoint of the %s", name, c.what)
		if c.cp.Size > c.size {
			return &Difference{CheckPublished, where, fmt.Sprintf("at most %d entries", c.size), fmt.Sprint(c.cp.Size)}
		}
		root, err := c.reader.RootAt(c.cp.Size)
		if err != nil {
			return err
		}
		if root != c.cp.Root {
			return &Difference{CheckPublished, where, fmt.Sprintf("root %x at %d entries", root, c.cp.Size), fmt.Sprintf("%x", c.cp.Root)}
		}
	}
	last, _, err := a.epoch(p.Number)
	if err != nil {
		return err
	}
	if last.Log.Size != log.Size {
		return &Difference{CheckPublished, name, fmt.Sprintf("a checkpoint of the %d claims of epoch %d", last.Log.Size, p.Number), fmt.Sprint(log.Size)}
	}
	a.report.Published, a.report.Unpublished = p.Number, a.report.Claims-log.Size
	return nil
}

// epoch reads an epoch, and its id.
func (a *auditor) epoch(number int64) (*proof.Epoch, ledger.Hash, error) {
	where := fmt.Sprintf("epoch %d", number)
	body, err := a.epochs.Body(number)
	if errors.Is(err, ledger.ErrRemoved) {
		return nil, ledger.Hash{}, &Difference{CheckEpochs, where, "its body", "that it was removed; bodies of epochs never are"}
	}
	if err != nil {
		return nil, ledger.Hash{}, err
	}
	e, err := proof.ParseEpoch(body)
	if err != nil {
		return nil, ledger.Hash{}, &Difference{CheckEpochs, where, "an epoch in its one spelling", err.Error()}
	}
	id, err := a.epochs.EntryID(number)
	return e, id, err
}

// replay makes everything anew in one pass over the claims.
func (a *auditor) replay(ctx context.Context) error {
	work, err := os.MkdirTemp(a.cfg.Work, "probity-audit-")
	if err != nil {
		return fmt.Errorf("making a directory for the state: %w", err)
	}
	defer os.RemoveAll(work)
	head, err := a.claims.Head()
	if err != nil {
		return err
	}
	t := &tracer{auditor: a, ctx: ctx, replay: epoch.NewReplay(a.claims, a.cfg.Reader)}
	if err := t.next(); err != nil {
		return err
	}
	reg, err := register.Open(ctx, filepath.Join(work, "register.db"), t, false)
	if err != nil {
		return err
	}
	defer reg.Close()
	err = reg.CatchUp(ctx, t, head.Size, head.Note, func(done, total int64) {
		if done%256 == 0 || done == total {
			a.cfg.Progress("replaying", done, total)
		}
	})
	if err != nil {
		return err
	}
	if err := t.end(); err != nil {
		return err
	}
	a.report.Digest, err = reg.Digest(ctx)
	return err
}
