package verify_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/note"

	"probity.example/probity/internal/rulebook"
	"probity.example/probity/verify"
)

// caught says which checks may refuse an alteration of a part of the file, whatever a forger without the key does to the rest
// of it. The first pattern that fits counts; docs/format-answer.md says of the parts with "signature" that only the
// signature binds them.
var caught = []struct{ pattern, checks string }{
	{"format", "format"},
	{"completeness", "format"},
	{"question.as_of", "format question policy identity sources evaluation wording signature"},
	{"question.asked_at", "format question evaluation signature"},
	{"question.known_at", "format question epoch batch known_at key organisation complete sources evaluation wording signature"},
	{"question.policy", "format policy signature"},
	{"question", "format question policy organisation identity complete sources evaluation wording signature"}, // another spelling, another country
	{"answer", "format policy evaluation"},
	{"sentence", "format wording"},
	{"notes", "format wording"},
	{"policy.private", "format policy policy_logged"},
	{"policy.text", "format policy"},
	{"policy", "format policy"},
	{"log.key", "format key"},
	{"log.epoch", "format epoch"},
	{"log.past", "format epoch known_at complete"},
	{"log.hashes", "format inclusion"},
	{"log", "format checkpoint"},
	{"map", "format complete"},
	{"unattributed", "format complete"},
	{"subjects[].organisation", "format organisation"},
	{"subjects[].records", "format organisation identity complete sources evaluation"},
	{"subjects[].identity", "format identity evaluation"},
	{"subjects[].similar", "format identity complete sources signature"}, // the register's word for it
	{"subjects[]", "format organisation identity"},
	{"subjects", "format organisation identity complete sources evaluation wording"},
	{"rejected[].organisation", "format organisation"},
	{"rejected[].records", "format organisation identity complete sources"},
	{"rejected[].similar", "format identity complete signature"}, // as above
	{"rejected[]", "format organisation identity"},
	{"rejected", "format organisation identity complete sources signature"}, // left out, if similarity alone found it
	{"search.bounded", "format wording signature"},
	{"search", "format identity wording signature"}, // as above
	{"result", "format policy evaluation"},
	{"claims[].index", "format claim inclusion batch known_at complete"},
	{"claims[].id", "format claim"},
	{"claims[].claim", "format claim inclusion batch key policy_logged known_at organisation identity complete sources"},
	{"claims[].proof", "format inclusion complete"},
	{"claims[]", "format claim"},
	{"claims", "format claim batch inclusion key policy_logged known_at organisation identity complete sources evaluation wording signature"}, // a source's reading for another
	{"signature", "format signature"},
	{"", "format"},
}

func allowed(at string) []string {
	for _, c := range caught {
		if c.pattern == "" || at == c.pattern || strings.HasPrefix(at, c.pattern+".") || strings.HasPrefix(at, c.pattern+"[") {
			return strings.Fields(c.checks)
		}
	}
	return nil
}

// tally counts which check refused alterations of which part by which forger.
type tally struct {
	mu sync.Mutex
	n  map[string]map[string]int
}

func (y *tally) add(class, check string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.n == nil {
		y.n = map[string]map[string]int{}
	}
	if y.n[class] == nil {
		y.n[class] = map[string]int{}
	}
	y.n[class][check]++
}

func (y *tally) log(t *testing.T) {
	for _, class := range slices.Sorted(maps.Keys(y.n)) {
		line := ""
		for _, check := range slices.Sorted(maps.Keys(y.n[class])) {
			line += fmt.Sprintf(" %s %d", check, y.n[class][check])
		}
		t.Logf("%-26s%s", class, line)
	}
}

// forgers are what one without the register's key can do after altering a file: nothing; make every digest and text right; let
// everything follow from what was altered. A forger reports whether it has something to show.
var forgers = []struct {
	name string
	do   func(a *verify.Answer, p *rulebook.Policy) bool
}{
	{"as it is", nil},
	{"digests", func(a *verify.Answer, p *rulebook.Policy) bool { verify.Rehash(a, p); verify.Reword(a); return true }},
	{"all follows", verify.Follow},
}

// TestForgery alters every field of many answers. Every alteration must be refused, by a check with a name, and where the field
// is one that only the signature may bind, this table says so. Values that stand at the same place of the format (the records
// of all matches, say) are altered a few times, not wherever they occur.
func TestForgery(t *testing.T) {
	var seen tally
	altered := map[string]int{}
	for _, s := range samples {
		file := ask(t, s.policy, s.q)
		t.Run(s.name, func(t *testing.T) { forge(t, file, s.policy, altered, &seen) })
	}
	seen.log(t)
}

// often reports whether a place of the format is to be altered once more.
func often(altered map[string]int, at string) bool {
	limit := 4
	if strings.HasPrefix(at, "claims[].") || strings.HasPrefix(at, "result") {
		limit = 2
	}
	altered[at]++
	return altered[at] <= limit
}

func forge(t *testing.T, file []byte, policy string, altered map[string]int, seen *tally) {
	opt := options(policy)
	honest, err := verify.Verify(file, opt)
	if err != nil {
		t.Fatal(err)
	}
	f := &forging{t: t, opt: opt, claims: len(honest.Claims), seen: seen}
	if f.original, err = verify.Canonical(honest); err != nil {
		t.Fatal(err)
	}
	if honest.Policy != nil {
		if f.policy, err = rulebook.Load([]byte(honest.Policy.Text)); err != nil {
			t.Fatal(err)
		}
	}
	jobs := make(chan alteration)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for alt := range jobs {
				f.try(alt)
			}
		})
	}
	err = alterations(file, func(at string) bool { return often(altered, at) }, func(alt alteration) { jobs <- alt })
	close(jobs)
	workers.Wait()
	if err != nil {
		t.Fatal(err)
	}
}

// forging is the forging of one answer.
type forging struct {
	t        *testing.T
	opt      verify.Options
	original []byte // canonical
	policy   *rulebook.Policy
	claims   int
	seen     *tally
}

// try lets every forger do what it can with one alteration.
func (f *forging) try(alt alteration) {
	last := f.original // a forger that undoes the alteration, or has nothing to add, need not be tried
	for _, forger := range forgers {
		forged, may := alt.file, allowed(alt.path)
		if forger.do != nil {
			var a verify.Answer
			if json.Unmarshal(alt.file, &a) != nil || !forger.do(&a, f.policy) {
				continue
			}
			var err error
			if forged, err = verify.Canonical(&a); err != nil {
				continue
			}
			if strings.HasPrefix(alt.path, "claims[]") && len(a.Claims) < f.claims {
				may = append(may, allowed("claims")...) // the altered claim, or what hung on it, was left out in the end
			}
		}
		if bytes.Equal(forged, last) || bytes.Equal(forged, f.original) {
			continue
		}
		last = forged
		check := refusal(f.t, forged, f.opt)
		if !slices.Contains(may, check) {
			f.t.Errorf("%s %s, forger %q: check %q; want one of %v", alt.path, alt.what, forger.name, check, may)
		}
		f.seen.add(class(alt.path), check)
	}
}

// refusal is the check that refuses a file.
func refusal(t *testing.T, file []byte, opt verify.Options) string {
	_, err := verify.Verify(file, opt)
	if err == nil {
		return "none"
	}
	var check *verify.CheckError
	if !errors.As(err, &check) || !slices.Contains(verify.Checks, check.Check) {
		t.Errorf("refused without a named check: %v", err)
		return ""
	}
	return check.Check
}

func class(at string) string {
	parts := strings.Split(at, ".")
	if parts[0] == "claims[]" && len(parts) > 2 {
		parts = parts[:2]
	}
	return path.Join(parts[:min(len(parts), 2)]...)
}

// TestOtherKey: a forger with a key of its own gets no further than the checkpoint, whatever else is right; with the
// register's checkpoint and a signature of its own, no further than the signature.
func TestOtherKey(t *testing.T) {
	evil := another(t)
	for _, s := range samples {
		file := ask(t, s.policy, s.q)
		var a verify.Answer
		if err := json.Unmarshal(file, &a); err != nil {
			t.Fatal(err)
		}
		a.Question.AskedAt = "2026-11-02T10:00:00.001Z"
		if got := refusal(t, sealed(t, &a, evil), options(s.policy)); got != "signature" {
			t.Errorf("%s: signed with another key: check %q", s.name, got)
		}
		text, _, _ := strings.Cut(a.Log.Checkpoint, "\n\n")
		msg, err := note.Sign(&note.Note{Text: text + "\n"}, evil)
		if err != nil {
			t.Fatal(err)
		}
		a.Log.Checkpoint = string(msg)
		if got := refusal(t, sealed(t, &a, evil), options(s.policy)); got != "checkpoint" {
			t.Errorf("%s: checkpoint and answer signed with another key: check %q", s.name, got)
		}
	}
}

func sealed(t *testing.T, a *verify.Answer, with note.Signer) []byte {
	t.Helper()
	text, err := a.SigningText()
	if err != nil {
		t.Fatal(err)
	}
	msg, err := note.Sign(&note.Note{Text: text}, with)
	if err != nil {
		t.Fatal(err)
	}
	a.Signature = string(msg)
	b, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSpelling: bytes that mean the same to a lenient reader are refused, except for blanks between the parts.
func TestSpelling(t *testing.T) {
	file := ask(t, "eu-procurement", samples[0].q)
	opt := options("eu-procurement")
	compact := jsontext.Value(bytes.Clone(file))
	if err := compact.Compact(); err != nil {
		t.Fatal(err)
	}
	if got := refusal(t, compact, opt); got != "none" {
		t.Errorf("without blanks between the parts: check %q", got)
	}
	for what, pair := range map[string][2]string{
		"a member twice":         {`{"format":`, `{"answer":"clear","format":`},
		"another case":           {`"answer":"barred"`, `"Answer":"barred"`},
		"a member that is empty": {`"policy":"eu-procurement"`, `"policy":"eu-procurement","person":false`},
		"bad UTF-8":              {"Amberfield", "Amber\xff"},
		"a byte order mark":      {`{"format":`, "\ufeff" + `{"format":`},
	} {
		forged := strings.Replace(string(compact), pair[0], pair[1], 1)
		if forged == string(compact) {
			t.Fatalf("%s: nothing altered", what)
		}
		if got := refusal(t, []byte(forged), opt); got != "format" {
			t.Errorf("%s: check %q", what, got)
		}
	}
	if got := refusal(t, append(compact, "{}"...), opt); got != "format" {
		t.Errorf("something after the end: check %q", got)
	}
}

// TestSignatureAlone: the register's signature must stand once and alone, in one spelling.
func TestSignatureAlone(t *testing.T) {
	file := ask(t, "eu-procurement", samples[0].q)
	var a verify.Answer
	if err := json.Unmarshal(file, &a); err != nil {
		t.Fatal(err)
	}
	good := a.Signature
	second, err := note.Sign(&note.Note{Text: good[:strings.Index(good, "\n\n")+1]}, another(t))
	if err != nil {
		t.Fatal(err)
	}
	line := good[strings.Index(good, "\n\n")+2:]
	i := strings.LastIndex(line, "=") - 1
	for what, sig := range map[string]string{
		"a second signature":  good + string(second[bytes.Index(second, []byte("\n\n"))+2:]),
		"the signature twice": good + line,
		"unused bits":         good[:len(good)-len(line)] + line[:i] + string(line[i]+1) + line[i+1:],
	} {
		a.Signature = sig
		b, err := a.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got := refusal(t, b, options("eu-procurement")); got != "signature" {
			t.Errorf("%s: check %q", what, got)
		}
	}
}
