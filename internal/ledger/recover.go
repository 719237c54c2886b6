package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/durable"
)

// marker is the content of pendingFile: a batch whose bodies are durable. Once it is on the disk the batch will be in the
// log, whatever happens.
type marker struct {
	Start int64   `json:"start"` // index of the first entry
	Count int64   `json:"count"` // number of entries, at least 1
	Root  hexHash `json:"root"`  // root of the log at the end of the batch
}

func (m marker) end() int64 { return m.Start + m.Count }

// hexHash is a hash that is written as 64 hexadecimal digits.
type hexHash Hash

func (h hexHash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

func (h *hexHash) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != sha256.Size {
		return errors.New("not 64 hexadecimal digits")
	}
	*h = hexHash(b)
	return nil
}

func writeJSON(name string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return durable.WriteFile(name, append(data, '\n'), 0o644)
}

// readJSON reads a file that writeJSON wrote; ok is false if there is none.
func readJSON(name string, v any) (ok bool, err error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", name, err)
	}
	if err := json.Unmarshal(data, v, json.RejectUnknownMembers(true)); err != nil {
		return false, fmt.Errorf("%w: %s: %w", ErrDamaged, name, err)
	}
	return true, nil
}

// readMarker reads pendingFile.
func readMarker(dir string) (*marker, error) {
	var m marker
	name := filepath.Join(dir, pendingFile)
	ok, err := readJSON(name, &m)
	if err != nil || !ok {
		return nil, err
	}
	if m.Start < 0 || m.Count < 1 || m.end() < m.Start {
		return nil, fmt.Errorf("%w: %s: %d entries from %d", ErrDamaged, name, m.Count, m.Start)
	}
	return &m, nil
}

// recover brings the ledger to the end of a batch: the marked one if there is a marker, else the last in the log.
func (l *Ledger) recover(ctx context.Context) error {
	head, err := l.Head()
	if err != nil {
		return err
	}
	m, err := readMarker(l.dir)
	if err != nil {
		return err
	}
	if m != nil {
		return l.finish(ctx, *m, nil)
	}
	size, err := l.log.size(ctx)
	if err != nil {
		return err
	}
	if size != head.Size {
		return fmt.Errorf("%w: its tree has %d entries, its checkpoint %d, and no batch is pending", ErrDamaged, size, head.Size)
	}
	return discardBodies(l.root, head.Size)
}

// finish puts the rest of a marked batch in the log. What is there already must be the batch's own.
func (l *Ledger) finish(ctx context.Context, m marker, progress func(done, total int64)) error {
	head, err := l.Head()
	if err != nil {
		return err
	}
	size, err := l.log.size(ctx)
	if err != nil {
		return err
	}
	if head.Size == m.end() && size == head.Size && hexHash(head.Root) == m.Root {
		return l.unmark(m)
	}
	if head.Size != m.Start || size < m.Start || size > m.end() {
		return fmt.Errorf("%w: entries %d to %d are pending, but the checkpoint has %d entries and the tree %d",
			ErrDamaged, m.Start, m.end(), head.Size, size)
	}
	if err := l.checkPending(ctx, m, size); err != nil {
		return err
	}
	_, err = l.append(ctx, m, size, progress)
	return err
}

// checkPending compares the bodies of a marked batch with its marker, and the entries up to size, which are in the log
// already, with the bodies.
func (l *Ledger) checkPending(ctx context.Context, m marker, size int64) error {
	tree, err := l.compactRange(m.Start, m.Start)
	if err != nil {
		return err
	}
	next := l.bodyIDs(m.Start, m.end())
	var entries []Hash
	for index := m.Start; index < m.end(); index++ {
		if index%tileWidth == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		id, err := next()
		if err != nil {
			return err
		}
		if index < size {
			if index == m.Start || index%tileWidth == 0 {
				if entries, err = l.readEntries(index/tileWidth, size); err != nil {
					return err
				}
			}
			if entries[index%tileWidth] != id {
				return fmt.Errorf("%w: entry %d is not the id of the pending body", ErrDamaged, index)
			}
		}
		if err := appendEntry(tree, id); err != nil {
			return err
		}
	}
	root, err := rootOf(tree)
	if err != nil {
		return err
	}
	if hexHash(root) != m.Root {
		return fmt.Errorf("%w: the pending bodies %d to %d do not give the root in %s", ErrDamaged, m.Start, m.end(), pendingFile)
	}
	return nil
}

// bodyIDs returns a function that gives the ids of the bodies from index from up to end, one a call.
func (l *Ledger) bodyIDs(from, end int64) func() (Hash, error) {
	at := from
	var b bundle
	return func() (Hash, error) {
		if at == from || at%tileWidth == 0 {
			var err error
			n := at / tileWidth
			if b, err = readBundle(l.root, n, widthAt(0, n, end)); err != nil {
				return Hash{}, err
			}
		}
		body := b.lines[at%tileWidth]
		if body == nil {
			return Hash{}, fmt.Errorf("%w: %s: the pending body at index %d is empty", ErrDamaged, b.name, at)
		}
		at++
		return sha256.Sum256(body), nil
	}
}

// append adds the entries of a marked batch from index from on, and takes the marker away when the checkpoint at the end of
// the batch is published.
func (l *Ledger) append(ctx context.Context, m marker, from int64, progress func(done, total int64)) (Checkpoint, error) {
	want := Checkpoint{Origin: l.Origin(), Size: m.end(), Root: Hash(m.Root)}
	report := func(index int64) {
		if progress != nil {
			progress(index-m.Start, m.Count)
		}
	}
	if err := l.log.append(ctx, from, want, l.bodyIDs(from, m.end()), report); err != nil {
		return Checkpoint{}, err
	}
	if err := l.hook("published"); err != nil {
		return Checkpoint{}, err
	}
	head, err := l.Head()
	if err != nil {
		return Checkpoint{}, err
	}
	if head.Size != want.Size || head.Root != want.Root {
		return Checkpoint{}, fmt.Errorf("%w: the published checkpoint is not the end of the batch", ErrDamaged)
	}
	return head, l.unmark(m)
}

// unmark takes the marker of a batch away that is wholly in the log, and the partial files that it made obsolete.
func (l *Ledger) unmark(m marker) error {
	if err := durable.RemoveFile(filepath.Join(l.dir, pendingFile)); err != nil {
		return err
	}
	l.marked = nil
	// Partial files beside full ones do no harm; the batch is complete whether or not they go.
	if err := removePartials(l.root, m.Start, m.end()); err != nil {
		slog.Default().Warn("ledger: partial files stay", "error", err)
	}
	return nil
}

// removePartials deletes the partial files of every resource that became full between sizes start and end, as C2SP
// tlog-tiles allows. Smaller sizes can still be proved from the full files.
func removePartials(root string, start, end int64) error {
	for level := 0; end>>(8*(level+1)) > 0; level++ {
		prefixes := []string{hashTilePrefix(level)}
		if level == 0 {
			prefixes = append(prefixes, entriesPrefix, bodiesPrefix)
		}
		for n := start >> (8 * (level + 1)); n < end>>(8*(level+1)); n++ {
			for _, prefix := range prefixes {
				if err := os.RemoveAll(partialDir(root, prefix, n)); err != nil {
					return fmt.Errorf("removing partial files: %w", err)
				}
			}
		}
	}
	return nil
}
