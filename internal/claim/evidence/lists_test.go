package evidence_test

import (
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"probity.example/probity/internal/claim/evidence"
	"probity.example/probity/internal/source/format"
	"probity.example/probity/internal/testkit"
)

// subject is one entry of a real list as its own type column tells it. Nothing of it is printed: a failure says counts.
type subject struct {
	person bool
	facts  evidence.Facts
}

// TestTypeColumnHidden decides the subjects of three real lists from evidence alone and holds the two figures of the
// design against what the lists themselves say.
func TestTypeColumnHidden(t *testing.T) {
	dir := testkit.SharedData(t)
	for _, list := range []struct {
		name          string
		orgs, persons int
		read          func(testing.TB, string) []subject
	}{
		{"OFAC SDN", 2994, 3845, ofacSubjects},
		{"EU FSF", 660, 2909, euSubjects},
		{"UN", 273, 730, unSubjects},
	} {
		t.Run(list.name, func(t *testing.T) {
			subjects := list.read(t, dir)
			full, byName := measure(subjects, false), measure(subjects, true)
			if full.orgs != list.orgs || full.persons != list.persons {
				t.Fatalf("%d organisations and %d persons in the list, want %d and %d", full.orgs, full.persons, list.orgs, list.persons)
			}
			t.Logf("all evidence: %v", full)
			t.Logf("names alone:  %v", byName)
			if full.taken*1000 > full.persons {
				t.Errorf("%d of %d persons taken for organisations, want at most 0.1 %%", full.taken, full.persons)
			}
			if full.decided*10 < full.orgs*9 {
				t.Errorf("%d of %d organisations decided, want at least 90 %%", full.decided, full.orgs)
			}
			if byName.taken*500 > byName.persons {
				t.Errorf("by name alone %d of %d persons taken for organisations, want at most 0.2 %%", byName.taken, byName.persons)
			}
		})
	}
}

// TestStatedStay: where the type column says organisation, every organisation of the real lists is admitted.
func TestStatedStay(t *testing.T) {
	dir := testkit.SharedData(t)
	for name, read := range map[string]func(testing.TB, string) []subject{"OFAC SDN": ofacSubjects, "EU FSF": euSubjects, "UN": unSubjects} {
		refused := 0
		for _, s := range read(t, dir) {
			s.facts.Stated = true
			if !s.person && evidence.Decide(s.facts).Class != evidence.Organisation {
				refused++
			}
		}
		if refused > 0 {
			t.Errorf("%s: %d typed organisations refused", name, refused)
		}
	}
}

type figures struct{ orgs, decided, refused, persons, taken, held int }

func measure(subjects []subject, namesOnly bool) (f figures) {
	for _, s := range subjects {
		if namesOnly {
			s.facts.PersonalData, s.facts.CommaNames = false, false
		}
		class := evidence.Decide(s.facts).Class
		switch {
		case s.person:
			f.persons++
			f.taken += count(class == evidence.Organisation)
			f.held += count(class == evidence.Undecided)
		default:
			f.orgs++
			f.decided += count(class == evidence.Organisation)
			f.refused += count(class == evidence.Person)
		}
	}
	return f
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func table(t testing.TB, path string, o format.CSVOptions, each func(*format.Row)) {
	t.Helper()
	f := &format.File{Path: path}
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c, err := format.NewCSV(f, r, o)
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := c.Next()
		var problem *format.RowProblem
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &problem):
		case err != nil:
			t.Fatal(err)
		default:
			each(row)
		}
	}
}

func ofacSubjects(t testing.TB, dir string) []subject {
	aliases := map[string][]string{}
	table(t, filepath.Join(dir, "us-ofac-sdn", "alt.csv"), format.CSVOptions{}, func(r *format.Row) {
		if len(r.Fields) > 3 {
			aliases[r.Fields[0]] = append(aliases[r.Fields[0]], r.Fields[3])
		}
	})
	var out []subject
	table(t, filepath.Join(dir, "us-ofac-sdn", "sdn.csv"), format.CSVOptions{}, func(r *format.Row) {
		if len(r.Fields) < 12 {
			return
		}
		kind := strings.TrimSpace(r.Fields[2])
		if kind != "-0-" && kind != "individual" {
			return
		}
		personal := false
		for _, mark := range []string{"DOB", "POB", "Passport", "Gender"} {
			personal = personal || strings.Contains(r.Fields[11], mark)
		}
		out = append(out, subject{kind == "individual", evidence.Facts{
			Primary: []string{r.Fields[1]}, Other: aliases[r.Fields[0]], PersonalData: personal, CommaNames: true,
		}})
	})
	return out
}

func euSubjects(t testing.TB, dir string) []subject {
	var out []subject
	at := map[string]int{}
	table(t, filepath.Join(dir, "eu-fsf", "eu_fsf_2022-10.csv.gz"), format.CSVOptions{Comma: ';', Header: true}, func(r *format.Row) {
		id := r.Get("Entity_LogicalId")
		i, ok := at[id]
		if !ok {
			i = len(out)
			at[id] = i
			out = append(out, subject{person: r.Get("Entity_SubjectType") == "P"})
		}
		f := &out[i].facts
		for _, c := range []string{"NameAlias_FirstName", "NameAlias_Gender", "BirthDate_BirthDate", "BirthDate_Year"} {
			f.PersonalData = f.PersonalData || r.Get(c) != ""
		}
		switch name := r.Get("NameAlias_WholeName"); {
		case name == "":
		case len(f.Primary) == 0:
			f.Primary = []string{name}
		default:
			f.Other = append(f.Other, name)
		}
	})
	return out
}

func unSubjects(t testing.TB, dir string) []subject {
	f := &format.File{Path: filepath.Join(dir, "un-sc", "UN_consolidated_2026-02.xml")}
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	type alias struct {
		Name string `xml:"ALIAS_NAME"`
	}
	type party struct {
		First   string   `xml:"FIRST_NAME"`
		Second  string   `xml:"SECOND_NAME"`
		Third   string   `xml:"THIRD_NAME"`
		Fourth  string   `xml:"FOURTH_NAME"`
		Aliases []alias  `xml:"ENTITY_ALIAS"`
		Others  []alias  `xml:"INDIVIDUAL_ALIAS"`
		Births  []string `xml:"INDIVIDUAL_DATE_OF_BIRTH>YEAR"`
	}
	var list struct {
		Individuals []party `xml:"INDIVIDUALS>INDIVIDUAL"`
		Entities    []party `xml:"ENTITIES>ENTITY"`
	}
	if err := xml.NewDecoder(r).Decode(&list); err != nil {
		t.Fatal(err)
	}
	var out []subject
	add := func(p party, person bool) {
		s := subject{person: person}
		s.facts.Primary = []string{strings.Join(strings.Fields(p.First+" "+p.Second+" "+p.Third+" "+p.Fourth), " ")}
		for _, a := range append(p.Aliases, p.Others...) {
			s.facts.Other = append(s.facts.Other, a.Name)
		}
		s.facts.PersonalData = p.Second != "" || len(p.Births) > 0
		out = append(out, s)
	}
	for _, p := range list.Individuals {
		add(p, true)
	}
	for _, p := range list.Entities {
		add(p, false)
	}
	return out
}
