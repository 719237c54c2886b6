// Package register is the fold of the log: records, organisations, their names and identifiers, and the batches in which
// they became known, in an embedded SQL store. Everything in it comes from the claim log and its bodies; delete it, and
// Rebuild makes the same again. Every reading takes the moment at which something must have been known.
//
// What never lives here: deciding what is new (intake), what follows from a record (rulebook), or anything that is not
// also in the log.
package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	_ "modernc.org/sqlite" // the embedded store; pure Go
)

// storeVersion names the layout of the tables and of the functions that fill them (fingerprint, legal-form folding). A
// store of another version is rebuilt from the log.
const storeVersion = 3

// ErrVersion says that the store was written by another version of the program and must be rebuilt from the log.
var ErrVersion = errors.New("the register's store has another version: run `probity rebuild`")

// Bodies reads claim bodies by log index; the ledger provides it. A removed body is empty.
type Bodies interface {
	Body(index int64) ([]byte, error)
}

// Register reads and writes one store. Reading is safe from any number of goroutines and processes; writing is for the
// one process that holds the ledger's lock.
type Register struct {
	db         *sql.DB
	bodies     Bodies
	published  func() (int64, error) // claims that may be shown; nil: all
	cache      cache
	removals   removals
	statements statements
}

// Open opens the store in the file, making it if it does not exist and readOnly is not set.
func Open(ctx context.Context, file string, bodies Bodies, readOnly bool) (*Register, error) {
	if readOnly {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("open register: %w", err)
		}
	}
	q := url.Values{}
	for _, p := range []string{
		"journal_mode(WAL)", "synchronous(NORMAL)", "busy_timeout(10000)", "temp_store(MEMORY)",
		"secure_delete(ON)", // a removed name leaves no bytes behind
	} {
		q.Add("_pragma", p)
	}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
		if unchanging(file) {
			q.Set("immutable", "1")
		}
	} else {
		q.Add("_pragma", "cache_size(-65536)")
		q.Set("_txlock", "immediate")
	}
	name := url.URL{Path: file} // a # or a % in it is no part of an address
	db, err := sql.Open("sqlite", "file:"+name.EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, fmt.Errorf("open register: %w", err)
	}
	db.SetMaxIdleConns(max(2, runtime.GOMAXPROCS(0))) // a connection that is closed takes its compiled queries with it
	r := &Register{db: db, bodies: bodies}
	if err := r.prepare(ctx, readOnly); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return r, nil
}

// unchanging reports whether nobody can write beside the file, as on read-only media, and no writer left anything there that is not in it. SQLite
// reads such a file only if told so: otherwise it keeps an index of its journal beside it.
func unchanging(file string) bool {
	if err := syscall.Access(filepath.Dir(file), writeAccess); !errors.Is(err, syscall.EROFS) {
		return false
	}
	fi, err := os.Stat(file + "-wal")
	return errors.Is(err, os.ErrNotExist) || err == nil && fi.Size() == 0
}

const writeAccess = 2 // W_OK of access(2)

// Close closes the store.
func (r *Register) Close() error { return r.db.Close() }

func (r *Register) prepare(ctx context.Context, readOnly bool) error {
	if !readOnly {
		if _, err := r.db.ExecContext(ctx, schema); err != nil {
			return fmt.Errorf("prepare register: %w", err)
		}
	}
	var version int
	err := r.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = 'version'`).Scan(&version)
	if err != nil {
		return fmt.Errorf("read register's version: %w", err)
	}
	if version != storeVersion {
		return ErrVersion
	}
	return nil
}

// State is how far the store has folded the log.
type State struct {
	Size int64  // claims folded; always a batch end
	Head []byte // the signed checkpoint of that size
}

// State returns how far the store has folded the log.
func (r *Register) State(ctx context.Context) (State, error) {
	var s State
	err := r.row(ctx, `SELECT (SELECT value FROM meta WHERE name = 'size'), (SELECT value FROM meta WHERE name = 'head')`, nil, &s.Size, &s.Head)
	if err != nil {
		return s, fmt.Errorf("read register's state: %w", err)
	}
	return s, nil
}

const schema = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT OR IGNORE INTO meta VALUES ('version', 3), ('size', 0), ('head', x'');

-- One row a claim of the log. A removed body leaves idx, id and batch.
-- head is the first 8 bytes of the id: a small index finds by it, the id decides.
CREATE TABLE IF NOT EXISTS claims (
	idx INTEGER PRIMARY KEY, id BLOB NOT NULL, head INTEGER NOT NULL, batch INTEGER NOT NULL,
	kind TEXT NOT NULL, rid INTEGER, kid INTEGER, version INTEGER, content BLOB);
CREATE INDEX IF NOT EXISTS claims_head ON claims (head);
CREATE INDEX IF NOT EXISTS claims_rid ON claims (rid) WHERE rid IS NOT NULL;
CREATE INDEX IF NOT EXISTS claims_own ON claims (kid) WHERE rid IS NULL AND kid IS NOT NULL;

-- One row a chain: the last claim under a key.
CREATE TABLE IF NOT EXISTS chains (
	kid INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, rid INTEGER, source INTEGER NOT NULL,
	version INTEGER NOT NULL, idx INTEGER NOT NULL, live INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS chains_source ON chains (source) WHERE live = 1;

-- org is a hash of the record key: records are found by it, and no second index is kept.
CREATE TABLE IF NOT EXISTS sources (sid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, entry INTEGER);
CREATE TABLE IF NOT EXISTS records (
	rid INTEGER PRIMARY KEY, record TEXT NOT NULL, org TEXT NOT NULL UNIQUE, source INTEGER NOT NULL, first INTEGER NOT NULL);

-- What a record was ever called, by the first 8 bytes of the SHA-256 of the fingerprint and of its folded form.
CREATE TABLE IF NOT EXISTS names (fp INTEGER NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (fp, rid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folded (fp INTEGER NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (fp, rid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS idents (scheme TEXT NOT NULL, value TEXT NOT NULL, rid INTEGER NOT NULL,
	PRIMARY KEY (value, scheme, rid)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idents_rid ON idents (rid);

-- Claims that stand under a map key to which no record of theirs leads, by the first 8 bytes of the key.
CREATE TABLE IF NOT EXISTS mentions (k INTEGER NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY (k, idx)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS links (a INTEGER NOT NULL, b INTEGER NOT NULL, idx INTEGER NOT NULL, same INTEGER NOT NULL,
	PRIMARY KEY (a, b, idx)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS batches (
	batch INTEGER PRIMARY KEY, first INTEGER NOT NULL, closing INTEGER NOT NULL, recorded TEXT NOT NULL, day TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS snapshots (
	idx INTEGER PRIMARY KEY, source INTEGER NOT NULL, published TEXT NOT NULL, file TEXT NOT NULL, parser TEXT NOT NULL,
	backfill INTEGER NOT NULL, batch INTEGER NOT NULL, settled INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS snapshots_source ON snapshots (source, published);
CREATE TABLE IF NOT EXISTS policies (digest TEXT NOT NULL, idx INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (digest, idx)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS removed (idx INTEGER PRIMARY KEY, claim TEXT NOT NULL, chain TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS removed_chain ON removed (chain);
CREATE INDEX IF NOT EXISTS removed_record ON removed (record);
`
