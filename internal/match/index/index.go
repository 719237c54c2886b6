// Package index finds the few names that may be like a name among millions. It holds parsed names and postings in flat
// arrays that are memory-mapped, with a small part in memory for what came since.
//
// What never lives here: similarity (package similar), organisations and their history (package register), the meaning of a
// reference.
package index
