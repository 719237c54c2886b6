package matchbench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/match"
	"probity.example/probity/internal/match/text"
)

func TestRun(t *testing.T) {
	c := Config{Data: files(t, small), Only: []string{"names", "aliases", "edinet"}, Seeds: 2, Say: t.Logf}
	r, err := Run(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	value := func(section, what, of string) float64 {
		for _, s := range r.Sections {
			for _, f := range s.Figures {
				if s.Name == section && f.What == what && f.Of == of {
					return f.Value
				}
			}
		}
		t.Errorf("no figure %q of %q in %s", what, of, section)
		return -1
	}
	if got := value("names", "should alert: F1 at 0.70", "logic-v2"); got != 1 {
		t.Errorf("logic-v2: %v", got)
	}
	if got := value("names", "should alert: best F1", oursName); got != 1 {
		t.Errorf("names: %v", got)
	}
	if got := value("aliases", "hit@1", oursName); got != 1 {
		t.Errorf("aliases: %v", got)
	}
	if got := value("aliases", "ceiling of hit@1", "any"); got != 1 {
		t.Errorf("ceiling: %v", got)
	}
	if got := value("edinet", "hit@5 if asked in kana", oursName); got != 1 {
		t.Errorf("edinet: %v", got)
	}
}

func TestSplitTakesAwayOnce(t *testing.T) {
	o := &ofacFiles{orgs: []entity{{id: "1", names: []string{"A"}}, {id: "2", names: []string{"B"}}}}
	for i, n := range []string{"a1", "a2", "b1", "b2", "b3"} {
		o.aliases = append(o.aliases, ofacAlias{entity: i / 2 % 2, name: n})
	}
	sp := splitAliases(o, 3, 1)
	if len(sp.questions) != 3 || len(sp.taken) != 3 {
		t.Fatalf("took %v", sp.questions)
	}
	left := 0
	for i, e := range sp.orgs {
		left += len(e.names) - 1
		if e.names[0] != o.orgs[i].names[0] || len(o.orgs[i].names) != 1 {
			t.Errorf("organisation %d: %v", i, e.names)
		}
		for _, n := range e.names {
			if slices.Contains(sp.questions, n) {
				t.Errorf("%q was taken away and is left", n)
			}
		}
	}
	if left != 2 {
		t.Errorf("%d aliases are left, want 2", left)
	}
	if again := splitAliases(o, 3, 1); !slices.Equal(again.questions, sp.questions) {
		t.Error("the same seed gave another split")
	}
}

func TestMade(t *testing.T) {
	for _, c := range []struct {
		short, long string
		want        bool
	}{
		{"FNI", "Fictional National Institute", true},
		{"FICNAT", "Fictional National Institute", true},
		{"FI", "Fictional National Institute", true},
		{"NAT", "Fictional National Institute", false},       // does not begin with the first word
		{"Fictional", "Fictional National Institute", false}, // a whole word
		{"FNX", "Fictional National Institute", false},
		{"FNI Bank", "Fictional National Institute", false}, // two words
		{"F", "Fictional National Institute", false},
		{"FNI", "Fictional", false},
	} {
		if got := made(&text.Parse(c.short)[0], c.long); got != c.want {
			t.Errorf("%q of %q: %v", c.short, c.long, got)
		}
	}
}

func TestRelationsAndRivals(t *testing.T) {
	sp := split{
		orgs: []entity{
			{names: []string{"FICTIONAL Lantern Shipping", "FICTIONAL Lantern"}},
			{names: []string{"FICTIONAL Lantern Shipping", "FICTIONAL Lantern"}}, // listed twice
			{names: []string{"Zyxo Quarb Foods", "Vutak"}},
			{names: []string{"Marbel Thistle", "Ochre Works"}},
		},
		questions: []string{"Vutak", "Quarb", "ZQF", "Entirely Unlike", "Marbel Thistel", "FICTIONAL Lantern"},
		right:     []int{0, 2, 2, 3, 3, 0},
	}
	r := newRelations(sp)
	for i, want := range []relation{sharesNothing, sharesRare, sharesAcronym, sharesNothing, sharesRare, sharesName} {
		if got := r.of(i); got != want {
			t.Errorf("%q: %s, want %s", sp.questions[i], got, want)
		}
	}
	for i, want := range [][2]int{{1, 1}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 1}} {
		if before, level := r.rivals(i); [2]int{before, level} != want {
			t.Errorf("%q: rivals %d, %d, want %v", sp.questions[i], before, level, want)
		}
	}
	for _, c := range []struct {
		k, before, level int
		want             float64
	}{{1, 0, 0, 1}, {1, 1, 0, 0}, {1, 0, 3, 0.25}, {5, 3, 3, 0.5}, {5, 0, 2, 1}, {5, 9, 0, 0}} {
		if got := within(c.k, c.before, c.level); !near(got, c.want) {
			t.Errorf("within %+v: %v", c, got)
		}
	}
}

func TestScripts(t *testing.T) {
	for name, want := range map[string]string{
		"Lantern 24": "Latin", "ООО «Фонарь»": "Cyrillic", "Εταιρεία Φανάρι": "Greek", "شركة الفانوس": "Arabic", "등불 회사": "Hangul",
		"架空公司": "Han", "Фонарь Lantern Ltd": "Latin", "ab аб": "", "24": "",
	} {
		if got := scriptOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestCrossScriptLeavesOutOnlyTheNamesOfWhomIsAsked(t *testing.T) {
	x := newCrossScript([]entity{
		{id: "eu-fsf:1", names: []string{"FICTIONAL Lantern Works", "Вымышленный фонарь"}},
		{id: "uk-ofsi:9", names: []string{"Fictional Lantern Works", "Lanterna"}}, // the same organisation in another list
		{id: "us-csl:5", names: []string{"FICTIONAL Copper", "Вымышленная медь"}},
		{id: "un-sc:2", names: []string{"FICTIONAL Tin"}},
		{id: "eu-fsf:3", names: []string{"Только кириллица"}}, // no Latin name to be found by
	})
	if len(x.asked) != 1 || x.asked[0].script != "Cyrillic" {
		t.Fatalf("asked %+v", x.asked)
	}
	place := func(name string) int {
		return slices.IndexFunc(x.docs, func(e entity) bool { return slices.Contains(e.names, name) })
	}
	own, hidden, twin := place("FICTIONAL Lantern Works"), place("Вымышленный фонарь"), place("Lanterna")
	copper, copperHidden, tin := place("FICTIONAL Copper"), place("Вымышленная медь"), place("FICTIONAL Tin")
	for _, c := range []struct {
		found []int
		want  int
	}{
		{[]int{hidden, own}, 1},
		{[]int{hidden, copperHidden, copper, twin}, 2},
		{[]int{tin, copper, own}, 3},
		{[]int{hidden, tin}, 0},
	} {
		var hits []hit
		for _, e := range c.found {
			hits = append(hits, hit{entity: e})
		}
		if got := x.rank(hits, x.asked[0]); got != c.want {
			t.Errorf("found %v: rank %d, want %d", c.found, got, c.want)
		}
	}
}

func TestSiblingsDiffer(t *testing.T) {
	pairs := makeSiblings([]entity{{names: []string{"FICTIONAL Lantern Co., Ltd."}}, {names: []string{"FICTIONAL Depot 7"}}, {names: []string{"FICTIONAL Copper"}}}, 40, 1)
	if len(pairs) != 40*len(makers) {
		t.Fatalf("%d pairs", len(pairs))
	}
	for _, p := range pairs {
		if fold(p.a) == fold(p.b) || !strings.Contains(p.a, "FICTIONAL") || !strings.Contains(p.b, "FICTIONAL") {
			t.Errorf("%s: %q and %q", p.in, p.a, p.b)
		}
	}
}

func TestCutForm(t *testing.T) {
	for name, want := range map[string][2]string{
		"FICTIONAL Lantern Co., Ltd.": {"FICTIONAL Lantern", " Co., Ltd."},
		"FICTIONAL Copper, GmbH":      {"FICTIONAL Copper", " GmbH"},
		"FICTIONAL Tin":               {"FICTIONAL Tin", ""},
	} {
		if base, form := cutForm(name); base != want[0] || form != want[1] {
			t.Errorf("%q: %q and %q", name, base, form)
		}
	}
}

func TestGeneratedNamesAreTheSameEveryTime(t *testing.T) {
	w, distinct := world{seed: 1}, map[string]bool{}
	for i := range 2000 {
		names := w.names(i)
		if !slices.Equal(names, w.names(i)) || strings.TrimSpace(names[0]) == "" {
			t.Fatalf("organisation %d: %q", i, names)
		}
		distinct[names[0]] = true
	}
	if len(distinct) < 1950 {
		t.Errorf("of 2000 names %d are distinct", len(distinct))
	}
	if slices.Equal(w.names(1), world{seed: 2}.names(1)) {
		t.Error("another seed gave the same names")
	}
}

func TestTraffic(t *testing.T) {
	w, sum := world{seed: 1}, 0
	for _, m := range mix {
		sum += m.share
	}
	if sum != 100 {
		t.Errorf("the shares of the mix are %d %%", sum)
	}
	questions, changed := traffic(1000, 500, w.names, 1), 0
	if again := traffic(1000, 500, w.names, 1); !slices.Equal(again, questions) {
		t.Error("the same seed gave other questions")
	}
	kinds := map[string]int{}
	for _, q := range questions {
		kinds[q.kind]++
		switch {
		case q.right < 0:
			if q.kind != "nobody's name" {
				t.Errorf("%+v is nobody's", q)
			}
		case slices.Contains(w.names(q.right), q.name) && q.kind == "one or two letters wrong":
			t.Errorf("%+v has no letter wrong", q)
		case slices.Contains(w.names(q.right), q.name):
		default:
			changed++
		}
	}
	if changed < 300 || len(kinds) != len(mix) {
		t.Errorf("%d names are changed, of the kinds %v", changed, kinds)
	}
}

func TestChangesToNames(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	name := "FICTIONAL Lantern International Services Ltd"
	if got := reorder(rng, name); got != "Ltd FICTIONAL Lantern International Services" {
		t.Errorf("reordered: %q", got)
	}
	for range 50 {
		if got := leaveOut(rng, name); len(strings.Fields(got)) != 4 || !strings.HasPrefix(got, "FICTIONAL") {
			t.Errorf("a word left out: %q", got)
		}
		got := strings.Fields(abbreviate(rng, name))
		if len(got) != 5 || got[0] != "FICTIONAL" || got[2] != "Inte" && got[2] != "Intrntnl" || got[4] != "Ltd" {
			t.Errorf("abbreviated: %q", got)
		}
		if got := misspell(rng, "Ab 7"); got == "" {
			t.Error("nothing is left of a misspelt name")
		}
	}
}

func TestPeer(t *testing.T) {
	data, dir := files(t, small), t.TempDir()
	taken, err := WritePeerFiles(data, dir)
	if err != nil || taken != 2 {
		t.Fatalf("took %d names away, %v", taken, err)
	}
	sdn, err := os.ReadFile(filepath.Join(dir, "sdn.csv"))
	if err != nil || strings.Count(string(sdn), "\n") != 2 || strings.Contains(string(sdn), "SAMPLE") {
		t.Errorf("sdn.csv: %q, %v", sdn, err)
	}
	// What was written reads back as organisations without the aliases that were taken away.
	again := t.TempDir()
	if err := os.Rename(dir, filepath.Join(again, "us-ofac-sdn")); err != nil {
		t.Fatal(err)
	}
	o, err := readOFAC(again)
	if err != nil || len(o.orgs) != 2 || len(o.aliases) != 0 || o.orgs[0].names[0] != "FICTIONAL LANTERN SHIPPING" {
		t.Errorf("read back: %+v, %v", o, err)
	}
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		if id := map[bool]string{true: "1", false: "3"}[strings.Contains(r.FormValue("name"), "LANTERN")]; r.URL.Path == "/v2/search" {
			fmt.Fprintf(w, `{"entities":[{"name":"N","sourceID":%q,"match":0.9,"other":{}}]}`, id)
		}
	}))
	defer server.Close()
	c := Config{Data: data, Only: []string{"peer"}, Peer: server.URL, Say: t.Logf}
	r, err := Run(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Sections[0].Figures {
		if f.What == "hit@1" && f.Value != 1 {
			t.Errorf("%+v", f)
		}
	}
	status = http.StatusInternalServerError
	if _, err := Run(context.Background(), c); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("a peer that fails: %v", err)
	}
}

func TestScale(t *testing.T) {
	r, err := Run(context.Background(), Config{Only: []string{"scale"}, Scale: 150, Dir: t.TempDir(), Say: t.Logf})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]Figure{}
	for _, f := range r.Sections[0].Figures {
		seen[f.What] = f
	}
	if f := seen["recall@50: the organisation meant, if a scan of everything has it"]; f.Value != 1 || f.N < 40 {
		t.Errorf("recall on a register that a search sees whole: %+v", f)
	}
	if f := seen["organisations added"]; f.N < writesAtOnce {
		t.Errorf("added while serving: %+v", f)
	}
	if f := seen["index on disk"]; f.Value <= 0 {
		t.Errorf("the index was not written: %+v", f)
	}
}

func TestScreen(t *testing.T) {
	orgs := []entity{
		{id: "a", names: []string{"FICTIONAL Lantern Shipping Ltd"}},
		{id: "b", names: []string{"FICTIONAL Copper Trading GmbH"}},
	}
	for i := range orgs {
		orgs[i].known.Names = []claim.Name{{Value: orgs[i].names[0], Kind: "primary"}}
		orgs[i].known.Countries = []string{"XV"}
	}
	f, err := newFound(context.Background(), t.TempDir(), namesOf(orgs))
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	for _, c := range []struct {
		name, country string
		alert         match.Identity // "" if nothing is shown
		org           string
	}{
		{"FICTIONAL Lantern Shipping Ltd", "", match.Name, "a"},
		{"FICTIONAL Lantern Shipping Ltd", "XV", match.NameCountry, "a"},
		{"Fictional Lantern Shiping Ltd", "", match.Possible, "a"},
		{"FICTIONAL Copper Trading GmbH", "XW", "", ""}, // of another country
		{"Entirely Unlike Foods", "", "", ""},
	} {
		got, ok := screen(context.Background(), f, orgs, c.name, c.country)
		switch {
		case ok != (c.alert != ""):
			t.Errorf("%q, country %q: alert %v, %+v", c.name, c.country, ok, got.finding)
		case ok && (got.finding.Identity != c.alert || got.org.id != c.org):
			t.Errorf("%q, country %q: %s %+v", c.name, c.country, got.org.id, got.finding)
		}
	}
}
