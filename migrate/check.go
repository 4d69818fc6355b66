package migrate

import (
	"context"
	"crypto/x509"
	"time"

	"unpw/certs"
	"unpw/migrate/check"
	"unpw/migrate/plan"
)

// CheckOptions say how hard to look.
type CheckOptions struct {
	Read     bool
	Write    string // name of an object
	Parity   bool
	Watch    time.Duration // 0: look once
	Parallel int
	Waiting  func(check.Result, time.Duration)
}

// CheckPlanned tries the new login of a planned integration.
func (p *Project) CheckPlanned(ctx context.Context, made *plan.Plan, in *plan.Integration, o CheckOptions) (check.Result, error) {
	t, err := p.Target(ctx, made, in)
	if err != nil {
		return check.Result{}, err
	}
	t.Read, t.Write = o.Read, check.Write{Object: o.Write}
	return p.CheckTarget(ctx, t, o)
}

// CheckTarget tries one login.
func (p *Project) CheckTarget(ctx context.Context, t check.Target, o CheckOptions) (check.Result, error) {
	org, _ := p.Config.Org(t.Org)
	client, err := p.client(org.CAFile)
	if err != nil {
		return check.Result{}, err
	}
	t.CertificateChanged = justMade(t.Certificate, p.Now())
	env := check.Env{HTTP: client, Now: p.Now, Random: p.Random, Sleep: p.Sleep, Explain: p.explained}
	if o.Watch > 0 {
		return check.Watch(ctx, env, t, o.Watch, o.Waiting), nil
	}
	return check.Run(ctx, env, t), nil
}

// justMade tells whether a certificate is so new that the app can have it only
// since then: the org may not know it everywhere yet (2 to 30 minutes).
func justMade(c *x509.Certificate, now time.Time) bool {
	return c != nil && now.Sub(c.NotBefore.Add(certs.Backdate)) < time.Hour
}

// perOrg is how many checks one org gets at a time, whatever --parallel says:
// an org counts its concurrent requests.
const perOrg = 4
