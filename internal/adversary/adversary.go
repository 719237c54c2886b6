// Package adversary is a register that lies: in fifteen ways, each in everything that it signs with its own key. So each lie is caught in
// every run of the tests, and an outsider can try a verifier, a witness or an audit of his own against it.
//
// What never lives here: anything that the product uses. Nothing imports it but tests and the hidden command that writes a lie to a directory.
package adversary

import (
	"slices"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/verify"
)

// Cheat is one way to lie, with the name of the check that catches it on each side. No name says that this side cannot see it.
type Cheat struct {
	Name     string `json:"name"`
	Says     string `json:"says"`
	Witness  string `json:"witness,omitzero"`
	Verifier string `json:"verifier,omitzero"`
	Auditor  string `json:"auditor,omitzero"`
	Blind    string `json:"blind,omitzero"` // why a side cannot see it

	policy   string
	question answer.Question
	forge    func(*verify.Answer) error // what is done to the honest answer; nil: nothing
	untrue   change                     // the claims that the answer is made from; nil: the honest ones
	whole    bool                       // but the lists that it shows are whole, and proved to the honest map
	lie      lie
}

// Cheats are all of them, in the order of docs/threats.md.
func Cheats() []Cheat {
	return slices.Concat(mapCheats(), logCheats(), otherCheats())
}

// Find gives a cheat by its name.
func Find(name string) (Cheat, bool) {
	all := Cheats()
	i := slices.IndexFunc(all, func(c Cheat) bool { return c.Name == name })
	if i < 0 {
		return Cheat{}, false
	}
	return all[i], true
}

// NeedsWitnesses says whether a verifier sees the cheat only where it demands witnesses.
func (c *Cheat) NeedsWitnesses() bool { return c.Verifier == "checkpoint" }

// The questions that are asked of the honest register and answered with a lie.
const debarred = "Amberfield Timber Ltd"

func aboutDebarred() answer.Question { return answer.Question{Name: debarred, Country: "XV"} }

func vat() claim.Identifier { return claim.Identifier{Scheme: "XV-VAT", Value: "100001"} }

// debarment says whether a claim is the decision about the debarred organisation.
func debarment(c *claim.Claim) bool { return c.Kind == "EXC.DEBAR" && c.Record == "vf-board:B1" }

// ofDebarred says whether a claim is about one of its records.
func ofDebarred(c *claim.Claim) bool {
	records := []string{"vf-board:B1", "vf-courts:C1", "vf-penalties:P1", "vf-register:A1"}
	return slices.Contains(records, c.Record) || slices.ContainsFunc(c.Records, func(r string) bool { return slices.Contains(records, r) })
}

// ofShipping says whether a claim is about the sanctioned shipping company.
func ofShipping(c *claim.Claim) bool {
	return c.Record == "vf-sanctions:S1" || slices.Contains(c.Records, "vf-sanctions:S1")
}

// lately says whether a claim is a decision of the last batch.
func lately(c *claim.Claim) bool { return c.Kind == "INS.INSOL" && c.Record == "vf-insolvency:I2" }

// mapCheats lie about what stands in the map: its root is that of another one.
func mapCheats() []Cheat {
	without := func(which func(*claim.Claim) bool) func(*claim.Claim, []Hash) []Hash {
		return func(c *claim.Claim, keys []Hash) []Hash {
			if which(c) {
				return nil
			}
			return keys
		}
	}
	about := answer.Question{Identifiers: []claim.Identifier{vat()}}
	const w, a, eu = "map-root", "epoch-map", "eu-procurement"
	return []Cheat{
		{
			Name: "omit-claim", Says: "a claim stands nowhere in the map", Witness: w, Verifier: "complete", Auditor: a,
			policy: eu, question: aboutDebarred(), untrue: hide(debarment), lie: lie{under: without(debarment)},
		},
		{
			Name: "wrong-key", Says: "a claim stands under another record's key", Witness: w, Verifier: "complete", Auditor: a,
			policy: eu, question: aboutDebarred(), untrue: hide(debarment), lie: lie{under: func(c *claim.Claim, keys []Hash) []Hash {
				if debarment(c) {
					return []Hash{claim.MapKey(claim.KeyRecord, "vf-register:A2")}
				}
				return keys
			}},
		},
		{
			Name: "drop-organisation", Says: "nothing about an organisation stands in the map", Witness: w, Verifier: "complete", Auditor: a,
			policy: eu, question: aboutDebarred(), untrue: hide(ofDebarred), lie: lie{under: without(ofDebarred)},
		},
		{
			Name: "alias-organisation", Says: "what is about one organisation stands under another's key too", Witness: w, Verifier: "organisation", Auditor: a,
			policy: eu, question: aboutDebarred(), forge: aliasOrganisation, lie: lie{under: func(c *claim.Claim, keys []Hash) []Hash {
				if c.Record == "vf-board:B1" {
					return append(keys, claim.MapKey(claim.KeyRecord, "vf-register:A2"))
				}
				return keys
			}},
		},
		{
			Name: "withhold-link", Says: "the links between an organisation's records stand nowhere in the map", Witness: w, Verifier: "organisation", Auditor: a,
			policy: eu, question: aboutDebarred(), forge: withholdLink, lie: lie{under: without(isLink)},
		},
		{
			Name: "deny-identifier", Says: "nothing stands under an identifier that is known", Witness: w, Verifier: "complete", Auditor: a,
			policy: eu, question: about, untrue: hide(ofDebarred), lie: lie{under: func(_ *claim.Claim, keys []Hash) []Hash {
				known := claim.MapKey(claim.KeyIdentifier, claim.IdentifierKey(vat()))
				return slices.DeleteFunc(keys, func(k Hash) bool { return k == known })
			}},
		},
	}
}

// logCheats lie about what stands in the log.
func logCheats() []Cheat {
	const eu = "eu-procurement"
	return []Cheat{
		{
			Name: "rewrite-claim", Says: "a claim of an old epoch says something else", Witness: "log-root", Verifier: "complete", Auditor: "epoch-log-state",
			policy: eu, question: aboutDebarred(), untrue: exchange(debarment, shorter), lie: lie{log: exchange(debarment, shorter)},
		},
		{
			Name: "reorder-claims", Says: "the claims of a batch stand in another order", Witness: "log-root", Verifier: "inclusion", Auditor: "epoch-log-state",
			policy: eu, question: aboutDebarred(), forge: reorderClaims, lie: lie{reorder: true},
		},
		{
			Name: "swap-claim", Says: "a claim of a batch is exchanged for another", Witness: "log-root", Verifier: "complete", Auditor: "epoch-log-state",
			policy: eu, question: aboutDebarred(), untrue: exchange(debarment, award), lie: lie{log: exchange(lately, award)},
		},
		{
			Name: "two-views", Says: "somebody is shown another log of the same size, which holds together", Witness: "size", Verifier: "checkpoint",
			Blind:  "one state holds together: compare two with --against; a verifier sees it where it demands witnesses",
			policy: eu, question: aboutDebarred(), lie: lie{log: exchange(debarment, shorter), remade: true, cosigned: true},
		},
	}
}

// otherCheats lie about epochs and in answers.
func otherCheats() []Cheat {
	const eu, answers = "eu-procurement", "answers only"
	const shipping = "Grünwald Sample Shipping A.S."
	past := answer.Question{Name: shipping, Country: "XV", AsOf: "2026-06-20", KnownAt: Now().AddDate(0, -4, 0)}
	return []Cheat{
		{
			Name: "stale-epoch", Says: "an old epoch is served as the last one", Witness: "size", Verifier: "epoch", Auditor: "published",
			policy: "sanctions-eu", question: past, forge: staleEpoch, lie: lie{stale: true, cosigned: true},
		},
		{
			Name: "old-snapshot", Says: "an old reading of a source is served as its last one", Witness: "sources", Verifier: "sources", Auditor: "epoch-sources",
			policy: "sanctions-eu", question: answer.Question{Name: "Nobody Of This Name", AsOf: "2026-10-02"}, forge: oldSnapshot, lie: lie{sources: "vf-sanctions"},
		},
		{
			Name: "hide-candidate", Says: "an organisation that the map has under what was asked is not shown", Verifier: "complete", Blind: answers,
			policy: "sanctions-eu", question: answer.Question{Name: shipping, Country: "XV", AsOf: "2026-10-02"}, untrue: hide(ofShipping), whole: true,
		},
		{
			Name: "unlogged-policy", Says: "an answer is judged by a policy that was never logged", Verifier: "policy_logged", Blind: answers,
			policy: eu, question: aboutDebarred(), forge: unloggedPolicy,
		},
		{
			Name: "revoked-key", Says: "an answer is signed with a key that was revoked", Verifier: "key", Blind: answers + "; to hide the revocation is omit-claim",
			policy: eu, question: aboutDebarred(), lie: lie{revoked: true},
		},
	}
}
