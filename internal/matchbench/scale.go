package matchbench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"probity.example/probity/internal/find"
)

func runScale(ctx context.Context, c Config, s *Section) error {
	r := register{c.Scale, world{seed: 1}.names}
	dir, err := os.MkdirTemp(c.Dir, "probity-bench-")
	if err != nil {
		return fmt.Errorf("make a directory for the index: %w", err)
	}
	defer os.RemoveAll(dir)
	begin, said := time.Now(), time.Now()
	err = find.Save(ctx, dir, r, int64(r.size), func(done, total int64) {
		if time.Since(said) > 10*time.Second {
			c.Say("  building: %d of %d organisations", done, total)
			said = time.Now()
		}
	})
	if err != nil {
		return err
	}
	s.add(Figure{What: "building the index from the log", Of: oursName, Value: time.Since(begin).Seconds(), Unit: "s", N: r.size})
	s.add(Figure{What: "index on disk", Of: oursName, Value: sizeOf(dir), Unit: "MB", N: r.size})
	goal := goals{perSecond: 1000, p99: 20, memory: 2048, ready: 3}
	n := min(askedOnce, 10*r.size) // of a small register each name is asked for often enough
	questions := traffic(n+warmUp, r.size, r.names, 1)
	begin = time.Now()
	opened, err := find.Open(ctx, dir, r, int64(r.size), nil)
	if err != nil {
		return err
	}
	f := &found{opened, r, dir}
	f.Search(ctx, find.Query{Name: questions[0].name})
	s.want(Figure{What: "from start to the first answer, the index on disk and in the system's cache", Of: oursName, Value: time.Since(begin).Seconds(), Unit: "s", N: r.size}, "<", goal.ready)
	if _, err := measure(ctx, f, questions[:warmUp]); err != nil {
		return err
	}
	p, err := measure(ctx, f, questions[warmUp:])
	if err != nil {
		return err
	}
	p.figures(s, "", n, goal)
	memoryFigures(s, goal)
	mixNote(s)
	c.Say("  %.0f screenings/s; updates", p.perSecond)
	if err := measureUpdates(ctx, c, s, f, traffic(n, r.size, r.names, 3)); err != nil {
		return err
	}
	c.Say("  recall against a scan of everything")
	return measureRecall(ctx, s, f, questions[warmUp:warmUp+recallAsked])
}

// sizeOf is what the files in a directory take, in MB.
func sizeOf(dir string) float64 {
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	sum := int64(0)
	for _, f := range files {
		if fi, err := os.Stat(f); err == nil {
			sum += fi.Size()
		}
	}
	return float64(sum) / (1 << 20)
}
