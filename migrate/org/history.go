package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"unpw/migrate/fail"
)

// LoginFilter says which rows of Login History are wanted. Empty fields ask
// for all. Types and SubTypes are taken as API value or label.
type LoginFilter struct {
	Since, Until time.Time
	UserIDs      []string
	Types        []string // LoginType
	SubTypes     []string // LoginSubType
	Statuses     []string // Status
	Most         int      // rows read from the org; 0 is 50,000
}

// LoginRow is one row of Login History. Type and SubType are as the org wrote
// them.
type LoginRow struct {
	UserID        string
	Time          time.Time
	Type          string
	SubType       string
	Status        string
	Application   string
	LoginURL      string
	APIType       string
	APIVersion    string
	ClientVersion string
	SourceIP      string
	Succeeded     bool   // by its Status
	Kind          string // the login or flow of the contract that it stands for; "" for another
}

// History is what Login History says, the newest row first.
type History struct {
	Rows     []LoginRow
	Complete bool // false where Most cut it
}

// mostUsers is how many users stand in one WHERE clause; more are filtered here.
const mostUsers = 100

// LoginHistory reads who logged in. Without the permission Manage Users or
// Monitor Login History a user sees the own rows only. Only what the platform
// can filter is asked of it, the rest is done here (loginhistory.yaml).
func (s *Session) LoginHistory(ctx context.Context, f LoginFilter) (*History, error) {
	facts, err := readHistoryFacts()
	if err != nil {
		return nil, err
	}
	if f.Most == 0 {
		f.Most = 50_000
	}
	rows, err := s.Query(ctx, facts.soql(f, facts.labelOf), f.Most)
	if len(f.Types) > 0 && (fail.CodeOf(err) == fail.Refused || err == nil && len(rows.Records) == 0) {
		// This org may want the API values. If it refuses those too, its first
		// answer counts.
		if again, second := s.Query(ctx, facts.soql(f, facts.apiType), f.Most); second == nil {
			rows, err = again, nil
		}
	}
	if err != nil {
		return nil, err
	}
	read, err := decode[historyRecord](s, rows)
	if err != nil {
		return nil, err
	}
	h := &History{Complete: rows.Complete}
	for _, r := range read {
		if row := r.row(facts); facts.wanted(f, row) {
			h.Rows = append(h.Rows, row)
		}
	}
	return h, nil
}

// soql writes the query; name gives a LoginType as this org may want it.
func (h *historyFacts) soql(f LoginFilter, name func(string) string) string {
	var where []string
	add := func(field, condition string) {
		if slices.Contains(h.Filterable, field) {
			where = append(where, field+condition)
		}
	}
	if !f.Since.IsZero() {
		add("LoginTime", " >= "+f.Since.UTC().Format(time.RFC3339))
	}
	if !f.Until.IsZero() {
		add("LoginTime", " <= "+f.Until.UTC().Format(time.RFC3339))
	}
	if len(f.UserIDs) > 0 && len(f.UserIDs) <= mostUsers {
		add("UserId", oneOf(f.UserIDs))
	}
	if len(f.Types) > 0 {
		names := make([]string, len(f.Types))
		for i, t := range f.Types {
			names[i] = name(t)
		}
		add("LoginType", oneOf(names))
	}
	soql := "SELECT " + strings.Join(h.Select, ", ") + " FROM LoginHistory"
	if len(where) > 0 {
		soql += " WHERE " + strings.Join(where, " AND ")
	}
	return soql + " ORDER BY LoginTime DESC"
}

func oneOf(values []string) string {
	if len(values) == 1 {
		return " = " + quote(values[0])
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	return " IN (" + strings.Join(quoted, ", ") + ")"
}

// wanted applies the whole filter, that which the org applied as well.
func (h *historyFacts) wanted(f LoginFilter, r LoginRow) bool {
	fits := func(wanted []string, same func(string) bool) bool {
		return len(wanted) == 0 || slices.ContainsFunc(wanted, same)
	}
	return fits(f.UserIDs, func(id string) bool { return len(id) >= 15 && strings.HasPrefix(r.UserID, id[:15]) }) &&
		fits(f.Types, func(t string) bool { return h.sameType(t, r.Type) }) &&
		fits(f.SubTypes, func(t string) bool { return fold(t) == fold(r.SubType) }) &&
		fits(f.Statuses, func(t string) bool { return strings.EqualFold(t, r.Status) }) &&
		(f.Since.IsZero() || !r.Time.Before(f.Since.Truncate(time.Second))) &&
		(f.Until.IsZero() || !r.Time.After(f.Until))
}

// historyRecord is a row as the REST API writes it; null is "".
type historyRecord struct {
	UserID        string `json:"UserId"`
	LoginTime     string `json:"LoginTime"`
	LoginType     string `json:"LoginType"`
	LoginSubType  string `json:"LoginSubType"`
	Status        string `json:"Status"`
	Application   string `json:"Application"`
	LoginURL      string `json:"LoginUrl"`
	APIType       string `json:"ApiType"`
	APIVersion    string `json:"ApiVersion"`
	ClientVersion string `json:"ClientVersion"`
	SourceIP      string `json:"SourceIp"`
}

func (r historyRecord) row(facts *historyFacts) LoginRow {
	row := LoginRow{UserID: r.UserID, Time: parseTime(r.LoginTime), Type: r.LoginType, SubType: r.LoginSubType, Status: r.Status,
		Application: r.Application, LoginURL: r.LoginURL, APIType: r.APIType, APIVersion: r.APIVersion, ClientVersion: r.ClientVersion, SourceIP: r.SourceIP}
	row.Kind, row.Succeeded = facts.kind(row), strings.EqualFold(row.Status, facts.Success)
	return row
}

// parseTime reads a time of the REST API, 2026-11-23T10:00:00.000+0000; zero
// for any other text.
func parseTime(text string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05-0700", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
