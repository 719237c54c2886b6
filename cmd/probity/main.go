// Command probity keeps an open integrity register of organisations: it takes in official lists, keeps them in a public
// append-only log, and answers whether one may deal with an organisation, with a file that anyone can verify.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"probity.example/probity/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
