package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"probity.example/probity/internal/claim"
)

// restriction walks a checked condition and refuses what the profile leaves out. The environment declares only what is
// allowed; this walk catches what needs no declaration (literals, maps, nested iteration) and gives words and days a
// meaning, so that a misspelt ground is an error and not a rule that never matches.
type restriction struct {
	tree  *ast.AST
	cond  *condition
	bound map[string]string // iteration variable to the list variable it runs over
	err   error
}

func (r *restriction) refuse(e ast.Expr, format string, args ...any) {
	if r.err == nil {
		at := r.tree.SourceInfo().GetStartLocation(e.ID())
		r.err = fmt.Errorf("%d:%d: %s", max(at.Line(), 1), max(at.Column()+1, 1), fmt.Sprintf(format, args...))
	}
}

func (r *restriction) expr(e ast.Expr, depth int) {
	switch t := r.tree.GetType(e.ID()); t.Kind() {
	case types.BoolKind, types.IntKind, types.StringKind:
	case types.ListKind:
		if p := t.Parameters(); len(p) != 1 || (p[0].Kind() != types.StringKind && p[0].Kind() != types.IntKind) {
			r.refuse(e, "a list here holds either texts or integers")
		}
	default:
		r.refuse(e, "%s is not in the condition language: only texts, integers, booleans and lists of them are", t)
	}
	switch e.Kind() {
	case ast.LiteralKind:
	case ast.IdentKind:
		r.ident(e)
	case ast.ListKind:
		if r.list(e.AsList()); e.AsList().Size() == 0 {
			r.refuse(e, "an empty list")
		}
		for _, el := range e.AsList().Elements() {
			if el.Kind() != ast.LiteralKind {
				r.refuse(el, "a list holds literals only")
			}
			r.expr(el, depth)
		}
	case ast.CallKind:
		r.call(e, depth)
	case ast.ComprehensionKind:
		r.iteration(e, depth)
	default:
		r.refuse(e, "maps, fields and structures are not in the condition language")
	}
}

func (r *restriction) list(l ast.ListExpr) {
	for _, i := range l.OptionalIndices() {
		r.refuse(l.Elements()[i], "optional elements are not in the condition language")
	}
}

func (r *restriction) ident(e ast.Expr) {
	name := e.AsIdent()
	if _, ok := r.bound[name]; ok {
		return
	}
	if !slices.ContainsFunc(variables, func(v variable) bool { return v.Name == name }) {
		r.refuse(e, "%q is not in the condition language", name)
	}
}

func (r *restriction) call(e ast.Expr, depth int) {
	c := e.AsCall()
	args := c.Args()
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	switch c.FunctionName() {
	case operators.Equals, operators.NotEquals:
		if r.tree.GetType(args[0].ID()).Kind() == types.ListKind {
			r.refuse(e, "lists are not compared; ask what they hold")
		}
		r.words(args[0], args[1])
		r.words(args[1], args[0])
		r.daysOf(args)
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		if !r.daysOf(args) && r.tree.GetType(args[0].ID()).Kind() == types.StringKind {
			r.refuse(e, "texts have no order; days and integers have")
		}
	case operators.In:
		r.words(args[0], args[1])
		r.words(args[1], args[0])
		r.notDays(args)
	default:
		r.notDays(args)
	}
	for _, a := range args {
		r.expr(a, depth)
	}
}

// iteration allows what list.exists(x, …) and list.all(x, …) expand to, over a list, not inside another.
func (r *restriction) iteration(e ast.Expr, depth int) {
	c := e.AsComprehension()
	over := c.IterRange()
	switch {
	case depth > 0:
		r.refuse(e, "an iteration inside another")
	case c.HasIterVar2() || r.tree.GetType(over.ID()).Kind() != types.ListKind:
		r.refuse(e, "only lists are iterated")
	case over.Kind() != ast.IdentKind:
		r.refuse(e, "only the lists of a record are iterated")
	case c.IterVar() == "c" || c.IterVar() == "as_of":
		r.refuse(e, "%q is taken, name the iteration variable otherwise", c.IterVar())
	}
	if r.err != nil {
		return
	}
	r.expr(over, depth)
	r.bound[c.IterVar()], r.bound[c.AccuVar()] = over.AsIdent(), ""
	for _, part := range []ast.Expr{c.AccuInit(), c.LoopCondition(), c.LoopStep(), c.Result()} {
		r.expr(part, depth+1)
	}
	delete(r.bound, c.IterVar())
	delete(r.bound, c.AccuVar())
}

var dayVariables = []string{"as_of", "c.decided", "c.from", "c.until"}

func isDay(e ast.Expr) bool {
	return e.Kind() == ast.IdentKind && slices.Contains(dayVariables, e.AsIdent())
}

// daysOf checks a comparison in which a day takes part: the other side is a day too. It notes where as_of is compared, as
// the answer can change there.
func (r *restriction) daysOf(args []ast.Expr) bool {
	if !slices.ContainsFunc(args, isDay) {
		return false
	}
	for i, a := range args {
		if isDay(a) {
			r.cond.asOf = r.cond.asOf || a.AsIdent() == "as_of"
			continue
		}
		day, ok := literal(a)
		if !ok || !fullDay(claim.Date(day)) {
			r.refuse(a, "a day is compared with a day: %s with as_of, c.decided, c.from, c.until or 'YYYY-MM-DD'", args[1-i].AsIdent())
			continue
		}
		r.cond.days = append(r.cond.days, claim.Date(day))
	}
	return true
}

func (r *restriction) notDays(args []ast.Expr) {
	for _, a := range args {
		if isDay(a) {
			r.refuse(a, "days are only compared, with == != < <= > >=")
		}
	}
}

func literal(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().Value().(string)
	return s, ok
}

// vocabularies are the closed lists behind the variables.
var vocabularies = map[string]func(string) bool{
	"c.kind":      func(s string) bool { return claim.Kind(s).Known() },
	"c.family":    isFamily,
	"c.grounds":   func(s string) bool { return slices.Contains(claim.Grounds, s) },
	"c.effects":   func(s string) bool { return slices.Contains(claim.Effects, s) },
	"c.state":     func(s string) bool { return s == "" || slices.Contains(claim.States, s) },
	"c.finality":  func(s string) bool { return s == "" || slices.Contains(claim.Finalities, s) },
	"c.admission": func(s string) bool { return s == "" || slices.Contains(claim.Admissions, s) },
	"c.criterion": func(s string) bool { return slices.Contains(claim.Criteria, s) },
	"c.status":    func(s string) bool { return slices.Contains(statuses, s) },
	"c.source":    func(s string) bool { return claim.ValidSource(s) == nil },

	"c.jurisdiction": isJurisdiction,
}

// isJurisdiction accepts two capitals: ISO 3166-1 alpha-2 with its user-assigned codes, EU, UN and XX. "UK" is a mistake
// for GB.
func isJurisdiction(s string) bool {
	return len(s) == 2 && s != "UK" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func isFamily(s string) bool {
	return s == "FLG" || slices.ContainsFunc(claim.Kinds(), func(k claim.Kind) bool { return k.Family() == s })
}

// words checks the literals that a variable with a closed list is compared with.
func (r *restriction) words(variable, other ast.Expr) {
	if variable.Kind() != ast.IdentKind {
		return
	}
	name := variable.AsIdent()
	if over := r.bound[name]; over != "" {
		name = over
	}
	known := vocabularies[name]
	if known == nil {
		return
	}
	literals := []ast.Expr{other}
	if other.Kind() == ast.ListKind {
		literals = other.AsList().Elements()
	}
	for _, l := range literals {
		if s, ok := literal(l); ok && !known(s) {
			r.refuse(l, "%q is not in the closed list of %s", strings.TrimSpace(s), name)
		}
	}
}
