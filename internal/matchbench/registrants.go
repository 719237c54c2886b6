package matchbench

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"probity.example/probity/internal/find"
	"probity.example/probity/internal/match"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// similarTo is the evidence of similarity that an answer would hold for the name most like the one asked for.
func similarTo(asked string, held []string) match.Similar {
	best := similar.Score{}
	for _, a := range text.Parse(asked) {
		for _, n := range held {
			for _, b := range text.Parse(n) {
				if s := similar.Compare(&a, &b); s.Similarity > best.Similarity {
					best = s
				}
			}
		}
	}
	if best.Similarity < similar.Threshold {
		return match.Similar{}
	}
	return match.Similar{Found: true, Against: against(best.Contra)}
}

// against puts contradictions of names in the words of package match.
func against(c similar.Contra) []string {
	var out []string
	for _, x := range []struct {
		flag similar.Contra
		word string
	}{{similar.NumbersDiffer, match.NumbersDiffer}, {similar.PlacesDiffer, match.PlacesDiffer}, {similar.FormsDiffer, match.FormsDiffer}} {
		if c&x.flag != 0 {
			out = append(out, x.word)
		}
	}
	return out
}

// alert is a candidate that a screening of a name would have to show.
type alert struct {
	org        *entity
	finding    match.Finding
	name       string // of the organisation, that was met
	similarity float64
}

// screen asks for a name as a screening does: what is similar enough, and what its identity is. The worst is given.
func screen(ctx context.Context, f *found, orgs []entity, name, country string) (alert, bool) {
	worst, found := alert{}, false
	for _, c := range f.Search(ctx, find.Query{Name: name}).Candidates {
		if c.Similarity < similar.Threshold {
			break
		}
		o := &orgs[c.Claim]
		finding := match.Compare(match.Query{Name: name, Country: country}, o.known, match.Similar{Found: true, Against: against(c.Contra)})
		if finding.Identity == match.Different {
			continue
		}
		if !found || severity(finding.Identity) < severity(worst.finding.Identity) {
			worst, found = alert{o, finding, f.described(int(c.Claim)).Names[c.Name].Value, c.Similarity}, true
		}
	}
	return worst, found
}

func severity(id match.Identity) int {
	return slices.Index([]match.Identity{match.Same, match.NameCountry, match.Name, match.Possible, match.Different}, id)
}

func runRegistrants(ctx context.Context, c Config, s *Section) error {
	orgs, err := readLists(ctx, c.Data, sanctions)
	if err != nil {
		return err
	}
	registrants, err := readSEC(c.Data)
	if err != nil {
		return err
	}
	f, err := newFound(ctx, c.Dir, namesOf(orgs))
	if err != nil {
		return err
	}
	defer f.close()
	for _, country := range []string{"", "US"} {
		found := make([]*alert, len(registrants))
		err := each(ctx, len(registrants), func(i int) {
			if a, ok := screen(ctx, f, orgs, registrants[i].names[0], country); ok {
				found[i] = &a
			}
		})
		if err != nil {
			return err
		}
		alertFigures(s, registrants, found, country)
	}
	return exactNames(ctx, s, f, orgs)
}

func alertFigures(s *Section, registrants []entity, found []*alert, country string) {
	how := "by name alone"
	if country != "" {
		how = "with country " + country
	}
	alerts, by := 0, map[string]int{}
	for i, a := range found {
		if a == nil {
			continue
		}
		alerts++
		by[string(a.finding.Identity)]++
		s.list("alerts "+how, "%s: %.4f %s %s %s (%s)", registrants[i].names[0], a.similarity, a.name, a.org.id, a.finding.Identity,
			strings.Join(a.finding.Reasons, ", "))
	}
	f := Figure{What: "registrants that raise an alert, " + how, Of: oursName, Value: share(alerts, len(found)), N: len(found)}
	f.Low, f.High = wilson(alerts, len(found))
	if country == "" {
		s.want(f, "<=", 0.01)
	} else {
		s.add(f)
	}
	for id, n := range sorted(by) {
		s.add(Figure{What: fmt.Sprintf("alerts %s: %s", how, id), Of: oursName, Value: float64(n), Unit: "count", N: len(found)})
	}
}

// exactNames asks for every name of every organisation and wants it found with similarity 1.
func exactNames(ctx context.Context, s *Section, f *found, orgs []entity) error {
	type question struct {
		org  int
		name string
	}
	var all []question
	for i, e := range orgs {
		for _, n := range e.names {
			all = append(all, question{i, n})
		}
	}
	exact, met := make([]bool, len(all)), make([]bool, len(all))
	err := each(ctx, len(all), func(i int) {
		exact[i] = ours().compare(all[i].name, all[i].name) == 1
		hits := f.search(all[i].name, 50)
		met[i] = len(hits) == 50 && hits[49].score == 1 // more organisations bear it than are shown
		for _, h := range hits {
			met[i] = met[i] || h.score == 1 && h.entity == all[i].org
		}
	})
	if err != nil {
		return err
	}
	for i := range all {
		if !exact[i] || !met[i] {
			s.list("exact names not found with similarity 1", "%v %v %s", exact[i], met[i], all[i].name)
		}
	}
	s.want(Figure{What: "listed names whose similarity with themselves is 1", Of: oursName, Value: share(count(exact), len(all)), N: len(all)}, ">=", 1)
	s.want(Figure{What: "listed names found with similarity 1", Of: oursName, Value: share(count(met), len(all)), N: len(all)}, ">=", 1)
	return nil
}

func count(v []bool) int {
	n := 0
	for _, b := range v {
		if b {
			n++
		}
	}
	return n
}

// traps are pairs of the lists that are alike and are not one. They measure; nothing in the product knows of them.
func traps(ctx context.Context, c Config, s *Section) error {
	orgs, err := readLists(ctx, c.Data, sanctions[:1])
	if err != nil {
		return err
	}
	f, err := ours().index(ctx, orgs)
	if err != nil {
		return err
	}
	defer f.close()
	for _, trap := range []struct{ asked, country, record string }{
		{"CARVANA CO.", "US", "us-ofac-sdn:12553"}, {"Tidewater Inc", "US", "us-ofac-sdn:12803"}, {"Tidewater Inc.", "", "us-ofac-sdn:12803"},
	} {
		at := slices.IndexFunc(orgs, func(e entity) bool { return e.id == trap.record })
		if at < 0 {
			return fmt.Errorf("the list has no %s", trap.record)
		}
		finding := match.Compare(match.Query{Name: trap.asked, Country: trap.country}, orgs[at].known, similarTo(trap.asked, orgs[at].names))
		same := 0.0
		if finding.Identity == match.Same || finding.Identity == match.NameCountry {
			same = 1
		}
		s.want(Figure{What: fmt.Sprintf("%s (%s) taken for %s", trap.asked, trap.country, trap.record), Of: oursName, Value: same, Unit: "count", N: 1}, "<=", 0)
		s.note("%s, country %q, against %s: %s %v; found at %d", trap.asked, trap.country, trap.record, finding.Identity, finding.Reasons,
			rankOf(f.search(trap.asked, 10), func(e int) bool { return e == at }))
	}
	return nil
}
