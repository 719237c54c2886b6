package source

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// wary is a sink that checks what a reader hands over, whatever it read.
type wary struct {
	t   testing.TB
	org bool // the input says that it is about an organisation
}

func (wary) Rows(int64)           {}
func (wary) Published(claim.Date) {}

func (w wary) Put(p *claim.Party) error {
	switch p.Type {
	case claim.Person, claim.SoleTrader, claim.Craft:
		if p.Key != "" || len(p.Names) > 0 || len(p.Identifiers) > 0 || len(p.Statements) > 0 {
			w.t.Errorf("a %v was handed over with content", p.Type)
		}
		return nil
	}
	if p.Key == "" || len(p.Names) == 0 && !p.Undescribed {
		w.t.Errorf("party without key or name: %+v", p)
	}
	// What breaks a rule of the claim is refused, never a panic.
	_, _, _ = claim.Drafts("fuzz", p, claim.Evidence{File: strings.Repeat("0", 64)})
	return nil
}

func (w wary) Reject(e *RowError) error {
	if e.Rule == "" || e.Text == "" || e.Place == "" {
		w.t.Errorf("message without rule, text or place: %v", e)
	}
	if e.Value != "" && !w.org {
		w.t.Errorf("a message shows the value of a row that may be about a person: %v", e)
	}
	return nil
}

func FuzzOwnLine(f *testing.F) {
	b, err := os.ReadFile("testdata/probity/claims.ndjson")
	if err != nil {
		f.Fatal(err)
	}
	for line := range bytes.Lines(b) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		o := &ownReader{file: &format.File{Path: "fuzz.ndjson"}, out: wary{t, bytes.Contains(line, []byte("organisation"))}, seen: map[uint64]uint64{}}
		for range 2 { // the second time it is a repetition
			if err := o.line(bytes.TrimSpace(line), 1); err != nil {
				t.Fatal(err)
			}
		}
		_ = o.header(line)
	})
}

func FuzzGLEIF(f *testing.F) {
	for _, path := range []string{"testdata/gleif/lei.xml", "testdata/gleif/rr.xml"} {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, record := range bytes.SplitAfter(b, []byte("Record>\n")) {
			f.Add(record)
		}
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		file := &format.File{Path: "fuzz.xml"}
		elements := format.NewXML(file, bytes.NewReader(append([]byte("<x>"), append(record, "</x>"...)...)))
		sink := wary{t, true}
		group := &rrGroup{out: sink}
		for {
			n, err := elements.Next("LEIRecord", "RelationshipRecord")
			if err != nil {
				return
			}
			if p, e := leiParty(n); e == nil {
				if err := sink.Put(p); err != nil {
					t.Fatal(err)
				}
			}
			if start, s, e := rrStatement(n); e == nil {
				if s.Decision.Share != "" || start == "" || s.RelatedParty == "" {
					t.Errorf("a relationship with a percentage or an open end: %+v", s)
				}
				if err := group.add(start, s, n); err != nil {
					t.Fatal(err)
				}
			}
			if err := group.flush(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
