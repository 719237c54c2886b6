package index_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity.example/probity/internal/match/index"
	"probity.example/probity/internal/match/text"
)

func fileOf(t testing.TB, docs []index.Doc) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "names")
	if err := index.Build(context.Background(), path, "tables 1", each(docs)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func reopen(t testing.TB, data []byte) (*index.Segment, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "names")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return index.Open(path)
}

func TestBuildIsReproducible(t *testing.T) {
	if a, b := fileOf(t, world()), fileOf(t, world()); string(a) != string(b) {
		t.Error("the same documents give two different files")
	}
	if s, err := reopen(t, fileOf(t, nil)); err != nil || s.Docs() != 0 {
		t.Errorf("a file of no documents: %v", err)
	} else if hits, _ := index.NewLive(s).Search(ask("Karvenik"), index.Options{}); len(hits) != 0 {
		t.Errorf("%v in a file of no documents", hits)
	}
}

func TestOpenRefusesDamage(t *testing.T) {
	good := fileOf(t, world())
	damaged := map[string]func([]byte) []byte{
		"empty":            func([]byte) []byte { return nil },
		"half a header":    func(b []byte) []byte { return b[:500] },
		"header only":      func(b []byte) []byte { return b[:1024] },
		"half":             func(b []byte) []byte { return b[:len(b)/2] },
		"one byte short":   func(b []byte) []byte { return b[:len(b)-1] },
		"another file":     func(b []byte) []byte { return []byte(strings.Repeat("name,country\n", 200)) },
		"tables' name":     func(b []byte) []byte { b[20]++; return b },
		"section table":    func(b []byte) []byte { b[40] ^= 64; return b },
		"header checksum":  func(b []byte) []byte { b[1023] ^= 1; return b },
		"version":          func(b []byte) []byte { b[12]++; return b },
		"other byte order": func(b []byte) []byte { b[8], b[11] = b[11], b[8]; return b },
	}
	for what, damage := range damaged {
		if _, err := reopen(t, damage([]byte(string(good)))); err == nil {
			t.Errorf("%s: opened", what)
		}
	}
	if _, err := index.Open(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("opened a file that is not there")
	}
}

func TestVerifyFindsEveryChangedByte(t *testing.T) {
	good := fileOf(t, world()[:5])
	step := max(1, len(good)/200)
	for at := 1024; at < len(good); at += step {
		data := []byte(string(good))
		data[at] ^= 0x10
		s, err := reopen(t, data)
		if err != nil {
			continue // found sooner
		}
		if s.Verify() == nil && !padding(good, at) {
			t.Errorf("byte %d was changed, and nothing says so", at)
		}
	}
}

// padding reports whether a byte may lie between two tables: those are zeros up to the next multiple of 64.
func padding(file []byte, at int) bool {
	for i := at; i%64 != 0; i++ {
		if i < len(file) && file[i] != 0 {
			return false
		}
	}
	return true
}

// FuzzDamagedFile searches in files of which bytes were changed behind the header: whatever is found, nothing breaks.
func FuzzDamagedFile(f *testing.F) {
	good := fileOf(f, world()[:20])
	f.Add(uint32(1024), []byte{255, 255, 255, 255})
	f.Add(uint32(2048), []byte{128, 128, 128, 1})
	for at := uint32(1024); int(at) < len(good); at += 509 {
		f.Add(at, []byte{0xff, 0x7f, 0xff, 0xff, 0xff})
	}
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		data := []byte(string(good))
		copy(data[1024+int(at)%(len(data)-1024):], patch)
		s, err := reopen(t, data)
		if err != nil {
			return
		}
		live := index.NewLive(s)
		for _, q := range []string{"Goodwill Shipping", "Banque Norland", "Zarvany Trading", "[mhmd] Bakeries", "pequ", "Good Will", "Comm"} {
			live.Search(ask(q), index.Options{MinScore: -1})
		}
		live.ByIdentifier("XX:1")
		live.Put(doc(1, "Karvenik"))
		live.Delete(3)
		if err := live.Compact(context.Background(), filepath.Join(t.TempDir(), "new"), ""); err != nil {
			t.Logf("compacting what is damaged: %v", err)
		}
	})
}

// FuzzName takes any bytes as words of a name and of a question.
func FuzzName(f *testing.F) {
	f.Add("Goodwill Shipping", "Goodwil Shipping")
	f.Add("\xff\x00 a\u0301 \u202e", "1234567890 12")
	f.Add(strings.Repeat("ab", 5000), strings.Repeat("a ", 500))
	f.Fuzz(func(t *testing.T, named, asked string) {
		if len(named) > 1<<16 || len(asked) > 1<<16 {
			return
		}
		live := index.NewLive(build(t, []index.Doc{doc(1, named), doc(2, "Goodwill")}))
		live.Put(doc(3, named, asked))
		hits, stats := live.Search([]text.Name{name(asked), name(named)}, index.Options{})
		if len(name(asked).Words) > 0 && len(name(asked).Words) <= 24 && len(hits) == 0 {
			t.Errorf("%q is there and not found", asked)
		}
		if stats.Candidates > 100 {
			t.Errorf("%d candidates among 4 names", stats.Candidates)
		}
	})
}
