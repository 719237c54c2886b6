package screen

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"

	"probity.example/probity/internal/screen/manifest"
	"probity.example/probity/internal/screen/rows"
)

// source is the input of a batch.
type source struct {
	rows.Reader
	file   *os.File
	csv    *rows.CSV
	ndjson *rows.NDJSON
	bytes  atomic.Int64
}

func openSource(b *Batch) (*source, error) {
	f, err := os.Open(b.In)
	if err != nil {
		return nil, fmt.Errorf("open input: %w", err)
	}
	s := &source{file: f}
	in := counting{f, &s.bytes}
	switch b.InFormat {
	case "csv":
		s.csv, err = rows.NewCSV(in, b.Comma, b.Mapping)
		s.Reader = s.csv
	case "ndjson":
		s.ndjson = rows.NewNDJSON(in, b.Mapping)
		s.Reader = s.ndjson
	default:
		err = fmt.Errorf("input format %q: want csv or ndjson", b.InFormat)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", filepath.Base(b.In), err), f.Close())
	}
	return s, nil
}

// skip passes over rows that are answered already.
func (s *source) skip(ctx context.Context, n int64) error {
	for i := range n {
		if _, err := s.Next(); err != nil {
			return fmt.Errorf("pass over the rows that are answered: %w", err)
		}
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// columns says what each column that was used means.
func (s *source) columns() map[string]string {
	out := map[string]string{}
	if s.ndjson != nil {
		for c, t := range s.ndjson.Seen() {
			out[c] = string(t)
		}
		return out
	}
	for i, t := range s.csv.Plan() {
		if t != "" {
			out[s.csv.Columns()[i]] = string(t)
		}
	}
	return out
}

// unread are the columns that are not used.
func (s *source) unread() []string {
	if s.ndjson != nil {
		return s.ndjson.Unread()
	}
	return s.csv.Unread()
}

func (s *source) read() int64 { return s.bytes.Load() }

func (s *source) sum() (size int64, digest string) {
	if s.ndjson != nil {
		return s.ndjson.Sum()
	}
	return s.csv.Sum()
}

func (s *source) close() { s.file.Close() }

type counting struct {
	r io.Reader
	n *atomic.Int64
}

func (c counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// output is the partial output: a file that only one process writes, with the digest of what is in it.
type output struct {
	file *os.File
	hash hash.Hash
	size int64
	buf  []byte
	err  error // the first that writing met: what came after it is lost
}

// ErrBusy says that another process writes the same output.
var ErrBusy = errors.New("another process is writing this output")

func openOutput(name string) (*output, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open output: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrBusy, f.Close())
	}
	return &output{file: f, hash: sha256.New()}, nil
}

// begin empties the file.
func (o *output) begin() error {
	o.hash.Reset()
	o.size = 0
	return o.cut()
}

// resume cuts the file off where the journal says, and reports false if less, or something else, is there.
func (o *output) resume(f *manifest.File) (bool, error) {
	n, err := io.CopyN(o.hash, o.file, f.Bytes)
	if err != nil && err != io.EOF {
		return false, fmt.Errorf("read what was written: %w", err)
	}
	if n != f.Bytes || f.Bytes > 0 && hex.EncodeToString(o.hash.Sum(nil)) != f.SHA256 {
		return false, nil
	}
	o.size = n
	return true, o.cut()
}

func (o *output) cut() error {
	if err := o.file.Truncate(o.size); err != nil {
		return fmt.Errorf("cut off the output: %w", err)
	}
	if _, err := o.file.Seek(o.size, io.SeekStart); err != nil {
		return fmt.Errorf("cut off the output: %w", err)
	}
	return nil
}

// Write gathers what is written and passes it on in large pieces.
func (o *output) Write(p []byte) (int, error) {
	o.buf = append(o.buf, p...)
	if len(o.buf) < 1<<20 {
		return len(p), nil
	}
	return len(p), o.flush()
}

func (o *output) flush() error {
	if o.err != nil {
		return o.err
	}
	n, err := o.file.Write(o.buf)
	o.hash.Write(o.buf[:n])
	o.size += int64(n)
	o.buf = o.buf[:0]
	if err != nil {
		o.err = fmt.Errorf("write output: %w", err)
	}
	return o.err
}

func (o *output) sync() error {
	if err := o.flush(); err != nil {
		return err
	}
	if err := o.file.Sync(); err != nil {
		o.err = fmt.Errorf("write output: %w", err)
	}
	return o.err
}

func (o *output) sum() (size int64, digest string) {
	return o.size, hex.EncodeToString(o.hash.Sum(nil))
}

func (o *output) close() error { return o.file.Close() }
