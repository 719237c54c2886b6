package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ident"
	"probity.example/probity/internal/register"
)

// linkMethod is recorded in every link made here: records that agree in a strong identifier and disagree in none.
const linkMethod = "strong-identifier/1"

// link is a proposal: two records carry the same strong identifier.
type link struct {
	a, b register.Holder
	id   claim.Identifier
}

// propose looks for older records that carry a strong identifier of the claim just folded.
func (b *batch) propose(c *claim.Claim) error {
	for _, id := range c.Identifiers {
		if !ident.Strong(id.Scheme) {
			continue
		}
		holders, err := b.w.Holders(id, 2)
		if err != nil {
			return err
		}
		if len(holders) == 2 {
			self := slices.IndexFunc(holders, func(h register.Holder) bool { return h.Record == c.Record })
			if self == 0 { // the record is the oldest: the others have proposed themselves
				continue
			}
			rid, err := b.w.RID(c.Record)
			if err != nil {
				return err
			}
			b.links = append(b.links, link{a: holders[0], b: register.Holder{RID: rid, Record: c.Record}, id: id})
		}
	}
	return nil
}

// link writes the proposals that nothing contradicts and that join what is not yet joined.
func (b *batch) link() (made, held int64, err error) {
	for _, l := range b.links {
		joined, err := b.w.Component(l.a.RID)
		if err != nil {
			return made, held, err
		}
		if slices.Contains(joined, l.b.RID) {
			continue
		}
		contradicted, err := b.contradicted(l)
		if err != nil {
			return made, held, err
		}
		if contradicted {
			held++
			continue
		}
		if err := b.same(l); err != nil {
			return made, held, err
		}
		made++
	}
	return made, held, nil
}

// contradicted reports whether two records disagree in a strong scheme.
func (b *batch) contradicted(l link) (bool, error) {
	left, err := b.w.Identifiers(l.a.RID)
	if err != nil {
		return false, err
	}
	right, err := b.w.Identifiers(l.b.RID)
	if err != nil {
		return false, err
	}
	return len(Contradict(left, right)) > 0, nil
}

// Contradict lists the strong schemes of which both sides have numbers and share none. Reference numbers of lists (X-…) do
// not count: a list may hold one organisation twice.
func Contradict(left, right []claim.Identifier) []string {
	var out []string
	for _, x := range left {
		if strings.HasPrefix(x.Scheme, "X-") || !ident.Strong(x.Scheme) || slices.Contains(out, x.Scheme) {
			continue
		}
		has := slices.ContainsFunc(right, func(y claim.Identifier) bool { return y.Scheme == x.Scheme })
		if has && !anyShared(left, right, x.Scheme) {
			out = append(out, x.Scheme)
		}
	}
	slices.Sort(out)
	return out
}

func anyShared(left, right []claim.Identifier, scheme string) bool {
	return slices.ContainsFunc(left, func(x claim.Identifier) bool { return x.Scheme == scheme && slices.Contains(right, x) })
}

// LinkParty is the party key under which the register states how two records stand to each other, in either order.
func LinkParty(a, b string) string {
	records := []string{a, b}
	slices.Sort(records)
	h := sha256.Sum256([]byte(records[0] + "\x00" + records[1]))
	return "link/" + hex.EncodeToString(h[:16])
}

// linkStatement is the statement key of every link: joining and separating two records are steps of one chain.
const linkStatement = "same"

// LinkRecords states that two records are one organisation, or, with same false, that they are not. method says who decided,
// by what, and for which reason; identifiers are those in which the two agree.
func LinkRecords(a, b string, same bool, method string, identifiers []claim.Identifier) Act {
	kind := claim.KindNotSame
	if same {
		kind = claim.KindSame
	}
	return Act{Party: LinkParty(a, b), Statement: linkStatement, Claim: claim.Claim{
		Kind: kind, Records: []string{a, b}, Method: method, Identifiers: identifiers,
	}}
}

func (b *batch) same(l link) error {
	act := LinkRecords(l.a.Record, l.b.Record, true, linkMethod, []claim.Identifier{l.id})
	c := &act.Claim
	c.Source, c.Key = claim.RegisterSource, claim.StatementKey(claim.RegisterSource, act.Party, act.Statement)
	c.Normalise()
	prev, ok, err := b.w.Chain(c.Key)
	if err != nil {
		return err
	}
	if ok { // a person has separated them since they were linked: it does not come back by itself
		return nil
	}
	_, err = b.placeNew(c, prev, false)
	return err
}
