package migrate

import (
	"context"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/login"
	"unpw/migrate/oauth"
	"unpw/migrate/plan"
	"unpw/migrate/scan"
	"unpw/migrate/workspace"
	"unpw/templates"
)

// RehearseOptions say what is rehearsed.
type RehearseOptions struct {
	Dir      string // empty: the embedded sample estate
	MyDomain string
	Listen   string // 127.0.0.1:0
	OrgFile  string // org.yaml; empty: the orgs are as the files say
	Keep     bool   // leave the rewritten copy
	// Step hears what is being done, for a person to follow.
	Step func(text string)
}

// Rehearsed is what a rehearsal showed, unpw/rehearsal/v1.
type Rehearsed struct {
	Schema       string         `json:"schema"`
	Integrations []Rehearsal    `json:"integrations"`
	Skipped      []scan.Skipped `json:"skipped,omitempty"`
	Audit        []Audited      `json:"audit"`
	Tree         string         `json:"tree,omitempty"`
	plan         *plan.Plan
}

// Plan gives the plan that was rehearsed, with its masked diffs.
func (r *Rehearsed) Plan() *plan.Plan { return r.plan }

// Rehearsal is one integration of it.
type Rehearsal struct {
	ID       string   `json:"id"`
	Recipe   string   `json:"recipe"`
	Login    string   `json:"login"`
	Outcome  string   `json:"outcome"`
	Flow     string   `json:"flow"`
	Migrated bool     `json:"migrated"`
	Why      string   `json:"why,omitempty"`
	Proof    Proof    `json:"proof"`
	Files    []string `json:"files"`
	Todo     []string `json:"todo"`
	Diff     string   `json:"diff,omitempty"`

	Should bool `json:"-"`
}

// Audited is what Login History says of an org after the lockdown.
type Audited struct {
	Org             string `json:"org"`
	PasswordLogins  int    `json:"passwordLogins"`  // accepted since the cut-over
	PasswordRefused int    `json:"passwordRefused"` // refused since the cut-over
	SecureLogins    int    `json:"secureLogins"`
}

// Rehearse takes every integration of a copy of o.Dir from its old login to its
// new one, against orgs on loopback that were set up from what was found. The
// folder itself is not touched. The error has code Partial if an integration
// that should migrate did not; the result is then there all the same.
func Rehearse(ctx context.Context, env Env, config string, recipeDirs []string, o RehearseOptions) (*Rehearsed, error) {
	copied, err := os.MkdirTemp("", "unpw-rehearsal-")
	if err != nil {
		return nil, fail.New(fail.Partial, "no folder for the copy can be made").In("rehearse").Because(err)
	}
	if !o.Keep {
		defer func() { _ = os.RemoveAll(copied) }()
	}
	r := &rehearsing{env: env, o: o, copy: copied, legacy: map[string]*login.Read{}, before: map[string]string{}, domains: map[string]string{}}
	out, err := r.run(ctx, config, recipeDirs)
	if out != nil && o.Keep {
		out.Tree = copied
	}
	return out, err
}

type rehearsing struct {
	env  Env
	o    RehearseOptions
	copy string

	p       *Project
	scanned []Scanned
	world   *world
	plan    *plan.Plan
	legacy  map[string]*login.Read // by id
	before  map[string]string      // legacyBefore by id
	orgFile *orgFile               // nil without one
	domains map[string]string      // org → My Domain, as the old login's answer named it
}

func (r *rehearsing) step(text string) {
	if r.o.Step != nil {
		r.o.Step(text)
	}
}

func (r *rehearsing) run(ctx context.Context, config string, recipeDirs []string) (*Rehearsed, error) {
	if err := r.copyTree(ctx, config, recipeDirs); err != nil {
		return nil, err
	}
	r.step("scan")
	var err error
	if r.scanned, err = r.p.Scan(ctx, ScanOptions{Paths: []string{r.copy}}); err != nil {
		return nil, err
	}
	r.step("set up the org from what was found")
	if err := r.setUp(ctx); err != nil {
		return nil, err
	}
	defer r.world.close()
	r.step("log in the old way")
	r.tryLegacy(ctx)
	r.step("plan")
	if r.plan, _, err = r.p.Plan(ctx, PlanOptions{ScanOptions: ScanOptions{Paths: []string{r.copy}}, MyDomains: r.domains, Usernames: r.usernames()}); err != nil {
		return nil, err
	}
	r.step("make keys")
	if _, err := r.p.KeysFor(r.plan, KeyOptions{}); err != nil {
		return nil, err
	}
	r.step("deploy the apps")
	if err := r.deploy(ctx); err != nil {
		return nil, err
	}
	r.step("check, rewrite, read back and log in")
	report, applyErr := r.p.Apply(ctx, r.plan, ApplyOptions{Supply: r.supply})
	if report == nil {
		return nil, applyErr
	}
	since := r.p.Now()
	r.step("lock the old logins")
	if err := r.world.lockdown(ctx); err != nil {
		return nil, err
	}
	out := r.collect(ctx, report)
	r.step("audit")
	out.Audit = r.world.audit(since)
	return out, r.verdict(ctx, out)
}

// copyTree copies what scan would read and opens the copy as a project.
func (r *rehearsing) copyTree(ctx context.Context, config string, recipeDirs []string) error {
	source, err := fs.Sub(templates.Estate, "estate")
	if err != nil {
		return fail.New(fail.Bug, "the sample estate is not there")
	}
	root := scan.Root{FS: source}
	if r.o.Dir != "" {
		abs, only, err := rootOf(r.o.Dir)
		if err != nil {
			return err
		}
		if only != "" {
			return fail.At(fail.Usage, r.o.Dir, 0, "is not a folder").In("rehearse")
		}
		root = scan.Dir(abs)
	}
	files, err := scan.List(ctx, root, scan.Options{})
	if err != nil {
		return err
	}
	for _, name := range files {
		data, err := fs.ReadFile(root.FS, name)
		if err != nil {
			continue // the scan of the copy says what it could not read
		}
		to := filepath.Join(r.copy, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return fail.At(fail.Partial, name, 0, "cannot be copied").In("rehearse").Because(err)
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			return fail.At(fail.Partial, name, 0, "cannot be copied").In("rehearse").Because(err)
		}
	}
	w := &workspace.Workspace{Folder: r.copy, Config: filepath.Join(r.copy, workspace.FileName)}
	if config != "" {
		w.Config = config
	}
	base := r.copy
	if r.o.Dir != "" { // folders with recipes may lie outside of what is copied
		if base, err = filepath.Abs(r.o.Dir); err != nil {
			return fail.At(fail.Usage, r.o.Dir, 0, "not a path").In("rehearse")
		}
	}
	r.p, err = openAt(r.env, w, base, recipeDirs, "")
	return err
}

// setUp starts the orgs with the users, passwords and apps that the files name.
func (r *rehearsing) setUp(ctx context.Context) error {
	w, err := newWorld(r.p, r.scanned, r.o)
	if err != nil {
		return err
	}
	r.world = w
	ca := filepath.Join(r.copy, ".unpw-rehearsal-ca.pem")
	if err := os.WriteFile(ca, w.server.CA, 0o600); err != nil {
		return fail.New(fail.Partial, "the CA of the rehearsal cannot be written").Because(err)
	}
	proxy, err := oauth.ProxyURL(w.server.ProxyURL)
	if err != nil {
		return err
	}
	r.p.CAFile, r.p.Proxy, r.p.Sleep = ca, proxy, brief
	for _, s := range r.scanned {
		for _, in := range s.Result.Integrations {
			if in.Finding() && in.Match.Opaque == "" {
				if err := r.addUser(ctx, in); err != nil {
					return err
				}
			}
		}
	}
	if r.o.OrgFile == "" {
		return nil
	}
	r.orgFile = &orgFile{path: r.o.OrgFile, secrets: r.env.Secrets}
	return r.orgFile.use(ctx, w.world)
}

// usernames gives the user name of each old login, for those that no file holds.
func (r *rehearsing) usernames() map[string]string {
	out := map[string]string{}
	for id, old := range r.legacy {
		out[id] = old.Username
	}
	return out
}

// brief is how long a rehearsal waits for its own orgs, which are never busy: an
// instant, where life takes seconds.
func brief(ctx context.Context, d time.Duration) error {
	return oauth.Timer(ctx, min(d, 2*time.Millisecond))
}

// addUser reads the old login of an integration and makes its org know it.
func (r *rehearsing) addUser(ctx context.Context, in *scan.Integration) error {
	old, err := login.Of(in.Match, login.Source{Value: in.Value, Named: r.p.named(ctx), Supply: r.invent(in)})
	if err != nil {
		return err
	}
	if in.Host == "" && old.Host == "login.salesforce.com" {
		if org, ok := r.p.Config.Org(r.p.Config.For(in.ID, Flags{}).Org); ok && org.Kind == "sandbox" {
			old.Host = "test.salesforce.com"
		}
	}
	r.legacy[in.ID] = old
	return r.world.know(r.p, in, old)
}

func (r *rehearsing) client() (*oauth.Client, error) { return r.p.oauth("") }

// tryLegacy logs in with every old login, which must work: the orgs were made
// from the files.
func (r *rehearsing) tryLegacy(ctx context.Context) {
	for id, old := range r.legacy {
		c, err := r.client()
		if err != nil {
			r.before[id] = refused(err)
			continue
		}
		token, err := c.Login(ctx, old.Login)
		if err != nil {
			r.before[id] = refused(err)
			continue
		}
		r.before[id] = Accepted
		if u, err := url.Parse(token.InstanceURL); err == nil && plan.IsMyDomain(u.Hostname()) {
			r.domains[plan.OrgKey(r.world.orgOf[id], r.p.Config.KindOf(u.Hostname()))] = u.Hostname()
		}
	}
}
