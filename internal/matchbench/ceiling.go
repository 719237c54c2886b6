package matchbench

import (
	"cmp"
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
	split  split
	grams  *tfidf
	noise  float64          // the 99th percentile of the 3-gram cosines of names of different organisations
	counts map[string]int   // organisations that a word occurs with
	common int              // from so many on a word is common: 1 in 200
	twins  map[string][]int // organisations by the key of their names
}

func newRelations(sp split) *relations {
	r := &relations{split: sp, grams: newTFIDF(sp.orgs), counts: map[string]int{}, common: max(3, len(sp.orgs)/200), twins: map[string][]int{}}
	for i, e := range sp.orgs {
		words := map[string]bool{}
		for _, n := range e.names {
			for _, name := range text.Parse(n) {
				for _, w := range name.Words {
					words[w.Text] = true
				}
				if key := name.Key(); !slices.Contains(r.twins[key], i) {
					r.twins[key] = append(r.twins[key], i)
				}
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

// twins counts the organisations other than the right one that bear the very name that is asked for.
func (r *relations) twinsOf(i int) int {
	others := map[int]bool{}
	for _, n := range text.Parse(r.split.questions[i]) {
		for _, j := range r.twins[n.Key()] {
			if j != r.split.right[i] {
				others[j] = true
			}
		}
	}
	return len(others)
}

// account is what happened to the questions of one relation.
type account struct{ asked, first, five int }

// explainMisses says how far aliases can be found at all, and what was missed by what it would have taken.
func explainMisses(s *Section, of string, splits []split, all []ranks) {
	by, alone := map[relation]*account{}, account{}
	total, ceiling1, ceiling5, twins := 0, 0, 0, 0
	var noise []float64
	for i, sp := range splits {
		r := newRelations(sp)
		noise = append(noise, r.noise)
		for j, at := range all[i] {
			rel, others := r.of(j), r.twinsOf(j)
			if by[rel] == nil {
				by[rel] = &account{}
			}
			total++
			by[rel].count(at)
			if others == 0 {
				alone.count(at)
			} else {
				twins++
			}
			if rel != sharesNothing && others < 1 {
				ceiling1++
			}
			if rel != sharesNothing && others < 5 {
				ceiling5++
			}
			if i == 0 && (at == 0 || at > 5) {
				s.list("not in the first 5: shares "+string(rel), "%d %s | %s", at, sp.questions[j], strings.Join(sp.orgs[sp.right[j]].names, " | "))
			}
		}
	}
	s.add(Figure{What: "ceiling of hit@1", Of: "any", Value: share(ceiling1, total), N: total})
	s.add(Figure{What: "ceiling of hit@5", Of: "any", Value: share(ceiling5, total), N: total})
	s.note("ceiling: the name taken away shares something with another name of its organisation, and fewer than 1, or 5, other organisations bear it; %d of %d are borne by others too", twins, total)
	s.note("noise: 3-gram cosine of %.3f, the 99th percentile of names of different organisations; common: words of 1 organisation in 200", mean(noise))
	alone.figures(s, of, "no other organisation bears it")
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
