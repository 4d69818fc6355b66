package rehearsal

import (
	"net/http"
	"slices"
)

// consumers is the three resources under /apps/oauth that give the key and the
// secret of an External Client App: usage, credentials/APP and
// credentials/APP/CONSUMER?part=keyandsecret (as sfdx-hardis calls them). They
// need enableClientSecretInRestApiAccess, and an administrator.
func (c *call) consumers(path []string) response {
	if !c.s.user.modifyMetadata {
		return c.refuse(insufficientAccess, "needed", "View External Client Apps Consumer Secrets")
	}
	var apps []*app
	for _, a := range c.s.org.apps {
		if a.external && a.globalName != "" {
			apps = append(apps, a)
		}
	}
	if path[0] == "usage" && len(path) == 1 {
		list := []map[string]string{}
		for _, a := range apps {
			list = append(list, map[string]string{"developerName": a.name, "identifier": a.id, "name": a.label})
		}
		return reply(http.StatusOK, map[string]any{"apps": list})
	}
	if path[0] != "credentials" || len(path) < 2 || len(path) > 3 {
		return c.refuse(notFound)
	}
	if c.s.org.hideSecrets {
		return c.refuse(insufficientAccess, "needed", "Allow access to consumer secrets via REST API")
	}
	i := slices.IndexFunc(apps, func(a *app) bool { return sameID(a.id, path[1]) })
	if i < 0 {
		return c.refuse(notFound)
	}
	a := apps[i]
	if len(path) == 2 {
		return reply(http.StatusOK, map[string]any{"consumers": []map[string]string{{"id": a.consumerID, "key": a.key, "name": a.globalName}}})
	}
	if !sameID(a.consumerID, path[2]) || c.r.URL.Query().Get("part") != "keyandsecret" {
		return c.refuse(notFound)
	}
	return reply(http.StatusOK, map[string]string{"key": a.key, "secret": a.secret.Reveal()})
}
