package rehearsal

import (
	"slices"
	"strconv"
	"strings"
)

// mostRead is how many components one readMetadata may ask for (Metadata API
// Developer Guide).
const mostRead = 10

// soapRead gives components back as the org has them: what was deployed, with
// what the platform adds and without what it never gives away. A component that
// is not there is an empty record.
func (s *session) soapRead(asked *node, version int) (string, *refusal) {
	kind, names := asked.get("type"), asked.all("fullNames")
	known, ok := s.org.w.schema.Components[kind]
	if kind != oauthSettingsType && (!ok || known.Since > version) {
		return "", refuse(referenceInvalid)
	}
	if len(names) > mostRead {
		return "", refuse(fieldRequired, "fields", "fullNames")
	}
	var b strings.Builder
	b.WriteString("<result>")
	for _, name := range names {
		n := s.org.retrieved(member{kind, name})
		if n == nil {
			b.WriteString(`<records xsi:nil="true"/>`)
			continue
		}
		b.WriteString(`<records xsi:type="` + kind + `"><fullName>` + escaped(name) + "</fullName>")
		for _, child := range n.children {
			writeNode(&b, child)
		}
		b.WriteString("</records>")
	}
	b.WriteString("</result>")
	return b.String(), nil
}

func writeNode(b *strings.Builder, n *node) {
	b.WriteString("<" + n.name + ">")
	for _, child := range n.children {
		writeNode(b, child)
	}
	if len(n.children) == 0 {
		b.WriteString(escaped(n.text))
	}
	b.WriteString("</" + n.name + ">")
}

// soapList gives the names of the components of up to three types.
func (s *session) soapList(asked *node, version int) (string, *refusal) {
	var out strings.Builder
	for _, q := range asked.children {
		kind := q.get("type")
		if q.name != "queries" {
			continue
		}
		known, ok := s.org.w.schema.Components[kind]
		if !ok || known.Since > version {
			return "", refuse(referenceInvalid)
		}
		for _, name := range s.org.names(kind) {
			out.WriteString(asXML("result", map[string]any{"fileName": known.file(name), "fullName": name, "type": kind, "createdById": s.user.id, "id": s.org.idOf(member{kind, name})}))
		}
	}
	return out.String(), nil
}

func (o *org) names(kind string) []string {
	var names []string
	for m := range o.components {
		if m.kind == kind {
			names = append(names, m.name)
		}
	}
	for _, a := range o.apps {
		for _, m := range a.members() {
			if m.kind == kind && !slices.Contains(names, m.name) {
				names = append(names, m.name)
			}
		}
	}
	slices.Sort(names)
	return names
}

func (o *org) idOf(m member) string {
	for _, a := range o.apps {
		if slices.Contains(a.members(), m) {
			return a.id
		}
	}
	if set := o.permissionSet(m.name); set != nil && m.kind == "PermissionSet" {
		return set.id
	}
	return ""
}

// members are the components that an app consists of.
func (a *app) members() []member {
	if !a.external {
		return []member{{"ConnectedApp", a.name}}
	}
	all := []member{
		{"ExternalClientApplication", a.name}, {"ExtlClntAppGlobalOauthSettings", a.globalName}, {"ExtlClntAppOauthSettings", a.settingsName},
		{"ExtlClntAppOauthConfigurablePolicies", a.oauthPolicyName}, {"ExtlClntAppConfigurablePolicies", a.policyName},
	}
	return slices.DeleteFunc(all, func(m member) bool { return m.name == "" })
}

// retrieved gives a component as the platform writes it: alphabetical, with the
// consumer key and the links to this org, without a consumer secret.
func (o *org) retrieved(m member) *node {
	if m.kind == oauthSettingsType && m.name == "OauthOidc" {
		return o.oauthSettings()
	}
	deployed := o.components[m]
	var of *app
	for _, a := range o.apps {
		if slices.Contains(a.members(), m) {
			of = a
		}
	}
	if deployed == nil && of != nil {
		deployed = of.standing(m)
	}
	if deployed == nil {
		return nil
	}
	n := &node{name: deployed.name, children: slices.Clone(deployed.children)}
	switch m.kind {
	case "ConnectedApp":
		config := &node{name: "oauthConfig", children: slices.Clone(n.child("oauthConfig").or().children)}
		config.set("consumerKey", of.key)
		config.unset("consumerSecret")
		n.unset("oauthConfig")
		n.children = append(n.children, config)
		sortNodes(config)
	case "ExternalClientApplication":
		n.set("orgScopedExternalApp", o.id[:15]+":"+m.name)
	case "ExtlClntAppGlobalOauthSettings":
		n.set("consumerKey", of.key)
		n.unset("consumerSecret")
	case "ExtlClntAppOauthSettings":
		n.set("oauthLink", o.id[:15]+":"+of.consumerID[:15])
	}
	sortNodes(n)
	return n
}

func sortNodes(n *node) {
	slices.SortStableFunc(n.children, func(a, b *node) int { return strings.Compare(a.name, b.name) })
}

// or gives an empty node for none.
func (n *node) or() *node {
	if n == nil {
		return &node{}
	}
	return n
}

func (n *node) set(name, text string) {
	n.unset(name)
	n.children = append(n.children, &node{name: name, text: text})
}

func (n *node) unset(name string) {
	n.children = slices.DeleteFunc(n.children, func(c *node) bool { return c.name == name })
}

// standing is a component that nobody deployed: an app that was there before,
// and the policies that the platform makes with the OAuth settings.
func (a *app) standing(m member) *node {
	n := &node{name: m.kind}
	leaf := func(name, text string) { n.children = append(n.children, &node{name: name, text: text}) }
	switch m.kind {
	case "ConnectedApp":
		leaf("contactEmail", adminUsername)
		leaf("label", a.label)
		config := &node{name: "oauthConfig", children: []*node{{name: "callbackUrl", text: "https://login.salesforce.com/services/oauth2/success"},
			{name: "scopes", text: "Api"}, {name: "scopes", text: "RefreshToken"}}}
		n.children = append(n.children, config)
	case "ExtlClntAppOauthConfigurablePolicies":
		// As retrieved from real orgs (field).
		for _, e := range [][2]string{{"externalClientApplication", a.name}, {"ipRelaxationPolicyType", "Enforce"}, {"isClientCredentialsFlowEnabled", "false"},
			{"isGuestCodeCredFlowEnabled", "false"}, {"isTokenExchangeFlowEnabled", "false"}, {"label", m.name}, {"permittedUsersPolicyType", "AllSelfAuthorized"},
			{"refreshTokenPolicyType", "SpecificLifetime"}, {"refreshTokenValidityPeriod", "365"}, {"refreshTokenValidityUnit", "Days"}, {"requiredSessionLevel", "STANDARD"}} {
			leaf(e[0], e[1])
		}
	case "ExtlClntAppConfigurablePolicies":
		leaf("externalClientApplication", a.name)
		leaf("isEnabled", "true")
		leaf("isOauthPluginEnabled", "true")
		leaf("label", m.name)
	default:
		return nil
	}
	return n
}

// oauthSettingsType is the name by which settings are read; they are deployed as
// Settings.
const oauthSettingsType = "OauthOidcSettings"

// oauthSettings are the switches as they are, deployed or not.
func (o *org) oauthSettings() *node {
	n := &node{name: oauthSettingsType}
	for _, flag := range []struct {
		name string
		on   bool
	}{{"blockOAuthUnPwFlow", o.blockPassword}, {"blockOAuthUsrAgtFlow", o.blockUserAgent}, {"isPkceRequired", o.pkceRequired}} {
		n.set(flag.name, strconv.FormatBool(flag.on))
	}
	return n
}
