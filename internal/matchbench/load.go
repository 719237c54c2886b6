package matchbench

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/source/format"
)

// rows reads a CSV file whose header has these columns, or which has no header if there are none.
func rows(path string, columns []string, each func(*format.Row) error) error {
	f := &format.File{Path: path}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	defer r.Close()
	table, err := format.NewCSV(f, r, format.CSVOptions{HeaderContains: columns})
	if err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	for {
		row, err := table.Next()
		var bad *format.RowProblem
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			continue
		case err == nil:
			err = each(row)
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", filepath.Base(path), err)
		}
	}
}

// labelled is a pair of names of the name bench.
type labelled struct {
	a, b    string
	match   bool
	peer    float64 // what logic-v2 scored
	hasPeer bool
}

func readNameBench(dir string) ([]labelled, error) {
	var out []labelled
	err := rows(filepath.Join(dir, "matching", "org_name_bench.csv"), []string{"name1", "name2", "is_match"}, func(r *format.Row) error {
		p := labelled{a: r.Get("name1"), b: r.Get("name2")}
		var err error
		if p.match, err = strconv.ParseBool(r.Get("is_match")); err != nil {
			return fmt.Errorf("line %d, is_match: %w", r.Line, err)
		}
		if s := r.Get("logic_v2_score"); s != "" {
			if p.peer, err = strconv.ParseFloat(s, 64); err != nil {
				return fmt.Errorf("line %d, logic_v2_score: %w", r.Line, err)
			}
			p.hasPeer = true
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// translated is an organisation with its names in Japanese, in English and in kana.
type translated struct{ id, japanese, english, kana string }

func readEDINET(dir string) ([]translated, error) {
	var out []translated
	columns := []string{"edinet_code", "name_ja", "name_en", "name_kana"}
	err := rows(filepath.Join(dir, "matching", "edinet_name_pairs.csv"), columns, func(r *format.Row) error {
		out = append(out, translated{r.Get("edinet_code"), r.Get("name_ja"), r.Get("name_en"), r.Get("name_kana")})
		return nil
	})
	return out, err
}

// ofacAlias is one row of alt.csv about an organisation.
type ofacAlias struct {
	entity int // its place among the organisations
	number string
	kind   string // "aka", "fka", "nka"
	name   string
}

// ofacFiles are the organisations of an SDN publication in its three-file layout. Of rows whose type column names anything but
// an organisation nothing is kept.
type ofacFiles struct {
	orgs    []entity // under their primary names
	aliases []ofacAlias
}

// none is how the layout writes an empty field; in the type column it says organisation.
const none = "-0-"

func readOFAC(dir string) (*ofacFiles, error) {
	out, place := &ofacFiles{}, map[string]int{}
	err := rows(filepath.Join(dir, "us-ofac-sdn", "sdn.csv"), nil, func(r *format.Row) error {
		if len(r.Fields) < 4 || strings.TrimSpace(r.Fields[2]) != none {
			return nil
		}
		place[r.Fields[0]] = len(out.orgs)
		out.orgs = append(out.orgs, entity{id: r.Fields[0], names: []string{r.Fields[1]}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = rows(filepath.Join(dir, "us-ofac-sdn", "alt.csv"), nil, func(r *format.Row) error {
		if len(r.Fields) < 4 {
			return nil
		}
		if i, ok := place[r.Fields[0]]; ok {
			out.aliases = append(out.aliases, ofacAlias{i, r.Fields[1], r.Fields[2], r.Fields[3]})
		}
		return nil
	})
	return out, err
}

// readSEC gives the registrants, one an organisation however many tickers it has.
func readSEC(dir string) ([]entity, error) {
	f := &format.File{Path: filepath.Join(dir, "us-sec", "company_tickers.json")}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("read the SEC's registrants: %w", err)
	}
	defer r.Close()
	var tickers map[string]struct {
		CIK   int64  `json:"cik_str"`
		Title string `json:"title"`
	}
	if err := json.UnmarshalRead(r, &tickers); err != nil {
		return nil, fmt.Errorf("read the SEC's registrants: %w", err)
	}
	byCIK := map[int64]string{}
	for _, t := range tickers {
		if old, ok := byCIK[t.CIK]; !ok || t.Title < old {
			byCIK[t.CIK] = t.Title
		}
	}
	out := make([]entity, 0, len(byCIK))
	for cik, title := range byCIK {
		out = append(out, entity{id: fmt.Sprintf("us-sec:%d", cik), names: []string{title}})
	}
	slices.SortFunc(out, func(a, b entity) int { return strings.Compare(a.id, b.id) })
	return out, nil
}
