package rehearsal

import (
	"slices"
	"strings"
)

// user sets one user, who is made where the org has none of that name.
func (f filling) user(o *org, username string, s UserSettings) error {
	w := f.w
	key := "user " + o.myDomain + " " + strings.ToLower(username)
	f.name(key)
	u := o.user(username)
	if u == nil {
		if err := o.addUser(User{Username: username}); err != nil {
			return f.wrong("%s", err)
		}
		u = o.user(username)
		f.makes(key, func() { o.users = slices.DeleteFunc(o.users, func(x *user) bool { return x == u }) })
	}
	password, err := f.secret(s.Password)
	if err != nil {
		return err
	}
	token, err := f.secret(s.SecurityToken)
	if err != nil {
		return err
	}
	set(w, &u.password, password)
	set(w, &u.token, token)
	set(w, &u.profile, s.Profile)
	set(w, &u.active, s.Active)
	set(w, &u.frozen, s.Frozen)
	set(w, &u.passwordExpired, s.PasswordExpired)
	set(w, &u.modifyMetadata, s.Admin)
	set(w, &u.noAPI, turned(s.APIEnabled))
	set(w, &u.apiOnly, s.APIOnly)
	set(w, &u.noSOAPAuth, turned(s.AnyAPIAuth))
	set(w, &u.multiFactor, s.MultiFactor)
	set(w, &u.readOnly, s.ReadOnly)
	set(w, &u.hours, pointed(s.LoginHours))
	set(w, &u.loginIPs, listed(s.LoginIPs))
	if s.LockedOut != nil {
		failures := 0
		if *s.LockedOut {
			failures = o.maxFailures
		}
		set(w, &u.failures, &failures)
	}
	for _, name := range s.PermissionSets {
		f.permissionSet(o, name)
		if o.holds(u, name) {
			continue
		}
		a := assignment{w.random.id("0Pa"), u.id, o.permissionSet(name).id}
		o.assignments = append(o.assignments, a)
		w.undo = append(w.undo, func() {
			o.assignments = slices.DeleteFunc(slices.Clone(o.assignments), func(x assignment) bool { return x == a })
		})
	}
	return nil
}

// pointed gives a pointer to a pointer that is there; nil of nil.
func pointed[T any](p *T) **T {
	if p == nil {
		return nil
	}
	return &p
}
