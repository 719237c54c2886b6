package rows

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"probity.example/probity/internal/ident"
)

// Target is what a column means; "id:" and a scheme for a column of identifiers of one scheme.
type Target string

// The targets.
const (
	QueryID      Target = "query_id"
	Name         Target = "name"
	Country      Target = "country"
	Identifier   Target = "id" // SCHEME:VALUE
	Organisation Target = "org"
	Person       Target = "person" // true or false
	Type         Target = "type"   // a word; those for persons count
)

var targets = []Target{QueryID, Name, Country, Identifier, Organisation, Person, Type}

// guesses are the headings under which each target is looked for where the caller says nothing, the surest first, as squeeze
// writes them.
var guesses = map[Target][]string{
	QueryID: {
		"queryid", "supplierid", "vendorid", "customerid", "counterpartyid", "companyid", "entityid", "lieferantennummer", "kundennummer", "id", "nr", "no", "number", "nummer",
		"ref", "reference", "key", "kreditor", "debitor",
	},
	Name: {
		"name", "legalname", "companyname", "organisationname", "organizationname", "entityname", "suppliername", "vendorname", "customername", "counterpartyname",
		"company", "organisation", "organization", "supplier", "vendor", "counterparty", "customer", "firma", "firmenname", "lieferant", "lieferantenname", "raisonsociale", "fournisseur",
		"razonsocial", "proveedor", "empresa", "ragionesociale", "denominazione", "fornitore", "razaosocial", "fornecedor", "naam", "bedrijf", "leverancier", "nazwa", "nazwafirmy",
		"dostawca", "наименование", "название", "поставщик", "名称", "公司名称", "会社名", "商号", "회사명", "상호", "nom", "nombre", "nome",
	},
	Country: {
		"country", "countrycode", "countryiso", "iso2", "countryofregistration", "registrationcountry", "jurisdiction", "land", "landercode", "ländercode", "pays", "pais", "país", "paese", "kraj",
		"страна", "国家", "国", "국가",
	},
	Identifier:   {"identifier", "identifiers"},
	Organisation: {"orgid", "probityid"},
	Person:       {"person", "isperson", "naturalperson"},
	Type:         {"type", "entitytype", "partytype", "kind", "schema"},
}

// personWords say in a Type column that a row is about a natural person.
var personWords = words("person", "natural person", "individual", "sole trader", "sole proprietor", "natürliche Person", "Privatperson",
	"Einzelunternehmer", "personne physique", "persona física", "persona fisica", "pessoa física", "osoba fizyczna", "физическое лицо", "physical person")

func words(list ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range list {
		out[squeeze(w)] = true
	}
	return out
}

// squeeze keeps letters and digits, in lower case.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// Mapping says for targets which column holds them; an empty column means none. What it does not hold is guessed.
type Mapping map[Target]string

// ParseMapping reads target=column pairs separated by commas: name=Supplier,id:GB-COH=Company No. A column's name may hold
// commas.
func ParseMapping(lists []string) (Mapping, error) {
	m := Mapping{}
	for _, list := range lists {
		var last Target
		for part := range strings.SplitSeq(list, ",") {
			left, column, ok := strings.Cut(part, "=")
			t, known := parseTarget(left)
			switch {
			case ok && known:
				if _, twice := m[t]; twice {
					return nil, fmt.Errorf("%s is mapped twice", t)
				}
				m[t], last = strings.TrimSpace(column), t
			case last != "":
				m[last] += "," + part
			case ok && strings.HasPrefix(strings.TrimSpace(left), "id:"):
				return nil, fmt.Errorf("%s: the identifier's scheme is not known", strings.TrimSpace(left))
			default:
				return nil, fmt.Errorf("%q: want TARGET=COLUMN with a target of %s or id:SCHEME", part, joined(targets))
			}
		}
	}
	return m, nil
}

func parseTarget(s string) (Target, bool) {
	s = strings.TrimSpace(s)
	if scheme, ok := strings.CutPrefix(s, "id:"); ok {
		scheme = strings.ToUpper(scheme)
		_, known := ident.Lookup(scheme)
		return Target("id:" + scheme), known
	}
	return Target(s), slices.Contains(targets, Target(s))
}

// Plan gives each column its target, none for a column that means nothing.
func (m Mapping) Plan(columns []string) ([]Target, error) {
	plan := make([]Target, len(columns))
	for _, t := range slices.Sorted(maps.Keys(m)) {
		if m[t] == "" {
			continue
		}
		i := slices.Index(columns, m[t])
		if i < 0 {
			return nil, fmt.Errorf("%s: no column %q; the columns are %s", t, m[t], quoted(columns))
		}
		if plan[i] != "" {
			return nil, fmt.Errorf("column %q is mapped to both %s and %s", m[t], plan[i], t)
		}
		plan[i] = t
	}
	for _, t := range targets {
		if _, said := m[t]; !said {
			guess(plan, columns, t)
		}
	}
	for i, c := range columns {
		if t, ok := schemeOf(c); ok && plan[i] == "" && !slices.Contains(plan, t) {
			if _, said := m[t]; !said {
				plan[i] = t
			}
		}
	}
	return plan, nil
}

// guess gives a target to the column whose heading is the surest sign of it.
func guess(plan []Target, columns []string, t Target) {
	for _, heading := range guesses[t] {
		for i, c := range columns {
			if plan[i] == "" && squeeze(c) == heading {
				plan[i] = t
				return
			}
		}
	}
}

// schemeOf reads a heading that is itself the code of an identifier scheme, or the usual short name of one.
func schemeOf(heading string) (Target, bool) {
	h := strings.ToUpper(strings.TrimSpace(heading))
	h = strings.TrimPrefix(h, "ID:")
	if _, ok := ident.Lookup(h); ok {
		return Target("id:" + h), true
	}
	short := map[string]string{
		"lei": "XI-LEI", "leicode": "XI-LEI", "duns": "XI-DUNS", "dunsnumber": "XI-DUNS", "uei": "US-UEI", "cagecode": "US-CAGE", "bic": "X-BIC", "swift": "X-BIC",
		"swiftbic": "X-BIC", "cnpj": "BR-CNPJ", "siren": "FR-SIREN", "siret": "FR-SIRET", "ogrn": "RU-OGRN", "uscc": "CN-USCI", "krs": "PL-KRS", "kvk": "NL-KVK", "abn": "AU-ABN", "acn": "AU-ACN",
	}
	scheme, ok := short[squeeze(heading)]
	return Target("id:" + scheme), ok
}

// Asks reports whether a plan has a column with which something can be asked.
func Asks(plan []Target) bool {
	return slices.ContainsFunc(plan, func(t Target) bool {
		return t == Name || t == Organisation || t == Identifier || strings.HasPrefix(string(t), "id:")
	})
}

func joined(list []Target) string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = string(t)
	}
	return strings.Join(out, ", ")
}

func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(out, ", ")
}
