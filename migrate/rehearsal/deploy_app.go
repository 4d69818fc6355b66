package rehearsal

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"regexp"
	"strings"

	"unpw/migrate/secret"
)

var keyShape = regexp.MustCompile(`^[A-Za-z0-9]{8,256}$`)

func (c *change) permissionSet(name string, n *node) (applied, *problem) {
	apiUserOnly := false
	for _, permission := range n.children {
		if permission.name == "userPermissions" && permission.get("name") == "ApiUserOnly" {
			apiUserOnly = permission.flag("enabled", false)
		}
	}
	if s := c.next.permissionSet(name); s != nil {
		s.label, s.apiUserOnly = n.get("label"), apiUserOnly
		return applied{id: s.id}, nil
	}
	s := permissionSet{c.o.w.random.id("0PS"), name, n.get("label"), apiUserOnly}
	c.next.permissionSets = append(c.next.permissionSets, s)
	return applied{s.id, true}, nil
}

func (c *change) connectedApp(name string, n *node) (applied, *problem) {
	a := c.next.named(name, false)
	config := n.child("oauthConfig")
	if a == nil && !c.o.createConnectedApps {
		return applied{}, n.problem(connectedAppBlocked)
	}
	made := a == nil
	if made {
		a = &app{id: c.o.w.random.id("0H4"), consumerID: c.o.w.random.id("888"), name: name, live: c.d.created.Add(c.o.w.propagation)}
		if p := c.giveKey(a, config); p != nil {
			return applied{}, p
		}
	} else if key := config.child("consumerKey"); key != nil {
		return applied{}, key.problem(keyOnUpdate)
	}
	for _, set := range n.all("permissionSetName") {
		if c.next.permissionSet(set) == nil {
			return applied{}, n.child("permissionSetName").problem(componentUnknown, "field", "permissionSetName", "type", "PermissionSet", "name", set)
		}
	}
	for _, profile := range n.all("profileName") {
		if !c.o.hasProfile(profile) {
			return applied{}, n.child("profileName").problem(componentUnknown, "field", "profileName", "type", "Profile", "name", profile)
		}
	}
	scopes, _ := c.o.w.schema.scopes(config.all("scopes"), false)
	certificate, p := certificateOf(config)
	if p != nil {
		return applied{}, p
	}
	credentials := config.flag("isClientCredentialEnabled", false)
	if credentials && !c.runsAs(config.get("oauthClientCredentialUser")) {
		return applied{}, config.problem(runAsInvalid)
	}
	c.certify(a, certificate)
	a.label = n.get("label")
	a.scopes = scopes
	a.adminApproved = config.flag("isAdminApproved", false)
	a.secretOptional = config.flag("isConsumerSecretOptional", false)
	a.introspectAll = config.flag("isIntrospectAllTokens", false)
	a.credentialsApp, a.credentialsPolicy = credentials, credentials
	a.runAs = config.get("oauthClientCredentialUser")
	a.permissionSets, a.profiles = n.all("permissionSetName"), n.all("profileName")
	if made {
		c.next.apps = append(c.next.apps, a)
	}
	return applied{a.id, made}, nil
}

// giveKey gives a new app the consumer key and secret of its file, or makes
// them. A key is unique over all orgs.
func (c *change) giveKey(a *app, config *node) *problem {
	key := config.get("consumerKey")
	switch {
	case key == "":
		key = "3MVG9" + c.o.w.random.word(80)
	case !keyShape.MatchString(key):
		return config.child("consumerKey").problem(keyInvalid)
	case c.taken(key):
		return config.child("consumerKey").problem(keyTaken)
	}
	plain := config.get("consumerSecret")
	if plain == "" {
		plain = c.o.w.random.word(64)
	}
	a.key, a.secret = key, secret.New(plain)
	return nil
}

func (c *change) taken(key string) bool {
	if c.next.app(key) != nil {
		return true
	}
	for _, o := range c.o.w.orgs {
		if o != c.o && o.app(key) != nil {
			return true
		}
	}
	return false
}

// certificateOf reads the element certificate; nil where it is left out.
func certificateOf(config *node) (*x509.Certificate, *problem) {
	n := config.child("certificate")
	if n == nil || n.text == "" {
		return nil, nil
	}
	certificate := parseCertificate(n.text)
	if certificate == nil {
		return nil, n.problem(certificateInvalid)
	}
	return certificate, nil
}

// certify gives the app its certificate; none clears it. The old one stays in
// force until the change has spread.
func (c *change) certify(a *app, next *x509.Certificate) {
	if a.certificate != nil && (next == nil || !next.Equal(a.certificate)) {
		a.oldCertificate = a.certificate
		a.certificateAt = c.d.created.Add(c.o.w.propagation)
	}
	a.certificate = next
}

// parseCertificate reads one certificate of at most 4 KB: PEM text, or the
// base64 body without BEGIN and END, which two projects report to work.
func parseCertificate(text string) *x509.Certificate {
	if len(text) > 4096 {
		return nil
	}
	block, rest := pem.Decode([]byte(text))
	var der []byte
	switch {
	case block != nil && block.Type == "CERTIFICATE" && strings.TrimSpace(string(rest)) == "":
		der = block.Bytes
	case block == nil && !strings.Contains(text, "-----"):
		body, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			return nil
		}
		der = body
	default:
		return nil
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return certificate
}

// runsAs tells whether an app may run as that user. Whether the platform
// demands API Only User of them is unverified, and not asked here.
func (c *change) runsAs(username string) bool {
	u := c.o.user(username)
	return u != nil && u.active
}

// hasProfile knows the two profiles that every org has, and those of its users.
func (o *org) hasProfile(name string) bool {
	if name == "System Administrator" || name == "Standard User" {
		return true
	}
	for _, u := range o.users {
		if u.profile == name {
			return true
		}
	}
	return false
}

// settings takes over the elements that are there; the others stay.
func (c *change) settings(name string, n *node) (applied, *problem) {
	switch name {
	case "OauthOidc":
		c.next.blockPassword = n.flag("blockOAuthUnPwFlow", c.next.blockPassword)
		c.next.blockUserAgent = n.flag("blockOAuthUsrAgtFlow", c.next.blockUserAgent)
		c.next.pkceRequired = n.flag("isPkceRequired", c.next.pkceRequired)
	case "ExternalClientApp":
		c.next.hideSecrets = !n.flag("enableClientSecretInRestApiAccess", !c.next.hideSecrets)
	}
	return applied{}, nil
}
