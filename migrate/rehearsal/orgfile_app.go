package rehearsal

import (
	"cmp"
	"crypto/x509"
	"slices"
	"time"

	"unpw/migrate/secret"
)

// app sets one app, which is made where the org has none of that name or key.
func (f filling) app(o *org, name string, s AppSettings) error {
	a, err := f.find(o, name, s)
	if err != nil {
		return err
	}
	consumerSecret, err := f.secret(s.ConsumerSecret)
	if err != nil {
		return err
	}
	w, id := f.w, a.id
	now := func() *app { // a deploy may have put a copy in its place
		for _, a := range o.apps {
			if a.id == id {
				return a
			}
		}
		return &app{}
	}
	put(w, func() *string { return &now().key }, s.ConsumerKey)
	put(w, func() *secret.Secret { return &now().secret }, consumerSecret)
	put(w, func() *[]string { return &now().scopes }, listed(s.Scopes))
	put(w, func() *[]string { return &now().permissionSets }, listed(s.PermissionSets))
	put(w, func() *[]string { return &now().profiles }, listed(s.Profiles))
	put(w, func() *[]Flow { return &now().flows }, listed(s.Flows))
	put(w, func() *IPPolicy { return &now().ipPolicy }, s.IP)
	put(w, func() *[]IPRange { return &now().ipRanges }, listed(s.IPRanges))
	put(w, func() *bool { return &now().secretOptional }, turned(s.SecretRequired))
	put(w, func() *bool { return &now().disabled }, turned(s.Enabled))
	put(w, func() *bool { return &now().uninstalled }, turned(s.Installed))
	put(w, func() *bool { return &now().deleted }, s.Deleted)
	if s.PermittedUsers != nil {
		approved := *s.PermittedUsers == AdminApproved
		put(w, func() *bool { return &now().adminApproved }, &approved)
	}
	if s.RunAs != nil {
		has := *s.RunAs != ""
		put(w, func() *string { return &now().runAs }, s.RunAs)
		put(w, func() *bool { return &now().credentialsApp }, &has)
		put(w, func() *bool { return &now().credentialsPolicy }, &has)
	}
	if slices.Contains(s.Flows, flowCredentials) {
		on := true
		put(w, func() *bool { return &now().credentialsApp }, &on)
	}
	if s.New != nil && *s.New {
		live := w.now().Add(w.propagation)
		put(w, func() *time.Time { return &now().live }, &live)
	}
	for _, name := range s.PermissionSets {
		f.permissionSet(o, name)
	}
	if err := f.certificate(now, s.CertificateFile); err != nil {
		return err
	}
	return f.approvals(o, name, now, s)
}

// find gives the app of that name or consumer key, or makes it.
func (f filling) find(o *org, name string, s AppSettings) (*app, error) {
	key := "app " + o.myDomain + " " + name
	f.name(key)
	for _, a := range o.apps {
		if a.name == name && (s.Type == nil || a.external == (*s.Type == ExternalClientApp)) {
			return a, nil
		}
	}
	if s.ConsumerKey == nil {
		return nil, f.wrong("%s has no app %s, and a new one needs a consumer-key", o.myDomain, name)
	}
	if a := o.app(*s.ConsumerKey); a != nil {
		return a, nil
	}
	if err := o.addApp(App{Name: name, ConsumerKey: *s.ConsumerKey}); err != nil {
		return nil, f.wrong("%s", err)
	}
	a := o.app(*s.ConsumerKey)
	if a.external = s.Type != nil && *s.Type == ExternalClientApp; a.external {
		a.id = f.w.random.id("0xI")
		a.globalName, a.settingsName, a.oauthPolicyName = name, name, name
	}
	id := a.id
	f.makes(key, func() { o.apps = slices.DeleteFunc(o.apps, func(a *app) bool { return a.id == id }) })
	return a, nil
}

func (f filling) certificate(now func() *app, file *string) error {
	switch {
	case file == nil:
		return nil
	case *file == "":
		put(f.w, func() **x509.Certificate { return &now().certificate }, new(*x509.Certificate))
		return nil
	}
	text, err := f.from.File(*file)
	if err != nil {
		return f.wrong("certificate-file %s cannot be read", *file)
	}
	read := parseCertificate(string(text))
	if read == nil {
		return f.wrong("certificate-file %s holds no certificate of at most 4 KB", *file)
	}
	put(f.w, func() **x509.Certificate { return &now().certificate }, &read)
	return nil
}

// approvals are of users, so of the org's ids.
func (f filling) approvals(o *org, name string, now func() *app, s AppSettings) error {
	var by []string
	var refresh []refreshToken
	id := func(username string) (string, error) {
		if u := o.user(username); u != nil {
			return u.id, nil
		}
		return "", f.wrong("app %s: %s has no user %s", name, o.myDomain, cmp.Or(username, `""`))
	}
	for _, username := range s.ApprovedBy {
		user, err := id(username)
		if err != nil {
			return err
		}
		by = append(by, user)
	}
	for _, r := range s.RefreshTokens {
		user, err := id(r.User)
		if err != nil {
			return err
		}
		token, err := f.secret(r.Token)
		if err != nil {
			return err
		}
		if token == nil {
			return f.wrong("app %s: a refresh token lacks its token", name)
		}
		by, refresh = append(by, user), append(refresh, refreshToken{user, *token})
	}
	put(f.w, func() *[]string { return &now().approvedBy }, listed(by))
	put(f.w, func() *[]refreshToken { return &now().refresh }, listed(refresh))
	return nil
}
