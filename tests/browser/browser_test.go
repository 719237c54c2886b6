// Package browser looks at the pages as a person's browser shows them. It builds the command, runs the demo and drives
// Chromium; without Chromium (CHROMIUM names it, else it is looked for) it is skipped with a message.
package browser

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// deadline bounds what hangs; nothing here is timed.
const deadline = 3 * time.Minute

func TestMain(m *testing.M) { os.Exit(run(m)) }

// probity is the command under test.
var probity string

func run(m *testing.M) int {
	if _, err := chromium(); err != nil {
		fmt.Fprintln(os.Stderr, "browser tests skipped:", err)
		return 0
	}
	dir, err := os.MkdirTemp("", "probity-browser-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	probity = filepath.Join(dir, "probity")
	build := exec.Command("go", "build", "-o", probity, "./cmd/probity")
	build.Dir = filepath.Join("..", "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build the command:", err)
		return 1
	}
	return m.Run()
}

// chromium is the browser's path.
func chromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium found: install it, or name it in CHROMIUM")
}

// browser is a tab that lives as long as the test; the first call on it starts it.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := chromium()
	if err != nil {
		t.Skip(err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium has no sandbox for root
	}
	ctx, stop := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	return ctx
}

// question is one of the things that the demo proposes to try.
type question struct{ policy, country, name string }

var (
	atAddress = regexp.MustCompile(`Pages: (http://\S+)`)
	toTry     = regexp.MustCompile(`--policy (\S+) --country (\S+) "(.*)"`)
)

// demo serves the sample register on a free port, with its data in a directory of its own, and returns what it prints.
func demo(t *testing.T) (url, data string, tries []question) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	cmd := exec.Command(probity, "demo", "--data", data, "--listen", "127.0.0.1:0")
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	limit := time.AfterFunc(deadline, func() { _ = cmd.Process.Kill() })
	defer limit.Stop()
	lines := bufio.NewScanner(out)
	for len(tries) < 3 && lines.Scan() {
		if m := atAddress.FindStringSubmatch(lines.Text()); m != nil {
			url = m[1]
		}
		if m := toTry.FindStringSubmatch(lines.Text()); m != nil {
			tries = append(tries, question{m[1], m[2], m[3]})
		}
	}
	if url == "" || len(tries) < 3 {
		t.Fatalf("the demo printed the address %q and %d things to try\n%s", url, len(tries), log.String())
	}
	return url, data, tries
}

func TestAskWithoutJavaScript(t *testing.T) {
	url, _, tries := demo(t)
	ctx := browser(t)
	// The first call starts the browser. From here on no script of a page runs.
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		t.Fatal(err)
	}
	q := tries[0]
	if err := chromedp.Do(ctx,
		chromedp.Navigate(url),
		chromedp.SendKeys("#name", q.name),
		chromedp.SendKeys("#country", q.country),
		chromedp.SendKeys("#policy", "EU public procurement"),
		chromedp.Click("form.find button"),
		chromedp.WaitVisible("h1.answer"),
	); err != nil {
		t.Fatal(err)
	}
	text, err := chromedp.Run(ctx, chromedp.Text("body"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"FICTIONAL", q.name, "Legal basis", "Natural persons: never", "probity verify answer.probity"} {
		if !strings.Contains(text, want) {
			t.Errorf("the answer's page does not say %q:\n%s", want, text)
		}
	}
}

// TestPrintedAnswerIsOnePage prints what `check --print` writes.
func TestPrintedAnswerIsOnePage(t *testing.T) {
	_, data, tries := demo(t)
	ctx := browser(t)
	for _, q := range tries { // under a policy with long reasons too
		tries = append(tries, question{"eu-procurement", q.country, q.name}, question{"supplier-baseline", q.country, q.name})
	}
	for _, q := range tries {
		t.Run(q.policy+" "+q.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.probity")
			out, err := exec.Command(probity, "check", "--data", data, "--policy", q.policy, "--country", q.country,
				"--print", "-o", file, q.name).CombinedOutput()
			var exit *exec.ExitError
			if err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 10) { // from 10 on it is an answer
				t.Fatalf("check: %v\n%s", err, out)
			}
			if err := chromedp.Do(ctx, chromedp.Navigate("file://"+strings.TrimSuffix(file, ".probity")+".html")); err != nil {
				t.Fatal(err)
			}
			pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
			if err != nil {
				t.Fatal(err)
			}
			if n := len(pdfPage.FindAll(pdf, -1)); n != 1 {
				t.Errorf("%d pages, want 1", n)
			}
			if !a4.Match(pdf) {
				t.Errorf("the page is not A4: %s", mediaBox.Find(pdf))
			}
		})
	}
}

// Chromium writes its PDFs' page objects uncompressed.
var (
	pdfPage  = regexp.MustCompile(`/Type\s*/Page\b[^s]`)
	mediaBox = regexp.MustCompile(`/MediaBox\s*\[[^\]]*\]`)
	a4       = regexp.MustCompile(`/MediaBox\s*\[0 0 59[45]\.?\d* 84[12]\.?\d*\]`)
)
