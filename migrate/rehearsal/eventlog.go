package rehearsal

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// KeepEventLog makes the org keep event log files of its logins, as one with Event
// Monitoring does: one a day.
func (t *Tenant) KeepEventLog(keep bool) {
	t.setPolicies(func(p *policies) { p.eventLog = keep })
}

func eventLogColumns() []column {
	return join(ids("Id"), text("EventType", "Interval"), []column{{name: "LogDate", kind: aTime}})
}

// eventLogRows gives a row for every day with a login; none without Event
// Monitoring.
func eventLogRows(c *call) []record {
	var rows []record
	for _, day := range c.s.org.eventDays() {
		rows = append(rows, c.row("EventLogFile", eventLogID(day), record{"EventType": "Login", "Interval": "Daily", "LogDate": day}))
	}
	return rows
}

func (o *org) eventDays() []time.Time {
	var days []time.Time
	for _, l := range o.history {
		if day := l.Time.UTC().Truncate(24 * time.Hour); o.above.eventLog && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days
}

func eventLogID(day time.Time) string { return id18("0AT" + day.Format("20060102") + "0000") }

var logFilePath = regexp.MustCompile(`^/services/data/v[0-9]+\.0/sobjects/EventLogFile/([A-Za-z0-9]+)/LogFile$`)

func asksLogFile(r *request) bool { return logFilePath.MatchString(r.URL.Path) }

// logFile gives the logins of a day with the columns of the Login event that an
// audit reads (Object Reference, Login Event Type).
func (w *World) logFile(r *request) response {
	s := w.bearer(r)
	if s == nil || r.site.generic {
		return w.dataRefusal(refuse(sessionInvalid))
	}
	id := logFilePath.FindStringSubmatch(r.URL.Path)[1]
	at := slices.IndexFunc(s.org.eventDays(), func(day time.Time) bool { return eventLogID(day) == id })
	if at < 0 || !s.user.modifyMetadata {
		return w.dataRefusal(refuse(notFound))
	}
	day := s.org.eventDays()[at]
	var b bytes.Buffer
	table := csv.NewWriter(&b)
	lines := [][]string{{"EVENT_TYPE", "TIMESTAMP_DERIVED", "USER_NAME", "LOGIN_TYPE", "LOGIN_SUB_TYPE", "LOGIN_STATUS", "API_TYPE", "API_VERSION", "CLIENT_IP", "BROWSER_TYPE"}}
	for _, l := range s.org.history {
		if !l.Time.UTC().Truncate(24 * time.Hour).Equal(day) {
			continue
		}
		kind, status := "i", "LOGIN_NO_ERROR"
		if l.Type == "Other Apex API" {
			kind = "I"
		}
		for _, e := range w.catalogue.Entries() {
			if e.StatusCode != "" && strings.EqualFold(e.Status, l.Status) {
				status = e.StatusCode
			}
		}
		lines = append(lines, []string{"Login", timestamp(l.Time), l.Username, kind, l.SubType, status, l.APIType, l.APIVersion, l.SourceIP, l.Browser})
	}
	if table.WriteAll(lines) != nil {
		return response{status: http.StatusInternalServerError}
	}
	return response{status: http.StatusOK, contentType: "application/octet-stream", body: b.Bytes()}
}
