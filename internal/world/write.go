package world

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/claim"
)

// File is one snapshot of one source.
type File struct {
	Source    string
	Path      string
	Published claim.Date
}

// Write makes the world of this seed and writes its files into dir, which must exist. It returns them in the order in
// which a register takes them in: by publication day. base is the day of the demo: all other days are counted from it, so
// that the newest lists are fresh.
func Write(seed uint64, base claim.Date, dir string) ([]File, error) {
	if d, err := claim.ParseDate(string(base)); err != nil || len(d) != 10 {
		return nil, fmt.Errorf("sample world: day %q: want YYYY-MM-DD", base)
	}
	root := &rng{seed}
	orgs := organisations(root)
	events := stage(root, orgs)
	owned := holdings(root, orgs, base)
	var files []File
	for _, l := range lists {
		for i, offset := range l.published {
			f := File{Source: l.id, Published: base.AddDays(offset)}
			f.Path = filepath.Join(dir, fmt.Sprintf("%s-%s.ndjson", l.id, f.Published))
			parties := snapshot(root.fork(l.id), l, i, orgs, events, owned, base)
			if err := writeFile(f, parties); err != nil {
				return nil, fmt.Errorf("sample world: %w", err)
			}
			files = append(files, f)
		}
	}
	slices.SortStableFunc(files, func(a, b File) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(a.Source, b.Source))
	})
	return files, nil
}

// snapshot is one list as published on one day: everybody whom it mentions, and the rows that the door refuses.
func snapshot(r *rng, l list, index int, orgs []*org, events []event, owned map[int][]statementJSON, base claim.Date) []partyJSON {
	last := len(l.published) - 1
	statements := map[int][]statementJSON{}
	for i := range events {
		e := &events[i]
		if e.list != l.id {
			continue
		}
		if s, ok := e.at(index, last, base, &rng{uint64(e.number)}); ok {
			statements[e.subject.n] = append(statements[e.subject.n], s)
		}
	}
	var out []partyJSON
	mentioned := mentions(l, orgs, owned)
	for _, o := range orgs {
		list := statements[o.n]
		if l.id == "xv-companies" {
			if index == 0 && o.n%97 == 96 { // founded between the two snapshots
				continue
			}
			list = append([]statementJSON{registration(o, base)}, list...)
		}
		if l.id == "xv-ownership" {
			list = owned[o.n]
		}
		if len(list) > 0 || mentioned[o.n] {
			out = append(out, describe(l, o, index == last, list))
		}
	}
	return append(out, refusedRows(r, l)...)
}

// mentions are the organisations that a list describes although it decides nothing about them: owners.
func mentions(l list, orgs []*org, owned map[int][]statementJSON) map[int]bool {
	out := map[int]bool{}
	if l.id != "xv-ownership" {
		return out
	}
	byKey := map[string]int{}
	for _, o := range orgs {
		byKey[partyKey(l, o)] = o.n
	}
	for _, list := range owned {
		for _, s := range list {
			if s.Related != "" {
				out[byKey[s.Related]] = true
			}
		}
	}
	return out
}

// partyKey is how a list calls an organisation: every list has its own numbers.
func partyKey(l list, o *org) string {
	return fmt.Sprintf("%s%05d", l.prefix, (o.n*7+int(l.prefix[0]))%99_991)
}

// describe tells what this list knows of the organisation: the register everything, others a part, some the name and
// country alone. newest is set in the last snapshot, in which some descriptions have been brought up to date.
func describe(l list, o *org, newest bool, statements []statementJSON) partyJSON {
	p := partyJSON{Party: partyKey(l, o), Type: "organisation", Names: o.names, Countries: []string{o.country}, Statements: statements, PublicBody: o.public()}
	registry := l.id == "xv-companies"
	weak := !registry && o.n%9 == 5 && o.n >= len(cast) // this list knows no number of it
	if !weak {
		p.Identifiers = append(p.Identifiers, identifierJSON{o.country + "-VAT", o.tax})
	}
	if registry {
		p.Identifiers = append(p.Identifiers, identifierJSON{o.country + "-REG", o.reg})
	}
	if o.lei != "" && (registry || l.id == "xv-ownership" || l.id == "xv-sanctions") {
		p.Identifiers = append(p.Identifiers, identifierJSON{"XI-LEI", o.lei})
	}
	if !registry && len(p.Names) > 1 && o.n%2 == 0 {
		p.Names = p.Names[:1]
	}
	if registry || o.n%4 != 0 {
		p.LegalForm = o.form
		p.Addresses = []addressJSON{{Text: o.street, City: o.city, Country: o.country}}
	}
	if newest && o.n%53 == 7 && len(l.published) > 1 && o.n >= len(cast) {
		p.Addresses = []addressJSON{{Text: "Harbour Quay 1", City: "Port Ylva", Country: o.country}}
	}
	return p
}

func writeFile(f File, parties []partyJSON) (err error) {
	w, err := os.Create(f.Path)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := w.Close(); err == nil {
			err = cerr
		}
	}()
	buf := bufio.NewWriter(w)
	if err := line(buf, headerJSON{"claims/1", f.Source, string(f.Published)}); err != nil {
		return err
	}
	for _, p := range parties {
		if err := line(buf, p); err != nil {
			return fmt.Errorf("write %s: %w", f.Source, err)
		}
	}
	return buf.Flush()
}

func line(w *bufio.Writer, v any) error {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return err
	}
	if _, err := w.Write(b); err != nil {
		return err
	}
	return w.WriteByte('\n')
}
