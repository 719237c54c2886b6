package witness

import (
	"slices"
	"sync"
)

// maxSmall is how many small requests are read at the same time. Each holds 64 KiB at most.
const maxSmall = 128

// door lets in whoever comes with a small request. Where there are too many, the one who came first must go: those who keep silent keep nobody
// else out, however many they are.
type door struct {
	mu sync.Mutex
	in []*body // as they came
}

func (d *door) enter(b *body) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.in) == maxSmall {
		d.in[0].cut(busy("too many requests at once"))
		d.in = slices.Delete(d.in, 0, 1)
	}
	d.in = append(d.in, b)
}

func (d *door) leave(b *body) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.in = slices.DeleteFunc(d.in, func(o *body) bool { return o == b })
}

// place is the one in which an epoch is shown, as that takes memory and time. Whoever comes later has it, but nobody takes it from the register:
// a silent connection, or the checkpoints that everybody can copy from what is published, keep the register out no moment.
type place struct {
	work chan struct{} // holds one while somebody is at work, which may be a moment longer than he has the place

	mu  sync.Mutex
	has *turn
}

func newPlace() *place { return &place{work: make(chan struct{}, 1)} }

// turn is somebody's in the place.
type turn struct {
	body     *body
	register bool          // it has shown a pass
	out      chan struct{} // closed when somebody else takes the place
	works    bool
}

// take takes the place and waits for the one who had it to stop.
func (p *place) take(t *turn) error {
	if err := p.claim(t); err != nil {
		return err
	}
	select {
	case p.work <- struct{}{}:
		t.works = true
		return nil
	case <-t.out:
		return errTaken
	}
}

var errTaken = busy("a later request has taken this one's place")

func (p *place) claim(t *turn) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if was := p.has; was != nil {
		if was.register && !t.register {
			return busy("the register is showing an epoch")
		}
		was.body.cut(errTaken)
		close(was.out)
	}
	p.has = t
	return nil
}

// leave gives the place back, if it was taken.
func (p *place) leave(t *turn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.has == t {
		p.has = nil
	}
	if t.works {
		<-p.work
	}
}

// busy says to ask again in a moment.
func busy(format string, args ...any) error { return refuse(503, "busy", format, args...) }
