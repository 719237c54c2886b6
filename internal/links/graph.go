package links

import (
	"maps"
	"slices"

	"probity.example/probity/internal/register"
)

// graph is how the records of a register are linked.
type graph struct {
	same  map[string][]string // direct neighbours over standing IDN.SAME
	apart map[string][]string // over standing IDN.NOTSAME
	last  map[[2]string]bool  // of linked pairs, the lower record first: joined or separated
}

func newGraph(list []register.Link) *graph {
	g := &graph{same: map[string][]string{}, apart: map[string][]string{}, last: map[[2]string]bool{}}
	for _, l := range list {
		g.set(l.A, l.B, l.Same)
	}
	return g
}

func pairOf(a, b string) [2]string {
	if b < a {
		a, b = b, a
	}
	return [2]string{a, b}
}

// set lets a link stand between two records, in place of the one before it.
func (g *graph) set(a, b string, same bool) {
	drop := func(m map[string][]string, from, to string) {
		m[from] = slices.DeleteFunc(m[from], func(r string) bool { return r == to })
	}
	for _, e := range [][2]string{{a, b}, {b, a}} {
		drop(g.same, e[0], e[1])
		drop(g.apart, e[0], e[1])
		if same {
			g.same[e[0]] = append(g.same[e[0]], e[1])
		} else {
			g.apart[e[0]] = append(g.apart[e[0]], e[1])
		}
	}
	g.last[pairOf(a, b)] = same
}

// component is every record joined with one, itself first.
func (g *graph) component(record string) []string {
	found := []string{record}
	seen := map[string]bool{record: true}
	for i := 0; i < len(found); i++ {
		for _, n := range g.same[found[i]] {
			if !seen[n] {
				seen[n] = true
				found = append(found, n)
			}
		}
	}
	return found
}

func (g *graph) state(a, b string) State {
	same, linked := g.last[pairOf(a, b)]
	switch {
	case linked && same:
		return StateJoined
	case linked:
		return StateRejected
	case len(g.same[a]) > 0 && slices.Contains(g.component(a), b):
		return StateConnected
	}
	return StateOpen
}

// separated lists pairs of records, other than a and b themselves, that a link holds apart and that joining a and b would
// connect.
func (g *graph) separated(a, b string) [][2]string {
	var out [][2]string
	right := g.component(b)
	for _, x := range g.component(a) {
		for _, y := range g.apart[x] {
			if pair := pairOf(x, y); slices.Contains(right, y) && pair != pairOf(a, b) {
				out = append(out, pair)
			}
		}
	}
	slices.SortFunc(out, func(x, y [2]string) int { return slices.Compare(x[:], y[:]) })
	return slices.Compact(out)
}

func (g *graph) clone() *graph {
	c := &graph{same: map[string][]string{}, apart: map[string][]string{}, last: maps.Clone(g.last)}
	for r, list := range g.same {
		c.same[r] = slices.Clone(list)
	}
	for r, list := range g.apart {
		c.apart[r] = slices.Clone(list)
	}
	return c
}
