package matchbench

import (
	"context"
	"math"
	"testing"

	"probity.example/probity/internal/find"
	"probity.example/probity/internal/match/similar"
)

func TestEditMeasures(t *testing.T) {
	for _, c := range []struct {
		a, b                     string
		jaroWinkler, levenshtein float64 // Winkler's published examples; edit distances counted by hand
	}{
		{"martha", "marhta", 0.9611, 1 - 2.0/6},
		{"dwayne", "duane", 0.84, 1 - 2.0/6},
		{"dixon", "dicksonx", 0.8133, 1 - 4.0/8},
		{"kitten", "kitten", 1, 1},
		{"kitten", "", 0, 0},
		{"", "", 1, 1},
		{"abc", "xyz", 0, 0},
	} {
		a, b := []rune(c.a), []rune(c.b)
		if got := jaroWinkler(a, b); math.Abs(got-c.jaroWinkler) > 5e-5 {
			t.Errorf("Jaro-Winkler %q, %q: %.4f, want %.4f", c.a, c.b, got, c.jaroWinkler)
		}
		if got := levenshtein(a, b); !near(got, c.levenshtein) || levenshtein(b, a) != got {
			t.Errorf("Levenshtein %q, %q: %v, want %v", c.a, c.b, got, c.levenshtein)
		}
	}
}

// invented are organisations that the baselines must be able to tell apart.
var invented = []entity{
	{id: "1", names: []string{"FICTIONAL Lantern Shipping Ltd", "Lantern Lines"}},
	{id: "2", names: []string{"FICTIONAL Copper Trading GmbH"}},
	{id: "3", names: []string{"FICTIONAL Saffron Foods S.A."}},
	{id: "4", names: []string{"FICTIONAL Juniper Energy"}},
}

func TestBaselinesFind(t *testing.T) {
	for _, m := range baselines(invented) {
		f, err := m.index(context.Background(), invented)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range invented {
			for _, n := range e.names {
				hits := f.search(n, 2)
				if len(hits) == 0 || hits[0].entity != i || math.Abs(hits[0].score-1) > 1e-6 || len(hits) > 1 && hits[1].score >= hits[0].score {
					t.Errorf("%s, %q: %+v", m.name, n, hits)
				}
			}
		}
		if hits := f.search("fictional coper trading", 1); len(hits) != 1 || hits[0].entity != 1 {
			t.Errorf("%s, misspelt: %+v", m.name, hits)
		}
		if got := m.compare("Lantern Lines", "lantern, LINES"); math.Abs(got-1) > 1e-9 {
			t.Errorf("%s: case and punctuation make %v", m.name, got)
		}
		f.close()
	}
}

// The product's search must agree with a comparison of everything, on a set that both see whole.
func TestSearchAgreesWithScan(t *testing.T) {
	ctx := context.Background()
	f, err := newFound(ctx, t.TempDir(), namesOf(invented))
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	var questions []question
	for i, e := range invented {
		for _, n := range e.names {
			questions = append(questions, question{"exact name", n, i})
		}
	}
	truth, err := scanAll(ctx, f.register, questions, 3)
	if err != nil {
		t.Fatal(err)
	}
	slow, _ := exhaustive().index(ctx, invented)
	for i, q := range questions {
		hits, scanned := f.search(q.name, 3), slow.search(q.name, 3)
		if hits[0].entity != q.right || hits[0].score != 1 {
			t.Errorf("%q: found %+v", q.name, hits)
		}
		for _, other := range [][]hit{truth[i], scanned} {
			if other[0].entity != q.right || other[0].score != 1 {
				t.Errorf("%q: compared with everything, found %+v", q.name, other)
			}
		}
	}
}

// exhaustive is the product's similarity without its index.
func exhaustive() matcher {
	return matcher{
		name:      "probity, every name compared",
		threshold: similar.Threshold,
		slow:      true,
		compare:   func(a, b string) float64 { return find.Compare(a, b).Similarity },
		index: func(_ context.Context, all []entity) (finder, error) {
			return newScan(all, prepare, alike), nil
		},
	}
}
