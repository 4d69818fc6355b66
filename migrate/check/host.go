package check

import (
	"context"
	"errors"
	"fmt"

	"unpw/migrate/oauth"
	"unpw/migrate/org"
)

// host looks at the name, then asks the host for its API versions: only
// Salesforce answers that, and no login is needed. The name is not resolved
// here: behind a proxy it need not resolve, and without one the request fails
// as a name that does not.
func (r *run) host(ctx context.Context) Check {
	host := r.target.Login.Host
	fact := r.facts.host(host)
	credentials := r.is(oauth.ClientCredentials)
	if err := oauth.CheckHost(host); err != nil {
		return r.failedBy("", err)
	}
	switch {
	case fact.Kind == "never":
		return r.failed(host+" is "+fact.What, "host-never")
	case fact.Kind == "login" && credentials:
		return r.failed(host+" is shared by all orgs", "host-shared")
	}
	r.probe, r.probeErr = org.Versions(ctx, r.env.HTTP, host, r.env.Sleep)
	r.probedAt = r.env.Now()
	var u *oauth.Unreachable
	if errors.As(r.probeErr, &u) && u.Kind == oauth.KindTLS {
		return skipped("no answer: see tls")
	}
	if r.probeErr != nil {
		return r.failedBy("", r.probeErr)
	}
	seen := fmt.Sprintf("%s serves API versions up to %s", host, oauth.Clean(r.probe.Newest()))
	switch {
	case fact.Kind == "login":
		return r.warning(seen, "host-shared-jwt")
	case fact.Kind != "my-domain" && credentials:
		return r.warning(seen+"; by its name it is no My Domain", "host-unknown")
	}
	return ok(seen)
}
