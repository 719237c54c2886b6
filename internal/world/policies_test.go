package world_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/register"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/world"
	"probity.example/probity/verify"
)

// ingest makes a register of the sample world, as the demo does, with a clock that moves by a second at each look.
func ingest(t *testing.T, seed uint64) *datadir.Writer {
	t.Helper()
	ctx := context.Background()
	start, looks := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), 0
	now := func() time.Time { looks++; return start.Add(time.Duration(looks) * time.Second) }
	w, err := datadir.OpenWriter(ctx, datadir.Config{Dir: t.TempDir(), Origin: "probity.example/demo", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	var acts []intake.Act
	for _, e := range world.Sources() {
		acts = append(acts, intake.AdmitSource(e))
	}
	if _, err := w.Intake.Sync(ctx, acts); err != nil {
		t.Fatal(err)
	}
	files, err := world.Write(seed, day, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, e := range world.Sources() {
			if e.ID != f.Source {
				continue
			}
			res, err := w.Intake.File(ctx, e, []*format.File{{Path: f.Path}}, intake.Options{})
			if err != nil {
				t.Fatalf("%s: %v", f.Path, err)
			}
			if res.Snapshot.Published != f.Published {
				t.Errorf("%s: published %s, want %s", f.Source, res.Snapshot.Published, f.Published)
			}
		}
	}
	return w
}

// TestEveryRuleOccurs: in the register of the sample world every rule of every built-in policy matches somebody, and the
// answers that a policy can give occur.
func TestEveryRuleOccurs(t *testing.T) {
	ctx := context.Background()
	w := ingest(t, 1)
	m, err := w.Register.Now(ctx)
	if err != nil {
		t.Fatal(err)
	}
	states, err := w.Register.Sources(ctx, m, day)
	if err != nil {
		t.Fatal(err)
	}
	in := rulebook.Input{AsOf: day, KnownAt: m.Recorded, Today: day}
	for i := range states {
		s := rulebook.Source{ID: states[i].ID, Entry: *states[i].Entry.Claim.SourceEntry}
		for _, k := range []*register.Known{states[i].Snapshot, states[i].Next} {
			if k != nil {
				verify.Bracket(&s, known(*k), day)
			}
		}
		in.Sources = append(in.Sources, s)
	}
	policies, err := rulebook.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	matched, answers := map[string]int{}, map[string]int{}
	for _, subject := range subjects(t, w.Register, m) {
		in.Subjects = []rulebook.Subject{subject}
		for _, p := range policies {
			res, err := p.Evaluate(in)
			if err != nil {
				t.Fatalf("%s: %v", p.ID, err)
			}
			answers[p.ID+"/"+res.Answer]++
			for _, s := range res.Subjects {
				for _, match := range s.Matches {
					matched[p.ID+"/"+match.Rule]++
				}
			}
		}
	}
	for _, p := range policies {
		for _, r := range p.Rules {
			// A rule that names one publisher by its source id is for that publisher's real list alone.
			if matched[p.ID+"/"+r.ID] == 0 && !strings.Contains(r.When, "c.source == ") {
				t.Errorf("rule %s of policy %s matches nobody", r.ID, p.ID)
			}
		}
	}
	for _, p := range policies {
		if answers[p.ID+"/ask"] == 0 && answers[p.ID+"/barred"] == 0 {
			t.Errorf("policy %s objects to nobody", p.ID)
		}
		if answers[p.ID+"/clear"]+answers[p.ID+"/clear_with_notes"] < world.Size/2 {
			t.Errorf("policy %s finds no bar for %d organisations only", p.ID, answers[p.ID+"/clear"]+answers[p.ID+"/clear_with_notes"])
		}
	}
}

func known(k register.Known) rulebook.Known {
	return rulebook.Known{Index: k.Index, ID: k.ID, Claim: k.Claim, KnownAt: k.KnownAt, Published: verify.Published(k.Claim, k.Published)}
}

// subjects are all organisations of the register.
func subjects(t *testing.T, reg *register.Register, m register.Moment) []rulebook.Subject {
	t.Helper()
	ctx := context.Background()
	seen := map[string]bool{}
	var out []rulebook.Subject
	each(t, 1, func(file world.File, p *party) {
		if p.Type != "organisation" {
			return
		}
		o, err := reg.ByRecord(ctx, claim.RecordKey(file.Source, p.Party), m)
		if err != nil {
			t.Fatal(err)
		}
		if o == nil || seen[o.ID] {
			return
		}
		seen[o.ID] = true
		list, err := reg.Claims(ctx, o, m)
		if err != nil {
			t.Fatal(err)
		}
		s := rulebook.Subject{Org: o.ID, Records: o.Records, Identity: rulebook.IdentityChosen}
		for _, k := range list {
			s.Claims = append(s.Claims, known(k))
		}
		out = append(out, s)
	})
	return out
}
