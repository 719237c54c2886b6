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
		what      string
		bands     []links.Estimate
		least     int
		ok        bool
		supported float64
	}{
		{"nothing measured", nil, 0, false, 0},
		{"all right, and too few to say so", []links.Estimate{band(90, 100, 292, 292)}, 0, false, 0.987},
		{"all right, and just enough", []links.Estimate{band(90, 100, 381, 381)}, 90, true, 0.99},
		{"the first band is not good enough", []links.Estimate{band(90, 100, 90, 100)}, 0, false, 0.8256},
		{"the second band makes it enough", []links.Estimate{band(90, 100, 250, 250), band(80, 89, 250, 250)}, 80, true, 0.9924},
		{"down to a band that is surely worse", []links.Estimate{band(90, 100, 500, 500), band(80, 89, 300, 300), band(70, 79, 50, 60)}, 80, true, 0.9952},
		{"a band that may be as good counts", []links.Estimate{band(90, 100, 900, 900), band(80, 89, 99, 100)}, 80, true, 0.9957},
		{"but not below what all together reach", []links.Estimate{band(90, 100, 500, 500), band(80, 89, 97, 100), band(70, 79, 100, 100)}, 90, true, 0.9924},
		{"a few right ones say nothing", []links.Estimate{band(90, 100, 500, 500), band(80, 89, 5, 5), band(70, 79, 500, 500)}, 90, true, 0.9924},
	} {
		table := links.Table{Bands: tt.bands}
		if least, ok := table.Least(0.99); least != tt.least && ok || ok != tt.ok {
			t.Errorf("%s: %d, %v; want %d, %v", tt.what, least, ok, tt.least, tt.ok)
		}
		most := table.Supported()
		if most.Low != tt.supported {
			t.Errorf("%s: supports %v, want %v", tt.what, most.Low, tt.supported)
		}
		if _, ok := table.Least(most.Low); ok != (most.Pairs > 0) {
			t.Errorf("%s: it supports %v, and suggests nothing at that", tt.what, most.Low)
		}
		if _, ok := table.Least(most.Low + 0.0001); ok {
			t.Errorf("%s: it supports more than %v", tt.what, most.Low)
		}
	}
}

func TestTheDefaultIsWhatTheShippedTableSupports(t *testing.T) {
	table, err := links.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if most := table.Supported(); most.Low < links.DefaultPrecision || most.Low >= links.DefaultPrecision+0.01 {
		t.Errorf("it supports %v, the default is %v", most.Low, links.DefaultPrecision)
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
