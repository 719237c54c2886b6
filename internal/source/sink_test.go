package source

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// recorder is a Sink that does with every party what intake does, but for the log: door, drafts, counts. It keeps only
// what was admitted.
type recorder struct {
	t      testing.TB
	source string
	door   claim.Door

	rows      int64
	published claim.Date
	types     map[claim.PartyType]int // described parties by what the reader says they are
	verdicts  map[string]int          // described parties by outcome and reason: "admitted type_column", "person honorific"
	parties   map[string]*claim.Party // admitted and described, by key
	more      map[string]int          // parties handed over again with statements only, by key
	drafts    []claim.Draft
	refusals  []claim.Refusal
	rejects   []*RowError
	keys      map[string]bool // statement keys, to find one that is used twice
}

func newRecorder(t testing.TB, e Entry) *recorder {
	return &recorder{
		t: t, source: e.ID, door: claim.Door{StatedBasis: e.StatedBasis},
		types: map[claim.PartyType]int{}, verdicts: map[string]int{}, parties: map[string]*claim.Party{}, more: map[string]int{},
		keys: map[string]bool{},
	}
}

// read reads files with the first reader of a built-in source that accepts them.
func read(t testing.TB, id string, paths ...string) *recorder {
	t.Helper()
	e, ok := Find(id)
	if !ok {
		t.Fatalf("no source %q in the catalogue", id)
	}
	rec := newRecorder(t, e)
	if err := readInto(rec, e, paths...); err != nil {
		t.Fatal(err)
	}
	return rec
}

// readInto reads files into rec and returns the error that ended the reading.
func readInto(rec *recorder, e Entry, paths ...string) error {
	rec.t.Helper()
	r := accepting(e, paths...)
	if r == nil {
		rec.t.Fatalf("no reader of %s accepts %v", e.ID, paths)
	}
	return r.Read(context.Background(), fileList(paths), rec)
}

// accepting returns the first reader of e that accepts the files, nil if none does.
func accepting(e Entry, paths ...string) *Reader {
	files := fileList(paths)
	for i := range e.Readers {
		if e.Readers[i].Accepts(files) {
			return &e.Readers[i]
		}
	}
	return nil
}

func fileList(paths []string) []*format.File {
	files := make([]*format.File, len(paths))
	for i, p := range paths {
		files[i] = &format.File{Path: p}
	}
	return files
}

func (r *recorder) Rows(n int64)               { r.rows += n }
func (r *recorder) Published(day claim.Date)   { r.published = day }
func (r *recorder) Reject(e *RowError) error   { r.rejects = append(r.rejects, e); return nil }
func (r *recorder) count(verdict string) error { r.verdicts[verdict]++; return nil }

func (r *recorder) Put(p *claim.Party) error {
	r.t.Helper()
	if !p.Undescribed {
		r.types[p.Type]++
	}
	v := r.door.Judge(p)
	switch v.Outcome {
	case claim.PersonRefused:
		return r.count("person " + v.Reason)
	case claim.OutOfScope:
		return r.count("out of scope " + v.Reason)
	case claim.Undetermined:
		return r.count("undetermined")
	case claim.RuleRefused:
		return r.count("rule " + v.Reason)
	}
	if p.Key == "" {
		r.t.Errorf("%s: party without key", p.Place)
	}
	if p.Undescribed {
		r.more[p.Key]++
	} else {
		r.verdicts["admitted "+v.Basis]++
		if r.parties[p.Key] != nil {
			r.t.Errorf("%s: party key %q used twice", p.Place, p.Key)
		}
		r.parties[p.Key] = p
	}
	drafts, refusals, err := claim.Drafts(r.source, p, claim.Evidence{File: strings.Repeat("0", 64), Rows: p.RowsDigest, Basis: v.Basis})
	if err != nil {
		return fmt.Errorf("%s: %w", p.Place, err)
	}
	for _, d := range drafts {
		if r.keys[d.Key] {
			r.t.Errorf("%s: statement key %q used twice", p.Place, d.Key)
		}
		r.keys[d.Key] = true
	}
	r.drafts, r.refusals = append(r.drafts, drafts...), append(r.refusals, refusals...)
	return nil
}

// tally counts the drafts that count(d) is true of.
func (r *recorder) tally(count func(claim.Draft) bool) int {
	n := 0
	for _, d := range r.drafts {
		if count(d) {
			n++
		}
	}
	return n
}

// kinds counts drafts by kind.
func (r *recorder) kinds() map[claim.Kind]int {
	out := map[claim.Kind]int{}
	for _, d := range r.drafts {
		out[d.Kind]++
	}
	return out
}

// summary prints the counts, for tests that pin them.
func (r *recorder) summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rows %d published %s types %v\n", r.rows, r.published, r.types)
	for _, k := range slices.Sorted(maps.Keys(r.verdicts)) {
		fmt.Fprintf(&b, "%s %d\n", k, r.verdicts[k])
	}
	kinds := r.kinds()
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		fmt.Fprintf(&b, "%s %d\n", k, kinds[k])
	}
	fmt.Fprintf(&b, "refusals %d rejects %d\n", len(r.refusals), len(r.rejects))
	for i, e := range r.rejects {
		if i < 5 {
			fmt.Fprintf(&b, "  %v\n", e)
		}
	}
	return b.String()
}

// names returns an admitted party's names of one kind.
func names(p *claim.Party, kind string) []string {
	var out []string
	for _, n := range p.Names {
		if n.Kind == kind {
			out = append(out, n.Value)
		}
	}
	return out
}
