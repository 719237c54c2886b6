package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/claim"
)

func (a *app) claimCmd() *cobra.Command {
	c := &cobra.Command{Use: "claim", Short: "The claim format: schema, check", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(
		&cobra.Command{Use: "schema", Short: "Print the JSON Schema of claims", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.print(claim.Schema()) }},
		&cobra.Command{
			Use: "check FILE", Short: "Check the canonical bytes of one claim and print its id (- reads standard input)", Args: cobra.ExactArgs(1),
			RunE: func(_ *cobra.Command, args []string) error {
				b, err := readAll(a.In, args[0])
				if err != nil {
					return &exitError{ExitInput, err}
				}
				b = bytes.TrimSuffix(b, []byte("\n"))
				c, err := claim.Parse(b)
				if err != nil {
					return &exitError{ExitInput, err}
				}
				if a.json {
					return a.print(map[string]any{"id": claim.IDOf(b).String(), "kind": c.Kind, "key": c.Key, "version": c.Version})
				}
				_, err = fmt.Fprintln(a.Out, claim.IDOf(b))
				return err
			},
		},
	)
	return c
}

func readAll(in io.Reader, path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(in, claim.MaxBody+2))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, claim.MaxBody+2))
}
