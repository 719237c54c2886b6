package source

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"probity.example/probity/internal/claim"
)

// entryFile is a catalogue entry as an operator writes it.
type entryFile struct {
	ID           string `yaml:"id"`
	Title        string `yaml:"title"`
	Publisher    string `yaml:"publisher"`
	Origin       string `yaml:"origin"`
	Jurisdiction string `yaml:"jurisdiction"`
	Licence      string `yaml:"licence"`
	Criterion    string `yaml:"criterion"`
	URL          string `yaml:"url"`
	Cadence      string `yaml:"cadence"`
	Persons      string `yaml:"persons"`
}

// LoadEntries reads the catalogue entries that an operator defines, one in each *.yaml of dir, sorted by id. Sources defined
// so publish in Probity's own formats. A missing directory holds no entries; anything wrong in a file is an error, and a
// criterion that is refused (claim.AdmitCriterion) is one too.
func LoadEntries(dir string) ([]Entry, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("list catalogue entries in %s: %w", dir, err)
	}
	var entries []Entry
	from := map[string]string{}
	for _, path := range paths {
		e, err := loadEntry(path)
		if err != nil {
			return nil, fmt.Errorf("catalogue entry %s: %w", filepath.Base(path), err)
		}
		if other, ok := from[e.ID]; ok {
			return nil, fmt.Errorf("catalogue entry %s: id %q is that of %s", filepath.Base(path), e.ID, other)
		}
		from[e.ID] = filepath.Base(path)
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
	return entries, nil
}

func loadEntry(path string) (Entry, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Entry{}, err
	}
	var f entryFile
	if err := yaml.Load(b, &f, yaml.WithKnownFields()); err != nil {
		return Entry{}, fmt.Errorf("read YAML: %w", err)
	}
	if err := f.check(); err != nil {
		return Entry{}, err
	}
	return Entry{
		ID: f.ID,
		SourceEntry: claim.SourceEntry{
			Title: f.Title, Publisher: f.Publisher, Origin: f.Origin, Jurisdiction: f.Jurisdiction, Licence: f.Licence,
			Criterion: f.Criterion, URL: f.URL, Cadence: f.Cadence, Persons: f.Persons,
		},
		StatedBasis: "publisher_statement",
		Readers:     ProbityReaders(),
	}, nil
}

func (f *entryFile) check() error {
	if err := claim.ValidSource(f.ID); err != nil {
		return err
	}
	if _, taken := Find(f.ID); taken {
		return fmt.Errorf("id %q is that of a built-in source", f.ID)
	}
	for _, m := range []struct{ name, value string }{{"title", f.Title}, {"publisher", f.Publisher}, {"persons", f.Persons}} {
		if strings.TrimSpace(m.value) == "" {
			return fmt.Errorf("%s is missing", m.name)
		}
	}
	if !oneOf([]string{"official", "mirror", "compiled"}, f.Origin) {
		return errors.New("origin: want official, mirror or compiled")
	}
	if j := f.Jurisdiction; j != "" && j != "EU" && j != "UN" && j != "XX" && !claim.ValidCountry(j) {
		return errors.New("jurisdiction: want ISO 3166-1 alpha-2, EU, UN, or XX for another international body")
	}
	return claim.AdmitCriterion(f.Criterion)
}
