package migrate

import (
	"context"

	"unpw/migrate/check"
	"unpw/migrate/fail"
	"unpw/migrate/oauth"
	"unpw/migrate/plan"
)

// checked tries the new login before anything is written.
func (a *applying) checked(ctx context.Context, in *plan.Integration) error {
	result, ok := a.o.Checked[in.ID]
	if !ok {
		var err error
		if result, err = a.p.CheckPlanned(ctx, a.made, in, CheckOptions{}); err != nil {
			return err
		}
	}
	if result.OK {
		return nil
	}
	for _, c := range result.Checks {
		if c.Result == check.Failed {
			e := fail.New(result.Code, "its new login does not work: %s: %s", c.Name, c.Seen).In("check " + in.ID)
			if c.Do != "" {
				e = e.Hint("%s", c.Do)
			}
			return e
		}
	}
	return fail.New(fail.Refused, "its new login does not work").In("check " + in.ID)
}

// oauth gives a client for logins at an org: two attempts, no more.
func (p *Project) oauth(orgName string) (*oauth.Client, error) {
	o, _ := p.Config.Org(orgName)
	c, err := p.client(o.CAFile)
	if err != nil {
		return nil, err
	}
	return &oauth.Client{HTTP: c, Now: p.Now, Random: p.Random, Sleep: p.Sleep, Budget: oauth.NewBudget(2)}, nil
}
