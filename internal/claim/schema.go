package claim

import (
	"reflect"
	"slices"
	"strings"
)

// Schema returns the JSON Schema (2020-12) of claims, made from the same types and lists as the code that checks them. What
// a schema cannot say (order of arrays, chains, digests) stands in docs/format-claim.md.
func Schema() map[string]any {
	s := schemaOf(reflect.TypeFor[Claim](), "")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Probity claim, version 1"
	s["required"] = []string{"v", "kind", "source", "key", "version", "salt"}
	return s
}

const dateForm = `^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`

// lists are the closed lists by JSON name; name kinds are told apart from claim kinds by their type.
func closedList(name string, t reflect.Type) map[string]any {
	switch {
	case t == reflect.TypeFor[Kind]():
		one := []any{map[string]any{"pattern": `^FLG\.R[0-9]{3}$`, "description": "red flag (never a finding)"}}
		for _, k := range kinds {
			one = append(one, map[string]any{"const": string(k.Kind), "description": k.Meaning})
		}
		return map[string]any{"type": "string", "oneOf": one}
	case t == reflect.TypeFor[Date]():
		return map[string]any{"type": "string", "pattern": dateForm}
	}
	lists := map[string][]string{
		"state": States, "finality": Finalities, "admission": Admissions, "Name.kind": NameKinds, "basis": Bases,
		"criterion": slices.Concat(Criteria, RefusedCriteria), "origin": {"official", "mirror", "compiled"},
		"cause": {"vanished", "source", "parser", "publisher"}, "grounds[]": Grounds, "effects[]": Effects,
	}
	if list, ok := lists[name]; ok {
		return map[string]any{"type": "string", "enum": list}
	}
	patterns := map[string]string{
		"supersedes": "^[0-9a-f]{64}$", "salt": "^[0-9a-f]{32}$", "file": "^[0-9a-f]{64}$", "rows": "^[0-9a-f]{64}$",
		"digest": "^[0-9a-f]{64}$", "claim": "^[0-9a-f]{64}$", "source": "^[a-z][a-z0-9-]{1,39}$", "countries[]": "^[A-Z]{2}$",
		"country": "^[A-Z]{2}$", "currency": "^[A-Z]{3}$", "recorded": `^[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z$`,
	}
	if p, ok := patterns[name]; ok {
		return map[string]any{"type": "string", "pattern": p}
	}
	return map[string]any{"type": "string", "minLength": 1, "maxLength": MaxText}
}

func schemaOf(t reflect.Type, name string) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), name)
	case reflect.Bool:
		return map[string]any{"const": true}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer", "minimum": 0}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "integer"}}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), name+"[]"), "minItems": 1, "maxItems": MaxItems, "uniqueItems": true}
	case reflect.Struct:
		return objectOf(t)
	}
	return closedList(name, t)
}

func objectOf(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue
		}
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		list := name
		if t == reflect.TypeFor[Name]() && name == "kind" {
			list = "Name.kind"
		}
		properties[name] = schemaOf(f.Type, list)
		if opts == "" {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
