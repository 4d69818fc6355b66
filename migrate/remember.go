package migrate

import (
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
	"unpw/migrate/workspace"
)

// memoryFile holds what was deployed where, under .unpw/. It is a memory and no
// authority: without it app status asks the org all the same, and only cannot
// tell that the org is another one than before.
const memoryFile = "deployed.json"

// memory is memoryFile: by name of the org in unpw.yaml. It holds no secret.
type memory struct {
	Schema string                  `json:"schema"` // unpw/deployed/v1
	Orgs   map[string]rememberedAs `json:"orgs"`
}

type rememberedAs struct {
	ID   string                   `json:"id"` // a refreshed sandbox has another
	Host string                   `json:"host"`
	Apps map[string]rememberedApp `json:"apps"`
}

type rememberedApp struct {
	At  time.Time `json:"at"`
	App plan.App  `json:"app"` // as the plan had it, whose integrations are migrated by now
}

// recall reads the memory; one that is missing, or of another version, is empty.
func (p *Project) recall() (memory, error) {
	m := memory{Schema: "unpw/deployed/v1", Orgs: map[string]rememberedAs{}}
	data, err := p.Workspace.ReadFile(memoryFile)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	var read memory
	if json.Unmarshal(data, &read) != nil || read.Schema != m.Schema || read.Orgs == nil {
		p.warn(workspace.Dir + "/" + memoryFile + " cannot be read, and is left out")
		return m, nil
	}
	return read, nil
}

// remember notes the apps that are in an org now. Another id of the org means
// that whatever was noted is gone with the one before.
func (p *Project) remember(name, id, host string, apps map[string]plan.App, done []Deployed) error {
	m, err := p.recall()
	if err != nil {
		return err
	}
	o := m.Orgs[name]
	if o.ID != id || o.Apps == nil {
		o = rememberedAs{ID: id, Host: host, Apps: map[string]rememberedApp{}}
	}
	for _, d := range done {
		switch d.Result {
		case Created, Updated:
			o.Apps[d.App] = rememberedApp{p.Now().UTC().Truncate(time.Second), apps[d.App]}
		case Unchanged:
			if _, ok := o.Apps[d.App]; !ok {
				o.Apps[d.App] = rememberedApp{p.Now().UTC().Truncate(time.Second), apps[d.App]}
			}
		case Removed:
			delete(o.Apps, d.App)
		}
	}
	m.Orgs[name] = o
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fail.New(fail.Bug, "the memory of deploys cannot be written")
	}
	return p.Workspace.WriteFile(memoryFile, append(data, '\n'))
}

// KnownApps gives the apps of a plan, those deployed earlier that no plan speaks
// of any more since their integrations are migrated, and of those that only
// unpw.yaml describes the named ones. Such an app is for client credentials where
// it says whom it runs as, else for JWT bearer.
func (p *Project) KnownApps(made *plan.Plan, names []string) ([]plan.App, error) {
	m, err := p.recall()
	if err != nil {
		return nil, err
	}
	apps := slices.Clone(made.Apps)
	has := func(name string) bool {
		return slices.ContainsFunc(apps, func(a plan.App) bool { return a.Name == name })
	}
	for _, name := range sortedKeys(m.Orgs) {
		for _, app := range sortedKeys(m.Orgs[name].Apps) {
			a := m.Orgs[name].Apps[app].App
			if a.Name != app || a.Org != name || has(app) {
				continue
			}
			if own := p.Config.App(a.Name); own.ConsumerKey != "" {
				a.ConsumerKey = own.ConsumerKey
			}
			apps = append(apps, a)
		}
	}
	for _, app := range p.Config.Apps {
		if app.Existing || has(app.Name) || !slices.Contains(names, app.Name) {
			continue
		}
		flow := recipe.JWTBearer
		if app.RunAs != "" {
			flow = recipe.ClientCredentials
		}
		a, _, err := p.NewApp(AppChoice{Name: app.Name, Flow: flow})
		if err != nil {
			return nil, err
		}
		apps = append(apps, a)
	}
	return apps, nil
}
