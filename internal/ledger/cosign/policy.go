package cosign

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/ledger/proof"
)

// ErrQuorum says that a checkpoint lacks the cosignatures that a policy demands.
var ErrQuorum = errors.New("the quorum of witnesses is not reached")

// Policy says which logs are known, and which witnesses must have cosigned a checkpoint (C2SP tlog-policy).
type Policy struct {
	Logs      []string // verifier keys; none where the log is known otherwise
	Witnesses []Witness

	quorum *member // nil: nobody need cosign
}

// Witness is a witness of a policy.
type Witness struct {
	Name string // in the policy alone
	VKey string
	URL  string // prefix of its addresses; may be empty

	verifier *verifier
}

// member is a witness or a group of them.
type member struct {
	witness int // its number in the policy, -1 of a group
	need    int // of the group's members
	of      []*member
	inGroup bool
}

const (
	maxPolicy  = 1 << 20
	maxMembers = 64 // witnesses; a signed note has at most 100 signatures
)

// ParsePolicy reads a policy. Where the format leaves a choice, it refuses: a witness counts once, however it is spelt.
func ParsePolicy(text []byte) (*Policy, error) {
	if len(text) > maxPolicy {
		return nil, fmt.Errorf("%w: a policy of more than %d bytes", proof.ErrInvalid, maxPolicy)
	}
	for _, c := range text {
		if c < 0x20 && c != '\t' && c != '\n' || c == 0x7f {
			return nil, fmt.Errorf("%w: a policy with the control character %#02x", proof.ErrInvalid, c)
		}
	}
	r := policyReader{policy: &Policy{}, names: map[string]*member{}}
	n := 0
	for l := range bytes.Lines(text) {
		n++
		// Not bytes.Fields: only blanks and tabs part words, and other bytes mean nothing here.
		words := strings.FieldsFunc(strings.TrimSuffix(string(l), "\n"), func(c rune) bool { return c == ' ' || c == '\t' })
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		if err := r.line(words); err != nil {
			return nil, fmt.Errorf("line %d of the policy: %w", n, err)
		}
	}
	if !r.ended {
		return nil, fmt.Errorf("%w: the policy has no quorum", proof.ErrInvalid)
	}
	return r.policy, nil
}

type policyReader struct {
	policy *Policy
	names  map[string]*member
	ended  bool // the quorum was met
}

const none = "none"

func (r *policyReader) line(words []string) error {
	args := words[1:]
	switch word := words[0]; {
	case word == "log" && (len(args) == 1 || len(args) == 2):
		return r.log(args[0])
	case word == "witness" && (len(args) == 2 || len(args) == 3):
		return r.witness(args)
	case word == "group" && len(args) >= 3:
		return r.group(args[0], args[1], args[2:])
	case word == "quorum" && len(args) == 1 && !r.ended:
		r.ended = true
		if args[0] == none {
			return nil
		}
		m, err := r.named(args[0])
		r.policy.quorum = m
		return err
	}
	return fmt.Errorf("%w: %q is not of the form of a policy", proof.ErrInvalid, strings.Join(words, " "))
}

func (r *policyReader) log(vkey string) error {
	if _, err := note.NewVerifier(vkey); err != nil {
		return fmt.Errorf("%w: %q is no verifier key of a log: %w", proof.ErrInvalid, vkey, err)
	}
	for _, other := range r.policy.Logs {
		if material(other) == material(vkey) {
			return fmt.Errorf("%w: two logs have one key", proof.ErrInvalid)
		}
	}
	r.policy.Logs = append(r.policy.Logs, vkey)
	return nil
}

// material is the key in a verifier key, without its name.
func material(vkey string) string {
	_, rest, _ := strings.Cut(vkey, "+")
	_, key, _ := strings.Cut(rest, "+")
	return key
}

func (r *policyReader) witness(args []string) error {
	w := Witness{Name: args[0], VKey: args[1]}
	if len(args) == 3 {
		w.URL = args[2]
	}
	var err error
	if w.verifier, err = newVerifier(w.VKey); err != nil {
		return err
	}
	for _, other := range r.policy.Witnesses {
		if other.verifier.key.Equal(w.verifier.key) {
			return fmt.Errorf("%w: witnesses %s and %s are one key", proof.ErrInvalid, other.Name, w.Name)
		}
	}
	if len(r.policy.Witnesses) == maxMembers {
		return fmt.Errorf("%w: more than %d witnesses", proof.ErrInvalid, maxMembers)
	}
	r.policy.Witnesses = append(r.policy.Witnesses, w)
	return r.define(w.Name, &member{witness: len(r.policy.Witnesses) - 1})
}

func (r *policyReader) define(name string, m *member) error {
	if name == none || r.names[name] != nil {
		return fmt.Errorf("%w: the name %q is taken", proof.ErrInvalid, name)
	}
	r.names[name] = m
	return nil
}

func (r *policyReader) named(name string) (*member, error) {
	if m := r.names[name]; m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("%w: no witness or group before this line is named %q", proof.ErrInvalid, name)
}

func (r *policyReader) group(name, need string, members []string) error {
	g := &member{witness: -1}
	for _, n := range members {
		m, err := r.named(n)
		if err != nil {
			return err
		}
		if m.inGroup {
			return fmt.Errorf("%w: %q is a member twice", proof.ErrInvalid, n)
		}
		m.inGroup = true
		g.of = append(g.of, m)
	}
	switch need {
	case "any":
		g.need = 1
	case "all":
		g.need = len(g.of)
	default:
		k, err := strconv.Atoi(need)
		if err != nil || k < 1 || k > len(g.of) || strconv.Itoa(k) != need {
			return fmt.Errorf("%w: %q of %d members", proof.ErrInvalid, need, len(g.of))
		}
		g.need = k
	}
	return r.define(name, g)
}

func (m *member) satisfied(has []bool) bool {
	if m.witness >= 0 {
		return has[m.witness]
	}
	n := 0
	for _, sub := range m.of {
		if sub.satisfied(has) {
			n++
		}
	}
	return n >= m.need
}

// Cosignature is a valid cosignature of a witness of the policy.
type Cosignature struct {
	Witness string // its name in the policy
	Time    time.Time
}

// AnyAge is the maximum age of whoever asks what was cosigned at any time.
const AnyAge = time.Duration(math.MaxInt64)

// skew is how far a witness's clock may be ahead of the verifier's.
const skew = 5 * time.Minute

// Check checks a signed checkpoint of the log of this verifier key: that the log signed it, that the policy knows the log, and that
// cosignatures of no more than maxAge before now reach the quorum. It returns all of the policy's cosignatures on it. A policy that lists
// a register's claim log knows its epoch log too: their keys are one. The error wraps ErrQuorum where only cosignatures lack.
func (p *Policy) Check(checkpoint []byte, vkey string, now time.Time, maxAge time.Duration) (proof.Checkpoint, []Cosignature, error) {
	cp, err := proof.VerifyCheckpoint(checkpoint, vkey)
	if err != nil {
		return cp, nil, err
	}
	if !p.knows(vkey) {
		return cp, nil, fmt.Errorf("%w: the policy does not list the log %s", proof.ErrInvalid, cp.Origin)
	}
	if maxAge <= 0 {
		return cp, nil, fmt.Errorf("%w: no maximum age of cosignatures was given", proof.ErrInvalid)
	}
	sigs, err := p.cosignatures(checkpoint)
	if err != nil {
		return cp, nil, err
	}
	has, why := make([]bool, len(p.Witnesses)), make([]string, len(p.Witnesses))
	var valid []Cosignature
	for i, w := range p.Witnesses {
		at, ok := sigs[i]
		switch {
		case !ok:
			why[i] = w.Name + " has not cosigned"
			continue
		case at.After(now.Add(skew)):
			why[i] = w.Name + " cosigned in the future, at " + stamp(at)
		case now.Sub(at) > maxAge:
			why[i] = w.Name + " cosigned too long ago, at " + stamp(at)
		default:
			has[i], why[i] = true, w.Name+" has cosigned"
		}
		valid = append(valid, Cosignature{w.Name, at})
	}
	if p.quorum != nil && !p.quorum.satisfied(has) {
		return cp, valid, fmt.Errorf("%w: %w for %s at size %d: %s", proof.ErrInvalid, ErrQuorum, cp.Origin, cp.Size, strings.Join(why, "; "))
	}
	return cp, valid, nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (p *Policy) knows(vkey string) bool {
	if len(p.Logs) == 0 {
		return true
	}
	for _, l := range p.Logs {
		epochs, err := proof.EpochVKey(l)
		if l == vkey || err == nil && epochs == vkey {
			return true
		}
	}
	return false
}

// cosignatures are the times of the cosignatures by the policy's witnesses, by their number.
func (p *Policy) cosignatures(checkpoint []byte) (map[int]time.Time, error) {
	list := make([]note.Verifier, len(p.Witnesses))
	for i, w := range p.Witnesses {
		list[i] = w.verifier
	}
	out := map[int]time.Time{}
	n, err := note.Open(checkpoint, note.VerifierList(list...))
	if unverified := new(note.UnverifiedNoteError); errors.As(err, &unverified) {
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: checking cosignatures: %w", proof.ErrInvalid, err)
	}
	for _, sig := range n.Sigs {
		at, err := timeOf(sig)
		if err != nil {
			return nil, err
		}
		for i, w := range p.Witnesses {
			if w.verifier.hash == sig.Hash && w.verifier.name == sig.Name {
				out[i] = at
			}
		}
	}
	return out, nil
}
