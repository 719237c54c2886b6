package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"probity.example/probity/internal/claim"
)

// event is one play with its subject: what a list says about one organisation, snapshot by snapshot.
type event struct {
	play
	subject *org
	key     string // statement key, unique in its list and party
	number  int
}

// stage gives every play its subjects. Cast members play what is written for them and nothing else.
func stage(root *rng, orgs []*org) []event {
	r := root.fork("stage")
	free := append([]*org(nil), orgs[len(cast):]...)
	shuffle(r, free)
	next := 0
	take := func(c class) *org {
		for range len(free) {
			o := free[next%len(free)]
			next++
			if c == anyone || o.class == c {
				return o
			}
		}
		return free[0]
	}
	var events []event
	for _, p := range slices.Concat(staged, generatedPlays(), foreignPlays()) {
		subjects := []*org{}
		if p.star != "" {
			subjects = append(subjects, orgs[castOf(p.star)])
		} else {
			for range p.many + 1 {
				subjects = append(subjects, take(p.who))
			}
		}
		for _, o := range subjects {
			n := len(events)
			events = append(events, event{play: p, subject: o, number: n, key: fmt.Sprintf("%s-%04d", strings.ToLower(p.kind.Family()), n)})
		}
	}
	return events
}

// at returns the decision as the list's snapshot with this index has it; false if it is not in that snapshot.
func (e *event) at(index, last int, base claim.Date, r *rng) (statementJSON, bool) {
	if e.seen != "" && e.seen[index] != '1' {
		return statementJSON{}, false
	}
	day := func(n int) string {
		if n == 0 {
			return ""
		}
		d := string(base.AddDays(n))
		switch {
		case e.number%13 == 0: // some authorities give months or years only
			return d[:7]
		case e.number%29 == 0:
			return d[:4]
		}
		return d
	}
	l := listByID(e.list)
	year := base.AddDays(min(e.decided, e.from))[:4]
	s := statementJSON{
		Key: e.key, Kind: string(e.kind), Grounds: e.grounds, Effects: e.effects, State: e.state, Finality: e.finality, Admission: e.admission,
		Decided: day(e.decided), From: day(e.from), Until: day(e.until), Indefinite: e.indefinite,
		Authority: l.publisher + " (" + Fictional + ")",
		Title:     fmt.Sprintf("%s: %s, no. %s/%04d", Fictional, e.kind.Meaning(), year, e.number),
		URL:       fmt.Sprintf("https://%s.verdania.example/%s/%d", l.id, year, e.number),
	}
	if e.later != "" && index == last {
		s.State = e.later
	}
	if e.programme != "" {
		s.Programmes = []string{e.programme}
	}
	if e.amount > 0 {
		whole := r.between(e.amount/2, e.amount*2)
		s.Amount = &amountJSON{Value: strconv.Itoa(whole) + "." + fmt.Sprintf("%02d", r.intn(100)), Currency: "XTS"}
	}
	return s, true
}

func listByID(id string) list {
	for _, l := range lists {
		if l.id == id {
			return l
		}
	}
	return list{}
}

// registration is what the company register says of everybody.
func registration(o *org, base claim.Date) statementJSON {
	l := lists[0]
	from := base.AddDays(-1000 - o.n*3%9000)
	return statementJSON{
		Key: "reg", Kind: "IDN.REG", State: "in_force", From: string(from), Authority: l.publisher + " (" + Fictional + ")",
		Title: fmt.Sprintf("%s: registration %s", Fictional, o.reg), URL: fmt.Sprintf("https://%s.verdania.example/%d", l.id, o.n),
	}
}

// holdings are the ownership statements: groups of companies under a parent, state companies under ministries, branches,
// successors, a ring of two, and reporting exceptions. The statement stands with the owned company and names the owner.
func holdings(root *rng, orgs []*org, base claim.Date) map[int][]statementJSON {
	r := root.fork("ownership")
	out := map[int][]statementJSON{}
	l := listByID("xv-ownership")
	add := func(owned, owner *org, kind claim.Kind, share string) {
		s := statementJSON{
			Key: fmt.Sprintf("%s-%d", strings.ToLower(string(kind[4:])), len(out[owned.n])), Kind: string(kind), State: "in_force", Share: share,
			From: string(base.AddDays(-r.between(60, 4000))), Authority: l.publisher + " (" + Fictional + ")",
			Title: fmt.Sprintf("%s: %s", Fictional, kind.Meaning()),
		}
		if owner != nil {
			s.Related = partyKey(l, owner)
		}
		out[owned.n] = append(out[owned.n], s)
	}
	var companies []*org
	for _, o := range orgs[len(cast):] {
		if o.class == company {
			companies = append(companies, o)
		}
	}
	shuffle(r, companies)
	kinds := []claim.Kind{"OWN.SHARE", "OWN.SHARE", "OWN.SHARE", "OWN.VOTE", "OWN.CTRL", "OWN.CONS", "OWN.BOARD", "OWN.BRANCH", "OWN.SUCC"}
	for i, o := range companies[:400] {
		kind, share := kinds[i%len(kinds)], ""
		if kind == "OWN.SHARE" || kind == "OWN.VOTE" {
			share = pick(r, []string{"100", "75", "51", "50", "49.9", "33.34", "25", "10.5"})
		}
		add(o, companies[400+i/8], kind, share)
	}
	for i, o := range companies[460:480] {
		add(o, nil, "OWN.EXC", "")
		add(o, companies[460+(i+1)%20], "OWN.SHARE", "30")
	}
	roads := orgs[castOf(RoadsMinistry)]
	add(orgs[castOf(Railways)], roads, "OWN.SHARE", "100")
	add(companies[490], orgs[castOf(Debarred)], "OWN.SHARE", "100")
	add(companies[491], orgs[castOf(Frozen)], "OWN.SHARE", "50")
	add(companies[492], orgs[castOf(Frozen)], "OWN.SHARE", "49.99")
	add(orgs[castOf(Debarred)], companies[493], "OWN.SHARE", "60")
	for _, o := range orgs {
		if o.class == stateCompany && o.n != castOf(Railways) {
			add(o, roads, "OWN.SHARE", "75")
		}
	}
	return out
}
