package screen_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/manifest"
)

// Environment of the child that is killed: register, input, output and the time.
const childEnv = "PROBITY_SCREEN_CHILD"

func TestMain(m *testing.M) {
	if args := os.Getenv(childEnv); args != "" {
		if err := child(context.Background(), strings.Split(args, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(ctx context.Context, args []string) error {
	r, err := datadir.OpenReader(ctx, args[0])
	if err != nil {
		return err
	}
	defer r.Close()
	signer, err := ledger.OpenSigner(args[0])
	if err != nil {
		return err
	}
	now, err := time.Parse(time.RFC3339, args[3])
	if err != nil {
		return err
	}
	policy, err := rulebook.Load([]byte(houseRules))
	if err != nil {
		return err
	}
	b := &screen.Batch{
		Answers: &answer.Builder{Log: r.Log, Signer: signer, Register: r.Register, Epochs: r.Epochs, Now: func() time.Time { return now }}, Finder: asAnswers,
		In: args[1], InFormat: "csv", Out: args[2], OutFormat: "csv", Question: answer.Question{Policy: policy, PolicyText: []byte(houseRules), Private: true}, Tool: "test 1", Every: 10,
	}
	_, err = b.Run(ctx)
	return err
}

// TestKilledAtAnyMoment kills a batch with SIGKILL again and again: what comes out in the end is what an undisturbed run gives.
func TestKilledAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills many processes: left out of short runs")
	}
	r := newRegister(t)
	r.lists()
	lines := numbered(3000)
	whole := r.batch(lines...)
	if _, err := whole.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := r.batch(lines...)
	args := strings.Join([]string{r.dir, b.In, b.Out, r.now.Format(time.RFC3339)}, "\n")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	kills := 0
	for finished := false; !finished; {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(60+random.IntN(300))*time.Millisecond)
		if kills >= 25 {
			ctx = t.Context()
		}
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+args)
		text, err := cmd.CombinedOutput() // the context kills with SIGKILL
		switch {
		case err == nil:
			finished = true
		case ctx.Err() != nil:
			kills++
		default:
			t.Fatalf("the batch failed by itself: %v\n%s", err, text)
		}
		cancel()
	}
	if kills == 0 {
		t.Error("nothing was killed")
	}
	t.Logf("%d kills", kills)
	if read(t, b.Out) != read(t, whole.Out) || read(t, b.Out+manifest.Suffix) != read(t, whole.Out+manifest.Suffix) {
		t.Error("the output is not that of an undisturbed run")
	}
	checked(t, r, b)
}

// TestDiedBeforeItsLastStep: output and manifest are in place, or almost, and the journal is still there.
func TestDiedBeforeItsLastStep(t *testing.T) {
	r := newRegister(t)
	r.lists()
	b := r.batch(numbered(50)...)
	if err := os.Mkdir(b.Out+manifest.Suffix, 0o700); err != nil { // no file can take its place
		t.Fatal(err)
	}
	if _, err := b.Run(t.Context()); err == nil {
		t.Fatal("a directory was replaced by a manifest")
	}
	journal := read(t, b.Out+".journal")
	if err := os.Remove(b.Out + manifest.Suffix); err != nil {
		t.Fatal(err)
	}
	first, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checked(t, r, b)
	if err := os.WriteFile(b.Out+".journal", []byte(journal), 0o600); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.AddDate(0, 0, 1)
	again, err := b.Run(t.Context())
	if err != nil || again.Signature != first.Signature {
		t.Errorf("%v; it was made again", err)
	}
	if _, err := os.Stat(b.Out + ".journal"); err == nil {
		t.Error("the journal is left")
	}
	if err := os.WriteFile(b.Out+".journal", []byte(journal), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Top = 1
	if _, err := b.Run(t.Context()); err == nil {
		t.Error("another batch is taken for the finished one")
	}
}
