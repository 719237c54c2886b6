package screen

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

// ReadCases reads an output and gives each row that has a case: its QueryID, Rank, OrgID, RecordKeys, Caption, InputRow and Case.
func ReadCases(r io.Reader, format string, each func(Row) error) error {
	if format == "ndjson" {
		return readCasesNDJSON(bufio.NewReaderSize(r, 1<<16), each)
	}
	return readCasesCSV(r, each)
}

var errNoOutput = errors.New("not the output of a screening")

func readCasesCSV(r io.Reader, each func(Row) error) error {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil || len(header) < len(Columns) || !slices.Equal(header[:len(Columns)], Columns) {
		return errNoOutput
	}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read output: %w", err)
		}
		cell := func(name string) string { return Unguard(row[slices.Index(Columns, name)]) }
		if cell("case") == "" {
			continue
		}
		out := Row{QueryID: cell("query_id"), OrgID: cell("org_id"), Caption: cell("caption"), Case: cell("case"), RecordKeys: strings.Split(cell("record_keys"), Separator)}
		var bad error
		out.Rank, bad = strconv.Atoi(cell("rank"))
		if out.InputRow, err = strconv.ParseInt(cell("input_row"), 10, 64); err != nil || bad != nil {
			return errNoOutput
		}
		if err := each(out); err != nil {
			return err
		}
	}
}

func readCasesNDJSON(r *bufio.Reader, each func(Row) error) error {
	for {
		line, err := r.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var row Row
			if err := json.Unmarshal(line, &row, json.RejectUnknownMembers(true)); err != nil {
				return errNoOutput
			}
			if row.Case != "" {
				if err := each(row); err != nil {
					return err
				}
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read output: %w", err)
		}
	}
}
