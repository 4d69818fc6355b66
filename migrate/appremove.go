package migrate

import (
	"context"

	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/org"
	"unpw/migrate/plan"
)

// Remove deletes apps from their orgs, and with them every token they issued.
// The permission set that unpw made for an app alone goes too, after it was taken
// from its users; one that unpw.yaml names stays. An app that is not there is
// Unchanged.
func (p *Project) Remove(ctx context.Context, made *plan.Plan, apps []plan.App, o DeployOptions) ([]Deployed, error) {
	byOrg := own(apps)
	var out []Deployed
	for _, name := range sortedKeys(byOrg) {
		s, err := p.SessionBy(ctx, name, o.Access, made)
		if err != nil {
			return out, err
		}
		d := &deploying{p: p, s: s, o: o, org: name, apps: map[string]plan.App{}, out: map[string]*Deployed{}}
		for _, a := range byOrg[name] {
			d.out[a.Name] = &Deployed{App: a.Name, Org: name, Result: NoAccess}
			if s == nil {
				continue
			}
			if err := d.remove(ctx, a); err != nil {
				if ctx.Err() != nil {
					return append(out, d.results()...), err
				}
				d.out[a.Name].fail(d.lacks(err))
			}
		}
		if s != nil && !o.CheckOnly {
			id, err := s.OrgID(ctx)
			if err == nil {
				err = p.remember(name, id, s.Instance, nil, d.results())
			}
			if err != nil {
				return append(out, d.results()...), err
			}
		}
		out = append(out, d.results()...)
	}
	return out, deployVerdict(out)
}

func (d *deploying) remove(ctx context.Context, a plan.App) error {
	out := d.out[a.Name]
	app := metadata.App{Name: a.Name, Type: a.Type, Flow: a.Flow, PermissionSet: a.PermissionSet}
	header := metadata.Names(app)[0]
	found, err := d.s.ReadComponents(ctx, header.Type, header.Name)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		out.Result = Unchanged
		return nil
	}
	zip, err := metadata.DeletionZip(d.o.Options, header)
	if err != nil {
		return err
	}
	if _, err := d.s.Deploy(ctx, zip, d.options("check the removal", true)); err != nil {
		return err
	}
	if d.o.CheckOnly {
		out.Result = Checked
		return nil
	}
	if _, err := d.s.Deploy(ctx, zip, d.options("remove", false)); err != nil {
		return err
	}
	out.Result = Removed
	if a.PermissionSet != a.Name+"_Login" {
		out.Why = "its permission set " + a.PermissionSet + " stays"
		return nil
	}
	return d.removeSet(ctx, a.PermissionSet, out)
}

// removeSet deletes a permission set. That it stays is no failure: alone it
// admits nobody to anything.
func (d *deploying) removeSet(ctx context.Context, name string, out *Deployed) error {
	if _, err := d.s.Unassign(ctx, name); err != nil {
		if fail.CodeOf(err) != fail.Refused {
			return err
		}
		out.Why = "its permission set " + name + " stays: " + fail.Of(err).Cause
		return nil
	}
	zip, err := metadata.DeletionZip(d.o.Options, metadata.Member{Type: "PermissionSet", Name: name})
	if err != nil {
		return err
	}
	if _, err := d.s.Deploy(ctx, zip, org.DeployOptions{Wait: d.o.Wait}); err != nil {
		if fail.CodeOf(err) != fail.Refused {
			return err
		}
		out.Why = "its permission set " + name + " stays: " + fail.Of(err).Cause
	}
	return nil
}
