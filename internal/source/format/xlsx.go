package format

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// maxWorkbook is the most bytes that a workbook may have unpacked. Lists of this kind have a few MB.
const maxWorkbook = 256 << 20

// XLSX calls each for every row of a sheet, counted from 0, that has a cell; rows count from 1 as the spreadsheet shows
// them, and cells come as it formats them. The workbook is held in memory and never unpacked to disk, because rows about
// people must not be there.
func XLSX(f *File, sheet int, each func(row int, cells []string) error) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	// excelize unpacks to temporary files what exceeds UnzipXMLSizeLimit: the two limits are equal, so nothing does.
	book, err := excelize.OpenReader(io.LimitReader(r, maxWorkbook), excelize.Options{UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxWorkbook})
	if err != nil {
		return fmt.Errorf("read %s: not a workbook that can be read: %w", f.Name(), err)
	}
	defer func() { _ = book.Close() }() // it closes and removes what it unpacked, which is nothing
	names := book.GetSheetList()
	if sheet < 0 || sheet >= len(names) {
		return fmt.Errorf("read %s: %d sheets, want at least %d", f.Name(), len(names), sheet+1)
	}
	rows, err := book.Rows(names[sheet])
	if err != nil {
		return fmt.Errorf("read %s: %w", f.Name(), err)
	}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("read %s: row %d: %w", f.Name(), n, err)
		}
		if len(cells) == 0 {
			continue
		}
		for i, s := range cells {
			cells[i] = Line(s)
		}
		if err := each(n, cells); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	if err := rows.Error(); err != nil {
		return fmt.Errorf("read %s: %w", f.Name(), err)
	}
	return rows.Close()
}
