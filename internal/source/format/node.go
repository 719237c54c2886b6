package format

// Node is one element with everything in it. Names are local names: namespaces are not told apart.
type Node struct {
	Name     string
	Text     string // the element's own character data, without blanks at the ends
	Children []*Node
	Line     int // on which the start tag begins, from 1
	// Digest is the SHA-256, in hexadecimal, of the element's bytes from '<' of the start tag to '>' of the end tag. Only the
	// element that XML.Next returns has one, and only if XML.Digests asks for it.
	Digest string

	attrs []attr
}

type attr struct{ name, value string }

// Attr returns the value of an attribute, empty if the element has none of that name.
func (n *Node) Attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// Child returns the first element on this path below n, nil if there is none. It may be called on nil.
func (n *Node) Child(path ...string) *Node {
	for _, name := range path {
		if n = n.first(name); n == nil {
			return nil
		}
	}
	return n
}

func (n *Node) first(name string) *Node {
	if n == nil {
		return nil
	}
	for _, c := range n.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Value returns the text of the first element on this path as one line (see Line), empty if there is none.
func (n *Node) Value(path ...string) string {
	if n = n.Child(path...); n == nil {
		return ""
	}
	return Line(n.Text)
}

// All returns the children of this name in document order.
func (n *Node) All(name string) []*Node {
	if n == nil {
		return nil
	}
	var out []*Node
	for _, c := range n.Children {
		if c.Name == name {
			out = append(out, c)
		}
	}
	return out
}
