// Package testkit holds what tests of several rooms share: the way to the real official files, servers, generated worlds,
// faults. Nothing outside tests imports it.
package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// SharedData returns the directory of real official lists, or skips the test with a message where it is absent. It is
// PROBITY_SHARED if set, else the directory shared/data beside this repository. With -short they are left out: reading all of
// them takes minutes under the race detector.
func SharedData(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("real official lists are not read with -short")
	}
	if dir := os.Getenv("PROBITY_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if s := filepath.Join(dir, "shared", "data"); isDir(s) {
			return s
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("real official lists not found: no shared/data above this directory and PROBITY_SHARED is not set")
	return ""
}

func isDir(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.IsDir()
}
