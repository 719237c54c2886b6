package ledger

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"go.uber.org/goleak"
)

// childDir is the environment variable that turns the test binary into a writer for TestKilledWriter.
const childDir = "PROBITY_LEDGER_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := writeUntilKilled(dir); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// writeUntilKilled commits batches of random sizes, and removes a body now and then, saying each step on standard output.
func writeUntilKilled(dir string) error {
	seed, err := strconv.ParseUint(os.Getenv(childDir+"_SEED"), 10, 64)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 1))
	ctx := context.Background()
	l, err := Open(ctx, dir, Options{Origin: testOrigin})
	if err != nil {
		return err
	}
	l.log.(*tesseraLog).chunk = 256
	l.hook = func(step string) error {
		fmt.Println("step", step)
		return nil
	}
	for {
		b, err := l.Begin(ctx)
		if err != nil {
			return err
		}
		for range 1 + random.IntN(2000) {
			if _, _, err := b.Add(body(b.Start() + b.Count())); err != nil {
				return err
			}
		}
		fmt.Println("commit", b.Start()+b.Count())
		cp, err := b.Commit(ctx, func(done, _ int64) { fmt.Println("done", done) })
		if err != nil {
			return err
		}
		fmt.Println("ack", cp.Size)
		index := random.Int64N(cp.Size)
		fmt.Println("remove", index)
		if err := l.Remove(index); err != nil {
			return err
		}
		fmt.Println("removed", index)
	}
}
