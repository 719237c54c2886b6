package adversary

import (
	"context"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/epoch"
)

// AnswerWithMap is the lying answer of a cheat, proved to the lying map of a register that committed it, and not to the honest one.
func (w *World) AnswerWithMap(ctx context.Context, c *Cheat, dir string) ([]byte, error) {
	log, err := ledger.OpenReader(dir)
	if err != nil {
		return nil, err
	}
	a, err := w.answerFrom(ctx, c, epoch.OpenView(dir, log, datadir.Claims()))
	if err != nil {
		return nil, err
	}
	return Sign(a, w.Builder.Signer)
}
