package epoch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
)

// Dir is the directory of the epoch log in a data directory.
const Dir = "epochs"

// publishedFile holds what is published; it is replaced as a whole.
const publishedFile = "published.json"

// ErrNone says that no epoch was published yet.
var ErrNone = errors.New("no epoch was published yet")

// Published is the last published epoch with the two checkpoints that commit it.
type Published struct {
	Number int64  `json:"number"`
	Log    string `json:"log"`    // signed checkpoint of the claim log at the epoch's size, with cosignatures
	Epochs string `json:"epochs"` // of the epoch log, whose last entry is the epoch
}

// write replaces what is published.
func (p *Published) write(dir string) error {
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("publishing an epoch: %w", err)
	}
	return durable.WriteFile(filepath.Join(dir, Dir, publishedFile), append(b, '\n'), 0o644)
}

// readPublished reads what is published and checks that the register's key signed it.
func readPublished(dir, vkey string) (*Published, error) {
	b, err := readFile(dir)
	if err != nil {
		return nil, err
	}
	return parsePublished(b, dir, vkey)
}

func readFile(dir string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(dir, Dir, publishedFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, fmt.Errorf("reading what is published: %w", err)
	}
	return b, nil
}

func parsePublished(b []byte, dir, vkey string) (*Published, error) {
	p, _, _, err := ParsePublished(b, vkey)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ledger.ErrDamaged, filepath.Join(dir, Dir, publishedFile), err)
	}
	return p, nil
}

// ParsePublished reads what a register publishes, and its two checkpoints: of the claim log, and of the epoch log. It checks that the key
// of the register's claim log signed both.
func ParsePublished(b []byte, vkey string) (p *Published, log, epochs proof.Checkpoint, err error) {
	p = &Published{}
	if err := json.Unmarshal(b, p, json.RejectUnknownMembers(true)); err != nil {
		return nil, log, epochs, fmt.Errorf("reading what is published: %w", err)
	}
	epochKey, err := proof.EpochVKey(vkey)
	if err != nil {
		return nil, log, epochs, err
	}
	if log, err = proof.VerifyCheckpoint([]byte(p.Log), vkey); err != nil {
		return nil, log, epochs, fmt.Errorf("the checkpoint of the claim log: %w", err)
	}
	if epochs, err = proof.VerifyCheckpoint([]byte(p.Epochs), epochKey); err != nil {
		return nil, log, epochs, fmt.Errorf("the checkpoint of the epoch log: %w", err)
	}
	if epochs.Size != p.Number+1 {
		return nil, log, epochs, fmt.Errorf("epoch %d with a checkpoint of %d epochs", p.Number, epochs.Size)
	}
	return p, log, epochs, nil
}
