package intake

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
)

// item is one admitted party on its way from the reader to the writer.
type item struct {
	drafts   []claim.Draft
	contents [][]byte // register.ContentHash of each draft
	refused  []string // keys of statements that were refused: what stands under them stays
	place    string
}

// sink is the reader's end: it sends every party through the door and keeps the account.
type sink struct {
	ctx    context.Context
	entry  source.Entry
	file   string // digest of the files
	name   string // of the file, for messages
	door   claim.Door
	opt    Options
	out    chan<- item
	snap   claim.Snapshot
	said   claim.Date    // publication day that the file itself gives
	bytes  *atomic.Int64 // raw bytes read so far
	unread int64         // rows of which it is not known what they state
}

// watch lets the files tell how far the reading is.
func (s *sink) watch(files []*format.File) {
	s.bytes = &atomic.Int64{}
	for _, f := range files {
		f.Seen = func(n int) { s.bytes.Add(int64(n)) }
	}
}

func (s *sink) Rows(n int64) {
	s.snap.Rows += n
	if s.opt.Progress != nil {
		s.opt.Progress("reading", min(s.bytes.Load(), s.snap.Bytes), s.snap.Bytes)
	}
}

func (s *sink) Published(day claim.Date) { s.said = day }

// Reject counts a row that could not be read.
func (s *sink) Reject(e *source.RowError) error {
	if !e.Kept && e.Rule != "duplicate.party" {
		s.unread++
	}
	return s.refuse(e)
}

// refuse counts and tells what was refused.
func (s *sink) refuse(e *source.RowError) error {
	if e.Kept {
		count(&s.snap.LeftOut, e.Rule)
	} else {
		count(&s.snap.Refused, e.Rule)
	}
	if s.opt.Refused != nil {
		s.opt.Refused(e)
	}
	if s.opt.Strict {
		return e
	}
	return nil
}

func (s *sink) Put(p *claim.Party) error {
	switch v := s.door.Judge(p); v.Outcome {
	case claim.PersonRefused:
		count(&s.snap.Persons, v.Reason)
	case claim.OutOfScope:
		count(&s.snap.OutOfScope, v.Reason)
	case claim.Undetermined:
		s.snap.Undetermined++
	case claim.RuleRefused:
		return s.Reject(&source.RowError{File: s.name, Place: p.Place, Rule: v.Reason, Text: "refused at the door"})
	case claim.Admitted:
		return s.admit(p, v.Basis)
	}
	return nil
}

// admit turns a party that is known to be an organisation into drafts. From here on messages may show values.
func (s *sink) admit(p *claim.Party, basis string) error {
	drafts, refused, err := claim.Drafts(s.entry.ID, p, claim.Evidence{File: s.file, Rows: p.RowsDigest, Basis: basis})
	if err != nil {
		return s.Reject(s.rowError(p.Place, err))
	}
	for _, r := range refused {
		e := s.rowError(p.Place, r.Err)
		e.Rule = r.Rule
		if err := s.refuse(e); err != nil {
			return err
		}
	}
	if !p.Undescribed {
		s.snap.Organisations++
		count(&s.snap.DecidedBy, basis)
	}
	var standing []string
	for _, r := range refused {
		standing = append(standing, claim.StatementKey(s.entry.ID, p.Key, r.Statement))
	}
	it := item{drafts: drafts, refused: standing, place: p.Place, contents: make([][]byte, len(drafts))}
	for i := range drafts {
		if it.contents[i], err = register.ContentHash(&drafts[i].Claim); err != nil {
			return fmt.Errorf("%s, %s: %w", s.name, p.Place, err)
		}
	}
	select {
	case s.out <- it:
		return nil
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

func (s *sink) rowError(place string, err error) *source.RowError {
	e := &source.RowError{File: s.name, Place: place, Rule: "invalid", Text: err.Error()}
	var fe *claim.FieldError
	if errors.As(err, &fe) {
		e.Column, e.Rule, e.Value, e.Text = fe.Field, fe.Rule, fe.Value, fe.Text
	}
	return e
}

func count(m *map[string]int64, key string) {
	if *m == nil {
		*m = map[string]int64{}
	}
	(*m)[key]++
}
