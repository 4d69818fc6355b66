package rehearsal

import (
	"net/url"
	"time"
)

// policies are what stands above the settings of an org and refuses a password
// login that user, password and app would pass.
type policies struct {
	created     time.Time // zero: not said
	retired     bool      // the release update that ends the flow is enforced
	eventLog    bool      // Event Monitoring keeps the logins
	noAddresses bool      // the profile of every user admits no address that a test has
}

// CreatedOn sets the day the org was made. In life an org made since Summer '23
// has the username-password flow off from that day; here that is BlockPassword.
func (t *Tenant) CreatedOn(day time.Time) {
	t.setPolicies(func(p *policies) { p.created = day })
}

// RetirePassword enforces the release update that ends the username-password flow,
// or takes it back; the switch that metadata sets stays as it is.
func (t *Tenant) RetirePassword(retired bool) {
	t.setPolicies(func(p *policies) { p.retired = retired })
}

// AdmitNoAddress restricts the login addresses of every user to ones that are not
// the caller's, or lifts that.
func (t *Tenant) AdmitNoAddress(restricted bool) {
	t.setPolicies(func(p *policies) { p.noAddresses = restricted })
}

func (t *Tenant) setPolicies(change func(*policies)) {
	t.o.w.mu.Lock()
	defer t.o.w.mu.Unlock()
	change(&t.o.above)
}

// passwordByPolicy is grant_type=password where the org's policies have their say:
// a retired flow is refused before the password is looked at, an address after.
func (a *attempt) passwordByPolicy(form url.Values) (*session, *refusal) {
	s, refused := a.password(form)
	switch {
	case a.org == nil || a.user == nil:
		return s, refused
	case a.org.above.retired && (refused == nil || refused.id == passwordWrong || refused.id == passwordTokenMissing):
		refused = refuse(passwordBlocked)
	case a.org.above.noAddresses && refused == nil:
		refused = refuse("any-ip-restricted")
	}
	if refused != nil && s != nil {
		delete(a.w.sessions, s.token.Reveal())
		s = nil
	}
	return s, refused
}

// tell adds to a record what the policies say of it.
func (p policies) tell(object string, values record) {
	if object == "Organization" && !p.created.IsZero() {
		values["CreatedDate"] = p.created
	}
}
