package world

import (
	"probity.example/probity/internal/claim"
)

// play is one thing that happens to somebody in Verdania: a decision, and in which snapshots of its list it stands.
// Days are counted from the day of the demo; 0 is no date. Every play happens at least once.
type play struct {
	list       string
	kind       claim.Kind
	state      string
	finality   string
	admission  string
	grounds    []string
	effects    []string
	decided    int
	from       int
	until      int
	indefinite bool
	amount     int    // around which the amounts lie, in whole units
	seen       string // one digit for each snapshot: "101" is listed, delisted, listed again; empty: in all
	later      string // the state in the last snapshot, where it differs
	programme  string
	who        class
	star       string // a member of the cast, who plays it alone
	many       int    // how many more organisations besides the first
}

// staged are the plays with a part in the demo's story; generated plays fill in everything else.
var staged = []play{
	{list: "xv-debarment", kind: "EXC.DEBAR", state: "in_force", finality: "final", grounds: []string{"G.CORR", "G.FRAUD"}, effects: []string{"debarment", "no_award"}, decided: -400, from: -390, until: 700, star: Debarred},
	{list: "xv-courts", kind: "JUD.CONV", state: "in_force", finality: "final", grounds: []string{"G.CORR"}, decided: -480, from: -480, amount: 4_200_000, star: Debarred},
	{list: "xv-bank", kind: "EXC.CROSS", state: "in_force", finality: "final", grounds: []string{"G.CORR"}, effects: []string{"debarment"}, decided: -380, from: -380, until: 700, star: Debarred},
	{list: "xv-sanctions", kind: "SAN.BLOCK", state: "in_force", effects: []string{"asset_freeze"}, from: -500, indefinite: true, grounds: []string{"G.FOREIGN"}, programme: "XV-7", star: Frozen},
	{list: "xv-sanctions", kind: "SAN.BLOCK", state: "in_force", effects: []string{"asset_freeze"}, from: -600, indefinite: true, programme: "XV-7", seen: "101", star: Relisted},
	{list: "xv-sanctions", kind: "SAN.EXPORT", state: "in_force", effects: []string{"export_control"}, from: -200, indefinite: true, programme: "XV-3", seen: "011", star: Namesake},
	{list: "xv-debarment", kind: "EXC.DEBAR", state: "in_force", finality: "not_final", grounds: []string{"G.PERF"}, effects: []string{"no_award"}, decided: -120, from: -110, until: 600, later: "under_dispute", seen: "011", star: Disputing},
	{list: "xv-insolvency", kind: "INS.INSOL", state: "in_force", grounds: []string{"G.INSOL"}, decided: -60, from: -60, seen: "01", star: Insolvent},
	// Nobody is exempt.
	{list: "xv-audit", kind: "AUD.ADV", state: "in_force", decided: -430, star: RoadsMinistry},
	{list: "xv-courts", kind: "JUD.UNEXEC", state: "in_force", finality: "final", decided: -300, from: -300, amount: 900_000, star: RoadsMinistry},
	{list: "xv-regulator", kind: "REG.FINE", state: "in_force", finality: "final", grounds: []string{"G.CORR"}, effects: []string{"fine"}, decided: -90, from: -90, amount: 250_000, star: RulingParty},
	{list: "xv-audit", kind: "AUD.NONE", state: "in_force", decided: -450, star: RulingParty},
	{list: "xv-regulator", kind: "REG.FINE", state: "in_force", finality: "not_final", grounds: []string{"G.MISC"}, effects: []string{"fine"}, decided: -45, from: -45, amount: 12_000, star: Operator},
	{list: "xv-corrections", kind: "COR.MISATTR", decided: -30, star: Operator},
	{list: "xv-courts", kind: "JUD.CIVIL", state: "under_appeal", finality: "not_final", grounds: []string{"G.LAB"}, decided: -210, from: -210, amount: 3_100_000, star: Security},
	{list: "xv-debarment", kind: "EXC.SUSP", state: "interim", finality: "not_final", grounds: []string{"G.CARTEL"}, effects: []string{"no_award"}, decided: -50, from: -48, until: 300, seen: "001", star: Railways},
	{list: "xv-licences", kind: "LIC.CERT", state: "in_force", decided: -200, from: -200, until: 500, star: Clean},
	{list: "xv-procurement", kind: "PRO.AWARD", decided: -100, amount: 82_000, star: Clean},
	// Lists move between their snapshots: entries come, go, come back and change.
	{list: "xv-debarment", kind: "EXC.DEBAR", state: "in_force", finality: "final", grounds: []string{"G.FRAUD"}, effects: []string{"no_award"}, decided: -300, from: -290, until: 800, seen: "110", many: 5},
	{list: "xv-debarment", kind: "EXC.DEBAR", state: "in_force", finality: "final", grounds: []string{"G.MISREP"}, effects: []string{"no_award"}, decided: -90, from: -80, until: 900, seen: "001", many: 9},
	{list: "xv-debarment", kind: "EXC.PROP", state: "proposed", finality: "not_final", grounds: []string{"G.COI"}, decided: -100, later: "in_force", seen: "011", many: 4},
	{list: "xv-debarment", kind: "EXC.DEBAR", state: "in_force", finality: "final", grounds: []string{"G.TAX"}, effects: []string{"no_award"}, decided: -1500, from: -1490, until: -30, many: 10},
	{list: "xv-debarment", kind: "EXC.DEBAR", state: "in_force", finality: "final", grounds: []string{"G.ENV"}, effects: []string{"no_award"}, decided: -250, from: -245, until: 400, later: "repaired", many: 4},
	{list: "xv-sanctions", kind: "SAN.BLOCK", state: "in_force", effects: []string{"asset_freeze"}, from: -900, indefinite: true, programme: "XV-7", grounds: []string{"G.FOREIGN"}, many: 60},
	{list: "xv-sanctions", kind: "SAN.BLOCK", state: "in_force", effects: []string{"asset_freeze"}, from: -900, indefinite: true, programme: "XV-9", seen: "110", many: 6},
	{list: "xv-sanctions", kind: "SAN.BLOCK", state: "in_force", effects: []string{"asset_freeze"}, from: -100, indefinite: true, programme: "XV-9", seen: "001", many: 12},
	{list: "xv-courts", kind: "JUD.CONV", state: "in_force", finality: "final", grounds: []string{"G.CORR"}, decided: -700, from: -700, amount: 600_000, later: "quashed", many: 2},
	{list: "xv-insolvency", kind: "INS.BANKR", state: "in_force", grounds: []string{"G.BANKR"}, decided: -200, from: -200, seen: "11", many: 25},
	{list: "xv-insolvency", kind: "INS.ARR", state: "in_force", grounds: []string{"G.ARRAN"}, decided: -500, from: -500, until: -20, later: "expired", many: 8},
	{list: "xv-arrears", kind: "ARR.TAX", state: "in_force", grounds: []string{"G.TAX"}, from: -300, amount: 70_000, seen: "111", many: 30},
	{list: "xv-arrears", kind: "ARR.TAX", state: "in_force", grounds: []string{"G.TAX"}, from: -200, amount: 40_000, seen: "101", many: 5},
	{list: "xv-arrears", kind: "ARR.SOC", state: "in_force", grounds: []string{"G.SOC"}, from: -200, amount: 20_000, seen: "110", many: 5},
	{list: "xv-procurement", kind: "PRO.AWARD", decided: -250, amount: 300_000, many: 260},
	{list: "xv-procurement", kind: "PRO.TERM", state: "in_force", finality: "final", grounds: []string{"G.PERF"}, decided: -150, amount: 150_000, many: 14},
	{list: "xv-procurement", kind: "FLG.R018", state: "in_force", decided: -120, effects: []string{"publish_only"}, many: 20},
	{list: "xv-procurement", kind: "FLG.R048", decided: -80, seen: "01", many: 9},
	{list: "xv-regulator", kind: "REG.FINE", state: "in_force", finality: "final", grounds: []string{"G.ENV"}, effects: []string{"fine"}, decided: -600, amount: 90_000, many: 40},
	{list: "xv-regulator", kind: "REG.WARN", state: "in_force", grounds: []string{"G.SAFE"}, effects: []string{"publish_only"}, decided: -330, many: 50},
	{list: "xv-regulator", kind: "REG.FINE", state: "in_force", finality: "final", grounds: []string{"G.LAB"}, effects: []string{"fine"}, decided: -3100, amount: 50_000, many: 8},
	{list: "xv-licences", kind: "LIC.GRANT", state: "in_force", decided: -800, from: -800, until: 900, many: 180},
	{list: "xv-licences", kind: "LIC.REVOKE", state: "in_force", effects: []string{"licence_loss"}, decided: -70, from: -70, many: 12},
	{list: "xv-audit", kind: "AUD.CLEAN", decided: -430, who: agency, many: 40},
	{list: "xv-audit", kind: "AUD.QUAL", decided: -430, who: ministry, many: 6},
	{list: "xv-bank", kind: "EXC.DEBAR", state: "in_force", finality: "final", grounds: []string{"G.FRAUD"}, effects: []string{"debarment"}, from: -400, until: 900, many: 30},
	{list: "xv-bank", kind: "EXC.DEBAR", state: "in_force", finality: "final", grounds: []string{"G.CORR"}, effects: []string{"debarment"}, from: -30, indefinite: true, seen: "01", many: 3},
}

// lawLists are the sample lists that stand for the sanctions of others, so that every built-in policy has what it needs.
var lawLists = []string{"xv-us-sanctions", "xv-eu-sanctions", "xv-gb-sanctions", "xv-un-sanctions"}

// foreignPlays are what the lists under other laws say.
func foreignPlays() []play {
	var out []play
	for i, l := range lawLists {
		block := play{list: l, kind: "SAN.BLOCK", state: "in_force", effects: []string{"asset_freeze"}, from: -700 + i, indefinite: true, programme: "SAMPLE-2"}
		starred, many, gone, fresh := block, block, block, block
		starred.star, many.many = Frozen, 20
		gone.seen, gone.many, fresh.seen, fresh.from, fresh.many = "10", 1, "01", -30, 2
		sector := play{list: l, kind: []claim.Kind{"SAN.SECT", "SAN.SERVICE", "SAN.INVEST", "SAN.EXPORT"}[i], state: "in_force", effects: []string{"sectoral"}, from: -400, indefinite: true, many: 6}
		out = append(out, starred, many, gone, fresh, sector)
	}
	out = append(out,
		play{list: "xv-us-exclusions", kind: "ARR.TAX", state: "in_force", grounds: []string{"G.TAX"}, from: -500, amount: 12_000, many: 2},
		play{list: "xv-us-exclusions", kind: "EXC.CROSS", state: "in_force", finality: "final", grounds: []string{"G.CORR"}, effects: []string{"no_award"}, from: -200, until: 500, many: 2},
		play{list: "xv-bank", kind: "EXC.SUSP", state: "interim", finality: "not_final", grounds: []string{"G.FRAUD"}, effects: []string{"debarment"}, from: -20, until: 160, many: 1},
		play{list: "xv-bank", kind: "EXC.COND", state: "conditional", finality: "final", grounds: []string{"G.MISREP"}, from: -300, until: 400, many: 1},
		play{list: "xv-bank", kind: "EXC.REPR", state: "in_force", finality: "final", grounds: []string{"G.MISREP"}, decided: -100, many: 1},
		play{list: "xv-courts", kind: "JUD.CONV", state: "in_force", finality: "final", grounds: []string{"G.CORR"}, decided: -600, from: -600, until: 900, amount: 800_000, many: 1},
		play{list: "xv-arrears", kind: "ARR.SOC", state: "in_force", finality: "final", grounds: []string{"G.SOC"}, decided: -90, from: -90, amount: 30_000, many: 2},
	)
	for i, k := range []claim.Kind{"EXC.DEBAR", "EXC.SUSP", "EXC.PROP", "EXC.VOL", "EXC.NONRESP", "EXC.REPR"} {
		p := play{list: "xv-us-exclusions", kind: k, state: []string{"in_force", "interim", "proposed", "in_force", "in_force", "released"}[i], finality: "final", effects: []string{"no_award"}, decided: -120 - i, from: -110 - i, until: 600, many: 4}
		p.grounds = []string{claim.Grounds[i]}
		out = append(out, p)
	}
	return out
}

// familyList says which list tells of a family of kinds.
var familyList = map[string]string{
	"IDN": "xv-companies", "EXC": "xv-debarment", "SAN": "xv-sanctions", "JUD": "xv-courts", "REG": "xv-regulator", "LIC": "xv-licences", "INS": "xv-insolvency",
	"ARR": "xv-arrears", "PRO": "xv-procurement", "AUD": "xv-audit", "COR": "xv-corrections",
}

// generatedPlays makes sure that every kind, ground, effect, state, finality and admission occurs, each combination of
// state and finality under several kinds.
func generatedPlays() []play {
	var out []play
	for i, k := range claim.Kinds() {
		l, ok := familyList[k.Family()]
		if !ok || !ingestible(k) {
			continue
		}
		state := []string{"in_force", "conditional", "under_appeal", "in_force"}[i%4]
		out = append(out, play{list: l, kind: k, state: state, decided: -90 - 13*i, from: -80 - 13*i, many: 1})
	}
	excluding := []claim.Kind{"EXC.DEBAR", "JUD.CONV", "REG.ORDER", "EXC.CROSS", "EXC.COND", "SAN.SERVICE"}
	for i, state := range claim.States {
		for j, finality := range claim.Finalities {
			for _, k := range []claim.Kind{excluding[(2*i+j)%len(excluding)], "EXC.DEBAR"} {
				p := play{list: familyList[k.Family()], kind: k, state: state, finality: finality, decided: -100 - 40*i - 7*j, from: -95 - 40*i, until: 200 + 30*i}
				p.grounds = []string{claim.Grounds[(2*i+j)%len(claim.Grounds)]}
				if state == "expired" {
					p.until = -10
				}
				out = append(out, p)
			}
		}
	}
	for i, g := range claim.Grounds {
		out = append(out, play{list: "xv-debarment", kind: "EXC.DEBAR", state: "in_force", finality: "final", grounds: []string{g}, effects: []string{"no_award"}, decided: -200 - 5*i, from: -190 - 5*i, until: 300 + 10*i})
	}
	sanctions := []claim.Kind{"SAN.BLOCK", "SAN.SECT", "SAN.EXPORT", "SAN.IMPORT", "SAN.INVEST", "SAN.SERVICE"}
	for i, e := range claim.Effects {
		out = append(out, play{list: "xv-sanctions", kind: sanctions[i%len(sanctions)], state: "in_force", effects: []string{e}, from: -150 - 20*i, indefinite: true, programme: "XV-1"})
	}
	for i, a := range claim.Admissions {
		out = append(out, play{list: "xv-courts", kind: "JUD.SETTLE", state: "in_force", finality: "final", admission: a, grounds: []string{"G.FRAUD"}, decided: -300 - i, from: -300 - i, amount: 1_500_000, many: 2})
	}
	return out
}

// ingestible reports whether a source may state k: what the register computes or writes itself is not for sources.
func ingestible(k claim.Kind) bool {
	switch k {
	case claim.KindDesc, claim.KindSame, claim.KindNotSame, claim.KindAmend, claim.KindWithdraw, claim.KindRemove, "SAN.DERIV":
		return false
	}
	return true
}
