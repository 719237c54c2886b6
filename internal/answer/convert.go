package answer

import (
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
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
