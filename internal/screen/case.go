package screen

import (
	"errors"
	"slices"
	"strings"

	"probity.example/probity/internal/screen/decisions"
)

// Case is what a decision about a candidate rests on: the digest of the query row, the identity, and the facts of each record.
type Case struct {
	Query    string
	Identity string
	Records  []decisions.Record
}

// String writes a case as the output has it, without the record keys, which stand in a column of their own:
// c1.QUERY.IDENTITY.NAMES-IDENTIFIERS-ADDRESSES-STATE+…
func (c Case) String() string {
	facts := make([]string, len(c.Records))
	for i, r := range c.Records {
		facts[i] = strings.Join([]string{r.Facts.Names, r.Facts.Identifiers, r.Facts.Addresses, r.Facts.State}, "-")
	}
	return strings.Join([]string{"c1", c.Query, c.Identity, strings.Join(facts, "+")}, ".")
}

var errCase = errors.New("the case and the record keys of the row do not fit together")

// ParseCase reads a case and the record keys beside it.
func ParseCase(s string, recordKeys []string) (Case, error) {
	parts := strings.Split(s, ".")
	if len(parts) != 4 || parts[0] != "c1" || !slices.Contains(identities, parts[2]) {
		return Case{}, errCase
	}
	c := Case{Query: parts[1], Identity: parts[2]}
	facts := strings.Split(parts[3], "+")
	if len(facts) != len(recordKeys) {
		return Case{}, errCase
	}
	for i, f := range facts {
		p := strings.Split(f, "-")
		if len(p) != 4 {
			return Case{}, errCase
		}
		c.Records = append(c.Records, decisions.Record{Key: recordKeys[i], Facts: decisions.Facts{Names: p[0], Identifiers: p[1], Addresses: p[2], State: p[3]}})
	}
	return c, nil
}

// Decide gives the decisions, one a record, that somebody takes about the case; d has what is the same in all of them.
func (c Case) Decide(d decisions.Decision) []decisions.Decision {
	out := make([]decisions.Decision, len(c.Records))
	for i, r := range c.Records {
		out[i] = d
		out[i].Query, out[i].Identity, out[i].Record, out[i].Facts = c.Query, c.Identity, r.Key, r.Facts
	}
	return out
}
