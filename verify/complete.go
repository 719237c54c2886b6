package verify

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/register/org"
	"probity.example/probity/internal/rulebook"
)

// Need is a key of the verifiable map whose whole list an answer must show.
type Need struct {
	Key      [32]byte
	Domain   string // claim.KeyRecord, KeyIdentifier or KeyName
	Value    string
	Asked    bool     // the question is about it
	Subjects []string // ids of the subjects that bear it
}

// Needs are the keys that an answer must show whole, in the order of their hashes: what was asked for; the records of every subject,
// its strong identifiers and its names; and the records of candidates that were rejected although their name or identifier is
// the one asked for. claims gives the claims of a subject that were known.
func Needs(q *Question, subjects, rejected []Subject, claims func(s *Subject) []*claim.Claim) []Need {
	at := map[[32]byte]*Need{}
	need := func(domain, value, subject string) {
		if value == "" {
			return
		}
		k := claim.MapKey(domain, value)
		if at[k] == nil {
			at[k] = &Need{Key: k, Domain: domain, Value: value}
		}
		if n := at[k]; subject == "" {
			n.Asked = true
		} else if !slices.Contains(n.Subjects, subject) {
			n.Subjects = append(n.Subjects, subject)
		}
	}
	if q.Organisation == "" {
		need(claim.KeyName, claim.Fingerprint(q.Name), "")
		for _, id := range q.Identifiers {
			need(claim.KeyIdentifier, claim.IdentifierKey(id), "")
		}
	}
	for i := range subjects {
		s := &subjects[i]
		for _, r := range s.Records {
			need(claim.KeyRecord, r, s.Organisation)
		}
		for _, c := range claims(s) {
			borne(c, func(domain, value string) { need(domain, value, s.Organisation) })
		}
	}
	for i := range rejected {
		if s := &rejected[i]; s.Similar == nil {
			for _, r := range s.Records {
				need(claim.KeyRecord, r, s.Organisation)
			}
		}
	}
	out := make([]Need, 0, len(at))
	for _, n := range at {
		out = append(out, *n)
	}
	slices.SortFunc(out, func(a, b Need) int { return bytes.Compare(a.Key[:], b.Key[:]) })
	return out
}

// borne gives the strong identifiers and the names by which a claim describes its organisation. Acronyms and weak aliases are
// anybody's.
func borne(c *claim.Claim, each func(domain, value string)) {
	if c.Record == "" || !Describes(c) {
		return
	}
	for _, id := range c.Identifiers {
		if ident.Strong(id.Scheme) {
			each(claim.KeyIdentifier, claim.IdentifierKey(id))
		}
	}
	for _, n := range c.Names {
		if n.Kind != "acronym" && n.Kind != "weak" {
			each(claim.KeyName, claim.Fingerprint(n.Value))
		}
	}
}

// Unattributed is a record that bears an identifier or a name of a subject and is neither part of it nor held apart from it.
type Unattributed struct {
	Record       string   `json:"record"`
	Organisation string   `json:"organisation"` // the subject
	Shares       []string `json:"shares"`       // "id SCHEME:VALUE" or "name FINGERPRINT", sorted
}

// Attribute says of every claim under the needed keys whose it is, and returns the records that are nobody's, by record and subject.
// It is an error if a record bears what was asked for and is no candidate.
func Attribute(needs []Need, subjects, rejected []Subject, claims []rulebook.Known) ([]Unattributed, error) {
	byKey, owner, records := map[[32]byte]*Need{}, map[string]bool{}, map[string][]string{}
	for i := range needs {
		byKey[needs[i].Key] = &needs[i]
	}
	for _, s := range slices.Concat(subjects, rejected) {
		records[s.Organisation] = s.Records
		for _, r := range s.Records {
			owner[r] = true
		}
	}
	var out []Unattributed
	for _, k := range claims {
		if k.Claim.Record == "" || owner[k.Claim.Record] {
			continue
		}
		for _, key := range k.Claim.MapKeys() {
			n := byKey[key]
			if n == nil || n.Domain == claim.KeyRecord { // the claim only mentions the record
				continue
			}
			if n.Asked {
				return nil, fmt.Errorf("record %s bears what was asked for and is no candidate", k.Claim.Record)
			}
			for _, s := range n.Subjects {
				if !org.Separated(claims, k.Claim.Record, records[s]) {
					out = add(out, k.Claim.Record, s, n.share())
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Unattributed) int {
		return cmp.Or(strings.Compare(a.Record, b.Record), strings.Compare(a.Organisation, b.Organisation))
	})
	return out, nil
}

// share says what a record shares, for people.
func (n *Need) share() string {
	return strings.ReplaceAll(n.Domain+" "+n.Value, "\x00", ":")
}

func add(out []Unattributed, record, subject, share string) []Unattributed {
	i := slices.IndexFunc(out, func(u Unattributed) bool { return u.Record == record && u.Organisation == subject })
	if i < 0 {
		return append(out, Unattributed{record, subject, []string{share}})
	}
	if !slices.Contains(out[i].Shares, share) {
		out[i].Shares = append(out[i].Shares, share)
		slices.Sort(out[i].Shares)
	}
	return out
}

// entry is a claim as the list under a key has it.
type entry struct {
	index int64
	id    [32]byte
}

// Listed gives what stands under the needed keys in a log of size entries, by the claims in an answer: themselves, and those that
// removals among them repeat.
func listed(needs []Need, claims []rulebook.Known, size int64) ([][]entry, error) {
	at := map[[32]byte]int{}
	for i := range needs {
		at[needs[i].Key] = i
	}
	out := make([][]entry, len(needs))
	put := func(key [32]byte, e entry) {
		if i, ok := at[key]; ok && e.index < size {
			out[i] = append(out[i], e)
		}
	}
	for _, k := range claims {
		var gone *entry
		if rm := k.Claim.Removed; rm != nil {
			id, err := claim.ParseID(rm.Claim)
			if err != nil {
				return nil, fmt.Errorf("claim %d: %w", k.Index, err)
			}
			gone = &entry{rm.Index, id}
		}
		for _, key := range k.Claim.MapKeys() {
			put(key, entry{k.Index, k.ID})
			if gone != nil {
				put(key, *gone)
			}
		}
	}
	for i := range out {
		slices.SortFunc(out[i], func(a, b entry) int { return cmp.Compare(a.index, b.index) })
		out[i] = slices.Compact(out[i])
	}
	return out, nil
}

// Lists are the map's leaves of the needed keys, by the claims in an answer, and how many claims each has.
func Lists(needs []Need, claims []rulebook.Known, size int64) (keys []proof.Hash, leaves []proof.MapLeaf, err error) {
	lists, err := listed(needs, claims, size)
	if err != nil {
		return nil, nil, err
	}
	for i, list := range lists {
		hashes := make([]proof.Hash, len(list))
		for j, e := range list {
			hashes[j] = proof.MapEntry(e.index, e.id)
		}
		tail, err := proof.MapTail{}.Append(hashes...)
		if err != nil {
			return nil, nil, err
		}
		leaf, err := tail.Leaf()
		if err != nil {
			return nil, nil, err
		}
		keys, leaves = append(keys, needs[i].Key), append(leaves, leaf)
	}
	return keys, leaves, nil
}

// Bound are the indices of the claims that stand under a needed key: the map proves them, and they carry no proof of their own.
func Bound(needs []Need, claims []rulebook.Known, size int64) (map[int64]bool, error) {
	lists, err := listed(needs, claims, size)
	if err != nil {
		return nil, err
	}
	out := map[int64]bool{}
	for _, list := range lists {
		for _, e := range list {
			out[e.index] = true
		}
	}
	return out, nil
}

// Named are the indices of the claims that need no proof of their own either: those about the register's key, whose list the map of the last
// epoch has, and the latest readings of sources, which the epoch asked about names by their ids.
func Named(claims []rulebook.Known, asked, last *proof.Epoch, vkey string) map[int64]bool {
	latest := map[int64]string{}
	for _, l := range asked.Sources {
		latest[l.Index] = l.Claim
	}
	out := map[int64]bool{}
	for _, k := range claims {
		ofKey := k.Claim.VKey == vkey && k.Index < last.Log.Size
		if id, ok := latest[k.Index]; ofKey || ok && id == k.ID.String() {
			out[k.Index] = true
		}
	}
	return out
}

// complete proves that the lists under all needed keys are whole, and that what stands in them is accounted for.
func (v *verifier) complete() error {
	a := v.a
	if a.Question.Person {
		if a.Map != nil || len(a.Unattributed) > 0 {
			return errors.New("a question about a natural person must hold nothing about anyone")
		}
		return v.eachOnce(nil)
	}
	if a.Map == nil {
		return errors.New("the answer has no proof that its lists are whole")
	}
	claims := v.knownClaims()
	needs := Needs(&a.Question, a.Subjects, a.Rejected, func(s *Subject) []*claim.Claim { return plain(v.claimsOf(s.Records)) })
	if err := provedLists(needs, claims, v.epoch, a.Map); err != nil {
		return err
	}
	bound, err := Bound(needs, claims, v.epoch.Log.Size)
	if err != nil {
		return err
	}
	for _, k := range claims {
		if rm := k.Claim.Removed; rm != nil && bound[rm.Index] {
			v.used[k.Index] = true
		}
	}
	for _, e := range a.Claims {
		v.used[e.Index] = v.used[e.Index] || bound[e.Index]
	}
	if err := v.eachOnce(bound); err != nil {
		return err
	}
	return v.attributed(needs, claims)
}

// eachOnce checks that every claim is proved in one way: as part of a list under a needed key, by being named, or by a proof of its own.
func (v *verifier) eachOnce(bound map[int64]bool) error {
	all := make([]rulebook.Known, len(v.a.Claims))
	for i := range v.a.Claims {
		all[i] = *v.known[v.a.Claims[i].Index]
	}
	named := Named(all, v.epoch, v.last, v.opt.VKey)
	for _, e := range v.a.Claims {
		switch other := bound[e.Index] || named[e.Index]; {
		case !other && !v.proved[e.Index]:
			return fmt.Errorf("claim %d: nothing proves that it is in the log", e.Index)
		case other && len(e.Proof) > 0:
			return fmt.Errorf("claim %d: a list or an epoch proves it, and it has a proof of its own", e.Index)
		}
	}
	return nil
}

// attributed compares the records that are nobody's with those that the answer shows, and counts them for the policy.
func (v *verifier) attributed(needs []Need, claims []rulebook.Known) error {
	want, err := Attribute(needs, v.a.Subjects, v.a.Rejected, claims)
	if err != nil {
		return err
	}
	same := slices.EqualFunc(want, v.a.Unattributed, func(a, b Unattributed) bool {
		return a.Record == b.Record && a.Organisation == b.Organisation && slices.Equal(a.Shares, b.Shares)
	})
	if !same {
		return fmt.Errorf("%d records share an identifier or a name with a subject and are not accounted for; the answer shows %d, or others", len(want), len(v.a.Unattributed))
	}
	for i := range v.in.Subjects {
		v.in.Subjects[i].Unattributed = UnattributedTo(want, v.in.Subjects[i].Org)
	}
	return nil
}

// UnattributedTo counts the records of a list that share something with one subject.
func UnattributedTo(list []Unattributed, id string) (n int) {
	for _, u := range list {
		if u.Organisation == id {
			n++
		}
	}
	return n
}

// keyStatus reads at the last epoch what the log says of the register's key: all of it must be here, and none of it a revocation.
func (v *verifier) keyStatus() error {
	need := []Need{{Key: claim.MapKey(claim.KeySigner, v.opt.VKey), Domain: claim.KeySigner}}
	var said []rulebook.Known
	for _, e := range v.a.Claims {
		if k := v.known[e.Index]; k.Claim.VKey == v.opt.VKey {
			said = append(said, *k)
			v.used[k.Index] = true
		}
	}
	if err := provedLists(need, said, v.last, &v.a.Log.Key); err != nil {
		return err
	}
	for _, k := range said {
		if k.Claim.Kind == claim.KindKeyRev {
			return fmt.Errorf("claim %d revokes the key that signed the answer", k.Index)
		}
	}
	return nil
}

// provedLists checks that the claims give whole lists under the needed keys, by the map of an epoch.
func provedLists(needs []Need, claims []rulebook.Known, e *proof.Epoch, m *Map) error {
	keys, leaves, err := Lists(needs, claims, e.Log.Size)
	if err != nil {
		return err
	}
	if len(m.Counts) != len(needs) {
		return fmt.Errorf("it shows the lists of %d keys, and needs those of %d", len(m.Counts), len(needs))
	}
	for i := range needs {
		if leaves[i].Count != m.Counts[i] {
			return fmt.Errorf("under %s the map has %d claims, and the answer shows %d", needs[i].share(), m.Counts[i], leaves[i].Count)
		}
	}
	tree, err := base64.StdEncoding.Strict().DecodeString(m.Proof)
	if err != nil {
		return errors.New("the map proof is not canonical base64")
	}
	root, err := e.Map.Hash()
	if err != nil {
		return err
	}
	return proof.VerifyMap(root, keys, leaves, tree)
}

// knownClaims are the claims of the file that the epoch asked about holds, and the removals, which tell what it held.
func (v *verifier) knownClaims() []rulebook.Known {
	var out []rulebook.Known
	for _, e := range v.a.Claims {
		if k := v.known[e.Index]; k.Index < v.epoch.Log.Size || k.Claim.Removed != nil {
			out = append(out, *k)
		}
	}
	return out
}

func plain(known []rulebook.Known) []*claim.Claim {
	out := make([]*claim.Claim, len(known))
	for i := range known {
		out[i] = known[i].Claim
	}
	return out
}
