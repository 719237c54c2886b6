package screen_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/manifest"
	"probity.example/probity/internal/screen/rows"
	"probity.example/probity/verify"
)

// suppliers are lines of a CSV with every kind of row.
func suppliers(n int) []string {
	lines := []string{"nr,name,country,person"}
	kinds := []string{
		"Amberfield Timber Ltd,XV,", "Nobody Of This Name,,", `"Hollow Quarry s.r.o.",,`, "Twice Named Mills,,", "Zebedee Quill,,yes", "Amberfield Timber Ltd,Nowhereland,",
		"=Formula Works,XV,", "one,column,too,many", "Quiet Fern Dairy,XV,",
	}
	for i := range n {
		lines = append(lines, fmt.Sprintf("s%d,%s", i, kinds[i%len(kinds)]))
	}
	return lines
}

func TestBatch(t *testing.T) {
	r := newRegister(t)
	r.lists()
	b := r.batch(suppliers(18)...)
	b.AnswersDir = filepath.Join(filepath.Dir(b.Out), "answers")
	m, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(read(t, b.Out))).ReadAll()
	if err != nil || !slices.Equal(records[0], screen.Columns) {
		t.Fatalf("%v: %v", err, records[0])
	}
	var order []string
	at := func(column string) int { return slices.Index(records[0], column) }
	for _, rec := range records[1:] {
		if n := len(order); n == 0 || order[n-1] != rec[at("query_id")] {
			order = append(order, rec[at("query_id")])
		}
		if rec[at("caption")] == "=Formula Works" {
			t.Error("a formula is not guarded")
		}
		proved(t, r, b.AnswersDir, rec[at("answer_file")], rec[at("answer")])
	}
	want := []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "8", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "17", "s17"}
	if !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	if fmt.Sprint(m.Counts.Answers) != "map[ask:4 barred:4 clear:4 out_of_scope_person:2]" || m.Counts.Errors != 4 || m.Counts.Queries != 18 || m.Counts.AnswerFiles != 10 {
		t.Errorf("%+v", m.Counts)
	}
	if fmt.Sprint(m.Columns) != "map[country:country name:name nr:query_id person:person]" || len(m.Sources) != 2 || m.Sources[0].Published == "" || m.Log.Known == 0 {
		t.Errorf("%+v", m)
	}
	for _, f := range []string{b.Out + ".partial", b.Out + ".journal"} {
		if _, err := os.Stat(f); err == nil {
			t.Errorf("%s is left", f)
		}
	}
	checked(t, r, b)
	if _, err := b.Run(t.Context()); !errors.Is(err, screen.ErrExists) {
		t.Errorf("again: %v", err)
	}
	b.Restart, b.OutFormat, b.Top, b.AnswersDir = true, "ndjson", 1, ""
	if _, err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(read(t, b.Out), "\n"); n != 18 {
		t.Errorf("%d rows, want 18", n)
	}
	checked(t, r, b)
}

// proved wants the answer file of every answer that is not clear, and wants it to verify and to say the same.
func proved(t *testing.T, r *register, dir, name, given string) {
	t.Helper()
	if name == "" {
		if given != "" && given != "clear" {
			t.Errorf("no answer file for %q", given)
		}
		return
	}
	a, err := verify.Verify([]byte(read(t, filepath.Join(dir, name))), verify.Options{VKey: r.w.Log.VKey(), Policy: []byte(houseRules)})
	if err != nil || a.Answer != given {
		t.Errorf("%s: %v; it says %q, the row %q", name, err, a.Answer, given)
	}
}

// checked verifies the manifest of a batch with its files.
func checked(t *testing.T, r *register, b *screen.Batch) {
	t.Helper()
	if _, err := check(t, r.w.Log.VKey(), b); err != nil {
		t.Error(err)
	}
}

func check(t *testing.T, vkey string, b *screen.Batch) (*manifest.Manifest, error) {
	t.Helper()
	files := manifest.Files{Output: strings.NewReader(read(t, b.Out)), Input: strings.NewReader(read(t, b.In))}
	return manifest.Verify([]byte(read(t, b.Out+manifest.Suffix)), vkey, files)
}

// interrupted runs a batch until its nth question, and not further.
func interrupted(t *testing.T, b *screen.Batch, n int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	whole := b.Finder
	b.Finder = func(ctx context.Context, j *answer.Judge) (screen.Finder, error) {
		f, err := whole(ctx, j)
		return &failing{f, n, func() error { cancel(); return nil }}, err
	}
	if _, err := b.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted at %d: %v", n, err)
	}
	b.Finder = whole
	if _, err := os.Stat(b.Out); err == nil {
		t.Fatal("an interrupted batch has an output")
	}
}

// numbered are rows of which each is its own name.
func numbered(n int) []string {
	lines := []string{"name"}
	for i := range n {
		lines = append(lines, fmt.Sprint(i+1))
		if i%7 == 0 {
			lines[len(lines)-1] = "Amberfield Timber Ltd"
		}
	}
	return lines
}

// TestGoesOn: however an earlier run ended and whatever is left of its output, the same command gives the same file.
func TestGoesOn(t *testing.T) {
	r := newRegister(t)
	r.lists()
	lines := numbered(150)
	whole := r.batch(lines...)
	want, err := whole.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	start := r.now
	truncate := func(at func(size, kept int64, text string) int64) func(*testing.T, *screen.Batch) {
		return func(t *testing.T, b *screen.Batch) {
			text := read(t, b.Out+".partial")
			size := int64(len(text))
			if err := os.Truncate(b.Out+".partial", at(size, size, text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	add := func(more string) func(*testing.T, *screen.Batch) {
		return func(t *testing.T, b *screen.Batch) {
			f, err := os.OpenFile(b.Out+".partial", os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteString(more); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, crash := range map[string]func(*testing.T, *screen.Batch){
		"as it was":        func(*testing.T, *screen.Batch) {},
		"half a row more":  add("41,1,oaaaa"),
		"rows more":        add("41,,,,\n42,,,\n"),
		"half a character": add("\xc5"),
		"nothing left":     truncate(func(int64, int64, string) int64 { return 0 }),
		"half a header":    truncate(func(int64, int64, string) int64 { return 10 }),
		"the header":       truncate(func(_, _ int64, text string) int64 { return int64(strings.Index(text, "\n")) + 1 }),
		"half a last row":  truncate(func(size, _ int64, _ string) int64 { return size - 5 }),
		"one row less":     truncate(func(_, _ int64, text string) int64 { return int64(strings.LastIndex(text[:len(text)-1], "\n")) + 1 }),
		"one byte less":    truncate(func(size, _ int64, _ string) int64 { return size - 1 }),
		"no file":          func(t *testing.T, b *screen.Batch) { os.Remove(b.Out + ".partial") },
		"other bytes": func(t *testing.T, b *screen.Batch) {
			text := read(t, b.Out+".partial")
			if err := os.WriteFile(b.Out+".partial", []byte(strings.Replace(text, "barred", "clear_", 1)), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"a larger register": func(*testing.T, *screen.Batch) {
			r.ingest("two", party("Z", "Amberfield Timber Ltd", debarred)) // known later: it is not seen
		},
		"another day": func(*testing.T, *screen.Batch) { r.now = r.now.AddDate(0, 0, 40) },
	} {
		t.Run(name, func(t *testing.T) {
			for _, at := range []int{2, 75, 149} {
				r.now = start
				b := r.batch(lines...)
				b.Question.KnownAt = known(t, want.KnownAt)
				interrupted(t, b, at)
				crash(t, b)
				m, err := b.Run(t.Context())
				if err != nil {
					t.Fatalf("interrupted at %d: %v", at, err)
				}
				if got := read(t, b.Out); got != read(t, whole.Out) {
					t.Errorf("interrupted at %d: another output", at)
				}
				if m.Counts.Queries != 150 || m.Started != want.Started {
					t.Errorf("interrupted at %d: started %s, %+v", at, m.Started, m.Counts)
				}
				checked(t, r, b)
			}
		})
	}
}

// TestDoesNotGoOn: what would mix two batches in one output is refused, and --restart begins anew.
func TestDoesNotGoOn(t *testing.T) {
	for name, change := range map[string]func(*register, *screen.Batch){
		"input":      func(r *register, b *screen.Batch) { os.WriteFile(b.In, []byte("name\nHollow Quarry s.r.o.\n"), 0o600) },
		"top":        func(r *register, b *screen.Batch) { b.Top = 1 },
		"rejected":   func(r *register, b *screen.Batch) { b.Rejected = true },
		"day":        func(r *register, b *screen.Batch) { b.Question.AsOf = "2026-01-01" },
		"known":      func(r *register, b *screen.Batch) { b.Question.KnownAt = r.now },
		"mapping":    func(r *register, b *screen.Batch) { b.Mapping = rows.Mapping{rows.Name: "name"} },
		"format":     func(r *register, b *screen.Batch) { b.OutFormat = "ndjson" },
		"tool":       func(r *register, b *screen.Batch) { b.Tool = "test 2" },
		"decisions":  func(r *register, b *screen.Batch) { b.Decisions = emptyBook(r.t) },
		"matcher":    func(r *register, b *screen.Batch) { b.Finder = other },
		"a removal":  func(r *register, b *screen.Batch) { r.remove("one:A") },
		"a bad note": func(r *register, b *screen.Batch) { os.WriteFile(b.Out+".journal", []byte("{"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRegister(t)
			r.lists()
			b := r.batch(numbered(50)...)
			interrupted(t, b, 25)
			change(r, b)
			if _, err := b.Run(t.Context()); !errors.Is(err, screen.ErrChanged) {
				t.Fatalf("it goes on: %v", err)
			}
			b.Restart = true
			if _, err := b.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			checked(t, r, b)
		})
	}
}

// TestOneWriter: a second process is turned away while the first one works, and a run that died after its last step is found
// finished.
func TestOneWriter(t *testing.T) {
	r := newRegister(t)
	r.lists()
	b := r.batch(numbered(50)...)
	whole := b.Finder
	b.Finder = func(ctx context.Context, j *answer.Judge) (screen.Finder, error) {
		second := *b
		second.Finder = whole
		if _, err := second.Run(t.Context()); !errors.Is(err, screen.ErrBusy) {
			t.Errorf("a second writer: %v", err)
		}
		return whole(ctx, j)
	}
	interrupted(t, b, 25)
	journal := read(t, b.Out+".journal")
	for _, secret := range []string{"Amberfield", "\"24\""} {
		if strings.Contains(journal, secret) {
			t.Errorf("the journal holds %s: %s", secret, journal)
		}
	}
	b.Finder = whole
	want, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.Out+".journal", []byte(journal), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Run(t.Context()); err != nil { // the journal is of a moment before the end: the batch is made again
		t.Errorf("an older journal: %v", err)
	}
	if m, err := check(t, r.w.Log.VKey(), b); err != nil || m.Output != want.Output {
		t.Errorf("%v: %+v, want %+v", err, m.Output, want.Output)
	}
}

// TestNothingIsBegun: what is wrong from the start leaves nothing behind.
func TestNothingIsBegun(t *testing.T) {
	r := newRegister(t)
	r.lists()
	for name, c := range map[string]struct {
		change func(*screen.Batch)
		want   error
	}{
		"no columns":  {func(b *screen.Batch) { os.WriteFile(b.In, []byte("colour\nred\n"), 0o600) }, rows.ErrHeader},
		"no file":     {func(b *screen.Batch) { os.Remove(b.In) }, os.ErrNotExist},
		"no policy":   {func(b *screen.Batch) { b.Question.Policy = nil }, answer.ErrNoPolicy},
		"unlogged":    {func(b *screen.Batch) { b.Question.Private = false }, answer.ErrPolicy},
		"the future":  {func(b *screen.Batch) { b.Question.KnownAt = r.now.AddDate(1, 0, 0) }, answer.ErrFuture},
		"a bad book":  {func(b *screen.Batch) { b.Decisions = b.In }, screen.ErrDecisions},
		"no such dir": {func(b *screen.Batch) { b.Decisions = filepath.Join(b.In+".d", "decisions.ndjson") }, os.ErrNotExist},
		"a bad map":   {func(b *screen.Batch) { b.Mapping = rows.Mapping{rows.Name: "nowhere"} }, rows.ErrHeader},
		"not UTF-8":   {func(b *screen.Batch) { os.WriteFile(b.In, []byte("name\n\xe9\n"), 0o600) }, nil},
		"bad formats": {func(b *screen.Batch) { b.InFormat = "xlsx" }, nil},
	} {
		b := r.batch(numbered(5)...)
		c.change(b)
		_, err := b.Run(t.Context())
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		left, globErr := filepath.Glob(b.Out + "*")
		if globErr != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %v", name, left)
		}
	}
}

func TestPreview(t *testing.T) {
	b := newRegister(t).batch("Firma;Land;Nr", "Amberfield Timber Ltd;Deutschland;7", "Hollow Quarry;;8")
	p, err := b.Preview(1)
	if err != nil || fmt.Sprint(p.Columns) != "map[Firma:name Land:country Nr:query_id]" || len(p.First) != 1 || p.First[0].Query.ID != "7" || len(p.Unread) > 0 {
		t.Errorf("%+v %v", p, err)
	}
}
