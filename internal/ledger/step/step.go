// Package step is the bytes in which a register shows a completeness witness the way from one epoch to the next: its claims, what stood
// under their keys before, and the proof of it. It is written and read piece by piece, so that an epoch of any size passes through little
// memory. docs/format-witness.md gives it byte by byte.
//
// What never lives here: where the pieces come from (package epoch), and what a witness demands of them (package witness).
package step

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"probity.example/probity/internal/ledger/proof"
)

// Hash is a SHA-256 value.
type Hash = proof.Hash

// ErrFormat says that bytes are no request.
var ErrFormat = errors.New("not a request of this format")

// The bounds of a request. A register ends a piece with the claim that reaches one of the first three, so that MaxPiece is never met.
const (
	PieceClaims  = 4096
	PieceBodies  = 4 << 20  // bytes
	PieceEntries = 16 << 10 // claims under keys

	MaxPiece      = 32 << 20 // bytes
	MaxEpoch      = 4 << 20
	MaxCheckpoint = 64 << 10
	maxBody       = 64 << 10 // of a claim
	maxKeys       = 8 << 10  // of a claim whose body is gone
)

// magic begins every request.
const magic = "probity add-epoch 1\n"

// The first byte of what follows the head.
const (
	frameEnd   = 0
	frameClaim = 1
	frameEpoch = 2
)

// Head is what a request is about.
type Head struct {
	Log    []byte // signed checkpoint of the claim log
	Epochs []byte // of the epoch log, at the last epoch of the request
	Last   []byte // body of the last epoch that the witness has cosigned; none before the first
}

// Claim is a claim as it is shown.
type Claim struct {
	Body []byte
	// Of a claim whose body was removed, which its removal repeats.
	ID   Hash
	Keys []Hash
}

// Piece is some of an epoch's claims, in the order of the log.
type Piece struct {
	Claims []Claim
	change []byte
}

// Writer writes a request.
type Writer struct{ w *bufio.Writer }

// NewWriter begins a request.
func NewWriter(w io.Writer, h Head) (*Writer, error) {
	out := &Writer{bufio.NewWriterSize(w, 64<<10)}
	_, err := out.w.WriteString(magic)
	for _, b := range [][]byte{h.Log, h.Epochs, h.Last} {
		err = errors.Join(err, out.bytes(b))
	}
	return out, err
}

func (w *Writer) bytes(b []byte) error {
	_, err := w.w.Write(binary.AppendUvarint(nil, uint64(len(b))))
	if err == nil {
		_, err = w.w.Write(b)
	}
	return err
}

func (w *Writer) frame(kind byte, b []byte) error {
	if err := w.w.WriteByte(kind); err != nil {
		return err
	}
	return w.bytes(b)
}

// Piece writes some claims and what AppendChange made of the change that they are.
func (w *Writer) Piece(claims []Claim, change []byte) error {
	b := binary.AppendUvarint(nil, uint64(len(claims)))
	for i := range claims {
		c := &claims[i]
		b = append(binary.AppendUvarint(b, uint64(len(c.Body))), c.Body...)
		if len(c.Body) > 0 {
			continue
		}
		b = binary.AppendUvarint(append(b, c.ID[:]...), uint64(len(c.Keys)))
		for _, k := range c.Keys {
			b = append(b, k[:]...)
		}
	}
	if len(b)+len(change) > MaxPiece {
		return fmt.Errorf("writing a step: %d claims and their proof are more than %d bytes", len(claims), MaxPiece)
	}
	return w.frame(frameClaim, append(b, change...))
}

// Epoch writes the body of an epoch, which the claims since the last one end.
func (w *Writer) Epoch(body []byte) error { return w.frame(frameEpoch, body) }

// End ends the request.
func (w *Writer) End() error {
	if err := w.w.WriteByte(frameEnd); err != nil {
		return err
	}
	return w.w.Flush()
}

// AppendChange writes what must be known of the map before some claims: what stood under each of their keys, which are sorted, and the
// proof of it.
func AppendChange(b []byte, changes []proof.MapChange, tree []byte) []byte {
	for i := range changes {
		b = binary.AppendUvarint(b, uint64(changes[i].Old.Count))
		for _, p := range changes[i].Old.Peaks {
			b = append(b, p[:]...)
		}
	}
	return append(b, tree...)
}

// Reader reads a request.
type Reader struct {
	r     *bufio.Reader
	Head  Head
	ended bool
}

// NewReader reads the head of a request.
func NewReader(r io.Reader) (*Reader, error) {
	in := &Reader{r: bufio.NewReaderSize(r, 64<<10)}
	first := make([]byte, len(magic))
	if _, err := io.ReadFull(in.r, first); err != nil {
		return nil, cutOff(err)
	}
	if string(first) != magic {
		return nil, fmt.Errorf("%w: it does not begin as one", ErrFormat)
	}
	var err error
	for _, part := range []struct {
		into *[]byte
		most uint64
	}{{&in.Head.Log, MaxCheckpoint}, {&in.Head.Epochs, MaxCheckpoint}, {&in.Head.Last, MaxEpoch}} {
		if *part.into, err = in.bytes(part.most); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// cutOff tells bytes that end too soon from a connection that failed.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it ends too soon", ErrFormat)
	}
	return fmt.Errorf("reading a request: %w", err)
}

// bytes reads a length and as many bytes. What is kept grows with what arrives, not with what is announced.
func (r *Reader) bytes(most uint64) ([]byte, error) {
	n, err := r.uvarint()
	if err != nil {
		return nil, err
	}
	if n > most {
		return nil, fmt.Errorf("%w: a part of %d bytes, more than %d", ErrFormat, n, most)
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, r.r, int64(n)); err != nil {
		return nil, cutOff(err)
	}
	return b.Bytes(), nil
}

func (r *Reader) uvarint() (uint64, error) {
	var b []byte
	for len(b) < binary.MaxVarintLen64 {
		c, err := r.r.ReadByte()
		if err != nil {
			return 0, cutOff(err)
		}
		if b = append(b, c); c < 0x80 {
			break
		}
	}
	n, rest, ok := uvarint(b)
	if !ok || len(rest) > 0 {
		return 0, fmt.Errorf("%w: a number that is none", ErrFormat)
	}
	return n, nil
}

// uvarint reads a number in its shortest form.
func uvarint(b []byte) (n uint64, rest []byte, ok bool) {
	n, k := binary.Uvarint(b)
	if k <= 0 || len(binary.AppendUvarint(nil, n)) != k {
		return 0, nil, false
	}
	return n, b[k:], true
}

// Next reads the next piece or epoch, of which the other is nil; io.EOF says that the request has ended as it should.
func (r *Reader) Next() (*Piece, []byte, error) {
	if r.ended {
		return nil, nil, io.EOF
	}
	kind, err := r.r.ReadByte()
	if err != nil {
		return nil, nil, cutOff(err)
	}
	switch kind {
	case frameEnd:
		if _, err := r.r.ReadByte(); !errors.Is(err, io.EOF) {
			return nil, nil, fmt.Errorf("%w: something follows its end", ErrFormat)
		}
		r.ended = true
		return nil, nil, io.EOF
	case frameClaim:
		b, err := r.bytes(MaxPiece)
		if err != nil {
			return nil, nil, err
		}
		p, err := ParsePiece(b)
		return p, nil, err
	case frameEpoch:
		b, err := r.bytes(MaxEpoch)
		return nil, b, err
	}
	return nil, nil, fmt.Errorf("%w: a part of kind %d", ErrFormat, kind)
}

// ParsePiece reads the bytes of a piece.
func ParsePiece(b []byte) (*Piece, error) {
	n, b, ok := uvarint(b)
	if !ok || n == 0 || n > PieceClaims {
		return nil, fmt.Errorf("%w: a piece has 1 to %d claims", ErrFormat, PieceClaims)
	}
	p := &Piece{Claims: make([]Claim, n)}
	for i := range p.Claims {
		if b, ok = p.Claims[i].read(b); !ok {
			return nil, fmt.Errorf("%w: claim %d of a piece cannot be read", ErrFormat, i)
		}
	}
	p.change = b
	return p, nil
}

func (c *Claim) read(b []byte) (rest []byte, ok bool) {
	n, b, ok := uvarint(b)
	if !ok || n > maxBody || n > uint64(len(b)) {
		return nil, false
	}
	c.Body, b = b[:n:n], b[n:]
	if n > 0 {
		return b, true
	}
	if len(b) < len(c.ID) {
		return nil, false
	}
	b = b[copy(c.ID[:], b):]
	if n, b, ok = uvarint(b); !ok || n > maxKeys || n*uint64(len(Hash{})) > uint64(len(b)) {
		return nil, false
	}
	c.Keys = make([]Hash, n)
	for i := range c.Keys {
		b = b[copy(c.Keys[i][:], b):]
	}
	return b, true
}

// Change reads what stood under each of the piece's keys, of which there are so many, and the proof of it.
func (p *Piece) Change(keys int) (old []proof.MapTail, tree []byte, err error) {
	b := p.change
	if keys > len(b) {
		return nil, nil, fmt.Errorf("%w: a piece of %d keys without what stood under them", ErrFormat, keys)
	}
	old = make([]proof.MapTail, keys)
	for i := range old {
		n, rest, ok := uvarint(b)
		peaks := bits.OnesCount64(n)
		if !ok || n > 1<<62 || peaks*len(Hash{}) > len(rest) {
			return nil, nil, fmt.Errorf("%w: what stood under key %d of a piece cannot be read", ErrFormat, i)
		}
		b = rest
		old[i].Count = int64(n)
		if n > 0 {
			old[i].Peaks = make([]Hash, peaks)
		}
		for k := range old[i].Peaks {
			b = b[copy(old[i].Peaks[k][:], b):]
		}
	}
	return old, b, nil
}
