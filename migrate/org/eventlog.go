package org

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/oauth"
)

// LoginEvent is a row of an event log file of the type Login. Unlike Login History
// it names the client's software and the address that was called; it is there with
// the permission View Event Log Files, for a day, or longer with Event Monitoring
// (Object Reference, Login Event Type; the day is general knowledge).
type LoginEvent struct {
	Username   string
	Type       string // code: i Remote Access 2.0, I Other Apex API, R Partner Product
	SubType    string
	Status     string // LOGIN_NO_ERROR and so on
	APIType    string // E SOAP Enterprise, P SOAP Partner
	APIVersion string
	Browser    string // as the client calls itself: Go-http-client/1.1
	URI        string
	ClientIP   string
}

// EachLoginEvent gives the rows of the login event log files since a day to do. It
// gives the number of files; none where Event Monitoring holds none.
func (s *Session) EachLoginEvent(ctx context.Context, since time.Time, do func(LoginEvent)) (int, error) {
	var ids []string
	_, err := s.each(ctx, "SELECT Id FROM EventLogFile WHERE EventType = 'Login' AND LogDate >= "+since.UTC().Format(time.RFC3339)+" ORDER BY LogDate DESC", func(record json.RawMessage) error {
		var r struct {
			ID string `json:"Id"`
		}
		if json.Unmarshal(record, &r) != nil {
			return oauth.NotAnAnswer(&oauth.Answer{Host: s.host(), Status: 200}, s.Token)
		}
		ids = append(ids, r.ID)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		answer, err := s.policy().Do(ctx, func(ctx context.Context) (*http.Request, error) {
			return s.request(ctx, http.MethodGet, s.Instance+s.data("sobjects/EventLogFile/"+id+"/LogFile"), nil)
		})
		if err != nil {
			return 0, err
		}
		if answer.Status != http.StatusOK {
			return 0, s.read(answer, nil)
		}
		if err := loginEvents(answer.Body, do); err != nil {
			return 0, s.no("the event log file %s cannot be read", id)
		}
	}
	return len(ids), nil
}

var errNoEvents = errors.New("no login event log")

func loginEvents(file []byte, do func(LoginEvent)) error {
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	header, err := r.Read()
	if err != nil || !slices.Contains(header, "LOGIN_STATUS") {
		return errNoEvents
	}
	header = slices.Clone(header)
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errNoEvents
		}
		cell := func(name string) string {
			if i := slices.Index(header, name); i >= 0 && i < len(row) {
				return row[i]
			}
			return ""
		}
		do(LoginEvent{Username: cell("USER_NAME"), Type: cell("LOGIN_TYPE"), SubType: cell("LOGIN_SUB_TYPE"), Status: cell("LOGIN_STATUS"),
			APIType: cell("API_TYPE"), APIVersion: cell("API_VERSION"), Browser: cell("BROWSER_TYPE"), URI: cell("URI"), ClientIP: cell("CLIENT_IP")})
	}
}

// isRefusal tells whether the org itself said no.
func isRefusal(err error) bool { return err != nil && fail.CodeOf(err) == fail.Refused }
