package answer

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// Epochs are what was published; package epoch's View gives them.
type Epochs interface {
	// Published is the last published epoch, with the signed head of the epoch log at which it is the last.
	Published() (*epoch.Published, *proof.Epoch, error)
	// At is the last published epoch at or before a time; nil if there was none yet.
	At(time string) (*proof.Epoch, error)
	Epoch(number int64) (*proof.Epoch, error)
	Inclusion(number, size int64) ([]proof.Hash, error)
	// Map calls use with the map at an epoch.
	Map(ctx context.Context, e *proof.Epoch, use func(*vmap.Map)) error
}

// knew is what the register had published at a time: the epoch, and the moment of it.
func (b *Builder) knew(at string) (*proof.Epoch, register.Moment, error) {
	e, err := b.Epochs.At(at)
	if err != nil {
		return nil, register.Moment{}, err
	}
	if e == nil {
		e = proof.BeforeFirst()
	}
	return e, register.Moment{Size: e.Log.Size, Recorded: e.Time}, nil
}

// sharing finds the claims that stand under needed keys beside those of the candidates: of records that bear an identifier or a name
// of a subject, links, relations that name one, and removals. known gives the claims of an organisation.
func (b *Builder) sharing(ctx context.Context, m register.Moment, needs []verify.Need, known func(*register.Organisation) ([]register.Known, error)) ([]register.Known, error) {
	keys := map[[32]byte]bool{}
	for i := range needs {
		keys[needs[i].Key] = true
	}
	out, err := b.Register.RemovalsUnder(ctx, keys, m)
	if err != nil {
		return nil, err
	}
	for i := range needs {
		n := &needs[i]
		mentions, err := b.Register.Mentions(ctx, n.Key, m)
		if err != nil {
			return nil, err
		}
		out = append(out, mentions...)
		list, err := b.bearers(ctx, n, m)
		if err != nil {
			return nil, err
		}
		for j := range list {
			all, err := known(&list[j])
			if err != nil {
				return nil, err
			}
			for _, k := range all {
				if slices.Contains(k.Claim.MapKeys(), n.Key) {
					out = append(out, k)
				}
			}
		}
	}
	return out, nil
}

// bearers are the organisations that ever bore an identifier or a name.
func (b *Builder) bearers(ctx context.Context, n *verify.Need, m register.Moment) ([]register.Organisation, error) {
	switch n.Domain {
	case claim.KeyName:
		return b.Register.ByName(ctx, n.Value, false, m)
	case claim.KeyRecord, claim.KeySigner: // whose it is, is a candidate
		return nil, nil
	}
	scheme, value, _ := strings.Cut(n.Value, "\x00")
	return b.Register.ByIdentifier(ctx, claim.Identifier{Scheme: scheme, Value: value}, m)
}

// complete gathers what the lists of the answer need beside its candidates, and says which records are nobody's.
func (f *file) complete() error {
	claimsFor := func(s *verify.Subject) []*claim.Claim { return claimsOf(f.claims[s.Organisation]) }
	f.needs = verify.Needs(&f.a.Question, f.a.Subjects, f.a.Rejected, claimsFor)
	shared, err := f.b.sharing(f.ctx, f.moment, f.needs, f.known)
	if err != nil {
		return err
	}
	for _, k := range shared {
		if err := f.include(k); err != nil {
			return err
		}
	}
	if f.a.Unattributed, err = verify.Attribute(f.needs, f.a.Subjects, f.a.Rejected, f.listed()); err != nil {
		return err
	}
	for i := range f.input.Subjects {
		s := &f.input.Subjects[i]
		s.Unattributed = verify.UnattributedTo(f.a.Unattributed, s.Org)
	}
	return nil
}

// listed are the claims of the file that the epoch asked about holds, and the removals.
func (f *file) listed() []rulebook.Known {
	var out []rulebook.Known
	for _, k := range f.entries {
		if k.Index < f.moment.Size || k.Claim.Removed != nil {
			out = append(out, toRulebook(*k))
		}
	}
	return out
}

// prove writes every claim with its proof, the proof that the lists are whole, and the epochs to which all is proved.
func (f *file) prove() error {
	published, last, err := f.b.Epochs.Published()
	if err != nil {
		return err
	}
	f.a.Log = verify.Log{VKey: f.b.Log.VKey(), Checkpoint: published.Epochs}
	if f.a.Log.Epoch, err = f.epochEntry(last, published.Number+1); err != nil {
		return err
	}
	if f.epoch.Number != last.Number {
		if err := f.past(published.Number + 1); err != nil {
			return err
		}
	}
	if err := f.proveKey(last); err != nil {
		return err
	}
	bound := map[int64]bool{}
	if !f.q.Person {
		lists, err := f.proveLists(f.needs, f.listed(), f.epoch)
		if err != nil {
			return err
		}
		f.a.Map = lists
		if bound, err = verify.Bound(f.needs, f.listed(), f.moment.Size); err != nil {
			return err
		}
	}
	return f.proveClaims(last, bound)
}

// proveKey shows what the log says of the register's key at the last epoch.
func (f *file) proveKey(last *proof.Epoch) error {
	vkey := f.b.Log.VKey()
	said, err := f.b.Register.OfKey(f.ctx, vkey, register.Moment{Size: last.Log.Size})
	if err != nil {
		return err
	}
	var list []rulebook.Known
	for _, k := range said {
		if err := f.include(k); err != nil {
			return err
		}
		list = append(list, toRulebook(k))
	}
	need := []verify.Need{{Key: claim.MapKey(claim.KeySigner, vkey), Domain: claim.KeySigner}}
	proved, err := f.proveLists(need, list, last)
	if err != nil {
		return err
	}
	f.a.Log.Key = *proved
	return nil
}

// past shows the epoch asked about and the one after it.
func (f *file) past(size int64) (err error) {
	p := &verify.Past{}
	if f.epoch.Number >= 0 {
		e, err := f.epochEntry(f.epoch, size)
		if err != nil {
			return err
		}
		p.Epoch = &e
	}
	next, err := f.b.Epochs.Epoch(f.epoch.Number + 1)
	if err != nil {
		return err
	}
	p.Next, err = f.epochEntry(next, size)
	f.a.Log.Past = p
	return err
}

func (f *file) epochEntry(e *proof.Epoch, size int64) (verify.Epoch, error) {
	body, err := e.Bytes()
	if err != nil {
		return verify.Epoch{}, err
	}
	hashes, err := f.b.Epochs.Inclusion(e.Number, size)
	if err != nil {
		return verify.Epoch{}, fmt.Errorf("prove epoch %d: %w", e.Number, err)
	}
	return verify.Epoch{Body: jsontext.Value(body), Proof: texts(hashes)}, nil
}

func texts(hashes []proof.Hash) []string {
	out := make([]string, len(hashes))
	for i, h := range hashes {
		out[i] = base64.StdEncoding.EncodeToString(h[:])
	}
	return out
}

// proveLists proves that the claims give whole lists under needed keys, by the map of an epoch. What the map says of a list and the
// register's store does not is told: the store is derived, and can be made anew.
func (f *file) proveLists(needs []verify.Need, claims []rulebook.Known, e *proof.Epoch) (*verify.Map, error) {
	keys, leaves, err := verify.Lists(needs, claims, e.Log.Size)
	if err != nil {
		return nil, err
	}
	root, err := e.Map.Hash()
	if err != nil {
		return nil, err
	}
	var tree []byte
	var whole []proof.MapLeaf
	prove := func(m *vmap.Map) { whole, tree = m.Prove(keys) }
	if e.Number < 0 {
		prove(vmap.New())
	} else if err := f.b.Epochs.Map(f.ctx, e, prove); err != nil {
		return nil, err
	}
	p := &verify.Map{Proof: base64.StdEncoding.EncodeToString(tree), Counts: make([]int64, len(keys))}
	for i := range keys {
		if p.Counts[i] = leaves[i].Count; leaves[i] != whole[i] {
			return nil, fmt.Errorf("under a %s key the map has %d claims, the store finds %d: %w", needs[i].Domain, whole[i].Count, leaves[i].Count, ErrStore)
		}
	}
	if err := proof.VerifyMap(root, keys, leaves, tree); err != nil {
		return nil, fmt.Errorf("prove the lists: %w", err)
	}
	return p, nil
}
