// Package cli is the command line: one file a command. Commands read flags, call a room, and print; what they print with
// --json is stable.
//
// What never lives here: rules, formats, and anything that a page or the API would need too.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/source"
	"probity.example/probity/verify"
)

// Exit codes: part of the interface, documented in docs/cli.md.
const (
	ExitDone    = 0  // done; clear, or clear with notes
	ExitFailed  = 1  // something outside the input failed: disk, network, a bug
	ExitUsage   = 2  // the command line is wrong
	ExitInput   = 3  // input is bad in part or as a whole; what was good is taken in where the summary says so
	ExitVerify  = 4  // a verification failed
	ExitAsk     = 10 // a person must decide
	ExitStale   = 11
	ExitUnknown = 12
	ExitBarred  = 20
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// app is what all commands share.
type app struct {
	Streams
	dir  string
	json bool
	now  func() time.Time
	code int
}

// exitError ends a command with a code of its own.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &exitError{ExitUsage, fmt.Errorf(format, args...)}
}

// Run runs one command line and returns the exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	return run(ctx, args, s, time.Now)
}

func run(ctx context.Context, args []string, s Streams, now func() time.Time) int {
	a := &app{Streams: s, now: now}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return a.code
	}
	fmt.Fprintln(s.Err, "probity: "+err.Error())
	return codeOf(err)
}

func codeOf(err error) int {
	var exit *exitError
	var check *verify.CheckError
	var row *source.RowError
	switch {
	case errors.As(err, &exit):
		return exit.code
	case errors.As(err, &check):
		return ExitVerify
	case errors.As(err, &row):
		return ExitInput
	case errors.Is(err, datadir.ErrNone), errors.Is(err, datadir.ErrMirror):
		return ExitUsage
	}
	return ExitFailed
}

func (a *app) root() *cobra.Command {
	c := &cobra.Command{
		Use:   "probity",
		Short: "An open integrity register of organisations, with answers that a stranger can verify",
		Long: `Probity takes in what authorities officially decided about organisations, keeps it in a public append-only
log, and answers: may I deal with this counterparty under policy P, as of day D, and can you prove it?

It holds nothing about natural persons, gives no score, and exempts nobody.

  probity demo                       a sample register, with pages and API on a local port
  probity init && probity ingest us-ofac-sdn sdn.csv add.csv alt.csv
  probity check --policy sanctions-us --country IR "SOME COMPANY"

Exit codes: 0 done, clear or clear with notes; 1 failed; 2 usage; 3 bad input in part; 4 verification failed;
10 ask a person; 11 stale; 12 unknown subject; 20 barred.`,
		SilenceUsage: true, SilenceErrors: true,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	dir := os.Getenv("PROBITY_DATA")
	if dir == "" {
		dir = "probity-data"
	}
	c.PersistentFlags().StringVar(&a.dir, "data", dir, "directory of the register (PROBITY_DATA)")
	c.PersistentFlags().BoolVar(&a.json, "json", false, "print JSON")
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usage("%w; see %s --help", err, c.CommandPath()) })
	c.AddCommand(a.initCmd(), a.ingestCmd(), a.sourceCmd(), a.checkCmd(), a.screenCmd(), a.showCmd(), a.verifyCmd(), a.rebuildCmd(), a.logCmd(),
		a.policyCmd(), a.claimCmd(), a.linksCmd(), a.serveCmd(), a.mirrorCmd(), a.auditCmd(), a.witnessCmd(), a.demoCmd(), a.benchCmd(), a.adversaryCmd())
	usageArgs(c)
	return c
}

// usageArgs makes wrong arguments a usage error.
func usageArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usage("%w; see %s --help", err, c.CommandPath())
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		usageArgs(sub)
	}
}

// print writes v as indented JSON.
func (a *app) print(v any) error {
	if err := json.MarshalWrite(a.Out, v, json.Deterministic(true), jsontext.Multiline(true), jsontext.WithIndent("  ")); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	_, err := fmt.Fprintln(a.Out)
	return err
}

func answerCode(answer string) int {
	switch answer {
	case rulebook.Barred:
		return ExitBarred
	case rulebook.Ask:
		return ExitAsk
	case rulebook.Stale:
		return ExitStale
	case rulebook.UnknownSubject, rulebook.OutOfScopePerson:
		return ExitUnknown
	}
	return ExitDone
}
