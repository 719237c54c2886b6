package witness

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json"

	"probity.example/probity/internal/durable"
	"probity.example/probity/internal/ledger/proof"
)

// state is all that a witness remembers: of each log how far it has cosigned it. A completeness witness keeps the peaks of the trees, so
// that it can append to them, and the id of the last epoch; everything else about that epoch it is shown again and knows by the id.
type state struct {
	complete bool // of a completeness witness; stays as it was at the first start
	logs     [2]tree
	epoch    string // id of the last epoch, hexadecimal; empty before the first
}

// newState is that of a witness that has cosigned nothing.
func newState(complete bool) *state {
	empty := tree{root: proof.EmptyRoot()}
	return &state{complete: complete, logs: [2]tree{empty, empty}}
}

// unused says that nothing was cosigned.
func (s *state) unused() bool { return s.logs[claimLog].size == 0 && s.logs[epochLog].size == 0 }

// tree is how far a log was cosigned.
type tree struct {
	size int64
	root Hash
	tail proof.MapTail // of a completeness witness: the same tree, to be gone on with
}

// rootOf is the root of the tree of a log.
func rootOf(t proof.MapTail) (Hash, error) {
	if t.Count == 0 {
		return proof.EmptyRoot(), nil
	}
	l, err := t.Leaf()
	return l.Root, err
}

func treeOf(t proof.MapTail) (tree, error) {
	root, err := rootOf(t)
	return tree{t.Count, root, t}, err
}

// savedState is the file of the state.
type savedState struct {
	V        int       `json:"v"`
	Complete bool      `json:"complete,omitzero"`
	Epoch    string    `json:"epoch,omitempty"`
	Log      savedTree `json:"log"`
	Epochs   savedTree `json:"epochs"`
}

type savedTree struct {
	Size  int64    `json:"size"`
	Root  string   `json:"root,omitempty"`  // hexadecimal
	Peaks []string `json:"peaks,omitempty"` // in its place, of a completeness witness
}

const stateVersion = 1

func (s *state) write(name string) error {
	b, err := json.Marshal(s.saved())
	if err != nil {
		return fmt.Errorf("writing the witness's state: %w", err)
	}
	return durable.WriteFile(name, append(b, '\n'), 0o600)
}

func (s *state) saved() savedState {
	out := savedState{V: stateVersion, Epoch: s.epoch, Complete: s.complete}
	for i, to := range []*savedTree{&out.Log, &out.Epochs} {
		t := &s.logs[i]
		to.Size = t.size
		if !out.Complete {
			to.Root = hex.EncodeToString(t.root[:])
		}
		for _, p := range t.tail.Peaks {
			to.Peaks = append(to.Peaks, hex.EncodeToString(p[:]))
		}
	}
	return out
}

// loadState reads the state, nil if there is none.
func loadState(name string) (*state, error) {
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the witness's state: %w", err)
	}
	var in savedState
	if err := json.Unmarshal(b, &in, json.RejectUnknownMembers(true)); err != nil || in.V != stateVersion {
		return nil, fmt.Errorf("reading the witness's state in %s: version %d: %w", name, in.V, err)
	}
	s := &state{complete: in.Complete, epoch: in.Epoch}
	for i, from := range []savedTree{in.Log, in.Epochs} {
		if s.logs[i], err = from.tree(in.Complete); err != nil {
			return nil, fmt.Errorf("reading the witness's state in %s: %w", name, err)
		}
	}
	if _, err := hash(in.Epoch); in.Complete && !s.unused() && err != nil {
		return nil, fmt.Errorf("reading the witness's state in %s: the epoch: %w", name, err)
	}
	return s, nil
}

func (t savedTree) tree(complete bool) (tree, error) {
	if !complete {
		root, err := hash(t.Root)
		return tree{size: t.Size, root: root}, err
	}
	tail := proof.MapTail{Count: t.Size}
	for _, p := range t.Peaks {
		h, err := hash(p)
		if err != nil {
			return tree{}, err
		}
		tail.Peaks = append(tail.Peaks, h)
	}
	return treeOf(tail)
}

func hash(s string) (Hash, error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(Hash{}) {
		return Hash{}, fmt.Errorf("%q is no SHA-256 value", s)
	}
	return Hash(b), nil
}
