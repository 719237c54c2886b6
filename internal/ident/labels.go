package ident

import (
	"errors"
	"fmt"
	"strings"
)

// form is how the numbers of a scheme look, for telling them in a text.
type form struct {
	scheme   string
	min, max int    // characters, letters and digits alone
	alphabet string // of them
}

const alnum = letters + numerals

var forms = map[string]form{
	"lei":   {"XI-LEI", 20, 20, alnum},
	"usci":  {"CN-USCI", 18, 18, alnum},
	"cnpj":  {"BR-CNPJ", 11, 14, alnum},
	"inn":   {"RU-INN", 10, 12, numerals},
	"ogrn":  {"RU-OGRN", 13, 15, numerals},
	"uei":   {"US-UEI", 12, 12, alnum},
	"ein":   {"US-EIN", 9, 9, numerals},
	"coh":   {"GB-COH", 6, 8, alnum},
	"siren": {"FR-SIREN", 9, 9, numerals},
	"siret": {"FR-SIRET", 14, 14, numerals},
	"kvk":   {"NL-KVK", 8, 8, numerals},
	"cvr":   {"DK-CVR", 8, 8, numerals},
	"kbo":   {"BE-BCE_KBO", 9, 10, numerals},
	"krs":   {"PL-KRS", 10, 10, numerals},
	"ico":   {"CZ-ICO", 8, 8, numerals},
	"orgnr": {"NO-BRC", 9, 9, numerals},
	"ytunn": {"FI-PRO", 7, 8, numerals},
	"jcn":   {"JP-JCN", 13, 13, numerals},
	"abn":   {"AU-ABN", 11, 11, numerals},
	"acn":   {"AU-ACN", 9, 9, numerals},
	"nit":   {"CO-NIT", 10, 10, numerals},
	"cin":   {"IN-CIN", 21, 21, alnum},
	"duns":  {"XI-DUNS", 9, 9, numerals},
	"cage":  {"US-CAGE", 5, 5, alnum},
	"bic":   {"X-BIC", 8, 11, alnum},
	"imo":   {"X-IMO", 7, 7, numerals},
	"vat":   {"", 8, 15, alnum},

	// Of natural persons.
	"cc":    {"CO-CC", 6, 10, numerals},
	"cuit":  {"AR-CUIT", 11, 11, numerals},
	"curp":  {"MX-CURP", 18, 18, alnum},
	"dni":   {"ES-DNI", 7, 9, alnum},
	"cf":    {"IT-CF", 16, 16, alnum},
	"gstin": {"IN-GSTIN", 15, 15, alnum},
	"nie":   {"ES-NIE", 9, 9, alnum},
	"nif":   {"ES-DNI", 9, 9, alnum},
	"nino":  {"GB-NINO", 9, 9, alnum},
	"nir":   {"FR-NIR", 13, 15, alnum},
	"pan":   {"IN-PAN", 10, 10, alnum},
	"pesel": {"PL-PESEL", 11, 11, numerals},
	"pnr":   {"SE-PNR", 10, 12, numerals},
	"rfc":   {"MX-RFC", 13, 13, alnum},
	"rid":   {"CN-RID", 18, 18, alnum},
	"run":   {"CL-RUN", 8, 9, alnum},
	"ssn":   {"US-SSN", 9, 9, numerals},
	"tckn":  {"TR-TCKN", 11, 11, numerals},
	"zaid":  {"ZA-ID", 13, 13, numerals},
}

// labels are the words that announce a number, as squeezed writes them, with its form. A label of two forms stands for
// whichever the number fits.
var labels = map[string][]string{
	"LEI": {"lei"}, "LEICODE": {"lei"}, "LEGALENTITYIDENTIFIER": {"lei"},
	"USCC": {"usci"}, "USCI": {"usci"}, "UNIFIEDSOCIALCREDITCODE": {"usci"}, "UNIFIEDSOCIALCREDITIDENTIFIER": {"usci"},
	"统一社会信用代码": {"usci"}, "統一社會信用代碼": {"usci"},
	"CNPJ": {"cnpj"}, "CNPJMF": {"cnpj"}, "CPF": {"cnpj"},
	"ИНН": {"inn"}, "INN": {"inn"}, "ОГРН": {"ogrn"}, "OGRN": {"ogrn"}, "ОГРНИП": {"ogrn"}, "OGRNIP": {"ogrn"},
	"UEI": {"uei"}, "SAMUEI": {"uei"}, "UNIQUEENTITYID": {"uei"}, "UNIQUEENTITYIDENTIFIER": {"uei"},
	"EIN": {"ein"}, "FEIN": {"ein"}, "USFEIN": {"ein"}, "EMPLOYERIDENTIFICATION": {"ein"},
	"COMPANIESHOUSE": {"coh"}, "CRN": {"coh"}, "UKCOMPANY": {"coh"},
	"SIREN": {"siren"}, "RCS": {"siren"}, "SIRET": {"siret"}, "KVK": {"kvk"}, "CVR": {"cvr"},
	"KBO": {"kbo"}, "BCE": {"kbo"}, "BCEKBO": {"kbo"}, "KBOBCE": {"kbo"}, "ONDERNEMINGSNUMMER": {"kbo"},
	"KRS": {"krs"}, "IČO": {"ico"}, "ICO": {"ico"}, "ORGNR": {"orgnr"}, "YTUNNUS": {"ytunn"}, "法人番号": {"jcn"}, "ABN": {"abn"}, "ACN": {"acn"},
	"NIT": {"nit"}, "CIN": {"cin"}, "DUNS": {"duns"}, "CAGE": {"cage"}, "BIC": {"bic"}, "SWIFT": {"bic"}, "SWIFTBIC": {"bic"}, "BICSWIFT": {"bic"},
	"IMO": {"imo"},
	"VAT": {"vat"}, "VATREG": {"vat"}, "VATID": {"vat"}, "UID": {"vat"}, "USTID": {"vat"}, "USTIDNR": {"vat"}, "TVA": {"vat"}, "BTW": {"vat"}, "PIVA": {"vat"},
	"PARTITAIVA": {"vat"}, "IVA": {"vat"}, "MOMS": {"vat"}, "NIP": {"vat"}, "NIF": {"vat", "nif", "nie"}, "CIF": {"vat"}, "ΑΦΜ": {"vat"},

	"SSN": {"ssn"}, "SOCIALSECURITY": {"ssn"}, "ITIN": {"ssn"}, "NINO": {"nino"}, "NINUMBER": {"nino"}, "NATIONALINSURANCE": {"nino"},
	"CODICEFISCALE": {"cf"}, "CF": {"cf"}, "DNI": {"dni"}, "NIE": {"nie"}, "NIR": {"nir"}, "SÉCURITÉSOCIALE": {"nir"}, "SECURITESOCIALE": {"nir"},
	"PESEL": {"pesel"}, "身份证": {"rid"}, "身份证号": {"rid"}, "身份证号码": {"rid"}, "居民身份证": {"rid"}, "居民身份证号码": {"rid"}, "公民身份号码": {"rid"}, "RESIDENTID": {"rid"},
	"RESIDENTIDENTITYCARD": {"rid"}, "PAN": {"pan"}, "PERMANENTACCOUNT": {"pan"}, "GSTIN": {"gstin"}, "GST": {"gstin"}, "TCKN": {"tckn"}, "TCKIMLIK": {"tckn"}, "KIMLIK": {"tckn"},
	"KİMLİK": {"tckn"}, "RSAID": {"zaid"}, "SOUTHAFRICANID": {"zaid"}, "PERSONNUMMER": {"pnr"}, "PERSONNR": {"pnr"}, "SAMORDNINGSNUMMER": {"pnr"},
	"CURP": {"curp"}, "RFC": {"rfc", "curp"}, "CUIT": {"cuit"}, "CUIL": {"cuit"}, "RUN": {"run"}, "RUT": {"run"},
	"CEDULA": {"cc"}, "CÉDULA": {"cc"}, "CIUDADANIA": {"cc"}, "CIUDADANÍA": {"cc"}, "EXTRANJERIA": {"cc"}, "EXTRANJERÍA": {"cc"},
}

// fillers may stand between a label and its number.
var fillers = map[string]bool{
	"NO": true, "NR": true, "NUMBER": true, "NUM": true, "N": true, "NUMMER": true, "NUMERO": true, "NÚMERO": true, "NUMÉRO": true, "CODE": true, "ID": true, "REG": true,
	"REGISTRATION": true, "КОД": true, "Nº": true,
}

const (
	maxLabel   = 5 // parts of a label
	maxFillers = 2
)

// labelled reads a label and its number.
func (r *reader) labelled() bool {
	if r.glued() {
		return true
	}
	label := ""
	for n := 1; n <= maxLabel && r.at+n < len(r.parts); n++ {
		label += r.parts[r.at+n-1].upper
		names, ok := labels[label]
		if !ok {
			continue
		}
		i := r.at + n
		for k := 0; k < maxFillers && i < len(r.parts) && fillers[r.parts[i].upper]; k++ {
			i++
		}
		if i < len(r.parts) && !strings.ContainsAny(r.parts[i].gap, ",;") && r.announced(i, names) {
			return true
		}
	}
	return false
}

// glued reads a label that is written together with its number: INN7707083893.
func (r *reader) glued() bool {
	p := r.parts[r.at]
	digits := strings.IndexAny(p.upper, numerals)
	if !p.ascii || digits < 2 {
		return false
	}
	names, ok := labels[p.upper[:digits]]
	if !ok {
		return false
	}
	rest := p.upper[digits:]
	for _, name := range names {
		if f := forms[name]; len(rest) >= f.min && len(rest) <= f.max && only(rest, f.alphabet) {
			if found := f.read(rest, rest); len(found) > 0 {
				return r.keep(r.at, r.at+1, found...)
			}
		}
	}
	return false
}

// announced reads the number that a label announces: the longest that is valid, else the longest of the right length.
func (r *reader) announced(i int, names []string) bool {
	type reading struct {
		end   int
		found []Found
	}
	var wrong *reading
	for _, name := range names {
		f := forms[name]
		for end := r.reach(i, f.max); end > i; end-- {
			written, joined := r.number(i, end)
			if !hasDigit(joined) && !(name == "bic" && strings.Contains(r.parts[i].gap, ":")) || end < len(r.parts) && r.parts[end].ascii && r.parts[end].gap == "" {
				continue
			}
			found := f.read(written, joined)
			if len(found) == 0 {
				continue
			}
			if found[0].Err == nil {
				return r.keep(r.at, end, found...)
			}
			if wrong == nil {
				wrong = &reading{end, found}
			}
		}
	}
	return wrong != nil && r.keep(r.at, wrong.end, wrong.found...)
}

// read reads a number of the form; nothing if it does not look like one.
func (f form) read(written, joined string) []Found {
	if f.scheme == "" {
		return readVAT(joined)
	}
	if n := len(joined); n < f.min || n > f.max || !only(joined, f.alphabet) {
		return nil
	}
	if p, ok := personalOf(f.scheme); ok {
		if !p.labelled(joined) {
			return nil
		}
		return []Found{{Scheme: f.scheme, Err: natural(p.what)}}
	}
	switch f.scheme {
	case "X-IMO":
		if weighted(joined, 7, 6, 5, 4, 3, 2)%10 != digit(joined, 6) {
			return nil // the number of a company, perhaps: those have another check digit
		}
	case "US-EIN":
		joined = written // the groups tell it from a social security number
	}
	value, err := Normalise(f.scheme, joined)
	if err != nil && f.min != f.max && !errors.Is(err, ErrPerson) && !errors.Is(err, errCheck) {
		return nil
	}
	return []Found{{Scheme: f.scheme, Value: value, Err: err}}
}

// readVAT reads a VAT number with its prefix.
func readVAT(joined string) []Found {
	for cc, v := range vatNumbers {
		number, ok := strings.CutPrefix(joined, v.prefix)
		if !ok || !hasDigit(number) {
			continue
		}
		scheme := cc + "-VAT"
		switch err := v.check(number); {
		case errors.Is(err, ErrPerson), errors.Is(err, errCheck):
			return []Found{{Scheme: scheme, Err: fmt.Errorf("%s: %w", scheme, err)}}
		case err != nil:
			continue
		}
		out := []Found{{Scheme: scheme, Value: v.prefix + number}}
		if v.scheme != "" {
			if own, err := Normalise(v.scheme, v.within(number)); err == nil {
				out = append(out, Found{Scheme: v.scheme, Value: own})
			}
		}
		return out
	}
	return nil
}

// vat reads a VAT number that only its prefix, in capitals, announces.
func (r *reader) vat() bool {
	p := r.parts[r.at]
	if !p.ascii || len(p.text) < 2 || p.text[:2] != p.upper[:2] || !only(p.upper[:2], letters) {
		return false
	}
	if len(p.upper) > 3 && !hasDigit(p.upper) {
		return false
	}
	for end := r.reach(r.at, 15); end > r.at; end-- {
		_, joined := r.number(r.at, end)
		if end < len(r.parts) && r.parts[end].ascii && r.parts[end].gap == "" {
			continue
		}
		if found := readVAT(joined); len(found) > 0 && found[0].Err == nil {
			return r.keep(r.at, end, found...)
		}
	}
	return false
}

// bare reads a number that nothing announces.
func (r *reader) bare() bool {
	if !r.parts[r.at].ascii {
		return false
	}
	for end := r.reach(r.at, 20); end > r.at; end-- {
		if end < len(r.parts) && r.parts[end].ascii && r.parts[end].gap == "" {
			continue
		}
		written, joined := r.number(r.at, end)
		if scheme := certain(written, joined); scheme != "" {
			if value, err := Normalise(scheme, joined); err == nil {
				return r.keep(r.at, end, Found{Scheme: scheme, Value: value})
			}
		}
	}
	return false
}

// certain is the scheme of a number that has so much structure that chance hardly makes it.
func certain(written, joined string) string {
	one, fours := written == joined, len(written) == 24 && written[4] == written[9] && written[9] == written[14] && written[14] == written[19]
	switch n := len(joined); {
	case n == 20 && (one || fours) && only(joined[18:], numerals) && hasDigit(joined[:18]):
		return "XI-LEI"
	case n == 18 && one && only(joined[2:8], numerals) && only(joined, alnum):
		return "CN-USCI"
	case n == 14 && only(joined, numerals) && (written == cnpjWritten(joined) || one && joined[8:10] == "00"):
		return "BR-CNPJ"
	case n == 13 && one && only(joined, numerals) && (joined[0] == '1' || joined[0] == '5') && joined[3:5] != "00":
		if _, err := jcn(joined); err != nil {
			return "RU-OGRN"
		}
	}
	return ""
}

// cnpjWritten is how a CNPJ is printed: 12.345.678/0001-95.
func cnpjWritten(s string) string {
	return s[:2] + "." + s[2:5] + "." + s[5:8] + "/" + s[8:12] + "-" + s[12:]
}
