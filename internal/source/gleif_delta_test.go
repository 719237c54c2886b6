package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity.example/probity/internal/source/format"
)

// TestGLEIFDeltaIsNoSnapshot: what a delta file does not mention is not gone.
func TestGLEIFDeltaIsNoSnapshot(t *testing.T) {
	b, err := os.ReadFile("testdata/gleif/lei.xml")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), "</lei:LEIHeader>")
	if !ok {
		t.Fatal("the fixture has no header")
	}
	head = head[:strings.LastIndex(head, "<lei:ContentDate>")] + "<lei:ContentDate>2026-01-01T00:00:00Z</lei:ContentDate><lei:FileContent>GLEIF_DELTA_PUBLISHED</lei:FileContent>"
	path := filepath.Join(t.TempDir(), "delta.xml")
	if err := os.WriteFile(path, []byte(head+"</lei:LEIHeader>"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
	entry, _ := Find("gleif-lei")
	err = entry.Readers[0].Read(t.Context(), []*format.File{{Path: path}}, newRecorder(t, entry))
	if err == nil || !strings.Contains(err.Error(), "delta file") {
		t.Errorf("reading a delta file: %v", err)
	}
}
