package testkit

// List is one real file (or set of files read together) with the source that it is ingested as.
type List struct {
	Source    string
	Files     []string // below SharedData
	Published string   // where the file does not say; the month that the data's description gives
}

// Lists are all real lists that can be ingested, in the order in which tests ingest them.
var Lists = []List{
	{"us-ofac-sdn", []string{"us-ofac-sdn/sdn.csv", "us-ofac-sdn/add.csv", "us-ofac-sdn/alt.csv"}, "2019-01-30"},
	{"us-ofac-cons", []string{"us-ofac-consolidated/xml-2020-03/consolidated_sdnformat_2020-03.xml"}, ""},
	{"us-ofac-cons", []string{"us-ofac-consolidated/xml-enhanced-2025-01/CONS_ENHANCED_2025-01.ZIP"}, ""},
	{"us-ofac-cons", []string{"us-ofac-consolidated/csv-2025-12/cons_prim.csv", "us-ofac-consolidated/csv-2025-12/cons_add.csv", "us-ofac-consolidated/csv-2025-12/cons_alt.csv"}, "2025-12-15"},
	{"us-csl", []string{"us-csl/csl_2020-07.csv"}, "2020-07-15"},
	{"uk-ofsi", []string{"uk-ofsi/ConList_2020-04.csv"}, ""},
	{"uk-ofsi", []string{"uk-ofsi/ConList_2022-11.csv.gz"}, ""},
	{"eu-fsf", []string{"eu-fsf/eu_fsf_2022-10.csv.gz"}, ""},
	{"un-sc", []string{"un-sc/UN_consolidated_2026-02.xml"}, ""},
	{"world-bank", []string{"world-bank/world_bank_listing_of_ineligible_firms_and_individuals.xlsx"}, "2025-01-15"},
	{"ebrd", []string{"ebrd/ebrd_ineligible.csv"}, "2025-01-15"},
	{"us-ofac-penalties", []string{"us-ofac-penalties/ofac_penalties.csv"}, "2025-12-31"},
	{"us-fda-warning-letters", []string{"us-fda-warning-letters/fda_warning_letters.csv"}, "2026-03-17"},
	{"gleif-lei", []string{"gleif/cdf-xml/lei-data.xml"}, ""},
	{"gleif-rr", []string{"gleif/cdf-xml/rr-data.xml"}, ""},
	{"public-bodies", []string{"public-bodies/gb.csv"}, "2020-01-01"},
}
