package adversary

import (
	"context"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
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

// HideByIdentifier is the cheat hide-candidate where an identifier was asked for, and no name.
func HideByIdentifier() Cheat {
	c, _ := Find("hide-candidate")
	c.question = answer.Question{Identifiers: []claim.Identifier{vat()}, AsOf: c.question.AsOf}
	c.untrue = hide(ofDebarred)
	return c
}
