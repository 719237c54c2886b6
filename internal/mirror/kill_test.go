package mirror_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/mirror"
)

// Environment of the child that is killed.
const (
	childURL = "PROBITY_MIRROR_URL"
	childDir = "PROBITY_MIRROR_DIR"
)

func TestMain(m *testing.M) {
	url := os.Getenv(childURL)
	if url == "" {
		os.Exit(m.Run())
	}
	_, err := mirror.Run(context.Background(), mirror.Config{
		URL: url, Dir: os.Getenv(childDir), Client: http.DefaultClient, Reader: words,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestKilled kills a mirror (kill -9) at every request that it makes, one after the other, and lets it begin again each time: what readers
// see is always sound, and at the end the mirror is whole.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process for every request")
	}
	o := newOrigin(t)
	o.batch(300, "")
	dir := filepath.Join(t.TempDir(), "mirror")
	o.mirror(dir)
	o.batch(1500, "gone=5")
	kills := 0
	for at := int64(2); ; at++ {
		o.asked.Store(0)
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), childURL+"="+o.url, childDir+"="+dir)
		started, killed := make(chan *os.Process, 1), make(chan struct{})
		o.before = func(_ http.ResponseWriter, r *http.Request) bool {
			if o.asked.Load() != min(at, 4) { // a later run has less left to ask for
				return false
			}
			close(killed)
			_ = (<-started).Kill()
			<-r.Context().Done()
			return true
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		started <- cmd.Process
		err := cmd.Wait()
		select {
		case <-killed:
			kills++
			rep, err := ledger.Fsck(t.Context(), dir, nil)
			if err != nil || rep.Checkpoint.Size != 301 {
				t.Fatalf("after %d kills: size %d, %v", kills, rep.Checkpoint.Size, err)
			}
			continue
		default:
		}
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	if kills < 3 {
		t.Errorf("%d kills", kills)
	}
	t.Logf("%d kills", kills)
	o.before = nil
	sound(t, dir, 1802)
	rep, err := ledger.Fsck(t.Context(), dir, nil)
	if err != nil || len(rep.Removed) != 1 {
		t.Errorf("removed: %v, %v", rep.Removed, err)
	}
}
