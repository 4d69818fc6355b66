package migrate

import (
	"slices"
	"strings"

	"unpw/migrate/explain"
	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/org"
)

// blame finds whose components failed and says so with each of these apps. It
// is false where a failure belongs to no app: then it is everybody's.
func (d *deploying) blame(status *org.DeployStatus, apps []metadata.App, err error, bad map[string]bool) bool {
	if status == nil || fail.CodeOf(err) != fail.Refused || len(status.Errors()) == 0 {
		return false
	}
	found := map[string][]Problem{}
	for _, f := range status.Errors() {
		owners := ownersOf(f, apps)
		if len(owners) == 0 {
			return false
		}
		p := Problem{Component: strings.TrimSpace(f.Type + " " + f.Name), Problem: f.Problem, Do: d.p.deployHint(f.Problem)}
		for _, name := range owners {
			found[name] = append(found[name], p)
		}
	}
	for name, problems := range found {
		bad[name] = true
		out := d.out[name]
		e := fail.New(fail.Refused, "app %s: %s: %s", name, problems[0].Component, problems[0].Problem)
		if len(problems) > 1 {
			e = fail.New(fail.Refused, "app %s: %d components failed, the first is %s: %s", name, len(problems), problems[0].Component, problems[0].Problem)
		}
		var said []string
		for _, p := range problems {
			if p.Do != "" && !slices.Contains(said, p.Do) {
				said, e = append(said, p.Do), e.Hint("%s", p.Do)
			}
		}
		out.Problems = problems
		out.fail(e)
	}
	return true
}

// ownersOf gives the apps that a failed component belongs to; a permission set
// may be of several.
func ownersOf(f org.ComponentFailure, apps []metadata.App) []string {
	var names []string
	for _, a := range apps {
		for _, m := range metadata.Names(a) {
			only := m.Type == "PermissionSet" && f.Name == m.Name+"_Api_Only"
			if (m.Name == f.Name || only) && (f.Type == "" || f.Type == m.Type) && !slices.Contains(names, a.Name) {
				names = append(names, a.Name)
			}
		}
	}
	return names
}

// deployHint says what the catalogue knows to do about a problem of a component.
func (p *Project) deployHint(problem string) string {
	entries := p.Explain.Match(explain.Query{Flow: "deploy", Description: problem})
	if len(entries) == 0 {
		return ""
	}
	var steps []string
	for _, s := range entries[0].Fix {
		if s.Setup != "" {
			steps = append(steps, s.Do+" ("+s.Setup+")")
		} else {
			steps = append(steps, s.Do)
		}
	}
	return strings.Join(steps, "; ")
}
