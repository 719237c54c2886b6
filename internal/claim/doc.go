// Package claim is the register's language: the closed vocabulary, the claim itself, its validation, its canonical
// bytes and id, its keys, and the door at which natural persons are refused.
//
// A claim is one statement by one source about one organisation. Its bytes go into an append-only log, so the rules in
// this package are frozen by docs/format-claim.md: a change to them is a new version beside the old one, never an edit.
//
// What never lives here: reading files (source), deciding what is new (intake), storing (ledger, register), or judging
// what follows from a claim (rulebook). Nothing here reads a clock, the network or a disk.
package claim
