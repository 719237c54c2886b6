package format

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// File is one raw input file. It can be opened more than once.
type File struct {
	Path string
	// Seen, if set, is told of raw bytes as Open's content is read from them, for progress. It must be safe to call from the
	// goroutine that reads.
	Seen func(bytes int)
}

// watched reads a file and tells how much was read.
type watched struct {
	*os.File
	seen func(int)
}

func (w watched) Read(p []byte) (int, error) {
	n, err := w.File.Read(p)
	w.seen(n)
	return n, err
}

func (w watched) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.File.ReadAt(p, off)
	w.seen(n)
	return n, err
}

// rawFile is what the containers are read from.
type rawFile interface {
	io.ReadCloser
	io.ReaderAt
	Stat() (os.FileInfo, error)
}

// Name is the file's name without its directory: what messages call it.
func (f *File) Name() string { return filepath.Base(f.Path) }

// OpenRaw returns the bytes as they lie on disk.
func (f *File) OpenRaw() (io.ReadCloser, error) {
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.Name(), cause(err))
	}
	return file, nil
}

// Digest returns the SHA-256 of the raw file in hexadecimal and its size.
func (f *File) Digest() (sha256hex string, size int64, err error) {
	r, err := f.OpenRaw()
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	h := sha256.New()
	size, err = io.Copy(h, r)
	if err != nil {
		return "", 0, fmt.Errorf("read %s: %w", f.Name(), cause(err))
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// Open returns the content, decompressed by what the bytes say whatever the name ends in: gzip, zip with one data member,
// zstd, or plain. An OOXML workbook (XLSX) is a zip too but is itself the content, so it comes as it is. A compressed
// file that ends too early gives an error that wraps io.ErrUnexpectedEOF and names the file, on Open or on Read.
func (f *File) Open() (io.ReadCloser, error) {
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.Name(), cause(err))
	}
	var raw rawFile = file
	if f.Seen != nil {
		raw = watched{file, f.Seen}
	}
	r, err := f.decompress(raw)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("open %s: %w", f.Name(), err)
	}
	return r, nil
}

// The first bytes of each container: RFC 1952 2.3.1, RFC 8878 3.1.1, PKWARE APPNOTE 4.3.7 and 4.3.16 (an empty archive).
var (
	magicGzip     = []byte{0x1f, 0x8b}
	magicZstd     = []byte{0x28, 0xb5, 0x2f, 0xfd}
	magicZip      = []byte("PK\x03\x04")
	magicZipEmpty = []byte("PK\x05\x06")
)

// zstdWindow bounds the memory that a zstd frame may ask for.
const zstdWindow = 128 << 20

func (f *File) decompress(file rawFile) (io.ReadCloser, error) {
	br := bufio.NewReaderSize(file, 64<<10)
	head, err := br.Peek(4)
	if err != nil && err != io.EOF {
		return nil, cause(err)
	}
	switch {
	case bytes.HasPrefix(head, magicGzip):
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, early(err)
		}
		return f.content(z, file.Close), nil // closing z frees nothing
	case bytes.HasPrefix(head, magicZstd):
		z, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(zstdWindow), zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return nil, early(err)
		}
		return f.content(z, func() error { z.Close(); return nil }, file.Close), nil
	case bytes.HasPrefix(head, magicZip), bytes.HasPrefix(head, magicZipEmpty):
		return f.unzip(file)
	}
	return f.content(br, file.Close), nil
}

func (f *File) unzip(file rawFile) (io.ReadCloser, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, cause(err)
	}
	z, err := zip.NewReader(file, info.Size())
	if errors.Is(err, zip.ErrFormat) {
		// The directory stands at the end of a zip: a zip that begins like one and has none was cut off.
		return nil, fmt.Errorf("zip without its directory: %w", io.ErrUnexpectedEOF)
	}
	if err != nil {
		return nil, err
	}
	var data []*zip.File
	for _, m := range z.File {
		if m.Name == "[Content_Types].xml" {
			return f.content(io.NewSectionReader(file, 0, info.Size()), file.Close), nil
		}
		base := m.Name[strings.LastIndexByte(m.Name, '/')+1:]
		if base != "" && base[0] != '.' && !strings.HasPrefix(m.Name, "__MACOSX/") {
			data = append(data, m)
		}
	}
	if len(data) != 1 {
		return nil, fmt.Errorf("zip holds %d data members, want exactly one", len(data))
	}
	member, err := data[0].Open()
	if err != nil {
		return nil, early(err)
	}
	return f.content(member, func() error { _ = member.Close(); return nil }, file.Close), nil // Read has reported what its Close would
}

// Head returns up to n first bytes of the decompressed content as UTF-8, without byte order mark: what a reader looks at
// to see whether a file is its own. A file that is shorter gives what there is.
func (f *File) Head(n int) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text, err := utf8Text(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Name(), err)
	}
	b := make([]byte, n)
	got, err := io.ReadFull(text, b)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read %s: %w", f.Name(), err)
	}
	return b[:got], nil
}

// content is decompressed bytes whose errors name the file.
type content struct {
	file  *File
	r     io.Reader
	close []func() error
}

func (f *File) content(r io.Reader, closers ...func() error) *content {
	return &content{file: f, r: r, close: closers}
}

func (c *content) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("read %s: %w", c.file.Name(), early(err))
	}
	return n, err
}

func (c *content) Close() error {
	var first error
	for _, f := range c.close {
		if err := f(); err != nil && first == nil {
			first = fmt.Errorf("close %s: %w", c.file.Name(), cause(err))
		}
	}
	return first
}

// early turns the end of input inside a compressed stream into io.ErrUnexpectedEOF: the file was cut off.
func early(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("compressed data end too early: %w", io.ErrUnexpectedEOF)
	}
	return cause(err)
}

// cause drops the path that package os puts into its errors: messages name the file once, without its directory.
func cause(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
