package matchbench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
)

// heldOut is how many aliases a split of the hold-out takes away.
const heldOut = 600

// split is one hold-out: the organisations under what is left of their names, and the names taken away.
type split struct {
	orgs      []entity
	questions []string
	right     []int
	taken     map[int]bool // places among the aliases
}

// splitAliases takes n aliases away at random and indexes the rest.
func splitAliases(o *ofacFiles, n int, seed uint64) split {
	order := rand.New(rand.NewPCG(seed, 0)).Perm(len(o.aliases))
	s := split{taken: map[int]bool{}, orgs: make([]entity, len(o.orgs))}
	for _, i := range order[:min(n, len(order))] {
		s.taken[i] = true
		s.questions = append(s.questions, o.aliases[i].name)
		s.right = append(s.right, o.aliases[i].entity)
	}
	for i, e := range o.orgs {
		s.orgs[i] = entity{id: e.id, names: append([]string(nil), e.names...)}
	}
	for i, a := range o.aliases {
		if !s.taken[i] {
			e := &s.orgs[a.entity]
			e.names = append(e.names, a.name)
		}
	}
	return s
}

// depths are the ranks within which a hit is counted, with the goals of hit@1 and hit@5.
var depths = []struct {
	k    int
	goal float64
}{{1, 0.75}, {5, 0.88}, {10, 0}, {50, 0}}

func runAliases(ctx context.Context, c Config, s *Section) error {
	o, err := readOFAC(c.Data)
	if err != nil {
		return err
	}
	var splits []split
	for seed := range c.Seeds {
		splits = append(splits, splitAliases(o, heldOut, uint64(seed+1)))
	}
	s.note("%d organisations, %d aliases; %d splits of %d aliases", len(o.orgs), len(o.aliases), len(splits), heldOut)
	for _, m := range matchers(nil) {
		var strict, kind []ranks
		for i, sp := range splits {
			r, l, err := holdOut(ctx, m, sp)
			if err != nil {
				return err
			}
			strict, kind = append(strict, r), append(kind, l)
			c.Say("  %s, split %d: hit@1 %.3f, hit@5 %.3f", m.name, i+1, r.hit(1), r.hit(5))
		}
		aliasFigures(s, m.name, "", strict)
		aliasFigures(s, m.name, ", or another that bears the very name", kind)
		if m.name == oursName {
			explainMisses(s, m.name, splits, strict)
		}
	}
	return nil
}

// holdOut asks a matcher for every name that was taken away, and gives the places of the organisations that it was taken from,
// and those of the first that will do if other organisations with the very same name do too.
func holdOut(ctx context.Context, m matcher, sp split) (strict, kind ranks, err error) {
	f, err := m.index(ctx, sp.orgs)
	if err != nil {
		return nil, nil, fmt.Errorf("index of %s: %w", m.name, err)
	}
	defer f.close()
	bearers := map[string][]int{}
	for i, e := range sp.orgs {
		for _, n := range e.names {
			bearers[fold(n)] = append(bearers[fold(n)], i)
		}
	}
	strict, kind = make(ranks, len(sp.questions)), make(ranks, len(sp.questions))
	err = each(ctx, len(sp.questions), func(i int) {
		hits, also := f.search(sp.questions[i], 50), bearers[fold(sp.questions[i])]
		strict[i] = rankOf(hits, func(e int) bool { return e == sp.right[i] })
		kind[i] = rankOf(hits, func(e int) bool { return e == sp.right[i] || slices.Contains(also, e) })
	})
	return strict, kind, err
}

func aliasFigures(s *Section, of, how string, all []ranks) {
	for _, d := range depths {
		var each []float64
		text, n := "", 0
		for _, r := range all {
			each, n = append(each, r.hit(d.k)), n+len(r)
			text += fmt.Sprintf(" %.3f", r.hit(d.k))
		}
		f := Figure{What: fmt.Sprintf("hit@%d%s", d.k, how), Of: of, Value: mean(each), N: n}
		if of == oursName && d.goal > 0 && how == "" {
			s.want(f, ">=", d.goal)
			s.note("%s, hit@%d by split:%s", of, d.k, text)
		} else {
			s.add(f)
		}
	}
}
