package org

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"unpw/migrate/oauth"
)

// App is an app of the org and who used it, as far as OauthToken shows it:
// password logins leave no token there, and JWT bearer and client credentials may
// not (Salesforce Help, OAuth 2.0 Username-Password Flow; field reports).
type App struct {
	Name      string
	Type      string // connected-app, external-client-app, several (of one name); "" for one that only a token names
	Installed bool
	Users     []string // ids
	Uses      int
	LastUsed  time.Time // zero: never, or not shown
}

// severalApps is the type of apps of both kinds that have one name.
const severalApps = "several"

// mostTokens is how many rows a query of OauthToken gives before it says that it
// is done (field reports); more are asked for app by app.
const mostTokens = 2500

// OAuthApps lists the apps that the org lets be seen. cut names those of whose
// users only a part was shown. An object that the user may not see, or the
// edition lacks, is in refused, with the org's words.
func (s *Session) OAuthApps(ctx context.Context) (apps []App, cut []string, refused map[string]error, err error) {
	refused = map[string]error{}
	byName := map[string]*App{}
	app := func(name string) *App {
		if byName[name] == nil {
			byName[name] = &App{Name: name}
		}
		return byName[name]
	}
	for _, o := range []struct{ object, name, kind string }{
		{"ConnectedApplication", "Name", "connected-app"}, {"ExternalClientApplication", "MasterLabel", "external-client-app"},
	} {
		_, err := s.each(ctx, "SELECT Id, "+o.name+" FROM "+o.object, func(record json.RawMessage) error {
			var r map[string]any
			if json.Unmarshal(record, &r) != nil {
				return oauth.NotAnAnswer(&oauth.Answer{Host: s.host(), Status: 200}, s.Token)
			}
			if name, _ := r[o.name].(string); name != "" {
				a := app(name)
				a.Installed = true
				if a.Type == "" {
					a.Type = o.kind
				} else {
					a.Type = severalApps
				}
			}
			return nil
		})
		if err != nil {
			if !isRefusal(err) {
				return nil, nil, refused, err
			}
			refused[o.object] = err
		}
	}
	n, err := s.tokens(ctx, "", app)
	switch {
	case isRefusal(err):
		refused["OauthToken"] = err
	case err != nil:
		return nil, nil, refused, err
	case n >= mostTokens:
		names := make([]string, 0, len(byName))
		for name, a := range byName {
			a.Users, a.Uses, a.LastUsed = nil, 0, time.Time{}
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			n, err := s.tokens(ctx, " WHERE AppName = "+quote(name), app)
			if err != nil {
				return nil, nil, refused, err
			}
			if n >= mostTokens {
				cut = append(cut, name)
			}
		}
	}
	for _, a := range byName {
		apps = append(apps, *a)
	}
	slices.SortFunc(apps, func(a, b App) int { return strings.Compare(a.Name, b.Name) })
	return apps, cut, refused, nil
}

func (s *Session) tokens(ctx context.Context, where string, app func(string) *App) (int, error) {
	return s.each(ctx, "SELECT AppName, UserId, LastUsedDate, UseCount, AppMenuItemId FROM OauthToken"+where, func(record json.RawMessage) error {
		var r struct {
			AppName, UserID, LastUsedDate string
			UseCount                      int
			AppMenuItemID                 *string
		}
		if json.Unmarshal(record, &r) != nil {
			return oauth.NotAnAnswer(&oauth.Answer{Host: s.host(), Status: 200}, s.Token)
		}
		a := app(r.AppName)
		a.Installed = a.Installed || r.AppMenuItemID != nil
		if !slices.Contains(a.Users, r.UserID) {
			a.Users = append(a.Users, r.UserID)
		}
		a.Uses += r.UseCount
		if t := parseTime(r.LastUsedDate); t.After(a.LastUsed) {
			a.LastUsed = t
		}
		return nil
	})
}

// Usernames gives the usernames of user ids; an id that the org does not show is
// left out.
func (s *Session) Usernames(ctx context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for chunk := range slices.Chunk(ids, mostUsers) {
		_, err := s.each(ctx, "SELECT Id, Username, IsActive FROM User WHERE Id"+oneOf(chunk), func(record json.RawMessage) error {
			var u User
			if json.Unmarshal(record, &u) != nil {
				return oauth.NotAnAnswer(&oauth.Answer{Host: s.host(), Status: 200}, s.Token)
			}
			names[u.ID] = u.Username
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}
