// Package similar says how alike two names are, from 0 to 1, and why, word by word. It is pure and deterministic: the same
// two names give the same figure on every machine and in every register. It never says whether two organisations are one
// (package match): a similarity is not a probability and not an identity.
package similar
