package index

import (
	"strings"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// A name is also known by a contraction, a word made of the beginnings of its words: "qogc" or "quoogas" for "Quorra Oil and
// Gas Company". Which letters are whose cannot be seen, so a name is found under a few letters of its first words, and a word
// under all the letters that may be those.

// Lengths of a word that may be a contraction.
const (
	minContraction = 3
	maxContraction = 16
	maxParts       = 20   // words of a name that are tried
	maxContracted  = 4096 // names that are tried for one reading
)

// parts are the single words of a name: content first to last, with function words between them and the words of the legal
// form after them.
type parts struct {
	texts   []string
	content []bool // not a function word, nor of the form
}

func (p *parts) reset() { p.texts, p.content = p.texts[:0], p.content[:0] }

func (p *parts) add(words string, content bool) {
	for len(words) > 0 && len(p.texts) < maxParts {
		var one string
		if i := strings.IndexAny(words, "- "); i >= 0 {
			one, words = words[:i], words[i+1:]
		} else {
			one, words = words, ""
		}
		if one != "" {
			p.texts, p.content = append(p.texts, one), append(p.content, content)
		}
	}
}

// of reads the parts of a name that is kept.
func (p *parts) of(r record, at func(id uint32) term) {
	p.reset()
	t := r.each(func(id uint32, alt bool) {
		if !alt {
			x := at(id)
			p.add(x.text, x.info.kind() != lexicon.Function)
		}
	})
	if t.words != noTerm {
		p.add(at(t.words).text, false)
	}
}

// ofQuestion reads the parts of a name that is asked for.
func (p *parts) ofQuestion(n *text.Name) {
	p.reset()
	for i := range n.Words {
		p.add(n.Words[i].Text, n.Words[i].Kind != lexicon.Function)
	}
	p.add(n.Tail, false)
}

// The kinds of contraction keys: which letters of the first words they hold.
const (
	firstTwo   = 'A' // two letters of the first word and two of the second
	twoOneOne  = 'B' // two, one and one
	initials   = 'C' // the initials of three words
	initials4  = 'D' // the initials of four
	keyLetters = 4
)

// letterKey is a contraction key as text.
type letterKey [1 + keyLetters]byte

// keys visits the contraction keys of a name, some more than once. Function words give letters or do not.
func (p *parts) keys(visit func(key letterKey)) {
	content, functions := 0, false
	for i, c := range p.content {
		if c {
			content++
		} else if i > 0 && content < keyLetters && !p.isTail(i) {
			functions = true
		}
	}
	if content < 2 {
		return
	}
	p.keysOf(content, false, visit)
	if functions {
		p.keysOf(content, true, visit)
	}
}

// keysOf visits the keys of a name with or without its function words. Those of the form, at the end, are always taken.
func (p *parts) keysOf(content int, functions bool, visit func(key letterKey)) {
	var w [keyLetters]string
	n := 0
	for i, s := range p.texts {
		if n < len(w) && (p.content[i] || n > 0 && (functions || p.isTail(i))) {
			w[n] = s
			n++
		}
	}
	two := func(a, b string) {
		if len(a) > 1 && len(b) > 1 {
			visit(letterKey{firstTwo, a[0], a[1], b[0], b[1]})
		}
	}
	two(w[0], w[1])
	if n == 2 {
		return
	}
	if content > 2 {
		two(w[0], w[2]) // one word may be passed over
	}
	if len(w[0]) > 1 {
		visit(letterKey{twoOneOne, w[0][0], w[0][1], w[1][0], w[2][0]})
	}
	if n == 3 || content <= 4 { // so that the fourth may be passed over
		visit(letterKey{initials, w[0][0], w[1][0], w[2][0]})
	}
	if n == 4 {
		visit(letterKey{initials4, w[0][0], w[1][0], w[2][0], w[3][0]})
	}
}

// isTail reports whether no word of substance follows.
func (p *parts) isTail(i int) bool {
	for _, c := range p.content[i:] {
		if c {
			return false
		}
	}
	return true
}

// mayContract reports whether a word may be a contraction.
func mayContract(s string) bool {
	return len(s) >= minContraction && len(s) <= maxContraction && letters(s)
}

// contractionKeys visits the keys of the names of which s may be a contraction.
func contractionKeys(s string, visit func(key letterKey)) {
	n := len(s)
	for a := 2; a <= 6 && a+1 < n; a++ {
		visit(letterKey{firstTwo, s[0], s[1], s[a], s[a+1]})
	}
	for a := 2; a <= 5; a++ {
		for b := a + 1; b <= a+4 && b < n; b++ {
			visit(letterKey{twoOneOne, s[0], s[1], s[a], s[b]})
		}
	}
	for b := 2; b <= 4 && b < n; b++ {
		visit(letterKey{initials, s[0], s[1], s[b]})
		for c := b + 1; c <= b+2 && c < n; c++ {
			visit(letterKey{initials4, s[0], s[1], s[b], s[c]})
		}
	}
}

// contracts reports how well s is made of the beginnings of the parts in their order, beginning with the first: 0 if it is
// not, less if that is easily met by chance. At most one word of substance may be passed over.
func (p *parts) contracts(s string) float32 {
	first := 0
	for first < len(p.texts) && !p.content[first] && p.texts[first][0] != s[0] {
		first++
	}
	texts, content := p.texts[first:], 0
	for _, c := range p.content[first:] {
		if c {
			content++
		}
	}
	if len(texts) < 2 || texts[0][0] != s[0] {
		return 0
	}
	used := consume(s, texts)
	switch {
	case used < 2 || used < content-1:
		return 0
	case used < content && len(s) < 7:
		return worthLoose
	case used == len(s) && used >= content:
		return acronymWorth(used)
	case len(s) < used+2:
		return 0.9 * worthAcronym
	}
	return worthContraction
}

// acronymWorth is what it is worth that a word of n letters is the acronym of a name.
func acronymWorth(n int) float32 {
	if n >= 5 {
		return worthLongAcronym
	}
	return worthAcronym
}

// consume is the most parts that can give their beginnings to s, or less than 0 if it is not made of them.
func consume(s string, texts []string) int {
	var most [maxContraction + 1][maxParts + 1]int8 // parts used for s[i:] from texts[j:]
	for i := range len(s) {
		most[i][len(texts)] = -1
	}
	for j := len(texts) - 1; j >= 0; j-- {
		for i := len(s) - 1; i >= 0; i-- {
			best := int8(-1)
			if j > 0 {
				best = most[i][j+1]
			}
			for n := 0; i+n < len(s) && n < len(texts[j]) && s[i+n] == texts[j][n]; n++ {
				if r := most[i+n+1][j+1]; r >= 0 {
					best = max(best, r+1)
				}
			}
			most[i][j] = best
		}
	}
	return int(most[0][0])
}

// contracted scores the names of which a question of one word may be a contraction.
func (s *searcher) contracted(p *layer, at int) {
	if len(s.words) != 1 || !mayContract(s.words[0].term.text) {
		return
	}
	short := s.words[0].term.text
	left := maxContracted
	contractionKeys(short, func(key letterKey) {
		id, ok := exactly(p, term{text: string(key.text()), info: classKey}, s.ids)
		if !ok {
			return
		}
		for _, name := range p.postings(list{id: id}) {
			if left--; left < 0 {
				s.stats.Cut = true
				return
			}
			s.stats.Postings++
			if s.left(p, name) {
				continue
			}
			s.parts.of(p.record(name), p.term)
			if score := s.parts.contracts(short); score > 0 {
				s.offer(p, at, name, max(score, s.estimate(p, name, p.shape(name))))
				s.seen.add(name)
			}
		}
	})
}

// contraction finds names of one word that are made of the words of the question.
func (s *searcher) contraction(p part, q *text.Name) {
	s.parts.ofQuestion(q)
	s.parts.keys(func(key letterKey) {
		s.ids = p.bucket(hashKey(keyContraction, key.text()), s.ids[:0])
		for _, id := range s.ids {
			x := p.term(id)
			if x.info.class() != classWord || !mayContract(x.text) {
				continue
			}
			if worth := s.parts.contracts(x.text); worth > 0 {
				l := listOf(id, x.concept)
				m := meeting{key: id, list: l, follow: noTerm, gain: worth}
				s.meetings = append(s.meetings, m)
				s.words[0].lists = append(s.words[0].lists, source{l, share{gain: worth * s.norm * x.weight(), words: s.said}})
			}
		}
	})
}

// text is the key without what is not used of it.
func (k *letterKey) text() []byte {
	if k[0] == initials {
		return k[:keyLetters]
	}
	return k[:]
}
