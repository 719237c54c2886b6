package screen

import (
	"context"
	"errors"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"

	"probity.example/probity/internal/screen/rows"
)

// ahead is how many rows a worker may be ahead of the writer: it bounds memory and keeps all of them busy.
const ahead = 64

// job is a row on its way.
type job struct {
	in  rows.Row
	out chan []Row // gets one value, unless the work ended early
}

// Run answers every row of the input and gives the rows of the output to emit, in the order of the input, from one goroutine. It
// ends at the first error, of the input, of the register or of emit; what was emitted before stands.
func (s *Screening) Run(ctx context.Context, in rows.Reader, emit func(in *rows.Row, out []Row) error) error {
	s.prepare()
	workers := runtime.GOMAXPROCS(0)
	order, work := make(chan *job, ahead*workers), make(chan *job)
	// What was read before an error of the input is still answered, so the reader does not end the others.
	g, inner := errgroup.WithContext(ctx)
	var broken error
	g.Go(func() error {
		defer close(order)
		defer close(work)
		broken = read(inner, in, order, work)
		return nil
	})
	for range workers {
		g.Go(func() error {
			for j := range work {
				out, err := s.Answer(inner, &j.in)
				if err != nil {
					return err
				}
				j.out <- out
			}
			return nil
		})
	}
	g.Go(func() error { return write(inner, order, emit) })
	err := g.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errors.Join(err, broken)
}

func read(ctx context.Context, in rows.Reader, order, work chan<- *job) error {
	for {
		row, err := in.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		j := &job{in: row, out: make(chan []Row, 1)}
		for _, c := range []chan<- *job{order, work} {
			select {
			case c <- j:
			case <-ctx.Done():
				return nil
			}
		}
	}
}

func write(ctx context.Context, order <-chan *job, emit func(*rows.Row, []Row) error) error {
	for j := range order {
		select {
		case out := <-j.out:
			if err := emit(&j.in, out); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}
