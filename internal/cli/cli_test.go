package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/rogpeppe/go-internal/testscript"

	"probity.example/probity/internal/cli"
)

// TestMain lets the scripts run probity: this test program under another name, with a clock of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"probity": func() {
		now, err := clock()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(99)
		}
		os.Exit(cli.RunAt(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, func() time.Time { return now }))
	}})
}

// clock gives the time of the variable NOW, and one second more for every command that a script has run.
func clock() (time.Time, error) {
	now, err := time.Parse(time.RFC3339, os.Getenv("NOW"))
	if err != nil {
		return now, err
	}
	f, err := os.OpenFile(os.Getenv("TICKS"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return now, err
	}
	defer f.Close()
	if _, err := f.WriteString("."); err != nil {
		return now, err
	}
	fi, err := f.Stat()
	if err != nil {
		return now, err
	}
	return now.Add(time.Duration(fi.Size()) * time.Second), nil
}

// TestScripts runs testdata/script/*.txtar, which are the specification of the command line. Each begins with the files of
// testdata/lists in lists/, their catalogue entries where an operator keeps them, and PROBITY_DATA set.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("PROBITY_DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("NOW", "2026-06-02T08:00:00Z")
			env.Setenv("TICKS", filepath.Join(env.WorkDir, "ticks"))
			if err := os.CopyFS(filepath.Join(env.WorkDir, "lists"), os.DirFS(filepath.Join("testdata", "lists"))); err != nil {
				return err
			}
			return os.CopyFS(filepath.Join(env.WorkDir, "data", "sources"), os.DirFS(filepath.Join("testdata", "sources")))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "isjson": isJSON, "capture": capture, "alter": alter, "nowhere": nowhere, "served": served,
		},
		RequireUniqueNames: true,
	})
}

// exits runs a command and wants one exit code: exits 3 probity ingest …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// isjson wants a file, or stdout, to be one JSON value that holds each of the members named.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: isjson FILE MEMBER...")
	}
	text := ts.ReadFile(args[0])
	if !jsontext.Value(text).IsValid() {
		ts.Fatalf("not JSON: %s", text)
	}
	for _, member := range args[1:] {
		if !strings.Contains(text, strconv.Quote(member)+":") {
			ts.Fatalf("no member %s in %s", member, text)
		}
	}
}

// capture puts what a regular expression finds in a file, or stdout, into a variable: capture VKEY stdout 'verify with: (.*)'.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: capture VARIABLE FILE REGEXP")
	}
	m := regexp.MustCompile(args[2]).FindStringSubmatch(ts.ReadFile(args[1]))
	if len(m) != 2 {
		ts.Fatalf("%s: no match in %s", args[2], args[1])
	}
	ts.Setenv(args[0], strings.TrimSpace(m[1]))
}

// alter replaces the first occurrence of a text in a file.
func alter(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: alter FILE OLD NEW")
	}
	old := ts.ReadFile(args[0])
	altered := strings.Replace(old, args[1], args[2], 1)
	if altered == old {
		ts.Fatalf("%s holds no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(altered), 0o644))
}

// served serves a register until the script ends and puts its address into a variable: served URL DIR.
func served(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: served VARIABLE DIR")
	}
	now, err := time.Parse(time.RFC3339, ts.Getenv("NOW"))
	ts.Check(err)
	url, stop, err := serve(context.Background(), ts.MkAbs(args[1]), func() time.Time { return now })
	ts.Check(err)
	ts.Defer(stop)
	ts.Setenv(args[0], url)
}

// serve runs probity serve and gives its address; stop ends it.
func serve(ctx context.Context, dir string, now func() time.Time) (url string, stop func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		code := cli.RunAt(ctx, []string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--json"}, cli.Streams{Out: w, Err: w}, now)
		_ = w.CloseWithError(fmt.Errorf("serve ended with exit code %d", code))
	}()
	var out struct {
		URL string `json:"url"`
	}
	err = json.UnmarshalDecode(jsontext.NewDecoder(r), &out)
	go func() { _, _ = io.Copy(io.Discard, r) }()
	return out.URL, func() { cancel(); <-done }, err
}

// nowhere wants no file under a directory to hold one of the texts: nowhere DIR TEXT...
func nowhere(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: nowhere DIR TEXT...")
	}
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, text := range args[1:] {
			if bytes.Contains(b, []byte(text)) {
				ts.Fatalf("%s holds %q", path, text)
			}
		}
		return nil
	}))
}

// TestEveryCommand: every command has its line in docs/cli.md, is run by a script, and prints JSON in one.
func TestEveryCommand(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "cli.md"))
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range scripts {
		b, err := os.ReadFile(s)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.Split(string(b), "\n")...)
	}
	for _, c := range cli.Commands() {
		path := c.CommandPath()
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: short help %q: want a sentence without a full stop", path, c.Short)
		}
		if len(c.Commands()) > 0 {
			continue
		}
		if !strings.Contains(string(doc), "`"+path) {
			t.Errorf("docs/cli.md lacks `%s`", path)
		}
		run := regexp.MustCompile(`^exits \d+ ` + path + `( .*)? --json`)
		if !slices.ContainsFunc(lines, run.MatchString) && path != "probity serve" { // TestServe runs it
			t.Errorf("no script runs %s --json", path)
		}
	}
}

// TestExitCodes: every exit code has its line in docs/cli.md.
func TestExitCodes(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "cli.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []int{cli.ExitDone, cli.ExitFailed, cli.ExitUsage, cli.ExitInput, cli.ExitVerify, cli.ExitAsk, cli.ExitStale, cli.ExitUnknown, cli.ExitBarred} {
		if !strings.Contains(string(doc), fmt.Sprintf("| %d |", code)) {
			t.Errorf("docs/cli.md lacks exit code %d", code)
		}
	}
}

// TestServe: serve says where it listens, answers, and ends when it is told to.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	var told bytes.Buffer
	if code := cli.Run(t.Context(), []string{"init", "--data", dir}, cli.Streams{Out: &told, Err: &told}); code != 0 {
		t.Fatalf("init: exit code %d: %s", code, &told)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r, w := io.Pipe()
	done := make(chan int, 1)
	go func() {
		code := cli.Run(ctx, []string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--json"}, cli.Streams{Out: w, Err: w})
		w.Close()
		done <- code
	}()
	var out struct {
		URL string `json:"url"`
	}
	dec := jsontext.NewDecoder(r)
	if err := json.UnmarshalDecode(dec, &out); err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, r)
	for _, path := range []string{"", "api/v1/policies", "api/v1/openapi.json"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, out.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestWitness: a witness says its key and where it listens; a register that demands it publishes with it, and a verifier sees that.
func TestWitness(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	run := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := cli.Run(t.Context(), append(args, "--data", dir), cli.Streams{Out: &out, Err: &errs}); code != 0 {
			t.Fatalf("%s: exit code %d: %s", args, code, &errs)
		}
		return strings.TrimSpace(out.String())
	}
	run("init")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	r, w := io.Pipe()
	done := make(chan int, 1)
	go func() {
		args := []string{"witness", "--log-key", run("log", "key"), "--state", state, "--listen", "127.0.0.1:0", "--complete", "--json"}
		code := cli.Run(ctx, args, cli.Streams{Out: w, Err: w})
		w.Close()
		done <- code
	}()
	var out struct {
		URL, VKey string
		Complete  bool
		LogKey    string `json:"log_key"`
		Epochs    int64
	}
	if err := json.UnmarshalDecode(jsontext.NewDecoder(r), &out, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, r)
	policy := "witness w " + out.VKey + " " + out.URL + "\nquorum w\n"
	if err := os.WriteFile(filepath.Join(dir, "witness-policy"), []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run("log", "cosign"); !strings.Contains(got, " w") || !strings.HasPrefix(got, "Epoch 0") {
		t.Errorf("log cosign: %s", got)
	}
	answer := filepath.Join(state, "a.probity")
	var told bytes.Buffer
	cli.Run(t.Context(), []string{"check", "--data", dir, "Nobody Ltd", "-o", answer}, cli.Streams{Out: &told, Err: &told})
	if got := run("verify", answer, "--key", run("log", "key"), "--witness-policy", filepath.Join(dir, "witness-policy")); !strings.Contains(got, "cosigned by w at 2") {
		t.Errorf("verify does not say who cosigned: %s", got)
	}
	stop()
	if code := <-done; code != 0 || !out.Complete || out.Epochs != 0 || out.LogKey == "" {
		t.Errorf("exit code %d, %+v", code, out)
	}
}
