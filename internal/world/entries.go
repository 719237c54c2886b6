package world

import (
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source"
)

// list is one of Verdania's publications: its catalogue entry and the days, counted from the day of the demo, on which its
// snapshots were published.
type list struct {
	id, title, publisher string
	jurisdiction         string
	criterion            string
	cadence              string
	prefix               string // of its party keys
	published            []int
	persons, soleTraders int // rows that the door refuses
	untyped              int // rows without a type that do not say what they are
}

var lists = []list{
	{"xv-companies", "company and public-body register", "Verdania Register Court", Country, "registration", "yearly", "C", []int{-330, -6}, 0, 3, 0},
	{"xv-ownership", "register of corporate ownership", "Verdania Register Court", Country, "ownership", "quarterly", "O", []int{-61}, 2, 0, 0},
	{"xv-debarment", "debarment list", "Verdania Debarment Board", Country, "exclusion", "monthly", "D", []int{-240, -95, -2}, 6, 4, 3},
	{"xv-sanctions", "consolidated sanctions list", "Verdania Ministry of Foreign Affairs, Sanctions Office", Country, "sanction", "weekly", "S", []int{-300, -120, -1}, 9, 0, 0},
	{"xv-bank", "ineligible firms of the Inland Sea Development Bank", "Inland Sea Development Bank", "XX", "exclusion", "monthly", "B", []int{-40, -3}, 4, 0, 0},
	{"xv-us-sanctions", "sanctions list of the kind that United States law knows", "Sample Sanctions Office under United States law", "US", "sanction", "daily", "E", []int{-60, -1}, 5, 0, 0},
	{"xv-eu-sanctions", "sanctions list of the kind that European Union law knows", "Sample Sanctions Office under European Union law", "EU", "sanction", "weekly", "F", []int{-59, -2}, 4, 0, 0},
	{"xv-gb-sanctions", "sanctions list of the kind that United Kingdom law knows", "Sample Sanctions Office under United Kingdom law", "GB", "sanction", "weekly", "G", []int{-58, -3}, 3, 0, 0},
	{"xv-un-sanctions", "sanctions list of the kind that the United Nations keep", "Sample Sanctions Committee under the Charter of the United Nations", "UN", "sanction", "monthly", "H", []int{-57, -4}, 3, 0, 0},
	{"xv-us-exclusions", "exclusions of the kind that FAR 9.4 knows", "Sample Award Management Office under United States law", "US", "exclusion", "daily", "X", []int{-33, -1}, 6, 2, 0},
	{"xv-courts", "judgments against organisations", "Verdania Courts Administration", Country, "judgment", "quarterly", "J", []int{-150, -5}, 2, 1, 0},
	{"xv-regulator", "measures of the supervisory authorities", "Verdania Supervision Authority", Country, "penalty", "weekly", "R", []int{-30, -4}, 1, 5, 0},
	{"xv-licences", "licences and certificates", "Verdania Licensing Office", Country, "licence", "monthly", "L", []int{-20}, 0, 7, 0},
	{"xv-insolvency", "insolvency register", "Verdania Insolvency Court", Country, "insolvency", "daily", "I", []int{-90, -1}, 5, 6, 0},
	{"xv-arrears", "public debtors", "Verdania Revenue and Social Fund", Country, "arrears", "monthly", "A", []int{-70, -38, -7}, 0, 12, 0},
	{"xv-procurement", "contracts awarded and how they ended", "Verdanian Procurement Agency", Country, "award", "daily", "P", []int{-45, -1}, 0, 2, 0},
	{"xv-audit", "audits of public money", "Verdania Court of Audit", Country, "audit", "yearly", "U", []int{-420}, 0, 0, 0},
	{"xv-corrections", "corrections of published records", "Verdania Open Integrity Register Office", Country, "correction", "daily", "K", []int{-12, 0}, 0, 0, 0},
}

// Sources returns the catalogue of the sample world, in the order of its lists. Every title and publisher says FICTIONAL.
func Sources() []source.Entry {
	out := make([]source.Entry, len(lists))
	for i, l := range lists {
		out[i] = source.Entry{ID: l.id, SourceEntry: claim.SourceEntry{
			Title:        Fictional + ": " + l.title,
			Publisher:    l.publisher + " (" + Fictional + ")",
			Origin:       "official",
			Jurisdiction: l.jurisdiction,
			Licence:      "CC0-1.0 (" + Fictional + ")",
			Criterion:    l.criterion,
			URL:          "https://" + l.id + ".verdania.example/",
			Cadence:      l.cadence,
			Persons:      "type column of Probity's own layout",
		}, Readers: source.ProbityReaders()}
	}
	return out
}
