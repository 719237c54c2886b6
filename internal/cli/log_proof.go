package cli

import (
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger"
)

func (a *app) logProofCmd() *cobra.Command {
	var epochs bool
	c := &cobra.Command{
		Use: "proof INDEX", Short: "Print a proof that an entry is in the published log, for tools that are not ours", Args: cobra.ExactArgs(1),
		Long: `Prints a C2SP tlog-proof: the index, the hashes that lead from the entry to the root, and the published checkpoint with the cosignatures of
witnesses. With the body of the claim and a policy of keys that he trusts (C2SP tlog-policy) anybody can verify it, offline and without this program.
The entry that it proves is the SHA-256 of the body.`,
		Example: `  probity log proof 17 >claim-17.tlog-proof
  probity log proof 3 --epochs >epoch-3.tlog-proof`,
		RunE: func(_ *cobra.Command, args []string) error {
			index, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || index < 0 {
				return usage("%q is not an index of the log", args[0])
			}
			text, err := datadir.LogProof(a.dir, index, epochs)
			switch {
			case errors.Is(err, ledger.ErrRange):
				return usage("%w", err)
			case errors.Is(err, ledger.ErrDamaged):
				return &exitError{ExitVerify, err}
			case err != nil:
				return err
			}
			if a.json {
				return a.print(map[string]any{"index": index, "proof": string(text)})
			}
			_, err = a.Out.Write(text)
			return err
		},
	}
	c.Flags().BoolVar(&epochs, "epochs", false, "of the log of epochs, whose index is the epoch's number")
	return c
}
