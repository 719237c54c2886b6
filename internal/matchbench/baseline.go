package matchbench

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is what the baselines know of writing: compatibility forms, case, and that punctuation parts words.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// grams counts the 3-grams of a folded name with a blank at both ends.
func grams(s string) map[string]float64 {
	rs := []rune(" " + fold(s) + " ")
	out := make(map[string]float64, len(rs))
	for i := 0; i+3 <= len(rs); i++ {
		out[string(rs[i:i+3])]++
	}
	return out
}

// tfidf is the cosine of 3-gram vectors weighted by rarity: the baseline that knows nothing of organisations.
type tfidf struct {
	idf      map[string]float64
	postings map[string][]posting
	owner    []int // of each name
}

type posting struct {
	name   int
	weight float64
}

func newTFIDF(all []entity) *tfidf {
	t := &tfidf{idf: map[string]float64{}, postings: map[string][]posting{}}
	var counted []map[string]float64
	for i, e := range all {
		for _, n := range e.names {
			g := grams(n)
			counted, t.owner = append(counted, g), append(t.owner, i)
			for gram := range g {
				t.idf[gram]++
			}
		}
	}
	for gram, n := range t.idf {
		t.idf[gram] = math.Log(float64(1+len(counted))/(1+n)) + 1
	}
	for i, g := range counted {
		for gram, w := range t.weigh(g) {
			t.postings[gram] = append(t.postings[gram], posting{i, w})
		}
	}
	return t
}

// weigh turns counts into a vector of length 1. A 3-gram that was never seen is as rare as can be.
func (t *tfidf) weigh(counts map[string]float64) map[string]float64 {
	sum := 0.0
	rarest := math.Log(float64(1+len(t.owner))) + 1
	for gram, n := range counts {
		idf := t.idf[gram]
		if idf == 0 {
			idf = rarest
		}
		counts[gram] = n * idf
		sum += counts[gram] * counts[gram]
	}
	if sum > 0 {
		length := math.Sqrt(sum)
		for gram := range counts {
			counts[gram] /= length
		}
	}
	return counts
}

func (t *tfidf) compare(a, b string) float64 {
	va, vb := t.weigh(grams(a)), t.weigh(grams(b))
	dot := 0.0
	for gram, w := range va {
		dot += w * vb[gram]
	}
	return dot
}

func (t *tfidf) search(name string, k int) []hit {
	scores := map[int]float64{}
	for gram, w := range t.weigh(grams(name)) {
		for _, p := range t.postings[gram] {
			scores[p.name] += w * p.weight
		}
	}
	best := map[int]hit{}
	for i, s := range scores {
		s = math.Round(s*1e9) / 1e9 // the order of summing must not decide between equals
		o := t.owner[i]
		if old, ok := best[o]; !ok || s > old.score {
			best[o] = hit{o, s}
		}
	}
	return top(slices.Collect(maps.Values(best)), k)
}

func (t *tfidf) close() {}

// baselines are the matchers that ours is shown beside. corpus gives the 3-grams their rarity in compare.
func baselines(corpus []entity) []matcher {
	weights := newTFIDF(corpus)
	return []matcher{
		{name: "3-gram TF-IDF", compare: weights.compare, index: func(_ context.Context, all []entity) (finder, error) {
			return newTFIDF(all), nil
		}},
		edits("Jaro-Winkler", jaroWinkler),
		edits("Levenshtein", levenshtein),
	}
}

// edits makes a matcher of a measure of two strings; its search compares with every name.
func edits(name string, measure func(a, b []rune) float64) matcher {
	prepare := func(s string) []rune { return []rune(fold(s)) }
	return matcher{
		name:    name,
		slow:    true,
		compare: func(a, b string) float64 { return measure(prepare(a), prepare(b)) },
		index: func(_ context.Context, all []entity) (finder, error) {
			return newScan(all, prepare, measure), nil
		},
	}
}

// levenshtein is 1 less the edit distance over the length of the longer string.
func levenshtein(a, b []rune) float64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, q := range b {
			cost := diagonal
			if r != q {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return 1 - float64(row[len(b)])/float64(len(a))
}

// jaroWinkler is Winkler's measure of 1990: prefix weight 0.1, at most four letters.
func jaroWinkler(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		if len(a) == len(b) {
			return 1
		}
		return 0
	}
	window := max(0, max(len(a), len(b))/2-1)
	inA, inB := make([]bool, len(a)), make([]bool, len(b))
	common := 0
	for i, r := range a {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if !inB[j] && b[j] == r {
				inA[i], inB[j] = true, true
				common++
				break
			}
		}
	}
	if common == 0 {
		return 0
	}
	moved, j := 0, 0
	for i, r := range a {
		if !inA[i] {
			continue
		}
		for !inB[j] {
			j++
		}
		if r != b[j] {
			moved++
		}
		j++
	}
	m := float64(common)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(moved)/2)/m) / 3
	prefix := 0
	for prefix < min(4, len(a), len(b)) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}
