package matchbench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/match"
)

// sibling is a pair of names of two organisations that differ in one thing only.
type sibling struct{ in, a, b string }

// siblingsOfEach is how many pairs are made of each difference.
const siblingsOfEach = 300

// makers give the names of two sisters of an organisation, if its name lends itself. Which word is taken is decided by chance.
var makers = []struct {
	in   string
	make func(rng *rand.Rand, name string) (a, b string, ok bool)
}{
	{"country", func(rng *rand.Rand, name string) (string, string, bool) {
		x, y := two(rng, []string{"France", "Germany", "Italy", "Spain", "Cyprus", "Malaysia", "Turkey", "Panama", "Mexico", "Chile", "Japan", "Oman"})
		base, form := cutForm(name)
		switch rng.IntN(3) {
		case 0:
			return base + " (" + x + ")" + form, base + " (" + y + ")" + form, true
		case 1:
			return base + " " + x + form, base + " " + y + form, true
		}
		return name, base + " " + y + form, true
	}},
	{"number", func(rng *rand.Rand, name string) (string, string, bool) {
		base, form := cutForm(name)
		n := 2 + rng.IntN(40)
		if words := strings.Fields(name); slices.ContainsFunc(words, allDigits) {
			i := slices.IndexFunc(words, allDigits)
			other := slices.Clone(words)
			other[i] = strconv.Itoa(n + len(words[i])*100)
			return name, strings.Join(other, " "), other[i] != words[i]
		}
		return fmt.Sprintf("%s %d%s", base, n, form), fmt.Sprintf("%s %d%s", base, n+1+rng.IntN(3), form), true
	}},
	{"series", func(rng *rand.Rand, name string) (string, string, bool) {
		base, form := cutForm(name)
		switch rng.IntN(3) {
		case 0:
			x, y := two(rng, []string{"II", "III", "IV", "V", "VI", "VII", "IX", "XI", "XII"})
			return base + " Fund " + x + form, base + " Fund " + y + form, true
		case 1:
			x, y := two(rng, []string{"A", "B", "C", "D", "E"})
			return base + " Series " + x + form, base + " Series " + y + form, true
		}
		x, y := two(rng, []string{"2004-1", "2004-2", "2005-1", "2007-AR3", "2007-AR4"})
		return base + " Trust " + x, base + " Trust " + y, true
	}},
	{"form", func(rng *rand.Rand, name string) (string, string, bool) {
		base, _ := cutForm(name)
		x, y := two(rng, []string{"GmbH", "AG", "e.V.", "Stiftung", "Limited Partnership"})
		return base + " " + x, base + " " + y, true
	}},
	{"branch", func(rng *rand.Rand, name string) (string, string, bool) {
		x, y := two(rng, []string{"London", "Paris", "Dubai", "Hamburg", "Lagos", "Mumbai", "Tokyo", "Lima"})
		if rng.IntN(2) == 0 {
			return name, name + ", " + y + " Branch", true
		}
		return name + " - " + x + " Branch", name + " - " + y + " Branch", true
	}},
}

func two(rng *rand.Rand, words []string) (string, string) {
	i := rng.IntN(len(words))
	return words[i], words[(i+1+rng.IntN(len(words)-1))%len(words)]
}

func allDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// cutForm cuts the commonest legal forms off the end of a name; form keeps what parted them.
func cutForm(name string) (base, form string) {
	low := strings.ToLower(name)
	for _, f := range []string{" co., ltd.", " co. ltd.", " co. ltd", " ltd.", " ltd", " limited", " llc", " s.a.", " inc.", " inc", " gmbh", " corp.", " corporation", " company"} {
		if strings.HasSuffix(low, f) {
			at := len(name) - len(f)
			return strings.TrimRight(name[:at], ", "), name[at:]
		}
	}
	return name, ""
}

// makeSiblings makes pairs from the primary names of organisations.
func makeSiblings(orgs []entity, each int, seed uint64) []sibling {
	rng := rand.New(rand.NewPCG(seed, 3))
	var out []sibling
	for _, m := range makers {
		for made := 0; made < each; {
			a, b, ok := m.make(rng, orgs[rng.IntN(len(orgs))].names[0])
			if ok && fold(a) != fold(b) {
				out, made = append(out, sibling{m.in, a, b}), made+1
			}
		}
	}
	return out
}

func runSiblings(ctx context.Context, c Config, s *Section) error {
	orgs, err := readLists(ctx, c.Data, sanctions)
	if err != nil {
		return err
	}
	orgs = slices.DeleteFunc(orgs, func(e entity) bool { return scriptOf(e.names[0]) != "Latin" })
	pairs := makeSiblings(orgs, siblingsOfEach, 1)
	wrong, total := 0, map[string]map[match.Identity]int{}
	for _, p := range pairs {
		f := sisters(p)
		if total[p.in] == nil {
			total[p.in] = map[match.Identity]int{}
		}
		total[p.in][f.Identity]++
		if f.Identity == match.Same || f.Identity == match.NameCountry {
			wrong++
			s.list("taken for one", "%s %v: %s | %s", f.Identity, f.Reasons, p.a, p.b)
		}
	}
	s.want(Figure{What: "sisters that are taken for one (same, or name and country)", Of: oursName, Value: float64(wrong), Unit: "count", N: len(pairs)}, "<=", 0)
	for _, m := range makers {
		for _, id := range []match.Identity{match.Name, match.Possible, match.Different} {
			s.add(Figure{What: fmt.Sprintf("differ in %s: %s", m.in, id), Of: oursName, Value: share(total[m.in][id], siblingsOfEach), N: siblingsOfEach})
		}
	}
	return traps(ctx, c, s)
}

// sisters asks for one sister where the other is known, with everything that tempts: its country given and agreeing.
func sisters(p sibling) match.Finding {
	q := match.Query{Name: p.a, Country: "XV"}
	held := match.Candidate{Names: []claim.Name{{Value: p.b, Kind: "primary"}}, Countries: []string{"XV"}}
	return match.Compare(q, held, similarTo(p.a, []string{p.b}))
}
