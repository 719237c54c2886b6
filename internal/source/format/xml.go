package format

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// MaxElement is the most bytes that one element which XML.Next returns may have, and the most of any tag.
const MaxElement = 8 << 20

// XML pulls elements out of a document of any size, in memory that does not grow with it. It is a reader of its own
// because encoding/xml is too slow for registers of several GB; it accepts every document that encoding/xml accepts and
// that has one root, and gives the same elements (a fuzz test compares them).
//
// Entities are not expanded but for the five that XML predefines and character references; a DOCTYPE is passed over. Bytes
// that are not UTF-8 are read as Windows-1252, as in CSV.
type XML struct {
	file   *File
	in     xmlWindow
	parser xmlParser
	open   []byte // names of open elements, outermost first, each behind a '<'
	depth  int
	root   *Node
	skip   []string
	ended  bool // the root's end tag was read
	err    error

	// Digests says of which elements Next takes the digest; of all if nil. Nothing about a natural person is hashed.
	Digests func(*Node) bool
}

// maxDepth is how deep elements may be nested.
const maxDepth = 1000

// NewXML prepares to read r, the content of f. Its encoding is that of the byte order mark or of the XML declaration, else
// UTF-8.
func NewXML(f *File, r io.Reader) *XML {
	x := &XML{file: f}
	text, err := utf8Text(r)
	if err != nil {
		x.err = fmt.Errorf("read %s: %w", f.Name(), err)
		return x
	}
	x.in.r, x.in.line = text, 1
	head, _ := text.Peek(256)
	if m := declaredEncoding.FindSubmatch(head); m != nil {
		name := strings.ToLower(string(m[1]))
		if enc, err := htmlindex.Get(name); err != nil {
			x.err = fmt.Errorf("read %s: encoding of the document is not known", f.Name())
		} else if !strings.HasPrefix(name, "utf") {
			x.in.r = transform.NewReader(text, enc.NewDecoder())
		}
	}
	return x
}

var declaredEncoding = regexp.MustCompile(`^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// Skip names elements that Next passes over with everything in them, at any depth.
func (x *XML) Skip(local ...string) { x.skip = append(x.skip, local...) }

// Root returns the document's root element with its attributes, without content. It must be called before Next.
func (x *XML) Root() (*Node, error) {
	for x.root == nil {
		if _, err := x.step(nil); err != nil {
			return nil, err
		}
	}
	return x.root, nil
}

// Next returns the next element with one of these local names, at any depth below the root, with everything in it; io.EOF
// after the end of the document; or a *RowProblem for an element that is too long or not well-formed inside, after which
// reading can go on. Any other error ends the file: a document that is cut off gives one that wraps io.ErrUnexpectedEOF.
func (x *XML) Next(local ...string) (*Node, error) {
	for {
		n, err := x.step(local)
		if n != nil || err != nil {
			return n, err
		}
	}
}

// step reads one piece of markup outside a wanted element, or a whole wanted element.
func (x *XML) step(wanted []string) (*Node, error) {
	if x.err != nil {
		return nil, x.err
	}
	blank, err := x.in.text()
	if err == io.EOF && blank && x.ended {
		x.err = io.EOF
		return nil, io.EOF
	}
	if !blank && (x.root == nil || x.ended) && (err == nil || err == io.EOF) {
		err = errSyntax // text outside the root
	}
	if err != nil {
		return nil, x.fail(err)
	}
	line := x.in.lines()
	x.in.keep()
	defer x.in.release()
	tag, err := x.in.markup()
	if err != nil {
		return nil, x.fail(err)
	}
	if tag.kind == tagOther {
		return nil, nil
	}
	if err := x.nest(tag); err != nil {
		return nil, x.fail(err)
	}
	if tag.kind == tagEnd || tag.kind == tagText {
		return nil, nil
	}
	if x.root == nil {
		root, err := x.parser.parse(x.in.kept(), line)
		if err != nil {
			return nil, x.fail(errSyntax)
		}
		x.root = root
		return nil, nil
	}
	local, err := x.parser.name(tag.name)
	switch {
	case err != nil:
		return nil, x.fail(err)
	case slices.Contains(x.skip, local):
		x.in.release()
		return nil, x.pass(tag)
	case slices.Contains(wanted, local):
		return x.element(tag, line)
	}
	return nil, nil
}

// nest keeps account of open elements.
func (x *XML) nest(tag xmlTag) error {
	switch tag.kind {
	case tagStart:
		if x.ended || x.depth >= maxDepth {
			return errSyntax
		}
		x.open = append(append(x.open, '<'), tag.name...)
		x.depth++
	case tagEmpty:
		if x.ended {
			return errSyntax
		}
		x.ended = x.depth == 0
	case tagEnd:
		at := len(x.open) - len(tag.name)
		if len(tag.name) == 0 || at < 1 || x.open[at-1] != '<' || string(x.open[at:]) != string(tag.name) {
			return errSyntax
		}
		x.open = x.open[:at-1]
		x.depth--
		x.ended = x.depth == 0
	case tagText:
		if x.depth == 0 {
			return errSyntax
		}
	}
	return nil
}

// pass reads up to the end of the element that tag has begun.
func (x *XML) pass(tag xmlTag) error {
	if tag.kind == tagEmpty {
		return nil
	}
	for depth := x.depth; x.depth >= depth; {
		_, err := x.in.text()
		if err == nil {
			tag, err = x.in.markup()
		}
		if err == nil {
			err = x.nest(tag)
		}
		if err != nil {
			return x.fail(err)
		}
	}
	return nil
}

// element reads the element that tag has begun and takes it apart.
func (x *XML) element(tag xmlTag, line int) (*Node, error) {
	if err := x.pass(tag); err != nil {
		return nil, err
	}
	b := x.in.kept()
	if b == nil {
		return nil, &RowProblem{line, "element.size", "element longer than 8 MiB"}
	}
	n, err := x.parser.parse(b, line)
	if err != nil {
		return nil, &RowProblem{line, "xml", "element is not well-formed"}
	}
	if x.Digests == nil || x.Digests(n) {
		sum := sha256.Sum256(b)
		n.Digest = hex.EncodeToString(sum[:])
	}
	return n, nil
}

// fail makes an error final. No error quotes the document.
func (x *XML) fail(err error) error {
	switch err {
	case io.EOF:
		x.err = fmt.Errorf("read %s: document ends too early: %w", x.file.Name(), io.ErrUnexpectedEOF)
	case errSyntax:
		x.err = fmt.Errorf("read %s: line %d: not well-formed XML", x.file.Name(), x.in.lines())
	default:
		x.err = fmt.Errorf("read %s: %w", x.file.Name(), err)
	}
	return x.err
}

// splitName takes a name apart as Namespaces in XML has it; a name with two colons is none.
func splitName(name []byte) (prefix, local string, err error) {
	first, second, ok := bytes.Cut(name, []byte(":"))
	switch {
	case bytes.IndexByte(second, ':') >= 0:
		return "", "", errSyntax
	case !ok || len(first) == 0 || len(second) == 0:
		return "", string(name), nil
	}
	return string(first), string(second), nil
}
