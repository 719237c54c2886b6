package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/datadir"
	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/proof"
	"probity.example/probity/internal/witness"
)

func (a *app) witnessCmd() *cobra.Command {
	cfg := witness.Config{Now: a.now}
	var listen string
	c := &cobra.Command{
		Use: "witness", Short: "Witness a register: cosign its logs as they grow, and with --complete only epochs checked whole", Args: cobra.NoArgs,
		Long: `Runs a witness of the register whose log has this key. It cosigns a checkpoint only if the log has grown from the one before, so that nobody is
shown another log than everybody else (C2SP tlog-witness, for the claim log and the epoch log). With --complete it cosigns only epochs that
were shown to it whole: it derives the keys of every claim itself, repeats the change of the map, and so refuses to sign an omission.

The key is made at the first start and printed; it belongs into the policy of whoever trusts this witness (C2SP tlog-policy). A key goes on saying
the same: a directory that was begun with --complete stays so, and its name stays. What the witness remembers is a few hundred bytes in --state,
which are the worth of its key: a key without them is refused, and older ones must not be put back. Whoever loses them begins a new witness in a new directory.

It speaks HTTP without TLS and binds to loopback unless told otherwise: put a proxy with TLS before it.`,
		Example: `  probity witness --log-key "$(probity log key)" --state ./witness --complete
  # on the register, in DIR/witness-policy:
  witness w1 example.org/witness+0a1b2c3d+BA… https://witness.example.org/
  quorum w1`,
		RunE: func(c *cobra.Command, _ []string) error {
			if cfg.LogKey == "" {
				return usage("--log-key is needed: the register prints it (`probity log key`)")
			}
			if _, err := proof.EpochVKey(cfg.LogKey); err != nil {
				return usage("--log-key: %w", err)
			}
			w, err := witness.Open(cfg)
			if err != nil {
				return err
			}
			defer w.Close()
			return a.witness(c.Context(), w, cfg, listen)
		},
	}
	f := c.Flags()
	f.StringVar(&cfg.LogKey, "log-key", "", "verifier key of the register's log")
	f.StringVar(&listen, "listen", "127.0.0.1:8700", "address to listen on")
	f.StringVar(&cfg.Dir, "state", "probity-witness", "directory of the witness's key and state")
	f.StringVar(&cfg.Name, "name", "", "name of a new key: a host and path without scheme that stays the same for ever; made up if not given")
	f.BoolVar(&cfg.Complete, "complete", false, "cosign only epochs that were checked whole")
	return c
}

func (a *app) witness(ctx context.Context, w *witness.Witness, cfg witness.Config, listen string) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", listen, err)
	}
	// What is refused is said as it was checked: sizes, numbers and rules, never what a claim says.
	told := func(path string, err error) {
		fmt.Fprintf(a.Err, "%s %s: %v\n", a.now().UTC().Format(time.RFC3339), path, err)
	}
	srv := &http.Server{
		Handler: w.Handler(told), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: time.Minute,
		IdleTimeout: 30 * time.Second, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	url := "http://" + l.Addr().String() + "/"
	if a.json {
		err = a.print(map[string]any{"url": url, "vkey": w.VKey(), "log_key": cfg.LogKey, "complete": cfg.Complete, "epochs": w.Epochs()})
	} else {
		_, err = fmt.Fprintf(a.Out, "Witness on %s\nKey of its cosignatures: %s\n", url, w.VKey())
	}
	if err != nil {
		return errors.Join(err, l.Close())
	}
	return serveUntil(ctx, srv, l)
}

func (a *app) cosignCmd() *cobra.Command {
	return &cobra.Command{
		Use: "cosign", Short: "Ask every witness again: for cosignatures of today, and to bring those that were away up to date", Args: cobra.NoArgs,
		Long: `Asks the witnesses of DIR/witness-policy about what is published. A verifier demands cosignatures that are not too old; where nothing new is
taken in for a day, run this once a day. A witness that is new, or was away, is shown all that it lacks. Without the policy's quorum what is
published stays as it was.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if !datadir.Exists(a.dir) {
				return fmt.Errorf("%s: %w", a.dir, datadir.ErrNone)
			}
			policy, err := datadir.WitnessPolicy(a.dir)
			if err != nil {
				return err
			}
			if policy == nil {
				return usage("%s has no file %s: no witness is asked", a.dir, datadir.WitnessPolicyFile)
			}
			bar := newProgress(a.Err)
			defer bar.close()
			w, err := a.openWriter(c.Context(), "", bar)
			if err != nil {
				return err
			}
			defer w.Close()
			if err := w.Epochs.Renew(c.Context()); err != nil {
				return err
			}
			bar.close()
			if err := w.Close(); err != nil {
				return err
			}
			return a.cosigned(c.Context(), policy)
		},
	}
}

// cosigned prints who has cosigned what is published.
func (a *app) cosigned(ctx context.Context, policy *cosign.Policy) error {
	r, err := datadir.OpenReader(ctx, a.dir)
	if err != nil {
		return err
	}
	defer r.Close()
	p, e, err := r.Epochs.Published()
	if err != nil {
		return err
	}
	_, sigs, err := policy.Check([]byte(p.Log), r.Log.VKey(), a.now(), cosign.AnyAge)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]any{"epoch": p.Number, "log_size": e.Log.Size, "cosigned": listed(sigs)})
	}
	fmt.Fprintf(a.Out, "Epoch %d, %d claims\n", p.Number, e.Log.Size)
	for _, s := range sigs {
		fmt.Fprintf(a.Out, "  %s  %s\n", s.Time.UTC().Format(time.RFC3339), s.Witness)
	}
	return nil
}
