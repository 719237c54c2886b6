// Package policies holds the policies that ship with Probity, one YAML file each, named by the policy's id. The format is
// docs/format-policy.md; package rulebook loads and evaluates them.
package policies

import "embed"

// FS holds the policy files.
//
//go:embed *.yaml
var FS embed.FS
