package migrate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"unpw/migrate/audit"
	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/org"
)

// ask counts what an org says: Login History first, then the event log where the
// org has one, then the apps. Only Login History has to answer.
func (p *Project) ask(ctx context.Context, a *audited, o AuditOptions) error {
	step := func(text string) {
		if o.Step != nil {
			o.Step(text)
		}
	}
	step("read Login History")
	p.byTheirClock(ctx, a)
	kinds, err := org.ReadKinds()
	if err != nil {
		return err
	}
	names := map[string]string{}
	pending := map[string][]org.LoginRow{}
	flush := func() error {
		ids := sortedKeys(pending)
		found, err := a.session.Usernames(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			names[id] = cmp.Or(found[id], id)
			for _, row := range pending[id] {
				a.tally.Add(names[id], row)
			}
		}
		clear(pending)
		return nil
	}
	err = a.session.EachLogin(ctx, org.LoginFilter{Since: a.since, Types: kinds.APITypes()}, func(row org.LoginRow) error {
		if row.Kind == "" {
			return nil
		}
		if name, ok := names[row.UserID]; ok {
			a.tally.Add(name, row)
			return nil
		}
		pending[row.UserID] = append(pending[row.UserID], row)
		if len(pending) >= 50 || len(pending[row.UserID]) >= 1000 {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return fail.Of(err).In("read Login History of")
	}
	step("read the event log")
	if err := a.events(ctx); err != nil {
		return err
	}
	step("list the apps")
	return a.listApps(ctx)
}

// clockSlack is how far the clocks of this machine and of an org may differ.
const clockSlack = 5 * time.Minute

// byTheirClock counts days by the clock of the org, as its rows are written: with a
// clock that is ahead, an org would seem silent that is not.
func (p *Project) byTheirClock(ctx context.Context, a *audited) {
	probe, err := org.Versions(ctx, a.session.HTTP, strings.TrimPrefix(a.session.Instance, "https://"), p.Sleep)
	if err != nil || probe.Date.IsZero() {
		return // Login History is asked next, and its failure is told
	}
	off := a.until.Sub(probe.Date)
	if off.Abs() <= clockSlack {
		return
	}
	p.warn(fmt.Sprintf("the clock of this machine is %s off that of the org; days are counted by the org's", off.Abs().Round(time.Minute)))
	a.since, a.until = a.since.Add(-off), probe.Date
}

// noAnswer keeps what an org would not say, or not in a form that is taken, as a
// blind spot of the report: Login History has answered before. Only an interruption
// it gives back.
func (a *audited) noAnswer(what string, err error) error {
	if fail.CodeOf(err) == fail.Interrupted {
		return err
	}
	why := fail.Of(err).Cause
	var refusal *oauth.Refusal
	if asRefusal(err, &refusal) && refusal.Code == "INVALID_TYPE" {
		why = "the org does not have it, or does not show it to this user"
	}
	a.spots = append(a.spots, audit.Spot{ID: "not-shown", Text: fmt.Sprintf("%s could not be read: %s", what, why), Source: []string{"the org's answer"}, Confidence: "seen"})
	return nil
}

// eventDays is how far back event logs are read: a file a day, or one an hour, is
// downloaded whole.
const eventDays = 30

// events adds to the count what only an event log names: the client's software.
func (a *audited) events(ctx context.Context) error {
	since := a.until.AddDate(0, 0, -eventDays)
	if since.Before(a.since) {
		since = a.since
	}
	files, err := a.session.EachLoginEvent(ctx, since, func(e org.LoginEvent) {
		login := ""
		switch {
		case e.Type == "i" && strings.EqualFold(e.SubType, "OauthUsernamePassword"):
			login = "oauth-password"
		case e.Type == "I" || e.Type == "R":
			login = "soap-login"
		}
		a.tally.Client(e.Username, login, e.Browser)
	})
	if err != nil {
		return a.noAnswer("EventLogFile, which names the client's software,", err)
	}
	if files == 0 {
		a.spots = append(a.spots, audit.Spot{ID: "no-event-log", Text: "the org keeps no event log of logins for these days (Event Monitoring), so the client's software is known from Login History only",
			Source: []string{"the org's answer"}, Confidence: "seen"})
	}
	return nil
}

func (a *audited) listApps(ctx context.Context) error {
	apps, cut, refused, err := a.session.OAuthApps(ctx)
	if err != nil {
		return a.noAnswer("the list of apps", err)
	}
	for _, object := range sortedKeys(refused) {
		if err := a.noAnswer(object, refused[object]); err != nil {
			return err
		}
	}
	for _, name := range cut {
		a.spots = append(a.spots, audit.Spot{ID: "tokens-cut", Text: "OauthToken shows 2,500 rows of the app " + name + " and no more", Source: []string{"field notes on OauthToken"}, Confidence: "third-party"})
	}
	names, err := a.session.Usernames(ctx, someUsers(apps))
	if err != nil {
		return a.noAnswer("the names of the apps' users", err)
	}
	for _, app := range apps {
		one := audit.App{Who: []string{}, Name: app.Name, Type: cmp.Or(app.Type, "unknown"), Installed: app.Installed, Users: len(app.Users), Uses: app.Uses}
		if !app.LastUsed.IsZero() {
			last := app.LastUsed.UTC().Truncate(time.Second)
			one.LastUsed = &last
		}
		for _, id := range app.Users {
			if name := names[id]; name != "" && len(one.Who) < mostNamed {
				one.Who = append(one.Who, name)
			}
		}
		a.apps = append(a.apps, one)
	}
	return nil
}

// mostNamed is how many users of an app are named.
const mostNamed = 8

// someUsers gives the ids of the users of each app that are named.
func someUsers(apps []org.App) []string {
	var ids []string
	for _, app := range apps {
		for _, id := range app.Users[:min(mostNamed, len(app.Users))] {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
