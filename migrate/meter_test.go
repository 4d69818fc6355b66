package migrate

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"unpw/migrate/apply"
	"unpw/migrate/secret"
	"unpw/migrate/workspace"
)

// meter counts how scans of real files compare with what people found in them.
type meter struct {
	rows, lines, states      int // settings; those that a scan shows; and in the state that people saw
	passwords, found         int // those that are passwords; shown as passwords
	negatives, alarms, extra int // files without a login; those with a finding; passwords in findings that no row names
	logins, rewritten, added int // integrations in use; rewritten and read back; given new settings beside the old
	notes                    []string
}

// measure takes one file, laid out in p as it is at home, through scan, plan and an
// offline apply, which reads back what it wrote.
func (m *meter) measure(ctx context.Context, id string, p *Project, rows []row) error {
	made, roots, err := p.Plan(ctx, PlanOptions{})
	if err != nil {
		return err
	}
	report, err := p.ScanReport(roots, ReportOptions{All: true})
	if err != nil {
		return err
	}
	m.compare(id, report, rows)
	for _, a := range made.Apps {
		err = errors.Join(err, p.Workspace.WriteSecret(a.Name, workspace.ClientSecret, secret.New("example-client-secret")))
	}
	_, keys := p.KeysFor(made, KeyOptions{})
	results, applied := p.Apply(ctx, made, ApplyOptions{Offline: true})
	if err = errors.Join(err, keys); err != nil || results == nil {
		return errors.Join(err, applied)
	}
	m.logins += len(results.Integrations)
	for i, r := range results.Integrations {
		switch in := made.Integrations[i]; {
		case r.Result != apply.Rewritten:
			m.note("%s: %s, %s: not rewritten: %s", id, in.Recipe, in.Outcome, cmp.Or(r.Why, "left to people"))
		case in.Outcome == "assisted":
			m.added++
		default:
			m.rewritten++
		}
	}
	return nil
}

// compare holds the lines that a scan shows against those that people found.
func (m *meter) compare(id string, report *ScanReport, rows []row) {
	at, finding := map[string]row{}, map[string]bool{}
	for _, in := range report.Integrations {
		for _, s := range in.Settings {
			if line := strconv.Itoa(s.Line); at[line].role != "password" {
				at[line], finding[line] = row{line, s.Role, s.Key, in.State}, in.Counts
			}
		}
	}
	for _, want := range rows {
		got, is := at[want.line]
		password := want.role == "password"
		switch {
		case want.line == "-":
			m.negatives, m.alarms = m.negatives+1, m.alarms+min(report.Findings(), 1)
			continue
		case !is, password && got.role != want.role:
			m.note("%s:%s: missed: %s %s", id, want.line, want.role, want.key)
		case got.state != want.state:
			m.note("%s:%s: mislabelled: %s, not %s", id, want.line, got.state, want.state)
			m.lines++
		default:
			m.lines, m.states = m.lines+1, m.states+1
		}
		m.rows++
		if password {
			m.passwords++
			m.found += strings.Count(got.role, want.role)
		}
		delete(finding, want.line)
	}
	for _, line := range slices.Sorted(maps.Keys(finding)) {
		if finding[line] && at[line].role == "password" {
			m.extra++
			m.note("%s:%s: false: %s", id, line, at[line].key)
		}
	}
}
