package migrate

import (
	"unpw/migrate/fail"
	"unpw/migrate/metadata"
	"unpw/migrate/plan"
)

// AppMetadata gives the apps of a plan as metadata describes them, with the
// certificates of their keys. contact stands in where unpw.yaml names none.
func (p *Project) AppMetadata(apps []plan.App, contact string) ([]metadata.App, error) {
	var out []metadata.App
	for _, a := range apps {
		if a.Existing {
			continue
		}
		c := p.Config.App(a.Name)
		m := metadata.App{Name: a.Name, Label: c.Label, Contact: c.Contact, Type: a.Type, Flow: a.Flow, ConsumerKey: a.ConsumerKey,
			Scopes: a.Scopes, Users: a.Users, PermissionSet: a.PermissionSet, IP: c.IP, SessionLevel: c.SessionLevel, SessionTimeout: c.SessionTimeout,
			Description: "Made by unpw: replaces a username-password login"}
		if m.Contact == "" {
			m.Contact = contact
		}
		if m.Contact == "" {
			return nil, fail.At(fail.Usage, p.Config.Path, 0, "apps.%s.contact is missing", a.Name).
				Hint("set it in unpw.yaml: Salesforce wants the owner's mail address (app generate also takes --contact)")
		}
		if a.RunAs != nil {
			m.RunAs = *a.RunAs
		}
		for _, r := range c.IPRanges {
			m.IPRanges = append(m.IPRanges, metadata.IPRange{Start: r.Start.String(), End: r.End.String(), Description: r.Description})
		}
		if a.Key != "" {
			crt, err := p.Workspace.ReadKey(a.Key, "crt")
			if err != nil {
				return nil, fail.New(fail.Usage, "app %s has no certificate yet", a.Name).Hint("make the keys first: unpw keys create %s", a.Key)
			}
			m.CertificatePEM = []byte(crt.Reveal())
		}
		out = append(out, m)
	}
	return out, nil
}
