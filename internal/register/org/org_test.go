package org_test

import (
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register/org"
)

// TestHeldApart: links are written "a=b" for IDN.SAME and "a!b" for IDN.NOTSAME, in log order.
func TestHeldApart(t *testing.T) {
	for _, tt := range []struct {
		what, links string
		want        bool
	}{
		{"nothing is linked", "", false},
		{"joined", "a=b", false},
		{"held apart, and nothing else joins them", "a!b", false},
		{"joined, then held apart", "a=b a!b", false},
		{"held apart, then joined", "a!b a=b", false},
		{"held apart, and joined through a third", "a=b b=c a!c", true},
		{"the order does not matter", "a!c a=b b=c", true},
		{"the third is held apart too", "a=b b=c a!c b!c", false},
		{"held apart from a stranger", "a=b b!x", false},
		{"joined through a long way", "a=b b=c c=d d=e a!e", true},
		{"joined again directly", "a=b b=c a!c a=c", false},
	} {
		var claims []*claim.Claim
		for l := range strings.FieldsSeq(tt.links) {
			kind := claim.KindSame
			if l[1] == '!' {
				kind = claim.KindNotSame
			}
			claims = append(claims, &claim.Claim{Kind: kind, Records: []string{"list:" + l[:1], "list:" + l[2:]}})
		}
		if got := org.HeldApart(claims); got != tt.want {
			t.Errorf("%s (%s): %v", tt.what, tt.links, got)
		}
	}
}
