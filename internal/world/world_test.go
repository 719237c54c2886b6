package world_test

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/world"
)

const day = claim.Date("2026-11-22")

// party is Probity's own layout as a reader sees it.
type party struct {
	Party       string             `json:"party"`
	Type        string             `json:"type"`
	Names       []claim.Name       `json:"names"`
	Identifiers []claim.Identifier `json:"identifiers"`
	Countries   []string           `json:"countries"`
	Addresses   []claim.Address    `json:"addresses"`
	LegalForm   string             `json:"legal_form"`
	PublicBody  bool               `json:"public_body"`
	Statements  []struct {
		Key     string     `json:"key"`
		Kind    claim.Kind `json:"kind"`
		Related string     `json:"related"`
		Share   string     `json:"share"`
		claim.Decision
	} `json:"statements"`
}

func (p *party) claim() *claim.Party {
	out := &claim.Party{
		Key: p.Party, Names: p.Names, Identifiers: p.Identifiers, Countries: p.Countries, Addresses: p.Addresses,
		LegalForm: p.LegalForm, PublicBody: p.PublicBody,
		Type: map[string]claim.PartyType{"organisation": claim.Organisation, "person": claim.Person, "sole_trader": claim.SoleTrader}[p.Type],
	}
	for _, s := range p.Statements {
		d := s.Decision
		d.Share, d.Related = s.Share, ""
		out.Statements = append(out.Statements, claim.Statement{Key: s.Key, Kind: s.Kind, Decision: d, RelatedParty: s.Related})
	}
	return out
}

// each calls f with every party of every file, in ingest order.
func each(t *testing.T, seed uint64, f func(file world.File, p *party)) []world.File {
	t.Helper()
	files, err := world.Write(seed, day, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file.Path)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSpace(b), []byte("\n"))
		for _, line := range lines[1:] {
			var p party
			if err := json.Unmarshal(line, &p); err != nil {
				t.Fatalf("%s: %v\n%s", file.Source, err, line)
			}
			f(file, &p)
		}
	}
	return files
}

func TestEverythingOccurs(t *testing.T) {
	kinds, grounds, effects, states, finalities, admissions := map[claim.Kind]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	taxes, scripts := map[string]bool{}, map[string]bool{}
	refused := map[string]int{}
	each(t, 1, func(file world.File, p *party) {
		c := p.claim()
		if v := (claim.Door{}).Judge(c); v.Outcome != claim.Admitted {
			refused[v.Reason]++
			return
		}
		drafts, bad, err := claim.Drafts(file.Source, c, claim.Evidence{File: strings.Repeat("0", 64), Basis: "type_column"})
		if err != nil {
			t.Fatalf("%s %s: %v", file.Source, p.Party, err)
		}
		for _, b := range bad {
			if b.Rule != "protected" {
				t.Errorf("%s %s: %v", file.Source, p.Party, b.Err)
			}
			refused[b.Rule]++
		}
		for _, id := range p.Identifiers {
			taxes[id.Scheme+id.Value] = taxes[id.Scheme+id.Value] || id.Scheme == "XV-VAT"
		}
		for _, n := range p.Names {
			scripts[n.Lang] = true
		}
		for _, d := range drafts {
			kinds[d.Kind]++
			for _, g := range d.Grounds {
				grounds[g]++
			}
			for _, e := range d.Effects {
				effects[e]++
			}
			states[d.State]++
			finalities[d.State+"/"+d.Finality]++
			admissions[d.Admission]++
			for _, shown := range []string{d.Authority, d.Title} {
				if d.Kind != claim.KindDesc && !strings.Contains(shown, world.Fictional) {
					t.Errorf("%s %s: %q is shown and does not say %s", file.Source, p.Party, shown, world.Fictional)
				}
			}
		}
	})
	computed := []claim.Kind{"SAN.DERIV", claim.KindSame, claim.KindNotSame, claim.KindAmend, claim.KindWithdraw, claim.KindRemove}
	for _, k := range claim.Kinds() {
		if kinds[k] == 0 && !k.Subjectless() && k.Family() != "DUE" && !slices.Contains(computed, k) {
			t.Errorf("kind %s does not occur", k)
		}
	}
	for list, seen := range map[*[]string]map[string]int{&claim.Grounds: grounds, &claim.Effects: effects, &claim.States: states, &claim.Admissions: admissions} {
		for _, w := range *list {
			if seen[w] == 0 {
				t.Errorf("%s does not occur", w)
			}
		}
	}
	for _, s := range claim.States {
		for _, f := range claim.Finalities {
			if finalities[s+"/"+f] == 0 {
				t.Errorf("state %s with finality %s does not occur", s, f)
			}
		}
	}
	if refused["type_column"] == 0 || refused["sole_trader"] == 0 || refused["protected"] == 0 {
		t.Errorf("the door has nobody to refuse: %v", refused)
	}
	if len(scripts) < 10 {
		t.Errorf("%d languages, want at least 10", len(scripts))
	}
}

func TestNobodyIsExempt(t *testing.T) {
	adverse := map[string]bool{}
	registered := 0
	each(t, 7, func(file world.File, p *party) {
		for _, s := range p.Statements {
			switch s.Kind.Family() {
			case "EXC", "SAN", "JUD", "REG", "AUD", "INS", "ARR":
				adverse[p.Names[0].Value] = true
			}
		}
		if file.Source == "xv-companies" && file.Published > "2026-10" && p.Type == "organisation" {
			registered++
		}
	})
	for _, name := range []string{world.RoadsMinistry, world.RulingParty, world.Operator, world.Railways, world.Security, world.Debarred} {
		if !adverse[name] {
			t.Errorf("%s has no adverse record", name)
		}
	}
	if adverse[world.Clean] {
		t.Errorf("%s has an adverse record", world.Clean)
	}
	if registered != world.Size {
		t.Errorf("%d registered organisations, want %d", registered, world.Size)
	}
}

// TestSnapshotsMove: three lists or more have two snapshots or more with additions, withdrawals, changes and one party
// listed, delisted and listed again; no snapshot loses more than a quarter of its subjects.
func TestSnapshotsMove(t *testing.T) {
	before := map[string]map[string]bool{}
	gone := map[string]map[string]bool{}
	now := map[string]bool{}
	var current world.File
	snapshots, lost, relisted := map[string]int{}, 0, 0
	closeFile := func() {
		prev := before[current.Source]
		missing := 0
		for k := range prev {
			if !now[k] {
				missing++
				if gone[current.Source] == nil {
					gone[current.Source] = map[string]bool{}
				}
				gone[current.Source][k] = true
			}
		}
		for k := range now {
			if gone[current.Source][k] {
				relisted++
			}
		}
		if missing*4 > len(prev) {
			t.Errorf("%s lost %d of %d", current.Source, missing, len(prev))
		}
		lost += missing
		before[current.Source], now = now, map[string]bool{}
	}
	each(t, 3, func(file world.File, p *party) {
		if file != current {
			if current.Source != "" {
				closeFile()
			}
			current = file
			snapshots[file.Source]++
		}
		if p.Type == "organisation" {
			now[p.Party] = true
		}
	})
	closeFile()
	several := 0
	for _, n := range snapshots {
		if n > 1 {
			several++
		}
	}
	if several < 3 || lost == 0 || relisted == 0 {
		t.Errorf("%d lists with several snapshots, %d withdrawn, %d listed again", several, lost, relisted)
	}
}

func TestKeysAndNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	taxOf := map[string]string{}
	each(t, 5, func(file world.File, p *party) {
		key := file.Path + "\x00" + p.Party
		if seen[key] {
			t.Errorf("%s: party %s twice", file.Source, p.Party)
		}
		seen[key] = true
		statements := map[string]bool{}
		for _, s := range p.Statements {
			if statements[s.Key] {
				t.Errorf("%s %s: statement %s twice", file.Source, p.Party, s.Key)
			}
			statements[s.Key] = true
		}
		for _, id := range p.Identifiers {
			if !strings.HasSuffix(id.Scheme, "-VAT") {
				continue
			}
			if n, ok := taxOf[id.Value]; ok && n != p.Names[0].Value {
				t.Errorf("%s is the number of %q and %q", id.Value, n, p.Names[0].Value)
			}
			taxOf[id.Value] = p.Names[0].Value
		}
	})
}

func TestSameSeedSameBytes(t *testing.T) {
	digest := func(t *rapid.T, seed uint64) [32]byte {
		dir, err := os.MkdirTemp("", "world")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		files, err := world.Write(seed, day, dir)
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		for _, f := range files {
			b, err := os.ReadFile(f.Path)
			if err != nil {
				t.Fatal(err)
			}
			h.Write([]byte(filepath.Base(f.Path)))
			h.Write(b)
		}
		return [32]byte(h.Sum(nil))
	}
	seen := 0
	rapid.Check(t, func(t *rapid.T) {
		if seen++; seen > 5 {
			return // each world takes a tenth of a second
		}
		seed := rapid.Uint64().Draw(t, "seed")
		a, b, other := digest(t, seed), digest(t, seed), digest(t, seed+1)
		if a != b {
			t.Fatalf("seed %d gave two worlds", seed)
		}
		if a == other {
			t.Fatalf("seeds %d and %d gave one world", seed, seed+1)
		}
	})
}

func TestSources(t *testing.T) {
	for _, e := range world.Sources() {
		if err := claim.ValidSource(e.ID); err != nil {
			t.Error(err)
		}
		if err := claim.AdmitCriterion(e.Criterion); err != nil {
			t.Error(err)
		}
		if !strings.Contains(e.Title, world.Fictional) || !strings.Contains(e.Publisher, world.Fictional) {
			t.Errorf("%s: title %q or publisher %q does not say %s", e.ID, e.Title, e.Publisher, world.Fictional)
		}
	}
}

func TestDayIsChecked(t *testing.T) {
	for _, bad := range []claim.Date{"", "2026", "2026-11", "2026-13-01", "today"} {
		if _, err := world.Write(1, bad, t.TempDir()); err == nil {
			t.Errorf("day %q was taken", bad)
		}
	}
}
