package adversary_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"probity.example/probity/internal/adversary"
	"probity.example/probity/internal/audit"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/epoch"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/ledger/step"
	"probity.example/probity/internal/witness"
	"probity.example/probity/verify"
)

// none stands for the check of a side that is content.
const none = ""

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is the honest register of all tests, which do not write to it.
var world *adversary.World

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "probity-adversary-")
	if err == nil {
		defer os.RemoveAll(dir)
		world, err = adversary.NewWorld(context.Background(), dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "world:", err)
		return 1
	}
	defer world.Close()
	return m.Run()
}

func read(t testing.TB, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	must(t, err)
	return b
}

func newWitness(t testing.TB, vkey string) *witness.Witness {
	t.Helper()
	w, err := witness.Open(witness.Config{Dir: t.TempDir(), LogKey: vkey, Name: "witness.example/w", Complete: true, Now: adversary.Now})
	must(t, err)
	t.Cleanup(func() { must(t, w.Close()) })
	return w
}

// atWitness is the check by which a witness refuses a request.
func atWitness(t testing.TB, w *witness.Witness, request []byte) string {
	t.Helper()
	_, err := w.AddEpoch(bytes.NewReader(request))
	var no *witness.Refusal
	switch {
	case errors.As(err, &no):
		return no.Check
	case err != nil:
		t.Fatal(err)
	}
	return none
}

// atVerifier is the check by which a verifier refuses an answer.
func atVerifier(t testing.TB, file []byte, opt verify.Options) string {
	t.Helper()
	_, err := verify.Verify(file, opt)
	var check *verify.CheckError
	switch {
	case errors.As(err, &check):
		return check.Check
	case err != nil:
		t.Fatal(err)
	}
	return none
}

// atAuditor is the check by which an audit refuses a register.
func atAuditor(t testing.TB, dir, vkey string) string {
	t.Helper()
	rep, err := audit.Run(t.Context(), audit.Config{Dir: dir, VKey: vkey, Work: t.TempDir(), Reader: datadir.Claims()})
	must(t, err)
	if rep.Difference != nil {
		return rep.Difference.Check
	}
	return none
}

// demands is what a verifier asks of witnesses.
func demands(t testing.TB, policy []byte, vkey string) func([]byte) error {
	t.Helper()
	p, err := cosign.ParsePolicy(policy)
	must(t, err)
	epochs, err := proof.EpochVKey(vkey)
	must(t, err)
	return func(checkpoint []byte) error {
		_, _, err := p.Check(checkpoint, epochs, adversary.Now(), cosign.AnyAge)
		return err
	}
}

// TestHonest: before anything is made of a lie, each side is content with the truth, and a verifier that demands witnesses too.
func TestHonest(t *testing.T) {
	w := world
	dir := t.TempDir()
	honest, _ := adversary.Find("omit-claim")
	must(t, w.Commit(t.Context(), &honest, dir))
	own := newWitness(t, w.VKey())
	if got := atWitness(t, own, read(t, dir, adversary.BeforeFile)); got != none {
		t.Fatalf("the epochs before: refused by %s", got)
	}
	request, err := w.Honest()
	must(t, err)
	lines, err := own.AddEpoch(bytes.NewReader(request))
	must(t, err)
	if got := atAuditor(t, w.Data(), w.VKey()); got != none {
		t.Errorf("audit: %s", got)
	}
	policy := []byte("witness w " + own.VKey() + "\nquorum w\n")
	for _, c := range adversary.Cheats() {
		a, err := c.Ask(t.Context(), w.Builder)
		must(t, err)
		file, err := a.Encode()
		must(t, err)
		if got := atVerifier(t, file, verify.Options{VKey: w.VKey()}); got != none {
			t.Errorf("%s: the honest answer is refused by %s", c.Name, got)
		}
		a.Log.Checkpoint += lines[1]
		file, err = adversary.Sign(a, w.Builder.Signer)
		must(t, err)
		if got := atVerifier(t, file, verify.Options{VKey: w.VKey(), Witnesses: demands(t, policy, w.VKey())}); got != none {
			t.Errorf("%s: the honest answer, cosigned, is refused by %s", c.Name, got)
		}
	}
}

// TestCheats: each cheat is caught on each side by the check that it names, and by no other; the sides that name none see nothing.
func TestCheats(t *testing.T) {
	w := world
	for _, c := range adversary.Cheats() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			must(t, w.Commit(t.Context(), &c, dir))
			own := newWitness(t, w.VKey())
			if got := atWitness(t, own, read(t, dir, adversary.BeforeFile)); got != none {
				t.Fatalf("the witness refuses what came before: %s", got)
			}
			if got := atWitness(t, own, read(t, dir, adversary.RequestFile)); got != c.Witness {
				t.Errorf("witness: %q, want %q", got, c.Witness)
			}
			opt := verify.Options{VKey: w.VKey()}
			file := read(t, dir, adversary.AnswerFile)
			if c.NeedsWitnesses() {
				if got := atVerifier(t, file, opt); got != none {
					t.Errorf("verifier without witnesses: %q", got)
				}
				opt.Witnesses = demands(t, read(t, dir, adversary.PolicyFile), w.VKey())
			}
			if got := atVerifier(t, file, opt); got != c.Verifier {
				t.Errorf("verifier: %q, want %q", got, c.Verifier)
			}
			if got := atAuditor(t, filepath.Join(dir, adversary.RegisterDir), w.VKey()); got != c.Auditor {
				t.Errorf("auditor: %q, want %q", got, c.Auditor)
			}
			if blind := c.Witness == none || c.Verifier == none || c.Auditor == none; blind != (c.Blind != "") {
				t.Errorf("blind %q", c.Blind)
			}
		})
	}
}

// TestLyingMap: an answer that is proved to a lying map passes a verifier that has nothing but the file and the key. It is caught where
// witnesses are demanded, since none cosigns that map.
func TestLyingMap(t *testing.T) {
	w := world
	for _, name := range []string{"omit-claim", "drop-organisation"} {
		c, _ := adversary.Find(name)
		dir := t.TempDir()
		must(t, w.Commit(t.Context(), &c, dir))
		file, err := w.AnswerWithMap(t.Context(), &c, filepath.Join(dir, adversary.RegisterDir))
		must(t, err)
		opt := verify.Options{VKey: w.VKey()}
		if got := atVerifier(t, file, opt); got != none {
			t.Errorf("%s: %q: one file cannot show it", name, got)
		}
		own := newWitness(t, w.VKey())
		atWitness(t, own, read(t, dir, adversary.BeforeFile))
		if got := atWitness(t, own, read(t, dir, adversary.RequestFile)); got != c.Witness {
			t.Errorf("%s: witness: %q", name, got)
		}
		opt.Witnesses = demands(t, []byte("witness w "+own.VKey()+"\nquorum w\n"), w.VKey())
		if got := atVerifier(t, file, opt); got != "checkpoint" {
			t.Errorf("%s: with witnesses: %q", name, got)
		}
	}
}

// TestHideCandidate: an answer that says of nobody that he may be meant, though its own whole lists have the organisation under what was
// asked for, by name or by identifier, is refused for that and nothing else.
func TestHideCandidate(t *testing.T) {
	named, _ := adversary.Find("hide-candidate")
	for name, c := range map[string]adversary.Cheat{"name": named, "identifier": adversary.HideByIdentifier()} {
		dir := t.TempDir()
		must(t, world.Commit(t.Context(), &c, dir))
		a, err := verify.Verify(read(t, dir, adversary.AnswerFile), verify.Options{VKey: world.VKey()})
		if err == nil || !strings.Contains(err.Error(), "bears what was asked for and is no candidate") {
			t.Errorf("%s: %v", name, err)
		}
		if a.Answer != "clear" || len(a.Subjects)+len(a.Rejected)+len(a.Unattributed) > 0 {
			t.Errorf("%s: the lie is not that nobody was found: %s", name, a.Sentence)
		}
	}
}

// TestWitnessOfGrowthAlone: a witness without the checks of a completeness witness cosigns every lie but those that take back what it saw.
func TestWitnessOfGrowthAlone(t *testing.T) {
	w := world
	sees := map[string]string{"rewrite-claim": "growth", "two-views": "size"}
	for _, c := range adversary.Cheats() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			must(t, w.Commit(t.Context(), &c, dir))
			own, err := witness.Open(witness.Config{Dir: t.TempDir(), LogKey: w.VKey(), Name: "witness.example/w", Now: adversary.Now})
			must(t, err)
			defer own.Close()
			var got string
			before, after := headsOf(t, read(t, dir, adversary.BeforeFile)), headsOf(t, read(t, dir, adversary.RequestFile))
			for i, log := range []string{adversary.RegisterDir, filepath.Join(adversary.RegisterDir, epoch.Dir)} {
				if check := grown(t, own, filepath.Join(dir, log), before[i], after[i]); check != none {
					got = check
				}
			}
			if got != sees[c.Name] {
				t.Errorf("%q, want %q", got, sees[c.Name])
			}
		})
	}
}

// headsOf are the signed checkpoints of a request: of the claim log, and of the epoch log.
func headsOf(t testing.TB, request []byte) [2][]byte {
	t.Helper()
	r, err := step.NewReader(bytes.NewReader(request))
	must(t, err)
	return [2][]byte{r.Head.Log, r.Head.Epochs}
}

// grown is the check by which an ordinary witness that cosigned one head of a log refuses the next.
func grown(t testing.TB, w *witness.Witness, dir string, before, after []byte) string {
	t.Helper()
	log, err := ledger.OpenReader(dir)
	must(t, err)
	was, err := proof.VerifyCheckpoint(before, log.VKey())
	must(t, err)
	is, err := proof.VerifyCheckpoint(after, log.VKey())
	must(t, err)
	_, err = w.AddCheckpoint(strings.NewReader("old 0\n\n" + string(before)))
	must(t, err)
	body := fmt.Sprintf("old %d\n", was.Size)
	if was.Size < is.Size {
		hashes, err := log.ConsistencyProof(was.Size, is.Size)
		must(t, err)
		for _, h := range hashes {
			body += base64.StdEncoding.EncodeToString(h[:]) + "\n"
		}
	}
	_, err = w.AddCheckpoint(strings.NewReader(body + "\n" + string(after)))
	var no *witness.Refusal
	if err != nil && !errors.As(err, &no) {
		t.Fatal(err)
	}
	if no != nil {
		return no.Check
	}
	return none
}

// TestTable: docs/threats.md has the table of these cheats.
func TestTable(t *testing.T) {
	cheats := adversary.Cheats()
	if len(cheats) != 15 {
		t.Errorf("%d cheats", len(cheats))
	}
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "threats.md"))
	must(t, err)
	_, table, ok := strings.Cut(string(doc), "| cheat | what it does | witness | verifier | auditor |\n| --- | --- | --- | --- | --- |\n")
	if !ok {
		t.Fatal("docs/threats.md has no table of cheats")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	code := func(check string) string {
		if check == "" {
			return "–"
		}
		return "`" + check + "`"
	}
	var want []string
	for _, c := range cheats {
		want = append(want, fmt.Sprintf("| `%s` | %s | %s | %s | %s |", c.Name, c.Says, code(c.Witness), code(c.Verifier), code(c.Auditor)))
	}
	if got := strings.TrimSpace(table); got != strings.Join(want, "\n") {
		t.Errorf("docs/threats.md:\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
