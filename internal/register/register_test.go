package register_test

import (
	"os"
	"path/filepath"
	"testing"

	"probity.example/probity/internal/register"
)

// TestOpenInAnyDirectory: the store is the file that was named, whatever its directory is called. SQLite is given an address, in which some
// letters would mean something else.
func TestOpenInAnyDirectory(t *testing.T) {
	for _, name := range []string{"plain", "a#b", "a?b", "a%b", "a%20b", "a b", "a&b=c", "ä", "a:b", "a+b", "a;b"} {
		dir := t.TempDir()
		file := filepath.Join(dir, name, "register.db")
		if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		r, err := register.Open(t.Context(), file, nil, false)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if err := r.Close(); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%q: the store is elsewhere: %v", name, err)
		}
		if all, err := os.ReadDir(dir); err != nil || len(all) != 1 {
			t.Errorf("%q: something else was made: %v, %v", name, all, err)
		}
	}
}
