package format

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func write(t testing.TB, name string, b []byte) *File {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return &File{Path: path}
}

func gzipped(t testing.TB, b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstded(t testing.TB, b []byte) []byte {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return z.EncodeAll(b, nil)
}

func zipped(t testing.TB, members ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err == nil {
			_, err = io.WriteString(w, members[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readAll(f *File) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), errors.Join(err, r.Close())
}

// text is long and dull enough that every format compresses it into several pieces.
var text = strings.Repeat("one row of an official list, and the next one\n", 20000)

func TestOpenByContent(t *testing.T) {
	for name, b := range map[string][]byte{
		"plain":                 []byte(text),
		"gzip named .csv":       gzipped(t, []byte(text)),
		"gzip of two members":   append(gzipped(t, []byte(text[:100])), gzipped(t, []byte(text[100:]))...),
		"zstd named .csv":       zstded(t, []byte(text)),
		"zip":                   zipped(t, "data.csv", text),
		"zip with hidden files": zipped(t, "folder/", "", "folder/data.csv", text, "__MACOSX/folder/._data.csv", "x", ".DS_Store", "x"),
	} {
		got, err := readAll(write(t, "list.csv", b))
		if err != nil || got != text {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}

func TestOpenKeepsWorkbook(t *testing.T) {
	book := zipped(t, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>")
	if got, err := readAll(write(t, "list.xlsx", book)); err != nil || got != string(book) {
		t.Errorf("%d bytes, %v; want the workbook as it is", len(got), err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, b := range map[string][]byte{
		"empty zip":        zipped(t),
		"zip of two files": zipped(t, "a.csv", "x", "b.csv", "y"),
	} {
		if _, err := readAll(write(t, "list.zip", b)); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	if _, err := (&File{Path: filepath.Join(t.TempDir(), "gone.csv")}).Open(); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "gone.csv") {
		t.Errorf("missing file: %v", err)
	}
}

// A compressed file that was cut off anywhere is an error that says so, never a shorter list.
func TestTruncatedIsAnError(t *testing.T) {
	for name, whole := range map[string][]byte{"gzip": gzipped(t, []byte(text)), "zstd": zstded(t, []byte(text)), "zip": zipped(t, "data.csv", text)} {
		for _, n := range []int{5, 9, 12, len(whole) / 2, len(whole) - 9, len(whole) - 1} {
			_, err := readAll(write(t, "cut.csv", whole[:n]))
			if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "cut.csv") {
				t.Errorf("%s cut to %d of %d bytes: %v", name, n, len(whole), err)
			}
		}
	}
}

func TestHead(t *testing.T) {
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"byte order mark": {[]byte("\xef\xbb\xbfabcdef"), "abcd"},
		"short":           {[]byte("ab"), "ab"},
		"empty":           {nil, ""},
		"UTF-16":          {[]byte("\xff\xfea\x00b\x00c\x00d\x00e\x00"), "abcd"},
		"gzip":            {gzipped(t, []byte("abcdef")), "abcd"},
	} {
		if got, err := write(t, "f", c.b).Head(4); err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestDigestIsOfRawBytes(t *testing.T) {
	f := write(t, "f", gzipped(t, []byte("abc")))
	plain := write(t, "f", []byte("abc"))
	sum, size, err := plain.Digest()
	if err != nil || size != 3 || sum != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("%s %d %v", sum, size, err)
	}
	if again, _, err := f.Digest(); err != nil || again == sum {
		t.Errorf("digest of the compressed file is that of its content: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("plain"))
	f.Add(gzipped(f, []byte("abc")))
	f.Add(zstded(f, []byte("abc")))
	f.Add(zipped(f, "a", "abc"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file := write(t, "f", b)
		r, err := file.Open()
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(r, 1<<20))
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}
