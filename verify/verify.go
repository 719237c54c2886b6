package verify

import (
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/rulebook"
)

// Options say what a verifier trusts.
type Options struct {
	VKey string // the register's C2SP verifier key: the only thing that is believed
	// Policy is the text of the policy that the verifier expects; nil: the built-in policy with the answer's id.
	Policy []byte
	// Witnesses says whether enough witnesses cosigned the signed checkpoint of the epoch log, lately enough; nil asks for none.
	Witnesses func(checkpoint []byte) error
}

// Checks are the names of all checks, in the order in which they are made.
var Checks = []string{
	"format", "question", "checkpoint", "epoch", "claim", "inclusion", "batch", "policy", "policy_logged", "known_at",
	"key", "organisation", "identity", "complete", "sources", "evaluation", "wording", "signature",
}

// Verify checks an answer file and returns it. The error is a *CheckError that names the first check that failed; the
// answer is nil where the file could not be read at all, and not to be believed wherever there is an error.
func Verify(file []byte, opt Options) (*Answer, error) {
	a, err := Parse(file)
	if err != nil {
		return nil, err
	}
	v := &verifier{a: a, opt: opt, known: map[int64]*rulebook.Known{}}
	for i, run := range v.steps() {
		if err := run(); err != nil {
			return a, &CheckError{Check: Checks[i], Err: err}
		}
	}
	return a, nil
}

// steps are the checks, in the order of Checks.
func (v *verifier) steps() []func() error {
	return []func() error{
		v.format, v.question, v.checkpoint, v.epochs, v.claims, v.inclusion, v.batches, v.policy, v.policyLogged, v.knownAt,
		v.keyStatus, v.organisations, v.identity, v.complete, v.sources, v.evaluation, v.wording, v.signature,
	}
}

type verifier struct {
	a       *Answer
	opt     Options
	cp      proof.Checkpoint          // of the epoch log
	last    *proof.Epoch              // the last epoch: claims are proved to its log
	root    proof.Hash                // of that log
	epoch   *proof.Epoch              // the one asked about: lists are proved to its map
	proved  map[int64]bool            // claims that carry a proof of their own
	known   map[int64]*rulebook.Known // by index
	used    map[int64]bool            // claims that something in the answer needs
	closing map[int64]int64           // index of a claim to that of the claim that closes its batch
	judge   int64                     // index of the claim that logged the policy, -1 if none did
	pol     *rulebook.Policy
	in      rulebook.Input
}

func (v *verifier) format() error {
	a := v.a
	if a.Format != Format {
		return fmt.Errorf("format %q, want %q", a.Format, Format)
	}
	if a.Completeness != Completeness {
		return fmt.Errorf("completeness %q: this version of the format knows %q only", a.Completeness, Completeness)
	}
	return nil
}

func (v *verifier) question() error {
	q := &v.a.Question
	if d, err := claim.ParseDate(string(q.AsOf)); err != nil || len(d) != 10 {
		return fmt.Errorf("as_of %q: want a day", q.AsOf)
	}
	for _, s := range []string{q.KnownAt, q.AskedAt} {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil || claim.Timestamp(t) != s {
			return fmt.Errorf("time %q: want RFC 3339 in UTC with milliseconds", s)
		}
	}
	for _, id := range q.Identifiers {
		if n, err := ident.Normalise(id.Scheme, id.Value); err != nil || n != id.Value {
			return fmt.Errorf("identifier %s:%s is not in its normal form", id.Scheme, id.Value)
		}
	}
	if q.Country != "" && !claim.ValidCountry(q.Country) {
		return fmt.Errorf("country %q: want two letters, ISO 3166-1", q.Country)
	}
	asks := q.Name != "" || len(q.Identifiers) > 0 || q.Organisation != ""
	switch {
	case q.Person && (asks || q.Country != "" || len(v.a.Subjects)+len(v.a.Rejected) > 0):
		return errors.New("a question about a natural person must hold nothing about anyone")
	case !q.Person && !asks:
		return errors.New("nothing was asked")
	}
	return nil
}

// signature checks that the register said all this: what no other check binds (the question, candidates that are not
// there) it answers for with its key.
func (v *verifier) signature() error {
	verifierKey, err := note.NewVerifier(v.opt.VKey)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	n, err := note.Open([]byte(v.a.Signature), note.VerifierList(verifierKey))
	if err != nil {
		return err
	}
	text, err := v.a.SigningText()
	if err != nil {
		return err
	}
	if n.Text != text {
		return errors.New("the signature is for another answer")
	}
	// note.Open overlooks other signatures and the unused bits of the base64; one answer must have one spelling.
	sig := n.Sigs[0]
	if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
		return errors.New("the signature is not canonical base64")
	}
	if v.a.Signature != text+"\n— "+sig.Name+" "+sig.Base64+"\n" {
		return errors.New("the signature must be the register's, once and alone")
	}
	return nil
}
