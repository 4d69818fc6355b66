package migrate

import (
	"cmp"
	"context"
	"slices"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/org"
	"unpw/migrate/plan"
	"unpw/migrate/secret"
)

// DeployOptions say how apps get into their orgs.
type DeployOptions struct {
	Access
	CheckOnly bool          // only ask the org whether it would take them
	Wait      time.Duration // for one deploy and what follows it; 0: 30 minutes
	Contact   string        // where unpw.yaml names none
	metadata.Options
	// Progress hears how far a deploy is.
	Progress func(orgName, doing string, s org.DeployStatus)
	// AskSecret asks a person for the consumer secret of an app; nil: nobody is
	// there. An empty secret means that it is not known.
	AskSecret func(ctx context.Context, app plan.App) (secret.Secret, error)
	// Session gives the session of an org; nil: by Access.
	Session func(ctx context.Context, orgName string) (*org.Session, error)
}

// What became of an app.
const (
	Created   = "created"
	Updated   = "updated"
	Unchanged = "unchanged"
	Checked   = "checked" // the org would take it
	Failed    = "failed"
	NoAccess  = "no access" // nothing lets unpw into its org
	Removed   = "removed"
)

// Deployed is what became of one app in its org.
type Deployed struct {
	App         string    `json:"app"`
	Org         string    `json:"org"`
	Result      string    `json:"result"`
	Why         string    `json:"why,omitempty"`
	Diff        string    `json:"diff,omitempty"` // from what the org had
	Problems    []Problem `json:"problems,omitempty"`
	ConsumerKey string    `json:"consumerKey,omitempty"`
	Assigned    []string  `json:"assigned,omitempty"` // who got the permission set now
	Secret      string    `json:"secret,omitempty"`   // where the consumer secret is, in words
	Err         error     `json:"-"`
}

// Problem is what an org says about one component, and what to do about it.
type Problem struct {
	Component string `json:"component"`
	Problem   string `json:"problem"`
	Do        string `json:"do,omitempty"`
}

// Deploy puts apps into their orgs: it reads what an org has, deploys what is
// not so yet, after a check, assigns permission sets, and keeps consumer secrets.
// Apps that exist outside of unpw (Existing) are left alone. Once more it changes
// nothing. An app that an org does not take keeps no other from being deployed;
// the error has the code that contract 5 gives to several items.
func (p *Project) Deploy(ctx context.Context, made *plan.Plan, apps []plan.App, o DeployOptions) ([]Deployed, error) {
	byOrg := own(apps)
	var out []Deployed
	for _, name := range sortedKeys(byOrg) {
		done, err := p.deployTo(ctx, made, name, byOrg[name], o)
		if err != nil {
			for _, a := range byOrg[name] {
				out = append(out, Deployed{App: a.Name, Org: name, Result: Failed, Why: fail.Of(err).Error(), Err: err})
			}
			if ctx.Err() != nil {
				return out, err
			}
			continue
		}
		out = append(out, done...)
	}
	return out, deployVerdict(out)
}

// deployVerdict gives the error that stands for all apps. The only failure
// speaks for itself.
func deployVerdict(all []Deployed) error {
	var failures []fail.Code
	var only error
	same := true
	for _, d := range all {
		switch {
		case d.Result == NoAccess:
			failures, same = append(failures, fail.Partial), false
		case d.Err != nil:
			same = same && (only == nil || only.Error() == d.Err.Error())
			failures, only = append(failures, fail.CodeOf(d.Err)), d.Err
		}
	}
	if len(failures) == 0 {
		return nil
	}
	same = same && len(failures) == len(all)
	if same && only != nil {
		return only // the one reason of all, hints and all
	}
	code := fail.Shared(failures, len(failures) < len(all))
	return fail.New(code, "%d of %d apps are not deployed", len(failures), len(all)).In("app deploy")
}

func (p *Project) deployTo(ctx context.Context, made *plan.Plan, name string, apps []plan.App, o DeployOptions) ([]Deployed, error) {
	session := o.Session
	if session == nil {
		session = func(ctx context.Context, name string) (*org.Session, error) {
			return p.SessionBy(ctx, name, o.Access, made)
		}
	}
	s, err := session(ctx, name)
	if err != nil {
		return nil, err
	}
	d := &deploying{p: p, s: s, o: o, org: name, apps: map[string]plan.App{}, out: map[string]*Deployed{}}
	for _, a := range apps {
		d.apps[a.Name] = a
		d.out[a.Name] = &Deployed{App: a.Name, Org: name, Result: NoAccess, ConsumerKey: a.ConsumerKey}
	}
	if s == nil {
		return d.results(), nil
	}
	if d.described, err = p.AppMetadata(apps, o.Contact); err != nil {
		return nil, err
	}
	if err := d.run(ctx); err != nil {
		return nil, d.lacks(err)
	}
	return d.results(), nil
}

// deploying is the deploy of apps to one org.
type deploying struct {
	p         *Project
	s         *org.Session
	o         DeployOptions
	org       string
	apps      map[string]plan.App
	described []metadata.App
	out       map[string]*Deployed
}

func (d *deploying) results() []Deployed {
	var out []Deployed
	for _, name := range sortedKeys(d.out) {
		out = append(out, *d.out[name])
	}
	return out
}

// lacks tells apart that the user of the login may not deploy, above all
// the integration's own.
func (d *deploying) lacks(err error) error {
	switch {
	case !org.LacksModifyMetadata(err):
		return err
	case !d.o.Legacy:
		return fail.Of(err).Hint("use the login of a user with Modify Metadata Through Metadata API Functions")
	}
	return fail.Of(err).Hint("the user of the old login lacks Modify Metadata Through Metadata API Functions: use the login of an administrator, --target-org ALIAS")
}

func (d *deploying) run(ctx context.Context) error {
	id, err := d.s.OrgID(ctx)
	if err != nil {
		return err
	}
	before, err := d.p.recall()
	if err != nil {
		return err
	}
	has, err := standings(ctx, d.s, d.described)
	if err != nil {
		return err
	}
	var todo []metadata.App
	for _, a := range d.described {
		out, st := d.out[a.Name], has[a.Name]
		if err := d.acceptable(a, st); err != nil {
			out.fail(err)
			continue
		}
		a = st.as(a)
		if out.Diff, err = metadata.Drift(a, d.o.Options, st.components); err != nil {
			return err
		}
		switch {
		case out.Diff == "":
			out.Result = Unchanged
		case st.exists:
			out.Result, todo = Updated, append(todo, a)
			if _, ours := before.Orgs[d.org].Apps[a.Name]; !ours {
				out.Why = "the app was there before unpw: what the difference takes away is gone for everybody who logs in with it"
			}
		default: // the whole of it is new: no difference to show
			out.Diff, out.Result, todo = "", Created, append(todo, a)
		}
	}
	if err := d.send(ctx, todo); err != nil {
		return err
	}
	if d.o.CheckOnly {
		return nil
	}
	for _, a := range d.described {
		if out := d.out[a.Name]; out.Err == nil {
			if err := d.finish(ctx, a, out); err != nil {
				if ctx.Err() != nil {
					return err
				}
				out.fail(err)
			}
		}
	}
	return d.p.remember(d.org, id, d.s.Instance, d.apps, d.results())
}

func (out *Deployed) fail(err error) {
	out.Result, out.Err = Failed, err
	out.Why = fail.Of(err).Error()
}

// acceptable refuses what the org would refuse, or would accept and not mean: a
// consumer key once given stays, whatever a deploy says.
func (d *deploying) acceptable(a metadata.App, st *standing) error {
	if st.other {
		return fail.New(fail.Refused, "app %s: the org has an app of this name, of the other type", a.Name).
			Hint("give the new one another name: app under integrations in unpw.yaml; see also unpw app convert")
	}
	if st.exists && st.key != "" && a.ConsumerKey != "" && st.key != a.ConsumerKey {
		return fail.New(fail.Refused, "app %s is there with another consumer key, and a key cannot be changed", a.Name).
			Hint("set apps.%s.consumer-key: %s in unpw.yaml and plan again", a.Name, st.key)
	}
	return nil
}

// send deploys apps: a check of all of them first, whose culprits are left out,
// and then the rest in earnest.
func (d *deploying) send(ctx context.Context, todo []metadata.App) error {
	for len(todo) > 0 {
		parts, err := metadata.Parts(todo, d.o.Options)
		if err != nil {
			return err
		}
		bad := map[string]bool{}
		for _, part := range parts {
			status, err := d.s.Deploy(ctx, part.Zip(), d.options("check", true))
			if err != nil && !d.blame(status, part.Apps, err, bad) {
				return err
			}
		}
		todo = slices.DeleteFunc(todo, func(a metadata.App) bool { return bad[a.Name] })
		if len(bad) > 0 {
			continue // what is left may still refer to what is gone
		}
		if d.o.CheckOnly {
			for _, a := range todo {
				d.out[a.Name].Result = Checked
			}
			return nil
		}
		for _, part := range parts {
			status, err := d.s.Deploy(ctx, part.Zip(), d.options("deploy", false))
			if err != nil && !d.blame(status, part.Apps, err, bad) {
				return err
			}
			for _, a := range part.Apps {
				if err != nil && !bad[a.Name] { // one failure undoes the whole part
					d.out[a.Name].fail(fail.New(fail.Refused, "app %s: undone with the others of its deploy", a.Name))
				}
			}
		}
		return nil
	}
	return nil
}

func (d *deploying) options(doing string, checkOnly bool) org.DeployOptions {
	o := org.DeployOptions{CheckOnly: checkOnly, Wait: cmp.Or(d.o.Wait, 30*time.Minute)}
	if d.o.Progress != nil {
		o.Progress = func(s org.DeployStatus) { d.o.Progress(d.org, doing, s) }
	}
	return o
}

// own gives the apps that unpw keeps, by org: those that are not Existing.
func own(apps []plan.App) map[string][]plan.App {
	byOrg := map[string][]plan.App{}
	for _, a := range apps {
		if !a.Existing {
			byOrg[a.Org] = append(byOrg[a.Org], a)
		}
	}
	return byOrg
}
