package links

import (
	"math"
	"slices"

	"probity.example/probity/internal/claim"
)

// How a fact of two records stands.
const (
	agrees    = "agrees"
	differs   = "differs"
	elsewhere = "elsewhere" // countries: addresses lie in other countries, and where they are registered is not known
)

// Features are what speaks for and against two records being one organisation.
type Features struct {
	NameA      string   `json:"name_a"` // the two names that are most alike
	NameB      string   `json:"name_b"`
	Similarity float64  `json:"similarity"`         // of those names, 0 to 1
	Shared     int      `json:"names_shared"`       // names that both have, spelt alike
	Share      float64  `json:"names_share"`        // of the names of the record that has fewer, how many the other has too
	Fewer      int      `json:"names_fewer"`        // names, neither acronyms nor weak, of the record that has fewer
	WeakName   bool     `json:"weak_name,omitzero"` // only acronyms or weak aliases are alike
	Country    string   `json:"country,omitempty"`  // agrees, differs (registered in another), elsewhere (addresses in others)
	Address    string   `json:"address,omitempty"`  // agrees
	Apart      []string `json:"apart,omitempty"`    // in what the two names differ: numbers, number, places, place, forms, words
	Common     bool     `json:"common,omitzero"`    // many records of the register bear the words of these names
	Agreeing   []string `json:"identifiers_agree,omitempty"`
	Differing  []string `json:"identifiers_differ,omitempty"` // schemes in which the two have different numbers that are not strong
	// Rivals is the number of other records of the same source that are as good a match for one of the two.
	Rivals int  `json:"rivals,omitzero"`
	Beaten bool `json:"beaten,omitzero"` // one of them is clearly better
	// OneList is set for two records of one source: lists mostly keep apart on purpose what they list twice.
	OneList bool `json:"one_list,omitzero"`
}

// compare looks at two profiles. Identifiers that settle the matter by themselves are not its business.
func compare(a, b *profile) Features {
	f, _, _ := meet(a, b)
	return f
}

// meet is compare with the two names that are most alike.
func meet(a, b *profile) (f Features, nameA, nameB *name) {
	f.OneList = a.source == b.source
	best := -1.0
	metA, metB := make([]bool, len(a.names)), make([]bool, len(b.names))
	for i, x := range a.names {
		for j, y := range b.names {
			if i+j > 0 && !intersect(x.words, y.words) { // the first names are compared in any case
				continue
			}
			score := alike(x, y)
			s, weak := score.Similarity, x.weak || y.weak
			if weak {
				s -= weakLoss
			} else if s >= sharedFrom {
				metA[i], metB[j] = true, true
			}
			if s > best || s == best && len(x.value)+len(y.value) > len(f.NameA)+len(f.NameB) { // the longer says more to a reader
				best, f.WeakName, nameA, nameB = s, weak, x, y
				f.NameA, f.NameB, f.Apart = x.value, y.value, apart(score.Contra)
			}
		}
	}
	f.Shared, f.Fewer = min(count(metA), count(metB)), min(proper(a.names), proper(b.names))
	if f.Fewer > 0 {
		f.Share = math.Round(100*min(1, float64(f.Shared)/float64(f.Fewer))) / 100
	}
	f.Similarity = math.Round(max(0, best)*1000) / 1000
	f.Country = countries(a, b)
	if slices.ContainsFunc(a.addresses, func(x []string) bool {
		return slices.ContainsFunc(b.addresses, func(y []string) bool { return sameAddress(x, y) })
	}) {
		f.Address = agrees
	}
	f.Agreeing, f.Differing = numbers(a.weak, b.weak)
	return f, nameA, nameB
}

func count(met []bool) (n int) {
	for _, m := range met {
		if m {
			n++
		}
	}
	return n
}

// proper counts the names that are neither acronyms nor weak.
func proper(names []*name) (n int) {
	for _, x := range names {
		if !x.weak {
			n++
		}
	}
	return n
}

const (
	sharedFrom = 0.95 // from this similarity on two names count as one name of both
	weakLoss   = 0.15 // what a name that is an acronym or a weak alias of one of the two is worth less
)

func countries(a, b *profile) string {
	switch {
	case intersect(a.registered, b.registered):
		return agrees
	case len(a.registered) > 0 && len(b.registered) > 0:
		return differs
	}
	left, right := slices.Concat(a.registered, a.placed), slices.Concat(b.registered, b.placed)
	switch {
	case len(left) == 0 || len(right) == 0:
		return ""
	case intersect(left, right):
		return agrees
	}
	return elsewhere
}

func intersect[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(s T) bool { return slices.Contains(b, s) })
}

// sameAddress reports whether two addresses share most words of the shorter one: one word, a city, is not enough.
func sameAddress(a, b []string) bool {
	shared := 0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			shared++
		}
	}
	shorter := min(len(a), len(b))
	return shared >= 2 && 3*shared >= 2*shorter
}

// numbers compares identifiers that are not strong.
func numbers(a, b []claim.Identifier) (agree, differ []string) {
	for _, x := range a {
		has := slices.ContainsFunc(b, func(y claim.Identifier) bool { return y.Scheme == x.Scheme })
		switch {
		case slices.Contains(b, x):
			agree = append(agree, x.Scheme)
		case has:
			differ = append(differ, x.Scheme)
		}
	}
	slices.Sort(agree)
	slices.Sort(differ)
	agree = slices.Compact(agree)
	differ = slices.DeleteFunc(slices.Compact(differ), func(s string) bool { return slices.Contains(agree, s) })
	return agree, differ
}

// points weighs the features into one figure, 0 to 100, by which proposals are ordered and banded. It is no probability: the
// table of precisions says what became of pairs with as many points.
func (f *Features) points() int {
	p := 100*f.Similarity - 12
	switch f.Country {
	case agrees:
		p += 4
	case differs:
		p -= 15
	case elsewhere:
		p -= 4
	}
	if f.Address == agrees {
		p += 6
	}
	switch {
	case f.Fewer >= 3: // lists that hold many names of one organisation hold the same ones
		p += 10*f.Share - 5
	case f.Shared > 1:
		p += 4
	}
	for _, what := range f.Apart {
		switch what {
		case "numbers", "number", "places", "forms": // sisters of one group, most often
			p -= 8
		case "place":
			p -= 3
		}
	}
	if f.Shared == 0 && f.Address != agrees && len(f.Agreeing) == 0 { // "Casa X" and "Red X": alike, and nothing else speaks for it
		p -= 15
	}
	if f.Common && f.Country != agrees {
		p -= 10
	}
	switch {
	case len(f.Agreeing) > 0:
		p += 10
	case len(f.Differing) > 0:
		p -= 5
	}
	p -= 12 * float64(min(f.Rivals, 3))
	if f.Beaten {
		p -= 10
	}
	if f.OneList {
		p -= 15
	}
	return int(math.Round(min(100, max(0, p))))
}
