package cli

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"probity.example/probity/internal/ledger/cosign"
	"probity.example/probity/internal/ledger/proof"
)

// witnessed is what a verifier demands of witnesses.
type witnessed struct {
	file   string
	maxAge time.Duration
	seen   []cosign.Cosignature // of the checkpoint that was checked
}

func (w *witnessed) flags(c *cobra.Command) {
	c.Flags().StringVar(&w.file, "witness-policy", "", "demand the cosignatures of witnesses (a C2SP tlog-policy)")
	c.Flags().DurationVar(&w.maxAge, "max-age", 24*time.Hour, "with --witness-policy: how old a cosignature may be")
}

// check gives what demands the cosignatures on the head of the epoch log, nil if nothing does.
func (w *witnessed) check(vkey string, now time.Time) (func(checkpoint []byte) error, error) {
	if w.file == "" {
		return nil, nil
	}
	if w.maxAge <= 0 {
		return nil, usage("--max-age %s: want more than nothing", w.maxAge)
	}
	b, err := os.ReadFile(w.file)
	if err != nil {
		return nil, &exitError{ExitInput, err}
	}
	policy, err := cosign.ParsePolicy(b)
	if err != nil {
		return nil, &exitError{ExitInput, fmt.Errorf("%s: %w", w.file, err)}
	}
	epochs, err := proof.EpochVKey(vkey)
	if err != nil {
		return nil, usage("--key: %w", err)
	}
	return func(checkpoint []byte) error {
		_, seen, err := policy.Check(checkpoint, epochs, now, w.maxAge)
		w.seen = seen
		return err
	}, nil
}

// tell says on whose word the map is the log's.
func (w *witnessed) tell() string {
	if w.file == "" {
		return "That the register's map is the log's rests on its own word: no witness was demanded (--witness-policy)."
	}
	if len(w.seen) == 0 {
		return "That the register's map is the log's rests on its own word: the policy of witnesses demands none, and none has cosigned."
	}
	said := make([]string, len(w.seen))
	for i, c := range w.seen {
		said[i] = c.Witness + " at " + c.Time.UTC().Format(time.RFC3339)
	}
	return "The last epoch was cosigned by " + strings.Join(said, ", ") + "."
}

// listed is how cosignatures are printed with --json.
func listed(sigs []cosign.Cosignature) []map[string]any {
	list := make([]map[string]any, len(sigs))
	for i, s := range sigs {
		list[i] = map[string]any{"witness": s.Witness, "time": s.Time.UTC().Format(time.RFC3339)}
	}
	return list
}
