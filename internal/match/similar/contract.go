package similar

import (
	"math"
	"strings"

	"probity.example/probity/internal/match/lexicon"
)

// Longer ones are not contractions.
const (
	maxContracted = 16 // letters
	maxParts      = 20 // words
)

// contracted says how well a word is made of the beginnings of a name's words in their order: of their first letters
// ("nioc") or of their first syllables ("agronilo" from "Agropecuaria El Nilo"). 0 if it is not.
func contracted(short string, long *Prepared) float64 {
	if len(short) < 3 || len(short) > maxContracted {
		return 0
	}
	var space [maxParts]string
	parts, silent, content := long.parts(space[:0])
	for silent > 0 && parts[0][0] != short[0] { // words like "the" at the beginning count or do not
		parts, silent = parts[1:], silent-1
	}
	if len(parts) < 2 || len(parts) > maxParts || parts[0][0] != short[0] {
		return 0
	}
	used := consume(short, parts)
	c := long.c
	switch {
	case used < 2 || used < content-1, used < content && len(short) < 7: // a long one may pass over one word of substance
		return 0
	case used == len(short) && used >= content: // letters alone, from every word
		if used >= 5 { // so many do not meet by chance
			return c.LongAcronym
		}
		return c.Acronym
	case len(short) < used+2: // most parts are single letters, too easily met by chance
		return 0.9 * c.Acronym
	}
	return c.Contracted
}

// parts are the single words of a name with those of its form behind them; silent is how many function words it begins with, content how
// many are more than function words and forms.
func (p *Prepared) parts(out []string) (parts []string, silent, content int) {
	for i := range p.words {
		for part := range strings.SplitSeq(p.words[i].Text, "-") {
			if part == "" {
				continue
			}
			out = append(out, part)
			switch {
			case p.words[i].Kind != lexicon.Function:
				content++
			case content == 0:
				silent++
			}
		}
	}
	for part := range strings.FieldsSeq(p.tail) {
		out = append(out, part)
	}
	return out, silent, content
}

// consume returns how many words of parts give their beginnings to s, the most that do, or -1 if s cannot be made of them.
// The first word must be among them.
func consume(s string, parts []string) int {
	var table [maxContracted + 1][maxParts + 1]int8 // words used for s[i:] from parts[j:]
	for i := range len(s) {
		table[i][len(parts)] = -1
	}
	for j := len(parts) - 1; j >= 0; j-- {
		for i := len(s) - 1; i >= 0; i-- {
			best := int8(-1)
			if j > 0 {
				best = table[i][j+1]
			}
			for n := common(s[i:], parts[j]); n > 0; n-- {
				if r := table[i+n][j+1]; r >= 0 {
					best = max(best, r+1)
				}
			}
			table[i][j] = best
		}
	}
	return int(table[0][0])
}

// common is the length of the common beginning of two words.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// initialRuns looks for words of one name that are made of the first letters of neighbours in the other: "ISIL Yemen". So few
// letters as two or three are met by chance, unless a name proper vouches for them.
func initialRuns(all []link, p, q *Prepared, swapped, vouched bool) []link {
	least := 4
	if vouched {
		least = 2
	}
	for i := range p.words {
		w := &p.words[i]
		if w.Concept != 0 || w.Kind == lexicon.Number || len(w.Text) < least || len(w.Text) > 6 || len(p.words) == 1 {
			continue
		}
		for j := range q.words {
			n, weight := spells(w.Text, q.words[j:])
			if n == 0 {
				continue
			}
			l := link{1 << i, (1<<n - 1) << j, p.c.Acronym, w.weight * math.Sqrt(weight), joined}
			if swapped {
				l.a, l.b = l.b, l.a
			}
			all = append(all, l)
		}
	}
	return all
}

// spells returns how many of the words, with function words between them, have short for their first letters, and the sum of
// the squares of their weights.
func spells(short string, words []word) (n int, weight float64) {
	at := 0
	for n < len(words) && at < len(short) {
		w := &words[n]
		switch {
		case strings.HasPrefix(w.Text, short[at:at+1]):
			at++
		case w.Kind != lexicon.Function || at == 0:
			return 0, 0
		}
		weight += w.weight * w.weight
		n++
	}
	if at < len(short) {
		return 0, 0
	}
	return n, weight
}
