// Package ledger keeps the claim log: an append-only C2SP tlog-tiles log whose entries are the 32-byte ids of claims, the
// claims' bodies in static bundles beside it, and the key that signs its checkpoints. It knows bytes, keys and roots, and
// nothing of what a claim says. docs/format-ledger.md describes the directory byte by byte.
//
// Entries arrive in batches. A batch is visible whole or not at all: the log's key signs no checkpoint but the one at the
// end of a batch, and readers see nothing beyond it. One process writes; any number read at the same time.
//
// This is the only package that imports Tessera, and it does so behind the interface entryLog.
package ledger
