// Package org says what an organisation is: records joined by links, named after the first of them in the log. It is
// pure, so that a register and a verifier without one agree.
package org

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/rulebook"
)

// ID is the id of the organisation whose first record in log order has this key. It survives a merge; the ids of the
// other records redirect to it.
func ID(record string) string {
	h := sha256.Sum256([]byte("probity/org/v1\x00" + record))
	return "o" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h[:15]))
}

// Check puts an organisation together again: its id is that of its first record, and every further record is joined to
// it by links among the claims.
func Check(id string, records []string, claims []rulebook.Known) error {
	if len(records) == 0 {
		return errors.New("no records")
	}
	if ID(records[0]) != id {
		return fmt.Errorf("its id is not that of its first record %s", records[0])
	}
	reached := reach(links(claims), records[0])
	for _, r := range records {
		if !slices.Contains(reached, r) {
			return fmt.Errorf("record %s is not linked to %s", r, records[0])
		}
	}
	for _, r := range reached {
		if !slices.Contains(records, r) {
			return fmt.Errorf("record %s is linked to it and left out", r)
		}
	}
	return inOrder(records, claims)
}

// links reads the edges: the last link between two records stands, IDN.NOTSAME cancels its direct edge.
func links(claims []rulebook.Known) map[string][]string {
	edges := map[string][]string{}
	for pair, k := range standing(claims) {
		if k.Claim.Kind == claim.KindSame {
			edges[pair[0]] = append(edges[pair[0]], pair[1])
			edges[pair[1]] = append(edges[pair[1]], pair[0])
		}
	}
	return edges
}

// standing is the last link of every pair of records.
func standing(claims []rulebook.Known) map[[2]string]rulebook.Known {
	last := map[[2]string]rulebook.Known{}
	for _, k := range claims {
		if c := k.Claim; (c.Kind == claim.KindSame || c.Kind == claim.KindNotSame) && len(c.Records) == 2 {
			pair := [2]string{c.Records[0], c.Records[1]}
			if old, ok := last[pair]; !ok || k.Index > old.Index {
				last[pair] = k
			}
		}
	}
	return last
}

// Separated reports whether a record is held apart from one of others: the last link between the two says so.
func Separated(claims []rulebook.Known, record string, others []string) bool {
	for pair, k := range standing(claims) {
		if k.Claim.Kind == claim.KindNotSame && (pair[0] == record && slices.Contains(others, pair[1]) || pair[1] == record && slices.Contains(others, pair[0])) {
			return true
		}
	}
	return false
}

// HeldApart reports whether a link holds two records apart that others join all the same. claims are those of one
// organisation, in log order.
func HeldApart(claims []*claim.Claim) bool {
	var known []rulebook.Known
	apart := false
	for i, c := range claims {
		if c.Kind == claim.KindSame || c.Kind == claim.KindNotSame {
			known = append(known, rulebook.Known{Index: int64(i), Claim: c})
			apart = apart || c.Kind == claim.KindNotSame
		}
	}
	if !apart {
		return false
	}
	joined := links(known)
	for pair, k := range standing(known) {
		if k.Claim.Kind == claim.KindNotSame && slices.Contains(reach(joined, pair[0]), pair[1]) {
			return true
		}
	}
	return false
}

// reach is every record that joined edges lead to from one, itself first.
func reach(joined map[string][]string, from string) []string {
	reached := []string{from}
	for i := 0; i < len(reached); i++ {
		for _, r := range joined[reached[i]] {
			if !slices.Contains(reached, r) {
				reached = append(reached, r)
			}
		}
	}
	return reached
}

// inOrder checks that records stand in the order in which the log first mentions them.
func inOrder(records []string, claims []rulebook.Known) error {
	first := map[string]int64{}
	for _, k := range claims {
		for _, r := range append([]string{k.Claim.Record}, k.Claim.Records...) {
			if at, ok := first[r]; !ok || k.Index < at {
				first[r] = k.Index
			}
		}
	}
	for i, r := range records {
		at, ok := first[r]
		if !ok {
			return fmt.Errorf("record %s has no claim", r)
		}
		if i > 0 && at < first[records[i-1]] {
			return fmt.Errorf("record %s stands after a younger one", r)
		}
	}
	return nil
}
