// Package proofbench measures the verifiable map and whole answers: how large proofs are, how long it takes to check them, what a witness must be sent for a
// batch, and what the map costs to build and to hold. Keys are hashes, so that numbers serve as well as organisations.
//
// What never lives here: anything that proves or checks; a figure that was not measured in this run.
package proofbench

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"time"

	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

// Config says what is measured.
type Config struct {
	Sizes []int                            // numbers of keys
	Now   func() time.Time                 // with a monotonic clock
	Say   func(format string, args ...any) // progress
}

// Figure is one measured number.
type Figure struct {
	Keys  int     `json:"keys"` // in the map
	What  string  `json:"what"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	N     int     `json:"n,omitzero"`    // measurements behind it
	Goal  float64 `json:"goal,omitzero"` // at most; 0 if there is none at this size
	Met   *bool   `json:"met,omitempty"` // whether the goal is reached
}

// Report is one run.
type Report struct {
	Go      string   `json:"go"`
	CPUs    int      `json:"cpus"`
	Figures []Figure `json:"figures"`
}

const (
	asked   = 5_000      // proofs of one key that are measured
	answers = 500        // answers
	large   = 10_000_000 // the number of keys at which the project has goals
)

// The parts of a typical answer: three records, each with identifiers and names of which two are nobody else's, and one that is not there.
const (
	answerPresent = 9
	answerAbsent  = 1
)

// bench is the measuring of one map.
type bench struct {
	cfg    Config
	report *Report
	keys   []proof.Hash // sorted
	m      *vmap.Map
}

// Run measures maps of every size.
func Run(ctx context.Context, cfg Config) (*Report, error) {
	r := &Report{Go: runtime.Version(), CPUs: runtime.GOMAXPROCS(0)}
	for _, n := range cfg.Sizes {
		b := &bench{cfg: cfg, report: r}
		cfg.Say("%d keys: building", n)
		if err := b.build(ctx, n); err != nil {
			return nil, err
		}
		cfg.Say("%d keys: proving", n)
		for _, step := range []func(context.Context) error{b.present, b.absent, b.answer, b.transitions} {
			if err := step(ctx); err != nil {
				return nil, fmt.Errorf("measuring a map of %d keys: %w", n, err)
			}
		}
	}
	return r, nil
}

func (b *bench) add(what string, value float64, unit string, n int, goal float64) {
	f := Figure{Keys: len(b.keys), What: what, Value: value, Unit: unit, N: n}
	if goal > 0 && len(b.keys) == large {
		met := value <= goal
		f.Goal, f.Met = goal, &met
	}
	b.report.Figures = append(b.report.Figures, f)
}

// timed gives how long something takes, in seconds.
func (b *bench) timed(f func() error) (float64, error) {
	start := b.cfg.Now()
	err := f()
	return b.cfg.Now().Sub(start).Seconds(), err
}

// key is the i-th of the keys of a kind.
func key(kind string, i int) proof.Hash {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte(kind), uint64(i)))
}

const buildChunk = 4096

func (b *bench) build(ctx context.Context, n int) error {
	before := heap()
	b.keys = make([]proof.Hash, n)
	for i := range b.keys {
		b.keys[i] = key("present", i)
	}
	sort, _ := b.timed(func() error {
		slices.SortFunc(b.keys, func(x, y proof.Hash) int { return bytes.Compare(x[:], y[:]) })
		return nil
	})
	b.m = vmap.New()
	took, err := b.timed(func() error {
		entries := make([]vmap.Entry, 0, buildChunk)
		for i := range b.keys {
			entries = append(entries, vmap.Entry{Key: b.keys[i], Index: int64(i), ID: b.keys[i]})
			if len(entries) == buildChunk || i == n-1 {
				if err := b.m.Add(entries); err != nil {
					return err
				}
				entries = entries[:0]
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		}
		b.m.Root()
		return nil
	})
	if err != nil {
		return fmt.Errorf("building a map of %d keys: %w", n, err)
	}
	b.add("sorting the keys", sort, "s", 1, 0)
	b.add("building from sorted keys, root included", took, "s", 1, 60)
	held := heap() - before - int64(n)*sha256.Size // without the keys of this benchmark
	b.add("memory held, a key", float64(held)/float64(n), "B", 1, 0)
	return nil
}

// heap is what is in use, after what is not was given back.
func heap() int64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}

// spread picks n keys of the map that lie apart.
func (b *bench) spread(n int) []proof.Hash {
	step := max(1, len(b.keys)/n)
	var out []proof.Hash
	for i := 0; i < len(b.keys) && len(out) < n; i += step {
		out = append(out, b.keys[i])
	}
	return out
}

func (b *bench) present(ctx context.Context) error {
	return b.single(ctx, "one key that is there", b.spread(asked), 900)
}

func (b *bench) absent(ctx context.Context) error {
	keys := make([]proof.Hash, asked)
	for i := range keys {
		keys[i] = key("absent", i)
	}
	return b.single(ctx, "one key that is not there", keys, 0)
}

// single measures proofs of one key each.
func (b *bench) single(ctx context.Context, what string, keys []proof.Hash, goal float64) error {
	var questions [][]proof.Hash
	for _, k := range keys {
		questions = append(questions, []proof.Hash{k})
	}
	sizes, prove, verify, err := b.measure(ctx, questions)
	if err != nil {
		return err
	}
	n := len(questions)
	b.add("proof of "+what+", mean", mean(sizes), "B", n, 0)
	b.add("proof of "+what+", p99", float64(sizes[n*99/100]), "B", n, goal)
	b.add("proof of "+what+", largest", float64(sizes[n-1]), "B", n, 0)
	b.add("proving "+what, prove*1e6, "us", n, 0)
	b.add("verifying "+what, verify*1e6, "us", n, 0)
	return nil
}

// answer measures the one proof of all keys of a typical answer.
func (b *bench) answer(ctx context.Context) error {
	questions := make([][]proof.Hash, answers)
	for i := range questions {
		var q []proof.Hash
		for j := range answerPresent {
			q = append(q, key("present", (i*answerPresent+j)%len(b.keys)))
		}
		for j := range answerAbsent {
			q = append(q, key("absent", i*answerAbsent+j))
		}
		slices.SortFunc(q, func(x, y proof.Hash) int { return bytes.Compare(x[:], y[:]) })
		questions[i] = slices.Compact(q)
	}
	sizes, prove, verify, err := b.measure(ctx, questions)
	if err != nil {
		return err
	}
	what := fmt.Sprintf("an answer's %d keys", answerPresent+answerAbsent)
	b.add("proof of "+what+", mean", mean(sizes), "B", answers, 0)
	b.add("proof of "+what+", p99", float64(sizes[answers*99/100]), "B", answers, 0)
	b.add("proving "+what, prove*1e3, "ms", answers, 0)
	b.add("verifying "+what, verify*1e3, "ms", answers, 0)
	return nil
}

// measure proves and verifies every question: sorted sizes of the proofs, and seconds for one.
func (b *bench) measure(ctx context.Context, questions [][]proof.Hash) (sizes []int, prove, verify float64, err error) {
	root := b.m.Root()
	trees, leaves := make([][]byte, len(questions)), make([][]proof.MapLeaf, len(questions))
	prove, _ = b.timed(func() error {
		for i, q := range questions {
			leaves[i], trees[i] = b.m.Prove(q)
		}
		return nil
	})
	verify, err = b.timed(func() error {
		for i, q := range questions {
			if err := proof.VerifyMap(root, q, leaves[i], trees[i]); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	for _, t := range trees {
		sizes = append(sizes, len(t))
	}
	slices.Sort(sizes)
	n := float64(len(questions))
	return sizes, prove / n, verify / n, err
}

func mean(sizes []int) float64 {
	sum := 0
	for _, s := range sizes {
		sum += s
	}
	return float64(sum) / float64(len(sizes))
}
