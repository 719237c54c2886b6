package answer

import (
	"fmt"
	"slices"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/find"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/verify"
)

// Meeting is the name of a candidate that is most like the one asked for, and why. It explains an answer, and decides nothing.
type Meeting struct {
	Name string
	similar.Explanation
}

// Meet finds the name of a candidate that met the question. ok is false where no name was asked for, or none was found.
func Meet(a *verify.Answer, s *verify.Subject) (m Meeting, ok bool, err error) {
	asked := a.Question.Name
	if asked == "" {
		return m, false, nil
	}
	if s.Similar != nil {
		return Meeting{s.Similar.Name, find.Explain(asked, s.Similar.Name)}, true, nil
	}
	best, fp := "", claim.Fingerprint(asked)
	for i := range a.Claims {
		c, err := claim.Parse(a.Claims[i].Claim)
		if err != nil {
			return m, false, fmt.Errorf("read claim %d: %w", a.Claims[i].Index, err)
		}
		if c.Record == "" || !slices.Contains(s.Records, c.Record) {
			continue
		}
		for _, n := range c.Names {
			if claim.Fingerprint(n.Value) == fp {
				return Meeting{n.Value, find.Explain(asked, n.Value)}, true, nil
			}
			if best == "" || find.Compare(asked, n.Value).Similarity > find.Compare(asked, best).Similarity {
				best = n.Value
			}
		}
	}
	if best == "" {
		return m, false, nil
	}
	return Meeting{best, find.Explain(asked, best)}, true, nil
}
