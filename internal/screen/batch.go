package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/screen/decisions"
	"probity.example/probity/internal/screen/manifest"
	"probity.example/probity/internal/screen/rows"
)

// Batch screens one file into another, and goes on where it was when it was killed. Beside the output it leaves a manifest;
// while it works, the output has the suffix .partial and a journal stands beside it.
type Batch struct {
	Answers *answer.Builder
	// Finder makes what finds candidates at the moment of a judge; nil: what answers find.
	Finder func(ctx context.Context, j *answer.Judge) (Finder, error)

	In, InFormat   string // InFormat and OutFormat: csv or ndjson
	Out, OutFormat string
	Comma          rune // of a CSV input; 0: found out
	Mapping        rows.Mapping
	Question       answer.Question // policy and times
	Decisions      string          // file of earlier decisions; empty: none
	Top            int
	Rejected, Raw  bool
	AnswersDir     string // where answer files go; empty: none are written
	AnswersAll     bool   // also those of clear answers
	Restart        bool   // begin anew, whatever is there
	Tool           string // the program and its version
	Every          int64  // rows of the input between two entries of the journal; 0: 4,096
	// Progress is told of rows answered and of bytes read out of all; it may be nil.
	Progress func(rows, bytes, all int64)
}

const defaultEvery = 4096

// ErrDecisions says that the file of decisions cannot be used.
var ErrDecisions = errors.New("the decisions cannot be used")

// ErrExists says that the output is there already.
var ErrExists = errors.New("the output is there already")

// work is a batch at work.
type work struct {
	*Batch
	params  parameters
	journal *journal
	builder answer.Builder
	s       *Screening
	in      *source
	out     *output
	done    int64 // rows answered
	skip    int64 // rows that an earlier run answered
}

func (b *Batch) partial() string     { return b.Out + ".partial" }
func (b *Batch) journalFile() string { return b.Out + ".journal" }

// Run screens and returns the manifest that it wrote. After an error, or a kill, the same Run goes on.
func (b *Batch) Run(ctx context.Context) (m *manifest.Manifest, err error) {
	w := &work{Batch: b}
	if w.params, err = b.parameters(); err != nil {
		return nil, err
	}
	if w.out, err = openOutput(b.partial()); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil && w.journal == nil { // nothing was begun
			err = errors.Join(err, durable.RemoveFile(b.partial()))
		}
		err = errors.Join(err, w.out.close())
	}()
	if err := w.earlier(); err != nil {
		return nil, err
	}
	if m, err := w.finished(); m != nil || err != nil {
		return m, err
	}
	if err := w.prepare(ctx); err != nil {
		return nil, err
	}
	defer w.in.close()
	if err := w.in.skip(ctx, w.skip); err != nil {
		return nil, err
	}
	if err := w.screen(ctx); err != nil {
		return nil, err
	}
	return w.finish()
}

// parameters reads all that must be the same when the batch goes on, but for what the register says.
func (b *Batch) parameters() (parameters, error) {
	q := &b.Question
	if q.Policy == nil {
		return parameters{}, answer.ErrNoPolicy
	}
	p := parameters{
		Format: b.OutFormat, AsOf: q.AsOf, Top: b.Top, Rejected: b.Rejected, Raw: b.Raw, Answers: b.AnswersDir, AnswersAll: b.AnswersAll, Tool: b.Tool,
		Policy: manifest.Policy{ID: q.Policy.ID, Version: q.Policy.Version, Digest: q.Policy.Digest(), Private: q.Private},
		Input:  manifest.File{Name: filepath.Base(b.In), Format: b.InFormat},
	}
	if !q.KnownAt.IsZero() {
		p.KnownAt = claim.Timestamp(q.KnownAt)
	}
	if b.Comma != 0 {
		p.Comma = string(b.Comma)
	}
	for t, c := range b.Mapping {
		if p.Columns == nil {
			p.Columns = map[string]string{}
		}
		p.Columns[string(t)] = c
	}
	f, err := os.Open(b.In)
	if err != nil {
		return p, fmt.Errorf("open input: %w", err)
	}
	defer f.Close()
	if p.Input.Bytes, p.Input.SHA256, err = rows.Sum(f); err != nil {
		return p, fmt.Errorf("read %s: %w", p.Input.Name, err)
	}
	if b.Decisions != "" {
		book, err := b.book()
		if err != nil {
			return p, err
		}
		p.Decisions = book.Digest()
	}
	return p, nil
}

// NoDecisionsYet reports whether the file of decisions is still to be made, as before the first of them: it is not there, and
// its directory is. It then counts as empty.
func (b *Batch) NoDecisionsYet() bool {
	if b.Decisions == "" {
		return false
	}
	if _, err := os.Stat(b.Decisions); !errors.Is(err, os.ErrNotExist) {
		return false
	}
	dir, err := os.Stat(filepath.Dir(b.Decisions))
	return err == nil && dir.IsDir()
}

func (b *Batch) book() (*decisions.Book, error) {
	if b.Decisions == "" || b.NoDecisionsYet() {
		return nil, nil
	}
	f, err := os.Open(b.Decisions)
	if err != nil {
		return nil, fmt.Errorf("open decisions: %w", err)
	}
	defer f.Close()
	book, err := decisions.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDecisions, err)
	}
	return book, nil
}

// earlier reads the journal of an earlier run, or takes away what is there, if that is wanted.
func (w *work) earlier() (err error) {
	if w.Restart {
		for _, f := range []string{w.journalFile(), w.Out, w.Out + manifest.Suffix} {
			if err := durable.RemoveFile(f); err != nil {
				return err
			}
		}
		return nil
	}
	if w.journal, err = readJournal(w.journalFile()); err != nil || w.journal != nil {
		return err
	}
	if _, err := os.Stat(w.Out); err == nil {
		return fmt.Errorf("%s: %w", w.Out, ErrExists)
	}
	return nil
}

// finished ends a run that was killed after its last step but one: output and manifest are in place, the journal is not gone.
func (w *work) finished() (*manifest.Manifest, error) {
	if w.journal == nil {
		return nil, nil
	}
	p := w.params
	p.Matcher = w.journal.Parameters.Matcher // not known before the register is asked, and not needed any more
	if what, err := p.differs(w.journal.Parameters); what != "" || err != nil {
		return nil, err
	}
	text, err := os.ReadFile(w.Out + manifest.Suffix)
	if err != nil {
		return nil, nil
	}
	m, err := manifest.Parse(text)
	if err != nil {
		return nil, nil
	}
	f, err := os.Open(w.Out)
	if err != nil {
		return nil, nil
	}
	defer f.Close()
	if size, digest, err := rows.Sum(f); err != nil || size != m.Output.Bytes || digest != m.Output.SHA256 || digest != w.journal.Output.SHA256 {
		return nil, nil
	}
	return m, errors.Join(durable.RemoveFile(w.partial()), durable.RemoveFile(w.journalFile()))
}

// prepare brings register, input and output to where the journal says the batch is, or to its beginning.
func (w *work) prepare(ctx context.Context) error {
	w.builder = *w.Answers
	q := w.Question
	if j := w.journal; j != nil {
		started, err := time.Parse(time.RFC3339, j.Started)
		if err != nil {
			return fmt.Errorf("%w: its journal has no time", ErrChanged)
		}
		w.builder.Now = func() time.Time { return started }
		q.AsOf = j.AsOf
		if q.KnownAt, err = time.Parse(time.RFC3339, j.KnownAt); err != nil {
			return fmt.Errorf("%w: its journal has no time", ErrChanged)
		}
	} else {
		started := w.Answers.Now().UTC().Truncate(time.Millisecond)
		w.builder.Now = func() time.Time { return started }
	}
	judge, err := w.builder.Judge(ctx, q)
	if err != nil {
		return err
	}
	var finder Finder = AsAnswers{judge}
	if w.Finder != nil {
		if finder, err = w.Finder(ctx, judge); err != nil {
			return err
		}
	}
	w.params.Matcher = finder.Version()
	book, err := w.book()
	if err != nil {
		return err
	}
	w.s = &Screening{Judge: judge, Finder: finder, Book: book, Top: w.Top, Rejected: w.Rejected}
	if w.AnswersDir != "" {
		if err := durable.MkdirAll(w.AnswersDir, 0o700); err != nil {
			return err
		}
		w.s.Prove = w.prove
	}
	if w.in, err = openSource(w.Batch); err != nil {
		return err
	}
	if err := w.join(ctx, judge); err != nil {
		w.in.close()
		return err
	}
	return nil
}

// join takes up the journal, or begins one.
func (w *work) join(ctx context.Context, judge *answer.Judge) error {
	reg := w.builder.Register
	counts, err := reg.Counts(ctx)
	if err != nil {
		return err
	}
	state := registerState{VKey: w.builder.Log.VKey(), Known: judge.Moment().Size, Removed: counts.Removed}
	if j := w.journal; j != nil {
		what, err := j.Parameters.differs(w.params)
		if err != nil {
			return err
		}
		switch {
		case what != "":
			return fmt.Errorf("%w: %s is not what it was when it began", ErrChanged, what)
		case j.Register != state:
			return fmt.Errorf("%w: the register is not what it was when it began", ErrChanged)
		}
		good, err := w.out.resume(&j.Output)
		if err != nil {
			return err
		}
		if good {
			w.skip, w.done = j.Rows, j.Rows
			return nil
		}
		// The disk has lost what was written: the answers are the same again, since the moment is.
		j.Rows, j.Output, j.Counts = 0, manifest.File{}, manifest.Counts{}
	} else {
		head, err := reg.State(ctx)
		if err != nil {
			return err
		}
		q := judge.Question()
		w.journal = &journal{
			Format: journalFormat, Parameters: w.params, Started: claim.Timestamp(w.builder.Now()), AsOf: q.AsOf, KnownAt: claim.Timestamp(q.KnownAt),
			Checkpoint: string(head.Head), Size: head.Size, Register: state,
		}
	}
	if err := w.journal.save(w.journalFile()); err != nil {
		return err
	}
	return w.out.begin()
}

// prove writes the answer file of a row.
func (w *work) prove(ctx context.Context, row int64, q answer.Question, given string) (string, error) {
	if !w.AnswersAll && (given == rulebook.Clear || given == rulebook.ClearWithNotes) {
		return "", nil
	}
	whole := w.s.Judge.Question()
	whole.Name, whole.Identifiers, whole.Organisation, whole.Country, whole.Person = q.Name, q.Identifiers, q.Organisation, q.Country, q.Person
	a, err := w.builder.Answer(ctx, whole)
	if err != nil {
		return "", fmt.Errorf("answer file of row %d: %w", row, err)
	}
	file, err := a.Encode()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("row-%09d.probity", row)
	return name, durable.WriteFile(filepath.Join(w.AnswersDir, name), file, 0o600)
}

// screen answers the rows that are left.
func (w *work) screen(ctx context.Context) error {
	writer, err := NewWriter(w.out, w.OutFormat, w.journal.Output.Bytes == 0, w.Raw)
	if err != nil {
		return err
	}
	every := w.Every
	if every == 0 {
		every = defaultEvery
	}
	counts := &w.journal.Counts
	err = w.s.Run(ctx, w.in, func(_ *rows.Row, out []Row) error {
		if err := writer.Write(out); err != nil {
			return err
		}
		tally(counts, out)
		w.journal.Output.Rows += int64(len(out))
		if w.done++; w.done%every == 0 {
			return w.keep(writer)
		}
		if w.Progress != nil && w.done%64 == 0 {
			w.Progress(w.done, w.in.read(), w.params.Input.Bytes)
		}
		return nil
	})
	return errors.Join(err, w.keep(writer)) // what is answered stays so, also when the batch was interrupted
}

// keep makes durable what is written and notes it.
func (w *work) keep(writer Writer) error {
	if err := writer.Flush(); err != nil {
		return err
	}
	if err := w.out.sync(); err != nil {
		return err
	}
	w.journal.Rows = w.done
	w.journal.Output.Bytes, w.journal.Output.SHA256 = w.out.sum()
	if err := w.journal.save(w.journalFile()); err != nil {
		return err
	}
	if w.Progress != nil {
		w.Progress(w.done, w.in.read(), w.params.Input.Bytes)
	}
	return nil
}

func tally(c *manifest.Counts, out []Row) {
	c.Queries++
	if out[0].Error != "" {
		c.Errors++
	} else {
		if c.Answers == nil {
			c.Answers = map[string]int64{}
		}
		c.Answers[out[0].Answer]++
	}
	if out[0].AnswerFile != "" {
		c.AnswerFiles++
	}
	for i := range out {
		switch out[i].Decision {
		case decisions.Cleared:
			c.Cleared++
		case decisions.Again:
			c.Again++
		}
	}
}

// finish writes the manifest and puts the output in its place.
func (w *work) finish() (*manifest.Manifest, error) {
	if size, digest := w.in.sum(); size != w.params.Input.Bytes || digest != w.params.Input.SHA256 {
		return nil, fmt.Errorf("%w: the input was changed while it was read", ErrChanged)
	}
	j := w.journal
	m := &manifest.Manifest{
		Format: manifest.Format, Tool: w.Tool, Matcher: w.params.Matcher, Started: j.Started, Finished: claim.Timestamp(w.Answers.Now()), Input: w.params.Input, Output: j.Output,
		Decisions: w.params.Decisions, Columns: w.in.columns(), Policy: w.params.Policy, AsOf: j.AsOf, KnownAt: j.KnownAt, Top: w.Top, Rejected: w.Rejected, Raw: w.Raw, Counts: j.Counts,
		Log: manifest.Log{VKey: j.Register.VKey, Known: j.Register.Known, Size: j.Size, Checkpoint: j.Checkpoint},
	}
	m.Input.Rows = w.done
	m.Output.Name, m.Output.Format = filepath.Base(w.Out), w.OutFormat
	for _, s := range w.s.Judge.Readings() {
		src := manifest.Source{ID: s.ID}
		if s.Snapshot != nil {
			src.Published, src.File, src.Claim = s.Snapshot.Claim.Snapshot.Published, s.Snapshot.Claim.Snapshot.File, s.Snapshot.ID.String()
		}
		m.Sources = append(m.Sources, src)
	}
	if err := m.Sign(w.builder.Signer); err != nil {
		return nil, err
	}
	text, err := m.Encode()
	if err != nil {
		return nil, err
	}
	if err := durable.WriteFile(w.Out+manifest.Suffix, text, 0o600); err != nil {
		return nil, err
	}
	if err := os.Rename(w.partial(), w.Out); err != nil {
		return nil, fmt.Errorf("put the output in its place: %w", err)
	}
	if err := durable.SyncDir(filepath.Dir(w.Out)); err != nil {
		return nil, err
	}
	return m, durable.RemoveFile(w.journalFile())
}

// Preview is what an input is taken for.
type Preview struct {
	Columns map[string]string // each column that is read, with its target
	Unread  []string          // the headings of all others
	First   []rows.Row
}

// previewLines are the lines of NDJSON that a preview looks at: each has columns of its own.
const previewLines = 1000

// Preview reads the first rows of the input and says what each column means.
func (b *Batch) Preview(n int) (*Preview, error) {
	in, err := openSource(b)
	if err != nil {
		return nil, err
	}
	defer in.close()
	p, look := &Preview{}, n
	if in.ndjson != nil {
		look = previewLines
	}
	for i := range look {
		row, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Base(b.In), err)
		}
		if i < n {
			p.First = append(p.First, row)
		}
	}
	p.Columns, p.Unread = in.columns(), in.unread()
	return p, nil
}

// FormatOf guesses a format from the ending of a file's name: ndjson for .ndjson, .jsonl and .json, else csv.
func FormatOf(file string) string {
	if slices.Contains([]string{".ndjson", ".jsonl", ".json"}, strings.ToLower(filepath.Ext(file))) {
		return "ndjson"
	}
	return "csv"
}
