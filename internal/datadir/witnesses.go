package datadir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/witness/ask"
)

// WitnessPolicyFile is the file of a data directory that says which witnesses must cosign before an epoch is published.
const WitnessPolicyFile = "witness-policy"

// WitnessPolicy reads that file; nil says that there is none.
func WitnessPolicy(dir string) (*cosign.Policy, error) {
	name := filepath.Join(dir, WitnessPolicyFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the policy of witnesses: %w", err)
	}
	p, err := cosign.ParsePolicy(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// witnesses gives what asks the witnesses of the register's policy, nil if it has none.
func (cfg Config) witnesses() (func(context.Context, *epoch.Step) error, error) {
	p, err := WitnessPolicy(cfg.Dir)
	if p == nil || err != nil {
		return nil, err
	}
	sign := func(text string) ([]byte, error) {
		s, err := ledger.OpenSigner(cfg.Dir)
		if err != nil {
			return nil, err
		}
		return s.Sign(text)
	}
	a := &ask.Asker{Policy: p, Now: cfg.Now, Sign: sign, Told: cfg.Told}
	return a.Publish, nil
}

// Unpublished says why the newest epoch is not published: witnesses lack, and what was published before stays. It is nil where all is
// published.
func (w *Writer) Unpublished() error { return w.unpublished }

// publish makes an epoch of what is new and publishes it. That witnesses lack keeps nobody from writing: the next try makes it good.
func (w *Writer) publish(ctx context.Context) error {
	err := w.Epochs.Advance(ctx)
	if errors.Is(err, cosign.ErrQuorum) {
		w.unpublished = err
		return nil
	}
	return err
}

// Publishable reports why nothing new would be published now: cosign.ErrQuorum where witnesses lack. It asks them.
func (w *Writer) Publishable(ctx context.Context) error {
	p, err := WitnessPolicy(w.dir)
	if p == nil || err != nil {
		return err
	}
	return w.Epochs.Renew(ctx)
}
