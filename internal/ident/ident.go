// Package ident knows identifier schemes: their codes (org-id.guide where it has one), the one normal form in which a
// number is written, and the check digits that tell a typing error from a number.
//
// What never lives here: names, matching, and any number that identifies a natural person: such numbers are told apart only to be
// refused.
package ident

import (
	"fmt"
	"slices"
	"strings"
)

// Scheme is one system of identifiers.
type Scheme struct {
	Code   string // org-id.guide code, or X-… for the reference numbers of official lists
	Title  string
	Strong bool // one number, one organisation: agreement links two records, disagreement separates them
	// normal returns the normal form of a value or an error that names the rule, never the value.
	normal func(string) (string, error)
}

// Lookup returns the scheme with this code.
func Lookup(code string) (Scheme, bool) {
	i, ok := slices.BinarySearchFunc(schemes, code, func(s Scheme, c string) int { return strings.Compare(s.Code, c) })
	if ok {
		return schemes[i], true
	}
	if cc, kind, ok := strings.Cut(code, "-"); ok && len(cc) == 2 && upper(cc) {
		switch kind {
		case "REG":
			return Scheme{Code: code, Title: "registration number, register not named, " + cc, normal: loose}, true
		case "TAX":
			return Scheme{Code: code, Title: "tax number, " + cc, normal: loose}, true
		case "VAT":
			return Scheme{Code: code, Title: "VAT number, " + cc, Strong: true, normal: vat(cc)}, true
		}
	}
	return Scheme{}, false
}

// Schemes returns all named schemes, sorted by code. Three families are open by country code besides: CC-REG, CC-TAX, CC-VAT.
func Schemes() []Scheme { return slices.Clone(schemes) }

// Normalise returns the normal form of value in the scheme. Errors name the rule that failed, not the value: the caller
// adds it where it may be shown.
func Normalise(scheme, value string) (string, error) {
	s, ok := Lookup(scheme)
	if !ok {
		return "", fmt.Errorf("identifier scheme %q is not known", scheme)
	}
	v, err := s.normal(value)
	if err != nil {
		return "", fmt.Errorf("%s: %w", scheme, err)
	}
	return v, nil
}

// Strong reports whether agreement in this scheme proves identity.
func Strong(scheme string) bool {
	s, ok := Lookup(scheme)
	return ok && s.Strong
}

func upper(s string) bool { return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" }
