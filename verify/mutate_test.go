package verify_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// alteration is one way to alter a JSON document.
type alteration struct {
	path string // of what is altered, with [] for every array: claims[].claim.names[].value
	what string
	file []byte
}

// alterations alters the values of a document in several ways, every member and item of it included, and calls each with one
// altered document at a time. often says of a place whether it is altered once more.
func alterations(file []byte, often func(path string) bool, each func(alteration)) error {
	var doc any
	if err := json.Unmarshal(file, &doc); err != nil {
		return err
	}
	w := &walker{often: often}
	w.emit = func(path, what string) {
		b, err := json.Marshal(doc, json.Deterministic(true))
		if err != nil {
			w.err = err
			return
		}
		each(alteration{path, what, b})
	}
	w.walk("", doc, func(x any) { doc = x }, func() {})
	return w.err
}

type walker struct {
	often func(path string) bool
	emit  func(path, what string)
	err   error
}

// walk alters value, which set puts in its place and drop takes away, and then what is in it.
func (w *walker) walk(path string, value any, set func(any), drop func()) {
	if w.often(path) {
		for what, other := range others(value) {
			if !reflect.DeepEqual(other, value) {
				set(other)
				w.emit(path, what)
			}
		}
		if path != "" && !strings.HasSuffix(path, "[]") {
			drop()
			w.emit(path, "deleted")
		}
		set(value)
	}
	switch v := value.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			inner := strings.TrimPrefix(path+"."+k, ".")
			w.walk(inner, v[k], func(x any) { v[k] = x }, func() { delete(v, k) })
		}
	case []any:
		for i := range v {
			w.walk(path+"[]", v[i], func(x any) { v[i] = x }, nil)
		}
	}
}

// others are values to put in the place of one.
func others(value any) map[string]any {
	out := map[string]any{"null": nil}
	switch v := value.(type) {
	case string:
		out["appended"], out["blank before"], out["empty"] = v+"0", " "+v, ""
		if v == "" {
			delete(out, "empty")
		}
		if r := []rune(v); len(r) > 0 {
			out["last changed"] = string(r[:len(r)-1]) + string(next(r[len(r)-1]))
			out["first changed"] = string(next(r[0])) + string(r[1:])
			out["cut"] = string(r[:len(r)/2])
			if len(r) == 1 {
				delete(out, "cut")
			}
		}
		if d := strings.Replace(v, "2026", "2025", 1); d != v {
			out["year"] = d
		}
		for _, pair := range [][2]string{{"barred", "clear"}, {"ask", "clear"}, {"stale", "clear"}, {"clear", "barred"}, {"in_force", "quashed"}, {"name_country", "same"}, {"different", "same"}} {
			if v == pair[0] {
				out["turned"] = pair[1]
			}
		}
	case float64:
		out["more"], out["less"], out["zero"], out["text"] = v+1, v-1, 0.0, fmt.Sprint(v)
		if v == 0 {
			delete(out, "zero")
		}
	case bool:
		out["turned"] = !v
	case map[string]any:
		more := maps.Clone(v)
		more["unknown"] = "x"
		out["member added"], out["empty"] = more, map[string]any{}
	case []any:
		arrays(v, out)
	}
	return out
}

func arrays(v []any, out map[string]any) {
	out["empty"] = []any{}
	for i := range v {
		out[fmt.Sprintf("without %d", i)] = slices.Delete(slices.Clone(v), i, i+1)
		out[fmt.Sprintf("twice %d", i)] = slices.Insert(slices.Clone(v), i, v[i])
		if i > 0 {
			swapped := slices.Clone(v)
			swapped[i-1], swapped[i] = v[i], v[i-1]
			out[fmt.Sprintf("swapped %d", i)] = swapped
		}
	}
	out["null added"] = append(slices.Clone(v), nil)
}

func next(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return '0' + (r-'0'+1)%10
	case r >= 'a' && r < 'z', r >= 'A' && r < 'Z':
		return r + 1
	}
	return 'a'
}
