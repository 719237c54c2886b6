package rulebook

import (
	"fmt"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"

	"probity.example/probity/internal/claim"
)

// Limits of a condition. They are checked when a policy is loaded, so that evaluation needs none and always ends.
const (
	maxConditionBytes = 2000
	maxConditionNodes = 400
	maxConditionCost  = 5_000_000 // cel-go cost units in the worst case, of the order of 50 ns each
)

type variable struct {
	Name string
	Type *cel.Type
}

// variables are all that a condition can read: no name, address, legal form, activity or public_body is declared, so a
// condition that reads one does not compile.
var variables = []variable{
	{"as_of", cel.StringType},
	{"c.kind", cel.StringType},
	{"c.family", cel.StringType},
	{"c.source", cel.StringType},
	{"c.jurisdiction", cel.StringType},
	{"c.criterion", cel.StringType},
	{"c.authority", cel.StringType},
	{"c.grounds", cel.ListType(cel.StringType)},
	{"c.effects", cel.ListType(cel.StringType)},
	{"c.programmes", cel.ListType(cel.StringType)},
	{"c.state", cel.StringType},
	{"c.finality", cel.StringType},
	{"c.admission", cel.StringType},
	{"c.status", cel.StringType},
	{"c.decided", cel.StringType},
	{"c.from", cel.StringType},
	{"c.until", cel.StringType},
	{"c.has_decided", cel.BoolType},
	{"c.has_from", cel.BoolType},
	{"c.has_until", cel.BoolType},
	{"c.indefinite", cel.BoolType},
	{"c.amount", cel.IntType},
	{"c.currency", cel.StringType},
}

// allowed are the functions of the profile with their overloads: those of the CEL specification on strings, integers,
// booleans and lists. "@not_strictly_false" is what exists and all expand to.
var allowed = []*env.Function{
	{Name: operators.Equals},
	{Name: operators.NotEquals},
	{Name: operators.LogicalAnd},
	{Name: operators.LogicalOr},
	{Name: operators.LogicalNot},
	{Name: operators.NotStrictlyFalse},
	{Name: operators.In, Overloads: ids(overloads.InList)},
	{Name: operators.Less, Overloads: ids(overloads.LessInt64, overloads.LessString)},
	{Name: operators.LessEquals, Overloads: ids(overloads.LessEqualsInt64, overloads.LessEqualsString)},
	{Name: operators.Greater, Overloads: ids(overloads.GreaterInt64, overloads.GreaterString)},
	{Name: operators.GreaterEquals, Overloads: ids(overloads.GreaterEqualsInt64, overloads.GreaterEqualsString)},
	{Name: overloads.Size, Overloads: ids(overloads.SizeList, overloads.SizeListInst)},
	{Name: overloads.StartsWith, Overloads: ids(overloads.StartsWithString)},
}

func ids(list ...string) []*env.Overload {
	out := make([]*env.Overload, len(list))
	for i, id := range list {
		out[i] = &env.Overload{ID: id}
	}
	return out
}

// profile is the CEL environment of conditions. It never changes once it is made.
var profile = sync.OnceValues(func() (*cel.Env, error) {
	opts := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(&env.LibrarySubset{IncludeMacros: []string{operators.Exists, operators.All}, IncludeFunctions: allowed})),
		cel.ParserExpressionSizeLimit(maxConditionBytes),
		cel.ParserRecursionLimit(50),
	}
	for _, v := range variables {
		opts = append(opts, cel.Variable(v.Name, v.Type))
	}
	return cel.NewCustomEnv(opts...)
})

// condition is a compiled expression over one record.
type condition struct {
	program cel.Program
	days    []claim.Date // literals that as_of is compared with: the result can change on them and on the day after
	asOf    bool         // reads as_of
}

// compile parses, checks and restricts an expression. Errors give the position in it: "1:14: …".
func compile(text string) (*condition, error) {
	e, err := profile()
	if err != nil {
		return nil, fmt.Errorf("prepare the condition language: %w", err)
	}
	checked, issues := e.Compile(text)
	if issues.Err() != nil {
		first := issues.Errors()[0]
		return nil, fmt.Errorf("%d:%d: %s", max(first.Location.Line(), 1), max(first.Location.Column()+1, 1), first.Message)
	}
	c := &condition{}
	tree := checked.NativeRep()
	if n := ast.NodeCount(tree); n > maxConditionNodes {
		return nil, fmt.Errorf("1:1: %d terms, at most %d are allowed", n, maxConditionNodes)
	}
	if checked.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("1:1: gives %s, not true or false", checked.OutputType())
	}
	r := &restriction{tree: tree, cond: c, bound: map[string]string{}}
	r.expr(tree.Expr(), 0)
	if r.err != nil {
		return nil, r.err
	}
	estimate, err := e.EstimateCost(checked, sizes{})
	if err != nil {
		return nil, fmt.Errorf("1:1: estimate the cost: %w", err)
	}
	if estimate.Max > maxConditionCost {
		return nil, fmt.Errorf("1:1: costs up to %d units, at most %d are allowed", estimate.Max, maxConditionCost)
	}
	if c.program, err = e.Program(checked, cel.EvalOptions(cel.OptOptimize)); err != nil {
		return nil, fmt.Errorf("1:1: %w", err)
	}
	return c, nil
}

// sizes tells the cost estimate how large the variables can be: the limits of a valid claim.
type sizes struct{}

func (sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	path := node.Path()
	if len(path) == 0 {
		return nil
	}
	if node.Type().Kind() == types.ListKind {
		return &cost.SizeEstimate{Min: 0, Max: claim.MaxItems}
	}
	switch path[0] {
	case "c.authority", "c.programmes":
		return &cost.SizeEstimate{Min: 0, Max: claim.MaxText}
	}
	return &cost.SizeEstimate{Min: 0, Max: 40}
}

func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// eval says whether the condition holds for a record. The profile leaves no way to fail; an error is a defect.
func (c *condition) eval(r *record) (bool, error) {
	out, _, err := c.program.Eval(r)
	if err != nil {
		return false, err
	}
	b, ok := out.Value().(bool)
	if !ok {
		return false, fmt.Errorf("gave %v, not true or false", out.Type())
	}
	return b, nil
}
