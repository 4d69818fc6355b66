package migrate

import (
	"context"
	"slices"
	"strings"

	"unpw/migrate/metadata"
	"unpw/migrate/org"
)

// standing is what an org has of an app.
type standing struct {
	exists     bool
	other      bool   // an app of the name is there, of the other type
	key        string // its consumer key; "" where the org does not show it
	named      map[string]string
	set        bool // its permission set is there
	components []org.Component
}

// standings reads what an org has of apps, in few calls: ten components of one
// type each.
func standings(ctx context.Context, s *org.Session, apps []metadata.App) (map[string]*standing, error) {
	out := map[string]*standing{}
	var names, sets, external []string
	for _, a := range apps {
		out[a.Name] = &standing{named: map[string]string{}}
		names = append(names, a.Name)
		for _, m := range metadata.Names(a) {
			if m.Type == "PermissionSet" && !slices.Contains(sets, m.Name) {
				sets = append(sets, m.Name)
			}
		}
	}
	typeOf := func(name string) string {
		i := slices.IndexFunc(apps, func(a metadata.App) bool { return a.Name == name })
		return apps[i].Type
	}
	for kind, of := range map[string]string{"ConnectedApp": metadata.ConnectedApp, "ExternalClientApplication": metadata.ExternalClientApp} {
		found, err := s.ReadComponents(ctx, kind, names...)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			st := out[c.Name]
			if st == nil {
				continue
			}
			if typeOf(c.Name) != of {
				st.other = true
				continue
			}
			st.exists, st.components = true, append(st.components, c)
			st.key = c.Root.Kid("oauthConfig").Kid("consumerKey").Text
			if of == metadata.ExternalClientApp {
				external = append(external, c.Name)
			}
		}
	}
	if err := readSatellites(ctx, s, out, external); err != nil {
		return nil, err
	}
	found, err := s.ReadComponents(ctx, "PermissionSet", sets...)
	if err != nil {
		return nil, err
	}
	for _, a := range apps {
		for _, c := range found {
			if c.Name == a.PermissionSet {
				out[a.Name].set = true
			}
		}
	}
	return out, nil
}

// readSatellites finds the components of External Client Apps by the app that
// they name in themselves: an app made in Setup has others than unpw writes. Of
// the names in the org those are looked into first that begin with the app's.
func readSatellites(ctx context.Context, s *org.Session, out map[string]*standing, apps []string) error {
	if len(apps) == 0 {
		return nil
	}
	listed, err := s.ListComponents(ctx, metadata.Satellites()...)
	if err != nil {
		return err
	}
	begins := func(name string) bool {
		return slices.ContainsFunc(apps, func(app string) bool { return strings.HasPrefix(name, app) })
	}
	for _, kind := range metadata.Satellites() {
		var likely, rest []string
		for _, name := range listed[kind] {
			if begins(name) {
				likely = append(likely, name)
			} else {
				rest = append(rest, name)
			}
		}
		for _, names := range [][]string{likely, rest} {
			if !slices.ContainsFunc(apps, func(app string) bool { return out[app].named[kind] == "" }) {
				break
			}
			found, err := s.ReadComponents(ctx, kind, names...)
			if err != nil {
				return err
			}
			for _, c := range found {
				st := out[c.Root.Kid("externalClientApplication").Text]
				if st == nil || !st.exists {
					continue
				}
				st.named[kind] = c.Name
				st.components = append(st.components, c)
				if key := c.Root.Kid("consumerKey").Text; key != "" {
					st.key = key
				}
			}
		}
	}
	return nil
}

// as gives the app as the org is to get it, beside what it has.
func (st *standing) as(a metadata.App) metadata.App {
	a.Existing, a.Named, a.SetExists = st.exists, st.named, st.set
	return a
}
