// Package matchbench measures matching: ours beside simple baselines and, where one runs, a peer, on public official lists and
// labelled pairs that are not part of this repository. What it measures goes through the doors that the product uses.
//
// What never lives here: a threshold, a weight or a rule of the product; a name of an organisation from a real list.
package matchbench

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// Config says what to measure and on what.
type Config struct {
	Data  string                           // directory of the official lists and of matching/
	Only  []string                         // names of sub-benchmarks; all if empty
	Dir   string                           // where large indexes are built; a temporary directory if empty
	Scale int                              // generated organisations of the sub-benchmark scale
	Seeds int                              // random splits of the hold-out
	Peer  string                           // base address of a running watchman; none if empty
	Say   func(format string, args ...any) // progress
}

// Figure is one measured number.
type Figure struct {
	What  string  `json:"what"`
	Of    string  `json:"of"` // the matcher measured
	Value float64 `json:"value"`
	Unit  string  `json:"unit,omitempty"` // "" for a share from 0 to 1, "ms", "/s", "MB", "s", "count"
	N     int     `json:"n,omitzero"`     // cases behind it
	Low   float64 `json:"low,omitzero"`   // of the 95 % interval, if one was computed
	High  float64 `json:"high,omitzero"`
	Goal  string  `json:"goal,omitempty"` // what the project wants: ">= 0.92"
	Met   *bool   `json:"met,omitempty"`  // whether Value reaches Goal
}

// Section is one sub-benchmark.
type Section struct {
	Name    string              `json:"name"`
	Title   string              `json:"title"`
	Seconds float64             `json:"seconds"`
	Figures []Figure            `json:"figures"`
	Notes   []string            `json:"notes,omitempty"`
	Lists   map[string][]string `json:"lists,omitempty"` // cases to look at, by what they show
}

// Report is one run.
type Report struct {
	When     string    `json:"when"` // of its start, RFC 3339
	Go       string    `json:"go"`
	CPUs     int       `json:"cpus"`
	Sections []Section `json:"sections"`
}

// bench is one sub-benchmark.
type bench struct {
	name, title string
	run         func(ctx context.Context, c Config, s *Section) error
}

// Names lists the sub-benchmarks in the order in which they run.
func Names() []string {
	var out []string
	for _, b := range benches() {
		out = append(out, b.name)
	}
	return out
}

// Run measures the sub-benchmarks that are asked for. An error of one of them ends the run.
func Run(ctx context.Context, c Config) (*Report, error) {
	r := &Report{Go: runtime.Version(), CPUs: runtime.GOMAXPROCS(0)}
	for _, b := range benches() {
		if len(c.Only) > 0 && !slices.Contains(c.Only, b.name) {
			continue
		}
		c.Say("%s: %s", b.name, b.title)
		s := Section{Name: b.name, Title: b.title}
		start := time.Now()
		if err := b.run(ctx, c, &s); err != nil {
			return nil, fmt.Errorf("benchmark %s: %w", b.name, err)
		}
		s.Seconds = time.Since(start).Seconds()
		r.Sections = append(r.Sections, s)
	}
	return r, nil
}

// add notes a figure.
func (s *Section) add(f Figure) { s.Figures = append(s.Figures, f) }

// want notes a figure that has a goal: at least, or at most, limit.
func (s *Section) want(f Figure, op string, limit float64) {
	met := f.Value >= limit
	switch op {
	case "<=":
		met = f.Value <= limit
	case "<":
		met = f.Value < limit
	}
	f.Goal, f.Met = fmt.Sprintf("%s %g", op, limit), &met
	s.add(f)
}

func (s *Section) note(format string, args ...any) {
	s.Notes = append(s.Notes, fmt.Sprintf(format, args...))
}

// list keeps a case to look at.
func (s *Section) list(under, format string, args ...any) {
	if s.Lists == nil {
		s.Lists = map[string][]string{}
	}
	s.Lists[under] = append(s.Lists[under], fmt.Sprintf(format, args...))
}

func benches() []bench {
	return []bench{
		{"names", "labelled pairs of organisation names", runNames},
		{"aliases", "OFAC aliases taken out and searched", runAliases},
		{"scripts", "names in other scripts, found by the Latin names of the same organisation", runScripts},
		{"edinet", "Japanese names, found by English ones", runEDINET},
		{"siblings", "sister organisations, which are never one", runSiblings},
		{"registrants", "companies that no list names, and names that lists have", runRegistrants},
		{"speed", "screening by name against all lists", runSpeed},
		{"updates", "screening while organisations are added", runUpdates},
		{"scale", "screening against generated organisations", runScale},
		{"peer", "held-out aliases, beside a peer over HTTP", runPeer},
	}
}
