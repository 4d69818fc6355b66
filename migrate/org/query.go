package org

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"unpw/migrate/oauth"
)

// Rows is the result of a query.
type Rows struct {
	Records  []json.RawMessage
	Total    int  // how many the org has, as it says
	Complete bool // false where the bound cut it
}

// queryPage is one answer to a query.
type queryPage struct {
	TotalSize int                   `json:"totalSize"`
	Done      bool                  `json:"done"`
	Next      string                `json:"nextRecordsUrl"`
	Records   list[json.RawMessage] `json:"records"`
}

// Query runs a SOQL query and follows its pages up to most rows.
func (s *Session) Query(ctx context.Context, soql string, most int) (*Rows, error) {
	rows := &Rows{}
	path := s.data("query") + "?q=" + url.QueryEscape(soql)
	seen := map[string]bool{}
	for {
		var page queryPage
		if err := s.get(ctx, path, &page); err != nil {
			return nil, err
		}
		rows.Total = page.TotalSize
		rows.Records = append(rows.Records, page.Records...)
		if len(rows.Records) > most {
			rows.Records = rows.Records[:most]
			return rows, nil
		}
		if page.Done || page.Next == "" {
			rows.Complete = true
			return rows, nil
		}
		if len(rows.Records) == most {
			return rows, nil
		}
		// The next page is on the instance and is a new one: an answer that
		// sends elsewhere or in circles is none of the platform's.
		if !strings.HasPrefix(page.Next, "/services/data/") || seen[page.Next] || len(page.Records) == 0 {
			return nil, oauth.NotAnAnswer(&oauth.Answer{Host: s.host(), Status: 200}, s.Token)
		}
		seen[page.Next] = true
		path = page.Next
	}
}

// decode reads records as T; one that is not is an answer that is none.
func decode[T any](s *Session, rows *Rows) ([]T, error) {
	out := make([]T, len(rows.Records))
	for i, record := range rows.Records {
		if json.Unmarshal(record, &out[i]) != nil {
			return nil, oauth.NotAnAnswer(&oauth.Answer{Host: s.host(), Status: 200}, s.Token)
		}
	}
	return out, nil
}

// quote writes text as a SOQL string.
func quote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`).Replace(text) + "'"
}

// idOf gives the id of the only record that a query finds; "" where there is
// none.
func (s *Session) idOf(ctx context.Context, soql string) (string, error) {
	rows, err := s.Query(ctx, soql, 1)
	if err != nil {
		return "", err
	}
	records, err := decode[struct {
		ID string `json:"Id"`
	}](s, rows)
	if err != nil || len(records) == 0 {
		return "", err
	}
	return records[0].ID, nil
}
