package check

import (
	"cmp"
	"context"
	"errors"

	"unpw/migrate/oauth"
)

// login asks for a token. A JWT bearer login whose audience the org refuses is
// tried once more with the documented one, as long as the budget lasts.
func (r *run) login(ctx context.Context) Check {
	login := r.target.Login
	r.startedAt = r.env.Now()
	token, err := r.try(ctx, login)
	first, said := "", ""
	if r.refusal != nil && r.facts.means(r.refusal, "audience") {
		if second := r.facts.audienceFor(login.Host); second != "" && second != r.audience && r.budget.Left() > 0 {
			first, said = r.audience, r.refusal.Error()
			login.Audience = second
			token, err = r.try(ctx, login)
		}
	}
	if err != nil {
		c := r.failedBy(login.Flow, err)
		if first != "" {
			c.Seen += "; tried with the audiences " + first + " and " + r.audience
		}
		return c
	}
	r.token = token
	seen := "accepted"
	if r.audience != "" {
		seen += " with the audience " + r.audience
	}
	if first != "" {
		return r.warning(seen+", refused with "+first+": "+said, "second-audience", "org", cmp.Or(r.target.Org, "ORG"), "audience", r.audience)
	}
	return ok(seen)
}

// try sends one login and keeps what the org refused.
func (r *run) try(ctx context.Context, login oauth.Login) (*oauth.Token, error) {
	r.refusal = nil
	if r.is(oauth.JWTBearer) {
		if login.Audience == "" {
			login.Audience = "https://" + login.Host
		}
		r.audience = login.Audience
	}
	token, err := r.client().Login(ctx, login)
	var refusal *oauth.Refusal
	if errors.As(err, &refusal) {
		r.refusal = refusal
	}
	return token, err
}
