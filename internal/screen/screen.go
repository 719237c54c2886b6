// Package screen asks about many organisations at once: one policy, one moment, one answer for every row, in the order of the
// input, with what earlier decisions said of each candidate.
//
// What never lives here: rules, looking organisations up, and any record of what was asked beyond the output.
package screen

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"probity.example/probity/internal/answer"
	"probity.example/probity/internal/claim"
	"probity.example/probity/internal/find"
	"probity.example/probity/internal/rulebook"
	"probity.example/probity/internal/screen/decisions"
	"probity.example/probity/internal/screen/rows"
)

// Found is a candidate with the similarity of its best name to the name asked for, 0 to 1; NaN where names were not compared.
type Found struct {
	answer.Candidate
	Similarity float64
}

// Finder finds the organisations that a question may mean, at the moment of a judge. It is safe for concurrent use.
type Finder interface {
	Find(ctx context.Context, q answer.Question) ([]Found, error)
	// Version names what finds, and changes whenever the same question may find something else.
	Version() string
}

// AsAnswers finds what answers find.
type AsAnswers struct{ Judge *answer.Judge }

// Version implements Finder.
func (a AsAnswers) Version() string { return a.Judge.Matcher() }

// Find implements Finder.
func (a AsAnswers) Find(ctx context.Context, q answer.Question) ([]Found, error) {
	list, err := a.Judge.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]Found, len(list))
	for i, c := range list {
		out[i] = Found{c, math.NaN()}
		switch {
		case c.Similar != nil:
			out[i].Similarity = float64(c.Similar.Similarity) / 1e4
		case slices.Contains(c.Reasons, "name_exact"), slices.Contains(c.Reasons, "name_weak_alias"):
			out[i].Similarity = 1
		case q.Name != "" && q.Organisation == "": // found by other means: how alike the names are is told all the same
			if out[i].Similarity, err = a.similarity(ctx, q.Name, &c); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// similarity is that of the candidate's best name.
func (a AsAnswers) similarity(ctx context.Context, name string, c *answer.Candidate) (float64, error) {
	known, err := a.Judge.Claims(ctx, &c.Organisation)
	if err != nil {
		return 0, err
	}
	best := 0.0
	for _, k := range known {
		for _, n := range k.Claim.Names {
			best = max(best, find.Compare(name, n.Value).Similarity)
		}
	}
	return math.Round(best*1e4) / 1e4, nil
}

// Screening is what all rows of a batch have in common.
type Screening struct {
	Judge    *answer.Judge
	Finder   Finder
	Book     *decisions.Book // nil: nothing was decided before
	Top      int             // most candidates that a query shows; 0: all. The answer counts all of them
	Rejected bool            // also show candidates that are not meant
	// Prove writes the answer file for a row with this answer and returns its name, empty if it writes none; nil: no files.
	Prove func(ctx context.Context, row int64, q answer.Question, given string) (string, error)

	once   sync.Once
	policy string     // digest
	asOf   claim.Date // of every row
	known  string
	today  claim.Date
	mu     sync.Mutex
	facts  map[string][]decisions.Record // by organisation
}

// maxKeptFacts is how many organisations' facts are remembered.
const maxKeptFacts = 20_000

// Row is one row of the output: a candidate, or a query without one.
type Row struct {
	QueryID      string     `json:"query_id"`
	Rank         int        `json:"rank,omitzero"` // from 1; 0: no candidate
	OrgID        string     `json:"org_id,omitempty"`
	RecordKeys   []string   `json:"record_keys,omitempty"`
	Caption      string     `json:"caption,omitempty"`
	Similarity   *float64   `json:"similarity,omitempty"` // nil: names were not compared
	Identity     string     `json:"identity,omitempty"`
	Answer       string     `json:"answer,omitempty"` // of the query
	Reasons      []string   `json:"reasons,omitempty"`
	PolicyDigest string     `json:"policy_digest"`
	AsOf         claim.Date `json:"as_of"`
	KnownAt      string     `json:"known_at"`
	ValidUntil   claim.Date `json:"valid_until,omitempty"`
	StaleSources []string   `json:"stale_sources,omitempty"`
	NotExamined  []string   `json:"not_examined,omitempty"`
	Decision     string     `json:"decision,omitempty"` // what earlier decisions say of the candidate
	AnswerFile   string     `json:"answer_file,omitempty"`
	Error        string     `json:"error,omitempty"` // why the query was not asked

	WhyAgain        []string `json:"why_again,omitempty"`
	InputRow        int64    `json:"input_row"`
	CandidateAnswer string   `json:"candidate_answer,omitempty"` // from the candidate's records alone
	Rules           []string `json:"rules,omitempty"`            // ids of the rules that matched the candidate's records
	Case            string   `json:"case,omitempty"`             // what a decision about the candidate would rest on
}

// Named reports whether the query was called so by its row, rather than by its number.
func (r *Row) Named() bool { return r.QueryID != strconv.FormatInt(r.InputRow, 10) }

// prepare reads what is the same in every row.
func (s *Screening) prepare() {
	s.once.Do(func() {
		q := s.Judge.Question()
		s.policy, s.asOf, s.known, s.today = q.Policy.Digest(), q.AsOf, claim.Timestamp(q.KnownAt), s.Judge.Today()
	})
}

// row is a row of the output without a candidate.
func (s *Screening) row(in *rows.Row) Row {
	return Row{QueryID: in.Query.ID, InputRow: in.Number, PolicyDigest: s.policy, AsOf: s.asOf, KnownAt: s.known}
}

// Answer answers one row of the input. An error is one of the register; a row that cannot be asked is a row with its Error.
func (s *Screening) Answer(ctx context.Context, in *rows.Row) ([]Row, error) {
	s.prepare()
	if in.Problem != "" {
		out := s.row(in)
		out.Error = in.Problem
		return []Row{out}, nil
	}
	q := answer.Question{
		Name: in.Query.Name, Identifiers: in.Query.Identifiers, Organisation: in.Query.Organisation, Country: in.Query.Country, Person: in.Query.Person,
	}
	var judged []judged
	if !q.Person {
		found, err := s.Finder.Find(ctx, q)
		for _, known := range []struct {
			err  error
			says string
		}{{answer.ErrUnknown, "no organisation with this id"}, {answer.ErrEmpty, "the name tells no organisation from another"}} {
			if errors.Is(err, known.err) {
				out := s.row(in)
				out.Error = known.says
				return []Row{out}, nil
			}
		}
		if err != nil {
			return nil, err
		}
		if judged, err = s.weigh(ctx, &in.Query, found); err != nil {
			return nil, err
		}
	}
	res, err := s.decide(ctx, q, judged)
	if err != nil {
		return nil, err
	}
	file := ""
	if s.Prove != nil {
		if file, err = s.Prove(ctx, in.Number, q, res.Answer); err != nil {
			return nil, err
		}
	}
	return s.tell(in, res, judged, file), nil
}

// judged is a candidate with what is said of it.
type judged struct {
	Found
	standing decisions.Standing
	caseOf   string
	result   *rulebook.SubjectResult // nil where it does not count
}

func (j *judged) counts() bool { return j.Meant() && j.standing.State != decisions.Cleared }

// weigh looks up what was decided about each candidate before. One that was decided to be the organisation is as if the caller
// had chosen it.
func (s *Screening) weigh(ctx context.Context, q *rows.Query, found []Found) ([]judged, error) {
	out := make([]judged, 0, len(found))
	digest := q.Digest()
	name := ""
	if q.Named {
		name = q.ID
	}
	for i := range found {
		j := judged{Found: found[i]}
		if j.Meant() {
			records, err := s.factsOf(ctx, &j.Found)
			if err != nil {
				return nil, err
			}
			j.caseOf = Case{Query: digest, Identity: j.Identity, Records: records}.String()
			j.standing = s.Book.Weigh(digest, name, j.Identity, records, s.today)
			if j.standing.State == decisions.Confirmed && j.Identity != rulebook.IdentitySame {
				j.Identity = rulebook.IdentityChosen
				j.Reasons = append(slices.Clone(j.Reasons), "decision_same")
			}
		}
		out = append(out, j)
	}
	return out, nil
}

func (s *Screening) factsOf(ctx context.Context, f *Found) ([]decisions.Record, error) {
	s.mu.Lock()
	records, ok := s.facts[f.Organisation.ID]
	s.mu.Unlock()
	if ok {
		return records, nil
	}
	known, err := s.Judge.Claims(ctx, &f.Organisation)
	if err != nil {
		return nil, err
	}
	for _, key := range f.Organisation.Records {
		facts, err := decisions.FactsOf(key, known, s.asOf)
		if err != nil {
			return nil, err
		}
		records = append(records, decisions.Record{Key: key, Facts: facts})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.facts == nil || len(s.facts) >= maxKeptFacts {
		s.facts = map[string][]decisions.Record{}
	}
	s.facts[f.Organisation.ID] = records
	return records, nil
}

// decide lets the policy judge the candidates that count, and notes what it says of each.
func (s *Screening) decide(ctx context.Context, q answer.Question, list []judged) (*rulebook.Result, error) {
	if q.Person {
		return s.Judge.Person()
	}
	var meant, others []answer.Candidate
	for i := range list {
		if list[i].counts() {
			meant = append(meant, list[i].Candidate)
		} else {
			others = append(others, list[i].Candidate)
		}
	}
	res, err := s.Judge.Decide(ctx, meant, others)
	if err != nil {
		return nil, err
	}
	for i := range res.Subjects {
		for k := range list {
			if list[k].Organisation.ID == res.Subjects[i].Org {
				list[k].result = &res.Subjects[i]
			}
		}
	}
	return res, nil
}

// tell writes the rows of one query: candidates that give the answer first, those that were cleared after them, those that
// are not meant last.
func (s *Screening) tell(in *rows.Row, res *rulebook.Result, list []judged, file string) []Row {
	base := s.row(in)
	base.Answer, base.NotExamined, base.AnswerFile, base.ValidUntil = res.Answer, res.NotExamined, file, res.ValidUntil
	for _, st := range res.Stale {
		base.StaleSources = append(base.StaleSources, st.ID)
	}
	for i := range list {
		if st := list[i].standing; st.Until != "" && st.State != decisions.None && (base.ValidUntil == "" || st.Until < base.ValidUntil) {
			base.ValidUntil = st.Until
		}
	}
	if !s.Rejected {
		list = slices.DeleteFunc(list, func(j judged) bool { return !j.Meant() })
	}
	slices.SortStableFunc(list, order)
	if s.Top > 0 && len(list) > s.Top {
		list = list[:s.Top]
	}
	if len(list) == 0 {
		return []Row{base}
	}
	out := make([]Row, len(list))
	for i := range list {
		out[i] = base
		list[i].fill(&out[i], i+1)
	}
	return out
}

func (j *judged) fill(r *Row, rank int) {
	r.Rank, r.OrgID, r.RecordKeys, r.Caption = rank, j.Organisation.ID, j.Organisation.Records, j.Caption
	if !math.IsNaN(j.Similarity) {
		similarity := j.Similarity
		r.Similarity = &similarity
	}
	r.Identity, r.Reasons, r.Decision, r.WhyAgain, r.Case = j.Identity, j.Reasons, j.standing.State, j.standing.Why, j.caseOf
	if j.result == nil {
		return
	}
	r.CandidateAnswer = j.result.Answer
	for _, m := range j.result.Matches {
		if !slices.Contains(r.Rules, m.Rule) {
			r.Rules = append(r.Rules, m.Rule)
		}
	}
}

// identities, surest first.
var identities = []string{
	rulebook.IdentitySame, rulebook.IdentityChosen, rulebook.IdentityNameCountry, rulebook.IdentityName, rulebook.IdentityPossible,
}

func order(a, b judged) int {
	class := func(j *judged) int {
		switch {
		case j.counts():
			return 0
		case j.Meant():
			return 1
		}
		return 2
	}
	severity := func(j *judged) int {
		if j.result == nil {
			return 0
		}
		return slices.Index([]string{rulebook.Barred, rulebook.Ask, rulebook.Stale, rulebook.UnknownSubject, rulebook.ClearWithNotes, rulebook.Clear}, j.result.Answer)
	}
	similarity := func(j *judged) float64 {
		if math.IsNaN(j.Similarity) {
			return -1
		}
		return j.Similarity
	}
	return cmp.Or(
		cmp.Compare(class(&a), class(&b)), cmp.Compare(severity(&a), severity(&b)), cmp.Compare(slices.Index(identities, a.Identity), slices.Index(identities, b.Identity)),
		cmp.Compare(similarity(&b), similarity(&a)), strings.Compare(a.Organisation.ID, b.Organisation.ID),
	)
}
