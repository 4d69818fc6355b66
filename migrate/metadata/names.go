package metadata

// Member is a component as package.xml names it.
type Member struct{ Type, Name string }

// Names gives the components that Project writes for an app, by type. The
// satellites of an External Client App have the names that the platform gives
// the policies it makes by itself on a first deploy, so that both meet.
func Names(a App) []Member {
	set := Member{"PermissionSet", a.PermissionSet}
	if a.Type == ConnectedApp {
		return []Member{{"ConnectedApp", a.Name}, set}
	}
	members := []Member{
		{"ExternalClientApplication", a.Name},
		{"ExtlClntAppConfigurablePolicies", a.Name + "_defaultPolicy"},
		{"ExtlClntAppGlobalOauthSettings", a.Name + "_glbloauth"},
		{"ExtlClntAppOauthConfigurablePolicies", a.Name + "_oauth_defaultPolicy"},
		{"ExtlClntAppOauthSettings", a.Name + "_oauth"},
		set,
	}
	for i, m := range members {
		if name := a.Named[m.Type]; name != "" {
			members[i].Name = name
		}
	}
	return members
}

// Satellites are the types of the components that belong to an External Client
// App and name it in externalClientApplication.
func Satellites() []string {
	return []string{"ExtlClntAppConfigurablePolicies", "ExtlClntAppGlobalOauthSettings", "ExtlClntAppOauthConfigurablePolicies", "ExtlClntAppOauthSettings"}
}
