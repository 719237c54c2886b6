package datadir

import (
	"context"

	"probity.example/probity/internal/find"
	"probity.example/probity/internal/register"
)

// Names finds names in a register that another process may be writing: a search first takes in what became known since.
type Names struct {
	finder *find.Finder
	reg    *register.Register
}

// Names opens the index of names, bringing it up to date in memory.
func (r *Reader) Names(ctx context.Context, progress Progress) (*Names, error) {
	state, err := r.Register.State(ctx)
	if err != nil {
		return nil, err
	}
	f, err := find.Open(ctx, r.dir, bodies{r.Log}, state.Size, phase(progress, "indexing names"))
	if err != nil {
		return nil, err
	}
	return &Names{finder: f, reg: r.Register}, nil
}

// Search finds names like another. If what became known since cannot be taken in, it searches what it has, and the result says
// how far that reaches. A search that is bounded to what is indexed already, as each of a batch is but the first, takes in nothing.
func (n *Names) Search(ctx context.Context, q find.Query) find.Result {
	if q.Size <= 0 || q.Size > n.finder.Size() {
		if state, err := n.reg.State(ctx); err == nil {
			_ = n.finder.CatchUp(ctx, state.Size, nil) // the result says how far the search reached
		}
	}
	return n.finder.Search(ctx, q)
}

// SaveNames writes the index of names for those who open the register later, if the one that is there lacks more than they
// would take in quickly.
func (w *Writer) SaveNames(ctx context.Context, progress Progress) error {
	state, err := w.Register.State(ctx)
	if err != nil {
		return err
	}
	return find.Save(ctx, w.dir, bodies{w.Log.Reader}, state.Size, phase(progress, "indexing names"))
}

// ClearNames takes the index of names away: a body was removed, and its names with it.
func (w *Writer) ClearNames() error { return find.Clear(w.dir) }
