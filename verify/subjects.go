package verify

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/match"
	"probity.example/probity/internal/register/org"
	"probity.example/probity/internal/rulebook"
)

// organisations puts the organisations together again from their links.
func (v *verifier) organisations() error {
	for _, list := range [][]Subject{v.a.Subjects, v.a.Rejected} {
		if !slices.IsSortedFunc(list, func(x, y Subject) int { return strings.Compare(x.Organisation, y.Organisation) }) {
			return errors.New("organisations must stand in the order of their ids")
		}
	}
	seen := map[string]bool{}
	for i, s := range slices.Concat(v.a.Subjects, v.a.Rejected) {
		claims := v.claimsOf(s.Records)
		if err := org.Check(s.Organisation, s.Records, claims); err != nil {
			return fmt.Errorf("organisation %s: %w", s.Organisation, err)
		}
		for _, r := range s.Records {
			if seen[r] {
				return fmt.Errorf("record %s stands in two organisations", r)
			}
			seen[r] = true
		}
		for _, k := range claims {
			if i < len(v.a.Subjects) || s.Similar == nil || Describes(k.Claim) {
				v.used[k.Index] = true
			}
		}
		removals := v.removals(s.Records)
		if s.Removed != len(removals) {
			return fmt.Errorf("organisation %s: %d removals concern it, the answer says %d", s.Organisation, len(removals), s.Removed)
		}
		for _, idx := range removals {
			v.used[idx] = true
		}
	}
	return nil
}

// removals are the claims of the file that took away the body of a claim about one of the records.
func (v *verifier) removals(records []string) []int64 {
	var out []int64
	for _, e := range v.a.Claims {
		if rm := v.known[e.Index].Claim.Removed; rm != nil && rm.Touches(records) {
			out = append(out, e.Index)
		}
	}
	return out
}

// claimsOf returns the claims about records known at the time asked about, in log order.
func (v *verifier) claimsOf(records []string) []rulebook.Known {
	var out []rulebook.Known
	for _, e := range v.a.Claims {
		k := v.known[e.Index]
		if k.KnownAt > v.a.Question.KnownAt { // it closes the policy's batch, and no more
			continue
		}
		if slices.Contains(records, k.Claim.Record) || (k.Claim.Record == "" && k.Claim.Kind.Family() == "IDN" && slices.ContainsFunc(k.Claim.Records, func(r string) bool { return slices.Contains(records, r) })) {
			out = append(out, *k)
		}
	}
	return out
}

func (v *verifier) identity() error {
	if err := v.search(); err != nil {
		return err
	}
	for _, s := range v.a.Subjects {
		if err := v.identityOf(&s, false); err != nil {
			return err
		}
	}
	for _, s := range v.a.Rejected {
		if err := v.identityOf(&s, true); err != nil {
			return err
		}
	}
	if q := v.a.Question; q.Organisation != "" && (len(v.a.Subjects) != 1 || len(v.a.Rejected) != 0) {
		return errors.New("a chosen organisation must be the one subject")
	}
	return nil
}

func (v *verifier) identityOf(s *Subject, rejected bool) error {
	var claims []*claim.Claim
	for _, k := range v.claimsOf(s.Records) {
		claims = append(claims, k.Claim)
	}
	f := Identify(&v.a.Question, s.Organisation, claims, s.Similar)
	provable := Provable(f.Reasons)
	if err := v.similar(s, claims, f.Reasons); err != nil {
		return fmt.Errorf("organisation %s: %w", s.Organisation, err)
	}
	switch {
	case s.Identity != string(f.Identity), (f.Identity == match.Different) != rejected:
		return fmt.Errorf("organisation %s: %s is %s, not %s", s.Organisation, s.Caption, f.Identity, s.Identity)
	case !slices.Equal(s.Reasons, f.Reasons):
		return fmt.Errorf("organisation %s: the reasons are %s", s.Organisation, strings.Join(f.Reasons, ", "))
	case s.Caption != Caption(claims):
		return fmt.Errorf("organisation %s: its name is %q", s.Organisation, Caption(claims))
	case s.Provable != provable:
		return fmt.Errorf("organisation %s: provable is %v", s.Organisation, provable)
	}
	if v.a.Question.Organisation != "" && s.Organisation != v.a.Question.Organisation && !slices.ContainsFunc(s.Records, func(r string) bool { return org.ID(r) == v.a.Question.Organisation }) {
		return fmt.Errorf("organisation %s was not chosen", s.Organisation)
	}
	if !rejected {
		v.in.Subjects = append(v.in.Subjects, rulebook.Subject{
			Org: s.Organisation, Records: s.Records, Identity: s.Identity, Claims: v.claimsOf(s.Records), Apart: org.HeldApart(claims), Removed: s.Removed,
		})
	}
	return nil
}

// similar checks what can be checked of a similarity: that it is about a name of the organisation, and stands only where no
// name is the one asked for.
func (v *verifier) similar(s *Subject, claims []*claim.Claim, reasons []string) error {
	switch n := s.Similar; {
	case n == nil:
		return nil
	case v.a.Search == nil:
		return errors.New("it was found by similarity, and similar names were not looked for")
	case !slices.Contains(reasons, match.ReasonSimilar):
		return errors.New("a similarity where a name or an identifier says more")
	case n.Similarity < max(v.a.Search.Threshold, 1) || n.Similarity > 10_000:
		return fmt.Errorf("a similarity of %d", n.Similarity)
	case !match.ValidAgainst(n.Against):
		return fmt.Errorf("%q against it", n.Against)
	case !slices.ContainsFunc(claims, func(c *claim.Claim) bool {
		return slices.ContainsFunc(c.Names, func(x claim.Name) bool { return x.Value == n.Name })
	}):
		return fmt.Errorf("%q is not one of its names", n.Name)
	}
	return nil
}

// search checks that a search says what it must.
func (v *verifier) search() error {
	s := v.a.Search
	if s == nil {
		return nil
	}
	ok := s.Matcher != "" && s.Threshold > 0 && s.Threshold <= 10_000 && s.Claims >= 0 && s.Claims <= v.last.Log.Size && s.Names >= 0 && s.Looked >= 0
	if !ok || v.a.Question.Name == "" || v.a.Question.Organisation != "" {
		return errors.New("similar names were searched without a name, or beyond the log")
	}
	for i, l := range s.Left {
		if l.Similarity < 0 || l.Similarity >= s.Threshold || i > 0 && l.Similarity > s.Left[i-1].Similarity {
			return fmt.Errorf("a name left out with a similarity of %d", l.Similarity)
		}
	}
	return nil
}

// sources reads the sources and their readings out of the claims.
func (v *verifier) sources() error {
	entries := map[string]int64{}
	for _, e := range v.a.Claims {
		if k := v.known[e.Index]; k.Claim.SourceEntry != nil && k.KnownAt <= v.a.Question.KnownAt {
			_, id, _ := strings.Cut(k.Claim.Key, ":")
			id, _, _ = strings.Cut(id, "#")
			entries[id] = e.Index // the last entry in log order stands
		}
	}
	for _, id := range slices.Sorted(maps.Keys(entries)) {
		s := rulebook.Source{ID: id, Entry: *v.known[entries[id]].Claim.SourceEntry}
		if v.a.Question.Person || !v.needs(&s) {
			continue
		}
		v.used[entries[id]] = true
		for _, e := range v.a.Claims {
			if k := v.known[e.Index]; k.Claim.Snapshot != nil && k.Claim.Source == id && k.KnownAt <= v.a.Question.KnownAt {
				Bracket(&s, *k, v.a.Question.AsOf)
			}
		}
		for _, k := range []*rulebook.Known{s.Snapshot, s.Next} {
			if k != nil {
				v.used[k.Index] = true
			}
		}
		if err := v.newest(&s); err != nil {
			return err
		}
		v.in.Sources = append(v.in.Sources, s)
	}
	return v.nothingElse()
}

// newest checks that the readings shown of a source are not older than the epoch's newest allows.
func (v *verifier) newest(s *rulebook.Source) error {
	i := slices.IndexFunc(v.epoch.Sources, func(l proof.Latest) bool { return l.Source == s.ID })
	if i < 0 {
		if s.Snapshot != nil || s.Next != nil {
			return fmt.Errorf("source %s: the epoch has no reading of it", s.ID)
		}
		return nil
	}
	l := v.epoch.Sources[i]
	switch asOf := string(v.a.Question.AsOf); {
	case l.Published <= asOf && (s.Snapshot == nil || s.Snapshot.Index != l.Index):
		return fmt.Errorf("source %s: its newest reading, of %s, is left out", s.ID, l.Published)
	case l.Published > asOf && s.Next == nil:
		return fmt.Errorf("source %s: it was read later, and no later reading is shown", s.ID)
	}
	return nil
}

func (v *verifier) needs(s *rulebook.Source) bool {
	if v.pol != nil && v.pol.Uses(s) {
		return true
	}
	for _, sub := range v.in.Subjects {
		if slices.ContainsFunc(sub.Claims, func(k rulebook.Known) bool { return k.Claim.Source == s.ID }) {
			return true
		}
	}
	return false
}

// nothingElse refuses claims that no part of the answer needs: what is in the file must count for something.
func (v *verifier) nothingElse() error {
	for _, e := range v.a.Claims {
		if !v.used[e.Index] {
			return fmt.Errorf("claim %d has no part in the answer", e.Index)
		}
	}
	return nil
}
