package view

// groundWords says the closed list of grounds (claim.Grounds) in words.
var groundWords = map[string]string{
	"G.CORR": "corruption, bribery", "G.FRAUD": "fraud", "G.ORGCR": "criminal organisation", "G.ML": "money laundering, terrorist financing", "G.TERR": "terrorism",
	"G.SLAVE": "child labour, trafficking, forced labour", "G.MANSL": "corporate manslaughter", "G.THEFT": "theft, embezzlement, forgery", "G.TAXCR": "tax offence or evasion",
	"G.TAX": "unpaid tax", "G.SOC": "unpaid social contributions", "G.WAGE": "unpaid wages", "G.ENV": "environmental law", "G.LAB": "labour law", "G.SOCLAW": "social law",
	"G.SAFE": "product, food or work safety", "G.BANKR": "bankruptcy", "G.INSOL": "insolvency", "G.ARRAN": "arrangement with creditors", "G.LIQ": "assets run by a liquidator",
	"G.SUSP": "activities suspended", "G.ANALOG": "like situation under national law", "G.MISC": "grave professional misconduct", "G.CARTEL": "distortion of competition, cartel",
	"G.COI": "conflict of interest", "G.PREP": "involved in preparing the tender", "G.PERF": "significant deficiencies in performance, early termination",
	"G.MISREP": "misrepresentation, withheld information", "G.INFL": "undue influence, confidential information", "G.OBSTR": "obstruction of an investigation or audit",
	"G.SHELL": "set up to evade duties", "G.IRREG": "irregularity against the budget", "G.IP": "intellectual property", "G.NATSEC": "national security",
	"G.NATL": "purely national ground", "G.FOREIGN": "foreign-policy listing",
}

// GroundWords says a ground in words.
func GroundWords(ground string) string {
	if w, ok := groundWords[ground]; ok {
		return w
	}
	return ground
}
