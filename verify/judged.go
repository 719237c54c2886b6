package verify

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
)

// policy takes the text, never the verdict: the digest must be that of a policy that the verifier knows or was given.
func (v *verifier) policy() error {
	p := v.a.Policy
	if p == nil {
		if v.opt.Policy != nil {
			return errors.New("a policy is expected here, and the answer has none")
		}
		if v.a.Question.Policy != "" || v.a.Result != nil || v.a.Answer != "" {
			return errors.New("an answer without a policy")
		}
		return nil
	}
	sum := sha256.Sum256([]byte(p.Text))
	if hex.EncodeToString(sum[:]) != p.Digest {
		return errors.New("the digest is not that of the text")
	}
	want := v.opt.Policy
	if want == nil {
		built, ok := rulebook.BuiltinText(p.ID)
		if !ok {
			return fmt.Errorf("%q is not a built-in policy: give the text that you expect (--policy-file)", p.ID)
		}
		want = built
	}
	if string(want) != p.Text {
		return fmt.Errorf("the text is not that of the policy %q that is expected here", p.ID)
	}
	pol, err := rulebook.Load([]byte(p.Text))
	if err != nil {
		return err
	}
	if pol.ID != p.ID || pol.Version != p.Version || v.a.Question.Policy != p.ID {
		return errors.New("id or version is not that of the text")
	}
	v.pol = pol
	return nil
}

// policyLogged finds the claim that published the policy: the first in the log that the file shows.
func (v *verifier) policyLogged() error {
	v.judge = -1
	p := v.a.Policy
	if p == nil {
		return nil
	}
	for _, e := range v.a.Claims {
		if c := v.known[e.Index].Claim.Policy; c != nil && c.Digest == p.Digest && c.Text == p.Text && c.ID == p.ID {
			v.judge = e.Index
			v.used[e.Index] = true
			break
		}
	}
	if logged := v.judge >= 0; logged == p.Private {
		return fmt.Errorf("private is %v, and the text is in the log: %v", p.Private, logged)
	}
	return nil
}

// evaluation evaluates the policy anew and compares everything that it gives.
func (v *verifier) evaluation() error {
	if v.pol == nil {
		return nil
	}
	q := &v.a.Question
	v.in.AsOf, v.in.KnownAt, v.in.Today, v.in.Person, v.in.Private = q.AsOf, q.KnownAt, claim.Date(q.AskedAt[:10]), q.Person, v.a.Policy.Private
	want, err := v.pol.Evaluate(v.in)
	if err != nil {
		return err
	}
	if v.a.Result == nil {
		return errors.New("the answer has no result")
	}
	if v.a.Answer != want.Answer {
		return fmt.Errorf("the policy gives %s for these records, the answer says %s", want.Answer, v.a.Answer)
	}
	w, errW := canonical(want)
	g, errG := canonical(v.a.Result)
	if err := cmp.Or(errW, errG); err != nil {
		return err
	}
	if !bytes.Equal(w, g) {
		return errors.New("the policy gives another result for these records")
	}
	return nil
}

func (v *verifier) wording() error {
	if want := Sentence(v.a); v.a.Sentence != want {
		return fmt.Errorf("the sentence must be %q", want)
	}
	if want := Notes(v.a); !slices.Equal(v.a.Notes, want) {
		return fmt.Errorf("the notes must be %q", want)
	}
	return nil
}
