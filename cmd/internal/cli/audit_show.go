package cli

import (
	"fmt"
	"strings"
	"time"

	"unpw/cmd/internal/ui"
	"unpw/migrate/audit"
)

// showAudit prints a report for a person: who breaks on the day comes first.
func showAudit(s *ui.Streams, r *audit.Report) {
	from := "the login history of org " + deref(r.Org)
	if r.Source == "csv" {
		from = "the exported login history"
	}
	oldest := ""
	if r.Oldest != nil {
		oldest = ", the oldest of " + r.Oldest.Format(time.DateOnly)
	}
	s.Printf("%s since %s: %s%s\n", from, r.Since.Format(time.DateOnly), count(r.Rows, "API login"), oldest)

	if len(r.NotFound) > 0 {
		s.Printf("\n%s\n", ui.Paint(ui.Bold, "used but not found: these break on the day"))
		showCallers(s, r.NotFound)
	}
	for _, part := range []struct{ verdict, title string }{
		{audit.Used, "found and used: these still have to move"}, {audit.Refused, "found, tries by password and is refused"},
		{audit.Unused, "found and unused"}, {audit.Unknown, "found, and the files do not name the user"},
	} {
		showUses(s, r, part.verdict, part.title)
	}
	if len(r.Undecided) > 0 {
		s.Printf("\n%s\n", ui.Paint(ui.Bold, "OAuth logins of which the file does not say by which flow (it has no column Login Subtype)"))
		showCallers(s, r.Undecided)
	}
	if len(r.UserAgent) > 0 {
		s.Printf("\n%s\n", ui.Paint(ui.Bold, "logins by the user-agent flow, which ends too"))
		showCallers(s, r.UserAgent)
	}
	if len(r.Apps) > 0 {
		s.Printf("\n%s\n", ui.Paint(ui.Bold, "apps of the org"))
		var rows [][]any
		for _, a := range r.Apps {
			rows = append(rows, []any{"  " + a.Name, a.Type, yesNo(a.Installed), a.Users, a.Uses, dayOf(a.LastUsed), strings.Join(a.Who, ", ")})
		}
		s.Table([]string{"  APP", "TYPE", "INSTALLED", "USERS", "USES", "LAST USED", "WHO"}, rows)
	}
	s.Printf("\n%s\n", ui.Paint(ui.Bold, "what this audit cannot see"))
	for _, b := range r.BlindSpots {
		doubt := ""
		if b.Confidence != "seen" {
			doubt = "; unverified: " + strings.ReplaceAll(b.Confidence, "-", " ")
		}
		s.Printf("  - %s (%s%s)\n", b.Text, strings.Join(b.Source, "; "), doubt)
	}
	s.Printf("\n")
	for _, d := range r.Dates {
		about := ""
		if d.About {
			about = "about "
		}
		s.Printf("%s ends %s%s (%s)\n", d.Login, about, d.Date, d.Source)
	}
	n := r.Summary
	s.Printf("%d used but not found, %d found and used, %d refused, %d unused, %d unknown\n", n.NotFound, n.Used, n.Refused, n.Unused, n.Unknown)
	if r.Clean {
		s.Printf("%s\n", ui.Paint(ui.Green, "clean: nobody logged in by password in these days"))
	}
}

func showCallers(s *ui.Streams, list []audit.Caller) {
	var rows [][]any
	for _, c := range list {
		rows = append(rows, []any{"  " + c.User, c.Login, c.PasswordLogins, c.PasswordRefused, dayOf(c.LastTry), c.LastStatus, with(c.Seen), c.Note})
	}
	s.Table([]string{"  USER", "LOGIN", "LOGINS", "REFUSED", "LAST", "STATUS", "WITH", "NOTE"}, rows)
}

func showUses(s *ui.Streams, r *audit.Report, verdict, title string) {
	var rows [][]any
	for _, u := range r.Integrations {
		if u.Verdict != verdict {
			continue
		}
		silent := "-"
		if u.SilentDays != nil {
			silent = fmt.Sprint(*u.SilentDays)
		}
		login := u.Login
		if u.State == "migrated" {
			login = "migrated"
		}
		rows = append(rows, []any{"  " + u.ID, orDash(u.User), login, u.PasswordLogins, u.PasswordRefused, dayOf(u.LastPassword), silent, dayOf(u.FirstSecure), with(u.Seen), u.Note})
	}
	if len(rows) > 0 {
		s.Printf("\n%s\n", ui.Paint(ui.Bold, title))
		s.Table([]string{"  ID", "USER", "LOGIN", "LOGINS", "REFUSED", "LAST PASSWORD", "SILENT DAYS", "FIRST SECURE", "WITH", "NOTE"}, rows)
	}
}

// with says what a user logged in with, as far as it is known.
func with(s audit.Seen) string {
	var parts []string
	for _, list := range [][]string{s.Applications, s.Clients, s.Addresses} {
		if len(list) > 2 {
			list = append(append([]string{}, list[:2]...), "…")
		}
		if len(list) > 0 {
			parts = append(parts, strings.Join(list, ", "))
		}
	}
	return strings.Join(parts, " | ")
}

func dayOf(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.Format("2006-01-02 15:04")
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
