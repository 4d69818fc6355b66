package org

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

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
// for who may see what. An org that gives up on a span of time is asked for its
// halves.
func (s *Session) EachLogin(ctx context.Context, f LoginFilter, do func(LoginRow) error) error {
	facts, err := readHistoryFacts()
	if err != nil {
		return err
	}
	return s.eachLogin(ctx, facts, f, do)
}

// shortest is a span that is not halved any more.
const shortest = time.Hour

func (s *Session) eachLogin(ctx context.Context, facts *historyFacts, f LoginFilter, do func(LoginRow) error) error {
	n, err := s.loginsOf(ctx, facts, f, do)
	var refusal *oauth.Refusal
	if n > 0 || !errors.As(err, &refusal) || !slices.Contains(facts.TooMuch, refusal.Code) || f.Since.IsZero() {
		return err
	}
	until := f.Until
	if until.IsZero() {
		until = s.now()
	}
	span := until.Sub(f.Since)
	if span < 2*shortest {
		return err
	}
	newer, older := f, f
	newer.Since = f.Since.Add(span / 2).Truncate(time.Second)
	older.Until = newer.Since
	if err := s.eachLogin(ctx, facts, newer, do); err != nil {
		return err
	}
	return s.eachLogin(ctx, facts, older, func(row LoginRow) error {
		if !row.Time.Before(newer.Since) {
			return nil // both halves hold the second between them
		}
		return do(row)
	})
}

// loginsOf asks for one span; n is how many rows the org sent.
func (s *Session) loginsOf(ctx context.Context, facts *historyFacts, f LoginFilter, do func(LoginRow) error) (n int, err error) {
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
	n, err = s.each(ctx, facts.soql(f, facts.labelOf), read)
	if n == 0 && len(f.Types) > 0 && (err == nil || isRefusal(err)) {
		// This org may want the API values, as LoginHistory says.
		if m, second := s.each(ctx, facts.soql(f, facts.apiType), read); second == nil || !isRefusal(second) {
			return m, second
		}
	}
	return n, err
}

func (s *Session) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}
