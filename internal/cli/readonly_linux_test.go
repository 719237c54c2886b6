package cli_test

import (
	"bytes"
	"errors"
	"strings"
	"syscall"
	"testing"

	"probity.example/probity/internal/cli"
)

// TestReadOnlyMedia: a register on a medium that cannot be written to, as evidence is kept, can be checked, audited and asked.
func TestReadOnlyMedia(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
			t.Skip("this user may not mount a file system")
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	run := func(want int, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if code := cli.Run(t.Context(), append(args, "--data", dir+"/d"), cli.Streams{Out: &out, Err: &out}); code != want {
			t.Fatalf("%q: exit code %d, want %d: %s", args, code, want, &out)
		}
		return out.String()
	}
	run(cli.ExitDone, "init")
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	run(cli.ExitDone, "log", "fsck")
	run(cli.ExitDone, "audit", dir+"/d")
	run(cli.ExitStale, "check", "--policy", "sanctions-eu", "Nobody Of This Name")
	if told := run(cli.ExitFailed, "rebuild"); !strings.Contains(told, "read-only") {
		t.Errorf("a rebuild says %q", told)
	}
}
