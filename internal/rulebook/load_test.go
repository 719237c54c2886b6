package rulebook_test

import (
	"fmt"
	"strings"
	"testing"

	"probity.example/probity/internal/rulebook"
)

func withCondition(when string) []byte {
	return fmt.Appendf(nil, "%srules:\n  - id: one\n    sentence: S.\n    basis: B\n    outcome: barred\n    when: |-\n      %s\n", header, when)
}

func TestConditionsRefused(t *testing.T) {
	for _, c := range []struct{ name, when, want string }{
		{"a name", "c.name == 'X'", "undeclared reference"},
		{"names", "size(c.names) > 0", "undeclared reference"},
		{"legal form", "c.legal_form == 'GmbH'", "undeclared reference"},
		{"address", "c.address == 'X'", "undeclared reference"},
		{"country", "c.countries == ['IR']", "undeclared reference"},
		{"activity", "c.activity == 'X'", "undeclared reference"},
		{"public body", "c.public_body", "undeclared reference"},
		{"title", "c.title == 'X'", "undeclared reference"},
		{"identifier", "c.record == 'X'", "undeclared reference"},
		{"share", "c.share == '50'", "undeclared reference"},
		{"the whole record", "c == c", "undeclared reference"},
		{"double", "1.5 < 2.0", "overload"},
		{"equal doubles", "1.5 == 1.5", "not in the condition language"},
		{"unsigned", "1u == 1u", "not in the condition language"},
		{"bytes", "b'a' == b'a'", "not in the condition language"},
		{"null", "null == null", "not in the condition language"},
		{"map", "{'a': 1} == {'a': 1}", "not in the condition language"},
		{"map iteration", "{'a': 1}.exists(k, k == 'a')", "only lists are iterated"},
		{"map macro", "c.grounds.map(g, g) == c.grounds", "undeclared reference"},
		{"filter", "size(c.grounds.filter(g, true)) > 0", "undeclared reference"},
		{"exists_one", "c.grounds.exists_one(g, true)", "undeclared reference"},
		{"has", "has(c.kind)", "undeclared reference"},
		{"nested iteration", "c.grounds.exists(g, c.grounds.exists(h, h == g))", "inside another"},
		{"iteration over a literal", "['a'].exists(g, g == 'a')", "only the lists of a record"},
		{"iteration variable c", "c.grounds.exists(c, c == 'G.CORR')", "taken"},
		{"regular expression", "c.authority.matches('a+')", "undeclared reference"},
		{"timestamp", "timestamp('2020-01-01T00:00:00Z') == timestamp('2020-01-01T00:00:00Z')", "undeclared reference"},
		{"duration", "duration('1s') == duration('1s')", "undeclared reference"},
		{"now", "now() == as_of", "undeclared reference"},
		{"conversion", "string(1.5) == '1.5'", "undeclared reference"},
		{"int of a double", "int(1.5) == 1", "undeclared reference"},
		{"type", "type(1) == int", "undeclared reference"},
		{"dyn", "dyn(1) == 1", "undeclared reference"},
		{"arithmetic", "c.amount + 1 > 2", "undeclared reference"},
		{"conditional", "true ? true : false", "undeclared reference"},
		{"index", "c.grounds[0] == 'G.CORR'", "undeclared reference"},
		{"endsWith", "c.authority.endsWith('x')", "undeclared reference"},
		{"contains", "c.authority.contains('x')", "undeclared reference"},
		{"size of a text", "size(c.authority) > 3", "overload"},
		{"structure", "google.protobuf.Int64Value{value: 1} == 1", "not in the condition language"},
		{"order of texts", "c.authority < 'M'", "texts have no order"},
		{"order of booleans", "true < false", "overload"},
		{"mixed list", "c.kind in ['SAN.BLOCK', 1]", "list"},
		{"empty list", "c.kind in []", "list"},
		{"list of variables", "c.kind in [c.state]", "literals only"},
		{"lists compared", "c.grounds == ['G.CORR']", "not compared"},
		{"not a truth", "c.kind", "not true or false"},
		{"unknown kind", "c.kind == 'SAN.BLOK'", `"SAN.BLOK" is not in the closed list of c.kind`},
		{"unknown family", "'SANC' == c.family", "closed list"},
		{"unknown ground", "c.grounds.exists(g, g == 'G.CORUPT')", "closed list"},
		{"unknown ground in", "'G.CORUPT' in c.grounds", "closed list"},
		{"protected ground", "'P.SPEECH' in c.grounds", "closed list"},
		{"unknown state", "c.state in ['in_force', 'inforce']", "closed list"},
		{"UK", "c.jurisdiction == 'UK'", "closed list"},
		{"day and month", "c.decided > '2020-05'", "a day is compared with a day"},
		{"day and text", "as_of == c.kind", "a day is compared with a day"},
		{"no such day", "as_of < '2023-02-30'", "a day is compared with a day"},
		{"day in a list", "as_of in ['2020-01-01']", "only compared"},
		{"start of a day", "as_of.startsWith('2020')", "only compared"},
		{"syntax", "c.kind ==", "Syntax error"},
		{"too long", "c.kind == '" + strings.Repeat("x", 3000) + "'", "size"},
		{"too deep", strings.Repeat("!(", 200) + "true" + strings.Repeat(")", 200), "recursion"},
		{"too many terms", strings.Repeat("true||", 300) + "true", "terms"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := rulebook.Load(withCondition(c.when))
			wantError(t, err, "rule one (line 11): condition 1:", c.want)
		})
	}
}

func TestConditionsAllowed(t *testing.T) {
	for _, when := range []string{
		"true",
		"c.kind == 'SAN.BLOCK' && c.jurisdiction in ['US', 'EU', 'XV']",
		"c.kind != 'FLG.R018' || !(c.family == 'FLG')",
		"c.grounds.exists(g, g in ['G.CORR', 'G.FRAUD']) && c.effects.all(e, e != 'monitor')",
		"size(c.programmes) > 0 && c.programmes.exists(p, p.startsWith('IRAN'))",
		"c.grounds.size() == 0 && c.amount >= 100000000 && c.currency == 'USD' && c.amount > -5",
		"as_of >= '2020-12-31' && c.decided < '2016-04-18' && c.until >= as_of && c.from != c.decided",
		"c.has_until && !c.has_from && c.has_decided && c.indefinite",
		"c.status == 'active' && c.state == 'in_force' && c.finality == '' && c.admission == 'without'",
		"c.source == 'ebrd' && c.criterion == 'exclusion' && c.authority == 'Any Authority'",
		"c.jurisdiction == c.currency",
	} {
		if _, err := rulebook.Load(withCondition(when)); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	good := header + barAll
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", []string{"policy"}},
		{"not a mapping", "- a\n", []string{"policy"}},
		{"two documents", good + "---\n" + good, []string{"policy"}},
		{"not YAML", "id: [", []string{"L2.C1"}},
		{"unknown key", good + "colour: red\n", []string{"line 11", "colour"}},
		{"unknown key in a rule", strings.Replace(good, "outcome: barred,", "outcome: barred, weight: 3,", 1), []string{"line 10", "weight"}},
		{"the same key twice", good + "title: Again\n", []string{"title"}},
		{"an anchor", strings.Replace(good, "title: Test", "title: &t Test", 1), []string{"line 3", "anchors"}},
		{"a tag", strings.Replace(good, "title: Test", "title: !!str Test", 1), []string{"line 3", "tags"}},
		{"id", strings.Replace(good, "id: test", "id: Test Policy", 1), []string{"id"}},
		{"version", strings.Replace(good, `version: "1"`, `version: ""`, 1), []string{"version"}},
		{"no title", strings.Replace(good, "title: Test\n", "", 1), []string{"title"}},
		{"family", strings.Replace(good, "[SAN,", "[SANC,", 1), []string{"SANC"}},
		{"machinery family", strings.Replace(good, "[SAN,", "[SRC,", 1), []string{"SRC"}},
		{"no_records", strings.Replace(good, "no_records: clear", "no_records: barred", 1), []string{"no_records"}},
		{"age", strings.Replace(good, "max_age_days: 10", "max_age_days: 0", 1), []string{"max_age_days"}},
		{"look-back of a family", good + "look_back_years_by_family: {ARR: 3}\n", []string{"ARR"}},
		{"no source", strings.Replace(good, "sources: [{name: the list, any: [list]}]\n", "", 1), []string{"sources"}},
		{"empty need", strings.Replace(good, "any: [list]", "max_age_days: 3", 1), []string{"any or criteria"}},
		{"source id", strings.Replace(good, "any: [list]", "any: [The List]", 1), []string{"The List"}},
		{"criterion", strings.Replace(good, "any: [list]", "criteria: [opinion]", 1), []string{"opinion"}},
		{"jurisdiction without criterion", strings.Replace(good, "any: [list]", "any: [list], jurisdictions: [US]", 1), []string{"go with criteria"}},
		{"jurisdiction", strings.Replace(good, "any: [list]", "criteria: [sanction], jurisdictions: [UK]", 1), []string{"UK"}},
		{"no rules", header, []string{"rules"}},
		{"rule id", strings.Replace(good, "id: all", "id: All", 1), []string{"All"}},
		{"no basis", strings.Replace(good, "basis: none", "basis: ''", 1), []string{"rule all", "basis"}},
		{"outcome", strings.Replace(good, "outcome: barred", "outcome: refuse", 1), []string{"refuse"}},
		{"history bars", strings.Replace(good, "outcome: barred", "outcome: barred, history: true", 1), []string{"history"}},
		{"within nothing", strings.Replace(good, "outcome: barred", "outcome: barred, within: {of: decided}", 1), []string{"within"}},
		{"within two units", strings.Replace(good, "outcome: barred", "outcome: barred, within: {years: 1, days: 3, of: decided}", 1), []string{"within"}},
		{"within of what", strings.Replace(good, "outcome: barred", "outcome: barred, within: {years: 1, of: published}", 1), []string{"published"}},
		{"case of an unknown rule", good + "cases: [{name: a, as_of: 2024-01-01, expect: clear, rules: [none], sources: [{id: list}]}]\n", []string{`case "a"`, "none"}},
		{"case without sources", good + "cases: [{name: a, as_of: 2024-01-01, expect: clear}]\n", []string{"case_sources"}},
		{"case answer", good + "cases: [{name: a, as_of: 2024-01-01, expect: fine, sources: [{id: list}]}]\n", []string{"fine"}},
		{"case claim", good + "cases: [{name: a, as_of: 2024-01-01, expect: clear, sources: [{id: list}], claims: [{kind: SAN.BLOCK, state: active}]}]\n", []string{"claims[0]", "state"}},
		{"too large", good + strings.Repeat("# filler\n", 40000), []string{"bytes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := rulebook.Load([]byte(c.text))
			wantError(t, err, c.want...)
		})
	}
}

func TestDigestIsOfTheBytes(t *testing.T) {
	a, b := load(t, header+barAll), load(t, header+barAll+"# a comment\n")
	if len(a.Digest()) != 64 || a.Digest() == b.Digest() || a.Digest() != load(t, header+barAll).Digest() {
		t.Errorf("digests %s and %s", a.Digest(), b.Digest())
	}
}

// FuzzLoad feeds Load with damaged policies: it returns an error or a policy that evaluates.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(header + barAll))
	f.Add(withCondition("c.grounds.exists(g, g in ['G.CORR']) && as_of >= '2020-01-01'"))
	f.Add([]byte("rules: [{within: {years: 5, of: decided}, when: 'c.amount > 3'}]\ncases: [{claims: [{kind: SAN.BLOCK}]}]"))
	if b, ok := rulebook.BuiltinText("sanctions-un"); ok {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := rulebook.Load(b)
		if err != nil {
			return
		}
		for _, c := range p.RunCases() {
			_ = c
		}
		if _, err := p.Evaluate(ask("2024-06-01", known(0, "a", 1, "2024-01-01", block("2020")))); err != nil {
			t.Errorf("a policy that loads does not evaluate: %v", err)
		}
	})
}
