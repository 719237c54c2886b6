package similar

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/roman"
	"probity.example/probity/internal/match/text"
)

// link joins words of the two names: one with one, or one with two neighbours that together spell it.
type link struct {
	a, b   uint32 // bits of the words
	alike  float64
	weight float64 // of the words on one side times that on the other; of two words, the root of the sum of their squares
	how    how
}

// how says why two words meet.
type how uint8

const (
	sameText how = iota
	sameConcept
	nearConcept
	misspelt
	sameSound
	sameConsonants
	abbreviated
	initial
	joined
)

// matching is an alignment in the making. Words are numbered by bits: a name has at most 32.
type matching struct {
	links []link
	taken [2]uint32
	space [16]link
}

// align joins words greedily, the weightiest resemblance first.
func (m *matching) align(p, q *Prepared) {
	all := m.space[:0]
	for i := range p.words {
		for j := range q.words {
			if s, h := p.c.alike(&p.words[i], &q.words[j]); s > 0 {
				all = append(all, link{1 << i, 1 << j, s, p.words[i].weight * q.words[j].weight, h})
			}
		}
	}
	vouched := slices.ContainsFunc(all, func(l link) bool {
		w := &p.words[bits.TrailingZeros32(l.a)]
		return l.how == sameText && w.Kind == lexicon.None && len(w.Text) > 3
	})
	all = joins(all, p, q, false)
	all = joins(all, q, p, true)
	all = initialRuns(all, p, q, false, vouched)
	all = initialRuns(all, q, p, true, vouched)
	for i := 1; i < len(all); i++ { // few, and nearly in order
		for j := i; j > 0 && all[j].before(&all[j-1]); j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	for _, l := range all {
		if m.taken[0]&l.a == 0 && m.taken[1]&l.b == 0 {
			m.taken[0] |= l.a
			m.taken[1] |= l.b
			m.links = append(m.links, l)
		}
	}
}

// before orders links, the one that says most first. Of two that say the same, the one whose words stand closer to each other
// comes first, so that both directions of a comparison choose alike.
func (l *link) before(k *link) bool {
	if a, b := l.alike*l.weight, k.alike*k.weight; a != b {
		return a > b
	}
	if a, b := l.apart(), k.apart(); a != b {
		return a < b
	}
	return bits.TrailingZeros32(l.a)+bits.TrailingZeros32(l.b) < bits.TrailingZeros32(k.a)+bits.TrailingZeros32(k.b)
}

// apart is the distance of the places of the words in their names.
func (l *link) apart() int {
	d := bits.TrailingZeros32(l.a) - bits.TrailingZeros32(l.b)
	return max(d, -d)
}

// joins looks for two neighbours of one name that together are a word of the other.
func joins(all []link, p, q *Prepared, swapped bool) []link {
	for i := 0; i+1 < len(p.words); i++ {
		x, y := &p.words[i], &p.words[i+1]
		for j := range q.words {
			w := &q.words[j]
			if len(w.Text) != len(x.Text)+len(y.Text) || !strings.HasPrefix(w.Text, x.Text) || !strings.HasSuffix(w.Text, y.Text) {
				continue
			}
			l := link{3 << i, 1 << j, p.c.Joined, math.Hypot(x.weight, y.weight) * w.weight, joined}
			if swapped {
				l.a, l.b = l.b, l.a
			}
			all = append(all, l)
		}
	}
	return all
}

// alike says how alike two words are, 0 for not at all.
func (c *Calibration) alike(a, b *word) (float64, how) {
	switch {
	case a.Text == b.Text:
		return 1, sameText
	case a.Concept != 0 && a.Concept == b.Concept:
		return c.Concept, sameConcept
	case a.Kind == lexicon.Number || b.Kind == lexicon.Number:
		return 0, 0
	case a.Concept != 0 && b.Concept != 0: // known words that mean different things
		if lexicon.Related(a.Concept, b.Concept) {
			return c.Related, nearConcept
		}
		return 0, 0
	}
	differ := bits.OnesCount32(a.letters ^ b.letters)
	best, h := 0.0, misspelt
	if differ <= 6 { // three edits change six letters at most
		best = c.spelled(a.Text, b.Text)
	}
	for _, t := range a.Alts {
		best = max(best, c.Alt*c.spelled(t, b.Text))
	}
	for _, t := range b.Alts {
		best = max(best, c.Alt*c.spelled(a.Text, t))
	}
	if a.Open || b.Open {
		if s := c.consonants(a, b); s > best {
			return s, sameConsonants
		}
	}
	if best > 0 && best < c.Sound && len(a.Text) <= shortWord && len(b.Text) <= shortWord && a.Alts == nil && b.Alts == nil && sounds(a, b) {
		return c.Sound, sameSound // short, misspelt, and said alike
	}
	if sound := c.sound(a, b); best < sound && (differ <= 8 || a.Alts != nil || b.Alts != nil) && sounds(a, b) {
		return sound, sameSound
	}
	if best == 0 {
		if s := c.shortened(a, b); s > 0 {
			return s, abbreviated
		}
	}
	return best, h
}

// letters has a bit for each letter and digit that occurs; digits share six bits.
func letters(s string) uint32 {
	var set uint32
	for i := range len(s) {
		if c := s[i] - 'a'; c < 26 {
			set |= 1 << c
		} else {
			set |= 1 << (26 + s[i]%6)
		}
	}
	return set
}

// codes are what the spellings of a word sound like; worked out when first needed.
type codes struct {
	made  bool
	first string
	more  []string
}

func (c *codes) of(w *text.Word, code func(string) string) *codes {
	if !c.made {
		c.made, c.first = true, code(w.Text)
		for _, t := range w.Alts {
			c.more = append(c.more, code(t))
		}
	}
	return c
}

// meet reports whether two words have a code of at least n letters in common.
func (c *codes) meet(d *codes, n int) bool {
	if c.first == d.first && len(c.first) >= n {
		return true
	}
	for _, x := range c.more {
		if len(x) >= n && (x == d.first || slices.Contains(d.more, x)) {
			return true
		}
	}
	return len(c.first) >= n && slices.Contains(d.more, c.first)
}

// sound is what it is worth that two words sound alike.
func (c *Calibration) sound(a, b *word) float64 {
	if min(len(a.Text), len(b.Text)) <= shortWord {
		return c.Sound * c.Sound
	}
	return c.Sound
}

// sounds reports whether two words are spellings of one sound. Short words sound alike by chance.
func sounds(a, b *word) bool {
	if len(a.Text) < 4 || len(b.Text) < 4 {
		return false
	}
	return a.sound.of(a.Word, roman.Sound).meet(b.sound.of(b.Word, roman.Sound), 3)
}

// consonants compares words of which one is written without vowels.
func (c *Calibration) consonants(a, b *word) float64 {
	x, y := a.skeleton.of(a.Word, roman.Skeleton), b.skeleton.of(b.Word, roman.Skeleton)
	switch {
	case x.meet(y, 3):
		return c.Skeleton
	case x.meet(y, 2): // two consonants are met by chance
		return c.Skeleton * c.Skeleton
	case len(x.first) < 3 || len(y.first) < 3:
		return 0
	}
	return c.Skeleton * c.spelled(x.first, y.first)
}

// shortened reports an abbreviation: the beginning of a word, or its consonants ("srvces", "grp").
func (c *Calibration) shortened(a, b *word) float64 {
	s, l := a, b
	if len(s.Text) > len(l.Text) {
		s, l = l, s
	}
	n := len(s.Text)
	switch {
	case n == 0 || s.Text[0] != l.Text[0]:
		return 0
	case n == 1:
		return c.Initial
	case n >= 3 && strings.HasPrefix(l.Text, s.Text) && len(l.Text)-n >= 2:
		return c.Prefix
	case n >= 3 && l.Concept != 0 && s.Concept == 0 && subsequence(s.Text, l.Text) && !vowel(s.Text[1]):
		return c.Consonants
	}
	return 0
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

func subsequence(s, l string) bool {
	i := 0
	for j := 0; i < len(s) && j < len(l); j++ {
		if s[i] == l[j] {
			i++
		}
	}
	return i == len(s)
}
