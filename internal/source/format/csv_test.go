package format

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// rowsOf reads everything: good rows as "line: field|field", bad ones as "line! rule".
func rowsOf(t testing.TB, s string, o CSVOptions) []string {
	t.Helper()
	f := &File{Path: "/somewhere/list.csv"}
	c, err := NewCSV(f, iotest.OneByteReader(strings.NewReader(s)), o)
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for {
		row, err := c.Next()
		var bad *RowProblem
		switch {
		case err == io.EOF:
			return out
		case errors.As(err, &bad):
			out = append(out, fmt.Sprintf("%d! %s", bad.Line, bad.Rule))
		case err != nil:
			return append(out, err.Error())
		default:
			out = append(out, fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Fields, "|")))
		}
	}
}

func TestCSV(t *testing.T) {
	header := CSVOptions{Header: true}
	for _, c := range []struct {
		name, in string
		o        CSVOptions
		want     []string
	}{
		{"empty", "", CSVOptions{}, nil},
		{"empty with header", "", header, []string{"read list.csv: no header row with the columns of this format"}},
		{"plain", "a,b\n1,2\n3,4", header, []string{"2: 1|2", "3: 3|4"}},
		{"without header", "1,2\n3,4\n", CSVOptions{}, []string{"1: 1|2", "2: 3|4"}},
		{"byte order mark, CRLF, blanks", "\xef\xbb\xbfa,b\r\n\r\n \"1\" ,2\r\n", header, []string{"3: 1|2"}},
		{"semicolon", "a;b\n1,5;2\n", CSVOptions{Header: true, Comma: ';'}, []string{"2: 1,5|2"}},
		{"quoted line breaks and quotes", "a,b\n\"1\n\n\"\"one\"\"\",2\n3,4\n", header, []string{"2: 1\n\n\"one\"|2", "5: 3|4"}},
		{"quoted separator", "a,b\n\"say \"\"hi\"\", you\",2\n", header, []string{"2: say \"hi\", you|2"}},
		{
			"quotes that were not doubled", "a,b\n\"Co \"Specimen\"\",2\n\"the \"Good\" Co\",4\n5,a \"b\" c\n", header,
			[]string{"2: Co \"Specimen\"|2", "3: the \"Good\" Co|4", "4: 5|a \"b\" c"},
		},
		{"wrong column count", "a,b\n1\n1,2,3\n4,5\n", header, []string{"2! columns", "3! columns", "4: 4|5"}},
		{"a separator too many", "a,b\n1,2,,\n", header, []string{"2: 1|2"}},
		{"a quote without end costs one row", "a,b\n1,\"open\n3,4\n5,6\n", header, []string{"2! quote", "3: 3|4", "4: 5|6"}},
		{"a quote that swallows rows costs one row", "a,b\n1,\"open\n3,\"x\",9\n5,6\n", header, []string{"2! columns", "3! columns", "4: 5|6"}},
		{"mark of the end of file", "1,2\n\x1a", CSVOptions{}, []string{"1: 1|2"}},
		{"lines before the header", "Last Updated,27/04/2031\na,b\n1,2\n", CSVOptions{SkipLines: 1, Header: true}, []string{"3: 1|2"}},
		{"header found by its columns", "A title\n,\na,b\n1,2\n", CSVOptions{HeaderContains: []string{"b"}}, []string{"4: 1|2"}},
		{"another layout", "a,c\n1,2\n", CSVOptions{HeaderContains: []string{"b"}}, []string{"read list.csv: no header row with the columns of this format"}},
		{"too few lines", "a\n", CSVOptions{SkipLines: 3}, []string{"read list.csv: lines before the header: EOF"}},
		{"UTF-16", "\xff\xfe1\x00,\x00\xe9\x00\n\x00", CSVOptions{}, []string{"1: 1|é"}},
	} {
		if diff := cmp.Diff(c.want, rowsOf(t, c.in, c.o)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestCSVRowSize(t *testing.T) {
	long := strings.Repeat("x", MaxRow)
	got := rowsOf(t, "1,2\n"+long+"y,2\n3,4\n5,\"quoted\n"+long[1:]+"\n6,7\n", CSVOptions{})
	want := []string{"1: 1|2", "2! row.size", "3: 3|4", "4! quote", "5! columns", "6: 6|7"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCSVColumns(t *testing.T) {
	f := &File{Path: "list.csv"}
	c, err := NewCSV(f, strings.NewReader("Stand,27/04/2031\n name ,\u00a0city\u00a0, name\n\"\u200bA\u00a0\u00a0Ltd\n(B)\",\u00a0,other\n"), CSVOptions{SkipLines: 1, Header: true})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Header(), []string{"name", "city", "name"}) || !slices.Equal(c.Preamble(), []string{"Stand,27/04/2031"}) || !c.Has("city") || c.Has("town") {
		t.Errorf("%q %q", c.Header(), c.Preamble())
	}
	row, err := c.Next()
	if err != nil {
		t.Fatal(err)
	}
	if row.Get("name") != "A Ltd (B)" || row.Get("city") != "" || row.Get("town") != "" || !row.Has("city") || row.Has("town") {
		t.Errorf("%q", row.Fields)
	}
}

func TestCSVEncodings(t *testing.T) {
	f := &File{Path: "list.csv"}
	// UTF-8, Windows-1252 and both in one field; a C1 control that stands for a Windows-1252 dash; a byte that is nothing.
	c, err := NewCSV(f, strings.NewReader("é,\xe9,\u00e9\xe9\x93x\x94,a\u0096b,\x81\n"), CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	row, err := c.Next()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"é", "é", "éé“x”", "a–b", "\ufffd"}, row.Fields); diff != "" {
		t.Error(diff)
	}
	if c.Decoded() != 6 {
		t.Errorf("decoded %d", c.Decoded())
	}
}

// A read error in the middle is an error, not the end.
func TestCSVReadError(t *testing.T) {
	got := rowsOf(t, "", CSVOptions{})
	if got != nil {
		t.Fatal(got)
	}
	f := &File{Path: "list.csv"}
	c, err := NewCSV(f, io.MultiReader(strings.NewReader("1,2\n3,"), iotest.ErrReader(io.ErrUnexpectedEOF)), CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
}

// Stray quotes in every line do not make reading quadratic: all bytes are looked at a bounded number of times.
func TestCSVHostileQuotes(t *testing.T) {
	f := &File{Path: "list.csv"}
	c, err := NewCSV(f, strings.NewReader("1,2\n"+strings.Repeat("\"a\n", 100_000)), CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for {
		if _, err := c.Next(); err == io.EOF {
			break
		}
		n++
	}
	if n != 100_001 || c.scanned > rescan+MaxRow {
		t.Errorf("%d rows, %d bytes read twice", n, c.scanned)
	}
}

// What encoding/csv writes, this reads.
func TestCSVReadsWhatOthersWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(2, 5).Draw(t, "columns")
		cell := rapid.StringMatching(`[a-zé" ,;\n]{0,8}`)
		var rows [][]string
		for range rapid.IntRange(1, 8).Draw(t, "rows") {
			row := make([]string, columns)
			for i := range row {
				row[i] = strings.Trim(cell.Draw(t, "cell"), " ")
			}
			rows = append(rows, row)
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		c, err := NewCSV(&File{Path: "f"}, &b, CSVOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range rows {
			row, err := c.Next()
			if err != nil || !slices.Equal(row.Fields, want) {
				t.Fatalf("%v, want %q (%v)", row, want, err)
			}
		}
		if _, err := c.Next(); err != io.EOF {
			t.Fatalf("more than was written: %v", err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n\"\n"), true)
	f.Add([]byte("\xef\xbb\xbf\"a\" ,\"b\"\"c\"\r\n\x1a"), false)
	f.Add([]byte("a,b\n\"x\"y\",\n\"\n\",1"), true)
	f.Fuzz(func(t *testing.T, b []byte, header bool) {
		c, err := NewCSV(&File{Path: "f"}, bytes.NewReader(b), CSVOptions{Header: header})
		if err != nil {
			return
		}
		line := 0
		for n := 0; ; n++ {
			row, err := c.Next()
			var bad *RowProblem
			at := 0
			switch {
			case err == io.EOF:
				return
			case errors.As(err, &bad):
				at = bad.Line
			case err != nil:
				t.Fatal(err)
			default:
				at = row.Line
			}
			if at <= line || n > len(b) {
				t.Fatalf("line %d after line %d", at, line)
			}
			line = at
		}
	})
}
