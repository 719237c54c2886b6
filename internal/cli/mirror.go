package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/mirror"
)

// mirrorTimeout is how long one file of a register may take; the longest have 16 MB.
const mirrorTimeout = 2 * time.Minute

func (a *app) mirrorCmd() *cobra.Command {
	var key string
	var bare bool
	c := &cobra.Command{
		Use: "mirror URL DIR", Short: "Copy a register from what it serves, checking everything; again, to follow it", Args: cobra.ExactArgs(2),
		Long: `Copies the claim log, the claims, the epochs and what is published into DIR, or brings DIR up to date. It believes nothing but the
register's key: --key, else the one that DIR was made with, else the one that the register shows, which is then printed and kept. A new state that
does not verify, or does not go on from what DIR holds, is refused, and DIR stays as it was. Killed, the same command goes on.

DIR is then read by every command that reads a register, and served by probity serve. A mirror has no key and signs nothing.`,
		Example: "  probity mirror https://register.example/ mirror --key example.org/log+c1d2e3f4+AV…\n  probity audit mirror",
		RunE:    func(c *cobra.Command, args []string) error { return a.mirror(c.Context(), args[0], args[1], key, bare) },
	}
	c.Flags().StringVarP(&key, "key", "k", "", "the register's verifier key (C2SP signed note)")
	c.Flags().BoolVar(&bare, "files-only", false, "only copy and check: make nothing that is needed for questions")
	return c
}

func (a *app) mirror(ctx context.Context, url, dir, key string, bare bool) error {
	bar := newProgress(a.Err)
	defer bar.close()
	res, err := mirror.Run(ctx, mirror.Config{
		URL: url, Dir: dir, VKey: key, Client: &http.Client{Timeout: mirrorTimeout}, Reader: datadir.Claims(), Sleep: sleep, Progress: bar.report,
	})
	switch {
	case errors.Is(err, mirror.ErrURL), errors.Is(err, mirror.ErrKey):
		return &exitError{ExitUsage, err}
	case errors.Is(err, mirror.ErrRefused):
		return &exitError{ExitVerify, err}
	case err != nil:
		return err
	}
	if !bare {
		if err := datadir.Follow(ctx, datadir.Config{Dir: dir, Now: a.now, Progress: bar.report}); err != nil {
			return fmt.Errorf("the copy in %s is whole, but it cannot be made ready for questions: %w", dir, err)
		}
	}
	bar.close()
	if a.json {
		return a.print(res)
	}
	if res.Pinned {
		fmt.Fprintf(a.Out, "Key of the register, believed from now on: %s\nNobody has checked it: compare it with one that came another way.\n", res.VKey)
	}
	fmt.Fprintf(a.Out, "Mirrored up to epoch %d: %d claims, %d of them new; %d new epochs", res.Epoch, res.Claims, res.NewClaims, res.Epochs)
	if n := len(res.Emptied); n > 0 {
		fmt.Fprintf(a.Out, "; %d bodies removed", n)
	}
	fmt.Fprintln(a.Out)
	return nil
}

// sleep waits, unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
