package matchbench

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// relation says what a name that was taken away shares with what is left of its organisation's names.
type relation string

// The relations, in the order in which they are looked for: the first that holds is given.
const (
	sharesName     relation = "the same name but for case, punctuation and legal form"
	sharesRare     relation = "a rare word"
	sharesAcronym  relation = "acronym: one is made of beginnings of the other's words"
	sharesCommon   relation = "common words only"
	sharesSpelling relation = "no word, but spelling (3-grams above noise)"
	sharesMeaning  relation = "no word, but words that translate each other"
	sharesNothing  relation = "nothing"
)

// relations explains the questions of a split. What it knows is fixed beforehand and independent of the product's index and
// similarity: words as text.Parse reads them, 3-grams, initials, and the lexicon for translations.
type relations struct {
	split   split
	grams   *tfidf
	noise   float64          // the 99th percentile of the 3-gram cosines of names of different organisations
	counts  map[string]int   // organisations that a word occurs with
	common  int              // from so many on a word is common: 1 in 200
	bearers map[string][]int // organisations by their names as fold writes them
}

func newRelations(sp split) *relations {
	r := &relations{split: sp, grams: newTFIDF(sp.orgs), counts: map[string]int{}, common: max(3, len(sp.orgs)/200), bearers: map[string][]int{}}
	for i, e := range sp.orgs {
		words := map[string]bool{}
		for _, n := range e.names {
			for _, name := range text.Parse(n) {
				for _, w := range name.Words {
					words[w.Text] = true
				}
			}
			if n = fold(n); !slices.Contains(r.bearers[n], i) {
				r.bearers[n] = append(r.bearers[n], i)
			}
		}
		for w := range words {
			r.counts[w]++
		}
	}
	r.noise = r.measureNoise()
	return r
}

// measureNoise compares every name taken away with names of ten organisations drawn at random.
func (r *relations) measureNoise() float64 {
	rng := rand.New(rand.NewPCG(1, 2))
	var cosines []float64
	for i, q := range r.split.questions {
		for range 10 {
			if j := rng.IntN(len(r.split.orgs)); j != r.split.right[i] {
				cosines = append(cosines, r.best(q, r.split.orgs[j].names))
			}
		}
	}
	slices.Sort(cosines)
	return quantile(cosines, 0.99)
}

func (r *relations) best(q string, names []string) float64 {
	best := 0.0
	for _, n := range names {
		best = max(best, r.grams.compare(q, n))
	}
	return best
}

// of explains question i.
func (r *relations) of(i int) relation {
	q, names := r.split.questions[i], r.split.orgs[r.split.right[i]].names
	var found []relation
	for _, a := range text.Parse(q) {
		for _, n := range names {
			for _, b := range text.Parse(n) {
				found = append(found, r.pair(&a, &b))
				if made(&a, n) || made(&b, q) {
					found = append(found, sharesAcronym)
				}
			}
		}
	}
	if r.best(q, names) > r.noise {
		found = append(found, sharesSpelling)
	}
	order := []relation{sharesName, sharesRare, sharesAcronym, sharesCommon, sharesSpelling, sharesMeaning}
	for _, rel := range order {
		if slices.Contains(found, rel) {
			return rel
		}
	}
	return sharesNothing
}

func (r *relations) pair(a, b *text.Name) relation {
	if a.Key() == b.Key() {
		return sharesName
	}
	common, meaning := false, false
	for _, v := range a.Words {
		for _, w := range b.Words {
			if v.Kind == lexicon.Function || w.Kind == lexicon.Function {
				continue
			}
			switch {
			case v.Text == w.Text && r.counts[v.Text] < r.common:
				return sharesRare
			case v.Text == w.Text:
				common = true
			case v.Concept != 0 && v.Concept == w.Concept && v.Kind != lexicon.Generic:
				meaning = true
			}
		}
	}
	switch {
	case common:
		return sharesCommon
	case meaning:
		return sharesMeaning
	}
	return sharesNothing
}

// made reports whether a name's only word is made of beginnings of another name's words, in order, the first of them included:
// initials ("IFIC") or syllables ("Impecua").
func made(short *text.Name, long string) bool {
	key, words := short.Key(), strings.Fields(fold(long))
	if len(short.Words) != 1 || len(key) < 2 || len(words) < 2 || words[0][0] != key[0] {
		return false
	}
	reach := map[int]bool{0: true} // how much of the key the words so far can make
	for i, w := range words {
		next := maps.Clone(reach)
		if i == 0 {
			next = map[int]bool{}
		}
		for at := range reach {
			for n := 1; at+n <= len(key) && n <= len(w) && key[at:at+n] == w[:n]; n++ {
				if n < len(key) { // a whole word is no acronym
					next[at+n] = true
				}
			}
		}
		reach = next
	}
	return reach[len(key)]
}

// rivals counts the organisations that no matcher can tell from the right one by the names that are left: those that bear the
// very name asked for, which must come before it, and those that bear every name that is left to it, which come level at best.
func (r *relations) rivals(i int) (before, level int) {
	right := r.split.right[i]
	bearers := r.bearers[fold(r.split.questions[i])]
	before = len(bearers)
	if slices.Contains(bearers, right) {
		return 0, before - 1 // the name is left to it in another spelling
	}
	var all []int
	for k, n := range r.split.orgs[right].names {
		with := r.bearers[fold(n)]
		if k == 0 {
			all = slices.Clone(with)
		}
		all = slices.DeleteFunc(all, func(j int) bool { return !slices.Contains(with, j) })
	}
	for _, j := range all {
		if j != right && !slices.Contains(bearers, j) {
			level++
		}
	}
	return before, level
}

// within is the chance to stand among the first k if those that come level are ordered by chance.
func within(k, before, level int) float64 {
	return min(1, max(0, float64(k-before)/float64(level+1)))
}

// account is what happened to the questions of one relation.
type account struct{ asked, first, five int }

// explainMisses says how far aliases can be found at all, and what was missed by what it would have taken.
func explainMisses(s *Section, of string, splits []split, all []ranks) {
	by, alone := map[relation]*account{}, account{}
	total, rivalled, ceilings := 0, 0, make([]float64, len(depths))
	var noise []float64
	for i, sp := range splits {
		r := newRelations(sp)
		noise = append(noise, r.noise)
		for j, at := range all[i] {
			rel := r.of(j)
			before, level := r.rivals(j)
			if by[rel] == nil {
				by[rel] = &account{}
			}
			total++
			by[rel].count(at)
			if before+level == 0 {
				alone.count(at)
			} else {
				rivalled++
			}
			for d := range depths {
				if rel != sharesNothing || at > 0 {
					ceilings[d] += within(depths[d].k, before, level)
				}
			}
			if i == 0 && (at == 0 || at > 5) {
				s.list("not in the first 5: shares "+string(rel), "%d %s | %s", at, sp.questions[j], strings.Join(sp.orgs[sp.right[j]].names, " | "))
			}
		}
	}
	for d, sum := range ceilings {
		s.add(Figure{What: fmt.Sprintf("ceiling of hit@%d", depths[d].k), Of: "any", Value: sum / float64(max(1, total)), N: total})
	}
	s.note("ceiling: the name shares something with another name of its organisation, or was found all the same; organisations that bear the very name come before it, "+
		"those that bear every name left to it come level, in the order of chance; %d of %d questions have such rivals", rivalled, total)
	s.note("noise: 3-gram cosine of %.3f, the 99th percentile of names of different organisations; common: words of 1 organisation in 200", mean(noise))
	alone.figures(s, of, "no such rivals")
	for _, rel := range slices.SortedFunc(maps.Keys(by), func(a, b relation) int { return cmp.Compare(by[b].asked, by[a].asked) }) {
		by[rel].figures(s, of, "shares "+string(rel))
	}
}

func (a *account) count(at int) {
	a.asked++
	if at == 1 {
		a.first++
	}
	if at > 0 && at <= 5 {
		a.five++
	}
}

func (a *account) figures(s *Section, of, what string) {
	s.add(Figure{What: "hit@1, " + what, Of: of, Value: share(a.first, a.asked), N: a.asked})
	s.add(Figure{What: "hit@5, " + what, Of: of, Value: share(a.five, a.asked), N: a.asked})
}
