package rehearsal

import (
	"crypto/subtle"
	"net/url"
)

// refresh is grant_type=refresh_token, for tokens that an earlier web-server
// login left with a client. They do not rotate, and no new one is issued.
func (a *attempt) refresh(form url.Values) (*session, *refusal) {
	key, secret := a.r.client(form)
	for _, o := range a.r.site.orgs {
		app := o.app(key)
		if app == nil {
			continue
		}
		a.org, a.row.Application = o, app.label
		if refused := a.theOrg(); refused != nil {
			return nil, refused
		}
		if secret == "" && !app.secretOptional || secret != "" && !app.secretIs(secret) {
			return nil, refuse(secretWrong)
		}
		for _, r := range app.refresh {
			if subtle.ConstantTimeCompare([]byte(r.token.Reveal()), []byte(form.Get("refresh_token"))) != 1 {
				continue
			}
			a.user = o.userByID(r.userID)
			if refused := a.theUser(app); refused != nil {
				return nil, refused
			}
			s := a.w.open(o, a.user, app.key, flowRefresh)
			s.scopes = app.scopes
			return s, nil
		}
		return nil, refuse(refreshExpired)
	}
	return nil, refuse(clientUnknown)
}
