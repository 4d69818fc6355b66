package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/workspace"
)

// AppStatus is how an app stands in its org.
type AppStatus struct {
	App   string   `json:"app"`
	Org   string   `json:"org"`
	State string   `json:"state"` // deployed, differs, gone, missing, other type, other key, no access, failed
	Diff  string   `json:"diff,omitempty"`
	Todo  []string `json:"todo"` // what is left to do, in order; empty: all is as it should be
	Err   error    `json:"-"`
}

// States of an app.
const (
	AppDeployed  = "deployed"
	AppDiffers   = "differs"
	AppGone      = "gone" // unpw deployed it, and it is not there
	AppMissing   = "missing"
	AppOtherType = "other type"
	AppOtherKey  = "other key"
)

// Status compares apps with what their orgs have, and changes nothing. The error
// has code Partial where something is left to do.
func (p *Project) Status(ctx context.Context, made *plan.Plan, apps []plan.App, o DeployOptions) ([]AppStatus, error) {
	memory, err := p.recall()
	if err != nil {
		return nil, err
	}
	byOrg := map[string][]plan.App{}
	for _, a := range apps {
		if !a.Existing {
			byOrg[a.Org] = append(byOrg[a.Org], a)
		}
	}
	var out []AppStatus
	for _, name := range sortedKeys(byOrg) {
		list, err := p.statusOf(ctx, made, name, byOrg[name], memory.Orgs[name], o)
		if err != nil {
			if len(byOrg) == 1 {
				return nil, err
			}
			for _, a := range byOrg[name] {
				out = append(out, AppStatus{App: a.Name, Org: name, State: Failed, Todo: []string{fail.Of(err).Error()}, Err: err})
			}
			continue
		}
		out = append(out, list...)
	}
	open := 0
	for _, s := range out {
		if len(s.Todo) > 0 {
			open++
		}
	}
	if open > 0 {
		return out, fail.New(fail.Partial, "%d of %d apps are not as they should be", open, len(out)).In("app status")
	}
	return out, nil
}

func (p *Project) statusOf(ctx context.Context, made *plan.Plan, name string, apps []plan.App, before rememberedAs, o DeployOptions) ([]AppStatus, error) {
	s, err := p.SessionBy(ctx, name, o.Access, made)
	if err != nil {
		return nil, err
	}
	var out []AppStatus
	if s == nil {
		for _, a := range apps {
			out = append(out, AppStatus{App: a.Name, Org: name, State: NoAccess,
				Todo: []string{"let unpw into org " + name + ": --target-org ALIAS, orgs." + name + ".access in unpw.yaml, or " + tokenVariable + " in the environment"}})
		}
		return out, nil
	}
	described, err := p.AppMetadata(apps, o.Contact)
	if err != nil {
		return nil, err
	}
	id, err := s.OrgID(ctx)
	if err != nil {
		return nil, err
	}
	has, err := standings(ctx, s, described)
	if err != nil {
		return nil, err
	}
	refreshed := before.ID != "" && before.ID != id
	for i, a := range described {
		st := has[a.Name]
		one := AppStatus{App: a.Name, Org: name, State: AppDeployed, Todo: []string{}}
		_, known := before.Apps[a.Name]
		switch {
		case st.other:
			one.State = AppOtherType
			one.Todo = append(one.Todo, "the org has an app "+a.Name+" of the other type: give this one another name")
		case !st.exists:
			one.State = AppMissing
			if known {
				one.State = AppGone
			}
			one.Todo = append(one.Todo, p.gone(name, a, id, known, refreshed)...)
		case st.key != "" && st.key != a.ConsumerKey:
			one.State = AppOtherKey
			one.Todo = append(one.Todo, fmt.Sprintf("the org's consumer key is another one: set apps.%s.consumer-key: %s in unpw.yaml, then plan and apply again", a.Name, st.key))
		default:
			if one.Diff, err = metadata.Drift(st.as(a), o.Options, st.components); err != nil {
				return nil, err
			}
			if one.Diff != "" {
				one.State = AppDiffers
				one.Todo = append(one.Todo, "the org differs from the files: unpw app deploy "+a.Name)
			}
		}
		todo, err := p.unassigned(ctx, s.Assigned, apps[i], one.State == AppGone || refreshed)
		if err != nil {
			return nil, err
		}
		one.Todo = append(one.Todo, todo...)
		if apps[i].Flow == recipe.ClientCredentials && p.Config.App(a.Name).ConsumerSecret == nil {
			if _, ok, err := p.Workspace.ReadSecret(a.Name, workspace.ClientSecret); err != nil {
				return nil, err
			} else if !ok && st.exists {
				one.Todo = append(one.Todo, "the consumer secret is not there yet: unpw app deploy "+a.Name+" reads it or asks for it")
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// gone says what to do about an app that is not in the org. A key that an org
// has seen may stay taken for a time after its app is gone, and keys are unique
// over all orgs: after a refresh another one is wanted. It follows from the new
// org's id, so that asking twice gives the same.
func (p *Project) gone(name string, a metadata.App, orgID string, known, refreshed bool) []string {
	switch {
	case refreshed:
		todo := []string{"the org is another one than at the last deploy: the sandbox was refreshed, and app " + a.Name + " is gone"}
		if id, err := p.Workspace.KnownID(); err == nil {
			todo = append(todo, fmt.Sprintf("a new consumer key is needed: set apps.%s.consumer-key: %s in unpw.yaml, then plan and apply again", a.Name, id.ConsumerKey(name+"@"+orgID, a.Name)))
		}
		return append(todo, "deploy it again: unpw app deploy "+a.Name)
	case known:
		return []string{"unpw deployed it, and it was removed since: unpw app deploy " + a.Name + "; should the org say that its consumer key is taken, set another one in unpw.yaml"}
	}
	return []string{"it is not deployed yet: unpw app deploy " + a.Name}
}

func (p *Project) unassigned(ctx context.Context, assigned func(context.Context, string, []string) ([]string, bool, error), app plan.App, again bool) ([]string, error) {
	users := usersOf(app)
	holders, exists, err := assigned(ctx, app.PermissionSet, users)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(users, func(u string) bool { return slices.Contains(holders, u) })
	if len(missing) == 0 {
		return nil, nil
	}
	word := "assign"
	if again {
		word = "reassign"
	}
	text := fmt.Sprintf("permission set %s: %s it to %s, as app deploy does", app.PermissionSet, word, strings.Join(missing, ", "))
	if !exists {
		text = fmt.Sprintf("permission set %s is not there: app deploy makes it, and it is to be %sed to %s", app.PermissionSet, word, strings.Join(missing, ", "))
	}
	return []string{text}, nil
}
