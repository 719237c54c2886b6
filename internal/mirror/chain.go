package mirror

import (
	"encoding/hex"
	"fmt"

	"probity.example/probity/internal/ledger"
	"probity.example/probity/internal/ledger/proof"
)

// chain checks that each epoch follows the one before, and that the claim log was then what the epoch says.
type chain struct {
	log  *ledger.Reader    // of the claims that were taken
	head ledger.Checkpoint // of them

	first *link // what was held
	last  *link
}

// link is what the next epoch must follow; nil before the first.
type link struct {
	number int64
	id     string
	size   int64
	root   string
}

// chain begins at the last epoch that is held.
func (r *run) chain(head ledger.Checkpoint) (*chain, error) {
	c := &chain{log: r.claims.Reader(), head: head}
	held := r.epochs.Held()
	if held.Size == 0 {
		return c, nil
	}
	epochs := r.epochs.Reader()
	body, err := epochs.Body(held.Size - 1)
	if err != nil {
		return nil, fmt.Errorf("reading the last epoch that the mirror has: %w", err)
	}
	id, err := epochs.EntryID(held.Size - 1)
	if err != nil {
		return nil, fmt.Errorf("reading the last epoch that the mirror has: %w", err)
	}
	e, err := proof.ParseEpoch(body)
	if err != nil {
		return nil, fmt.Errorf("reading the last epoch that the mirror has: %w", err)
	}
	c.first = newLink(e, id)
	c.last = c.first
	return c, nil
}

func newLink(e *proof.Epoch, id ledger.Hash) *link {
	return &link{number: e.Number, id: hex.EncodeToString(id[:]), size: e.Log.Size, root: e.Log.Root}
}

// take checks one epoch.
func (c *chain) take(index int64, id ledger.Hash, body []byte) error {
	before := c.last
	if c.first == nil && index == 0 || c.first != nil && index == c.first.number+1 { // it may begin again
		before = c.first
	}
	refuse := func(format string, args ...any) error {
		return fmt.Errorf("%w: epoch %d: %s", ErrRefused, index, fmt.Sprintf(format, args...))
	}
	if len(body) == 0 {
		return refuse("its body is gone, and bodies of epochs are never removed")
	}
	e, err := proof.ParseEpoch(body)
	if err != nil {
		return refuse("%v", err)
	}
	previous, size := "", int64(0)
	if before != nil {
		previous, size = before.id, before.size
	}
	switch {
	case e.Number != index:
		return refuse("it says that it is epoch %d", e.Number)
	case e.Previous != previous:
		return refuse("it follows %q, the one before is %q", e.Previous, previous)
	case e.Log.Origin != c.head.Origin:
		return refuse("it is of the log %q, not of %q", e.Log.Origin, c.head.Origin)
	case e.Log.Size <= size || e.Log.Size > c.head.Size:
		return refuse("it has %d claims, after %d and before %d", e.Log.Size, size, c.head.Size)
	}
	root, err := c.log.RootAt(e.Log.Size)
	if err != nil {
		return err
	}
	if want, err := e.Log.Hash(); err != nil || root != want {
		return refuse("it says that %d claims have root %x, and they have %x", e.Log.Size, want, root)
	}
	c.last = newLink(e, id)
	return nil
}

// end checks that the last epoch is of the claims that are published with it.
func (c *chain) end() error {
	if c.last == nil || c.last.size != c.head.Size {
		return fmt.Errorf("%w: the last epoch is not of the %d claims that are published with it", ErrRefused, c.head.Size)
	}
	return nil
}
