package links

import (
	_ "embed"
	"fmt"
	"math"

	"github.com/go-json-experiment/json"
)

// Estimate is what became of pairs with a certain number of points where the truth is known.
type Estimate struct {
	From      int     `json:"from"`      // points, the lowest of the band
	To        int     `json:"to"`        // points, the highest of the band
	Pairs     int     `json:"pairs"`     // labelled pairs in the band
	Same      int     `json:"same"`      // of which one organisation
	Precision float64 `json:"precision"` // Same of Pairs
	Low       float64 `json:"low"`       // 95 % interval of Wilson (1927)
	High      float64 `json:"high"`
}

// Table gives an estimate for every number of points, the highest band first. It is measured, reviewed and shipped; Calibrate
// makes it.
type Table struct {
	Matcher string     `json:"matcher"`
	Truth   []Truth    `json:"truth"` // from what it was measured
	Bands   []Estimate `json:"bands"`
}

//go:embed precision.json
var shipped []byte

// Shipped is the table that this program comes with.
func Shipped() (*Table, error) {
	var t Table
	if err := json.Unmarshal(shipped, &t, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("read the table of precisions: %w", err)
	}
	return &t, nil
}

// Of is the estimate for a number of points.
func (t *Table) Of(points int) Estimate {
	for _, e := range t.Bands {
		if points >= e.From && points <= e.To {
			return e
		}
	}
	return Estimate{From: points, To: points, High: 1}
}

// fewest is the number of labelled pairs below which a band says too little to suggest by it.
const fewest = 30

// DefaultPrecision is what suggest is asked for where nothing is said: the highest round figure that the shipped table supports.
const DefaultPrecision = 0.98

// Least is the lowest number of points from which on the evidence supports this precision, false if there is none: the lower bound
// of the interval of all pairs from there on reaches it, and no band among them is surely worse.
func (t *Table) Least(precision float64) (points int, ok bool) {
	for _, e := range t.Bands {
		if e.Pairs < fewest || e.High < precision {
			break
		}
		// A band further down may be the one that makes the evidence enough.
		if t.From(e.From).Low >= precision {
			points, ok = e.From, true
		}
	}
	return points, ok
}

// Supported is the estimate whose lower bound is the highest precision that Least finds points for; of no pairs if there is none.
func (t *Table) Supported() Estimate {
	best, high := estimate(100, 100, 0, 0), 1.0
	for _, e := range t.Bands {
		if e.Pairs < fewest {
			break
		}
		high = min(high, e.High)
		if pool := t.From(e.From); pool.Low > best.Low && pool.Low <= high {
			best = pool
		}
	}
	return best
}

// From pools the bands from a number of points on.
func (t *Table) From(points int) Estimate {
	pairs, same := 0, 0
	for _, e := range t.Bands {
		if e.From >= points {
			pairs, same = pairs+e.Pairs, same+e.Same
		}
	}
	return estimate(points, 100, same, pairs)
}

// wilson is the score interval of Wilson (1927) for a proportion, at 95 %.
func wilson(same, pairs int) (low, high float64) {
	if pairs == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	n, p := float64(pairs), float64(same)/float64(pairs)
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return math.Max(0, mid-half), math.Min(1, mid+half)
}

func estimate(from, to, same, pairs int) Estimate {
	round := func(x float64) float64 { return math.Round(x*10000) / 10000 }
	e := Estimate{From: from, To: to, Pairs: pairs, Same: same}
	if pairs > 0 {
		e.Precision = round(float64(same) / float64(pairs))
	}
	low, high := wilson(same, pairs)
	e.Low, e.High = round(low), round(high)
	return e
}
