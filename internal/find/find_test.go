package find_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/find"
)

const salt = "00000000000000000000000000000000"

// memLog is a log in memory.
type memLog struct{ bodies [][]byte }

func (l *memLog) Scan(_ context.Context, from, to int64, each func(int64, [32]byte, []byte) error) error {
	for i := from; i < to; i++ {
		if err := each(i, [32]byte{}, l.bodies[i]); err != nil {
			return err
		}
	}
	return nil
}

// add appends a claim with these names and returns its index.
func (l *memLog) add(t *testing.T, names ...string) int64 {
	t.Helper()
	n := len(l.bodies)
	c := claim.Claim{V: claim.Version, Salt: salt, Kind: claim.KindDesc, Source: "xv-list", Record: fmt.Sprintf("xv-list:%d", n), Key: fmt.Sprintf("xv-list:%d#desc", n), Version: 1}
	for _, name := range names {
		c.Names = append(c.Names, claim.Name{Value: name, Kind: "primary"})
	}
	l.put(t, &c)
	return int64(n)
}

func (l *memLog) put(t *testing.T, c *claim.Claim) {
	t.Helper()
	body, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	l.bodies = append(l.bodies, body)
}

func (l *memLog) size() int64 { return int64(len(l.bodies)) }

func open(t *testing.T, dir string, log *memLog) *find.Finder {
	t.Helper()
	f, err := find.Open(t.Context(), dir, log, log.size(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// first is the claim that stands first, -1 if nothing was found.
func first(f *find.Finder, name string) int64 {
	if r := f.Search(context.Background(), find.Query{Name: name}); len(r.Candidates) > 0 {
		return r.Candidates[0].Claim
	}
	return -1
}

func TestSearch(t *testing.T) {
	log := &memLog{}
	orlan := log.add(t, "Orlan Shipping Co., Ltd.", "ОРЛАН ШИППИНГ")
	vexel := log.add(t, "Vexel Trading GmbH")
	log.add(t, "Bank of Verdania")
	f := open(t, t.TempDir(), log)
	for name, want := range map[string]int64{
		"ORLAN SHIPPING COMPANY LIMITED": orlan, "Orlann Shiping": orlan, "Орлан": orlan, "Veksel Trading": vexel, "VEXEL": vexel, "": -1, "!!!": -1,
	} {
		if got := first(f, name); got != want {
			t.Errorf("%q finds claim %d, want %d", name, got, want)
		}
	}
	r := f.Search(t.Context(), find.Query{Name: "Orlan Shipping Co., Ltd."})
	if c := r.Candidates[0]; c.Similarity != 1 || c.Name != 0 {
		t.Errorf("the exact name: %+v", c)
	}
	if r.Indexed != 3 || r.Names != 4 || r.Looked == 0 {
		t.Errorf("searched %+v", r)
	}
	if got := f.Search(t.Context(), find.Query{Name: "Vexel Trading", Size: vexel}); len(got.Candidates) > 0 && got.Candidates[0].Claim == vexel {
		t.Error("a claim was found before it was known")
	}
}

func TestKeepsUpWithTheLog(t *testing.T) {
	dir, log := t.TempDir(), &memLog{}
	log.add(t, "Orlan Shipping")
	f := open(t, dir, log)
	vexel := log.add(t, "Vexel Trading")
	if first(f, "Vexel Trading") == vexel {
		t.Fatal("found before the index was brought up to date")
	}
	if err := f.CatchUp(t.Context(), log.size(), nil); err != nil {
		t.Fatal(err)
	}
	if first(f, "Vexel Trading") != vexel {
		t.Error("not found afterwards")
	}
	if err := find.Save(t.Context(), dir, log, log.size(), nil); err != nil {
		t.Fatal(err)
	}
	later := log.add(t, "Quorra Mining")
	again := open(t, dir, log)
	for name, want := range map[string]int64{"Orlan Shipping": 0, "Vexel Trading": vexel, "Quorra Mining": later} {
		if got := first(again, name); got != want {
			t.Errorf("with a segment, %q finds %d, want %d", name, got, want)
		}
	}
}

func TestRemovedNamesAreForgotten(t *testing.T) {
	dir, log := t.TempDir(), &memLog{}
	gone := log.add(t, "Orlan Shipping")
	log.add(t, "Vexel Trading")
	if err := find.Save(t.Context(), dir, log, log.size(), nil); err != nil {
		t.Fatal(err)
	}
	log.put(t, &claim.Claim{
		V: claim.Version, Salt: salt, Kind: claim.KindRemove, Source: claim.RegisterSource, Key: "probity:removal/0#act", Version: 1,
		Removed: &claim.Removal{Index: gone, Claim: strings.Repeat("0", 64), Chain: strings.Repeat("0", 32), Ground: "order"},
	})
	if f := open(t, dir, log); first(f, "Orlan Shipping") == gone {
		t.Error("the removed name is found in the old segment")
	}
	if err := find.Clear(dir); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDamagedSegmentIsPassedOver(t *testing.T) {
	dir, log := t.TempDir(), &memLog{}
	log.add(t, "Orlan Shipping")
	if err := find.Save(t.Context(), dir, log, log.size(), nil); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.idx"))
	if len(files) != 1 {
		t.Fatalf("segments: %v", files)
	}
	if err := os.Truncate(files[0], 40); err != nil {
		t.Fatal(err)
	}
	if f := open(t, dir, log); first(f, "Orlan Shipping") != 0 {
		t.Error("not found: the index was not made anew")
	}
}
