package format

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlParser takes elements apart. It keeps what it can use again: names, and buffers for text.
type xmlParser struct {
	names map[string]string
	open  []xmlNode
	depth int
}

// xmlNode is a Node under construction, with its character data so far.
type xmlNode struct {
	node *Node
	data []byte
}

// parse takes one whole element apart, whose tags are known to be balanced. Given a start tag alone, it gives the element
// without content.
func (p *xmlParser) parse(b []byte, line int) (*Node, error) {
	var root *Node
	p.depth = 0
	for i := 0; i < len(b); {
		if b[i] != '<' {
			n := bytes.IndexByte(b[i:], '<')
			if n < 0 {
				return nil, errSyntax
			}
			if err := p.open[p.depth-1].text(b[i : i+n]); err != nil {
				return nil, err
			}
			line += bytes.Count(b[i:i+n], []byte("\n"))
			i += n
			continue
		}
		size, cdata := markupSize(b[i:])
		if size == 0 {
			return nil, errSyntax
		}
		tag := b[i : i+size]
		switch {
		case cdata:
			p.open[p.depth-1].raw(tag[9 : len(tag)-3])
		case tag[1] == '!' || tag[1] == '?':
		case tag[1] == '/':
			p.depth--
			p.open[p.depth].close()
		default:
			n, err := p.start(tag)
			if err != nil {
				return nil, err
			}
			n.Line = line
			if root == nil {
				root = n
			} else {
				parent := p.open[p.depth-1].node
				parent.Children = append(parent.Children, n)
			}
			if tag[len(tag)-2] != '/' {
				p.push(n)
			}
		}
		line += bytes.Count(tag, []byte("\n"))
		i += size
	}
	return root, nil
}

func (p *xmlParser) push(n *Node) {
	if p.depth == len(p.open) {
		p.open = append(p.open, xmlNode{})
	}
	level := &p.open[p.depth]
	level.node, level.data = n, level.data[:0]
	p.depth++
}

// maxNames bounds the names that are kept for use again.
const maxNames = 10_000

func (p *xmlParser) name(b []byte) (string, error) {
	if s, ok := p.names[string(b)]; ok {
		return s, nil
	}
	_, local, err := splitName(b)
	if err != nil || !nameStart(b[0]) {
		return "", errSyntax
	}
	if p.names == nil || len(p.names) >= maxNames {
		p.names = map[string]string{}
	}
	p.names[string(b)] = local
	return local, nil
}

// markupSize is the length of the markup at the beginning of b, which is whole; 0 if it is not.
func markupSize(b []byte) (size int, cdata bool) {
	w := xmlWindow{buf: b, err: errSyntax}
	tag, err := w.markup()
	if err != nil {
		return 0, false
	}
	return w.pos, tag.kind == tagText
}

func (n *xmlNode) raw(b []byte) { n.data = append(n.data, newlines(b)...) }

func (n *xmlNode) text(b []byte) error {
	if len(n.data) == 0 {
		if b = bytes.TrimLeft(b, " \t\r\n"); len(b) == 0 {
			return nil
		}
	}
	b, err := unescape(newlines(b))
	n.data = append(n.data, b...)
	return err
}

func (n *xmlNode) close() {
	s, _ := decodeText(bytes.TrimSpace(n.data))
	n.node.Text = strings.TrimSpace(s)
}

// start reads name and attributes of a start tag.
func (p *xmlParser) start(tag []byte) (*Node, error) {
	b := bytes.TrimSuffix(tag[1:len(tag)-1], []byte("/"))
	i := nameSize(b)
	name, err := p.name(b[:i])
	if err != nil {
		return nil, err
	}
	n := &Node{Name: name}
	for b = b[i:]; ; {
		b = bytes.TrimLeft(b, " \t\r\n")
		if len(b) == 0 {
			return n, nil
		}
		key, rest, ok := bytes.Cut(b, []byte("="))
		key, rest = bytes.TrimRight(key, " \t\r\n"), bytes.TrimLeft(rest, " \t\r\n")
		if !ok || len(key) == 0 || bytes.ContainsAny(key, " \t\r\n/\"'") || len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil, errSyntax
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil, errSyntax
		}
		name, err := p.name(key)
		if err != nil {
			return nil, err
		}
		value, err := unescape(newlines(rest[1 : end+1]))
		if err != nil {
			return nil, err
		}
		s, _ := decodeText(value)
		n.attrs = append(n.attrs, attr{name, s})
		b = rest[end+2:]
	}
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

// newlines is XML 1.0, 2.11: every line ends with a line feed.
func newlines(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
}

var predefined = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"}

// unescape replaces the predefined entities and character references. Any other entity would have to be expanded, and is
// an error.
func unescape(b []byte) ([]byte, error) {
	i := bytes.IndexByte(b, '&')
	if i < 0 {
		return b, nil
	}
	out := make([]byte, 0, len(b))
	for {
		out = append(out, b[:i]...)
		b = b[i+1:]
		end := bytes.IndexByte(b, ';')
		if end < 0 {
			return nil, errSyntax
		}
		name := string(b[:end])
		if s, ok := predefined[name]; ok {
			out = append(out, s...)
		} else {
			r, ok := characterReference(name)
			if !ok {
				return nil, errSyntax
			}
			out = utf8.AppendRune(out, r)
		}
		b = b[end+1:]
		if i = bytes.IndexByte(b, '&'); i < 0 {
			return append(out, b...), nil
		}
	}
}

// characterReference reads "#233" or "#xE9"; XML 1.0, 2.2 says which characters there are.
func characterReference(s string) (rune, bool) {
	digits, ok := strings.CutPrefix(s, "#")
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if !ok || err != nil || strings.ContainsAny(digits, "_+") {
		return 0, false
	}
	r := rune(n)
	good := r == 0x9 || r == 0xa || r == 0xd || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
	return r, good
}
