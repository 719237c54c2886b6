package index

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"unsafe"

	"probity.example/probity/internal/durable"
)

var (
	errDamaged = errors.New("the file is damaged")
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// The header of a file: magic, a number that shows the byte order, version, length of tables and tables, then for each section
// its offset, size and checksum, and the checksum of all of that. It fills headerSize bytes.
const (
	magic      = "PRBNAMES"
	version    = 2
	byteOrder  = 0x01020304
	headerSize = 1024
	maxTables  = 256
	align      = 64
)

type header struct {
	tables string
	table  [sections]section
}

type section struct {
	off, size uint64
	sum       uint32
}

func (h *header) bytes() []byte {
	b := make([]byte, 0, headerSize)
	b = append(b, magic...)
	b = binary.NativeEndian.AppendUint32(b, byteOrder)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(h.tables)))
	b = append(b, h.tables...)
	for _, s := range h.table {
		b = binary.LittleEndian.AppendUint64(b, s.off)
		b = binary.LittleEndian.AppendUint64(b, s.size)
		b = binary.LittleEndian.AppendUint32(b, s.sum)
	}
	b = b[:headerSize-4]
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// read takes the header off the beginning of a file and checks it.
func (h *header) read(file []byte) error {
	if len(file) < headerSize || string(file[:len(magic)]) != magic {
		return errors.New("this is not an index of names")
	}
	b := file[:headerSize]
	if crc32.Checksum(b[:headerSize-4], castagnoli) != binary.LittleEndian.Uint32(b[headerSize-4:]) {
		return fmt.Errorf("%w: its header does not match its checksum", errDamaged)
	}
	b = b[len(magic):]
	if binary.NativeEndian.Uint32(b) != byteOrder {
		return errors.New("written on a machine of another byte order")
	}
	if v := binary.LittleEndian.Uint32(b[4:]); v != version {
		return fmt.Errorf("version %d of the format, not %d", v, version)
	}
	n := binary.LittleEndian.Uint32(b[8:])
	if n > maxTables {
		return fmt.Errorf("%w: a name of %d bytes for the tables", errDamaged, n)
	}
	h.tables, b = string(b[12:12+n]), b[12+n:]
	for i := range h.table {
		s := &h.table[i]
		s.off, s.size, s.sum = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint32(b[16:])
		if b = b[20:]; s.off%align != 0 || s.off > uint64(len(file)) || s.size > uint64(len(file))-s.off {
			return fmt.Errorf("%w: table %d lies outside of it", errDamaged, i)
		}
	}
	return nil
}

// writer writes the sections of a file one after the other into a temporary file beside it.
type writer struct {
	f    *os.File
	buf  *bufio.Writer
	path string
	head header
	at   uint64
}

func create(path, tables string) (*writer, error) {
	if len(tables) > maxTables {
		return nil, fmt.Errorf("the name of the tables has %d bytes, more than %d", len(tables), maxTables)
	}
	f, err := os.CreateTemp(filepath.Dir(path), durable.TempPrefix+filepath.Base(path)+"-*")
	if err != nil {
		return nil, err
	}
	w := &writer{f: f, buf: bufio.NewWriterSize(f, 1<<20), path: path, at: headerSize}
	w.head.tables = tables
	if _, err := w.buf.Write(make([]byte, headerSize)); err != nil {
		return nil, errors.Join(err, w.discard())
	}
	return w, nil
}

// put writes an array as it lies in memory.
func put[T any](w *writer, sec int, array []T) error {
	var t T
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(array))), len(array)*int(unsafe.Sizeof(t)))
	gap := -w.at % align
	if _, err := w.buf.Write(make([]byte, gap)); err != nil {
		return err
	}
	w.at += gap
	w.head.table[sec] = section{off: w.at, size: uint64(len(b)), sum: crc32.Checksum(b, castagnoli)}
	w.at += uint64(len(b))
	_, err := w.buf.Write(b)
	return err
}

// commit makes the file durable and gives it its name.
func (w *writer) commit() error {
	err := w.buf.Flush()
	if err == nil {
		_, err = w.f.WriteAt(w.head.bytes(), 0)
	}
	if err == nil {
		err = w.f.Sync()
	}
	if err != nil {
		return errors.Join(err, w.discard())
	}
	if err := w.f.Close(); err != nil {
		return errors.Join(err, os.Remove(w.f.Name()))
	}
	if err := os.Rename(w.f.Name(), w.path); err != nil {
		return errors.Join(err, os.Remove(w.f.Name()))
	}
	return durable.SyncDir(filepath.Dir(w.path))
}

func (w *writer) discard() error { return errors.Join(w.f.Close(), os.Remove(w.f.Name())) }
