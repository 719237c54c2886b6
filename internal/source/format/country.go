package format

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"
	"probity.example/probity/internal/claim"
)

// Country returns the ISO 3166-1 alpha-2 code (XK for Kosovo) of a country as official lists write it: an English name in
// current or former use, an official long form, or a code of two or three letters. It returns "" for what is not one
// country.
func Country(name string) string {
	name = Line(name)
	if code := countryCode(name); code != "" {
		return code
	}
	table := countryNames()
	if code := table[countryKey(name)]; code != "" {
		return code
	}
	if m := asOf.FindStringSubmatch(name); m != nil {
		if code := table[countryKey(m[1])]; code != "" {
			return code
		}
	}
	// "Iran (Islamic Republic of)", "Korea, North": the part in brackets, or behind the comma, may lead or be left out.
	head, tail, ok := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	if !ok {
		head, tail, ok = strings.Cut(name, ",")
	}
	if !ok {
		return ""
	}
	if code := table[countryKey(tail+" "+head)]; code != "" {
		return code
	}
	return table[countryKey(head)]
}

// asOf is a country with a remark on when, or in a long form: "In Syria as at June 2013", "Kingdom of Saudi Arabia".
var asOf = regexp.MustCompile(`(?i)^(?:in |region: |(?:kingdom|republic|sultanate|state) of )?(.+?)(?: as (?:at|of) .*)?$`)

func countryCode(s string) string {
	if len(s) != 2 && len(s) != 3 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	if s == "UK" {
		return "GB"
	}
	r, err := language.ParseRegion(s)
	if err != nil || !r.IsCountry() || len(s) == 3 && r.ISO3() != s {
		return ""
	}
	cc := r.String()
	if r.Canonicalize() != r || strings.Contains(notCountries, cc) || userAssigned(cc) || !claim.ValidCountry(cc) {
		return ""
	}
	return cc
}

// notCountries are codes that CLDR knows and ISO 3166-1 does not assign: reserved, withdrawn without one successor, or
// groups of countries.
const notCountries = "AC AN CP CQ CS DG EA EU EZ FQ IC NT PC SU TA UN YU"

// userAssigned codes are nobody's in an official list; XK alone is in common use.
func userAssigned(cc string) bool {
	return cc != "XK" && (cc[0] == 'X' || cc[0] == 'Q' && cc[1] >= 'M' && cc != "QA")
}

// countryKey folds a name: no accents, no case, no punctuation, no articles.
func countryKey(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), "&", " and ")
	s = strings.NewReplacer("'", "", "’", "", ".", "").Replace(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return ' '
	}, norm.NFD.String(s))
	words := strings.Fields(s)
	out := words[:0]
	for _, w := range words {
		switch w {
		case "the", "of", "and":
		case "st":
			out = append(out, "saint")
		default:
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// countryNames is built once from CLDR's English names and the aliases below.
var countryNames = sync.OnceValue(func() map[string]string {
	table := make(map[string]string, 600)
	names := display.English.Regions()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			cc := countryCode(string(a) + string(b))
			if cc != string(a)+string(b) {
				continue
			}
			r := language.MustParseRegion(cc)
			if n := names.Name(r); n != "" {
				table[countryKey(n)] = cc
			}
		}
	}
	for cc, list := range countryAliases {
		for _, n := range strings.Split(list, "|") {
			table[countryKey(n)] = cc
		}
	}
	return table
})

// countryAliases are names that official lists write and CLDR does not, by code.
var countryAliases = map[string]string{
	"AE": "UAE|U.A.E.",
	"BA": "Bosnia and Herzegowina|Bosnia|Bosnia-Herzegovina",
	"BN": "Brunei Darussalam",
	"BO": "Bolivia, Plurinational State of|Plurinational State of Bolivia",
	"BS": "Bahamas|Bahamas, The",
	"CD": "RDC|Democratic Republic of the Congo|Congo, Democratic Republic of the|DR Congo|DRC|Congo (Democratic Republic)|Zaire|Congo-Kinshasa",
	"CF": "Central African Rep",
	"CG": "Republic of the Congo|Congo, Republic of the|Congo|Congo-Brazzaville",
	"CI": "Ivory Coast|Cote d'Ivoire|Cote d Ivoire",
	"CN": "People's Republic of China|PRC|Peoples Republic of China|China mainland",
	"CV": "Cape Verde",
	"CZ": "Czech Republic|Czechia",
	"FK": "Falkland Islands (Malvinas)",
	"FM": "Federated States of Micronesia",
	"GQ": "Ecuatorial Guinea",
	"GB": "UK|U.K.|Great Britain|England|Scotland|Wales|Northern Ireland|United Kingdom of Great Britain and Northern Ireland",
	"GM": "The Gambia|Gambia, The",
	"HK": "Hong Kong|Hong Kong SAR|Hong Kong S.A.R.|Hong Kong SAR, China|Hong Kong, China",
	"IR": "Iran|Islamic Republic of Iran",
	"KG": "Kyrgyz Republic|Kyrgz Republic",
	"KM": "Union of the Comoros",
	"KN": "Saint Kitts and Nevis|St. Kitts & Nevis",
	"KP": "North Korea|Korea North|DPRK|Democratic People's Republic of Korea|Democratic Peoples Republic of Korea",
	"KR": "South Korea|Korea South|Republic of Korea|ROK",
	"LA": "Lao People's Democratic Republic|Lao PDR",
	"LK": "Sri Lanca",
	"LY": "Libyan Arab Jamahiriya|State of Libya",
	"MD": "Republic of Moldova",
	"MK": "Macedonia|Former Yugoslav Republic of Macedonia|Republic of North Macedonia|FYROM",
	"MM": "Burma|Burma/Myanmar|Myanmar",
	"MO": "Macau|Macao|Macau SAR|Macao SAR",
	"NL": "Holland|The Netherlands",
	"PS": "Palestine|Palestinian|Occupied Palestinian Territories|Occupied Palestinian Territory|State of Palestine|West Bank|Gaza|Gaza Strip|Palestinian Authority|West Bank and Gaza",
	"RU": "Russian Federation",
	"ST": "Sao Tome and Principe",
	"SY": "Syrian Arab Republic",
	"SZ": "Swaziland|Eswatini",
	"TL": "East Timor",
	"TR": "Turkey|Turkiye|Republic of Turkey|Türkiye",
	"TT": "Trinadad and Tobago",
	"TW": "Taiwan, China|Taiwan, Province of China|Republic of China",
	"TZ": "United Republic of Tanzania",
	"UA": "Crimea",
	"US": "USA|U.S.A.|U.S.|United States of America",
	"VA": "Holy See|Vatican|Vatican City State|Holy See (Vatican City)",
	"VC": "Saint Vincent and the Grenadines|St. Vincent",
	"VE": "Venezuela, Bolivarian Republic of|Bolivarian Republic of Venezuela",
	"VG": "Virgin Islands, British|British Virgin Islands|BVI",
	"VI": "Virgin Islands, U.S.|US Virgin Islands",
	"VN": "Viet Nam",
	"XK": "Kosovo|Republic of Kosovo",
}
