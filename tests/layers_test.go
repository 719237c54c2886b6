// Package tests holds what can only be said of the whole tree: which room may import which, what the binary is made of, and
// what a stranger's first minutes look like. Tests of one package stand beside it.
package tests

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "probity.example/probity/"

// layers names, for each package, the only packages of ours that it may import. Imports run one way: from the faces down
// to identifiers. A new package gets its line here, and a new import is a decision, not an accident.
var layers = map[string][]string{
	// Leaves: they know nothing of the register.
	"internal/durable":      {},
	"internal/ident":        {},
	"internal/ledger/proof": {},
	"internal/legalform":    {},
	"policies":              {},

	// The claim, and what reads, compares and judges claims. Pure but for reading files.
	"internal/claim/evidence": {"internal/ident", "internal/legalform"},
	"internal/claim":          {"internal/claim/evidence", "internal/ident"},
	"internal/match":          {"internal/claim", "internal/ident", "internal/legalform"},

	// How alike two names are, and which names in the log are like one: no store, no records. match itself stays apart from them:
	// a verifier needs the identity that it gives, and none of the tables.
	"internal/match/roman":   {},
	"internal/match/lexicon": {"internal/match/roman"},
	"internal/match/text":    {"internal/claim", "internal/legalform", "internal/match/lexicon", "internal/match/roman"},
	"internal/match/similar": {"internal/legalform", "internal/match/lexicon", "internal/match/roman", "internal/match/text"},
	"internal/match/index":   {"internal/durable", "internal/legalform", "internal/match/lexicon", "internal/match/roman", "internal/match/text"},
	"internal/find":          {"internal/claim", "internal/match/index", "internal/match/lexicon", "internal/match/similar", "internal/match/text"},

	"internal/rulebook":      {"internal/claim", "internal/ident", "policies"},
	"internal/source/format": {"internal/claim"},
	"internal/source":        {"internal/claim", "internal/claim/evidence", "internal/ident", "internal/legalform", "internal/source/format"},

	// The ledger knows bytes, keys and roots: no claim, no organisation.
	"internal/ledger":      {"internal/durable", "internal/ledger/proof"},
	"internal/ledger/vmap": {"internal/ledger/proof"},
	// What witnesses sign and who demands it: like proof, small enough for a verifier.
	"internal/ledger/cosign": {"internal/ledger/proof"},
	"internal/ledger/step":   {"internal/ledger/proof"},
	"internal/ledger/epoch":  {"internal/durable", "internal/ledger", "internal/ledger/proof", "internal/ledger/step", "internal/ledger/vmap"},

	// A witness keeps no log and no map: it repeats the step from one epoch to the next. Whoever asks it is the register.
	"internal/witness":     {"internal/claim", "internal/durable", "internal/ledger/cosign", "internal/ledger/proof", "internal/ledger/step"},
	"internal/witness/ask": {"internal/ledger/cosign", "internal/ledger/epoch", "internal/ledger/proof", "internal/witness"},

	// A copy of a register, made and checked by somebody else, who knows bytes and keys as the ledger does.
	"internal/mirror": {"internal/durable", "internal/ledger", "internal/ledger/epoch", "internal/ledger/proof"},

	// What the log says of each organisation; register/org is the part that a verifier repeats.
	"internal/register/org": {"internal/claim", "internal/rulebook"},
	"internal/register":     {"internal/claim", "internal/ident", "internal/legalform", "internal/match", "internal/register/org"},
	"internal/intake":       {"internal/claim", "internal/ident", "internal/ledger", "internal/register", "internal/source", "internal/source/format"},
	// The operator's work on links. Nothing that finds, screens or answers may import it: a link is no by-product of a question.
	"internal/links": {
		"internal/claim", "internal/durable", "internal/ident", "internal/intake", "internal/match/lexicon", "internal/match/roman",
		"internal/match/similar", "internal/match/text", "internal/register",
	},
	"internal/datadir": {
		"internal/claim", "internal/durable", "internal/find", "internal/intake", "internal/ledger", "internal/ledger/cosign", "internal/ledger/epoch",
		"internal/register", "internal/witness/ask",
	},
	// The whole register made anew from its first claim, by somebody who trusts nothing but a key.
	"internal/audit": {"internal/ledger", "internal/ledger/epoch", "internal/ledger/proof", "internal/register"},
	"internal/world": {"internal/claim", "internal/source"},

	// The answer, and its check by somebody who has neither the register nor a network.
	"verify": {"internal/claim", "internal/ident", "internal/ledger/proof", "internal/match", "internal/register/org", "internal/rulebook"},
	"internal/answer": {
		"internal/claim", "internal/find", "internal/ledger/epoch", "internal/ledger/proof", "internal/ledger/vmap", "internal/ident", "internal/match", "internal/match/similar", "internal/match/text", "internal/register",
		"internal/register/org", "internal/rulebook", "verify",
	},

	// Many questions at once. A manifest is checked as an answer is: by somebody who has neither the register nor a network.
	"internal/screen/rows":      {"internal/claim", "internal/ident", "internal/source/format"},
	"internal/screen/decisions": {"internal/claim", "internal/durable", "internal/register", "internal/rulebook", "verify"},
	"internal/screen/manifest":  {"internal/claim", "internal/ledger/proof", "verify"},
	"internal/screen": {
		"internal/answer", "internal/claim", "internal/durable", "internal/find", "internal/rulebook", "internal/screen/decisions", "internal/screen/manifest",
		"internal/screen/rows",
	},

	// The measure of matching beside baselines and peers: it goes through the doors that screening uses.
	"internal/matchbench": {
		"internal/claim", "internal/find", "internal/match", "internal/match/lexicon", "internal/match/similar", "internal/match/text",
		"internal/source", "internal/source/format",
	},

	// The measure of proofs: sizes and times, as whoever proves and whoever checks has them.
	"internal/proofbench": {"internal/answer", "internal/claim", "internal/ledger/proof", "internal/ledger/vmap", "verify"}, // whole answers too

	// A register that lies, so that each lie is caught. Only the hidden command that writes a lie down may import it.
	"internal/adversary": {
		"internal/answer", "internal/claim", "internal/datadir", "internal/intake", "internal/ledger", "internal/ledger/cosign", "internal/ledger/epoch",
		"internal/ledger/proof", "internal/ledger/step", "internal/ledger/vmap", "internal/register", "internal/rulebook", "internal/source",
		"internal/source/format", "verify",
	},

	// Faces: no rules of their own.
	"internal/api/view": {"internal/claim", "internal/ident"},
	"internal/api": {
		"internal/answer", "internal/api/view", "internal/claim", "internal/find", "internal/ident", "internal/register", "internal/rulebook",
		"internal/screen", "internal/screen/rows", "verify",
	},
	"internal/api/apitest": {"internal/api", "internal/api/view", "internal/claim", "internal/screen", "internal/screen/rows"},
	"internal/web":         {"internal/api", "internal/api/view", "internal/claim"},
	"internal/cli": {
		"internal/adversary", "internal/answer", "internal/api", "internal/api/view", "internal/audit", "internal/claim", "internal/datadir", "internal/durable",
		"internal/find", "internal/ident", "internal/intake", "internal/ledger", "internal/ledger/cosign", "internal/ledger/proof", "internal/links",
		"internal/match/similar", "internal/matchbench", "internal/mirror", "internal/proofbench", "internal/register", "internal/rulebook",
		"internal/screen", "internal/screen/decisions", "internal/screen/manifest", "internal/screen/rows", "internal/source", "internal/source/format",
		"internal/web", "internal/witness", "internal/world", "verify",
	},
	"cmd/probity": {"internal/cli"},

	// For tests alone; see TestKitsStayInTests.
	"internal/testkit": {},
}

// soleImporters names the one package that may import a module, so that the module can be exchanged.
var soleImporters = map[string]string{
	"cel.dev/cel-go":                      "internal/rulebook",
	"github.com/danielgtaylor/huma":       "internal/api",
	"github.com/klauspost/compress":       "internal/source/format",
	"github.com/transparency-dev/tessera": "internal/ledger",
	"github.com/xuri/excelize":            "internal/source/format",
	"k8s.io/klog":                         "internal/ledger",
	"modernc.org/sqlite":                  "internal/register",
}

// forbidden names what must not be anywhere below a package, and why.
var forbidden = []struct{ root, path, why string }{
	{"verify", "net/http", "an answer is checked without a network"},
	{"verify", "database/sql", "an answer is checked without a store"},
	{"verify", "modernc.org/sqlite", "an answer is checked without a store"},
	{"verify", "github.com/transparency-dev/tessera", "an answer is checked without a log"},
	{"verify", module + "internal/find", "an answer is checked without an index of names"},
	{"verify", module + "internal/match/index", "an answer is checked without an index of names"},
	{"verify", module + "internal/match/lexicon", "a verifier takes a similarity on the register's signature"},
	{"verify", module + "internal/match/roman", "a verifier takes a similarity on the register's signature"},
	{"verify", module + "internal/match/similar", "a verifier takes a similarity on the register's signature"},
	{"verify", module + "internal/match/text", "a verifier takes a similarity on the register's signature"},
	{"internal/find", module + "internal/register", "what is alike does not depend on what is known"},
	{"internal/claim", "net/http", "the model is pure"},
	{"internal/claim", "os/exec", "the model is pure"},
	{"internal/rulebook", "net/http", "policies are evaluated without a network"},
	{"internal/rulebook", "database/sql", "policies are evaluated without a store"},
	{"internal/screen/manifest", "database/sql", "a manifest is checked without a store"},
	{"internal/screen/manifest", "net/http", "a manifest is checked without a network"},
	{"internal/match", "database/sql", "matching is pure"},
	{"internal/ledger", "modernc.org/sqlite", "the ledger outlives the store"},
	{"internal/ledger/cosign", "net", "cosignatures are checked without a network"},
}

// pkg is what `go list` says of a package.
type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Deps       []string
	Module     *struct{ Path, Version string }
}

// ours gives the path within this module, if it is ours.
func (p pkg) ours() (string, bool) { return strings.CutPrefix(p.ImportPath, module) }

// goList lists packages as the released binary is built: on Linux, without cgo.
func goList(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Standard,Imports,Deps,Module"}, args...)...)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	var list []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatalf("go list %s: %v", strings.Join(args, " "), err)
		}
		list = append(list, p)
	}
}

// tree is every package of this module, listed once.
func tree(t *testing.T) map[string]pkg {
	t.Helper()
	treeOnce.Do(func() {
		for _, p := range goList(t, "./...") {
			if path, ok := p.ours(); ok {
				treeList[path] = p
			}
		}
	})
	if len(treeList) == 0 {
		t.Fatal("no packages found")
	}
	return treeList
}

var (
	treeOnce sync.Once
	treeList = map[string]pkg{}
)

func TestImportsRunOneWay(t *testing.T) {
	all := tree(t)
	for path, p := range all {
		allowed, ok := layers[path]
		if !ok && len(p.Imports) > 0 {
			t.Errorf("%s: no line in layers says what it may import", path)
			continue
		}
		for _, imp := range p.Imports {
			if own, ok := strings.CutPrefix(imp, module); ok && !slices.Contains(allowed, own) {
				t.Errorf("%s imports %s: not among the packages that it may import %v", path, own, allowed)
			}
		}
	}
	for path := range layers {
		if _, ok := all[path]; !ok {
			t.Errorf("layers has a line for %s, which does not exist", path)
		}
	}
}

// TestLayersHaveNoCycle keeps the table itself honest: Go refuses cycles of imports, but not of permissions.
func TestLayersHaveNoCycle(t *testing.T) {
	done, open := map[string]bool{}, map[string]bool{}
	var visit func(path string, way []string)
	visit = func(path string, way []string) {
		if open[path] {
			t.Fatalf("layers allow a cycle: %s", strings.Join(append(way, path), " -> "))
		}
		if done[path] {
			return
		}
		open[path] = true
		for _, next := range layers[path] {
			visit(next, append(way, path))
		}
		open[path], done[path] = false, true
	}
	for _, path := range slices.Sorted(maps.Keys(layers)) {
		visit(path, nil)
	}
}

func TestOneImporterPerModule(t *testing.T) {
	for path, p := range tree(t) {
		for _, imp := range p.Imports {
			for mod, owner := range soleImporters {
				if within(imp, mod) && path != owner {
					t.Errorf("%s imports %s: only %s may", path, imp, owner)
				}
			}
		}
	}
}

func TestNothingForbiddenBelow(t *testing.T) {
	for _, f := range forbidden {
		p, ok := tree(t)[f.root]
		if !ok {
			t.Fatalf("%s does not exist", f.root)
		}
		for _, dep := range p.Deps {
			if within(dep, f.path) {
				t.Errorf("%s depends on %s, directly or through others: %s", f.root, dep, f.why)
			}
		}
	}
}

// TestKitsStayInTests sees that nothing made for tests is in the binary.
func TestKitsStayInTests(t *testing.T) {
	for _, dep := range tree(t)["cmd/probity"].Deps {
		own := strings.TrimPrefix(dep, module)
		if own == "internal/testkit" || own == "internal/api/apitest" || dep == "testing" {
			t.Errorf("the binary contains %s", dep)
		}
	}
}

// within reports whether an import path belongs to a module or package, whatever its major version.
func within(path, parent string) bool {
	return path == parent || strings.HasPrefix(path, parent+"/")
}
