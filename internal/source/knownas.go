package source

import (
	"regexp"
	"strings"

	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/source/format"
)

// knownAs is a mark inside a name that another name follows: "(a.k.a. X)", ", fka X", "[formerly X]", "d/b/a X".
// Without dots or slashes it must be in lower case or behind a bracket: AKA may be a name.
var knownAs = regexp.MustCompile(`(?:^|[\s,;(\[]+)(?:` +
	`((?i:[adfn][./]\s?[kb][./]\s?a\b\.?)|(?:aka|fka|nka|dba)\b|(?i:also known as|doing business as|formerly known as|formerly|now known as))` +
	`|[(\[]((?i:aka|fka|nka|dba)\b))[:.,]*\s+`)

// splitKnownAs takes a name with other names inside apart: "A Ltd. (a.k.a. B; f.k.a., C)" gives A Ltd., B as an alias and
// C as a former name. A name without such a mark comes back as it is.
func splitKnownAs(name string) (head string, more []claim.Name) {
	name = format.Line(name)
	marks := knownAs.FindAllStringSubmatchIndex(name, -1)
	if len(marks) == 0 || strings.TrimSpace(name[:marks[0][0]]) == "" {
		return name, nil
	}
	tail := ""
	var open byte // the bracket that a mark opened and no name has closed yet
	for i, m := range marks {
		end := len(name)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		word := submatch(name, m, 1) + submatch(name, m, 2)
		part := name[m[1]:end]
		if at := strings.IndexAny(name[m[0]:m[1]], "(["); at >= 0 {
			open = name[m[0]+at]
		}
		// The bracket closes the other names; what stands behind it belongs to the name before.
		if at := closingBracket(part, open); at >= 0 {
			tail, part, open = part[at+1:], part[:at], 0
		}
		for alias := range strings.SplitSeq(part, ";") {
			if alias = trimName(alias); alias != "" {
				more = append(more, claim.Name{Value: alias, Kind: knownAsKind(word)})
			}
		}
	}
	head = trimName(name[:marks[0][0]])
	if tail = strings.TrimSpace(tail); tail != "" && tail != "." && tail != "," {
		head += " " + strings.TrimLeft(tail, ",; ")
	}
	return head, more
}

func submatch(s string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return s[m[2*n]:m[2*n+1]]
}

// closingBracket finds the bracket that closes one opened before s, past pairs inside; -1 if none was opened or it is
// missing.
func closingBracket(s string, open byte) int {
	closing := map[byte]byte{'(': ')', '[': ']'}[open]
	depth := 0
	for i := 0; i < len(s) && closing != 0; i++ {
		switch s[i] {
		case open:
			depth++
		case closing:
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

func trimName(s string) string {
	s = strings.Trim(s, " ,;:")
	for _, join := range []string{"and ", "or "} {
		s = strings.TrimPrefix(s, join)
	}
	return strings.TrimSpace(s)
}

func knownAsKind(mark string) string {
	switch mark[0] | 0x20 {
	case 'f':
		return "former"
	case 'd':
		return "trade"
	}
	return "alias"
}
