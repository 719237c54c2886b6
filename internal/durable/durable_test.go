package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"probity.example/probity/internal/durable"
)

func TestWriteFileReplacesAndSetsMode(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	for _, text := range []string{"one", "two, longer", ""} {
		if err := durable.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != text {
			t.Fatalf("read %q, %v; want %q", got, err, text)
		}
	}
	fi, err := os.Stat(name)
	if err != nil || fi.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v; want 0600", fi.Mode(), err)
	}
	assertNames(t, dir, "f")
}

func TestWriteFileFailureLeavesOldContent(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	// A directory of the target's name makes the rename fail after the temporary file is complete.
	if err := os.MkdirAll(filepath.Join(name, "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := durable.WriteFile(name, []byte("new"), 0o644); err == nil {
		t.Fatal("replacing a directory by a file succeeded")
	}
	assertNames(t, dir, "f")
	if err := durable.WriteFile(filepath.Join(dir, "none", "f"), nil, 0o644); err == nil {
		t.Fatal("writing into a missing directory succeeded")
	}
}

func TestRemoveFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	if err := durable.WriteFile(name, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := durable.RemoveFile(name); err != nil {
			t.Fatal(err)
		}
	}
	assertNames(t, dir)
}

func TestMkdirAll(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "a", "b", "c")
	for range 2 {
		if err := durable.MkdirAll(deep, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(deep, "f")
	if err := durable.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := durable.SyncFile(file); err != nil {
		t.Fatal(err)
	}
	if err := durable.MkdirAll(file, 0o755); err == nil {
		t.Fatal("a file passed for a directory")
	}
	if err := durable.MkdirAll(filepath.Join(file, "d"), 0o755); err == nil {
		t.Fatal("a directory was made under a file")
	}
}

func TestIsTemp(t *testing.T) {
	if durable.IsTemp("/a/f") || !durable.IsTemp("/a/"+durable.TempPrefix+"f-1") {
		t.Fatal("temporary names are not told apart")
	}
}

func assertNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(want) {
		t.Fatalf("%s holds %v, %v; want %q", dir, entries, err, want)
	}
	for i, e := range entries {
		if e.Name() != want[i] {
			t.Fatalf("%s holds %v; want %q", dir, entries, want)
		}
	}
}
