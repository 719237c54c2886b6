package matchbench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"probity.example/probity/internal/find"
)

const (
	askedOnce    = 20_000 // questions of a measurement of speed
	warmUp       = 500
	recallAsked  = 400
	writesEach   = 100 * time.Millisecond
	writesAtOnce = 50 // 500 a second
)

// pace is what a measurement of speed gives.
type pace struct {
	perSecond     float64
	p50, p95, p99 time.Duration
	processor     time.Duration // of all processors for one question; 0 where the system does not say
}

// measure asks all questions on all processors and times each.
func measure(ctx context.Context, f *found, questions []question) (pace, error) {
	took := make([]time.Duration, len(questions))
	used, start := processorTime(), time.Now()
	err := each(ctx, len(questions), func(i int) {
		begin := time.Now()
		f.Search(ctx, find.Query{Name: questions[i].name, Limit: recallDepth})
		took[i] = time.Since(begin)
	})
	p := pace{perSecond: float64(len(questions)) / time.Since(start).Seconds()}
	p.processor = (processorTime() - used) / time.Duration(max(1, len(questions)))
	slices.Sort(took)
	p.p50, p.p95, p.p99 = quantile(took, 0.5), quantile(took, 0.95), quantile(took, 0.99)
	return p, err
}

func (p pace) figures(s *Section, how string, n int, goal goals) {
	at := func(what string, value float64, unit, op string, limit float64) {
		f := Figure{What: what + how, Of: oursName, Value: value, Unit: unit, N: n}
		if limit > 0 {
			s.want(f, op, limit)
		} else {
			s.add(f)
		}
	}
	at("screenings", p.perSecond, "/s", ">=", goal.perSecond)
	at("p50", milliseconds(p.p50), "ms", "<", 0)
	at("p95", milliseconds(p.p95), "ms", "<", goal.p95)
	at("p99", milliseconds(p.p99), "ms", "<", goal.p99)
	at("processor time for one", milliseconds(p.processor), "ms", "<", 0)
}

// goals are limits on speed; 0 sets none. Times are in milliseconds, memory in MB.
type goals struct{ perSecond, p95, p99, memory, ready float64 }

// processorTime is what this process has used of all processors, to a hundredth of a second; 0 where the system does not say. On a
// machine that is busy with other work it says more than the clock on the wall.
func processorTime() time.Duration {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:])) // proc(5): utime and stime are fields 14 and 15, the third is the first here
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// memory is the resident set of this process in MB, and the part of it that is files mapped; 0 where the system does not say.
func memory() (resident, mapped float64) {
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	field := func(name string) float64 {
		_, rest, _ := strings.Cut(string(text), "\n"+name+":")
		kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest[:max(0, strings.IndexByte(rest, '\n'))]), " kB"), 64)
		return kb / 1024
	}
	return field("VmRSS"), field("RssFile")
}

func memoryFigures(s *Section, goal goals) {
	resident, mapped := memory()
	f := Figure{What: "memory, resident", Of: oursName, Value: resident, Unit: "MB"}
	if goal.memory > 0 {
		s.want(f, "<", goal.memory)
	} else {
		s.add(f)
	}
	s.add(Figure{What: "memory, of it mapped files", Of: oursName, Value: mapped, Unit: "MB"})
}

func mixNote(s *Section) {
	text := ""
	for _, m := range mix {
		text += fmt.Sprintf(", %d %% %s", m.share, m.kind)
	}
	s.note("questions: %s; each asked once, nothing cached; %d processors", text[2:], runtime.GOMAXPROCS(0))
}

func runSpeed(ctx context.Context, c Config, s *Section) error {
	all, err := readEverything(ctx, c.Data)
	if err != nil {
		return err
	}
	names := 0
	for i := range all {
		all[i].known.Names, all[i].known.Identifiers = nil, nil
		names += len(all[i].names)
	}
	s.note("%d organisations with %d names: all lists of the data directory", len(all), names)
	f, err := newFound(ctx, c.Dir, namesOf(all))
	if err != nil {
		return err
	}
	defer f.close()
	questions := traffic(askedOnce+warmUp, len(all), f.names, 1)
	if _, err := measure(ctx, f, questions[:warmUp]); err != nil {
		return err
	}
	p, err := measure(ctx, f, questions[warmUp:])
	if err != nil {
		return err
	}
	goal := goals{perSecond: 5000, p95: 2, memory: 300}
	p.figures(s, "", askedOnce, goal)
	memoryFigures(s, goal)
	mixNote(s)
	c.Say("  %.0f screenings/s; recall against a scan of everything", p.perSecond)
	return measureRecall(ctx, s, f, questions[warmUp:warmUp+recallAsked])
}

func runUpdates(ctx context.Context, c Config, s *Section) error {
	all, err := readEverything(ctx, c.Data)
	if err != nil {
		return err
	}
	more := world{seed: 9}
	r := register{len(all), func(i int) []string {
		if i < len(all) {
			return all[i].names
		}
		return more.names(i)
	}}
	f, err := newFound(ctx, c.Dir, r)
	if err != nil {
		return err
	}
	defer f.close()
	return measureUpdates(ctx, c, s, f, traffic(2*askedOnce, len(all), f.names, 2))
}

// measureUpdates asks one half of the questions while nothing is written and the other while organisations are added.
func measureUpdates(ctx context.Context, c Config, s *Section, f *found, questions []question) error {
	half := len(questions) / 2
	quiet, err := measure(ctx, f, questions[:half])
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var added atomic.Int64
	var failed error
	var wg sync.WaitGroup
	start := time.Now()
	wg.Go(func() {
		tick := time.NewTicker(writesEach)
		defer tick.Stop()
		for ctx.Err() == nil {
			added.Add(writesAtOnce)
			if err := f.CatchUp(ctx, int64(f.size)+added.Load(), nil); err != nil && ctx.Err() == nil {
				failed = err
				return
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	})
	busy, err := measure(ctx, f, questions[half:])
	rate := float64(added.Load()) / time.Since(start).Seconds()
	cancel()
	wg.Wait()
	if failed != nil {
		return failed
	}
	quiet.figures(s, ", nothing written", half, goals{})
	busy.figures(s, ", while organisations are added", half, goals{})
	s.add(Figure{What: "organisations added", Of: oursName, Value: rate, Unit: "/s", N: int(added.Load())})
	s.want(Figure{What: "p99 with updates over p99 without", Of: oursName, Value: float64(busy.p99) / float64(max(1, quiet.p99)), Unit: "times", N: half}, "<=", 2)
	c.Say("  %.0f organisations added a second, p99 %v, without %v", rate, busy.p99, quiet.p99)
	return err
}
