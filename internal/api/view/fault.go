package view

import (
	"context"
	"errors"
	"net/http"
)

// Fault is a way in which reading fails. The set is closed; both faces map it to a status in Describe alone.
type Fault int

// The faults.
const (
	Internal         Fault = iota // the register could not read; the cause is for its operator
	FaultInvalid                  // the question breaks a rule
	FaultNotFound                 // there is no such thing
	FaultRemoved                  // the body of the claim was removed; that it stood there is all that is left
	FaultUnready                  // the register is being rebuilt or holds nothing yet
	FaultInterrupted              // the caller went away or the time for the answer is over
	FaultUnsigned                 // what was asked for must be signed, and this is a mirror
)

// Error is a fault with what may be told about it. Text never repeats what was asked.
type Error struct {
	Fault Fault
	Field string // the parameter, for FaultInvalid
	Text  string // a whole sentence
	Cause error
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Text + ": " + e.Cause.Error()
	}
	return e.Text
}

func (e *Error) Unwrap() error { return e.Cause }

// Invalid says that a parameter breaks a rule.
func Invalid(field, rule string) error {
	return &Error{Fault: FaultInvalid, Field: field, Text: "The parameter " + field + " " + rule + "."}
}

// NotFound says that the register has no such organisation, claim, source or policy.
func NotFound(what string) error {
	return &Error{Fault: FaultNotFound, Text: "The register has no such " + what + "."}
}

// Removed says that a claim's body was removed.
func Removed() error {
	return &Error{Fault: FaultRemoved, Text: "The body of this claim was removed, on a legal ground that the log states. Its place in the log stays."}
}

// Unsigned says that there is no key here to sign an answer with.
func Unsigned() error {
	return &Error{Fault: FaultUnsigned, Text: "This is a mirror. It has no key to sign an answer file with: ask the register itself."}
}

// Unready says that the register cannot answer yet.
func Unready(cause error) error {
	return &Error{Fault: FaultUnready, Text: "The register cannot answer yet.", Cause: cause}
}

// Description is how a fault is told.
type Description struct {
	Fault  Fault
	Status int    // HTTP
	Type   string // the last part of the problem's type URI
	Title  string
	Detail string
	Field  string
}

// Describe turns any error into what may be told about it. Errors that are not an *Error are Internal: their text stays
// with the operator.
func Describe(err error) Description {
	var e *Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Description{FaultInterrupted, http.StatusServiceUnavailable, "interrupted", "Interrupted", "The answer was not ready in time.", ""}
	case !errors.As(err, &e):
		e = &Error{}
	}
	d := Description{Fault: e.Fault, Detail: e.Text, Field: e.Field}
	switch e.Fault {
	case FaultInvalid:
		d.Status, d.Type, d.Title = http.StatusBadRequest, "invalid", "The question cannot be read"
	case FaultNotFound:
		d.Status, d.Type, d.Title = http.StatusNotFound, "not-found", "Not found"
	case FaultRemoved:
		d.Status, d.Type, d.Title = http.StatusGone, "removed", "Removed"
	case FaultUnsigned:
		d.Status, d.Type, d.Title = http.StatusForbidden, "unsigned", "A mirror signs nothing"
	case FaultUnready:
		d.Status, d.Type, d.Title = http.StatusServiceUnavailable, "unready", "Not ready"
	default:
		d = Description{Internal, http.StatusInternalServerError, "internal", "The register failed", "The register could not answer. Its operator can see why.", ""}
	}
	return d
}
