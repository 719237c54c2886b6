// Package rulebook says what follows from the records about an organisation: policies as YAML files, their restricted
// conditions, and their evaluation at one day (as of) on what was known at one time (known at). docs/format-policy.md
// describes the file and the evaluation so that a second implementation gives the same answers.
//
// Everything here is a pure function of its arguments: the same policy bytes and the same Input give the same Result on
// every machine. What never lives here: clocks, files, networks, the log, the store, and the question who an
// organisation is. Of this module it imports claim and the embedded policies alone, because the offline verifier
// imports it.
package rulebook
