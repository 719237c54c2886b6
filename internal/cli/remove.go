package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/intake"
	"probity.example/probity/internal/register"
)

func (a *app) removeCmd() *cobra.Command {
	var ground string
	var now bool
	c := &cobra.Command{
		Use: "remove INDEX", Short: "Remove the body of a claim, on a legal ground; the leaf stays and the removal is itself a claim", Args: cobra.ExactArgs(1),
		Long: `Takes the body of the claim at INDEX out of the log, for good, and states in the log that it did, and on what ground. The leaf stays, and with
it every proof. Copies that others have follow when they read that claim.

Where DIR/witness-policy demands witnesses, nothing is removed while they are away: what is published would lack a body for no reason that
anybody can see. Copies made then could not be used, and nobody would get an answer about the organisation. Where the law does not
let you wait, --now removes the body all the same.`,
		RunE: func(c *cobra.Command, args []string) error {
			index, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || index < 0 {
				return usage("%q is not an index of the log", args[0])
			}
			if ground == "" {
				return usage("--ground is needed: the legal ground of the removal, which is published")
			}
			if !datadir.Exists(a.dir) {
				return fmt.Errorf("%s: %w", a.dir, datadir.ErrNone)
			}
			w, err := a.openWriter(c.Context(), "", nil)
			if err != nil {
				return err
			}
			defer w.Close()
			if !now {
				if err := w.Publishable(c.Context()); err != nil {
					return fmt.Errorf("nothing is removed, since it could not be published (see --now): %w", err)
				}
			}
			if err := a.remove(c.Context(), w, index, ground); err != nil {
				return err
			}
			return w.Close()
		},
	}
	c.Flags().StringVar(&ground, "ground", "", "legal ground, a citation; it is published")
	c.Flags().BoolVar(&now, "now", false, "remove it also while witnesses are away")
	return c
}

func (a *app) remove(ctx context.Context, w *datadir.Writer, index int64, ground string) error {
	unseen := w.Intake.Remove(ctx, index, ground)
	switch {
	case errors.Is(unseen, register.ErrRemoved) || errors.Is(unseen, intake.ErrNotRemovable):
		return &exitError{ExitInput, unseen}
	case unseen != nil && !errors.Is(unseen, intake.ErrUnpublished):
		return unseen
	}
	if err := errors.Join(w.ClearNames(), w.SaveNames(ctx, nil)); err != nil {
		return err
	}
	if a.json {
		if err := a.print(map[string]any{"removed": index, "ground": ground, "published": unseen == nil}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(a.Out, "The body of claim %d is removed; its place in the log stays\n", index)
	}
	if unseen != nil {
		return fmt.Errorf("until witnesses cosign that removal, copies that others make cannot be used, and nobody gets an answer about the organisation: %w", unseen)
	}
	return nil
}
