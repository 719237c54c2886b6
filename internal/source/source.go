// Package source reads official files: one file of code for each publisher's format, streaming rows to parties, and the
// catalogue that says of each source who publishes it, by what criterion, under what licence and how persons are told
// apart. Package source/format below it holds what formats share: compression, CSV, XML, XLSX, grouping.
//
// What never lives here: the decision whether a party is an organisation (claim.Door makes it), what is new (intake), or
// anything that remembers a row after it was handed over.
package source

import (
	"context"
	"fmt"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// Sink takes what a reader finds. Put may be called with parties of every type, persons included: the sink's door
// refuses them; a reader decides nothing. A party handed to Put belongs to the sink. Errors from a Sink end the reading.
type Sink interface {
	// Rows counts n rows of the file as read.
	Rows(n int64)
	// Put hands over one whole party. A reader that must group rows of one party first groups only rows whose own type column
	// says that they are not about a person, and hands over each person once, empty but for Type and Place.
	Put(p *claim.Party) error
	// Reject reports a row that cannot be read. It returns an error only if the reading is to stop (--strict).
	Reject(e *RowError) error
	// Published states the publication day that the file itself gives.
	Published(day claim.Date)
}

// RowError is a row that could not be read. Its text never holds a value of the row: whether the row is about an
// organisation is not known. Value is added only by whoever knows that it is.
type RowError struct {
	File   string
	Place  string // "row 17", "line 17", "element 3"
	Column string
	Rule   string // short and stable: "columns", "date", "encoding"
	Value  string
	Text   string
	Kept   bool // only this cell was left out: the row itself stands
}

func (e *RowError) Error() string {
	s := fmt.Sprintf("%s, %s", e.File, e.Place)
	if e.Column != "" {
		s += ", column " + e.Column
	}
	if e.Value != "" {
		s += fmt.Sprintf(": %q", e.Value)
	}
	return s + ": " + e.Text + " (rule " + e.Rule + ")"
}

// Reader reads the files of one publication in a fixed layout. It streams: memory does not grow with the files. It
// returns an error for what makes the whole file unusable: not this format, truncated, unreadable.
type Reader struct {
	// Parser names the reader and its version, as it stands in SRC.SNAPSHOT: "ofac-csv/1". Raise the version whenever the same
	// file would give other claims.
	Parser string
	Read   func(ctx context.Context, files []*format.File, out Sink) error
	// Accepts looks at the first bytes of each file (decompressed) and says whether this layout is theirs.
	Accepts func(files []*format.File) bool
}
