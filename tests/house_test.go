package tests

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// maxLines is the hard limit of a Go file; 500 is the aim.
const maxLines = 600

// walk gives every file of the tree with one of the endings, by its path below the root, with its bytes.
func walk(t *testing.T, endings []string, each func(path string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != ".." && (strings.HasPrefix(name, ".") || name == "testdata") {
			return filepath.SkipDir
		}
		for _, e := range endings {
			if d.Type().IsRegular() && strings.HasSuffix(name, e) {
				text, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				each(filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator))), text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPackagesSayWhatLivesThere: every package has a doc comment, in one file, of more than a few words.
func TestPackagesSayWhatLivesThere(t *testing.T) {
	docs, seen := map[string][]string{}, map[string]bool{}
	walk(t, []string{".go"}, func(path string, text []byte) {
		dir := filepath.Dir(path)
		if strings.HasSuffix(path, "_test.go") && !strings.HasPrefix(dir, "tests") || dir == "." {
			return
		}
		seen[dir] = true
		f, err := parser.ParseFile(token.NewFileSet(), path, text, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Error(err)
		} else if len(f.Doc.Text()) > 40 {
			docs[dir] = append(docs[dir], path)
		}
	})
	for dir := range seen {
		if n := len(docs[dir]); n != 1 {
			t.Errorf("%s: %d files have a package comment, want 1: %v", dir, n, docs[dir])
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	walk(t, []string{".go"}, func(path string, text []byte) {
		if n := bytes.Count(text, []byte("\n")); n > maxLines {
			t.Errorf("%s has %d lines, more than %d", path, n, maxLines)
		}
	})
}

// TestLinksLead: what a document links to within the repository is there.
func TestLinksLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)
	walk(t, []string{".md"}, func(path string, text []byte) {
		for _, m := range link.FindAllSubmatch(text, -1) {
			target := filepath.Join("..", filepath.Dir(path), filepath.FromSlash(string(m[1])))
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", path, m[1])
			}
		}
	})
}
