package matchbench

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"

	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
	"probity.example/probity/internal/source/format"
)

// Calibrate fits the weights of package similar to the pairs of names in matching/org_alias_pairs_dev.csv, beginning with those
// that are shipped, and returns the file that package similar embeds. Aliases drawn by a fixed seed are each compared with the
// other names of their organisation and with the names of others that look most like them: the first should be higher, and one
// threshold should part the two. Weights that keep strangers apart are set by hand (see held). The name bench and the other benchmarks have no part in it.
func Calibrate(ctx context.Context, c Config) ([]byte, error) {
	all, err := readAliasPairs(c.Data)
	if err != nil {
		return nil, err
	}
	best := similar.Shipped()
	for round := range rounds {
		cases, err := hardCases(ctx, all, &best)
		if err != nil {
			return nil, err
		}
		before := worth(cases, &best)
		best = climb(ctx, cases, best)
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		c.Say("round %d: %.4f, then %.4f", round+1, before, worth(cases, &best))
	}
	out, err := json.MarshalIndent(best, "", "  ")
	return append(out, '\n'), err
}

const (
	rounds  = 3
	sampled = 1500 // aliases
	rivals  = 12   // names of other organisations that an alias is compared with
)

// held are weights that are set by hand and not fitted: they keep strangers apart, of whom pairs of aliases know too little.
var held = []string{
	"Number", "Letter", "TwoLetters", "OneCommon", "TwoCommon", "MoreCommon", "NotExact", "FieldExtra", "PlaceExtra", "NumberExtra",
	"NumbersDiffer", "FormsDiffer", "Acronym", "LongAcronym", "Contracted", "Contained",
}

// mostFitted is the most that a fitted weight becomes: only what is the same is worth 1.
const mostFitted = 0.97

// readAliasPairs reads the names of each organisation of the labelled pairs, once each.
func readAliasPairs(dir string) ([][]string, error) {
	var out [][]string
	at := map[string]int{}
	columns := []string{"list", "entity_id", "primary_name", "other_name"}
	err := rows(filepath.Join(dir, "matching", "org_alias_pairs_dev.csv"), columns, func(r *format.Row) error {
		key := r.Get("list") + ":" + r.Get("entity_id")
		if _, ok := at[key]; !ok {
			at[key] = len(out)
			out = append(out, nil)
		}
		for _, n := range []string{r.Get("primary_name"), r.Get("other_name")} {
			if i := at[key]; !slices.Contains(out[i], n) {
				out[i] = append(out[i], n)
			}
		}
		return nil
	})
	return out, err
}

// hardCase is an alias with the names that it should meet and those that it should not.
type hardCase struct {
	asked      []text.Name
	own, other [][]text.Name
}

// hardCases draws aliases and finds, for each, the names of other organisations that are most like it.
func hardCases(ctx context.Context, all [][]string, c *similar.Calibration) ([]hardCase, error) {
	type named struct {
		org    int
		parsed []text.Name
	}
	var names []named
	for i, list := range all {
		for _, n := range list {
			if parsed := text.Parse(n); len(parsed) > 0 {
				names = append(names, named{i, parsed})
			}
		}
	}
	rng := rand.New(rand.NewPCG(20261123, 3))
	order := rng.Perm(len(names))
	cases := make([]hardCase, min(sampled, len(order)))
	err := each(ctx, len(cases), func(i int) {
		q := names[order[i]]
		k := hardCase{asked: q.parsed}
		type rival struct {
			parsed []text.Name
			s      float64
		}
		var others []rival
		prepared := prepareAll(c, q.parsed)
		for j := range names {
			switch n := &names[j]; {
			case j == order[i]:
			case n.org == q.org:
				k.own = append(k.own, n.parsed)
			default:
				if s := alikeBy(c, prepared, n.parsed); s > 0.3 {
					others = append(others, rival{n.parsed, s})
				}
			}
		}
		slices.SortFunc(others, func(a, b rival) int { return cmp.Compare(b.s, a.s) })
		for _, o := range others[:min(rivals, len(others))] {
			k.other = append(k.other, o.parsed)
		}
		cases[i] = k
	})
	return cases, err
}

func prepareAll(c *similar.Calibration, names []text.Name) readings {
	out := make(readings, len(names))
	for i := range names {
		out[i] = c.Prepare(&names[i])
	}
	return out
}

func alikeBy(c *similar.Calibration, asked readings, held []text.Name) float64 {
	return alike(asked, prepareAll(c, held))
}

// worth is what a calibration makes of the cases: the share in which the own name comes first, softly counted, and the best F1
// at which one threshold parts own names from others.
func worth(cases []hardCase, c *similar.Calibration) float64 {
	const soft = 0.03
	pairs := make([]scored, 2*len(cases))
	first := make([]float64, len(cases))
	_ = each(context.Background(), len(cases), func(i int) {
		k := &cases[i]
		asked := prepareAll(c, k.asked)
		top := func(list [][]text.Name) float64 {
			s := 0.0
			for _, n := range list {
				s = max(s, alikeBy(c, asked, n))
			}
			return s
		}
		own, rival := top(k.own), top(k.other)
		first[i] = 1 / (1 + math.Exp((rival-own)/soft))
		pairs[2*i], pairs[2*i+1] = scored{own, true}, scored{rival, false}
	})
	_, at := bestF1(pairs)
	return mean(first) + at.f1()
}

// climb moves one weight after the other as long as that is worth something.
func climb(ctx context.Context, cases []hardCase, best similar.Calibration) similar.Calibration {
	at := worth(cases, &best)
	fields := reflect.TypeFor[similar.Calibration]()
	for i := range fields.NumField() {
		if slices.Contains(held, fields.Field(i).Name) {
			continue
		}
		for _, by := range []float64{0.85, 0.93, 1.07, 1.18} {
			if ctx.Err() != nil {
				return best
			}
			tried := best
			f := reflect.ValueOf(&tried).Elem().Field(i)
			f.SetFloat(math.Round(min(f.Float()*by, mostFitted)*1000) / 1000)
			if w := worth(cases, &tried); w > at+1e-5 {
				at, best = w, tried
			}
		}
	}
	return best
}
