package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/match"
	"probity.example/probity/internal/register/org"
	"probity.example/probity/internal/rulebook"
)

// Canonical is exported for tests.
var Canonical = canonical

// Repool makes the hashes of the proofs stand in an altered answer as they must.
func Repool(a *Answer) {
	if proofs, err := a.Proofs(); err == nil {
		a.SetProofs(proofs)
	}
}

// Rehash makes the digests of an altered answer right again: the ids of its claims and everything that names the policy.
// It needs no key. p is the policy if its text was not altered.
func Rehash(a *Answer, p *rulebook.Policy) *rulebook.Policy {
	for i := range a.Claims {
		e := &a.Claims[i]
		body := jsontext.Value(bytes.Clone(e.Claim))
		if body.Canonicalize() == nil {
			e.Claim, e.ID = body, claim.IDOf(body).String()
		}
	}
	if a.Policy == nil {
		return p
	}
	sum := sha256.Sum256([]byte(a.Policy.Text))
	if digest := hex.EncodeToString(sum[:]); p == nil || p.Digest() != digest {
		a.Policy.Digest = digest
		p, _ = rulebook.Load([]byte(a.Policy.Text))
	}
	if p != nil {
		a.Policy.ID, a.Policy.Version, a.Question.Policy = p.ID, p.Version, p.ID
		if a.Result != nil {
			a.Result.Policy = rulebook.PolicyRef{ID: p.ID, Version: p.Version, Digest: p.Digest(), Private: a.Policy.Private}
		}
	}
	return p
}

// Reword makes sentence and notes those of the answer as it is now.
func Reword(a *Answer) {
	a.Sentence, a.Notes = Sentence(a), Notes(a)
}

// Follow makes an altered answer agree with itself as far as this package can: it derives the organisations' identities, the
// sources, the result and the wording from the claims that are there, and drops claims that nothing needs. It reports
// whether it came to an end.
func Follow(a *Answer, p *rulebook.Policy) bool {
	defer Repool(a)
	p = Rehash(a, p)
	if (a.Policy != nil) != (p != nil) {
		return false
	}
	for range 4 {
		v := &verifier{a: a, opt: Options{VKey: a.Log.VKey}, known: map[int64]*rulebook.Known{}, used: map[int64]bool{}, pol: p}
		if v.question() != nil || v.checkpoint() != nil || v.epochs() != nil || v.claims() != nil {
			return false
		}
		_ = v.batches() // a claim without the one that closes its batch is dropped below
		if a.Policy != nil {
			_ = v.policyLogged()
		} else {
			v.judge = -1
		}
		_ = v.keyStatus() // what the log says of the key is needed
		refind(v)
		v.in.Subjects = nil
		for _, s := range a.Subjects {
			known := v.claimsOf(s.Records)
			for _, k := range known {
				v.used[k.Index] = true
			}
			var claims []*claim.Claim
			for _, k := range known {
				claims = append(claims, k.Claim)
			}
			v.in.Subjects = append(v.in.Subjects, rulebook.Subject{
				Org: s.Organisation, Records: s.Records, Identity: s.Identity, Claims: known, Apart: org.HeldApart(claims), Removed: s.Removed,
			})
		}
		for _, s := range a.Rejected {
			for _, k := range v.claimsOf(s.Records) {
				v.used[k.Index] = true
			}
		}
		for _, s := range slices.Concat(a.Subjects, a.Rejected) {
			for _, idx := range v.removals(s.Records) {
				v.used[idx] = true
			}
		}
		relist(v)
		unneeded := v.sources() != nil
		if !rejudge(v) {
			return false
		}
		Reword(a)
		if !unneeded {
			return true
		}
		a.Claims = slices.DeleteFunc(a.Claims, func(e Entry) bool { return !v.used[e.Index] || v.known[e.Index].KnownAt == "" })
	}
	return true
}

// relist counts again what stands under the keys that the answer needs, and whose it is. The proof of it no forger can make.
func relist(v *verifier) {
	a := v.a
	a.Unattributed = nil
	if a.Question.Person || a.Map == nil {
		a.Map = nil
		return
	}
	claims := v.knownClaims()
	needs := Needs(&a.Question, a.Subjects, a.Rejected, func(s *Subject) []*claim.Claim { return plain(v.claimsOf(s.Records)) })
	a.Map.Counts = make([]int64, len(needs))
	if _, leaves, err := Lists(needs, claims, v.epoch.Log.Size); err == nil {
		for i := range leaves {
			a.Map.Counts[i] = leaves[i].Count
		}
	}
	if list, err := Attribute(needs, a.Subjects, a.Rejected, claims); err == nil {
		a.Unattributed = list
	}
	bound, err := Bound(needs, claims, v.epoch.Log.Size)
	if err != nil {
		return
	}
	for _, k := range claims {
		v.used[k.Index] = v.used[k.Index] || bound[k.Index] || k.Claim.Removed != nil && bound[k.Claim.Removed.Index]
	}
	for i := range v.in.Subjects {
		v.in.Subjects[i].Unattributed = UnattributedTo(a.Unattributed, v.in.Subjects[i].Org)
	}
}

// refind finds again which organisations the question means.
func refind(v *verifier) {
	a := v.a
	var subjects, rejected []Subject
	for _, s := range slices.Concat(a.Subjects, a.Rejected) {
		var claims []*claim.Claim
		for _, k := range v.claimsOf(s.Records) {
			claims = append(claims, k.Claim)
		}
		f := Identify(&a.Question, s.Organisation, claims, s.Similar)
		s.Identity, s.Reasons, s.Caption = string(f.Identity), f.Reasons, Caption(claims)
		s.Provable, s.Removed = Provable(f.Reasons), len(v.removals(s.Records))
		if f.Identity == match.Different {
			rejected = append(rejected, s)
		} else {
			subjects = append(subjects, s)
		}
	}
	a.Subjects, a.Rejected = subjects, rejected
}

func rejudge(v *verifier) bool {
	a := v.a
	if v.pol == nil {
		a.Answer, a.Result = "", nil
		return true
	}
	q := &a.Question
	v.in.AsOf, v.in.KnownAt, v.in.Today, v.in.Person, v.in.Private = q.AsOf, q.KnownAt, claim.Date(q.AskedAt[:10]), q.Person, a.Policy.Private
	res, err := v.pol.Evaluate(v.in)
	if err != nil {
		return false
	}
	a.Result, a.Answer = res, res.Answer
	return true
}

// VerifyWithout verifies with one check switched off.
func VerifyWithout(file []byte, opt Options, off string) (*Answer, error) {
	a, err := Parse(file)
	if err != nil {
		return nil, err
	}
	v := &verifier{a: a, opt: opt, known: map[int64]*rulebook.Known{}}
	for i, run := range v.steps() {
		if err := run(); err != nil && Checks[i] != off {
			return a, &CheckError{Check: Checks[i], Err: err}
		}
	}
	return a, nil
}
