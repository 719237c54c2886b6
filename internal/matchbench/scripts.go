package matchbench

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// scriptTables are the writing systems that are told apart, Latin first.
var scriptTables = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin},
	{"Cyrillic", unicode.Cyrillic},
	{"Greek", unicode.Greek},
	{"Arabic", unicode.Arabic},
	{"Hangul", unicode.Hangul},
	{"Han", unicode.Han},
}

// scriptOf is the script of most letters of a name; "" if none has more than half.
func scriptOf(name string) string {
	counts, letters := make([]int, len(scriptTables)), 0
	for _, r := range name {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		for i, t := range scriptTables {
			if unicode.Is(t.table, r) {
				counts[i]++
			}
		}
	}
	for i, n := range counts {
		if 2*n > letters {
			return scriptTables[i].name
		}
	}
	return ""
}

// groups joins organisations of different lists that bear one name, so that finding the same organisation in another list is
// no miss. Names of one short word do not join: acronyms are shared by strangers.
func groups(all []entity) []int {
	group := make([]int, len(all))
	for i := range group {
		group[i] = i
	}
	var root func(int) int
	root = func(i int) int {
		if group[i] != i {
			group[i] = root(group[i])
		}
		return group[i]
	}
	first := map[string]int{}
	for i, e := range all {
		for _, n := range e.names {
			n = fold(n)
			if !strings.Contains(n, " ") && len(n) < 8 {
				continue
			}
			if j, ok := first[n]; ok {
				group[root(i)] = root(j)
			} else {
				first[n] = i
			}
		}
	}
	for i := range group {
		group[i] = root(i)
	}
	return group
}

// crossScript is an index in which names in other scripts than Latin stand apart, so that they can be left out for the
// organisation that is asked for, and only for it.
type crossScript struct {
	docs   []entity
	group  []int  // by document
	hidden []bool // by document: it holds the names in other scripts
	asked  []scriptQuestion
}

type scriptQuestion struct {
	name, script string
	group        int
}

func newCrossScript(all []entity) *crossScript {
	x := &crossScript{}
	group := groups(all)
	seen := map[scriptQuestion]bool{}
	latin := map[int]bool{} // groups that have a Latin name to be found by
	for i, e := range all {
		var own, other []string
		for _, n := range e.names {
			if scriptOf(n) == "Latin" {
				own = append(own, n)
				latin[group[i]] = true
			} else {
				other = append(other, n)
			}
		}
		for hidden, names := range map[bool][]string{false: own, true: other} {
			if len(names) > 0 {
				x.docs = append(x.docs, entity{id: e.id, names: names})
				x.group, x.hidden = append(x.group, group[i]), append(x.hidden, hidden)
			}
		}
	}
	for i, e := range all {
		if !strings.HasPrefix(e.id, "eu-fsf:") && !strings.HasPrefix(e.id, "uk-ofsi:") || !latin[group[i]] {
			continue
		}
		for _, n := range e.names {
			q := scriptQuestion{n, scriptOf(n), group[i]}
			if q.script != "" && q.script != "Latin" && !seen[q] {
				seen[q] = true
				x.asked = append(x.asked, q)
			}
		}
	}
	return x
}

// rank is the place of the organisation asked for among the organisations found, its names in other scripts left out.
func (x *crossScript) rank(hits []hit, q scriptQuestion) int {
	var met []int
	for _, h := range hits {
		g := x.group[h.entity]
		switch {
		case g == q.group && !x.hidden[h.entity]:
			return len(met) + 1
		case g != q.group && !slices.Contains(met, g):
			met = append(met, g)
		}
	}
	return 0
}

func runScripts(ctx context.Context, c Config, s *Section) error {
	all, err := readLists(ctx, c.Data, sanctions)
	if err != nil {
		return err
	}
	x := newCrossScript(all)
	for _, m := range quick(matchers(nil)) {
		f, err := m.index(ctx, x.docs)
		if err != nil {
			return fmt.Errorf("index of %s: %w", m.name, err)
		}
		at := make(ranks, len(x.asked))
		err = each(ctx, len(x.asked), func(i int) { at[i] = x.rank(f.search(x.asked[i].name, 100), x.asked[i]) })
		f.close()
		if err != nil {
			return err
		}
		x.figures(s, m.name, at)
	}
	s.note("%d organisations of %d lists; an organisation of another list that bears a name of the one asked for counts as the same", len(all), len(sanctions))
	return nil
}

func (x *crossScript) figures(s *Section, of string, at ranks) {
	for _, t := range scriptTables[1:] {
		var some ranks
		for i, q := range x.asked {
			if q.script != t.name {
				continue
			}
			some = append(some, at[i])
			if of == oursName && (at[i] == 0 || at[i] > 5) {
				s.list("not in the first 5: "+t.name, "%d %s", at[i], q.name)
			}
		}
		for _, k := range []int{1, 5} {
			f := Figure{What: fmt.Sprintf("%s: hit@%d", t.name, k), Of: of, Value: some.hit(k), N: len(some)}
			f.Low, f.High = wilson(some.hits(k), len(some))
			if of == oursName && k == 5 && len(some) >= 10 {
				s.want(f, ">=", 0.90)
			} else {
				s.add(f)
			}
		}
	}
}
