package links

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/match/similar"
	"probity.example/probity/internal/match/text"
)

// name is one name of a record, prepared for comparison.
type name struct {
	value    string // as the source writes it
	weak     bool   // an acronym or weak alias: it finds, and proves little
	readings []text.Name
	prepared []*similar.Prepared
	words    []uint64 // blockWords
}

func prepare(n claim.Name) (*name, bool) {
	out := &name{value: n.Value, weak: n.Kind == "acronym" || n.Kind == "weak", readings: text.Parse(withoutAcronym(n.Value))}
	for i := range out.readings {
		out.prepared = append(out.prepared, similar.Prepare(&out.readings[i]))
	}
	out.words = out.blockWords()
	return out, len(out.readings) > 0
}

// withoutAcronym takes off what many lists put behind a name, the same once more in its initials: "Amber Sea Lines (ASL)".
func withoutAcronym(s string) string {
	open := strings.LastIndexByte(s, '(')
	if open <= 0 || !strings.HasSuffix(s, ")") {
		return s
	}
	rest, short := strings.ToLower(s[:open]), strings.ToLower(s[open+1:len(s)-1])
	if len(short) < 2 || len(short) > 8 || len(strings.Fields(rest)) < 2 || strings.ToUpper(short) != s[open+1:len(s)-1] || rest[0] != short[0] {
		return s
	}
	at := 0
	for i := range len(short) {
		next := strings.IndexByte(rest[at:], short[i])
		if next < 0 {
			return s
		}
		at += next + 1
	}
	return strings.TrimSpace(s[:open])
}

// plain takes the marks off letters.
func plain(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// alike says how alike two names are, from 0 to 1, by their readings that are most alike, and what sets those apart.
func alike(a, b *name) similar.Score {
	var best similar.Score
	for _, x := range a.prepared {
		for _, y := range b.prepared {
			if s := x.Compare(y); s.Similarity > best.Similarity {
				best = s
			}
		}
	}
	return best
}

// apart names contradictions.
func apart(c similar.Contra) []string {
	var out []string
	for _, k := range []struct {
		flag similar.Contra
		word string
	}{
		{similar.NumbersDiffer, "numbers"},
		{similar.NumberExtra, "number"},
		{similar.PlacesDiffer, "places"},
		{similar.PlaceExtra, "place"},
		{similar.FormsDiffer, "forms"},
		{similar.WordsDiffer, "words"},
	} {
		if c&k.flag != 0 {
			out = append(out, k.word)
		}
	}
	return out
}
