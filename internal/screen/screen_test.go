package screen_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/rows"
)

func ndjson(s string) rows.Reader { return rows.NewNDJSON(strings.NewReader(s), nil) }

func collect(out *[][]screen.Row) func(*rows.Row, []screen.Row) error {
	return func(_ *rows.Row, rows []screen.Row) error {
		*out = append(*out, rows)
		return nil
	}
}

// brief is what a test says of a row.
func brief(r screen.Row) string {
	return strings.Join([]string{strconv.Itoa(r.Rank), strings.Join(r.RecordKeys, "+"), r.Identity, r.CandidateAnswer, r.Decision, r.Error}, " ")
}

func TestOneAnswerForEveryRow(t *testing.T) {
	r := newRegister(t)
	r.lists()
	for _, c := range []struct {
		name, in, answer string
		rows             []string
	}{
		{"name and country", `{"name":"Amberfield Timber Ltd","country":"XV"}`, "barred", []string{"1 one:A name_country barred  "}},
		{"name alone", `{"name":"AMBERFIELD TIMBER LTD"}`, "ask", []string{"1 one:A name ask  "}},
		{"identifier", `{"identifiers":["XV-VAT:100001"]}`, "barred", []string{"1 one:A same barred  "}},
		{"another form", `{"name":"Amberfield Timber Limited"}`, "ask", []string{"1 one:A possible ask  "}},
		{"nothing counts", `{"name":"Quiet Fern Dairy","country":"XV"}`, "clear", []string{"1 one:D name_country clear  "}},
		{"nobody", `{"name":"Nobody Of This Name"}`, "clear", []string{"0     "}},
		{"two, the worse first", `{"name":"Twice Named Mills"}`, "ask", []string{"1 one:C name ask  ", "2 two:C2 name clear  "}},
		{"one of the two", `{"name":"Twice Named Mills","country":"XW"}`, "clear", []string{"1 two:C2 name_country clear  "}},
		{"a person", `{"name":"Amberfield Timber Ltd","person":true}`, "out_of_scope_person", []string{"0     "}},
		{"an error", `{"name":"Amberfield Timber Ltd","country":"Nowhereland"}`, "", []string{"0     line 1: column country: not a country: want two letters, ISO 3166-1, or an English name"}},
		{"an unknown id", `{"org_id":"onobody"}`, "", []string{"0     no organisation with this id"}},
	} {
		s := r.screening()
		for _, top := range []int{0, 1} {
			s.Top = top
			got := r.one(s, c.in)
			want := c.rows
			if top > 0 {
				want = want[:1]
			}
			var told []string
			for _, row := range got {
				told = append(told, brief(row))
				if row.Answer != c.answer {
					t.Errorf("%s, top %d: answer %q, want %q", c.name, top, row.Answer, c.answer)
				}
			}
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("%s, top %d: %s", c.name, top, diff)
			}
		}
	}
	s := r.screening()
	s.Rejected = true
	got := r.one(s, `{"name":"Twice Named Mills","country":"XW"}`)
	if len(got) != 2 || got[1].Identity != "different" || got[1].Case != "" || !slices.Contains(got[1].Reasons, "country_of_registration_differs") {
		t.Errorf("rejected: %+v", got)
	}
}

func TestSimilarityIsOfTheNames(t *testing.T) {
	r := newRegister(t)
	r.lists()
	for in, want := range map[string]func(*float64) bool{
		`{"name":"amberfield timber ltd"}`:                                   func(f *float64) bool { return f != nil && *f == 1 },
		`{"name":"Amberfield Timber Limited"}`:                               func(f *float64) bool { return f != nil && *f > 0.5 && *f <= 1 },
		`{"name":"Something Else Entirely","identifiers":["XV-VAT:100001"]}`: func(f *float64) bool { return f != nil && *f < 0.5 },
		`{"identifiers":["XV-VAT:100001"]}`:                                  func(f *float64) bool { return f == nil },
	} {
		got := r.one(r.screening(), in)
		if len(got) != 1 || !want(got[0].Similarity) {
			t.Errorf("%s: %+v", in, got)
		}
	}
}

// shuffled lets rows come out of turn: some wait for others.
type shuffled struct{ screen.Finder }

func (s shuffled) Find(ctx context.Context, q answer.Question) ([]screen.Found, error) {
	for range rand.IntN(50) {
		runtime.Gosched()
	}
	return s.Finder.Find(ctx, q)
}

func TestOrderIsKept(t *testing.T) {
	r := newRegister(t)
	r.lists()
	s := r.screening()
	s.Finder = shuffled{s.Finder}
	names := []string{"Amberfield Timber Ltd", "Twice Named Mills", "Nobody Of This Name", "", "Hollow Quarry s.r.o."}
	var alone [][]screen.Row
	for _, n := range names {
		alone = append(alone, r.one(r.screening(), fmt.Sprintf(`{"name":%q}`, n)))
	}
	rapid.Check(t, func(rt *rapid.T) {
		picks := rapid.SliceOfN(rapid.IntRange(0, len(names)-1), 0, 300).Draw(rt, "rows")
		var in strings.Builder
		for i, p := range picks {
			fmt.Fprintf(&in, `{"query_id":"q%d","name":%q}`+"\n", i, names[p])
		}
		out := r.all(s, in.String())
		if len(out) != len(picks) {
			rt.Fatalf("%d queries, %d answered", len(picks), len(out))
		}
		for i, rows := range out {
			want := alone[picks[i]]
			for k := range rows {
				if rows[k].QueryID != fmt.Sprintf("q%d", i) || rows[k].InputRow != int64(i+1) || rows[k].Answer != want[k].Answer || rows[k].OrgID != want[k].OrgID {
					rt.Fatalf("query %d: %+v, alone %+v", i, rows[k], want[k])
				}
			}
		}
	})
}

// failing is a register that breaks, or a caller that goes away, at the nth question.
type failing struct {
	screen.Finder
	n  int
	do func() error
}

func (f *failing) Find(ctx context.Context, q answer.Question) ([]screen.Found, error) {
	if n, err := strconv.Atoi(q.Name); err == nil && n == f.n {
		if err := f.do(); err != nil {
			return nil, err
		}
	}
	return f.Finder.Find(ctx, q)
}

func TestRunEndsWithEveryError(t *testing.T) {
	r := newRegister(t)
	r.lists()
	var in strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&in, `{"name":"%d"}`+"\n", i+1)
	}
	broken := errors.New("broken")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		in   string
		do   func() error
		emit func() error
		want error
	}{
		"register": {t.Context(), in.String(), func() error { return broken }, nil, broken},
		"caller":   {ctx, in.String(), func() error { cancel(); return nil }, nil, context.Canceled},
		"output":   {t.Context(), in.String(), nil, func() error { return broken }, broken},
		"input":    {t.Context(), in.String() + strings.Repeat(" ", 1<<17) + "\xff\xff", nil, nil, &rows.EncodingError{}},
	} {
		s := r.screening()
		if c.do != nil {
			s.Finder = &failing{s.Finder, 1000, c.do}
		}
		var last int64
		err := s.Run(c.ctx, ndjson(c.in), func(in *rows.Row, _ []screen.Row) error {
			if in.Number != last+1 {
				t.Errorf("%s: row %d after %d", name, in.Number, last)
			}
			last = in.Number
			if c.emit != nil && last == 1000 {
				return c.emit()
			}
			return nil
		})
		var encoding *rows.EncodingError
		if name == "input" && (!errors.As(err, &encoding) || last != 2000) || name != "input" && !errors.Is(err, c.want) {
			t.Errorf("%s: %v after %d rows", name, err, last)
		}
	}
}

func TestGuard(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Amberfield": "Amberfield", "=1+1": "'=1+1", "+1": "+1", "-12.5": "-12.5", "-": "'-", "@x": "'@x", "\tx": "'\tx", "'x": "''x", "-1+1": "'-1+1", "+inf": "'+inf",
	} {
		if got := screen.Guard(in); got != want {
			t.Errorf("Guard(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[='@\t\r+\-a0-9.]{0,6}`).Draw(t, "s")
		if got := screen.Unguard(screen.Guard(s)); got != s {
			t.Fatalf("%q comes back as %q", s, got)
		}
	})
}
