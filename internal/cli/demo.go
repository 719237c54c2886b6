package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/api/view"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/source"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/world"
)

// demoSeed makes the sample world; every run shows the same one.
const demoSeed = 1

// demoOrigin is the name of the demo's log.
const demoOrigin = "fictional.probity.local/demo"

func (a *app) demoCmd() *cobra.Command {
	var listen string
	var once bool
	c := &cobra.Command{
		Use: "demo", Short: "A sample register, FICTIONAL throughout, with pages and API on a local port", Args: cobra.NoArgs,
		Long: `Makes a register of an invented country in a temporary directory (or in --data, if given), ingests its lists, and serves it. Everything in
it is FICTIONAL and says so.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if !c.Flags().Changed("data") {
				dir, err := os.MkdirTemp("", "probity-demo-")
				if err != nil {
					return fmt.Errorf("make a directory for the demo: %w", err)
				}
				if !once { // what --once made is there to be tried
					defer os.RemoveAll(dir)
				}
				a.dir = dir
			}
			return a.demo(c.Context(), listen, once)
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8600", "address to listen on; if the port is taken, a free one is used")
	c.Flags().BoolVar(&once, "once", false, "build the register, print what to try, and end without serving")
	return c
}

func (a *app) demo(ctx context.Context, listen string, once bool) error {
	if !datadir.Exists(a.dir) {
		if err := a.buildWorld(ctx); err != nil {
			return err
		}
	}
	r, err := a.openAsking(ctx)
	if err != nil {
		return err
	}
	defer r.Close()
	if !strings.HasPrefix(r.Log.VKey(), demoOrigin+"+") { // nothing real is ever shown as fictional
		return usage("%s holds a register that is no demo; `probity serve` serves it", a.dir)
	}
	if once {
		return a.invite("", r.Log.VKey())
	}
	ready := func(url string) error { return a.invite(url, r.Log.VKey()) }
	err = a.serve(ctx, r, listen, true, tries, ready)
	if errors.Is(err, syscall.EADDRINUSE) {
		host, _, _ := net.SplitHostPort(listen)
		err = a.serve(ctx, r, net.JoinHostPort(host, "0"), true, tries, ready)
	}
	return err
}

// tries are the three things that the demo proposes to try.
var tries = []view.Try{
	{Text: "A company debarred for corruption, asked about under European procurement law", Question: view.Question{Name: world.Debarred, Country: world.Country, Policy: "eu-procurement"}},
	{Text: "The ruling party, under the baseline for suppliers: nobody is exempt", Question: view.Question{Name: world.RulingParty, Country: world.Country, Policy: "supplier-baseline"}},
	{Text: "A dairy without a record: what an answer says when nothing is found", Question: view.Question{Name: world.Clean, Country: world.Country, Policy: "supplier-baseline"}},
}

// buildWorld generates the sample world and takes it in, list by list.
func (a *app) buildWorld(ctx context.Context) error {
	tmp, err := os.MkdirTemp("", "probity-world-")
	if err != nil {
		return fmt.Errorf("make a directory for the sample world: %w", err)
	}
	defer os.RemoveAll(tmp)
	files, err := world.Write(demoSeed, claim.Day(a.now()), tmp)
	if err != nil {
		return err
	}
	w, err := openDir(ctx, datadir.Config{Dir: a.dir, Origin: demoOrigin, Now: a.now})
	if err != nil {
		return err
	}
	defer w.Close()
	if err := a.admitWorld(ctx, w); err != nil {
		return err
	}
	entries := map[string]source.Entry{}
	for _, e := range world.Sources() {
		entries[e.ID] = e
	}
	var organisations, persons int64
	for _, f := range files {
		res, err := w.Intake.File(ctx, entries[f.Source], []*format.File{{Path: f.Path}}, intake.Options{Published: f.Published, Confirm: true})
		if err != nil {
			return fmt.Errorf("sample world: %w", err)
		}
		organisations += res.Snapshot.Organisations
		persons += total(res.Snapshot.Persons)
		if !a.json {
			fmt.Fprintf(a.Err, "%-18s published %s: %5d organisations, %3d persons refused, %5d new, %4d changed, %3d withdrawn\n",
				f.Source, f.Published, res.Snapshot.Organisations, total(res.Snapshot.Persons), res.Snapshot.Added, res.Snapshot.Changed, res.Snapshot.Withdrawn)
		}
	}
	if err := w.SaveNames(ctx, nil); err != nil {
		return err
	}
	return w.Close()
}

func (a *app) admitWorld(ctx context.Context, w *datadir.Writer) error {
	acts, err := a.acts(w.Log.VKey())
	if err != nil {
		return err
	}
	for _, e := range world.Sources() {
		acts = append(acts, intake.AdmitSource(e))
	}
	_, err = w.Intake.Sync(ctx, acts)
	return err
}

// invite prints the address and three things to try.
func (a *app) invite(base, vkey string) error {
	if a.json {
		return a.print(map[string]any{"fictional": true, "directory": a.dir, "url": base, "vkey": vkey, "try": tries})
	}
	fmt.Fprintf(a.Out, "\nA FICTIONAL register of an invented country is ready.\n")
	if base != "" {
		fmt.Fprintf(a.Out, "Pages: %s   API: %sapi/v1/openapi.json\n", base, base)
	}
	fmt.Fprintf(a.Out, "Key to verify answers with: %s\n\nThree things to try:\n", vkey)
	for i, t := range tries {
		fmt.Fprintf(a.Out, "  %d. %s\n", i+1, t.Text)
		if base != "" {
			fmt.Fprintf(a.Out, "     %scheck?%s\n", base, t.Query())
		}
		fmt.Fprintf(a.Out, "     go run ./cmd/probity check --data %s --policy %s --country %s %q\n", a.dir, t.Policy, t.Country, t.Name)
	}
	return nil
}
