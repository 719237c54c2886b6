package index

import (
	"encoding/binary"
	"strings"

	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// record is a name in numbers of terms, as it is kept: ordinal, form and acronym (number + 1, or 0), count of words, and for
// each word its term, doubled, and one more if other spellings follow it as a count and terms; all as unsigned varints.
type record []byte

// appendRecord writes e with the numbers that number gives.
func appendRecord(b []byte, e *Entry, number func(term) uint32) record {
	b = binary.AppendUvarint(b, uint64(e.Ordinal))
	optional := func(s string, class info) {
		if s == "" {
			b = append(b, 0)
			return
		}
		b = binary.AppendUvarint(b, uint64(number(term{text: s, info: class}))+1)
	}
	optional(e.Name.Form, classForm)
	optional(e.Acronym, classAcronym)
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
	return b
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

// head is what a record says before its words.
type head struct {
	ordinal       uint16
	form, acronym uint32 // terms, or noTerm
	words         int
}

func (c *cursor) head() head {
	h := head{ordinal: uint16(c.next())}
	h.form, h.acronym = uint32(c.next())-1, uint32(c.next())-1
	h.words = c.count()
	return h
}

// word reads a word: its term, and the number of other spellings, which follow.
func (c *cursor) word() (id uint32, alts int) {
	v := c.next()
	if v&1 != 0 {
		alts = c.count()
	}
	return uint32(v >> 1), alts
}

// each calls visit for every term of the words of a name, alt for the further spellings.
func (r record) each(visit func(id uint32, alt bool)) {
	c := cursor{r}
	for range c.head().words {
		id, alts := c.word()
		visit(id, false)
		for range alts {
			visit(uint32(c.next()), true)
		}
	}
}

// entry gives the name back. Its strings are its own: they outlive what the terms are kept in.
func (r record) entry(at func(id uint32) term) Entry {
	c := cursor{r}
	h := c.head()
	e := Entry{Ordinal: h.ordinal}
	if h.form != noTerm {
		e.Name.Form = strings.Clone(at(h.form).text)
	}
	if h.acronym != noTerm {
		e.Acronym = strings.Clone(at(h.acronym).text)
	}
	if h.words == 0 {
		return e
	}
	e.Name.Words = make([]text.Word, h.words)
	for i := range e.Name.Words {
		id, alts := c.word()
		x := at(id)
		w := &e.Name.Words[i]
		*w = text.Word{Text: strings.Clone(x.text), Concept: x.concept, Kind: x.info.kind(), Open: x.info.open()}
		for range alts {
			w.Alts = append(w.Alts, strings.Clone(at(uint32(c.next())).text))
		}
	}
	return e
}

// postable reports whether a name is found by a term: words that say nothing are not looked up, unless there are no others.
func postable(in info, all bool) bool { return all || in.kind() != lexicon.Function }
