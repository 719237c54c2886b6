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

func omitClaim(a *verify.Answer) error { return drop(a, debarment) }

// wrongKey is what the answer would say if the claim stood elsewhere: by its content it stands here.
func wrongKey(a *verify.Answer) error {
	a.Map.Counts[0]--
	return nil
}

func dropOrganisation(a *verify.Answer) error {
	records := a.Subjects[0].Records
	a.Subjects = nil
	return drop(a, func(c *claim.Claim) bool { return slices.Contains(records, c.Record) || len(c.Records) > 0 })
}

func aliasOrganisation(a *verify.Answer) error {
	a.Subjects[0].Records = append(a.Subjects[0].Records, a.Rejected[0].Records...)
	a.Rejected = nil
	return nil
}

func withholdLink(a *verify.Answer) error { return drop(a, isLink) }

func denyIdentifier(a *verify.Answer) error {
	records := slices.Concat(a.Subjects, a.Rejected)
	a.Subjects, a.Rejected, a.Unattributed = nil, nil, nil
	return drop(a, func(c *claim.Claim) bool {
		return slices.ContainsFunc(records, func(s verify.Subject) bool { return slices.Contains(s.Records, c.Record) }) || len(c.Records) > 0
	})
}

func rewriteClaim(a *verify.Answer) error {
	return rewrite(a, func(c *claim.Claim) { c.Until = "2026-10-01" })
}

func reorderClaims(a *verify.Answer) error {
	i := slices.IndexFunc(a.Claims, func(e verify.Entry) bool { return len(e.Proof) > 0 })
	if i < 0 || i+1 >= len(a.Claims) {
		return errors.New("nothing to reorder")
	}
	x, y := &a.Claims[i], &a.Claims[i+1]
	x.Claim, x.ID, y.Claim, y.ID = y.Claim, y.ID, x.Claim, x.ID
	return nil
}

func swapClaim(a *verify.Answer) error { return rewrite(a, award) }

// award makes a decision a harmless one.
func award(c *claim.Claim) { c.Kind, c.Grounds, c.Effects = "PRO.AWARD", nil, nil }

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
	a.Claims = left
	return nil
}

// rewrite changes the decision in an answer.
func rewrite(a *verify.Answer, change func(*claim.Claim)) error {
	for i := range a.Claims {
		c, err := parse(a.Claims[i].Claim)
		if err != nil {
			return err
		}
		if !debarment(c) {
			continue
		}
		change(c)
		body, err := c.Canonical()
		if err != nil {
			return err
		}
		a.Claims[i].Claim, a.Claims[i].ID = body, claim.IDOf(body).String()
		return nil
	}
	return errors.New("nothing to rewrite")
}
