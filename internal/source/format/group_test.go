package format

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// However little memory there is, a Grouper gives what a map of slices would, in byte order of the keys.
func TestGrouper(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		g := NewGrouper(dir, rapid.SampledFrom([]int{1, 300, 2000, 1 << 20}).Draw(t, "memory"))
		want := map[string][][]string{}
		for i := range rapid.IntRange(0, 60).Draw(t, "rows") {
			key := rapid.SampledFrom([]string{"", "a", "b", "aa", "é", "10", "9"}).Draw(t, "key")
			row := []string{fmt.Sprint(i), rapid.String().Draw(t, "cell")}[:rapid.IntRange(0, 2).Draw(t, "columns")]
			want[key] = append(want[key], slices.Clone(row))
			if err := g.Add(key, row); err != nil {
				t.Fatal(err)
			}
		}
		last, seen := "", 0
		err := g.Each(func(key string, rows [][]string) error {
			if seen > 0 && key <= last {
				t.Fatalf("key %q after %q", key, last)
			}
			if !slices.EqualFunc(rows, want[key], slices.Equal) {
				t.Fatalf("%q: %q, want %q", key, rows, want[key])
			}
			last, seen = key, seen+1
			return nil
		})
		if err != nil || seen != len(want) {
			t.Fatalf("%d keys, want %d (%v)", seen, len(want), err)
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// What is spilled has no name while it is there, and is gone after Close.
func TestGrouperLeavesNoFiles(t *testing.T) {
	dir := t.TempDir()
	g := NewGrouper(dir, 1)
	for i := range 10 {
		if err := g.Add(fmt.Sprint(i), []string{"row"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(g.runs) != 10 {
		t.Errorf("%d runs", len(g.runs))
	}
	stop := errors.New("enough")
	if err := g.Each(func(string, [][]string) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("files with names: %v %v", files, err)
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
}

func TestGrouperBoundsOneKey(t *testing.T) {
	g := NewGrouper(t.TempDir(), 8<<20)
	defer g.Close()
	row := []string{strings.Repeat("x", 4<<20)}
	for range 17 {
		if err := g.Add("k", row); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Each(func(string, [][]string) error { return nil }); err == nil {
		t.Error("68 MiB under one key were handed over")
	}
}
