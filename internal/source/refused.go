package source

import "probity.example/probity/internal/claim"

// Refused returns the registers that are refused by their criterion, whoever keeps them. The refusals and their reasons are
// public claims, so that nobody has to ask why these lists are not here.
func Refused() []Entry {
	refuse := func(id, title, publisher, jurisdiction, criterion, reason string) Entry {
		return Entry{ID: id, SourceEntry: claim.SourceEntry{
			Title: title, Publisher: publisher, Origin: "official", Jurisdiction: jurisdiction, Criterion: criterion,
			Persons: "not read", Reason: reason,
		}}
	}
	return []Entry{
		refuse("ru-foreign-agents", "Register of foreign agents", "Ministry of Justice of the Russian Federation", "RU", "foreign_funding",
			"Lists organisations for foreign support of speech, reporting or association."),
		refuse("ru-undesirable", "List of undesirable organisations", "Ministry of Justice of the Russian Federation", "RU", "undesirable_label",
			"Lists organisations for association and opinion, without a judgment about an act."),
		refuse("ru-extremist-organisations", "List of organisations banned as extremist", "Ministry of Justice of the Russian Federation", "RU", "extremism_label",
			"The criterion reaches worship, opinion and protest."),
		refuse("by-extremist-formations", "List of extremist formations", "Ministry of Internal Affairs of the Republic of Belarus", "BY", "extremism_label",
			"The criterion reaches reporting, association and protest."),
		refuse("ge-foreign-influence", "Register of agents of foreign influence", "National Agency of Public Registry of Georgia", "GE", "foreign_funding",
			"Lists organisations and media for where their funds come from."),
	}
}
