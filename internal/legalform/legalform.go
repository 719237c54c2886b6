// Package legalform knows the legal forms that companies write into their names: Ltd, GmbH, ООО, 株式会社. It takes a name
// apart into the name proper and the class of its form, so that spellings of one form compare alike and two forms never do.
//
// The tables are our own and compact: forms that occur in names, by class, in the scripts in which they are written.
// What never lives here: other words about organisations (package evidence), and any decision about identity.
package legalform

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is the broad nature of a legal form. Forms of one kind are often translated by one another.
type Kind int

// The kinds.
const (
	Generic     Kind = iota // says nothing exact: company, firm, enterprise
	Limited                 // private limited liability
	Stock                   // shares, a corporation
	Partnership             // of persons, limited or not
	Coop                    // cooperative or mutual
	NonProfit               // association, foundation
	Public                  // state or municipal enterprise, institution of public law
	Sole                    // a natural person in business
)

// Has returns the class of the legal form in a name given as claim.Fingerprint writes it.
func Has(fingerprint string) (class string, ok bool) {
	_, class = Fold(fingerprint)
	return class, class != ""
}

// Is reports whether a word, given as claim.Fingerprint writes it, is a legal form by itself.
func Is(word string) bool { return words.last[word] != "" }

// Fold takes the legal form, at the end or at the beginning, off a name given as claim.Fingerprint writes it, and puts
// its class behind the rest after a blank and a slash: "carvana co" and "carvana company" both give "carvana /co". A slash
// never occurs in a fingerprint, so a folded name cannot be taken for one. A name without a form, or of nothing else, is
// returned as it is, with no class.
func Fold(fingerprint string) (folded, class string) {
	if words.last[fingerprint] != "" || words.first[fingerprint] != "" {
		return fingerprint, ""
	}
	rest, after := cutLast(fingerprint)
	if words.first[rest] != "" { // "общество с ограниченной ответственностью мтв": the last word is the name
		rest, after = fingerprint, ""
	}
	rest, before := cutFirst(rest)
	switch {
	case rest == "" || after == "" && before == "":
		return fingerprint, ""
	case after == "":
		class = before
	case before == "" || before == after || KindOf(before) == Generic:
		class = after
	case KindOf(after) == Generic:
		class = before
	default:
		class = before + "+" + after
	}
	return rest + " /" + class, class
}

// KindOf returns the kind of a class; of a class that is not known, Generic.
func KindOf(class string) Kind {
	first, _, _ := strings.Cut(class, "+")
	return kinds[first]
}

// Contradict reports whether two classes cannot be the forms of one organisation at one time: both say something exact,
// and it differs in kind. Forms of one kind do not contradict, because lists translate them ("OOO" as "LLC" or "Ltd"), nor
// does "Co., Ltd.", which stands for companies of every kind in East Asia.
func Contradict(a, b string) bool {
	if a == b || a == "" || b == "" || a == coLtd || b == coLtd {
		return false
	}
	ka, kb := KindOf(a), KindOf(b)
	return ka != kb && ka != Generic && kb != Generic
}

// coLtd is the class of Co., Ltd. and what it translates.
const coLtd = "co-ltd"

// Phrases gives the spellings of two words and more with their classes, as claim.Fingerprint writes them: who knows how a script
// is romanised finds them in Latin letters too.
func Phrases(yield func(spelling, class string) bool) {
	for spelling, class := range words.last {
		if strings.Contains(spelling, " ") && !yield(spelling, class) {
			return
		}
	}
}

// cutLast takes the longest form off the end: whole words, or the affixes of scripts that write no blanks.
func cutLast(s string) (rest, class string) {
	for n, i := 1, len(s); n <= longest; n++ {
		i = strings.LastIndexByte(s[:i], ' ')
		if i < 0 {
			break
		}
		if c, ok := words.last[s[i+1:]]; ok {
			rest, class = s[:i], c
		}
	}
	if class != "" {
		return rest, class
	}
	for _, a := range words.suffixes {
		if r, ok := strings.CutSuffix(s, a.text); ok && r != "" {
			return strings.TrimRight(r, " "), a.class
		}
	}
	return s, ""
}

// cutFirst takes the longest form off the beginning.
func cutFirst(s string) (rest, class string) {
	for n, i := 1, 0; n <= longest; n++ {
		j := strings.IndexByte(s[i:], ' ')
		if j < 0 {
			break
		}
		i += j
		if c, ok := words.first[s[:i]]; ok {
			rest, class = s[i+1:], c
		}
		i++
	}
	if class != "" {
		return rest, class
	}
	for _, a := range words.prefixes {
		if r, ok := strings.CutPrefix(s, a.text); ok && r != "" {
			return strings.TrimLeft(r, " "), a.class
		}
	}
	return s, ""
}

type affix struct{ text, class string }

type table struct {
	last, first        map[string]string // whole-word forms by spelling
	suffixes, prefixes []affix           // longest first
}

// longest is the greatest number of words in a form, with initials set apart.
const longest = 12

var words, kinds = build(slices.Concat(forms, local, eastern))

// build reads forms: spellings apart by "|". A spelling counts at the end of a name; "^" before it makes it count at the
// beginning as well; "~" makes it an affix that needs no blank. A word in capitals is one of initials, which names also
// write with a point after each letter: a fingerprint then has them apart ("SA": "sa", "s a").
func build(forms []form) (*table, map[string]Kind) {
	t := &table{last: map[string]string{}, first: map[string]string{}}
	k := map[string]Kind{}
	for _, f := range forms {
		k[f.class] = f.kind
		for _, sp := range strings.Split(f.spellings, "|") {
			sp, affixed := strings.CutPrefix(sp, "~")
			sp, first := strings.CutPrefix(sp, "^")
			if affixed {
				t.suffixes = append(t.suffixes, affix{sp, f.class})
				if first {
					t.prefixes = append(t.prefixes, affix{sp, f.class})
				}
				continue
			}
			for _, v := range variants(sp) {
				t.last[v] = f.class
				if first {
					t.first[v] = f.class
				}
			}
		}
	}
	longestFirst := func(a, b affix) int { return len(b.text) - len(a.text) }
	slices.SortStableFunc(t.suffixes, longestFirst)
	slices.SortStableFunc(t.prefixes, longestFirst)
	return t, k
}

// variants spells a form with its initials together and apart, in every combination.
func variants(spelling string) []string {
	out := []string{""}
	for i, w := range strings.Fields(spelling) {
		low := strings.ToLower(w)
		ways := []string{low}
		if low != w && w == strings.ToUpper(w) && utf8.RuneCountInString(w) > 1 {
			ways = append(ways, strings.Join(strings.Split(low, ""), " "))
		}
		var next []string
		for _, head := range out {
			for _, way := range ways {
				if i > 0 {
					way = head + " " + way
				}
				next = append(next, way)
			}
		}
		out = next
	}
	return out
}
