package intake

import (
	"context"
	"fmt"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// Measurement says how the door decides where it may not look at the type column.
type Measurement struct {
	Source   string           `json:"source"`
	Rows     []Decided        `json:"rows"`
	Evidence map[string]int64 `json:"evidence"` // decisions by what they rest on
}

// Decided counts the parties of one stated type by what the door made of them.
type Decided struct {
	Stated       string `json:"stated"`
	Parties      int64  `json:"parties"`
	Organisation int64  `json:"organisation"`
	Person       int64  `json:"person"`
	Undetermined int64  `json:"undetermined"`
}

var statedNames = []string{claim.Unstated: "not stated", claim.Organisation: "organisation", claim.Person: "person", claim.SoleTrader: "sole trader", claim.Craft: "craft"}

// Measure reads a file with the type column hidden from the door. Nothing is kept and no name leaves it.
func Measure(ctx context.Context, entry source.Entry, files []*format.File) (*Measurement, error) {
	reader, ok := accept(entry, files)
	if !ok {
		return nil, fmt.Errorf("%s as %s: %w", names(files), entry.ID, ErrNone)
	}
	s := &measuring{Measurement{Source: entry.ID, Evidence: map[string]int64{}}}
	for _, name := range statedNames {
		s.m.Rows = append(s.m.Rows, Decided{Stated: name})
	}
	if err := reader.Read(ctx, files, s); err != nil {
		return nil, fmt.Errorf("read %s: %w", names(files), err)
	}
	return &s.m, nil
}

// measuring is a source.Sink that only counts.
type measuring struct{ m Measurement }

func (s *measuring) Rows(int64)                    {}
func (s *measuring) Published(claim.Date)          {}
func (s *measuring) Reject(*source.RowError) error { return nil }

func (s *measuring) Put(p *claim.Party) error {
	row := &s.m.Rows[p.Type]
	row.Parties++
	v := claim.Door{HideType: true}.Judge(p)
	switch v.Outcome {
	case claim.Admitted:
		row.Organisation++
		s.m.Evidence[v.Basis]++
	case claim.PersonRefused:
		row.Person++
		s.m.Evidence[v.Reason]++
	default:
		row.Undetermined++
	}
	return nil
}
