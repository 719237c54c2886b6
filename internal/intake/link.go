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

// contradicted reports whether the two records disagree in another strong scheme. Reference numbers of lists (X-…) do not
// count: a list may hold one organisation twice.
func (b *batch) contradicted(l link) (bool, error) {
	left, err := b.w.Identifiers(l.a.RID)
	if err != nil {
		return false, err
	}
	right, err := b.w.Identifiers(l.b.RID)
	if err != nil {
		return false, err
	}
	for _, x := range left {
		if strings.HasPrefix(x.Scheme, "X-") || !ident.Strong(x.Scheme) {
			continue
		}
		has := slices.ContainsFunc(right, func(y claim.Identifier) bool { return y.Scheme == x.Scheme })
		if has && !slices.Contains(right, x) && !anyShared(left, right, x.Scheme) {
			return true, nil
		}
	}
	return false, nil
}

func anyShared(left, right []claim.Identifier, scheme string) bool {
	return slices.ContainsFunc(left, func(x claim.Identifier) bool { return x.Scheme == scheme && slices.Contains(right, x) })
}

func (b *batch) same(l link) error {
	records := []string{l.a.Record, l.b.Record}
	slices.Sort(records)
	h := sha256.Sum256([]byte(records[0] + "\x00" + records[1]))
	c := &claim.Claim{
		Kind: claim.KindSame, Source: claim.RegisterSource, Records: records, Method: linkMethod,
		Key:         claim.StatementKey(claim.RegisterSource, "link/"+hex.EncodeToString(h[:16]), "same"),
		Identifiers: []claim.Identifier{l.id},
	}
	prev, ok, err := b.w.Chain(c.Key)
	if err != nil {
		return err
	}
	if ok { // linked before and separated since by a person: it does not come back by itself
		return nil
	}
	_, err = b.placeNew(c, prev, false)
	return err
}
