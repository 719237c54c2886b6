package epoch

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
	"probity.example/probity/internal/ledger/vmap"
)

// What a completeness witness is shown of an epoch besides its claims is known only while the map goes from the epoch before to it. So it
// is written to a file as the map goes. The file is derived: one that is missing is made again from the log.

const stepsDir = "steps"

// keepSteps is how many bytes of published steps are kept, for witnesses that were away.
const keepSteps = 256 << 20

// steps are the files of the steps of a register.
type steps struct {
	dir    string
	mu     sync.Mutex
	replay *state // the map, where steps are made again; else nil
}

// file names the step to an epoch from the size that the log had at the one before: a step that was written and never became an epoch
// has another name, unless it is the same.
func (s *steps) file(number, from, to int64) string {
	return filepath.Join(s.dir, fmt.Sprintf("%d-%d-%d", number, from, to))
}

// recorder writes the step while a map takes in claims.
type recorder struct {
	f       *os.File
	w       *bufio.Writer
	entries []vmap.Entry
	claims  int
	bytes   int
}

func (s *steps) record() (*recorder, error) {
	if err := durable.MkdirAll(s.dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(s.dir, durable.TempPrefix+"*")
	if err != nil {
		return nil, fmt.Errorf("keeping the step to an epoch: %w", err)
	}
	return &recorder{f: f, w: bufio.NewWriterSize(f, 256<<10)}, nil
}

// add takes in a claim with its keys, and gives the map those of a full piece.
func (r *recorder) add(m *vmap.Map, entries []vmap.Entry, body []byte) error {
	r.entries = append(r.entries, entries...)
	r.claims++
	r.bytes += len(body)
	if r.claims < step.PieceClaims && r.bytes < step.PieceBodies && len(r.entries) < step.PieceEntries {
		return nil
	}
	return r.flush(m)
}

func (r *recorder) flush(m *vmap.Map) error {
	if r.claims == 0 {
		return nil
	}
	changes, tree := m.Change(r.entries)
	change := step.AppendChange(nil, changes, tree)
	head := binary.AppendUvarint(binary.AppendUvarint(nil, uint64(r.claims)), uint64(len(change)))
	if _, err := r.w.Write(append(head, change...)); err != nil {
		return fmt.Errorf("keeping the step to an epoch: %w", err)
	}
	if err := m.Add(r.entries); err != nil {
		return err
	}
	r.entries, r.claims, r.bytes = r.entries[:0], 0, 0
	return nil
}

// end gives the file its name.
func (r *recorder) end(name string) error {
	err := r.w.WriteByte(0)
	err = errors.Join(err, r.w.Flush(), r.f.Sync(), r.f.Close())
	if err == nil {
		err = os.Rename(r.f.Name(), name)
	}
	if err != nil {
		os.Remove(r.f.Name())
		return fmt.Errorf("keeping the step to an epoch: %w", err)
	}
	return nil
}

func (r *recorder) abort() {
	if r != nil {
		_ = r.f.Close()
		os.Remove(r.f.Name())
	}
}

// clean takes away steps up to a published epoch, the oldest first, until what is left is small, and what interrupted writes left.
func (s *steps) clean(published int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replay = nil
	names, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for old steps: %w", err)
	}
	sizes, total := map[int64]int64{}, int64(0)
	for _, d := range names {
		name := filepath.Join(s.dir, d.Name())
		var n, from, to int64
		_, errName := fmt.Sscanf(d.Name(), "%d-%d-%d", &n, &from, &to)
		fi, err := d.Info()
		if errName != nil || err != nil || s.file(n, from, to) != name {
			os.Remove(name)
			continue
		}
		sizes[n] += fi.Size()
		total += fi.Size()
	}
	for _, n := range sortedKeys(sizes) {
		if n > published || total <= keepSteps {
			break
		}
		old, _ := filepath.Glob(filepath.Join(s.dir, fmt.Sprintf("%d-*", n)))
		for _, name := range old {
			os.Remove(name)
		}
		total -= sizes[n]
	}
	return nil
}

// open opens the step to an epoch, making it if it is not there.
func (k *Keeper) openStep(ctx context.Context, e *proof.Epoch, from int64) (*os.File, error) {
	s := &k.steps
	s.mu.Lock()
	defer s.mu.Unlock()
	name := s.file(e.Number, from, e.Log.Size)
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err := k.remake(ctx, e, from, name); err != nil {
			return nil, fmt.Errorf("making the step to epoch %d again: %w", e.Number, err)
		}
		f, err = os.Open(name)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the step to epoch %d: %w", e.Number, err)
	}
	return f, nil
}

// remake makes the step to an epoch from the log. The map that it needs stays at hand for the next.
func (k *Keeper) remake(ctx context.Context, e *proof.Epoch, from int64, name string) error {
	s := &k.steps
	if s.replay == nil || s.replay.size != from {
		s.replay = nil // before there are two
		var before *proof.Epoch
		if e.Number > 0 {
			var err error
			if before, _, err = readEpoch(k.epochs.Reader, e.Number-1); err != nil {
				return err
			}
		}
		state, err := restore(ctx, k.cfg.Dir, k.cfg.Log, k.cfg.Reader, before, k.cfg.Progress)
		if err != nil {
			return err
		}
		s.replay = state
	}
	rec, err := s.record()
	if err != nil {
		return err
	}
	if err := s.replay.fold(ctx, k.cfg.Log, k.cfg.Reader, e.Log.Size, k.cfg.Progress, rec); err != nil {
		rec.abort()
		s.replay = nil
		return err
	}
	root, err := e.Log.Hash()
	if err == nil {
		err = s.replay.check(k.cfg.Reader, e, ledger.Checkpoint{Origin: e.Log.Origin, Size: e.Log.Size, Root: root})
	}
	if err != nil {
		rec.abort()
		s.replay = nil
		return err
	}
	return rec.end(name)
}

// Write writes the request by which a completeness witness that has cosigned so many epochs is shown the way to this one. It may be called
// from several goroutines.
func (s *Step) Write(ctx context.Context, w io.Writer, known int64) error {
	if known < 0 || known > s.Number+1 {
		return fmt.Errorf("showing epoch %d to a witness of %d epochs: %w", s.Number, known, ledger.ErrRange)
	}
	head, from := step.Head{Log: []byte(s.shown.Log), Epochs: []byte(s.shown.Epochs)}, int64(0)
	if known > 0 {
		e, _, err := readEpoch(s.keeper.epochs.Reader, known-1)
		if err != nil {
			return err
		}
		if head.Last, err = e.Bytes(); err != nil {
			return err
		}
		from = e.Log.Size
	}
	out, err := step.NewWriter(w, head)
	if err != nil {
		return err
	}
	show := shower{keeper: s.keeper, out: out}
	for n := known; n <= s.Number; n++ {
		if from, err = show.epoch(ctx, n, from); err != nil {
			return err
		}
	}
	return out.End()
}

// Claims is how many claims such a request shows.
func (s *Step) Claims(known int64) (int64, error) {
	if known <= 0 || known > s.Number {
		return s.Epoch.Log.Size, nil
	}
	e, _, err := readEpoch(s.keeper.epochs.Reader, known-1)
	if err != nil {
		return 0, err
	}
	return s.Epoch.Log.Size - e.Log.Size, nil
}

// shower writes epochs into a request.
type shower struct {
	keeper *Keeper
	out    *step.Writer
	gone   map[int64][]Hash // keys of claims whose bodies were removed; nil until one is met
}

func (s *shower) epoch(ctx context.Context, number, from int64) (to int64, err error) {
	e, _, err := readEpoch(s.keeper.epochs.Reader, number)
	if err != nil {
		return 0, err
	}
	f, err := s.keeper.openStep(ctx, e, from)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for r, at := bufio.NewReaderSize(f, 256<<10), from; ; {
		claims, err := binary.ReadUvarint(r)
		if err != nil {
			return 0, fmt.Errorf("reading the step to epoch %d: %w", number, err)
		}
		if claims == 0 {
			if at != e.Log.Size {
				return 0, fmt.Errorf("%w: the step to epoch %d ends at claim %d", ledger.ErrDamaged, number, at)
			}
			break
		}
		if claims > step.PieceClaims || at+int64(claims) > e.Log.Size {
			return 0, fmt.Errorf("%w: the step to epoch %d has %d claims in one piece", ledger.ErrDamaged, number, claims)
		}
		if err := s.piece(ctx, r, at, at+int64(claims)); err != nil {
			return 0, err
		}
		at += int64(claims)
	}
	body, err := e.Bytes()
	if err != nil {
		return 0, err
	}
	return e.Log.Size, s.out.Epoch(body)
}

func (s *shower) piece(ctx context.Context, r *bufio.Reader, from, to int64) error {
	n, err := binary.ReadUvarint(r)
	if err != nil || n > step.MaxPiece {
		return fmt.Errorf("%w: a step with a piece of %d bytes: %w", ledger.ErrDamaged, n, err)
	}
	change := make([]byte, n)
	if _, err := io.ReadFull(r, change); err != nil {
		return fmt.Errorf("reading a step: %w", err)
	}
	cfg := &s.keeper.cfg
	claims := make([]step.Claim, 0, to-from)
	err = cfg.Log.Bodies(ctx, from, to, func(index int64, id Hash, body []byte) (err error) {
		if len(body) > 0 {
			claims = append(claims, step.Claim{Body: body})
			return nil
		}
		if s.gone == nil {
			if s.gone, err = removals(ctx, cfg.Log, cfg.Reader, index); err != nil {
				return err
			}
		}
		claims = append(claims, step.Claim{ID: id, Keys: s.gone[index]})
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading the claims of a step: %w", err)
	}
	return s.out.Piece(claims, change)
}

// The logs of a register.
const (
	ClaimLog = 0
	EpochLog = 1
)

// Growth shows that one of the logs has grown to this step from so many entries.
func (s *Step) Growth(log int, old int64) ([]Hash, error) {
	if log == EpochLog {
		return s.keeper.epochs.ConsistencyProof(old, s.Number+1)
	}
	return s.keeper.cfg.Log.ConsistencyProof(old, s.Epoch.Log.Size)
}

// VKeys are the verifier keys of the two logs.
func (s *Step) VKeys() [2]string { return [2]string{s.keeper.cfg.Log.VKey(), s.keeper.epochs.VKey()} }
