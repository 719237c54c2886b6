package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// progress shows one bar a phase, with rate and time left, on a terminal, and nothing elsewhere.
type progress struct {
	mu    sync.Mutex
	group *mpb.Progress
	phase string
	bar   *mpb.Bar
}

// newProgress returns nil where w is not a terminal; the methods of a nil progress do nothing.
func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &progress{group: mpb.New(mpb.WithOutput(f), mpb.WithRefreshRate(150*time.Millisecond))}
}

func (p *progress) report(phase string, done, total int64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if phase != p.phase {
		p.end()
		p.phase = phase
		count, rate := decor.CountersNoUnit("%d / %d"), decor.AverageSpeed(0, "%.0f/s ")
		if phase == "reading" { // counted in bytes of the file
			count, rate = decor.CountersKibiByte("% .1f / % .1f"), decor.AverageSpeed(decor.SizeB1024(0), "% .1f ")
		}
		p.bar = p.group.New(total, mpb.BarStyle().Rbound("|").Lbound("|"), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name(phase+" "), count), mpb.AppendDecorators(rate, decor.AverageETA(decor.ET_STYLE_GO)))
	}
	if total > 0 {
		p.bar.SetTotal(total, false)
	}
	p.bar.SetCurrent(done)
}

func (p *progress) end() {
	if p.bar != nil {
		p.bar.SetTotal(-1, true)
		p.bar = nil
	}
}

// close takes the bars away.
func (p *progress) close() {
	if p == nil {
		return
	}
	p.mu.Lock()
	p.end()
	p.mu.Unlock()
	p.group.Wait()
}

// notices prints the first rows that were refused, and how many more there were.
type notices struct {
	w     io.Writer
	shown int
	more  int
}

const maxNotices = 20

func (n *notices) add(err error) {
	if n.shown < maxNotices {
		n.shown++
		fmt.Fprintln(n.w, err)
		return
	}
	n.more++
}

func (n *notices) end() {
	if n.more > 0 {
		fmt.Fprintf(n.w, "… and %d more rows refused; the summary counts them by rule\n", n.more)
	}
}
