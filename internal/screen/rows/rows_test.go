package rows

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"probity.example/probity/internal/claim"
)

func readAll(t testing.TB, r Reader) []Row {
	t.Helper()
	var out []Row
	for {
		row, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
}

func mapping(t testing.TB, lists ...string) Mapping {
	t.Helper()
	m, err := ParseMapping(lists)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPlan(t *testing.T) {
	for name, c := range map[string]struct {
		columns string
		mapping []string
		want    string
	}{
		"plain":             {"name,country", nil, "name,country"},
		"German":            {"Lieferantennummer,Firma,Land", nil, "query_id,name,country"},
		"French":            {"Raison sociale,Pays,SIREN", nil, "name,country,id:FR-SIREN"},
		"Chinese":           {"名称,国家", nil, "name,country"},
		"surest first":      {"Company,Legal Name,Id,Supplier ID", nil, ",name,,query_id"},
		"schemes":           {"Name,LEI,gb-coh,id:XV-VAT", nil, "name,id:XI-LEI,id:GB-COH,id:XV-VAT"},
		"said":              {"A,B,C,Name", []string{"name=B,country=C", "query_id=A"}, "query_id,name,country,"},
		"none":              {"Name,Type,Country", []string{"type=,country="}, "name,,"},
		"comma in a column": {"Name of firm|city, country,Name", []string{"country=city, country,name=Name of firm"}, ""},
		"one scheme once":   {"Name,LEI,lei code", nil, "name,id:XI-LEI,"},
	} {
		columns := strings.Split(c.columns, ",")
		want := strings.Split(c.want, ",")
		if strings.Contains(c.columns, "|") {
			columns, want = []string{"Name of firm", "city, country", "Name"}, []string{"name", "country", ""}
		}
		plan, err := mapping(t, c.mapping...).Plan(columns)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i := range want {
			if string(plan[i]) != want[i] {
				t.Errorf("%s: column %q means %q, want %q", name, columns[i], plan[i], want[i])
			}
		}
	}
}

func TestMappingsThatAreWrong(t *testing.T) {
	for _, list := range []string{"title=A", "A", "id:NO-SCHEME=A", "name=A,name=B", "=A"} {
		if m, err := ParseMapping([]string{list}); err == nil {
			t.Errorf("%q is taken for %v", list, m)
		}
	}
	for _, list := range []string{"name=Nowhere", "name=A,country=A"} {
		if _, err := mapping(t, list).Plan([]string{"A", "B"}); err == nil {
			t.Errorf("%q fits columns A and B", list)
		}
	}
}

func TestCSV(t *testing.T) {
	const header = "query_id,name,country,id:XV-VAT,id:XI-LEI,identifiers,person,type\n"
	vat := claim.Identifier{Scheme: "XV-VAT", Value: "100001"}
	for name, c := range map[string]struct {
		line string
		want Query
		err  string
	}{
		"all":               {"7,  Amberfield   Timber ,xv,100001,,,,company", Query{ID: "7", Named: true, Name: "Amberfield Timber", Country: "XV", Identifiers: []claim.Identifier{vat}}, ""},
		"without a number":  {",Amberfield Timber,,,,,,", Query{ID: "1", Name: "Amberfield Timber"}, ""},
		"country in words":  {",Amberfield Timber,Germany,,,,,", Query{ID: "1", Name: "Amberfield Timber", Country: "DE"}, ""},
		"UK":                {",Amberfield Timber,uk,,,,,", Query{ID: "1", Name: "Amberfield Timber", Country: "GB"}, ""},
		"identifiers":       {",,,,,xv-vat:100001 | XV-VAT: 100001;,,", Query{ID: "1", Identifiers: []claim.Identifier{vat}}, ""},
		"quoted lines":      {`,"Amber` + "\n" + `field",,,,,,`, Query{ID: "1", Name: "Amber field"}, ""},
		"a person":          {"9,Zebedee Quill,XV,,,,yes,", Query{ID: "9", Named: true, Person: true}, ""},
		"a person by type":  {"9,Zebedee Quill,Nowhereland,,,,,Sole Trader", Query{ID: "9", Named: true, Person: true}, ""},
		"no person":         {",Amberfield Timber,,,,,no,gold", Query{ID: "1", Name: "Amberfield Timber"}, ""},
		"person or not":     {",Amberfield Timber,,,,,perhaps,", Query{}, "line 2: column person: want true or false"},
		"no country":        {",Amberfield Timber,Nowhereland,,,,,", Query{}, "line 2: column country: not a country"},
		"no such code":      {",Amberfield Timber,ZY,,,,,", Query{}, "line 2: column country: not a country"},
		"bad check digits":  {",Amberfield Timber,,,529900T8BM49AURSDO56,,,", Query{}, "line 2: column id:XI-LEI: XI-LEI:"},
		"unknown scheme":    {",,,,,SECRET-THING:1,,", Query{}, "line 2: column identifiers: the identifier's scheme is not known"},
		"a person's number": {",,,,,ES-TAX:98765432M,,", Query{}, "line 2: column identifiers: ES-TAX: a number in the form of a person's identifies a natural person"},
		"no scheme":         {",,,,,100001,,", Query{}, "line 2: column identifiers: want SCHEME:VALUE"},
		"nothing asked":     {"7,,XV,,,,,", Query{}, "line 2: nothing is asked"},
		"too few columns":   {"7,Amberfield Timber", Query{}, "line 2: 2 columns, want 8"},
		"long name":         {"," + strings.Repeat("x", MaxName+1) + ",,,,,,", Query{}, "line 2: column name: longer than 4 KiB"},
		"longest name":      {"," + strings.Repeat("x", MaxName) + ",,,,,,", Query{ID: "1", Name: strings.Repeat("x", MaxName)}, ""},
		"any script":        {",  шахта\u3000«Ёж» ,,,,,,", Query{ID: "1", Name: "шахта «Ёж»"}, ""},
		"an open quotation": {`,"Amberfield,,,,,,`, Query{}, "line 2: a quoted field has no end"},
	} {
		for _, lines := range []string{header + c.line + "\n", "\xef\xbb\xbf" + strings.ReplaceAll(header+c.line, "\n", "\r\n")} {
			r, err := NewCSV(iotest.OneByteReader(strings.NewReader(lines)), 0, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got := readAll(t, r)
			if len(got) != 1 {
				t.Errorf("%s: %d rows: %+v", name, len(got), got)
				continue
			}
			if !strings.HasPrefix(got[0].Problem, c.err) || (c.err == "") != (got[0].Problem == "") {
				t.Errorf("%s: problem %q, want %q", name, got[0].Problem, c.err)
			}
			if c.err == "" && fmt.Sprint(got[0].Query) != fmt.Sprint(c.want) {
				t.Errorf("%s: %+v, want %+v", name, got[0].Query, c.want)
			}
			for _, secret := range []string{"SECRET", "perhaps", "Nowhereland", "Amberfield", "AURS", "98765432"} {
				if strings.Contains(got[0].Problem, secret) {
					t.Errorf("%s: the problem shows what was asked: %s", name, got[0].Problem)
				}
			}
		}
	}
}

// TestNumbersInNames: the numbers are invented; their check digits are right.
func TestNumbersInNames(t *testing.T) {
	for name, want := range map[string]Row{
		"Orlan Shipping":                           {Query: Query{Name: "Orlan Shipping"}},
		"Orlan Shipping (VAT DE123456788)":         {Query: Query{Name: "Orlan Shipping", Identifiers: []claim.Identifier{{Scheme: "DE-VAT", Value: "DE123456788"}}}},
		"LEI 5299-00T8-BM49-AURS-D033":             {Query: Query{Identifiers: []claim.Identifier{{Scheme: "XI-LEI", Value: "529900T8BM49AURSD033"}}}},
		"Quorra Mining IMO 9123453":                {Query: Query{Name: "Quorra Mining"}},
		"IMO 9123453":                              {Problem: "line 2: column name: X-IMO: an IMO number identifies a vessel, not an organisation: refused"},
		"Marigold Bakery ИНН 990012345678":         {Query: Query{Person: true}},
		"Marigold Bakery PESEL 02221512346":        {Query: Query{Person: true}},
		"Marigold Bakery XYZQWK99A01Z999T":         {Query: Query{Person: true}},
		"Marigold Bakery 02221512346":              {Query: Query{Name: "Marigold Bakery 02221512346"}},
		"Orlan Shipping LEI 529900T8BM49AURSD034 ": {Query: Query{Name: "Orlan Shipping"}},
	} {
		r, err := NewCSV(strings.NewReader("name\n"+name+"\n"), 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := readAll(t, r)
		want.Number, want.Query.ID = 1, "1"
		if len(got) != 1 || fmt.Sprintf("%+v", got[0]) != fmt.Sprintf("%+v", want) {
			t.Errorf("%q: %+v, want %+v", name, got, want)
		}
	}
}

func TestSeparators(t *testing.T) {
	for text, want := range map[string]rune{
		"name,country\na,XV\n":            ',',
		"name;country\na;XV\n":            ';',
		"name\tcountry\na\tXV\n":          '\t',
		"name|country\na|XV\n":            '|',
		"\"name\";\"country, or\"\na;XV":  ';',
		"sep=;\nname;country\na;XV\n":     ';',
		"sep=|\r\nname|country\r\na|XV\n": '|',
		"name\na\n":                       ',',
	} {
		r, err := NewCSV(strings.NewReader(text), 0, nil)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := readAll(t, r); r.Comma() != want || len(got) != 1 || got[0].Query.Name != "a" {
			t.Errorf("%q: separator %q, rows %+v", text, r.Comma(), got)
		}
	}
}

func TestHeadersThatAreWrong(t *testing.T) {
	for _, text := range []string{"", "\n\n", "colour,size\nred,1\n"} {
		if _, err := NewCSV(strings.NewReader(text), 0, nil); !errors.Is(err, ErrHeader) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestNotUTF8(t *testing.T) {
	for _, c := range []struct {
		text       string
		line, byte int64
		utf16      bool
	}{
		{"name\nAmber\xe9field\n", 2, 11, false},
		{"n\xc3", 1, 2, false},
		{"\xef\xbb\xbfname\n\n\xf0\x9f\x92", 3, 10, false},
		{"name\n\xed\xa0\x80\n", 2, 6, false},
		{"\xff\xfen\x00a\x00", 1, 1, true},
		{"\xfe\xff\x00n\x00a", 1, 1, true},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text)), iotest.HalfReader(strings.NewReader(c.text))} {
			_, _, err := Sum(r)
			var e *EncodingError
			if !errors.As(err, &e) || !c.utf16 && (e.Line != c.line || e.Byte != c.byte) {
				t.Errorf("%q: %v", c.text, err)
			}
		}
	}
	if _, err := NewCSV(strings.NewReader("name\n\xe9\n"), 0, nil); err == nil {
		t.Error("a CSV that is not UTF-8 is read")
	}
}

func TestSumFindsEveryBadByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		bad := rapid.SampledFrom([]string{"\xff", "\xc0\xaf", "\xed\xa0\x80", "\x80"}).Draw(t, "bad")
		rest := rapid.String().Draw(t, "rest")
		var e *EncodingError
		_, _, err := Sum(iotest.OneByteReader(strings.NewReader(text + bad + rest)))
		if !errors.As(err, &e) || e.Byte != int64(len(text))+1 || e.Line != int64(strings.Count(text, "\n"))+1 {
			t.Fatalf("%q: %+v", text+bad+rest, e)
		}
		if size, _, err := Sum(iotest.HalfReader(strings.NewReader(text))); err != nil || size != int64(len(text)) {
			t.Fatalf("%q: %d, %v", text, size, err)
		}
	})
}

func TestNDJSON(t *testing.T) {
	vat := claim.Identifier{Scheme: "XV-VAT", Value: "100001"}
	for line, want := range map[string]Row{
		`{"query_id":7,"name":"Amberfield","country":"XV"}`:                 {Query: Query{ID: "7", Named: true, Name: "Amberfield", Country: "XV"}},
		`{"Supplier":"Amberfield","nested":{"name":"x"},"none":null}`:       {Query: Query{ID: "1", Name: "Amberfield"}},
		`{"identifiers":["XV-VAT:100001"]}`:                                 {Query: Query{ID: "1", Identifiers: []claim.Identifier{vat}}},
		`{"identifiers":[{"scheme":"XV-VAT","value":"100001","note":"x"}]}`: {Query: Query{ID: "1", Identifiers: []claim.Identifier{vat}}},
		`{"name":"Zebedee Quill","person":true}`:                            {Query: Query{ID: "1", Person: true}},
		`{"name":"Amberfield","name":"Hollow Quarry"}`:                      {Problem: "line 1: not one JSON object with unique members"},
		`["Amberfield"]`: {Problem: "line 1: not one JSON object with unique members"},
		`{"name":"Amberfield"} {"name":"Hollow Quarry"}`:                         {Problem: "line 1: not one JSON object with unique members"},
		`{"name":"Amberfield"`:                                                   {Problem: "line 1: not one JSON object with unique members"},
		`{"country":"XV"}`:                                                       {Problem: "line 1: nothing is asked: no name, no identifier, no organisation"},
		`{"identifiers":[{"value":"100001"}]}`:                                   {Problem: "line 1: column identifiers: the identifier's scheme is not known"},
		`{"name":"` + strings.Repeat("x", MaxLine) + `"}`:                        {Problem: "line 1: longer than 1 MiB"},
		`{"org_id":"oaaaabbbbccccddddeeeeffff","name":"\u0410"}`:                 {Query: Query{ID: "1", Name: "А", Organisation: "oaaaabbbbccccddddeeeeffff"}},
		"\xef\xbb\xbf" + `{"legal name":"Amberfield","name":"Amberfield Group"}`: {Query: Query{ID: "1", Name: "Amberfield Group"}},
	} {
		r := NewNDJSON(strings.NewReader(line+"\n\n  \n"), nil)
		got := readAll(t, r)
		if len(got) != 1 || got[0].Problem != want.Problem || want.Problem == "" && fmt.Sprint(got[0].Query) != fmt.Sprint(want.Query) {
			t.Errorf("%.100s: %+v, want %+v", line, got, want)
		}
	}
	r := NewNDJSON(strings.NewReader(`{"a":"Amberfield","name":"not this"}`+"\n"+`{"b":"x","country":"XV"}`), mapping(t, "name=a"))
	got := readAll(t, r)
	if got[0].Query.Name != "Amberfield" || got[1].Problem == "" || fmt.Sprint(r.Seen()) != "map[a:name country:country]" {
		t.Errorf("%+v, %v", got, r.Seen())
	}
}

func TestColumnsThatAreNotRead(t *testing.T) {
	c, err := NewCSV(strings.NewReader("Vendor Nmae,Land,id:XV-VAT,Colour,,type\na,XV,100001,red,,\n"), 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%q", c.Unread()); got != `["Vendor Nmae" "Colour"]` {
		t.Errorf("of a CSV: %s", got)
	}
	n := NewNDJSON(strings.NewReader(`{"legal name":"Amberfield","colour":"red"}`+"\n"+`{"legal name":"Amberfield","name":"Amberfield Group","size":1}`+"\n"), nil)
	readAll(t, n)
	if got := fmt.Sprintf("%q", n.Unread()); got != `["colour" "size"]` {
		t.Errorf("of NDJSON: %s", got)
	}
}

// TestDigest: what a row asks is the same question whatever it is called, and another one as soon as anything is asked
// otherwise.
func TestDigest(t *testing.T) {
	base := Query{ID: "1", Name: "Amberfield Tímber", Country: "XV", Identifiers: []claim.Identifier{{Scheme: "XV-VAT", Value: "1"}, {Scheme: "XV-TAX", Value: "2"}}}
	same := base
	same.ID, same.Named, same.Name = "2", true, "Amberfield Ti\u0301mber"
	same.Identifiers = []claim.Identifier{base.Identifiers[1], base.Identifiers[0]}
	if base.Digest() != same.Digest() || len(base.Digest()) != 32 {
		t.Errorf("%s, %s", base.Digest(), same.Digest())
	}
	seen := []string{base.Digest()}
	for _, change := range []func(*Query){
		func(q *Query) { q.Name += "s" }, func(q *Query) { q.Country = "XW" }, func(q *Query) { q.Country = "" }, func(q *Query) { q.Organisation = "o" },
		func(q *Query) { q.Identifiers = q.Identifiers[:1] }, func(q *Query) { q.Identifiers = nil }, func(q *Query) { q.Person = true },
	} {
		q := base
		change(&q)
		if slices.Contains(seen, q.Digest()) {
			t.Errorf("%+v has the digest of another", q)
		}
		seen = append(seen, q.Digest())
	}
}

func FuzzRows(f *testing.F) {
	f.Add([]byte("name;country\n\"a\nb\";XV\n"))
	f.Add([]byte(`{"name":"a","identifiers":[{"scheme":"XI-LEI","value":"1"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, r := range []Reader{NewNDJSON(bytes.NewReader(b), nil), csvOrNone(b)} {
			var last int64
			for {
				row, err := r.Next()
				if err != nil {
					break
				}
				if row.Number != last+1 || row.Query.ID == "" || row.Problem == "" && !row.Query.Person && row.Query.Name == "" && row.Query.Organisation == "" && len(row.Query.Identifiers) == 0 {
					t.Fatalf("row %+v after %d", row, last)
				}
				last = row.Number
			}
		}
	})
}

func csvOrNone(b []byte) Reader {
	c, err := NewCSV(bytes.NewReader(b), 0, nil)
	if err != nil {
		return NewNDJSON(bytes.NewReader(nil), nil)
	}
	return c
}
