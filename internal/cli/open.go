package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source"
)

// openWriter opens the register for writing, making it if origin is given, and lets its log state the catalogue, the
// policies and the key that this program comes with.
func (a *app) openWriter(ctx context.Context, origin string, bar *progress) (*datadir.Writer, error) {
	if origin == "" && !datadir.Exists(a.dir) {
		origin = newOrigin()
	}
	told := func(witness string, err error) {
		fmt.Fprintf(a.Err, "probity: witness %s did not cosign: %v\n", witness, err)
	}
	w, err := openDir(ctx, datadir.Config{Dir: a.dir, Origin: origin, Now: a.now, Progress: bar.report, Told: told})
	if err != nil {
		return nil, err
	}
	if err := w.Unpublished(); err != nil {
		fmt.Fprintln(a.Err, "probity: "+err.Error())
	}
	acts, err := a.acts(w.Log.VKey())
	if err == nil {
		_, err = w.Intake.Sync(ctx, acts)
	}
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// openDir opens a data directory for writing, in a process that spends its memory sparingly: the map of a large register is by far the
// largest thing in it and hardly ever garbage, so waiting for as much garbage again would double the memory for nothing.
func openDir(ctx context.Context, cfg datadir.Config) (*datadir.Writer, error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
	return datadir.OpenWriter(ctx, cfg)
}

func newOrigin() string {
	var b [4]byte
	rand.Read(b[:])
	return "probity.local/" + hex.EncodeToString(b[:])
}

// acts are what the register states about itself: its key, every source admitted or refused, every built-in policy.
func (a *app) acts(vkey string) ([]intake.Act, error) {
	var acts []intake.Act
	sources, err := a.sources()
	if err != nil {
		return nil, err
	}
	for _, e := range append(sources, source.Refused()...) {
		acts = append(acts, intake.AdmitSource(e))
	}
	policies, err := rulebook.Builtin()
	if err != nil {
		return nil, err
	}
	for _, p := range policies {
		text, _ := rulebook.BuiltinText(p.ID)
		acts = append(acts, intake.PublishPolicy(claim.Policy{ID: p.ID, Version: p.Version, Digest: p.Digest(), Text: string(text)}))
	}
	return append(acts, intake.AddKey(vkey)), nil // last: it closes the first batch, and every answer shows what closes a batch
}

// sources are the built-in catalogue and the entries that the operator keeps in DIR/sources/*.yaml.
func (a *app) sources() ([]source.Entry, error) {
	own, err := source.LoadEntries(filepath.Join(a.dir, "sources"))
	if err != nil {
		return nil, err
	}
	return append(source.Catalogue(), own...), nil
}

func (a *app) source(id string) (source.Entry, error) {
	all, err := a.sources()
	if err != nil {
		return source.Entry{}, err
	}
	for _, e := range all {
		if e.ID == id {
			return e, nil
		}
	}
	for _, e := range source.Refused() {
		if e.ID == id {
			return source.Entry{}, &exitError{ExitInput, fmt.Errorf("source %s is refused: its criterion is %s; %s", id, e.Criterion, e.Reason)}
		}
	}
	return source.Entry{}, usage("no source %q in the catalogue; `probity source list` shows it", id)
}

// reading is a register opened for questions.
type reading struct {
	*datadir.Reader
	answers *answer.Builder
	mirror  bool // there is no key to sign with
}

func (a *app) openReading(ctx context.Context) (*reading, error) {
	r, err := datadir.OpenReader(ctx, a.dir)
	if err != nil {
		return nil, err
	}
	out := &reading{Reader: r, answers: &answer.Builder{Log: r.Log, Signer: unsigned{}, Register: r.Register, Epochs: r.Epochs, Now: a.now}, mirror: datadir.Mirrored(a.dir)}
	if out.mirror {
		return out, nil
	}
	signer, err := ledger.OpenSigner(a.dir)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	out.answers.Signer = signer
	return out, nil
}

// unsigned leaves the signature out. A mirror has nothing to sign with; what it answers is read, and never given away as a file.
type unsigned struct{}

func (unsigned) Sign(string) ([]byte, error) { return nil, nil }

// needsKey refuses what must be signed where there is no key to sign with.
func (r *reading) needsKey(what string) error {
	if !r.mirror {
		return nil
	}
	return usage("%s: a mirror has no key to sign with; ask the register itself", what)
}

// openAsking opens the register for questions about names: with their index.
func (a *app) openAsking(ctx context.Context) (*reading, error) {
	r, err := a.openReading(ctx)
	if err != nil {
		return nil, err
	}
	bar := newProgress(a.Err)
	defer bar.close()
	names, err := r.Names(ctx, bar.report)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.answers.Names = names
	return r, nil
}
