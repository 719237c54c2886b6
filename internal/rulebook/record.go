package rulebook

import (
	"strings"

	"cel.dev/cel-go/cel"

	"probity.example/probity/internal/claim"
)

// The days that stand in a condition for a date that the source does not give.
const (
	noStart = "0001-01-01"
	noEnd   = "9999-12-31"
)

var statuses = []string{StatusActive, StatusFuture, StatusEnded, StatusUncertain, StatusCorrected}

// record is one view with what its source adds. It is the cel.Activation of conditions: all that they can read.
type record struct {
	view   *View
	source *Source
	asOf   claim.Date
}

// ResolveName gives the value of one of variables.
func (r *record) ResolveName(name string) (any, bool) {
	v := r.view
	switch name {
	case "as_of":
		return string(r.asOf), true
	case "c.kind":
		return string(v.Kind), true
	case "c.family":
		return v.Kind.Family(), true
	case "c.source":
		return v.Source, true
	case "c.jurisdiction":
		return r.source.Entry.Jurisdiction, true
	case "c.criterion":
		return r.source.Entry.Criterion, true
	case "c.authority":
		return v.Authority, true
	case "c.grounds":
		return v.Grounds, true
	case "c.effects":
		return v.Effects, true
	case "c.programmes":
		return v.Programmes, true
	case "c.state":
		return v.State, true
	case "c.finality":
		return v.Finality, true
	case "c.admission":
		return v.Admission, true
	case "c.status":
		return v.Status, true
	case "c.decided":
		return dayOr(v.Decided.First(), noStart), true
	case "c.from":
		return dayOr(v.From.First(), noStart), true
	case "c.until":
		return dayOr(v.Until.Last(), noEnd), true
	case "c.has_decided":
		return v.Decided != "", true
	case "c.has_from":
		return v.From != "", true
	case "c.has_until":
		return v.Until != "", true
	case "c.indefinite":
		return v.Indefinite, true
	case "c.amount":
		return hundredths(v.Amount), true
	case "c.currency":
		if v.Amount == nil {
			return "", true
		}
		return v.Amount.Currency, true
	}
	return nil, false
}

// Parent says that there is nothing above it.
func (r *record) Parent() cel.Activation { return nil }

func dayOr(d claim.Date, otherwise string) string {
	if d == "" {
		return otherwise
	}
	return string(d)
}

// hundredths is an amount in hundredths of its currency's unit, whatever minor unit the currency has: further decimals
// are cut off, and what does not fit stays at the largest value of 15 digits. No amount is 0.
func hundredths(a *claim.Amount) int64 {
	const limit = 999_999_999_999_999
	if a == nil {
		return 0
	}
	digits, negative := strings.CutPrefix(a.Value, "-")
	whole, frac, _ := strings.Cut(digits, ".")
	frac = (frac + "00")[:2]
	var n int64
	for _, d := range whole + frac {
		if n = n*10 + int64(d-'0'); n > limit {
			n = limit
			break
		}
	}
	if negative {
		return -n
	}
	return n
}
