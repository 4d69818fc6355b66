package audit

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"
	"unicode"

	"unpw/migrate/fail"
)

// CSV gives a report as a table: a line an integration, then a line a caller that
// was not found. A cell that a spreadsheet would take for a formula begins with an
// apostrophe.
func (r *Report) CSV() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{{"verdict", "integration", "recipe", "state", "user", "login", "password logins", "refused", "last password login", "last status",
		"first secure login", "last secure login", "silent days", "applications", "clients", "addresses", "hosts", "note"}}
	for _, u := range r.Integrations {
		user := ""
		if u.User != nil {
			user = *u.User
		}
		lines = append(lines, u.cells(u.Verdict, u.ID, u.Recipe, u.State, user, u.Login, u.Note))
	}
	for _, c := range r.NotFound {
		lines = append(lines, c.cells("not found", "", "", "", c.User, c.Login, c.Note))
	}
	for _, c := range r.UserAgent {
		lines = append(lines, c.cells("user agent", "", "", "", c.User, c.Login, c.Note))
	}
	for _, c := range r.Undecided {
		lines = append(lines, c.cells("undecided", "", "", "", c.User, c.Login, c.Note))
	}
	for _, line := range lines {
		for i, cell := range line {
			line[i] = plain(cell)
		}
		if err := w.Write(line); err != nil {
			return nil, fail.New(fail.Bug, "the table cannot be written")
		}
	}
	w.Flush()
	return b.Bytes(), nil
}

func (s Seen) cells(verdict, id, recipe, state, user, login, note string) []string {
	silent := ""
	if s.SilentDays != nil {
		silent = strconv.Itoa(*s.SilentDays)
	}
	return []string{verdict, id, recipe, state, user, login, strconv.Itoa(s.PasswordLogins), strconv.Itoa(s.PasswordRefused), day(s.LastPassword), s.LastStatus,
		day(s.FirstSecure), day(s.LastSecure), silent, strings.Join(s.Applications, "; "), strings.Join(s.Clients, "; "), strings.Join(s.Addresses, "; "),
		strings.Join(s.Hosts, "; "), note}
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.RFC3339)
}

// plain keeps a cell on its line and out of a spreadsheet's arithmetic.
func plain(cell string) string {
	cell = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, cell)
	if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
		return "'" + cell
	}
	return cell
}
