package rehearsal

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// The entries of the error catalogue that a deploy answers with.
const (
	elementInvalid       = "deploy-element-invalid"
	elementDuplicated    = "deploy-element-duplicated"
	elementMissing       = "deploy-element-missing"
	valueInvalid         = "deploy-value-invalid"
	fileUnreadable       = "deploy-file-unreadable"
	fileMissing          = "deploy-file-missing"
	fileUnlisted         = "deploy-file-unlisted"
	packageUnreadable    = "deploy-package-unreadable"
	typeUnknown          = "deploy-type-unknown"
	keyTaken             = "deploy-key-taken"
	keyOnUpdate          = "deploy-key-on-update"
	keyInvalid           = "deploy-key-invalid"
	connectedAppBlocked  = "deploy-connected-app-blocked"
	policyDuplicate      = "deploy-policy-duplicate"
	appPolicyDuplicate   = "deploy-app-policy-duplicate"
	parentUnknown        = "deploy-reference-invalid"
	parentMissing        = "deploy-parent-missing"
	settingsMissing      = "deploy-settings-missing"
	runAsInvalid         = "deploy-run-as-invalid"
	permissionSetUnknown = "deploy-permission-set-unknown"
	componentUnknown     = "deploy-component-unknown"
	nameTaken            = "deploy-name-taken"
	nameInvalid          = "deploy-name-invalid"
	certificateInvalid   = "deploy-certificate-invalid"
	oauthLinkWrong       = "deploy-oauth-link-wrong"
)

// change is a deploy while it runs: it works on a copy of the org's state.
type change struct {
	o       *org
	d       *deployment
	next    state
	version int
	removed []*app
	fresh   map[string]bool // settings made by this very deploy, by app name
}

// applied says what became of one component.
type applied struct {
	id      string
	created bool
}

// order in which the types of one package are applied: what others refer to
// comes first, so that one deploy of all of them works in whatever order the
// package lists them.
var order = []struct {
	kind  string
	apply func(*change, string, *node) (applied, *problem)
}{
	{"PermissionSet", (*change).permissionSet},
	{"ConnectedApp", (*change).connectedApp},
	{"ExternalClientApplication", (*change).externalApp},
	{"ExtlClntAppOauthSettings", (*change).oauthSettings},
	{"ExtlClntAppGlobalOauthSettings", (*change).globalSettings},
	{"ExtlClntAppOauthConfigurablePolicies", (*change).oauthPolicy},
	{"ExtlClntAppConfigurablePolicies", (*change).appPolicy},
	{"Settings", (*change).settings},
}

// deploy judges a package and, unless it is a check or is rolled back, takes its
// changes over.
func (o *org) deploy(d *deployment, data []byte) {
	c := &change{o: o, d: d, next: o.state.clone(), fresh: map[string]bool{}}
	p, ok := unpack(data, d.options.SinglePackage)
	if !ok {
		c.failed("", "package.xml", "package.xml", &problem{refusal: refuse(packageUnreadable)})
		return
	}
	c.version = p.version
	c.succeeded("", "package.xml", "package.xml", applied{})
	members := p.expand(o.w.schema)
	c.manifest(p, members)
	for _, step := range order {
		for _, m := range members {
			if m.kind == step.kind {
				c.component(p, m, step.apply)
			}
		}
	}
	c.destroy(p.removals)
	c.complete()
	if d.options.CheckOnly || len(d.failures) > 0 && d.options.RollbackOnError {
		return
	}
	o.state = c.next
	for token, s := range o.w.sessions {
		if slices.ContainsFunc(c.removed, func(a *app) bool { return a.key == s.client && s.org == o }) {
			delete(o.w.sessions, token)
		}
	}
}

// manifest finds unknown types and files that the manifest does not name.
func (c *change) manifest(p *pack, members []member) {
	listed := map[string]bool{"package.xml": true, "destructiveChanges.xml": true, "destructiveChangesPre.xml": true, "destructiveChangesPost.xml": true}
	for _, m := range members {
		known, ok := c.o.w.schema.Components[m.kind]
		if !ok || known.Since > c.version {
			c.failed(m.kind, m.name, "package.xml", &problem{refusal: refuse(typeUnknown, "type", m.kind)})
			continue
		}
		listed[known.file(m.name)] = true
	}
	for _, name := range p.names() {
		if !listed[name] {
			c.failed("", strings.TrimSuffix(path.Base(name), path.Ext(name)), name, &problem{refusal: refuse(fileUnlisted)})
		}
	}
}

func (k component) file(name string) string { return k.Folder + "/" + name + "." + k.Suffix }

var apiName = regexp.MustCompile(`^[A-Za-z](_?[A-Za-z0-9])*$`)

func (c *change) component(p *pack, m member, apply func(*change, string, *node) (applied, *problem)) {
	known := c.o.w.schema.Components[m.kind]
	if known.Since > c.version {
		return
	}
	file := known.file(m.name)
	root := known.Root
	if m.kind == "Settings" {
		root = c.o.w.schema.Settings[m.name]
	}
	src, ok := p.files[file]
	if !ok || root == "" {
		c.failed(m.kind, m.name, "package.xml", &problem{refusal: refuse(fileMissing, "name", m.name, "type", m.kind)})
		return
	}
	n, err := parseMetadata(src)
	var wrong *problem
	switch {
	case err != nil || n.name != root:
		wrong = &problem{refusal: refuse(fileUnreadable, "type", root), line: 1, column: 1}
	case !apiName.MatchString(m.name):
		wrong = n.problem(nameInvalid, "name", m.name)
	default:
		wrong = c.o.w.schema.check(n, root, c.version)
	}
	if wrong != nil {
		c.failed(m.kind, m.name, file, wrong)
		return
	}
	done, wrong := apply(c, m.name, n)
	if wrong != nil {
		c.failed(m.kind, m.name, file, wrong)
		return
	}
	c.next.components[m] = n
	c.succeeded(m.kind, m.name, file, done)
}

// destroy removes apps and permission sets; an External Client App takes its
// satellites with it.
func (c *change) destroy(removals []member) {
	for _, m := range removals {
		before := len(c.next.apps) + len(c.next.permissionSets)
		switch m.kind {
		case "ConnectedApp", "ExternalClientApplication":
			c.forget(m)
			c.next.apps = slices.DeleteFunc(c.next.apps, func(a *app) bool {
				gone := a.name == m.name && a.external == (m.kind != "ConnectedApp")
				if gone {
					c.removed = append(c.removed, a)
				}
				return gone
			})
		case "PermissionSet":
			delete(c.next.components, m)
			c.next.permissionSets = slices.DeleteFunc(c.next.permissionSets, func(s permissionSet) bool { return s.name == m.name })
		}
		if len(c.next.apps)+len(c.next.permissionSets) == before {
			c.failed(m.kind, m.name, "destructiveChanges.xml", &problem{refusal: refuse(componentUnknown, "field", "fullName", "type", m.kind, "name", m.name)})
			continue
		}
		c.succeeded(m.kind, m.name, "destructiveChanges.xml", applied{})
		c.d.successes[len(c.d.successes)-1].Deleted = true
	}
}

// forget drops what was deployed of an app.
func (c *change) forget(m member) {
	for other, n := range c.next.components {
		if other == m || n.get("externalClientApplication") == m.name && m.kind == "ExternalClientApplication" {
			delete(c.next.components, other)
		}
	}
}

// complete looks at what only shows when all files are in: global settings
// without OAuth settings.
func (c *change) complete() {
	known := c.o.w.schema.Components["ExtlClntAppGlobalOauthSettings"]
	for _, a := range c.next.apps {
		if a.globalName != "" && a.settingsName == "" {
			c.failed("ExtlClntAppGlobalOauthSettings", a.globalName, known.file(a.globalName), &problem{refusal: refuse(settingsMissing)})
		}
	}
}

func (c *change) message(kind, name, file string) message {
	return message{ComponentType: kind, FullName: name, FileName: file, CreatedDate: timestamp(c.d.created)}
}

func (c *change) succeeded(kind, name, file string, done applied) {
	m := c.message(kind, name, file)
	m.Success, m.Changed, m.Created, m.ID = true, true, done.created, done.id
	c.d.successes = append(c.d.successes, m)
}

func (c *change) failed(kind, name, file string, p *problem) {
	m := c.message(kind, name, file)
	m.Problem, m.ProblemType = c.o.w.textOf(p.refusal), "Error"
	m.LineNumber, m.ColumnNumber = p.line, p.column
	// A file is a success or a failure, not both.
	c.d.successes = slices.DeleteFunc(c.d.successes, func(s message) bool {
		return s.FileName == file && s.FullName == name && kind != "" && s.ComponentType == kind
	})
	c.d.failures = append(c.d.failures, m)
}
