package links_test

import (
	"testing"

	"probity.example/probity/internal/links"
)

func band(from, to, same, pairs int) links.Estimate {
	t := links.Table{Bands: []links.Estimate{{From: from, To: to, Same: same, Pairs: pairs}}}
	e := t.From(from)
	e.To = to
	return e
}

// TestIntervals compares with values of Wilson's interval that are in print, for example in Brown, Cai and DasGupta (2001)
// and Newcombe (1998).
func TestIntervals(t *testing.T) {
	for _, tt := range []struct {
		same, pairs int
		low, high   float64
	}{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}, {8, 10, 0.4902, 0.9433}, {0, 0, 0, 1},
	} {
		if e := band(0, 100, tt.same, tt.pairs); e.Low != tt.low || e.High != tt.high {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", tt.same, tt.pairs, e.Low, e.High, tt.low, tt.high)
		}
	}
}

func TestHowFarDownToSuggest(t *testing.T) {
	for _, tt := range []struct {
		what  string
		bands []links.Estimate
		least int
		ok    bool
	}{
		{"nothing measured", nil, 0, false},
		{"the first band is not good enough", []links.Estimate{band(90, 100, 90, 100)}, 0, false},
		{"down to a band that is surely worse", []links.Estimate{band(90, 100, 500, 500), band(80, 89, 300, 300), band(70, 79, 50, 60)}, 80, true},
		{"a band that may be as good counts", []links.Estimate{band(90, 100, 500, 500), band(80, 89, 99, 100)}, 80, true},
		{"but not below what all together reach", []links.Estimate{band(90, 100, 100, 100), band(80, 89, 97, 100), band(70, 79, 100, 100)}, 90, true},
		{"a few right ones say nothing", []links.Estimate{band(90, 100, 500, 500), band(80, 89, 5, 5), band(70, 79, 500, 500)}, 90, true},
	} {
		table := links.Table{Bands: tt.bands}
		if least, ok := table.Least(0.99); least != tt.least && ok || ok != tt.ok {
			t.Errorf("%s: %d, %v; want %d, %v", tt.what, least, ok, tt.least, tt.ok)
		}
	}
}

func TestTheShippedTableCoversAllPoints(t *testing.T) {
	table, err := links.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if table.Matcher != links.Matcher {
		t.Errorf("it was measured with %s, this is %s", table.Matcher, links.Matcher)
	}
	for points := 50; points <= 100; points++ {
		if e := table.Of(points); points < e.From || points > e.To || e.Same > e.Pairs || e.Low > e.Precision || e.High < e.Precision {
			t.Errorf("%d points: %+v", points, e)
		}
	}
}
