package epoch

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"sort"
	"sync"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/vmap"
)

// View reads the epochs of a register that another process may be writing. Its methods may be called from several goroutines.
type View struct {
	dir    string
	log    *ledger.Reader
	reader Reader

	mu     sync.Mutex
	last   seen
	epochs *ledger.Reader // nil until there is one
	newest at             // the map of the last epoch that was asked for as such
	older  at             // and of the last earlier one
}

type at struct {
	number int64
	state  *state
}

// OpenView opens the epochs of the register in dir for reading.
func OpenView(dir string, log *ledger.Reader, r Reader) *View {
	return &View{dir: dir, log: log, reader: r}
}

// Published is the last published epoch. ErrNone says that there is none.
func (v *View) Published() (*Published, *proof.Epoch, error) {
	raw, err := readFile(v.dir)
	if err != nil {
		return nil, nil, err
	}
	v.mu.Lock()
	last := v.last
	v.mu.Unlock()
	if bytes.Equal(last.raw, raw) {
		return last.published, last.epoch, nil
	}
	p, err := parsePublished(raw, v.dir, v.log.VKey())
	if err != nil {
		return nil, nil, err
	}
	e, err := v.Epoch(p.Number)
	if err != nil {
		return nil, nil, err
	}
	v.mu.Lock()
	v.last = seen{raw, p, e}
	v.mu.Unlock()
	return p, e, nil
}

// seen is what was published when it was last looked at.
type seen struct {
	raw       []byte
	published *Published
	epoch     *proof.Epoch
}

func (v *View) reading() (*ledger.Reader, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.epochs != nil {
		return v.epochs, nil
	}
	r, err := ledger.OpenReader(filepath.Join(v.dir, Dir))
	if err == nil {
		v.epochs = r
	}
	return r, err
}

// Log is the log of epochs, for those who serve its files. ErrNone says that there is none.
func (v *View) Log() (*ledger.Reader, error) {
	if _, err := readPublished(v.dir, v.log.VKey()); err != nil {
		return nil, err
	}
	return v.reading()
}

// Epoch is an epoch by its number.
func (v *View) Epoch(number int64) (*proof.Epoch, error) {
	r, err := v.reading()
	if err != nil {
		return nil, err
	}
	e, _, err := readEpoch(r, number)
	return e, err
}

// At is the last published epoch at or before a time, written as epochs write it; nil if there was none yet.
func (v *View) At(time string) (*proof.Epoch, error) {
	p, last, err := v.Published()
	if errors.Is(err, ErrNone) {
		return nil, nil
	}
	if err != nil || last.Time <= time {
		return last, err
	}
	n := sort.Search(int(p.Number), func(i int) bool {
		e, errRead := v.Epoch(int64(i))
		if errRead != nil {
			err = errRead
			return true
		}
		return e.Time > time
	})
	if err != nil || n == 0 {
		return nil, err
	}
	return v.Epoch(int64(n) - 1)
}

// Inclusion proves an epoch to a checkpoint of the log of epochs.
func (v *View) Inclusion(number, size int64) ([]Hash, error) {
	r, err := v.reading()
	if err != nil {
		return nil, err
	}
	return r.InclusionProof(number, size)
}

// Map calls use with the map as it was at an epoch. It must not be kept. The map of the newest epoch and of one older are kept at hand; any
// other is made from the log.
func (v *View) Map(ctx context.Context, e *proof.Epoch, use func(*vmap.Map)) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, a := range []*at{&v.newest, &v.older} {
		if a.state != nil && a.number == e.Number {
			use(a.state.m)
			return nil
		}
	}
	if n := &v.newest; n.state != nil && n.number < e.Number { // the register went on: so does the map
		if err := n.state.fold(ctx, v.log, v.reader, e.Log.Size, nil, nil); err != nil {
			n.state = nil
			return err
		}
		n.number = e.Number
		use(n.state.m)
		return nil
	}
	s, err := restore(ctx, v.dir, v.log, v.reader, e, nil)
	if err != nil {
		return err
	}
	if v.newest.state == nil {
		v.newest = at{e.Number, s}
	} else {
		v.older = at{e.Number, s}
	}
	s.m.Root()
	use(s.m)
	return nil
}
