package source

import (
	"regexp"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// ofacNumbers are the labels of numbers, as OFAC writes them, that name an organisation within a country: what sort of
// number each is. Labels that are missing here are left out on purpose: licences, bank codes, securities, ships, branches,
// and numbers that people have too (national ID).
var ofacNumbers = map[string]string{
	"tax id no": "TAX", "nit": "TAX", "ruc": "TAX", "rfc": "TAX", "rif": "TAX", "rtn": "TAX", "cuit": "TAX", "cif": "TAX",
	"us fein": "TAX", "romanian tax registration": "TAX", "fiscal code": "TAX", "numero unico de identificacao tributaria (nuit)": "TAX",
	"vat number":      "VAT",
	"registration id": "REG", "registration number": "REG", "company number": "REG", "uk company number": "REG",
	"commercial registry number": "REG", "cr no": "REG", "chamber of commerce number": "REG", "matricula mercantil no": "REG",
	"folio mercantil no": "REG", "public registration number": "REG", "certificate of incorporation number": "REG",
	"business registration number": "REG", "business registration document": "REG", "enterprise number": "REG", "romanian cr": "REG",
	"unified social credit code (uscc)": "USCC", "united social credit code certificate (usccc)": "USCC",
	"legal entity number": "LEI", "d-u-n-s number": "DUNS", "swift/bic": "BIC",
}

// ofacNumber adds an identifier where label, number and country leave no doubt which it is. Everything else is passed over:
// a wrong identifier would join two organisations.
func ofacNumber(p *claim.Party, label, number, country string) {
	label = ofacLabel(label)
	sort, ok := ofacNumbers[label]
	if !ok || len(number) > 40 || !ofacNumberShape.MatchString(number) && sort != "BIC" {
		return
	}
	cc := format.Country(country)
	if cc == "" {
		cc = ofacLabelCountry[label]
	}
	for _, scheme := range ofacSchemes(sort, cc, number) {
		if addIdentifier(p, scheme, number) != nil {
			continue
		}
		if sort == "REG" || sort == "USCC" { // tax numbers are given to foreigners too
			addCountry(p, cc)
		}
		return
	}
}

// ofacNumberShape wants a digit and no words.
var ofacNumberShape = regexp.MustCompile(`^[A-Z]{0,5}[-. ]?[A-Z]{0,2}[0-9][0-9A-Za-z./ -]*$`)

// ofacLabelCountry are labels that name the country themselves.
var ofacLabelCountry = map[string]string{
	"us fein": "US", "uk company number": "GB", "romanian cr": "RO", "romanian tax registration": "RO",
	"unified social credit code (uscc)": "CN", "united social credit code certificate (usccc)": "CN",
}

func ofacLabel(s string) string {
	s = strings.ToLower(strings.TrimPrefix(format.Line(s), "alt. "))
	s = strings.TrimSuffix(strings.TrimSuffix(s, "#"), " ")
	return strings.TrimSpace(strings.ReplaceAll(s, ".", ""))
}

// ofacSchemes are the schemes that a number of one sort may belong to in one country, the best first.
func ofacSchemes(sort, cc, number string) []string {
	switch sort {
	case "LEI":
		return []string{"XI-LEI"}
	case "DUNS":
		return []string{"XI-DUNS"}
	case "BIC":
		return []string{"X-BIC"}
	case "USCC":
		return []string{"CN-USCI"}
	}
	if cc == "" {
		return nil
	}
	own, open := ofacNational[sort+" "+cc], cc+"-"+sort
	switch {
	case own == "":
		return []string{open}
	case sort == "TAX" || cc == "SE" || cc == "CN" && len(number) == 18 || cc == "RU" && len(number) == 15:
		return []string{own} // what is refused there may be a natural person's number
	}
	return []string{own, open}
}

// ofacNational are the national schemes with rules of their own.
var ofacNational = map[string]string{
	"TAX RU": "RU-INN", "TAX US": "US-EIN", "TAX CO": "CO-NIT", "TAX BR": "BR-CNPJ",
	"REG RU": "RU-OGRN", "REG GB": "GB-COH", "REG BE": "BE-BCE_KBO", "REG CN": "CN-USCI", "REG CZ": "CZ-ICO", "REG DK": "DK-CVR",
	"REG FI": "FI-PRO", "REG FR": "FR-SIREN", "REG IN": "IN-CIN", "REG JP": "JP-JCN", "REG NL": "NL-KVK", "REG NO": "NO-BRC",
	"REG PL": "PL-KRS", "REG SE": "SE-BLR",
}

// ofacRemarks takes out of an organisation's remarks the facts that a claim has a field for: weak aliases, numbers, the
// country of registration. Nothing else of them is kept.
func ofacRemarks(p *claim.Party, remarks string) {
	for part := range strings.SplitSeq(strings.TrimSuffix(remarks, "."), ";") {
		part = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(part), "alt. "), ".")
		if m := ofacWeak.FindStringSubmatch(part); m != nil {
			addName(p, m[1], "weak", "")
			continue
		}
		if country, ok := strings.CutPrefix(part, "Nationality of Registration "); ok {
			addCountry(p, format.Country(country))
			continue
		}
		part, _, _ = strings.Cut(part, " issued ")
		if m := ofacNumbered.FindStringSubmatch(part); m != nil {
			ofacNumber(p, m[1], m[2], m[3])
		}
	}
}

var (
	ofacWeak = regexp.MustCompile(`^[afn]\.k\.a\. '(.+)'$`)
	// ofacNumbered is label, number and perhaps a country in brackets: "Tax ID No. 7743693291 (Russia)".
	ofacNumbered = regexp.MustCompile(`^(Tax ID No\.|NIT #|RUC #|R\.F\.C\.(?: #)?|RFC|RIF #|RTN|C\.U\.I\.T\.|C\.I\.F\.|US FEIN|V\.A\.T\. Number|Romanian Tax Registration|Fiscal Code|` +
		`Numero Unico de Identificacao Tributaria \(NUIT\)|Registration ID|Registration Number|(?:UK )?Company Number|` +
		`Commercial Registry Number|C\.R\. No\.|Romanian C\.R\.|Chamber of Commerce Number|Matricula Mercantil No|` +
		`Folio Mercantil No\.|Public Registration Number|Certificate of Incorporation Number|Business Registration Number|` +
		`Business Registration Document #|Enterprise Number|Unified Social Credit Code \(USCC\)|` +
		`United Social Credit Code Certificate \(USCCC\)|Legal Entity Number|D-U-N-S Number|SWIFT/BIC) ([^()]+?)(?: \(([^()]+)\))?$`)
)
