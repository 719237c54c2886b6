package cli

import (
	"time"

	"github.com/spf13/cobra"
)

// RunAt is Run with a clock.
var RunAt = run

// Commands returns every command, the root first.
func Commands() []*cobra.Command {
	a := &app{now: time.Now}
	return under(a.root())
}

func under(c *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		out = append(out, under(sub)...)
	}
	return out
}
