package migrate

import (
	"cmp"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/plan"
	"unpw/migrate/recipe"
)

// GenerateOptions say how the metadata of apps is written.
type GenerateOptions struct {
	metadata.Options
	Contact     string // where unpw.yaml names none
	Certificate []byte // PEM; of the one app, instead of the one in .unpw/keys
}

// Generated is the metadata of apps, and what is left to people in the order in
// which they do it.
type Generated struct {
	Apps  []plan.App
	Files []metadata.File
	Steps []plan.Step
}

// Generate makes the metadata of apps. The same apps give the same bytes.
func (p *Project) Generate(apps []plan.App, o GenerateOptions) (*Generated, error) {
	asked := apps
	if o.Certificate != nil {
		asked = append([]plan.App{}, apps...)
		for i := range asked {
			asked[i].Key = "" // the key lies elsewhere
		}
	}
	described, err := p.AppMetadata(asked, o.Contact)
	if err != nil {
		return nil, err
	}
	for i := range described {
		if o.Certificate != nil && described[i].Flow == recipe.JWTBearer {
			described[i].CertificatePEM = o.Certificate
		}
	}
	g := &Generated{Apps: apps}
	if len(described) == 0 {
		return g, nil
	}
	if g.Files, err = metadata.Project(described, o.Options); err != nil {
		return nil, err
	}
	parts, err := metadata.Parts(described, o.Options)
	if err != nil {
		return nil, err
	}
	deploy, err := metadata.DeploySteps(o.Options, len(parts))
	if err != nil {
		return nil, err
	}
	var before, after []metadata.Step
	for _, app := range described {
		steps, err := metadata.Steps(app, o.Options)
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			if s.Before {
				before = append(before, s)
			} else {
				after = append(after, s)
			}
		}
	}
	for _, s := range append(append(before, deploy...), after...) {
		g.Steps = append(g.Steps, plan.Step{Who: s.Who, Text: s.Text, Command: s.Command})
	}
	return g, nil
}

// AppChoice is an app that no plan speaks of. Empty fields are those of unpw.yaml
// or its defaults.
type AppChoice struct {
	Name   string
	Flow   string
	Type   string
	Org    string
	Users  []string
	Scopes []string
}

// NewApp gives an app as a plan would hold it.
func (p *Project) NewApp(c AppChoice) (plan.App, error) {
	app := p.Config.App(c.Name)
	orgName := cmp.Or(c.Org, app.Org)
	switch {
	case orgName == "" && len(p.Config.Orgs) > 1:
		return plan.App{}, fail.New(fail.Usage, "app %s: no org is named, and unpw.yaml has several", c.Name).Hint("pass --org NAME")
	case orgName == "" && len(p.Config.Orgs) == 1:
		orgName = p.Config.Orgs[0].Name
	case orgName == "":
		orgName = "default"
	}
	if err := p.Config.CheckFlags(Flags{Org: c.Org, Flow: c.Flow}); err != nil {
		return plan.App{}, err
	}
	out := plan.App{Name: c.Name, Type: cmp.Or(c.Type, app.Type), Org: orgName, Flow: cmp.Or(c.Flow, recipe.JWTBearer),
		ConsumerKey: app.ConsumerKey, Scopes: c.Scopes, PermissionSet: app.PermissionSet, Users: append([]string{}, c.Users...)}
	if out.ConsumerKey == "" {
		id, err := p.Workspace.ID()
		if err != nil {
			return plan.App{}, err
		}
		out.ConsumerKey = id.ConsumerKey(orgName, c.Name)
	}
	if len(out.Scopes) == 0 {
		out.Scopes = p.Config.Scopes(app, out.Flow)
	}
	if len(out.Users) == 0 {
		out.Users = append(out.Users, app.Users...)
	}
	if out.Flow == recipe.JWTBearer {
		out.Key = app.Key
		return out, nil
	}
	runAs := app.RunAs
	if runAs == "" && len(out.Users) == 1 {
		runAs = out.Users[0]
	}
	if runAs == "" {
		return plan.App{}, fail.New(fail.Usage, "app %s: client-credentials needs the one user that it runs as", c.Name).Hint("pass --user USERNAME once")
	}
	out.RunAs = &runAs
	return out, nil
}

// WriteFiles writes files below dir, which is made if missing. It replaces what
// has the name of one of them and touches nothing else; no name leads out of
// dir, whatever links are in it.
func (p *Project) WriteFiles(dir string, files []metadata.File) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fail.At(fail.Partial, dir, 0, "the folder cannot be made").In("write").Because(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fail.At(fail.Partial, dir, 0, "the folder cannot be opened").In("write").Because(err)
	}
	defer func() { _ = root.Close() }()
	for _, f := range files {
		if err := p.writeInto(root, f); err != nil {
			return fail.At(fail.Partial, path.Join(dir, f.Path), 0, "cannot be written").In("write").Because(err)
		}
	}
	return nil
}

// writeInto puts one file in its place, whole or not at all.
func (p *Project) writeInto(root *os.Root, f metadata.File) error {
	if err := root.MkdirAll(path.Dir(f.Path), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if f.Secret {
		mode = 0o600
	}
	var suffix [4]byte
	if _, err := io.ReadFull(p.Random, suffix[:]); err != nil {
		return err
	}
	temp := f.Path + ".unpw-" + hex.EncodeToString(suffix[:])
	to, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = to.Write(f.Data)
	err = errors.Join(err, to.Close())
	if err == nil {
		err = root.Rename(temp, f.Path)
	}
	if err != nil {
		return errors.Join(err, root.Remove(temp))
	}
	return nil
}
