package migrate

import (
	"context"
	"path"
	"slices"
	"strings"
	"unicode"

	"unpw/migrate/fail"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
)

// TemplateOptions say which configuration is written, and with what.
type TemplateOptions struct {
	Flow string            // empty: the recipe's preferred one
	File string            // a file of one of the recipe's examples; empty: the first example
	Set  map[string]string // role → value; secret roles are refused
	// Secret gives the texts of secrets by their names in plans; nil means words
	// that say they are examples.
	Secret func(name string) (string, error)
}

// Template is the new configuration of an integration (unpw/template/v1), or what
// to do where a file cannot say it.
type Template struct {
	Schema  string         `json:"schema"`
	Recipe  string         `json:"recipe"`
	Title   string         `json:"title"`
	Flow    string         `json:"flow"`
	Outcome string         `json:"outcome"`
	Files   []TemplateFile `json:"files"` // none for bridge and report; for replace those of what takes its place, if it has a recipe
	Steps   []string       `json:"steps"` // what is left to people
	Notes   []string       `json:"notes"`
}

// TemplateFile is one file of a template. Its secrets are example words.
type TemplateFile struct {
	File string `json:"file"`
	Text string `json:"text"`
}

// Template writes the new configuration of a recipe's integration from nothing.
func (p *Project) Template(ctx context.Context, id string, o TemplateOptions) (*Template, error) {
	r := p.Recipes.Find(id)
	if r == nil {
		return nil, p.noRecipe(id)
	}
	flow, err := templateFlow(r, o.Flow)
	if err != nil {
		return nil, err
	}
	t := &Template{Schema: "unpw/template/v1", Recipe: r.ID, Title: r.Title, Flow: "none", Files: []TemplateFile{}, Steps: []string{},
		Notes: append([]string{}, r.Notes...)}
	if flow != nil {
		t.Flow = flow.Name
	}
	t.Outcome = r.Outcome(t.Flow)
	if t.Outcome == "bridge" || flow == nil || r.Advice != "" || len(settableRoles(flow)) == 0 {
		if len(o.Set) > 0 || o.File != "" {
			return nil, fail.New(fail.Usage, "%s is given steps, not a file", r.ID).In("template").Hint("leave --set and --file out")
		}
		p.withoutFile(t, r, flow)
		if t.Outcome == "replace" {
			return t, p.inPlace(ctx, t, r)
		}
		return t, nil
	}
	return t, p.fillTemplate(ctx, t, r, flow, o)
}

func (p *Project) fillTemplate(ctx context.Context, t *Template, r *recipe.Recipe, flow *recipe.Flow, o TemplateOptions) error {
	values, err := templateValues(r, flow, o.Set)
	if err != nil {
		return err
	}
	file, err := templateFile(r, o.File)
	if err != nil {
		return err
	}
	secret := o.Secret
	if secret == nil {
		secret = plan.ExampleSecret
	}
	written, err := plan.TemplateOf(ctx, p.Recipes, r, flow, file, values, secret)
	if err != nil {
		return fail.New(fail.Usage, "%s: no example can be written with %s: %s", r.ID, flow.Name, err).In("template").
			Hint("look at the recipe: unpw recipes test %s", r.ID)
	}
	for _, name := range sortedNames(written.Files) {
		if file == "" || name == file {
			t.Files = append(t.Files, TemplateFile{File: name, Text: written.Files[name]})
		}
	}
	if len(t.Files) == 0 {
		return fail.New(fail.Usage, "%s is no part of the new login", file).In("template").
			Hint("name one of %s", strings.Join(sortedNames(written.Files), ", "))
	}
	if flow.Assisted != "" {
		t.Steps = append(t.Steps, flow.Assisted)
	}
	for _, n := range r.Needs {
		if n.AtLeast != "" && (n.Flow == "" || n.Flow == flow.Name) {
			t.Steps = append(t.Steps, "have "+needed(n)+" "+n.AtLeast+" or later")
		}
	}
	for _, name := range written.Outside {
		t.Steps = append(t.Steps, "create or change "+name+", which these files only name")
	}
	t.Steps = append(t.Steps, written.Say...)
	return nil
}

// needed gives what a version is asked of.
func needed(n recipe.Need) string {
	if n.Package != "" {
		return n.Package[strings.LastIndexByte(n.Package, '/')+1:]
	}
	return n.What
}

// withoutFile says what to do where the integration takes only a token, has no
// secure login, or has one that a person must write.
func (p *Project) withoutFile(t *Template, r *recipe.Recipe, flow *recipe.Flow) {
	switch {
	case r.Advice != "":
		advised := p.Flows.Advice(r.Advice)
		t.Flow = advised.Flow
		t.Steps = append(append(t.Steps, advised.Reason), advised.Steps...)
	case flow != nil && flow.Name == recipe.AccessToken:
		t.Steps = append(t.Steps, mint(r, flow))
	case flow != nil:
		t.Steps = append(t.Steps, flow.Assisted)
	case r.Instead != "":
		say, _ := r.Successor()
		t.Steps = append(t.Steps, say)
	}
	for _, todo := range r.Todo {
		if todo.Flow == "" || todo.Flow == t.Flow {
			t.Steps = append(t.Steps, strings.NewReplacer("{keystore-file}", "the keystore", "{private-key-file}", "the key file").Replace(todo.Say))
		}
	}
	if len(t.Steps) == 0 {
		t.Steps = append(t.Steps, "change the login where "+r.Title+" is set up; see "+strings.Join(r.Docs, " "))
	}
}

// mint says how an integration that only takes a token is given one.
func mint(r *recipe.Recipe, flow *recipe.Flow) string {
	where := "hand it over"
	if rule := flow.Rule("access-token"); rule != nil && len(rule.Settings) > 0 && len(rule.Settings[0].Paths) > 0 {
		where = "put it into " + strings.TrimPrefix(rule.Settings[0].Paths[0].Text, "$")
	}
	return "mint an access token before every run, with an app of its own and the JWT bearer or client credentials flow, and " + where +
		": " + r.Title + " takes nothing else. With a key and an app (unpw keys create APP, unpw app generate --name APP --user USER) TOKEN=$(unpw token ID)" +
		" mints it, ID as unpw scan names the integration"
}

func (p *Project) noRecipe(id string) error {
	e := fail.New(fail.Usage, "there is no recipe %q", id)
	for _, r := range p.Recipes.Recipes {
		if id != "" && (strings.HasPrefix(r.ID, id) || strings.HasPrefix(id, r.ID)) {
			return e.Hint("did you mean %s?", r.ID)
		}
	}
	return e.Hint("see the ids: unpw recipes list")
}

// templateFlow gives the flow that a template is written for, nil where the
// recipe has none.
func templateFlow(r *recipe.Recipe, name string) (*recipe.Flow, error) {
	if name == "" {
		return r.Preferred(), nil
	}
	f := r.Flow(name)
	if f != nil && recipe.IsNew(name) {
		return f, nil
	}
	e := fail.New(fail.Usage, "%s has no flow %s", r.ID, name).In("template")
	if has := NewFlows(r); len(has) > 0 {
		return nil, e.Hint("take %s, or leave --flow out", strings.Join(has, " or "))
	}
	return nil, e.Hint("leave --flow out to see what to do instead")
}

// NewFlows lists the flows of r that can take the place of a password.
func NewFlows(r *recipe.Recipe) []string {
	out := []string{}
	for _, f := range r.Flows {
		if recipe.IsNew(f.Name) {
			out = append(out, f.Name)
		}
	}
	return out
}

func templateFile(r *recipe.Recipe, name string) (string, error) {
	files := plan.FilesOf(r)
	if name == "" || slices.Contains(files, name) {
		return name, nil
	}
	for _, f := range files {
		if path.Base(f) == name {
			return f, nil
		}
	}
	return "", fail.New(fail.Usage, "no example of %s has such a file", r.ID).In("template").Hint("name one of %s", strings.Join(files, ", "))
}

// templateValues lays the values that were given over those of the examples.
func templateValues(r *recipe.Recipe, flow *recipe.Flow, set map[string]string) (plan.Values, error) {
	v := plan.ExampleValues()
	v.Set = map[string]string{}
	for _, role := range sortedNames(set) {
		if err := settable(r, flow, role, set[role]); err != nil {
			return v, err
		}
		value := set[role]
		switch role {
		case "client-id":
			v.ClientID = value
		case "login-url", "instance-url":
			v.Host = recipe.HostOf(value, "url")
			if _, own := set["audience"]; !own {
				v.Audience = v.Host
			}
		case "audience":
			v.Audience = recipe.HostOf(value, "url")
		default:
			v.Set[role] = value
		}
		if recipe.IsHost(role) && (v.Host == "" || v.Audience == "") {
			return v, fail.New(fail.Usage, "--set %s: not a host", role).In("template").Hint("write it like acme.my.salesforce.com")
		}
	}
	return v, nil
}

// settable refuses a role that the flow does not have, one that is a secret, and
// a value that no line can hold. No message repeats a value.
func settable(r *recipe.Recipe, flow *recipe.Flow, role, value string) error {
	if !recipe.IsRole(role) {
		return fail.New(fail.Usage, "--set: no such role").In("template").Hint("name one of %s", strings.Join(settableRoles(flow), ", "))
	}
	as := ""
	if rule := flow.Rule(role); rule != nil && len(rule.Settings) > 0 {
		as = rule.Settings[0].As
	}
	switch {
	case recipe.IsSecret(role, as):
		return fail.New(fail.Usage, "--set %s: a secret is never the value of a flag", role).In("template").
			Hint("leave it out, and put the secret into the file that is written")
	case !slices.Contains(settableRoles(flow), role):
		return fail.New(fail.Usage, "--set %s: %s of %s has no such setting", role, flow.Name, r.ID).In("template").
			Hint("name one of %s", strings.Join(settableRoles(flow), ", "))
	case value == "" || strings.ContainsFunc(value, unicode.IsControl):
		return fail.New(fail.Usage, "--set %s: must be one line of text", role).In("template")
	}
	return nil
}

// settableRoles lists the roles of a flow that are no secrets and not fixed by
// the flow.
func settableRoles(flow *recipe.Flow) []string {
	var out []string
	for _, rule := range flow.Rules {
		if rule.Role == "" || rule.Role == "grant-type" || len(rule.Settings) == 0 || recipe.IsSecret(rule.Role, rule.Settings[0].As) {
			continue
		}
		out = append(out, rule.Role)
	}
	return out
}

func sortedNames(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
