package rehearsal

import "strings"

// externalApp is the header of an External Client App.
func (c *change) externalApp(name string, n *node) (applied, *problem) {
	if scoped := n.child("orgScopedExternalApp"); scoped != nil && scoped.text != c.o.id[:15]+":"+name {
		return applied{}, scoped.problem(parentUnknown, "name", scoped.text)
	}
	if c.next.named(name, false) != nil {
		return applied{}, n.problem(nameTaken, "name", name)
	}
	a := c.next.named(name, true)
	made := a == nil
	if made {
		a = &app{id: c.o.w.random.id("0xI"), consumerID: c.o.w.random.id("888"), external: true, name: name, live: c.d.created.Add(c.o.w.propagation)}
		c.next.apps = append(c.next.apps, a)
	}
	if a.label = n.get("label"); a.label == "" {
		a.label = name
	}
	return applied{a.id, made}, nil
}

// parent finds the app that a satellite belongs to, by the API name.
func (c *change) parent(n *node) (*app, *problem) {
	name := n.get("externalClientApplication")
	if name == "" {
		return nil, n.problem(parentMissing)
	}
	a := c.next.named(name, true)
	if a == nil {
		return nil, n.child("externalClientApplication").problem(parentUnknown, "name", name)
	}
	return a, nil
}

// oauthSettings holds the scopes. When it is new the platform makes both
// policies, with names of its own, open to whoever authorises the app.
func (c *change) oauthSettings(name string, n *node) (applied, *problem) {
	a, p := c.parent(n)
	if p != nil {
		return applied{}, p
	}
	if link := n.child("oauthLink"); link != nil && !strings.HasPrefix(link.text, c.o.id[:15]+":") {
		return applied{}, link.problem(oauthLinkWrong, "value", link.text)
	}
	scopes, unknown := c.o.w.schema.scopes(commas(n.get("commaSeparatedOauthScopes")), true)
	if unknown != "" {
		return applied{}, n.child("commaSeparatedOauthScopes").problem(valueInvalid, "value", unknown, "type", "commaSeparatedOauthScopes")
	}
	made := a.settingsName == ""
	if made {
		c.fresh[a.name] = true
		a.oauthPolicyName, a.policyName = name+"_defaultPolicy", a.name+"_defaultPolicy"
	}
	a.settingsName = name
	a.scopes = scopes
	return applied{a.consumerID, made}, nil
}

// globalSettings holds key, secret, certificate and the developer's switches.
// A key once given stays, whatever a later deploy says.
func (c *change) globalSettings(name string, n *node) (applied, *problem) {
	a, p := c.parent(n)
	if p != nil {
		return applied{}, p
	}
	certificate, p := certificateOf(n)
	if p != nil {
		return applied{}, p
	}
	made := a.globalName == ""
	if made {
		if p := c.giveKey(a, n); p != nil {
			return applied{}, p
		}
	}
	c.certify(a, certificate)
	a.globalName = name
	a.credentialsApp = n.flag("isClientCredentialsFlowEnabled", false)
	a.secretOptional = n.flag("isConsumerSecretOptional", false)
	a.introspectAll = n.flag("isIntrospectAllTokens", false)
	return applied{a.consumerID, made}, nil
}

// oauthPolicy says who may use the app, and as whom it runs. The record is
// replaced: what the file leaves out goes back to its default. A policy that
// the platform made keeps its name, except within the deploy that makes the
// settings.
func (c *change) oauthPolicy(name string, n *node) (applied, *problem) {
	a, p := c.parent(n)
	if p != nil {
		return applied{}, p
	}
	if a.oauthPolicyName != "" && a.oauthPolicyName != name && !c.fresh[a.name] {
		return applied{}, n.problem(policyDuplicate, "name", a.oauthPolicyName)
	}
	sets := commas(n.get("commaSeparatedPermissionSet"))
	for _, set := range sets {
		if c.next.permissionSet(set) == nil {
			return applied{}, n.child("commaSeparatedPermissionSet").problem(permissionSetUnknown, "name", set)
		}
	}
	profiles := commas(n.get("commaSeparatedProfile"))
	for _, profile := range profiles {
		if !c.o.hasProfile(profile) {
			return applied{}, n.child("commaSeparatedProfile").problem(componentUnknown, "field", "commaSeparatedProfile", "type", "Profile", "name", profile)
		}
	}
	credentials := n.flag("isClientCredentialsFlowEnabled", false)
	if credentials && !c.runsAs(n.get("clientCredentialsFlowUser")) {
		return applied{}, n.problem(runAsInvalid)
	}
	a.oauthPolicyName = name
	a.adminApproved = n.get("permittedUsersPolicyType") == "AdminApprovedPreAuthorized"
	a.permissionSets, a.profiles = sets, profiles
	a.credentialsPolicy = credentials
	a.runAs = n.get("clientCredentialsFlowUser")
	return applied{a.id, c.fresh[a.name]}, nil
}

// appPolicy switches the app, or its OAuth part, on and off.
func (c *change) appPolicy(name string, n *node) (applied, *problem) {
	a, p := c.parent(n)
	if p != nil {
		return applied{}, p
	}
	if a.policyName != "" && a.policyName != name && !c.fresh[a.name] {
		return applied{}, n.problem(appPolicyDuplicate, "name", a.policyName)
	}
	a.policyName = name
	a.disabled = !n.flag("isEnabled", true) || !n.flag("isOauthPluginEnabled", true)
	return applied{a.id, c.fresh[a.name]}, nil
}
