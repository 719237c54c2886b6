package links

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
)

// Truth is the account of one pair of sources whose records the lists themselves put together: by the number that one list
// gives of the other's entry, or by a strong identifier of a third party that both carry.
type Truth struct {
	A         string  `json:"a"`
	B         string  `json:"b"`
	Same      int     `json:"same"`      // pairs of records that share such a number
	Proposed  int     `json:"proposed"`  // of which the matcher proposes, without having seen the number
	Suggested int     `json:"suggested"` // pairs whose truth is known and that suggest would name at its default precision
	Right     int     `json:"right"`     // of which are the same
	Recall    float64 `json:"recall"`    // Right of Same
}

// bandEdges are the lowest points of the bands: few, so that each holds enough pairs to say something.
var bandEdges = []int{95, 90, 80, 70, 60, leastPoints}

// labelled is a proposed pair of which the truth is known.
type labelled struct {
	scoredPair
	same bool
}

// truth is what the lists of a register say about each other.
type truth struct {
	pairs    []labelled
	measured []Estimate
	accounts []Truth
	missed   [][2]*profile
}

// Calibrate measures the matcher on the lists of a register. Two records are one organisation if they share a strong
// identifier; a proposed pair is wrong if either of its records shares one with another record of the other's source, and the two
// do not. Strong identifiers are hidden from the matcher. sources, all if empty, are the lists that count: such as hold each
// organisation once, else a right proposal counts as wrong. Two lists of one jurisdiction do not count as a pair: copies of one
// list would make every figure look better than it is.
func Calibrate(ctx context.Context, reg *register.Register, m register.Moment, sources []string) (*Table, error) {
	jurisdiction, err := jurisdictions(ctx, reg, m, sources)
	if err != nil {
		return nil, err
	}
	var profiles []*profile
	err = reg.Described(ctx, m, func(index int64, c *claim.Claim) error {
		profiles = append(profiles, newProfile(index, c))
		return nil
	})
	if err != nil {
		return nil, err
	}
	t, err := label(ctx, profiles, jurisdiction)
	if err != nil {
		return nil, err
	}
	return &Table{Matcher: Matcher, Truth: t.accounts, Bands: t.measured}, nil
}

// jurisdictions gives the jurisdiction of every source that counts.
func jurisdictions(ctx context.Context, reg *register.Register, m register.Moment, sources []string) (map[string]string, error) {
	list, err := reg.Sources(ctx, m, claim.Date("9999-12-31"))
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, s := range list {
		if len(sources) == 0 || slices.Contains(sources, s.ID) {
			out[s.ID] = s.Entry.Claim.SourceEntry.Jurisdiction
		}
	}
	return out, nil
}

// label scores all pairs and says of those whose truth is known what it is.
func label(ctx context.Context, profiles []*profile, jurisdiction map[string]string) (*truth, error) {
	partners := map[*profile]map[string][]*profile{} // by the other's source
	holders := map[claim.Identifier][]*profile{}
	for _, p := range profiles {
		for _, id := range p.strong {
			holders[id] = append(holders[id], p)
		}
	}
	add := func(x, y *profile) {
		if partners[x] == nil {
			partners[x] = map[string][]*profile{}
		}
		if !slices.Contains(partners[x][y.source], y) {
			partners[x][y.source] = append(partners[x][y.source], y)
		}
	}
	for _, list := range holders {
		for i, x := range list {
			for _, y := range list[i+1:] {
				jx, jy := jurisdiction[x.source], jurisdiction[y.source]
				if jx != "" && jy != "" && jx != jy {
					add(x, y)
					add(y, x)
				}
			}
		}
	}
	scored, err := score(ctx, profiles)
	if err != nil {
		return nil, err
	}
	t := &truth{}
	found := map[[2]*profile]bool{}
	for _, s := range scored {
		same := slices.Contains(partners[s.a][s.b.source], s.b)
		if same || len(partners[s.a][s.b.source])+len(partners[s.b][s.a.source]) > 0 {
			t.pairs = append(t.pairs, labelled{s, same})
		}
		if same {
			found[[2]*profile{s.a, s.b}], found[[2]*profile{s.b, s.a}] = true, true
		}
	}
	t.bands()
	t.account(profiles, partners, found)
	return t, nil
}

// account counts what was to be found and what was, by pair of sources.
func (t *truth) account(profiles []*profile, partners map[*profile]map[string][]*profile, found map[[2]*profile]bool) {
	counts := map[[2]string]*Truth{}
	of := func(x, y string) *Truth {
		key := pairOf(x, y)
		if counts[key] == nil {
			counts[key] = &Truth{A: key[0], B: key[1]}
		}
		return counts[key]
	}
	for _, x := range profiles {
		for _, list := range partners[x] {
			for _, y := range list {
				if x.index > y.index {
					continue
				}
				c := of(x.source, y.source)
				c.Same++
				if found[[2]*profile{x, y}] {
					c.Proposed++
				} else {
					t.missed = append(t.missed, [2]*profile{x, y})
				}
			}
		}
	}
	least, ok := (&Table{Bands: t.measured}).Least(DefaultPrecision)
	for _, p := range t.pairs {
		if c := of(p.a.source, p.b.source); ok && p.points >= least {
			c.Suggested++
			if p.same {
				c.Right++
			}
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(counts), func(x, y [2]string) int {
		return cmp.Or(strings.Compare(x[0], y[0]), strings.Compare(x[1], y[1]))
	}) {
		c := counts[key]
		c.Recall = estimate(0, 0, c.Right, c.Same).Precision
		t.accounts = append(t.accounts, *c)
	}
}

// bands counts the labelled pairs by their points.
func (t *truth) bands() {
	to := 100
	for _, from := range bandEdges {
		same, pairs := 0, 0
		for _, p := range t.pairs {
			if p.points >= from && p.points <= to {
				pairs++
				if p.same {
					same++
				}
			}
		}
		t.measured = append(t.measured, estimate(from, to, same, pairs))
		to = from - 1
	}
}
