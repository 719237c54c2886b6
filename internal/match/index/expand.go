package index

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/roman"
	"probity.example/probity/internal/match/text"
)

// asked is a word of the question.
type asked struct {
	word   *text.Word
	lead   string // the word without meaning that stands before it
	term   term
	weight float32
	lists  []source // where names that hold it are found, best first
	names  int      // postings in them
	probed []source // those of them in which names are looked up; none if they are too many
	rare   []uint32 // names in the others of them, in order
	rarely share    // most that those add
	vague  meeting  // with words that are in none of them: see vaguely
	spelt  meeting  // with neighbours in a name whose first letters it is
	begun  []span   // terms that begin with the word, where they are too many for lists
	bare   bool     // it has no vowels, and may be made of the consonants of another
	most   share    // best of them
	rest   share    // most that the words which are looked up after it can add
	before share    // most that those before it can add to names that are not in their lists
}

// share is what words of the question add to a score at most.
type share struct {
	gain  float32
	runs  float32 // of three letters in common
	same  float32 // the part of the gain that is of the same words on both sides
	words uint32  // bits of the words of the question, and properMet
}

// properMet says that a word may be met by a name proper, whatever it is in the question.
const properMet = 1 << 31

func (a share) plus(b share) share {
	return share{a.gain + b.gain, a.runs + b.runs, a.same + b.same, a.words | b.words}
}

// or is the most of both.
func (a share) or(b share) share {
	return share{max(a.gain, b.gain), max(a.runs, b.runs), max(a.same, b.same), a.words | b.words}
}

// source is a list of names that a word of the question leads to.
type source struct {
	list list
	share
}

// meeting says what it is worth when a word of a name has the key: a term, or a concept marked so.
type meeting struct {
	key    uint32
	list   list   // where names that hold it are found
	words  uint32 // bits of the words of the question that it takes up; none if it stands for the whole question
	follow uint32 // term of the next word of the name, which must be this one; noTerm for none
	gain   float32
	runs   uint8 // of three letters in common
	same   bool  // it is the very word, or one of the same concept
	proper bool  // it is a name proper
	next   int32 // position of the next meeting of the same key + 1
}

// most is what the meeting adds to a score at most: two runs more where the words beside it meet as well.
func (m *meeting) most() share {
	if m.gain == 0 {
		return share{}
	}
	most := share{gain: m.gain, runs: float32(m.runs) + 2, words: m.words}
	if m.same {
		most.same = m.gain
	}
	if m.proper {
		most.words |= properMet
	}
	return most
}

const conceptKey = 1 << 31

func (l list) key() uint32 {
	if l.concept {
		return l.id | conceptKey
	}
	return l.id
}

// ask takes the words of a question.
func (s *searcher) ask(q *text.Name) {
	s.words, s.form, s.forms, s.kinds, s.said = s.words[:0], q.Form, s.forms[:0], [8]uint32{}, 0
	all := true
	for i := range q.Words {
		all = all && q.Words[i].Kind == lexicon.Function
	}
	squares, letters, lead := uint32(0), uint32(0), ""
	for i := range q.Words {
		w := &q.Words[i]
		if len(s.words) == maxWords || w.Kind == lexicon.Function && !all {
			lead = w.Text
			continue
		}
		a := asked{word: w, lead: lead, term: term{text: w.Text, concept: w.Concept, info: wordInfo(w.Kind, w.Open)}}
		a.weight = a.term.weight()
		hundredths := weight(a.term.info, len(w.Text))
		squares += hundredths * hundredths
		letters += lettersIn(w.Text)
		s.kinds[w.Kind&7] |= 1 << len(s.words)
		s.said |= 1 << len(s.words)
		s.words, lead = append(s.words, a), ""
	}
	s.norm = float32(math.Sqrt(float64(squares))) / 100
	s.runs = float32(max(letters, 3) - 2)
	s.askInitials()
}

// expand finds the terms of a part that the words of the question meet.
func (s *searcher) expand(p part, q *text.Name) {
	s.meetings = s.meetings[:0]
	s.acronyms = s.acronyms[:0]
	for i := range s.words {
		w := &s.words[i]
		w.lists, w.begun, w.bare = w.lists[:0], w.begun[:0], false
		w.vague = meeting{words: 1 << i, follow: noTerm}
		from := len(s.meetings)
		s.expandWord(p, i)
		s.keepBest(from)
		for j := range s.meetings[from:] { // the best first
			m := &s.meetings[from+j]
			if m.follow == noTerm && m.key&conceptKey == 0 {
				m.runs = commonRuns(w.word.Text, p.term(m.key).text)
			}
			if !slices.ContainsFunc(w.lists, func(src source) bool { return src.list == m.list }) {
				w.lists = append(w.lists, source{m.list, m.most()})
			}
		}
	}
	s.join(p)
	s.contraction(p, q)
	s.stats.Terms += len(s.meetings)
	for i := range s.words {
		w := &s.words[i]
		slices.SortFunc(w.lists, func(a, b source) int { return cmp.Compare(b.gain, a.gain) })
		w.most, w.names = share{}, 0
		for _, src := range w.lists {
			w.names += p.df(src.list)
			w.most = w.most.or(src.share)
		}
	}
	s.table.fill(s.meetings)
}

// gather prepares the lists of the words for names to be looked up in them: the longest one by one, and the others as one.
func (s *searcher) gather(p part) {
	const most, long = 8192, 4
	for i := range s.words {
		w := &s.words[i]
		w.probed, w.rare, w.rarely = append(w.probed[:0], w.lists...), w.rare[:0], share{}
		if len(w.probed) <= long {
			continue
		}
		slices.SortStableFunc(w.probed, func(a, b source) int { return cmp.Compare(p.df(b.list), p.df(a.list)) })
		for _, src := range w.probed[long:] {
			names := p.postings(src.list)
			if len(w.rare)+len(names) > most {
				w.probed = w.probed[:0]
				break
			}
			w.rare = append(w.rare, names...)
			w.rarely = w.rarely.or(src.share)
		}
		slices.Sort(w.rare)
		w.probed = w.probed[:min(long, len(w.probed))]
	}
}

// expandWord finds the terms for one word of the question.
func (s *searcher) expandWord(p part, i int) {
	w := &s.words[i]
	if w.term.concept != 0 {
		if w.term.info.kind() != lexicon.Number {
			w.vague.gain = worthRelated * w.weight * w.weight
		}
		l := listOf(0, w.term.concept)
		if df := p.df(l); df > 0 {
			m := meeting{key: l.key(), list: l, words: 1 << i, follow: noTerm, gain: worthTranslation * w.weight * w.weight, same: true}
			s.meetings = append(s.meetings, m)
		}
		s.exact(p, i, w.word.Text, 1)
		if text := w.word.Text; w.vague.gain > 0 && letters(text) && len(text) >= oneEdit { // a name may have it misspelt
			s.misspelt(p, i, text, 1)
			s.bySound(p, i, text, 1)
		}
		return
	}
	s.spelling(p, i, w.word.Text, 1)
	for _, alt := range w.word.Alts[:min(len(w.word.Alts), maxSpellings-1)] {
		s.spelling(p, i, alt, worthSpelling)
	}
}

// spelling finds the terms for one spelling of a word.
func (s *searcher) spelling(p part, i int, text string, worth float32) {
	s.exact(p, i, text, worth)
	if misspelt(text) {
		s.misspelt(p, i, text, worth)
	}
	if len(text) >= 3 && letters(text) {
		s.bySound(p, i, text, worth)
		s.abbreviated(p, i, text, worth)
		s.split(p, i, text, worth)
	}
}

// misspelt finds the terms with a few letters more, less or other.
func (s *searcher) misspelt(p part, i int, text string, worth float32) {
	s.keys = deletionKeys(text, s.keys[:0])
	slices.Sort(s.keys)
	for k, key := range s.keys {
		if k > 0 && key == s.keys[k-1] {
			continue
		}
		s.ids = p.bucket(key, s.ids[:0])
		for _, id := range s.ids {
			x := p.term(id)
			most := edits(len(text), len(x.text))
			if d := distance(text, x.text, most); d > 0 && d <= most && x.info.class() == classWord {
				s.meet(p, i, id, worth*(1-float32(d)/float32(max(len(text), len(x.text)))))
			}
		}
	}
}

// exact finds the terms with the letters of the word itself.
func (s *searcher) exact(p part, i int, text string, worth float32) {
	s.ids = p.bucket(hashKey(keyExact, text), s.ids[:0])
	for _, id := range s.ids {
		x := p.term(id)
		if x.text != text || x.info.class() != classWord {
			continue
		}
		if x.concept != s.words[i].term.concept || x.info.kind() != s.words[i].term.info.kind() {
			s.meet(p, i, id, worth*worthOtherSense)
		} else {
			s.meet(p, i, id, worth)
		}
	}
	if n := len(text); n >= 2 && n <= 8 && len(s.words) == 1 || n >= 4 && len(s.words) == 2 {
		x := term{text: text, info: classAcronym}
		if id, ok := exactly(p, x, s.ids); ok {
			s.acronyms = append(s.acronyms, acronym{id: id, score: acronymWorth(n) * worth * s.words[i].weight / s.norm})
		}
	}
}

// bySound finds the terms that sound alike, and those with the same consonants where one of both is written without vowels.
func (s *searcher) bySound(p part, i int, text string, worth float32) {
	code := roman.Sound(text)
	s.ids = p.bucket(hashKey(keySound, code), s.ids[:0])
	for _, id := range s.ids {
		if x := p.term(id); x.info.class() == classWord && roman.Sound(x.text) == code {
			s.meet(p, i, id, worth*worthSound)
		}
	}
	code = roman.Skeleton(text)
	if len(code) < minSkeleton {
		return
	}
	key := hashKey(keyOpen, code)
	if s.words[i].term.info.open() || len(code) == len(text) {
		key = hashKey(keySkeleton, code)
	}
	s.ids = p.bucket(key, s.ids[:0])
	for _, id := range s.ids {
		if x := p.term(id); x.info.class() == classWord && roman.Skeleton(x.text) == code {
			s.meet(p, i, id, worth*worthSkeleton)
		}
	}
}

// abbreviated finds the terms of which the word is the beginning, and those that are its beginning.
func (s *searcher) abbreviated(p part, i int, text string, worth float32) {
	w := &s.words[i]
	s.ids, w.begun = p.starting(text, s.ids[:0], w.begun)
	w.bare = text == w.word.Text && !strings.ContainsAny(text, "aeiou")
	switch {
	case len(w.begun) > 0:
		w.vague.gain = worthPrefix * w.weight
	case w.bare:
		w.vague.gain = worthPrefix * w.weight * fieldWeight / 100
	}
	for _, id := range s.ids {
		s.meet(p, i, id, worth*worthPrefix)
	}
	for n := startLen; n < len(text) && n <= editPrefix; n++ {
		s.ids = p.bucket(hashKey(keyExact, text[:n]), s.ids[:0])
		for _, id := range s.ids {
			if x := p.term(id); x.text == text[:n] && x.info.class() == classWord {
				s.meet(p, i, id, worth*worthPrefix)
			}
		}
	}
}

// meet notes that a word of the question meets a term.
func (s *searcher) meet(p part, i int, id uint32, worth float32) {
	m := meeting{key: id, list: listOf(id, p.concept(id)), words: 1 << i, follow: noTerm}
	x := p.term(id)
	if c := s.words[i].term.concept; c != 0 && x.concept != 0 && x.text != s.words[i].word.Text {
		return // known words are no misspellings of each other
	}
	m.same, m.proper = x.text == s.words[i].word.Text, x.info.kind() == lexicon.None
	m.gain = worth * s.words[i].weight * x.weight()
	s.meetings = append(s.meetings, m)
}

// keepBest leaves of the meetings from a position on one a key, and the best maxTerms of them.
func (s *searcher) keepBest(from int) {
	all := s.meetings[from:]
	slices.SortFunc(all, func(a, b meeting) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.follow, b.follow), cmp.Compare(b.gain, a.gain))
	})
	all = slices.CompactFunc(all, func(a, b meeting) bool { return a.key == b.key && a.follow == b.follow })
	slices.SortStableFunc(all, func(a, b meeting) int { return cmp.Compare(b.gain, a.gain) })
	if len(all) > maxTerms {
		all, s.stats.Cut = all[:maxTerms], true
	}
	s.meetings = s.meetings[:from+len(all)]
}

// maxJoined is the length of a word that is tried as two.
const maxJoined = 40

// split finds two terms that make the word when they stand one after the other. The first may say nothing, as an article does.
func (s *searcher) split(p part, i int, text string, worth float32) {
	const shortest, article = 3, 2
	if len(text) > maxJoined {
		return
	}
	for cut := article; cut <= len(text)-shortest; cut++ {
		a, ok := s.wordOf(p, text[:cut])
		silent := ok && p.term(a).info.kind() == lexicon.Function
		if !ok || cut < shortest && !silent {
			continue
		}
		b, ok := s.wordOf(p, text[cut:])
		if !ok || p.term(b).info.kind() == lexicon.Function {
			continue
		}
		m := meeting{key: a, list: listOf(a, p.concept(a)), words: 1 << i, follow: b, runs: runsIn(text)}
		if silent { // nothing is found by it
			m.list = listOf(b, p.concept(b))
		}
		m.gain = worth * worthJoined * s.words[i].weight * hypot(p.term(a).weight(), p.term(b).weight())
		s.meetings = append(s.meetings, m)
	}
}

func hypot(a, b float32) float32 {
	return float32(math.Sqrt(float64(a)*float64(a) + float64(b)*float64(b)))
}

func (s *searcher) wordOf(p part, text string) (uint32, bool) {
	s.ids = p.bucket(hashKey(keyExact, text), s.ids[:0])
	for _, id := range s.ids {
		if x := p.term(id); x.text == text && x.info.class() == classWord {
			return id, true
		}
	}
	return 0, false
}

// join finds the terms that neighbours of the question make together, and of all its words the acronym that they spell.
func (s *searcher) join(p part) {
	for i := range s.words {
		w := &s.words[i]
		switch {
		case w.lead != "":
			s.joined(p, w.lead+w.word.Text, w.weight, i, i)
		case i > 0 && s.words[i-1].word.Text != "" && w.word.Text != "":
			before := &s.words[i-1]
			s.joined(p, before.word.Text+w.word.Text, hypot(before.weight, w.weight), i-1, i)
		}
	}
	const longest = 8
	if len(s.words) < 2 || s.runs > longest-2 {
		return
	}
	var all []byte
	for i := range s.words {
		all = append(all, s.words[i].word.Text...)
	}
	if id, ok := exactly(p, term{text: string(all), info: classAcronym}, s.ids); ok {
		s.acronyms = append(s.acronyms, acronym{id: id, score: acronymWorth(len(all))})
	}
}

// joined finds the terms that the words of the question from one to another are written together, which weigh so much.
func (s *searcher) joined(p part, text string, weight float32, from, to int) {
	if len(text) > maxJoined {
		return
	}
	s.ids = p.bucket(hashKey(keyExact, text), s.ids[:0])
	for _, id := range s.ids {
		if x := p.term(id); x.text != text || x.info.class() != classWord {
			continue
		}
		l := listOf(id, p.concept(id))
		m := meeting{key: id, list: l, words: 1<<from | 1<<to, follow: noTerm, runs: runsIn(text)}
		m.gain = worthJoined * weight * p.term(id).weight()
		s.meetings = append(s.meetings, m)
		for i := from; i <= to; i++ {
			s.words[i].lists = append(s.words[i].lists, source{l, m.most()})
		}
	}
}

// runsIn counts the runs of three letters in a word.
func runsIn(s string) uint8 { return uint8(max(2, min(len(s), 255)) - 2) }

// commonRuns counts the runs of three letters of a that are in b.
func commonRuns(a, b string) (n uint8) {
	if a == b {
		return runsIn(a)
	}
	for i := 0; i+3 <= len(a) && i < maxLetters; i++ {
		if strings.Contains(b, a[i:i+3]) {
			n++
		}
	}
	return n
}

// acronym is a term for the names that one abbreviates, which score so much at least.
type acronym struct {
	id    uint32
	score float32
}

// table finds the meetings of a key.
type table struct {
	slots []slot
	shift uint
	all   []meeting
}

type slot struct {
	key  uint32
	head int32 // position of a meeting + 1
}

func (t *table) fill(all []meeting) {
	size, shift := 16, uint(28)
	for size < 2*len(all) {
		size, shift = 2*size, shift-1
	}
	if cap(t.slots) < size {
		t.slots = make([]slot, size)
	}
	t.slots, t.shift, t.all = t.slots[:size], shift, all
	clear(t.slots)
	for i := range all {
		at := t.slot(all[i].key)
		all[i].next = t.slots[at].head
		t.slots[at] = slot{all[i].key, int32(i) + 1}
	}
}

func (t *table) slot(key uint32) uint32 {
	mask := uint32(len(t.slots) - 1)
	at := key * 0x9e3779b1 >> t.shift
	for t.slots[at].head != 0 && t.slots[at].key != key {
		at = (at + 1) & mask
	}
	return at
}

func (t *table) first(key uint32) int32 { return t.slots[t.slot(key)].head }
