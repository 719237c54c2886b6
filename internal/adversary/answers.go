package adversary

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// Ask answers the cheat's question honestly.
func (c *Cheat) Ask(ctx context.Context, b *answer.Builder) (*verify.Answer, error) {
	q := c.question
	text, ok := rulebook.BuiltinText(c.policy)
	if !ok {
		return nil, fmt.Errorf("no policy %s", c.policy)
	}
	p, err := rulebook.Load(text)
	if err != nil {
		return nil, fmt.Errorf("reading policy %s: %w", c.policy, err)
	}
	q.Policy, q.PolicyText = p, text
	return b.Answer(ctx, q)
}

// Policy is the built-in policy that its question is judged by.
func (c *Cheat) Policy() string { return c.policy }

// Forge makes the lie of an honest answer. It still has the honest one's signature.
func (c *Cheat) Forge(a *verify.Answer) error {
	if c.forge == nil {
		return nil
	}
	if err := c.forge(a); err != nil {
		return fmt.Errorf("forging an answer (%s): %w", c.Name, err)
	}
	return nil
}

// Sign signs an answer anew and encodes it.
func Sign(a *verify.Answer, signer answer.Signer) ([]byte, error) {
	text, err := a.SigningText()
	if err != nil {
		return nil, err
	}
	msg, err := signer.Sign(text)
	if err != nil {
		return nil, err
	}
	a.Signature = string(msg)
	return a.Encode()
}

func isLink(c *claim.Claim) bool { return c.Kind == claim.KindSame }

func aliasOrganisation(a *verify.Answer) error {
	a.Subjects[0].Records = append(a.Subjects[0].Records, a.Rejected[0].Records...)
	a.Rejected = nil
	return nil
}

func withholdLink(a *verify.Answer) error { return drop(a, isLink) }

func reorderClaims(a *verify.Answer) error {
	i := slices.IndexFunc(a.Claims, func(e verify.Entry) bool { return len(e.Proof) > 0 })
	if i < 0 || i+1 >= len(a.Claims) {
		return errors.New("nothing to reorder")
	}
	x, y := &a.Claims[i], &a.Claims[i+1]
	x.Claim, x.ID, y.Claim, y.ID = y.Claim, y.ID, x.Claim, x.ID
	return nil
}

// staleEpoch gives the epoch of then as if it were the last.
func staleEpoch(a *verify.Answer) error {
	a.Log.Epoch, a.Log.Past = *a.Log.Past.Epoch, nil
	return nil
}

func oldSnapshot(a *verify.Answer) error {
	return drop(a, func(c *claim.Claim) bool { return c.Snapshot != nil && c.Source == "vf-sanctions" })
}

func unloggedPolicy(a *verify.Answer) error {
	return drop(a, func(c *claim.Claim) bool { return c.Policy != nil })
}

func parse(body []byte) (*claim.Claim, error) {
	v := jsontext.Value(bytes.Clone(body))
	if err := v.Canonicalize(); err != nil {
		return nil, err
	}
	return claim.Parse(v)
}

// drop leaves claims out of an answer.
func drop(a *verify.Answer, which func(*claim.Claim) bool) error {
	var left []verify.Entry
	for _, e := range a.Claims {
		c, err := parse(e.Claim)
		if err != nil {
			return err
		}
		if !which(c) {
			left = append(left, e)
		}
	}
	if len(left) == len(a.Claims) {
		return errors.New("nothing to leave out")
	}
	proofs, err := a.Proofs()
	if err != nil {
		return err
	}
	a.Claims = left
	a.SetProofs(proofs)
	return nil
}
