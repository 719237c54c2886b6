// Package find finds the organisations of a register that a question may mean: it keeps the index of names in step with the
// register, and ranks candidates by similarity, with the reasons.
//
// What never lives here: whether a candidate is the organisation (match), what follows (rulebook), any memory of who asked.
package find
