package source

import (
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
)

// Entry is one source in the catalogue: what the register says in public about where its claims come from.
type Entry struct {
	ID string
	claim.SourceEntry
	// StatedBasis is the evidence basis recorded where the publisher's own column says organisation (claim.Door).
	StatedBasis string
	// Readers in the order in which they are asked; the first that accepts the files reads them.
	Readers []Reader
}

// Catalogue returns every built-in source, sorted by id.
func Catalogue() []Entry {
	all := slices.Concat(
		worldBankEntries(), ebrdEntries(), fdaEntries(), publicBodiesEntries(),
		ofsiEntries(), eufsfEntries(), unscEntries(), gleifEntries(),
		ofacEntries(), cslEntries(), penaltiesEntries(), ftmEntries(),
	)
	slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// Find returns the built-in source with this id.
func Find(id string) (Entry, bool) {
	for _, e := range Catalogue() {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}
