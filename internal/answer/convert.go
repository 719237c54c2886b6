package answer

import (
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/register/org"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

func toRulebook(k register.Known) rulebook.Known {
	return rulebook.Known{Index: k.Index, ID: k.ID, Claim: k.Claim, KnownAt: k.KnownAt, Published: verify.Published(k.Claim, k.Published)}
}

func claimsOf(known []register.Known) []*claim.Claim {
	out := make([]*claim.Claim, len(known))
	for i := range known {
		out[i] = known[i].Claim
	}
	return out
}

// sourceAt is a source with the two readings that count for a day.
func sourceAt(s *register.SourceState, asOf claim.Date) rulebook.Source {
	src := rulebook.Source{ID: s.ID, Entry: *s.Entry.Claim.SourceEntry}
	for _, snap := range []*register.Known{s.Snapshot, s.Next} {
		if snap != nil {
			verify.Bracket(&src, toRulebook(*snap), asOf)
		}
	}
	return src
}

// subjectOf is an organisation as the policy sees it.
func subjectOf(o *register.Organisation, identity string, known []register.Known, removed int) rulebook.Subject {
	sub := rulebook.Subject{Org: o.ID, Records: o.Records, Identity: identity, Claims: make([]rulebook.Known, len(known)), Apart: org.HeldApart(claimsOf(known)), Removed: removed}
	for i := range known {
		sub.Claims[i] = toRulebook(known[i])
	}
	return sub
}
