package main

import "unpw/templates"

// dateList is templates/dates.yaml, which explains its own fields.
type dateList struct {
	Schema string
	Read   string
	Dates  []struct {
		ID, Date, Precision, What, For, Effect, Confidence, Unverified string
		Moved, Other                                                   bool
		Source                                                         []string
	}
}

// dates makes docs/dates.md.
func dates() (string, error) {
	var list dateList
	if err := strict(templates.Dates, &list); err != nil {
		return "", err
	}
	var m markdown
	m.title("What ends, and when", "templates/dates.yaml")
	m.linef("\nAs of %s. Dates move: `dates:` in `unpw.yaml` overrides `oauth-password` and `soap-login`. Where only a month or a", list.Read)
	m.linef("release was announced, the date is its first day.")
	m.head("date", "what", "effect", "source")
	for _, d := range list.Dates {
		when := d.Date
		if d.Precision != "day" {
			when += " (" + d.Precision + ")"
		}
		what := "**" + plain(d.ID) + "**: " + plain(d.What)
		if d.For != "" {
			what += ". For: " + plain(d.For)
		}
		if d.Other {
			what += ". *Another product.*"
		}
		if d.Moved {
			what += ". Was announced earlier once and postponed"
		}
		if d.Unverified != "" {
			what += ". *Unverified: " + plain(d.Unverified) + ".*"
		}
		m.row(when, what, plain(d.Effect), linkedAll(d.Source)+confidence(d.Confidence))
	}
	return m.String(), nil
}
