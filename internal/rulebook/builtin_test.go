package rulebook_test

import (
	"testing"

	"probity.example/probity/internal/rulebook"
)

func TestBuiltinPoliciesPassTheirOwnCases(t *testing.T) {
	all, err := rulebook.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		t.Run(p.ID, func(t *testing.T) {
			for _, c := range p.RunCases() {
				if !c.OK {
					t.Errorf("%s: %q", c.Name, c.Why)
				}
			}
		})
	}
}
