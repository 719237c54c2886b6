package rulebook

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"probity.example/probity/policies"
)

// Builtin loads the policies that ship with Probity, sorted by id.
func Builtin() ([]*Policy, error) {
	names, err := fs.Glob(policies.FS, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the built-in policies: %w", err)
	}
	out := make([]*Policy, 0, len(names))
	for _, name := range names {
		b, err := policies.FS.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the built-in policy %s: %w", name, err)
		}
		p, err := Load(b)
		if err != nil {
			return nil, fmt.Errorf("built-in policy %s: %w", name, err)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *Policy) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// BuiltinText returns the file of the built-in policy with this id: its bytes are what Digest is about.
func BuiltinText(id string) ([]byte, bool) {
	if !idForm.MatchString(id) {
		return nil, false
	}
	b, err := policies.FS.ReadFile(id + ".yaml")
	return b, err == nil
}
