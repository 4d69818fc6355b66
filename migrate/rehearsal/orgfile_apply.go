package rehearsal

import (
	"maps"
	"slices"
	"time"

	"unpw/migrate/fail"
	"unpw/migrate/secret"
)

// Sources is where an org.yaml finds what lies outside of it.
type Sources struct {
	Name   string // what an error calls the file
	Secret func(Reference) (secret.Secret, error)
	File   func(path string) ([]byte, error) // relative to the file
}

// Use makes the orgs as an org.yaml says, after taking back what the one before
// it said: a line that is gone is as if it had never been there. What was
// deployed or assigned in between stays, but for the fields that the lines were
// about. On an error (*fail.Error of the code Usage) nothing has changed.
func (w *World) Use(file *OrgFile, from Sources) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.takeBack()
	if err := w.apply(file, from); err != nil {
		w.takeBack()
		if w.file == nil {
			w.sweep(nil)
			return err
		}
		// It worked before; that a file it names is gone since is told by err soon
		// enough.
		_ = w.apply(w.file, from)
		return err
	}
	w.file = file
	return nil
}

// filling is an org.yaml while it is applied.
type filling struct {
	w     *World
	from  Sources
	named map[string]bool // by the file: keys of what it may have made
}

// name notes that the file names something.
func (f filling) name(key string) { f.named[key] = true }

// makes notes that the file made something, and how that goes away again.
func (f filling) makes(key string, remove func()) { f.w.made = append(f.w.made, made{key, remove}) }

func (w *World) apply(file *OrgFile, from Sources) error {
	f := filling{w, from, map[string]bool{}}
	if file.ClockSkew != nil {
		was := w.skew.Swap(int64(*file.ClockSkew))
		w.undo = append(w.undo, func() { w.skew.Store(was) })
	}
	if file.Propagation != nil {
		was := w.propagation
		w.propagation = time.Duration(*file.Propagation)
		w.undo = append(w.undo, func() { w.propagation = was })
	}
	if file.Gateway != nil {
		w.gateway = file.Gateway
		w.undo = append(w.undo, func() { w.gateway = nil })
	}
	for _, domain := range file.domains() {
		if err := f.org(domain, file.Orgs[domain]); err != nil {
			return err
		}
	}
	w.sweep(f.named)
	return nil
}

func (f filling) wrong(format string, args ...any) error {
	return fail.At(fail.Usage, f.from.Name, 0, format, args...)
}

func (f filling) secret(r *Reference) (*secret.Secret, error) {
	if r == nil {
		return nil, nil
	}
	s, err := f.from.Secret(*r)
	return &s, err
}

func (f filling) org(domain string, s OrgSettings) error {
	w := f.w
	f.name("org " + domain)
	i := slices.IndexFunc(w.orgs, func(o *org) bool { return o.myDomain == domain })
	if i < 0 {
		kind := Kind("")
		if s.Kind != nil {
			kind = *s.Kind
		}
		made, err := w.addOrg(Org{Name: domain, MyDomain: domain, Kind: kind})
		if err != nil {
			return f.wrong("%s", fail.Of(err).Cause)
		}
		f.makes("org "+domain, func() { w.orgs = slices.DeleteFunc(w.orgs, func(o *org) bool { return o == made }) })
		i = slices.Index(w.orgs, made)
	}
	o := w.orgs[i]
	if s.Kind != nil && *s.Kind != o.kind {
		return f.wrong("%s is a %s org", domain, o.kind)
	}
	if s.Created != nil {
		f.age(o, *s.Created)
	}
	set(w, &o.condition, s.State)
	set(w, &o.blockPassword, blocks(s.OAuthPassword))
	set(w, &o.blockSOAP, blocks(s.SOAPLogin))
	set(w, &o.blockUserAgent, blocks(s.UserAgentFlow))
	set(w, &o.noGeneric, turned(s.GenericHosts))
	set(w, &o.sites, listed(s.Sites))
	set(w, &o.trustedIPs, listed(s.TrustedIPs))
	set(w, &o.noAPI, turned(s.APIEnabled))
	set(w, &o.newest, number(s.NewestVersion))
	set(w, &o.daily, s.DailyRequests)
	set(w, &o.loginsPerHour, number(s.LoginsPerHour))
	set(w, &o.loginsPerDay, number(s.LoginsPerDay))
	set(w, &o.maxFailures, number(s.FailedLogins))
	set(w, &o.createConnectedApps, s.NewConnectedApps)
	set(w, &o.hideSecrets, turned(s.SecretsOverTheAPI))
	set(w, &o.pkceRequired, s.PKCERequired)
	for _, name := range s.PermissionSetNames {
		f.permissionSet(o, name)
	}
	for _, username := range slices.Sorted(maps.Keys(s.Users)) {
		if err := f.user(o, username, s.Users[username]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Apps)) {
		if err := f.app(o, name, s.Apps[name]); err != nil {
			return err
		}
	}
	return nil
}

// age gives an org what orgs of its day have by default: password logins by
// OAuth are off since Summer '23 (API 58), SOAP login() since Winter '26 (65),
// new connected apps cannot be made since Spring '26 (66).
func (f filling) age(o *org, created Release) {
	age := &created
	set(f.w, &o.created, &age)
	yes, no := true, false
	if created >= 58 {
		set(f.w, &o.blockPassword, &yes)
	}
	if created >= 65 {
		set(f.w, &o.blockSOAP, &yes)
	}
	if created >= 66 {
		set(f.w, &o.createConnectedApps, &no)
	}
}

// permissionSet makes sure that the org has one of that name.
func (f filling) permissionSet(o *org, name string) {
	key := "permission set " + o.myDomain + " " + name
	f.name(key)
	if o.permissionSet(name) != nil {
		return
	}
	o.permissionSets = append(o.permissionSets, permissionSet{id: f.w.random.id("0PS"), name: name, label: name})
	f.makes(key, func() {
		o.permissionSets = slices.DeleteFunc(slices.Clone(o.permissionSets), func(p permissionSet) bool { return p.name == name })
	})
}
