package migrate

import (
	"cmp"
	"context"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/org"
)

// ConvertOptions say which connected app becomes which External Client App.
type ConvertOptions struct {
	metadata.Options
	Access
	From string // API name
	File []byte // as retrieved; nil: read from the org
	Org  string // of unpw.yaml; "": its only one
	Name string // of the new app; "": From with _Eca behind it
}

// Convert writes a connected app as an External Client App. Its consumer key is
// that of unpw.yaml for the new name, else one that unpw chooses.
func (p *Project) Convert(ctx context.Context, o ConvertOptions) (*metadata.Conversion, error) {
	to := cmp.Or(o.Name, metadata.APIName(o.From+"_Eca"))
	app := p.Config.App(to)
	orgName := cmp.Or(o.Org, app.Org)
	switch {
	case orgName != "":
	case len(p.Config.Orgs) == 1:
		orgName = p.Config.Orgs[0].Name
	case len(p.Config.Orgs) == 0:
		orgName = "default"
	default:
		return nil, fail.New(fail.Usage, "no org is named, and unpw.yaml has several").In("app convert").Hint("pass --org NAME")
	}
	root, err := p.connectedApp(ctx, orgName, o)
	if err != nil {
		return nil, err
	}
	key := app.ConsumerKey
	if key == "" {
		id, err := p.Workspace.ID()
		if err != nil {
			return nil, err
		}
		key = id.ConsumerKey(orgName, to)
	}
	return metadata.Convert(o.From, root, to, key, o.Options)
}

func (p *Project) connectedApp(ctx context.Context, orgName string, o ConvertOptions) (org.Element, error) {
	if o.File != nil {
		root, err := org.ParseElement(o.File)
		if err != nil {
			return root, fail.At(fail.Usage, o.From, 0, "is no well-formed XML").In("app convert").Hint("give a file that was retrieved as ConnectedApp")
		}
		return root, nil
	}
	s, err := p.SessionBy(ctx, orgName, o.Access, nil)
	if err != nil {
		return org.Element{}, err
	}
	if s == nil {
		return org.Element{}, fail.New(fail.Usage, "there is no file %s, and nothing lets unpw into org %s to read an app of that name", o.From, orgName).In("app convert").
			Hint("pass --target-org ALIAS, or retrieve the file: sf project retrieve start --metadata ConnectedApp:NAME")
	}
	found, err := s.ReadComponents(ctx, "ConnectedApp", o.From)
	if err != nil {
		return org.Element{}, err
	}
	if len(found) == 0 {
		return org.Element{}, fail.New(fail.Refused, "org %s has no connected app %s", orgName, o.From).In("app convert").
			Hint("give its API name: sf org list metadata --metadata-type ConnectedApp")
	}
	return found[0].Root, nil
}
