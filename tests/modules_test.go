package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestModulesOfTheBinary holds the modules linked into the binary to a list that a person has read. A module that is new
// there needs a line with its licence; where it is a direct dependency, also one in docs/decisions.
func TestModulesOfTheBinary(t *testing.T) {
	file := filepath.Join("testdata", "modules.txt")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	allowed := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		path, licence, ok := strings.Cut(line, " ")
		if !ok {
			t.Errorf("%s: %q names no licence", file, line)
		}
		allowed[path] = strings.TrimSpace(licence)
	}
	linked := map[string]bool{}
	for _, p := range goList(t, "-deps", "./cmd/probity") {
		if p.Module == nil || p.Module.Path+"/" == module {
			continue
		}
		if linked[p.Module.Path] = true; allowed[p.Module.Path] == "" {
			t.Errorf("%s is linked into the binary and not in %s", p.Module.Path, file)
			allowed[p.Module.Path] = "reported"
		}
	}
	for path, licence := range allowed {
		if !linked[path] {
			t.Errorf("%s lists %s, which is no longer linked", file, path)
		}
		if !slices.Contains([]string{"Apache-2.0", "BSD-3-Clause", "MIT", "MIT and Apache-2.0", "MPL-2.0", "Unlicense", "reported"}, licence) {
			t.Errorf("%s: %s has licence %q, which nobody has decided on", file, path, licence)
		}
	}
}

// TestDirectDependenciesHaveReasons sees that each direct dependency stands in the decisions with its reason.
func TestDirectDependenciesHaveReasons(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile(filepath.Join("..", "docs", "decisions", "0001-dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	requires := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`) // the indirect ones end in a comment
	for _, m := range requires.FindAllStringSubmatch(string(mod), -1) {
		if !strings.Contains(string(reasons), "`"+m[1]+"`") {
			t.Errorf("docs/decisions/0001-dependencies.md gives no reason for %s", m[1])
		}
	}
}

// TestStoreAndItsLibcAgree: modernc.org/sqlite is transpiled against one version of modernc.org/libc and corrupts memory
// with another, so go.mod must choose exactly the version that the driver asks for.
func TestStoreAndItsLibcAgree(t *testing.T) {
	const libc = "modernc.org/libc"
	chosen := goCommand(t, "list", "-m", "-f", "{{.Version}}", libc)
	graph := goCommand(t, "mod", "graph")
	driver := "modernc.org/sqlite@" + goCommand(t, "list", "-m", "-f", "{{.Version}}", "modernc.org/sqlite")
	for line := range strings.Lines(graph) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
		if want, ok := strings.CutPrefix(to, libc+"@"); ok && from == driver {
			if chosen != want {
				t.Errorf("go.mod chooses %s %s, but %s was made for %s", libc, chosen, driver, want)
			}
			return
		}
	}
	t.Errorf("%s does not ask for %s", driver, libc)
}

func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}
