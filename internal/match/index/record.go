package index

import (
	"encoding/binary"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// record is a name in numbers of terms, as it is kept: the count of words, and for each its term, doubled, and one more if
// other spellings follow it as a count and terms; then acronym, form and its words (number + 1, or 0), and ordinal; all as unsigned
// varints. What is scored comes first.
type record []byte

// appendRecord writes e with the numbers that number gives.
func appendRecord(b []byte, e *Entry, number func(term) uint32) record {
	b = binary.AppendUvarint(b, uint64(len(e.Name.Words)))
	for i := range e.Name.Words {
		w := &e.Name.Words[i]
		x := term{text: w.Text, concept: w.Concept, info: wordInfo(w.Kind, w.Open)}
		v := uint64(number(x)) << 1
		if len(w.Alts) == 0 {
			b = binary.AppendUvarint(b, v)
			continue
		}
		b = binary.AppendUvarint(b, v|1)
		b = binary.AppendUvarint(b, uint64(len(w.Alts)))
		for _, s := range w.Alts {
			x.text = s
			b = binary.AppendUvarint(b, uint64(number(x)))
		}
	}
	rest := [3]term{{text: e.Acronym, info: classAcronym}, {text: e.Name.Form, info: classForm}, {text: e.Name.Tail, info: classForm}}
	for _, x := range rest {
		if x.text == "" {
			b = append(b, 0)
		} else {
			b = binary.AppendUvarint(b, uint64(number(x))+1)
		}
	}
	return binary.AppendUvarint(b, uint64(e.Ordinal))
}

// renumber appends the record with other numbers for its terms.
func (r record) renumber(b []byte, number []uint32) []byte {
	c := cursor{r}
	words := c.next()
	b = binary.AppendUvarint(b, words)
	for range words {
		v := c.next()
		b = binary.AppendUvarint(b, uint64(number[v>>1])<<1|v&1)
		if v&1 == 0 {
			continue
		}
		alts := c.next()
		b = binary.AppendUvarint(b, alts)
		for range alts {
			b = binary.AppendUvarint(b, uint64(number[c.next()]))
		}
	}
	for range 3 {
		v := c.next()
		if v != 0 {
			v = uint64(number[v-1]) + 1
		}
		b = binary.AppendUvarint(b, v)
	}
	return binary.AppendUvarint(b, c.next())
}

// cursor reads a record. A record that ends too soon reads as zeros: only a damaged file has such.
type cursor struct{ rest []byte }

func (c *cursor) next() uint64 {
	if len(c.rest) > 0 && c.rest[0] < 0x80 {
		v := c.rest[0]
		c.rest = c.rest[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.rest = nil
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

// count reads a number of things of which each takes at least a byte.
func (c *cursor) count() int { return int(min(c.next(), uint64(len(c.rest)))) }

// tail is what a record says after its words.
type tail struct {
	acronym, form, words uint32 // terms, or noTerm
	ordinal              uint16
}

func (c *cursor) tail() tail {
	return tail{acronym: uint32(c.next()) - 1, form: uint32(c.next()) - 1, words: uint32(c.next()) - 1, ordinal: uint16(c.next())}
}

// word reads a word: its term, and the number of other spellings, which follow.
func (c *cursor) word() (id uint32, alts int) {
	v := c.next()
	if v&1 != 0 {
		alts = c.count()
	}
	return uint32(v >> 1), alts
}

// each calls visit for every term of the words of a name, alt for the further spellings, and gives what comes after them.
func (r record) each(visit func(id uint32, alt bool)) tail {
	c := cursor{r}
	for range c.count() {
		id, alts := c.word()
		visit(id, false)
		for range alts {
			visit(uint32(c.next()), true)
		}
	}
	return c.tail()
}

// entry gives the name back. Its strings are its own: they outlive what the terms are kept in.
func (r record) entry(at func(id uint32) term) Entry {
	var letters []byte
	all, spellings := 0, 0
	keep := func(id uint32) {
		if id != noTerm {
			letters = append(letters, at(id).text...)
		}
	}
	t := r.each(func(id uint32, alt bool) {
		if all++; alt {
			spellings++
		}
		keep(id)
	})
	keep(t.acronym)
	keep(t.form)
	keep(t.words)
	left := string(letters)
	own := func(id uint32) (x term) {
		if id != noTerm {
			x = at(id)
			x.text, left = left[:len(x.text)], left[len(x.text):]
		}
		return x
	}
	e := Entry{Ordinal: t.ordinal}
	if all > 0 {
		e.Name.Words = make([]text.Word, 0, all-spellings)
	}
	alts := make([]string, 0, spellings)
	r.each(func(id uint32, alt bool) {
		x := own(id)
		if alt {
			w, n := &e.Name.Words[len(e.Name.Words)-1], len(alts)
			alts = append(alts, x.text)
			w.Alts = alts[n-len(w.Alts) : n+1 : n+1]
			return
		}
		e.Name.Words = append(e.Name.Words, text.Word{Text: x.text, Concept: x.concept, Kind: x.info.kind(), Open: x.info.open()})
	})
	e.Acronym, e.Name.Form, e.Name.Tail = own(t.acronym).text, own(t.form).text, own(t.words).text
	return e
}

// postable reports whether a name is found by a term: words that say nothing are not looked up, unless there are no others.
func postable(in info, all bool) bool { return all || in.kind() != lexicon.Function }
