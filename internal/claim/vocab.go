package claim

import (
	"slices"
	"strings"
)

// Kind says what sort of act a claim states. The list is closed: a word that a source brings new is mapped to one of
// these or refused, never invented.
type Kind string

// Kinds that carry machinery rather than decisions of an authority.
const (
	KindDesc     Kind = "IDN.DESC"     // what one source calls one organisation: names, identifiers, addresses
	KindSame     Kind = "IDN.SAME"     // two records are one organisation
	KindNotSame  Kind = "IDN.NOTSAME"  // two records are not one organisation
	KindAdmit    Kind = "SRC.ADMIT"    // a source is admitted, by its criterion
	KindRefuse   Kind = "SRC.REFUSE"   // a source is refused, by its criterion
	KindSnapshot Kind = "SRC.SNAPSHOT" // one file of a source was read; closes its batch
	KindPolicy   Kind = "POL.PUBLISH"  // text and digest of a policy
	KindKeyAdd   Kind = "KEY.ADD"
	KindKeyRev   Kind = "KEY.REVOKE"
	KindAmend    Kind = "COR.AMEND"    // the same statement read differently (a parser changed); Of says what it states
	KindWithdraw Kind = "COR.WITHDRAW" // the source no longer makes the statement; Of says which kind it was
	KindRemove   Kind = "COR.REMOVE"   // the body at an index of the log was removed, on a legal ground
)

// kinds is the closed list. The meaning is the public one, printed by the schema and the pages.
var kinds = []struct {
	Kind    Kind
	Meaning string
}{
	{"IDN.REG", "registration in a company or public-body register"},
	{"IDN.NAME", "a name"},
	{"IDN.ID", "an identifier"},
	{"IDN.ADDR", "an address"},
	{"IDN.FORM", "a legal form"},
	{"IDN.STATUS", "status of the registration"},
	{KindDesc, "description of one organisation by one source"},
	{KindSame, "two records are one organisation"},
	{KindNotSame, "two records are not one organisation"},
	{"EXC.DEBAR", "debarment"},
	{"EXC.SUSP", "interim suspension"},
	{"EXC.PROP", "proposed debarment"},
	{"EXC.COND", "conditional non-debarment"},
	{"EXC.REPR", "letter of reprimand"},
	{"EXC.CROSS", "debarment recognised from another body"},
	{"EXC.VOL", "voluntary exclusion"},
	{"EXC.NONRESP", "found not responsible"},
	{"SAN.BLOCK", "blocking sanction, asset freeze"},
	{"SAN.SECT", "sectoral sanction"},
	{"SAN.EXPORT", "export restriction"},
	{"SAN.IMPORT", "import restriction"},
	{"SAN.INVEST", "investment ban"},
	{"SAN.SERVICE", "ban on services or transactions"},
	{"SAN.DERIV", "sanction derived by ownership (computed, never ingested)"},
	{"JUD.CONV", "conviction of the organisation"},
	{"JUD.CIVIL", "civil judgment"},
	{"JUD.SETTLE", "settlement or deferred prosecution agreement"},
	{"JUD.UNEXEC", "judgment not performed"},
	{"JUD.QUASH", "judgment quashed"},
	{"REG.FINE", "fine or monetary penalty of a regulator"},
	{"REG.ORDER", "order of a regulator"},
	{"REG.WARN", "warning of a regulator"},
	{"REG.UNDERT", "undertaking given to a regulator"},
	{"REG.ABNORM", "abnormal-operation list"},
	{"LIC.GRANT", "licence granted"},
	{"LIC.SUSP", "licence suspended"},
	{"LIC.REVOKE", "licence revoked"},
	{"LIC.LAPSE", "licence lapsed"},
	{"LIC.CERT", "certificate"},
	{"INS.BANKR", "bankruptcy"},
	{"INS.INSOL", "insolvency"},
	{"INS.ARR", "arrangement with creditors"},
	{"INS.LIQ", "liquidation"},
	{"INS.SUSP", "business activities suspended"},
	{"INS.END", "insolvency ended or discharged"},
	{"ARR.TAX", "tax arrears"},
	{"ARR.SOC", "arrears of social contributions"},
	{"ARR.WAGE", "wage arrears"},
	{"ARR.SUPP", "arrears to suppliers"},
	{"PRO.AWARD", "public contract awarded"},
	{"PRO.TERM", "contract terminated for default"},
	{"PRO.PERF", "poor performance recorded"},
	{"AUD.CLEAN", "unqualified audit opinion"},
	{"AUD.QUAL", "qualified audit opinion"},
	{"AUD.ADV", "adverse audit opinion"},
	{"AUD.DISCL", "audit opinion disclaimed"},
	{"AUD.NONE", "audited accounts not submitted"},
	{"OWN.SHARE", "shareholding"},
	{"OWN.VOTE", "voting rights"},
	{"OWN.BOARD", "right to appoint the board"},
	{"OWN.CTRL", "control by other means"},
	{"OWN.CONS", "accounting consolidation"},
	{"OWN.BRANCH", "branch of"},
	{"OWN.SUCC", "successor of"},
	{"OWN.EXC", "reporting exception"},
	{"DUE.NOTICE", "notice to the organisation"},
	{"DUE.REPLY", "reply of the organisation"},
	{"DUE.DISPUTE", "dispute by the organisation"},
	{"DUE.RULING", "ruling on a dispute"},
	{"DUE.REPAIR", "repair, self-cleaning"},
	{"DUE.RELEASE", "release"},
	{"DUE.STAY", "stay of effect"},
	{"DUE.APPEAL", "appeal"},
	{KindAmend, "amendment: the statement was read differently"},
	{KindWithdraw, "withdrawal: the source no longer makes the statement"},
	{"COR.MISATTR", "the statement was attributed to the wrong organisation"},
	{"COR.DUP", "the statement was a duplicate"},
	{KindRemove, "the body of a claim was removed"},
	{KindAdmit, "a source is admitted"},
	{KindRefuse, "a source is refused"},
	{KindSnapshot, "a file of a source was read"},
	{KindPolicy, "a policy is published"},
	{KindKeyAdd, "a key is added"},
	{KindKeyRev, "a key is revoked"},
}

var kindMeaning = func() map[Kind]string {
	m := make(map[Kind]string, len(kinds))
	for _, k := range kinds {
		m[k.Kind] = k.Meaning
	}
	return m
}()

// Known reports whether k is in the closed list. Red flags keep the number of the Open Contracting Partnership:
// FLG.R001 to FLG.R999.
func (k Kind) Known() bool {
	if _, ok := kindMeaning[k]; ok {
		return true
	}
	rest, ok := strings.CutPrefix(string(k), "FLG.R")
	return ok && len(rest) == 3 && strings.Trim(rest, "0123456789") == ""
}

// Meaning is the one-line public meaning of k, empty if k is not known.
func (k Kind) Meaning() string {
	if m, ok := kindMeaning[k]; ok {
		return m
	}
	if k.Known() {
		return "red flag (never a finding)"
	}
	return ""
}

// Family is the part of k before the dot: EXC, SAN, JUD, …
func (k Kind) Family() string {
	f, _, _ := strings.Cut(string(k), ".")
	return f
}

// Subjectless reports whether claims of kind k are about the register itself and carry no record of an organisation.
func (k Kind) Subjectless() bool {
	return k.Family() == "SRC" || k.Family() == "POL" || k.Family() == "KEY"
}

// statable reports whether a source may state claims of kind k: the register's own acts and what is computed are not.
func (k Kind) statable() bool {
	switch k {
	case KindSame, KindNotSame, KindAmend, KindWithdraw, KindRemove, "SAN.DERIV":
		return false
	}
	return k.Known() && !k.Subjectless() && k.Family() != "DUE"
}

// Kinds returns the closed list in its published order, without the FLG.Rnnn series.
func Kinds() []Kind {
	out := make([]Kind, len(kinds))
	for i, k := range kinds {
		out[i] = k.Kind
	}
	return out
}

// Grounds is the closed list of why: Directive 2014/24/EU Art. 57, Regulation 2024/2509 Art. 138, Procurement Act 2023
// Sch. 6 and 7, FAR 9.406-2 and the World Bank's sanctionable practices, in one spelling.
var Grounds = []string{
	"G.CORR", "G.FRAUD", "G.ORGCR", "G.ML", "G.TERR", "G.SLAVE", "G.MANSL", "G.THEFT", "G.TAXCR", "G.TAX", "G.SOC",
	"G.WAGE", "G.ENV", "G.LAB", "G.SOCLAW", "G.SAFE", "G.BANKR", "G.INSOL", "G.ARRAN", "G.LIQ", "G.SUSP", "G.ANALOG",
	"G.MISC", "G.CARTEL", "G.COI", "G.PREP", "G.PERF", "G.MISREP", "G.INFL", "G.OBSTR", "G.SHELL", "G.IRREG", "G.IP",
	"G.NATSEC", "G.NATL", "G.FOREIGN",
}

// ProtectedGrounds are words that a source may use for opinion, speech, belief, association or protest. No claim carries
// them: a statement made on such a ground alone is refused at the door and counted.
var ProtectedGrounds = []string{
	"P.OPINION", "P.SPEECH", "P.BELIEF", "P.WORSHIP", "P.ASSOCIATION", "P.PROTEST", "P.REPORTING", "P.FOREIGNFUNDING",
}

// States is the closed list of where a decision stands, as the source gave it.
var States = []string{
	"proposed", "interim", "in_force", "stayed", "under_dispute", "under_appeal", "conditional", "released", "repaired",
	"expired", "quashed", "withdrawn", "superseded",
}

// Finalities and Admissions are the closed lists beside a state.
var (
	Finalities = []string{"final", "not_final"}
	Admissions = []string{"none", "without", "with"}
)

// Effects is the closed list of what a decision does. Travel bans concern persons and are dropped by every source.
var Effects = []string{
	"asset_freeze", "export_control", "financial_restriction", "arms_embargo", "import_restriction", "arms_restriction",
	"transport_restriction", "investment_ban", "services_ban", "claims_prohibited", "debarment", "sectoral",
	"aid_suspension", "no_award", "no_subcontract", "no_grant", "licence_loss", "fine", "monitor", "publish_only",
}

// NameKinds is the closed list of what a name is to its organisation. Acronyms and weak aliases never prove identity.
var NameKinds = []string{"primary", "alias", "former", "trade", "acronym", "weak"}

func known(list []string, v string) bool { return slices.Contains(list, v) }
