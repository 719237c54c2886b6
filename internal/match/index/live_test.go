package index_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/lexicon"
	"probity.example/probity/internal/match/text"
)

// anyEntry draws a name of any bytes.
func anyEntry(t *rapid.T) index.Entry {
	spelling := rapid.OneOf(rapid.StringMatching(`[a-z]{1,12}`), rapid.String(), rapid.SampledFrom([]string{"alpha", "alpah", "beta"}))
	e := index.Entry{
		Ordinal: rapid.Uint16().Draw(t, "ordinal"),
		Acronym: rapid.SampledFrom([]string{"", "ab", "xyz"}).Draw(t, "acronym"),
	}
	e.Name.Tail = rapid.SampledFrom([]string{"", "co ltd"}).Draw(t, "tail")
	e.Name.Form = rapid.SampledFrom([]string{"", "limited"}).Draw(t, "form")
	for range rapid.IntRange(0, 5).Draw(t, "words") {
		w := text.Word{Text: spelling.Draw(t, "text"), Open: rapid.Bool().Draw(t, "open")}
		w.Kind = lexicon.Kind(rapid.IntRange(0, int(lexicon.Number)).Draw(t, "kind"))
		w.Concept = lexicon.ID(rapid.SampledFrom([]int{0, 0, 0, 1, 2, 65535}).Draw(t, "concept"))
		if w.Concept != 0 {
			w.Kind = lexicon.Generic + lexicon.Kind(w.Concept%4)
		}
		w.Alts = rapid.SliceOfN(spelling, 0, 2).Draw(t, "alts")
		e.Name.Words = append(e.Name.Words, w)
	}
	return e
}

// TestLiveIsItsDocuments puts, deletes and compacts at random, and looks for every name of what should be there.
func TestLiveIsItsDocuments(t *testing.T) {
	path := filepath.Join(t.TempDir(), "names")
	rapid.Check(t, func(t *rapid.T) {
		live, model := index.NewLive(nil), map[int64]index.Doc{}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				d := index.Doc{Ref: rapid.Int64Range(-3, 6).Draw(t, "ref")}
				d.Identifiers = []string{rapid.SampledFrom([]string{"A:1", "A:2"}).Draw(t, "id")}
				for range rapid.IntRange(0, 3).Draw(t, "names") {
					d.Names = append(d.Names, anyEntry(t))
				}
				live.Put(d)
				model[d.Ref] = d
			},
			"delete": func(t *rapid.T) {
				ref := rapid.Int64Range(-3, 6).Draw(t, "ref")
				live.Delete(ref)
				delete(model, ref)
			},
			"compact": func(t *rapid.T) {
				if err := live.Compact(context.Background(), path, "x"); err != nil {
					t.Fatal(err)
				}
				if _, recent := live.Size(); recent != 0 {
					t.Fatalf("%d names in memory after compacting", recent)
				}
			},
			"": func(t *rapid.T) { check(t, live, model) },
		})
	})
}

func check(t *rapid.T, live *index.Live, model map[int64]index.Doc) {
	identified := map[string][]int64{}
	for _, ref := range slices.Sorted(maps.Keys(model)) {
		d := model[ref]
		identified[d.Identifiers[0]] = append(identified[d.Identifiers[0]], ref)
		for _, e := range d.Names {
			checkFound(t, live, model, ref, e)
		}
	}
	for _, k := range []string{"A:1", "A:2", "A:3"} {
		got := live.ByIdentifier(k)
		slices.Sort(got)
		if !slices.Equal(got, identified[k]) {
			t.Fatalf("identifier %s: %v, want %v", k, got, identified[k])
		}
	}
}

func checkFound(t *rapid.T, live *index.Live, model map[int64]index.Doc, ref int64, e index.Entry) {
	hits, _ := live.Search([]text.Name{e.Name}, index.Options{})
	found := false
	for _, h := range hits {
		if h.Score < 0 || h.Score > 1 {
			t.Fatalf("score %v", h.Score)
		}
		d, ok := model[h.Ref]
		if !ok || !slices.ContainsFunc(d.Names, func(x index.Entry) bool {
			return x.Ordinal == h.Ordinal && cmp.Equal(x.Name, h.Name, cmpopts.EquateEmpty())
		}) {
			t.Fatalf("%+v is a hit, but no name that is there", h)
		}
		found = found || h.Ref == ref && h.Score > .99 && cmp.Equal(h.Name, e.Name, cmpopts.EquateEmpty())
	}
	if !found && len(e.Name.Words) > 0 {
		t.Fatalf("%+v of %d is not found by itself among %+v", e, ref, hits)
	}
}

func TestSearchWhileChanging(t *testing.T) {
	const steady = 200
	var docs []index.Doc
	g := newGenerator(5, 1000)
	for d := range g.docs(steady) {
		docs = append(docs, d)
	}
	live := index.NewLive(build(t, docs))
	path := filepath.Join(t.TempDir(), "names")
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				d := docs[i%steady]
				hits, _ := live.Search([]text.Name{d.Names[0].Name}, index.Options{Limit: steady})
				if !slices.Contains(refs(hits), d.Ref) {
					t.Errorf("%d was not found while others changed", d.Ref)
					return
				}
			}
		})
	}
	for i := range 300 {
		d := g.doc(int64(1000 + i%50))
		live.Put(d)
		live.Delete(int64(1000 + i%7))
		if i%100 == 50 {
			if err := live.Compact(ctx, path, ""); err != nil {
				t.Error(err)
			}
		}
	}
	stop()
	wg.Wait()
}

func TestCompactFailsHarmlessly(t *testing.T) {
	live := index.NewLive(build(t, []index.Doc{doc(1, "Karvenik Trading")}))
	live.Put(doc(2, "Ozmarin Shipping"))
	if err := live.Compact(context.Background(), filepath.Join(t.TempDir(), "none", "names"), ""); err == nil {
		t.Fatal("compacting into a directory that is not there succeeded")
	}
	live.Put(doc(3, "Karvenik Ozmarin"))
	live.Delete(1)
	for q, want := range map[string][]int64{"Karvenik": {3}, "Ozmarin": {2, 3}} {
		hits, _ := live.Search(ask(q), index.Options{})
		got := refs(hits)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", q, got, want)
		}
	}
	path := filepath.Join(t.TempDir(), "names")
	if err := live.Compact(context.Background(), path, "tables 2"); err != nil {
		t.Fatal(err)
	}
	seg, err := index.Open(path)
	if err != nil || seg.Tables() != "tables 2" || seg.Docs() != 2 || seg.Names() != 2 {
		t.Fatalf("%v: %q, %d documents, %d names", err, seg.Tables(), seg.Docs(), seg.Names())
	}
}

func TestBuildFailureLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "names")
	if err := index.Build(context.Background(), path, "", each(world())); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for what, build := range map[string]func() error{
		"the source breaks": func() error {
			return index.Build(context.Background(), path, "", func(yield func(index.Doc, error) bool) {
				_ = yield(doc(1, "Karvenik"), nil) && yield(index.Doc{}, broken)
			})
		},
		"a reference comes twice": func() error {
			return index.Build(context.Background(), path, "", each([]index.Doc{doc(1, "Karvenik"), doc(1, "Ozmarin")}))
		},
		"nobody wants it": func() error { return index.Build(cancelled, path, "", each(world())) },
	} {
		if err := build(); err == nil {
			t.Errorf("%s: no error", what)
		}
		names, err := filepath.Glob(filepath.Join(dir, "*"))
		hidden, _ := filepath.Glob(filepath.Join(dir, ".*"))
		if err != nil || len(names)+len(hidden) != 1 {
			t.Errorf("%s: leaves %v %v", what, names, hidden)
		}
		if seg, err := index.Open(path); err != nil || seg.Docs() != len(world()) {
			t.Errorf("%s: the old file is gone: %v", what, err)
		}
	}
}

// TestCommonWords asks for names of which every word is in thousands of others.
func TestCommonWords(t *testing.T) {
	g := newGenerator(7, 50_000)
	var docs []index.Doc
	for d := range g.docs(8000) {
		docs = append(docs, d)
	}
	for i := range 3000 {
		own := fmt.Sprintf(" q%dx", i)
		docs = append(docs, doc(int64(10_000+i), "National Trading Company"+own, "Norland Shipping Services"+own))
	}
	docs = append(docs,
		doc(1_000_001, "National Trading Company"), doc(1_000_002, "Norland Shipping Services Company"), doc(1_000_003, "National"))
	for where, live := range both(t, docs) {
		for q, want := range map[string]int64{
			"National Trading Company": 1_000_001, "Trading National": 1_000_001, "Norland Shipping Services": 1_000_002, "National": 1_000_003,
		} {
			hits, stats := live.Search(ask(q), index.Options{Limit: 10})
			if got := refs(hits); len(got) == 0 || got[0] != want || len(got) > 10 {
				t.Errorf("%s: %q finds %v (%+v), want %d first", where, q, got, stats, want)
			}
			if stats.Candidates > 4096 || stats.Postings > 200_000 {
				t.Errorf("%s: %q: work without bound: %+v", where, q, stats)
			}
		}
	}
}

func TestLimits(t *testing.T) {
	live := index.NewLive(nil)
	for i := range 300 {
		live.Put(doc(int64(i), "Karvenik Trading", "Karvenik Shipping"))
	}
	for limit, want := range map[int]int{0: index.DefaultLimit, 1: 1, 7: 7, 1000: 300} {
		hits, stats := live.Search(ask("Karvenik Trading"), index.Options{Limit: limit})
		if got := len(refs(hits)); got != want {
			t.Errorf("limit %d: %d references", limit, got)
		}
		if (stats.Floor > 0) != (want < 300) {
			t.Errorf("limit %d: floor %v", limit, stats.Floor)
		}
		if !slices.IsSortedFunc(hits, func(a, b index.Hit) int { return int(1e6 * (b.Score - a.Score)) }) {
			t.Errorf("limit %d: not the best first", limit)
		}
	}
	if hits, _ := live.Search(ask("Karvenik Trading"), index.Options{MinScore: .999}); len(hits) == 0 || hits[len(hits)-1].Score <= .999 {
		t.Errorf("hits below the least score that was asked for: %+v", hits)
	}
	if hits, _ := live.Search(nil, index.Options{}); len(hits) != 0 {
		t.Errorf("no question finds %v", hits)
	}
}
