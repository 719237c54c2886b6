package register

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// statements keeps the queries that readers ask again and again, compiled. Closing the store closes them.
type statements struct {
	byQuery sync.Map // of *sql.Stmt by the text of the query: there are as many as this package has
}

// prepared compiles a query at its first use. Queries are constants of this package.
func (r *Register) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := r.statements.byQuery.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := r.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare a query: %w", err)
	}
	if first, ok := r.statements.byQuery.LoadOrStore(query, s); ok {
		return first.(*sql.Stmt), s.Close()
	}
	return s, nil
}

// ints reads the whole numbers that a query gives.
func (r *Register) ints(ctx context.Context, query string, args ...any) ([]int64, error) {
	s, err := r.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	return scanInts(rows)
}

// row reads the first row that a query gives into dest; sql.ErrNoRows if it gives none.
func (r *Register) row(ctx context.Context, query string, args []any, dest ...any) error {
	s, err := r.prepared(ctx, query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(ctx, args...).Scan(dest...)
}
