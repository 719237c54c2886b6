package format

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"probity.example/probity/internal/testkit"
)

func newXML(s string) *XML {
	return NewXML(&File{Path: "/somewhere/list.xml"}, iotest.OneByteReader(strings.NewReader(s)))
}

// shape writes a tree as name{attr=value}(text)[children].
func shape(n *Node) string {
	s := n.Name
	for _, a := range n.attrs {
		s += fmt.Sprintf("{%s=%s}", a.name, a.value)
	}
	if n.Text != "" {
		s += "(" + n.Text + ")"
	}
	for _, c := range n.Children {
		s += "[" + shape(c) + "]"
	}
	return s
}

func shapes(x *XML, local ...string) []string {
	var out []string
	for {
		n, err := x.Next(local...)
		var bad *RowProblem
		switch {
		case err == io.EOF:
			return out
		case errors.As(err, &bad):
			out = append(out, fmt.Sprintf("%d! %s", bad.Line, bad.Rule))
		case err != nil:
			return append(out, err.Error())
		default:
			out = append(out, fmt.Sprintf("%d: %s", n.Line, shape(n)))
		}
	}
}

func TestXML(t *testing.T) {
	const cut = "read list.xml: document ends too early: unexpected EOF"
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"elements at any depth", "<?xml version='1.0'?>\n<r>\n<e>1</e><g><g>\n<e a='2'/></g></g></r>\n", []string{"3: e(1)", "4: e{a=2}"}},
		{"nested of the same name", "<r><e><e>1</e></e></r>", []string{"1: e[e(1)]"}},
		{"namespaces", "<x:r xmlns:x='u'><x:e x:k=\"v\"><y>1</y></x:e></x:r>", []string{"1: e{k=v}[y(1)]"}},
		{"entities", "<r><e a='&lt;&#233;&quot;'>a &amp; b &#x2014; &gt;</e></r>", []string{"1: e{a=<é\"}(a & b — >)"}},
		{"CDATA, comments, instructions", "<r><!-- <e>no</e> --><e>a<![CDATA[ <b> & ]]]]><!-- x -->c<?p <e> ?></e></r>", []string{"1: e(a <b> & ]]c)"}},
		{"text around children", "<r><e> a <f/> b\r\n </e></r>", []string{"1: e(a  b)[f]"}},
		{"brackets in values", "<r><e a='>' b=\"'/>\">1</e></r>", []string{"1: e{a=>}{b='/>}(1)"}},
		{"byte order mark", "\xef\xbb\xbf<r><e>1</e></r>", []string{"1: e(1)"}},
		{"Windows-1252 in UTF-8", "<r><e>caf\xe9 \xc3\xa9 \xc2\x92</e></r>", []string{"1: e(café é ’)"}},
		{"declared encoding", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><r><e>caf\xe9</e></r>", []string{"1: e(café)"}},
		{"unknown encoding", "<?xml version=\"1.0\" encoding=\"x-secret\"?><r/>", []string{"read list.xml: encoding of the document is not known"}},
		{"entity of a DOCTYPE", "<!DOCTYPE r [<!ENTITY a 'b>'><!-- ' --><!ENTITY c \"&a;&a;\">]><r><e>&c;</e><e>2</e></r>", []string{"1! xml", "1: e(2)"}},
		{"attribute without quotes", "<r><e a=1>x</e>\n<e>2</e></r>", []string{"1! xml", "2: e(2)"}},
		{"cut in text", "<r><e>1</e><e>2", []string{"1: e(1)", cut}},
		{"cut in a tag", "<r><e>1</e><e a='", []string{"1: e(1)", cut}},
		{"cut between elements", "<r><e>1</e>\n", []string{"1: e(1)", cut}},
		{"cut in a comment", "<r><!-- ", []string{cut}},
		{"empty", "", []string{cut}},
		{"blanks only", " \n", []string{cut}},
		{"not XML", "a,b\n1,2\n", []string{"read list.xml: line 3: not well-formed XML"}},
		{"text before the root", "x<r/>", []string{"read list.xml: line 1: not well-formed XML"}},
		{"wrong end tag", "<r>\n<e>1</f></r>", []string{"read list.xml: line 2: not well-formed XML"}},
		{"two roots", "<r/>\n<r/>", []string{"read list.xml: line 2: not well-formed XML"}},
		{"text after the root", "<r/>\nx", []string{"read list.xml: line 2: not well-formed XML"}},
		{"comment after the root", "<r><e/></r>\n<!-- bye -->\n", []string{"1: e"}},
	} {
		if diff := cmp.Diff(c.want, shapes(newXML(c.in), "e")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestXMLRootSkipAndDigest(t *testing.T) {
	x := newXML("<list date='2031-04-27' xmlns='u'><made>today</made><person><e>no</e></person><e>1</e></list>")
	x.Skip("person")
	root, err := x.Root()
	if err != nil || root.Name != "list" || root.Attr("date") != "2031-04-27" || len(root.Children) != 0 {
		t.Fatalf("%+v %v", root, err)
	}
	made, err := x.Next("made", "e")
	if err != nil || made.Value() != "today" {
		t.Fatalf("%+v %v", made, err)
	}
	e, err := x.Next("made", "e")
	sum := sha256.Sum256([]byte("<e>1</e>"))
	if err != nil || e.Text != "1" || e.Digest != hex.EncodeToString(sum[:]) {
		t.Fatalf("%+v %v", e, err)
	}
	if _, err := x.Next("e"); err != io.EOF {
		t.Error(err)
	}

	x = newXML("<r><e t='person'/><e t='org'/></r>")
	x.Digests = func(n *Node) bool { return n.Attr("t") == "org" }
	person, _ := x.Next("e")
	org, err := x.Next("e")
	if err != nil || person.Digest != "" || org.Digest == "" {
		t.Errorf("%q %q %v", person.Digest, org.Digest, err)
	}
}

func TestNodePaths(t *testing.T) {
	x := newXML("<r><e><a><b> one\n two </b><b>2</b></a><a k='v'/></e></r>")
	n, err := x.Next("e")
	if err != nil {
		t.Fatal(err)
	}
	if n.Value("a", "b") != "one two" || len(n.All("a")) != 2 || len(n.Child("a").All("b")) != 2 || n.All("a")[1].Attr("k") != "v" {
		t.Error(shape(n))
	}
	var none *Node
	if none.Child("a") != nil || none.Value("a") != "" || none.Attr("a") != "" || none.All("a") != nil || n.Value("x", "y") != "" || n.Attr("k") != "" {
		t.Error("what is not there is not empty")
	}
}

func TestXMLElementSize(t *testing.T) {
	for name, filling := range map[string]string{
		"text": strings.Repeat("x", MaxElement), "children": strings.Repeat("<c>1</c>", MaxElement/8), "comment": "<!--" + strings.Repeat("x", MaxElement) + "-->",
	} {
		f := &File{Path: "list.xml"}
		x := NewXML(f, strings.NewReader("<r>\n<e>"+filling+"</e>\n<e>2</e></r>"))
		if diff := cmp.Diff([]string{"2! element.size", "3: e(2)"}, shapes(x, "e")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if cap(x.in.buf) > 4*MaxElement {
			t.Errorf("%s: %d bytes held", name, cap(x.in.buf))
		}
	}
}

// Hundreds of MB pass through a window that does not grow.
func TestXMLMemory(t *testing.T) {
	entry := []byte("<e><name>Specimen</name><other>" + strings.Repeat("y", 2000) + "</other></e>\n<skipped>" + strings.Repeat("z", 100_000) + "</skipped>")
	const n = 2000
	r := io.MultiReader(strings.NewReader("<r>"), &repeater{b: entry, n: n}, strings.NewReader("</r>"))
	x := NewXML(&File{Path: "list.xml"}, r)
	got := 0
	for {
		if _, err := x.Next("e"); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		got++
	}
	if got != n || cap(x.in.buf) > 1<<20 {
		t.Errorf("%d elements, window of %d bytes", got, cap(x.in.buf))
	}
}

type repeater struct {
	b      []byte
	n, pos int
}

func (r *repeater) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.b[r.pos:])
	if r.pos += n; r.pos == len(r.b) {
		r.pos = 0
		r.n--
	}
	return n, nil
}

// reference reads a document with encoding/xml: the elements below the root that have this name and are in no other one.
func reference(b []byte, local string) (out []string, err error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var open []*Node
	roots := 0
	for {
		t, err := d.Token()
		if err == io.EOF {
			if roots != 1 {
				return nil, errSyntax
			}
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		last := len(open) - 1
		switch t := t.(type) {
		case xml.StartElement:
			n := &Node{Name: t.Name.Local}
			for _, a := range t.Attr {
				s, _ := decodeText([]byte(a.Value))
				n.attrs = append(n.attrs, attr{a.Name.Local, s})
			}
			if last >= 0 {
				open[last].Children = append(open[last].Children, n)
			} else {
				roots++
			}
			open = append(open, n)
		case xml.CharData:
			if last >= 0 {
				open[last].Text += string(t)
			} else if len(bytes.Trim(t, " \t\r\n")) > 0 {
				return nil, errSyntax
			}
		case xml.EndElement:
			n := open[last]
			s, _ := decodeText([]byte(n.Text))
			n.Text = strings.TrimSpace(s)
			open = open[:last]
			inside := false
			for _, o := range open[min(1, last):] {
				inside = inside || o.Name == local
			}
			if n.Name == local && last > 0 && !inside {
				out = append(out, shape(n))
			}
		}
	}
}

func sameAsReference(t *testing.T, b []byte, local string) {
	t.Helper()
	want, err := reference(b, local)
	if err != nil {
		return
	}
	x := NewXML(&File{Path: "f"}, bytes.NewReader(b))
	var got []string
	for {
		n, err := x.Next(local)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("encoding/xml reads what this does not: %v", err)
		}
		got = append(got, shape(n))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestXMLRealFilesAgreeWithEncodingXML(t *testing.T) {
	dir := testkit.SharedData(t)
	for path, local := range map[string]string{
		"us-ofac-consolidated/xml-2020-03/consolidated_sdnformat_2020-03.xml": "sdnEntry",
		"us-ofac-consolidated/xml-enhanced-2025-01/CONS_ENHANCED_2025-01.ZIP": "entity",
		"un-sc/UN_consolidated_2026-02.xml":                                   "ENTITY",
		"gleif/cdf-xml/lei-data.xml":                                          "LEIRecord",
		"gleif/cdf-xml/rr-data.xml":                                           "RelationshipRecord",
	} {
		r, err := (&File{Path: filepath.Join(dir, path)}).Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		if want, err := reference(bytes.TrimPrefix(b, bomUTF8), local); err != nil || len(want) == 0 {
			t.Fatalf("%s: %d elements, %v", path, len(want), err)
		}
		sameAsReference(t, bytes.TrimPrefix(b, bomUTF8), local)
	}
}

func FuzzXML(f *testing.F) {
	f.Add([]byte("<r><e a='1'>x<f/>&amp;&#65;</e><!-- c --><e><![CDATA[<]]></e></r>"))
	f.Add([]byte("<?xml version='1.0' encoding='utf-8'?><!DOCTYPE r [<!ENTITY a 'b'>]><x:r xmlns:x='u'><x:e/></x:r>"))
	f.Add([]byte("<r>\r\n<e>\r</e></r><!-- -->"))
	f.Fuzz(func(t *testing.T, b []byte) {
		x := NewXML(&File{Path: "f"}, bytes.NewReader(b))
		for n := 0; ; n++ {
			_, err := x.Next("e")
			var bad *RowProblem
			if err != nil && !errors.As(err, &bad) {
				if _, again := x.Next("e"); again != err {
					t.Fatalf("%v, then %v", err, again)
				}
				break
			}
			if n > len(b) {
				t.Fatal("more elements than bytes")
			}
		}
		if bytes.HasPrefix(b, bomUTF8) || bytes.HasPrefix(b, bomUTF16BE) || bytes.HasPrefix(b, bomUTF16LE) || declaredEncoding.Match(b) || x.depth >= maxDepth {
			return
		}
		sameAsReference(t, b, "e")
	})
}

func BenchmarkXML(b *testing.B) {
	entry := benchEntry()
	const n = 5000
	b.SetBytes(int64(n * len(entry)))
	for b.Loop() {
		x := NewXML(&File{Path: "f"}, io.MultiReader(strings.NewReader("<lei:r>"), &repeater{b: []byte(entry), n: n}, strings.NewReader("</lei:r>")))
		for {
			if _, err := x.Next("LEIRecord"); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkEncodingXML is the same work with the standard library, for the ratio.
func BenchmarkEncodingXML(b *testing.B) {
	entry := benchEntry()
	const n = 1000
	b.SetBytes(int64(n * len(entry)))
	for b.Loop() {
		r := io.MultiReader(strings.NewReader("<lei:r>"), &repeater{b: []byte(entry), n: n}, strings.NewReader("</lei:r>"))
		d := xml.NewDecoder(r)
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func benchEntry() string {
	return "<lei:LEIRecord><lei:LEI>00000000000000000000</lei:LEI><lei:Entity><lei:LegalName xml:lang=\"en\">Specimen &amp; Sons Ltd.</lei:LegalName>" +
		strings.Repeat("<lei:Address type=\"A\"><lei:Line>1 Example Street</lei:Line><lei:City>Limassol</lei:City><lei:Country>CY</lei:Country></lei:Address>\n", 8) + "</lei:Entity></lei:LEIRecord>\n"
}

func BenchmarkXMLPassing(b *testing.B) {
	entry := strings.Repeat("<a type=\"A\"><b>1 Example Street</b><c>Limassol</c></a>\n", 20)
	const n = 5000
	b.SetBytes(int64(n * len(entry)))
	for b.Loop() {
		x := NewXML(&File{Path: "f"}, io.MultiReader(strings.NewReader("<r>"), &repeater{b: []byte(entry), n: n}, strings.NewReader("</r>")))
		if _, err := x.Next("none"); err != io.EOF {
			b.Fatal(err)
		}
	}
}
