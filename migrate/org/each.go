package org

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
)

// each runs a SOQL query and gives every record to do, a page at a time, however
// many there are. It gives their number.
func (s *Session) each(ctx context.Context, soql string, do func(json.RawMessage) error) (int, error) {
	path := s.data("query") + "?q=" + url.QueryEscape(soql)
	seen := map[string]bool{}
	n := 0
	for {
		var page queryPage
		if err := s.get(ctx, path, &page); err != nil {
			return n, err
		}
		for _, record := range page.Records {
			n++
			if err := do(record); err != nil {
				return n, err
			}
		}
		if page.Done || page.Next == "" {
			return n, nil
		}
		if !strings.HasPrefix(page.Next, "/services/data/") || seen[page.Next] || len(page.Records) == 0 {
			return n, oauth.NotAnAnswer(&oauth.Answer{Host: s.host(), Status: 200}, s.Token)
		}
		seen[page.Next] = true
		path = page.Next
	}
}

// EachLogin gives the rows of Login History that a filter wants to do, the newest
// first, and holds one page of them. f.Most does not count here. See LoginHistory
// for who may see what.
func (s *Session) EachLogin(ctx context.Context, f LoginFilter, do func(LoginRow) error) error {
	facts, err := readHistoryFacts()
	if err != nil {
		return err
	}
	read := func(record json.RawMessage) error {
		var r historyRecord
		if json.Unmarshal(record, &r) != nil {
			return oauth.NotAnAnswer(&oauth.Answer{Host: s.host(), Status: 200}, s.Token)
		}
		row := r.row(facts)
		if !facts.wanted(f, row) {
			return nil
		}
		return do(row)
	}
	n, err := s.each(ctx, facts.soql(f, facts.labelOf), read)
	if n == 0 && len(f.Types) > 0 && (err == nil || fail.CodeOf(err) == fail.Refused) {
		// This org may want the API values, as LoginHistory says.
		if _, second := s.each(ctx, facts.soql(f, facts.apiType), read); second == nil || fail.CodeOf(second) != fail.Refused {
			return second
		}
	}
	return err
}
