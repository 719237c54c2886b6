package format

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func workbook(t *testing.T) *File {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for cell, v := range map[string]any{"A1": "Title\nof the list", "A3": "Firm Name", "B3": " Country ", "A4": "Specimen\u00a0Ltd", "B4": "Malta", "C4": 12.5} {
		if err := book.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "list.xlsx", b.Bytes())
}

func TestXLSX(t *testing.T) {
	f := workbook(t)
	raw, err := readAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]*File{"as it is": f, "gzip": write(t, "list.xlsx.gz", gzipped(t, []byte(raw))), "zip": write(t, "list.zip", zipped(t, "list.xlsx", raw))} {
		tmp := t.TempDir()
		t.Setenv("TMPDIR", tmp)
		var got []string
		err := XLSX(f, 0, func(_ int, cells []string) error {
			got = append(got, strings.Join(cells, "|"))
			files, err := os.ReadDir(tmp)
			if len(files) > 0 {
				t.Errorf("%s: unpacked to disk: %v", name, files)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"Title of the list", "Firm Name|Country", "Specimen Ltd|Malta|12.5"}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestXLSXErrors(t *testing.T) {
	stop := errors.New("enough")
	if err := XLSX(workbook(t), 0, func(int, []string) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	all := func(int, []string) error { return nil }
	if err := XLSX(workbook(t), 3, all); err == nil {
		t.Error("a sheet that is not there was read")
	}
	if err := XLSX(write(t, "list.csv", []byte("a,b\n")), 0, all); err == nil || !strings.Contains(err.Error(), "list.csv") {
		t.Errorf("text was read as a workbook: %v", err)
	}
	whole, err := readAll(workbook(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := XLSX(write(t, "cut.xlsx", []byte(whole[:len(whole)/2])), 0, all); err == nil {
		t.Error("half a workbook was read")
	}
}
