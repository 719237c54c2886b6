package links

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/legalform"
)

// name is one name of a record, prepared for comparison.
type name struct {
	value string // as the source writes it
	weak  bool   // an acronym or weak alias: it finds, and proves little
	exact string // claim.Fingerprint
	words []string
	form  string // class of the legal form, if any
}

func prepare(n claim.Name) (name, bool) {
	out := name{value: n.Value, weak: n.Kind == "acronym" || n.Kind == "weak", exact: claim.Fingerprint(n.Value)}
	folded, class := legalform.Fold(out.exact)
	if class != "" {
		folded, out.form = strings.TrimSuffix(folded, " /"+class), class
	}
	out.words = strings.Fields(plain(folded))
	return out, len(out.words) > 0
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

// alike says how alike two names are, from 0 to 1: the one place that knows how names are compared.
func alike(a, b *name) float64 {
	if a.exact == b.exact {
		return 1
	}
	shared := 0
	for _, w := range a.words {
		if slices.Contains(b.words, w) {
			shared++
		}
	}
	return 0.95 * 2 * float64(shared) / float64(len(a.words)+len(b.words))
}
