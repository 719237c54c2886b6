package rulebook_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"probity.example/probity/internal/rulebook"
)

// TestTheDocumentedPolicyWorks runs the example of docs/format-policy.md and looks up every clamp that it names.
func TestTheDocumentedPolicyWorks(t *testing.T) {
	b, err := os.ReadFile("../../docs/format-policy.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "```yaml\n")
	example, _, ok := strings.Cut(rest, "```\n")
	if !ok {
		t.Fatal("the document has no example")
	}
	for _, c := range load(t, example).RunCases() {
		if !c.OK {
			t.Errorf("%s: %q", c.Name, c.Why)
		}
	}
	_, table, _ := strings.Cut(string(b), "### 2.4 Clamps")
	table, _, _ = strings.Cut(table, "### 2.5")
	codes := 0
	for _, row := range regexp.MustCompile("(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\|").FindAllStringSubmatch(table, -1) {
		for _, code := range strings.Split(row[1], ", ") {
			codes++
			if rulebook.ClampReason(strings.Trim(code, "`")) == "" {
				t.Errorf("the document names a clamp %s that does not exist", code)
			}
		}
	}
	if codes != 18 {
		t.Errorf("the document names %d clamps, want 18", codes)
	}
}
