package screen_test

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/screen"
	"probity.example/probity/internal/screen/manifest"
	"probity.example/probity/verify"
)

// TestForgedManifests: whatever is altered in a manifest or in the files that it binds, a named check refuses it.
func TestForgedManifests(t *testing.T) {
	r := newRegister(t)
	r.lists()
	b := r.batch(suppliers(18)...)
	b.Top = 3
	if _, err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	genuine, out, in, vkey := read(t, b.Out+manifest.Suffix), read(t, b.Out), read(t, b.In), r.w.Log.VKey()
	refused := func(name, want, text, vkey, out, in string) {
		t.Helper()
		_, err := manifest.Verify([]byte(text), vkey, manifest.Files{Output: strings.NewReader(out), Input: strings.NewReader(in)})
		var check *verify.CheckError
		if !errors.As(err, &check) || want != "" && check.Check != want {
			t.Errorf("%s: %v, want check %s", name, err, want)
		}
	}
	if _, err := manifest.Verify([]byte(genuine), vkey, manifest.Files{Output: strings.NewReader(out), Input: strings.NewReader(in)}); err != nil {
		t.Fatal(err)
	}
	other := newRegister(t).w.Log.VKey()
	refused("another key", "checkpoint", genuine, other, out, in)
	refused("no key", "checkpoint", genuine, "", out, in)
	refused("another answer", "output", genuine, vkey, strings.Replace(out, "barred", "clear", 1), in)
	refused("a row less", "output", genuine, vkey, out[:strings.LastIndex(out[:len(out)-1], "\n")+1], in)
	refused("no output", "output", genuine, vkey, "", in)
	refused("another input", "input", genuine, vkey, out, strings.Replace(in, "XV", "XW", 1))
	refused("not JSON", "format", "{", vkey, out, in)
	refused("more members", "format", strings.Replace(genuine, "{", `{"more":1,`, 1), vkey, out, in)
	refused("another format", "format", strings.Replace(genuine, "screening/v1", "screening/v2", 1), vkey, out, in)
	refused("time", "format", strings.Replace(genuine, "T08:00:00.000Z", "T08:00:00Z", 1), vkey, out, in)
	for _, change := range mutations(t, genuine) {
		text, err := change.m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		refused(change.field, "", string(text), vkey, out, in)
		if strings.HasPrefix(change.field, "Log") || change.field == "Format" || change.field == "Signature" {
			continue
		}
		// A register that signs what does not add up is found out too, where the files show it.
		if err := change.m.Sign(r.w.Log); err != nil {
			t.Fatal(err)
		}
		if text, err = change.m.Encode(); err != nil {
			t.Fatal(err)
		}
		if field, _, _ := strings.Cut(change.field, "."); field == "Counts" && !strings.HasSuffix(change.field, "AnswerFiles") {
			refused("signed anew: "+change.field, "counts", string(text), vkey, out, in)
		}
		for _, bound := range []string{"Output.SHA256", "Output.Bytes", "Input.SHA256", "Input.Bytes", "Output.Rows", "Input.Rows"} {
			if change.field == bound {
				refused("signed anew: "+bound, "", string(text), vkey, out, in)
			}
		}
	}
	m := parsed(t, genuine)
	m.Signature += m.Signature[strings.Index(m.Signature, "\n\n")+2:]
	twice, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	refused("signed twice", "signature", string(twice), vkey, out, in)
	m = parsed(t, genuine)
	if err := m.Sign(stranger(t)); err != nil {
		t.Fatal(err)
	}
	strange, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	refused("signed by a stranger", "signature", string(strange), vkey, out, in)
	if !manifest.Is([]byte(genuine)) || manifest.Is([]byte(`{"format":"probity/answer/v1"}`)) || manifest.Is([]byte("{")) {
		t.Error("manifests are not told from answers")
	}
}

func parsed(t *testing.T, text string) *manifest.Manifest {
	t.Helper()
	m, err := manifest.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

type mutation struct {
	field string
	m     *manifest.Manifest
}

// mutations alters every field of a manifest, one at a time.
func mutations(t *testing.T, genuine string) []mutation {
	t.Helper()
	var out []mutation
	var walk func(path []int, name string, v reflect.Value)
	walk = func(path []int, name string, v reflect.Value) {
		for i := range v.NumField() {
			at, field := append(append([]int{}, path...), i), strings.TrimPrefix(name+"."+v.Type().Field(i).Name, ".")
			if v.Field(i).Kind() == reflect.Struct {
				walk(at, field, v.Field(i))
				continue
			}
			m := parsed(t, genuine)
			alter(reflect.ValueOf(m).Elem().FieldByIndex(at))
			out = append(out, mutation{field, m})
		}
	}
	walk(nil, "", reflect.ValueOf(*parsed(t, genuine)))
	return out
}

func alter(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "0")
	case reflect.Int, reflect.Int64:
		v.SetInt(v.Int() + 1)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Slice:
		v.Set(v.Slice(1, v.Len()))
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		for _, k := range v.MapKeys()[1:] {
			m.SetMapIndex(k, v.MapIndex(k))
		}
		v.Set(m)
	}
}

type signing struct{ note.Signer }

func (s signing) Sign(text string) ([]byte, error) {
	return note.Sign(&note.Note{Text: text}, s.Signer)
}

func stranger(t *testing.T) manifest.Signer {
	t.Helper()
	skey, _, err := note.GenerateKey(nil, "stranger.example/log")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return signing{s}
}

// TestOutputsThatDoNotAddUp: outputs that no batch writes are refused though their digests fit.
func TestOutputsThatDoNotAddUp(t *testing.T) {
	r := newRegister(t)
	r.lists()
	for _, format := range []string{"csv", "ndjson"} {
		b := r.batch(suppliers(18)...)
		b.OutFormat = format
		m, err := b.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(strings.TrimSuffix(read(t, b.Out), "\n"), "\n")
		lines[len(lines)-1] += "\n"
		at := 1
		for name, text := range map[string]string{
			"swapped": strings.Join(append(append(append([]string{}, lines[:at]...), lines[at+1], lines[at]), lines[at+2:]...), ""),
			"dropped": strings.Join(append(append([]string{}, lines[:at]...), lines[at+1:]...), ""),
			"twice":   strings.Join(append(lines[:len(lines):len(lines)], lines[len(lines)-1]), ""),
			"garbage": strings.Join(lines, "") + "\"\n",
			"empty":   "",
		} {
			forged := *m
			if forged.Output.Bytes, forged.Output.SHA256, err = sum(text); err != nil {
				t.Fatal(err)
			}
			if err := forged.Sign(r.w.Log); err != nil {
				t.Fatal(err)
			}
			file, err := forged.Encode()
			if err != nil {
				t.Fatal(err)
			}
			var check *verify.CheckError
			if _, err := manifest.Verify(file, r.w.Log.VKey(), manifest.Files{Output: strings.NewReader(text)}); !errors.As(err, &check) || check.Check != "output" && check.Check != "counts" {
				t.Errorf("%s, %s: %v", format, name, err)
			}
		}
	}
}

// TestOutputIsReadAgain: what a decision needs comes back from both formats as it was written.
func TestOutputIsReadAgain(t *testing.T) {
	r := newRegister(t)
	r.lists()
	var got [2][]screen.Row
	for i, format := range []string{"csv", "ndjson"} {
		b := r.batch("nr,name", "=1,=Formula Works", "2,Twice Named Mills", "3,Nobody")
		b.OutFormat = format
		if _, err := b.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := screen.ReadCases(strings.NewReader(read(t, b.Out)), format, func(r screen.Row) error {
			got[i] = append(got[i], screen.Row{QueryID: r.QueryID, Rank: r.Rank, OrgID: r.OrgID, RecordKeys: r.RecordKeys, Caption: r.Caption, InputRow: r.InputRow, Case: r.Case})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := screen.ReadCases(strings.NewReader("a,b\n1,2\n"), format, func(screen.Row) error { return nil }); err == nil {
			t.Errorf("%s: something else is read as an output", format)
		}
	}
	if len(got[0]) != 3 || got[0][0].QueryID != "=1" || got[0][0].Caption != "=Formula Works" || !reflect.DeepEqual(got[0], got[1]) {
		t.Errorf("csv: %+v\nndjson: %+v", got[0], got[1])
	}
	if err := screen.ReadCases(strings.NewReader(""), "csv", func(screen.Row) error { return io.EOF }); err == nil {
		t.Error("an empty file is read as an output")
	}
}
