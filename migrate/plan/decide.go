package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"unpw/migrate/format"
	"unpw/migrate/recipe"
	"unpw/migrate/scan"
	"unpw/migrate/workspace"
)

// integration decides about one integration and adds it to the plan.
func (m *maker) integration(f found) {
	r := f.in.Match.Recipe
	p := Integration{ID: f.in.ID, File: f.in.Match.Doc.Path, Recipe: r.ID, Login: f.in.Login, State: f.in.State, Decision: f.set.Decision,
		Org: m.orgOf(f), Host: known(f.in.Host), Username: known(f.in.Username), Owner: f.set.Owner,
		Files: []string{}, Edits: []Edit{}, Blocked: []Blocked{}, Warnings: []string{}, Steps: []Step{}}
	for _, place := range f.in.More {
		p.Places = append(p.Places, place.Match.Doc.Path)
	}
	if len(m.Roots) > 1 {
		p.Root = f.root.Name
	}
	if !r.BuiltIn {
		p.Source = &Source{File: r.File, Hash: r.Hash}
	}
	d := &decision{maker: m, found: f, p: &p, recipe: r}
	d.decide()
	m.plan.Integrations = append(m.plan.Integrations, p)
}

func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// decision is the state of deciding about one integration.
type decision struct {
	*maker
	found
	p      *Integration
	recipe *recipe.Recipe
	flow   *recipe.Flow
}

func (d *decision) block(hint, format string, args ...any) {
	d.p.Blocked = append(d.p.Blocked, Blocked{Why: fmt.Sprintf(format, args...), Hint: hint})
}

// want blocks until a person has confirmed what.
func (d *decision) want(what, hint, format string, args ...any) {
	d.p.Wants = append(d.p.Wants, what)
	d.block(hint, format, args...)
}

func (d *decision) warn(format string, args ...any) {
	d.p.Warnings = append(d.p.Warnings, fmt.Sprintf(format, args...))
}

func (d *decision) decide() {
	d.chooseFlow()
	d.p.Outcome = d.recipe.Outcome(d.p.Flow)
	if d.set.Decision != workspace.Migrate {
		d.stays()
		return
	}
	if d.flow == nil || d.p.Flow == recipe.AccessToken || d.opaque() != "" {
		d.cannotWrite()
		return
	}
	d.needs()
	d.unverified()
	org, host, audience := d.newHost()
	app := d.app(org)
	d.p.App = app.Name
	d.p.Username = known(d.user())
	values := d.values(org, app, host, audience)
	d.p.NewLogin = d.newLogin(app, host, audience)
	beside := d.p.Outcome == "assisted"
	diff, err := Diff(d.in, d.root.Result.Tree, d.flow, values, beside)
	if err != nil {
		d.block("tell the authors of unpw, without the file's secrets", "the change cannot be worked out: %v", err)
		return
	}
	if len(diff.Assisted) > 0 && !beside {
		d.p.Outcome = "assisted"
		for _, why := range diff.Assisted {
			d.warn("not written by itself: %s", why)
		}
		if diff, err = Diff(d.in, d.root.Result.Tree, d.flow, values, true); err != nil {
			d.block("make the change by hand: unpw template "+d.recipe.ID, "the change cannot be worked out: %v", err)
			return
		}
	}
	d.assisted()
	d.take(diff)
	d.steps(diff, values)
	d.proveReading(diff, beside)
}

// stays says why an integration is left as it is. It wants no app and no key.
func (d *decision) stays() {
	d.p.Reason = d.set.Reason
	if d.set.Decision == workspace.Keep {
		d.p.Reason = "kept until " + d.set.Until.Format(time.DateOnly) + ": " + d.set.Reason
	}
}

// chooseFlow takes the wish of unpw.yaml or of a flag, else what the recipe can
// write, and says why.
func (d *decision) chooseFlow() {
	var flows []string
	for _, f := range d.recipe.Writable() {
		flows = append(flows, f.Name)
	}
	wished := d.set.Flow
	if wished == workspace.FlowAuto {
		wished = ""
	}
	preferred := ""
	if f := d.recipe.Preferred(); f != nil {
		preferred = f.Name
	}
	if len(flows) == 0 && preferred != "" && d.recipe.Advice == "" {
		flows = []string{preferred} // access-token
	}
	d.p.Flow, d.p.Reason = d.Flows.choose(choice{d.recipe.Advice, wished, flows, preferred, d.recipe.Fallback})
	if d.flow = d.recipe.Flow(d.p.Flow); d.flow == nil && wished != "" {
		d.block("take "+strings.Join(flows, " or ")+", or leave flow out", "%s has no flow %s", d.recipe.ID, wished)
	}
	if d.recipe.Advice != "" {
		d.flow = nil
	}
}

// cannotWrite explains an outcome that no edit brings about.
func (d *decision) cannotWrite() {
	switch d.p.Outcome {
	case "bridge":
		d.block("mint a token before each run: unpw token "+d.p.ID+"; where it goes: unpw template "+d.recipe.ID, "%s takes only a token that something else fetches", d.recipe.Title)
	case "replace":
		d.block("see unpw template "+d.recipe.ID, "%s has no secure login", d.recipe.Title)
		say, _ := d.recipe.Successor()
		d.step("operator", say, "")
	case "report":
		if d.recipe.Advice != "" {
			d.block("use the web-server flow with PKCE", "a file cannot make this change: %s", d.p.Reason)
			for _, step := range d.Flows.Advice(d.recipe.Advice).Steps {
				d.step("developer", step, "")
			}
		} else {
			d.block("follow the steps", "the settings of %s are not in files", d.recipe.Title)
		}
	default:
		if d.opaque() != "" && d.flow != nil {
			d.p.Outcome = "assisted"
			d.want(workspace.ConfirmAssisted, "change the program by hand: unpw template "+d.recipe.ID, "%s", d.opaque())
		}
	}
	for _, t := range d.recipe.Todo {
		if t.Flow == "" || t.Flow == d.p.Flow {
			d.step("operator", strings.NewReplacer("{keystore-file}", "the keystore", "{private-key-file}", "the key file").Replace(t.Say), "")
		}
	}
	d.p.Warnings = append(d.p.Warnings, d.recipe.Notes...)
}

// assisted asks for the confirmation that an assisted change wants.
func (d *decision) assisted() {
	if d.p.Outcome != "assisted" {
		return
	}
	if d.flow.Assisted != "" {
		d.step("developer", d.flow.Assisted, "")
	}
	if d.recipe.Fallback {
		for _, step := range d.programs() {
			d.step("developer", step, "")
		}
	}
	if !d.set.Confirmed(workspace.ConfirmAssisted) {
		d.want(workspace.ConfirmAssisted, "confirm: [assisted] in unpw.yaml writes the new settings beside the old ones", "a person has to finish this change")
	}
}

// unverified asks for the confirmation that unconfirmed facts want.
func (d *decision) unverified() {
	var why []string
	if d.flow.Unverified != "" {
		why = append(why, d.flow.Unverified)
	}
	for _, r := range d.flow.Rules {
		for _, s := range r.Settings {
			if s.Unverified != "" {
				why = append(why, s.Unverified)
			}
		}
	}
	for _, n := range d.applies() {
		if n.Unverified != "" {
			why = append(why, n.Unverified)
		}
	}
	for _, w := range why {
		d.warn("unverified: %s", w)
	}
	if len(why) > 0 && !d.set.Confirmed(workspace.ConfirmUnverified) {
		d.want(workspace.ConfirmUnverified, "read it, then confirm: [unverified] in unpw.yaml", "the recipe is not verified here: %s", why[0])
	}
}

// take puts the edits and the masked diff into the plan.
func (d *decision) take(diff *Difference) {
	for _, op := range diff.Ops {
		span := d.root.Result.Tree.Document(op.File).Outside(op.Span)
		d.p.Edits = append(d.p.Edits, Edit{File: op.File, Line: op.Line, Op: op.Kind, Role: op.Role, Key: op.Key,
			Start: span.Start, End: span.End, Text: op.Text.String()})
	}
	text, err := d.diffOf(d.found, diff.Ops)
	if err != nil {
		d.block("tell the authors of unpw, without the file's secrets", "the edits do not fit together")
		return
	}
	d.p.Diff = text
	d.keepFiles()
	d.p.Warnings = append(d.p.Warnings, diff.Kept...)
	d.p.Warnings = append(d.p.Warnings, d.recipe.Notes...)
	if d.p.Outcome == "assisted" && len(diff.Ops) == 0 && d.set.Confirmed(workspace.ConfirmAssisted) {
		d.block("change the program by hand: unpw template "+d.recipe.ID, "there is nothing that could be written beside the old settings")
	}
	d.literalSecrets(diff)
}

// opaque says why the settings of some place cannot be seen, "" if all can.
func (d *decision) opaque() string {
	for _, place := range d.in.Places() {
		if place.Match.Opaque != "" {
			return place.Match.Opaque
		}
	}
	return ""
}

// keepFiles notes the files whose change would make the plan stale: those it
// edits, and those that what it found stands in.
func (d *decision) keepFiles() {
	tree := d.root.Result.Tree
	for _, place := range d.in.Places() {
		d.keep(place.Match.Doc)
		for _, doc := range tree.Ties(place.Match.Base.Node) {
			d.keep(doc)
		}
	}
	for _, s := range d.in.All() {
		d.keep(s.Node.Doc)
		s.Each(func(def *scan.Definition) { d.keep(def.Node.Doc) })
	}
	for _, file := range d.p.FilesOf() {
		d.keep(tree.Document(file))
	}
	slices.Sort(d.p.Files)
}

func (d *decision) keep(doc *format.Document) {
	if doc == nil {
		return
	}
	file := doc.File()
	d.files[[2]string{d.root.Name, file.Path}] = file
	if !slices.Contains(d.p.Files, file.Path) {
		d.p.Files = append(d.p.Files, file.Path)
	}
}

// literalSecrets warns where a file that git tracks receives a secret.
func (d *decision) literalSecrets(diff *Difference) {
	var warned []string
	for _, op := range diff.Ops {
		if !op.Text.HasSecret() || slices.Contains(warned, op.File) {
			continue
		}
		if d.set.Secrets == workspace.SecretsReference {
			d.block("set secrets: as-before, or make the old secret a reference first", "%s would receive a secret in clear, and unpw does not turn literals into references yet", op.File)
			return
		}
		if d.Tracked != nil && d.Tracked(d.root.Name, op.File) {
			warned = append(warned, op.File)
			d.warn("git tracks %s, and it receives a secret in clear: keep it out of git, or plan with secrets: reference", op.File)
		}
	}
}

// proveReading blocks a change that would not read back as the new login.
func (d *decision) proveReading(diff *Difference, beside bool) {
	if beside || len(d.p.Blocked) > 0 {
		return
	}
	files := d.Files()
	if err := applyOps(files, diff.Ops); err != nil {
		d.block("tell the authors of unpw, without the file's secrets", "the edits do not fit together")
		return
	}
	if ok, why := Reads(d.in, d.flow, files); !ok {
		d.block("make the change by hand: unpw template "+d.recipe.ID, "after the change the files would not read as %s: %s", d.p.Flow, why)
	}
}

// Files gives the documents that the integration stands in, as text by name.
func (d *decision) Files() map[string]string {
	files := map[string]string{}
	for _, file := range d.p.Files {
		if doc := d.files[[2]string{d.root.Name, file}]; doc != nil {
			files[file] = string(doc.Src)
		}
	}
	for _, b := range d.recipe.Beside {
		files[b.Name] = string(d.root.Result.Tree.Nearest(d.in.Match.Doc.Path, b.Name))
	}
	return files
}
